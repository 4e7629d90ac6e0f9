import { walletDecider, type Wallet } from '@esep/licensing-domain';
import { Entity } from 'typeorm';

import { RegisterRow, ROW_COLUMNS, type RegisterKind } from './register-kind.js';

/** Found by its id, `<asset>-<address>`, and in no list yet. */
@Entity('wallets')
class WalletRow extends RegisterRow<Wallet> {}

export const WALLETS: RegisterKind<Wallet, WalletRow> = {
  Row: WalletRow,
  decider: walletDecider,
  table: `create table wallets (${ROW_COLUMNS});`,
  columnsOf: () => ({}),
};
