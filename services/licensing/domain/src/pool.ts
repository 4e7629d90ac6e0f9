import type {
  PayoutAddressesAdded,
  PayoutAddressesEnded,
  PoolApprovalWithdrawn,
  PoolApproved,
  PoolEvent,
} from '@esep/contracts';
import {
  accept,
  isLei,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import {
  decideAdditions,
  decideEnds,
  exceedsEvent,
  type AddAddresses,
  type AddressSetRefusal,
  type EndAddresses,
} from './address-set.js';
import {
  holdsAt,
  inForceOrLatest,
  isEmpty,
  overlapsAnother,
  recorded,
  startingAt,
  type Interval,
} from './interval.js';
import { isAmbiguousBeside } from './sender-id.js';
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
  ApprovePool | WithdrawPoolApproval | SenderKeyCommand | AddPayoutAddresses | EndPayoutAddresses;

export interface AddPayoutAddresses extends AddAddresses {
  readonly type: 'AddPayoutAddresses';
  readonly poolId: string;
}

export interface EndPayoutAddresses extends EndAddresses {
  readonly type: 'EndPayoutAddresses';
  readonly poolId: string;
}

/** An approval of some pool, as the register has it. */
export interface PoolApproval extends Interval {
  readonly poolId: string;
}

/**
 * What the cap of LIC-13 is judged by. One stream cannot see the others, so the approvals of the
 * other pools come with the command; whoever gives it makes sure that they are all there.
 */
export interface ApprovedPools {
  readonly others: readonly PoolApproval[];
  readonly cap: number;
}

export interface ApprovePool extends ApprovedPools {
  readonly type: 'ApprovePool';
  readonly poolId: string;
  readonly name: string;
  readonly lei?: string;
  readonly from: Instant;
  readonly coinbaseTags: readonly string[];
  readonly payoutAddresses: readonly string[];
}

/**
 * Sets or moves the end of an approval: of the one that began at `from`, or else of the one in force
 * at `at` or the latest. `at` = `from` annuls it. A later end than before is approval too, so the
 * cap binds here as well.
 */
export interface WithdrawPoolApproval extends ApprovedPools {
  readonly type: 'WithdrawPoolApproval';
  readonly from?: Instant;
  readonly at: Instant;
  readonly reason: string;
}

export type PoolRefusal =
  | 'lei-invalid'
  | 'sender-id-ambiguous'
  | 'pool-already-approved'
  | 'pool-cap-reached'
  | 'pool-not-approved'
  | 'withdrawal-before-approval'
  | 'addresses-too-many'
  | AddressSetRefusal
  | SenderKeyRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Approval extends Interval {
  readonly approved: PoolApproved;
  readonly reason?: string;
}

export interface Pool {
  readonly approvals: readonly Approval[];
  readonly keys: SenderKeys;
  readonly added: readonly PayoutAddressEvent[];
}

type PayoutAddressEvent = PayoutAddressesAdded | PayoutAddressesEnded;
/** What the stream holds. */
type PoolRecorded = PoolEvent | PayoutAddressEvent | SenderKeyEvent;

type PoolDecision = Decision<PoolRecorded, PoolRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: PoolCommand, pool: Pool): PoolDecision => {
  switch (command.type) {
    case 'ApprovePool':
      return approve(command, pool);
    case 'WithdrawPoolApproval':
      return withdraw(command, pool);
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
      return unreachable(command);
  }
};

const approve = (command: ApprovePool, { approvals }: Pool): PoolDecision => {
  const approved = poolApproved(command);
  const { lei, from } = approved;
  const known = startingAt(approvals, from);
  if (known !== undefined && known.to === undefined && sameContent(known.approved, approved))
    return accept();
  if (lei !== undefined && !isLei(lei)) return refuse('lei-invalid');
  if (exceedsEvent(approved.payoutAddresses, approved.coinbaseTags))
    return refuse('addresses-too-many');
  const others = command.others.map(({ poolId }) => poolId);
  if (isAmbiguousBeside(approved.poolId, others)) return refuse('sender-id-ambiguous');
  if (overlapsAnother(approvals, { from })) return refuse('pool-already-approved');
  if (exceedsCap(known, { from }, approved.poolId, command)) return refuse('pool-cap-reached');
  return accept(approved);
};

const poolApproved = (command: ApprovePool): PoolApproved => {
  const { poolId, name, lei, from, coinbaseTags, payoutAddresses } = command;
  return {
    type: 'PoolApproved',
    poolId,
    name,
    ...(lei !== undefined && { lei }),
    from,
    coinbaseTags,
    payoutAddresses,
  };
};

const withdraw = (command: WithdrawPoolApproval, { approvals }: Pool): PoolDecision => {
  const { at, reason } = command;
  const known =
    command.from === undefined
      ? inForceOrLatest(approvals, at)
      : startingAt(approvals, command.from);
  if (known === undefined) return refuse('pool-not-approved');
  const { poolId } = known.approved;
  const { from } = known;
  if (at < from) return refuse('withdrawal-before-approval');
  if (known.to === at && known.reason === reason) return accept();
  if (overlapsAnother(approvals, { from, to: at })) return refuse('pool-already-approved');
  if (exceedsCap(known, { from, to: at }, poolId, command)) return refuse('pool-cap-reached');
  return accept({ type: 'PoolApprovalWithdrawn', poolId, from, at, reason });
};

/**
 * LIC-13: never more than `cap` pools at once. Only the time that `next` adds to what was approved
 * before is judged, so that a lower cap never stands in the way of a correction that adds nothing.
 */
const exceedsCap = (
  known: Interval | undefined,
  next: Interval,
  poolId: string,
  { others, cap }: ApprovedPools,
): boolean => {
  const added = addedBy(known, next);
  if (isEmpty(added)) return false;
  const rivals = others.filter((other) => other.poolId !== poolId);
  // The number of approved pools rises only where an approval starts.
  const rises = [added.from, ...rivals.map(({ from }) => from).filter((at) => holdsAt(added, at))];
  return rises.some((at) => {
    const approvedAt = rivals.filter((rival) => holdsAt(rival, at)).map((rival) => rival.poolId);
    return new Set(approvedAt).size >= cap;
  });
};

/** The part of `next` that lies after the end of `known`, which starts with it. */
const addedBy = (known: Interval | undefined, next: Interval): Interval => {
  if (known === undefined) return next;
  if (known.to === undefined) return { from: next.from, to: next.from };
  return { ...next, from: isEmpty(known) ? next.from : known.to };
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
    case 'PoolApproved': {
      const approval = { from: event.from, approved: event };
      return { ...pool, approvals: recorded(pool.approvals, approval) };
    }
    case 'PoolApprovalWithdrawn':
      return { ...pool, approvals: pool.approvals.map((approval) => ended(approval, event)) };
    case 'PayoutAddressesAdded':
    case 'PayoutAddressesEnded':
      return { ...pool, added: [...pool.added, event] };
    case 'SenderKeyRegistered':
    case 'SenderKeyRevoked':
      return { ...pool, keys: evolveSenderKeys(pool.keys, event) };
    default:
      return unreachable(event);
  }
};

const ended = (approval: Approval, { from, at, reason }: PoolApprovalWithdrawn): Approval =>
  approval.from === from ? { ...approval, to: at, reason } : approval;

export const poolDecider: Decider<Pool, PoolCommand, PoolRecorded, PoolRefusal> = {
  initial: { approvals: [], keys: [], added: [] },
  decide,
  evolve,
};
