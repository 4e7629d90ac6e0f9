import type { PayoutAddressesAdded, PayoutAddressesEnded } from '@esep/contracts';
import { accept, refuse, type Decider, type Decision } from '@esep/kernel';

import {
  decideAdditions,
  decideEnds,
  type AddAddresses,
  type AddressSetRefusal,
  type EndAddresses,
} from './address-set.js';
import {
  decidePoolApproval,
  evolvePoolApproval,
  type ApprovedPool,
  type PoolApprovalCommand,
  type PoolApprovalEvent,
  type PoolApprovalRefusal,
} from './pool-approval.js';
import {
  decideSenderKey,
  evolveSenderKeys,
  type SenderKeyCommand,
  type SenderKeyEvent,
  type SenderKeyRefusal,
  type SenderKeys,
} from './sender-key.js';

// A digital mining pool: its approvals, which are effective-dated and can be withdrawn (LIC-13), and
// the keys it signs with. One stream per pool, `pool-<poolId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PoolCommand =
  PoolApprovalCommand | SenderKeyCommand | AddPayoutAddresses | EndPayoutAddresses;

export interface AddPayoutAddresses extends AddAddresses {
  readonly type: 'AddPayoutAddresses';
  readonly poolId: string;
}

export interface EndPayoutAddresses extends EndAddresses {
  readonly type: 'EndPayoutAddresses';
  readonly poolId: string;
}

export type PoolRefusal = PoolApprovalRefusal | AddressSetRefusal | SenderKeyRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Pool extends ApprovedPool {
  readonly keys: SenderKeys;
  readonly added: readonly PayoutAddressEvent[];
}

type PayoutAddressEvent = PayoutAddressesAdded | PayoutAddressesEnded;
/** What the stream holds. */
type PoolRecorded = PoolApprovalEvent | PayoutAddressEvent | SenderKeyEvent;

type PoolDecision = Decision<PoolRecorded, PoolRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: PoolCommand, pool: Pool): PoolDecision => {
  switch (command.type) {
    case 'AddPayoutAddresses':
    case 'EndPayoutAddresses':
      return pool.approvals.length === 0
        ? refuse('pool-not-approved')
        : changeAddresses(command, pool);
    case 'RegisterSenderKey':
    case 'RevokeSenderKey':
      return pool.approvals.length === 0
        ? refuse('pool-not-approved')
        : decideSenderKey(command, pool.keys);
    default:
      return decidePoolApproval(command, pool);
  }
};

const changeAddresses = (
  command: AddPayoutAddresses | EndPayoutAddresses,
  { added }: Pool,
): PoolDecision => {
  const { poolId } = command;
  const decision =
    command.type === 'AddPayoutAddresses'
      ? decideAdditions(command, added)
      : decideEnds(command, added);
  if (!decision.accepted) return decision;
  return accept<PoolRecorded>(
    ...decision.events.map(({ to, ...set }): PayoutAddressEvent =>
      to === undefined
        ? { type: 'PayoutAddressesAdded', poolId, ...set }
        : { type: 'PayoutAddressesEnded', poolId, ...set, to },
    ),
  );
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (pool: Pool, event: PoolRecorded): Pool => {
  switch (event.type) {
    case 'PayoutAddressesAdded':
    case 'PayoutAddressesEnded':
      return { ...pool, added: [...pool.added, event] };
    case 'SenderKeyRegistered':
    case 'SenderKeyRevoked':
      return { ...pool, keys: evolveSenderKeys(pool.keys, event) };
    default:
      return evolvePoolApproval(pool, event);
  }
};

export const poolDecider: Decider<Pool, PoolCommand, PoolRecorded, PoolRefusal> = {
  initial: {
    approvals: [],
    proposedApprovals: [],
    proposedWithdrawals: [],
    keys: [],
    added: [],
  },
  decide,
  evolve,
};
