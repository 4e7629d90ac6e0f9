import type {
  PoolApproval as PoolApprovalActs,
  PoolApprovalWithdrawal,
  PoolApprovalWithdrawn,
  PoolApproved,
} from '@esep/contracts';
import {
  accept,
  decideAct,
  evolveAct,
  holdsAt,
  isLei,
  proposingOf,
  refuse,
  sameContent,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import { exceedsEvent } from './address-set.js';
import {
  changedFrom,
  endingAt,
  isDatedBack,
  isEmpty,
  overlapsAnother,
  recorded,
  startingAt,
} from './interval.js';
import { isAmbiguousBeside } from './sender-id.js';

// The approvals of a pool over time (LIC-13). The first one registers the pool. One that is dated back,
// and every later change, changes months of licensees and takes two persons. Part of the stream of the
// pool; pool.ts delegates to it.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type PoolApprovalEvent =
  PoolApproved | PoolApprovalWithdrawn | PoolApprovalActs | PoolApprovalWithdrawal;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PoolApprovalCommand =
  | ApprovePool
  | ProposePoolRegistration
  | ProposePoolApproval
  | ConfirmPoolApproval
  | DeclinePoolApproval
  | ProposePoolWithdrawal
  | ConfirmPoolWithdrawal
  | DeclinePoolWithdrawal;

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

interface ApprovalSaid {
  readonly poolId: string;
  readonly name: string;
  readonly lei?: string;
  readonly from: Instant;
  readonly coinbaseTags: readonly string[];
  readonly payoutAddresses: readonly string[];
}

/** The first approval of a pool, by one person. */
export interface ApprovePool extends ApprovalSaid, ApprovedPools {
  readonly type: 'ApprovePool';
  readonly now: Instant;
}

/** The first approval of a pool, from a time that has passed. */
export interface ProposePoolRegistration extends ApprovalSaid, ApprovedPools, Proposing {
  readonly type: 'ProposePoolRegistration';
  /** The key that it signs with: registered with the confirmation. */
  readonly publicKey?: string;
}

/** A further approval of a pool, from now on. */
export interface ProposePoolApproval extends ApprovalSaid, ApprovedPools, Proposing {
  readonly type: 'ProposePoolApproval';
}
export interface ConfirmPoolApproval extends ApprovedPools, Answering {
  readonly type: 'ConfirmPoolApproval';
}
export interface DeclinePoolApproval extends Answering {
  readonly type: 'DeclinePoolApproval';
}

/**
 * Sets or moves the end of an approval: of the one that began at `from`, or else of the one in force
 * at `end` or the latest. `end` = `from` annuls it. A later end than before is approval too, so the
 * cap binds here as well. What changes the past is a correction.
 */
export interface ProposePoolWithdrawal extends ApprovedPools, Proposing {
  readonly type: 'ProposePoolWithdrawal';
  readonly from?: Instant;
  readonly end: Instant;
  readonly reason: string;
  readonly correction?: true;
}
export interface ConfirmPoolWithdrawal extends ApprovedPools, Answering {
  readonly type: 'ConfirmPoolWithdrawal';
}
export interface DeclinePoolWithdrawal extends Answering {
  readonly type: 'DeclinePoolWithdrawal';
}

type Objection =
  | 'lei-invalid'
  | 'addresses-too-many'
  | 'sender-id-ambiguous'
  | 'pool-already-approved'
  | 'pool-approved-before'
  | 'pool-cap-reached'
  | 'pool-not-approved'
  | 'withdrawal-before-approval'
  | 'nothing-changes'
  | 'effective-before-published';

export type PoolApprovalRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Approval extends Interval {
  readonly approved: PoolApproved;
  readonly reason?: string;
  readonly correction?: true;
}

type ApprovalTerms = Omit<PoolApproved, 'type'> & { readonly publicKey?: string };
type WithdrawalTerms = Omit<PoolApprovalWithdrawn, 'type'>;

export interface ApprovedPool {
  readonly approvals: readonly Approval[];
  readonly proposedApprovals: Proposals<ApprovalTerms>;
  readonly proposedWithdrawals: Proposals<WithdrawalTerms>;
}

type ApprovalDecision = Decision<PoolApprovalEvent, PoolApprovalRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decidePoolApproval = (
  command: PoolApprovalCommand,
  pool: ApprovedPool,
): ApprovalDecision => {
  switch (command.type) {
    case 'ApprovePool':
      return approve(command, pool);
    case 'ProposePoolRegistration': {
      const terms = termsOf(command);
      if (isApproved(pool, terms)) return accept();
      if (pool.approvals.length > 0) return refuse('pool-approved-before');
      const { publicKey } = command;
      const said = { ...terms, ...(publicKey !== undefined && { publicKey }) };
      return approveByTwo({ step: 'propose', terms: said, ...proposingOf(command) }, pool, command);
    }
    case 'ProposePoolApproval': {
      if (pool.approvals.length === 0) return refuse('pool-not-approved');
      const terms = termsOf(command);
      return approveByTwo({ step: 'propose', terms, ...proposingOf(command) }, pool, command);
    }
    case 'ConfirmPoolApproval':
      return approveByTwo({ step: 'confirm', ...command }, pool, command);
    case 'DeclinePoolApproval':
      return approveByTwo({ step: 'decline', ...command }, pool, NOBODY);
    case 'ProposePoolWithdrawal':
      return proposeWithdrawal(command, pool);
    case 'ConfirmPoolWithdrawal':
      return withdraw({ step: 'confirm', ...command }, pool, command);
    case 'DeclinePoolWithdrawal':
      return withdraw({ step: 'decline', ...command }, pool, NOBODY);
    default:
      return unreachable(command);
  }
};

/** Everything but declining: that cannot exceed the cap. */
const NOBODY: ApprovedPools = { others: [], cap: 0 };

/** True if the same approval is recorded already. */
const isApproved = ({ approvals }: ApprovedPool, terms: Omit<PoolApproved, 'type'>): boolean => {
  const known = startingAt(approvals, terms.from);
  const approved: PoolApproved = { type: 'PoolApproved', ...terms };
  return known !== undefined && known.to === undefined && sameContent(known.approved, approved);
};

const approve = (command: ApprovePool, pool: ApprovedPool): ApprovalDecision => {
  const { approvals } = pool;
  const terms = termsOf(command);
  if (isApproved(pool, terms)) return accept();
  const wrong = malformed(terms, command);
  if (wrong !== undefined) return refuse(wrong);
  // One person could else undo what two decided.
  if (approvals.length > 0) return refuse('pool-approved-before');
  if (isDatedBack(terms.from, command.now)) return refuse('effective-before-published');
  return exceedsCap(undefined, terms, terms.poolId, command)
    ? refuse('pool-cap-reached')
    : accept({ type: 'PoolApproved', ...terms });
};

const termsOf = (said: ApprovalSaid): Omit<PoolApproved, 'type'> => {
  const { poolId, name, lei, from, coinbaseTags, payoutAddresses } = said;
  const legal = lei !== undefined && { lei };
  return { poolId, name, ...legal, from, coinbaseTags, payoutAddresses };
};

const malformed = (
  { poolId, lei, payoutAddresses, coinbaseTags }: ApprovalTerms,
  { others }: ApprovedPools,
): Objection | undefined => {
  if (lei !== undefined && !isLei(lei)) return 'lei-invalid';
  if (exceedsEvent(payoutAddresses, coinbaseTags)) return 'addresses-too-many';
  return isAmbiguousBeside(
    poolId,
    others.map((other) => other.poolId),
  )
    ? 'sender-id-ambiguous'
    : undefined;
};

const approveByTwo = (
  command: ActCommand<ApprovalTerms>,
  { approvals, proposedApprovals }: ApprovedPool,
  pools: ApprovedPools,
): ApprovalDecision =>
  decideAct<'PoolApproval', ApprovalTerms, PoolApproved, Objection>(
    'PoolApproval',
    command,
    proposedApprovals,
    {
      objection: (terms, { at }) => {
        const { from, poolId } = terms;
        const wrong = malformed(terms, pools);
        if (wrong !== undefined) return wrong;
        // What was never in the register enters it as two persons say.
        if (from < at && approvals.length > 0) return 'effective-before-published';
        const known = startingAt(approvals, from);
        if (overlapsAnother(approvals, { from })) return 'pool-already-approved';
        if (known !== undefined && !isEmpty(known)) return 'pool-already-approved';
        return exceedsCap(known, { from }, poolId, pools) ? 'pool-cap-reached' : undefined;
      },
      effects: ({ publicKey: _, ...terms }) => [{ type: 'PoolApproved', ...terms }],
    },
  );

const proposeWithdrawal = (
  command: ProposePoolWithdrawal,
  pool: ApprovedPool,
): ApprovalDecision => {
  const { from, end: at, reason, correction } = command;
  const known = endingAt(pool.approvals, from, at);
  if (known === undefined) return refuse('pool-not-approved');
  const { poolId } = known.approved;
  const terms = { poolId, from: known.from, at, reason, ...(correction && { correction }) };
  return withdraw({ step: 'propose', terms, ...proposingOf(command) }, pool, command);
};

/** The first instant at which a withdrawal changes who is approved; undefined when at none. */
export const withdrawalReach = (
  { approvals }: Pick<ApprovedPool, 'approvals'>,
  { from, end }: { readonly from?: Instant; readonly end: Instant },
): Instant | undefined => {
  const known = endingAt(approvals, from, end);
  return known && changedFrom(known, { from: known.from, to: end });
};

const withdraw = (
  command: ActCommand<WithdrawalTerms>,
  { approvals, proposedWithdrawals }: ApprovedPool,
  pools: ApprovedPools,
): ApprovalDecision =>
  decideAct<'PoolApprovalWithdrawal', WithdrawalTerms, PoolApprovalWithdrawn, Objection>(
    'PoolApprovalWithdrawal',
    command,
    proposedWithdrawals,
    {
      objection: ({ poolId, from, at: to, reason, correction }, { at }) => {
        const known = startingAt(approvals, from);
        if (known === undefined) return 'pool-not-approved';
        if (to < from) return 'withdrawal-before-approval';
        if (known.to === to && known.reason === reason) return 'nothing-changes';
        if (overlapsAnother(approvals, { from, to })) return 'pool-already-approved';
        if (exceedsCap(known, { from, to }, poolId, pools)) return 'pool-cap-reached';
        const changed = changedFrom(known, { from, to }) ?? at;
        return changed < at && !correction ? 'effective-before-published' : undefined;
      },
      effects: (terms) => [{ type: 'PoolApprovalWithdrawn', ...terms }],
    },
  );

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
  if (known === undefined)
    return { from: next.from, ...(next.to !== undefined && { to: next.to }) };
  if (known.to === undefined) return { from: next.from, to: next.from };
  return { ...next, from: isEmpty(known) ? next.from : known.to };
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolvePoolApproval = <Pool extends ApprovedPool>(
  pool: Pool,
  event: PoolApprovalEvent,
): Pool => {
  switch (event.type) {
    case 'PoolApproved': {
      const approval = { from: event.from, approved: event };
      return { ...pool, approvals: recorded(pool.approvals, approval) };
    }
    case 'PoolApprovalWithdrawn':
      return { ...pool, approvals: pool.approvals.map((approval) => ended(approval, event)) };
    case 'PoolApprovalProposed':
    case 'PoolApprovalConfirmed':
    case 'PoolApprovalDeclined':
      return { ...pool, proposedApprovals: evolveAct(pool.proposedApprovals, event) };
    case 'PoolApprovalWithdrawalProposed':
    case 'PoolApprovalWithdrawalConfirmed':
    case 'PoolApprovalWithdrawalDeclined':
      return { ...pool, proposedWithdrawals: evolveAct(pool.proposedWithdrawals, event) };
    default:
      return unreachable(event);
  }
};

const ended = (approval: Approval, withdrawn: PoolApprovalWithdrawn): Approval => {
  if (approval.from !== withdrawn.from) return approval;
  const { from, approved } = approval;
  const { at: to, reason, correction } = withdrawn;
  return { from, approved, to, reason, ...(correction && { correction }) };
};
