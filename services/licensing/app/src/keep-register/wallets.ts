import { walletDecider, type Wallet } from '@esep/licensing-domain';
import { Entity, type DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

import { RegisterRow, ROW_COLUMNS, type RegisterKind } from './register-kind.js';

/** Found by its id, `<asset>-<address>`. */
@Entity('wallets')
class WalletRow extends RegisterRow<Wallet> {}

const HOLDERS = `jsonb_path_query_array(state, '$.bindings[*].bound.licenseeId')`;

const HOLDERS_INDEX = `
  create index if not exists wallets_by_holder on wallets using gin (${HOLDERS});`;

export const WALLETS: RegisterKind<Wallet, WalletRow> = {
  Row: WalletRow,
  decider: walletDecider,
  table: `create table wallets (${ROW_COLUMNS});
    ${HOLDERS_INDEX}`,
  columnsOf: () => ({}),
};

/** Those that a licensee ever held, in the order of their ids, from one on. */
export const listWalletsOf = (
  database: DataSource,
  licenseeId: string,
  from: string,
  limit: number,
): Promise<{ readonly id: string; readonly state: Wallet }[]> =>
  database.query(
    `select id, state from wallets where ${HOLDERS} ? $1 and id >= $2 order by id limit $3`,
    [licenseeId, from, limit],
  );

/** For registers created before this index. */
export class ExpandWallets1769990400311 implements MigrationInterface {
  readonly name = 'ExpandWallets1769990400311';

  async up(runner: QueryRunner): Promise<void> {
    const [found] = (await runner.query(
      `select to_regclass('licence_register.wallets') is not null as is_there`,
    )) as { is_there: boolean }[];
    if (!found?.is_there) return;
    await runner.query(`
      set local search_path to licence_register, public;
      ${HOLDERS_INDEX}
      set local search_path to default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index if exists licence_register.wallets_by_holder');
  }
}
