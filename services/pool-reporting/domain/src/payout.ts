import type { PayoutReported, PayoutWithdrawn } from '@esep/contracts';
import {
  decideReplacement,
  outputRefusal,
  recordRow,
  refuse,
  ROW_MESSAGES,
  rowIn,
  standsBy,
  unreachable,
  withdrawRow,
  type Decider,
  type Decision,
  type Instant,
  type Intake,
  type OutputRefusal,
  type ReportedRow,
  type ReportedRowRefusal,
  type ReportTime,
  type RowIdRefusal,
} from '@esep/kernel';

import {
  registerRefusal,
  type PoolReport,
  type PoolRow,
  type PoolRowRefusal,
} from './pool-report.js';

// Coins that a pool sent to a miner's wallet, as the pool reports it. One stream per row:
// `payout-<pool>-<rowId>`. Distributed and paid out are kept apart (POOL-2); whether the chain has
// seen the payment is held against it elsewhere.

export type PayoutEvent = PayoutReported | PayoutWithdrawn;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type PayoutCommand = ReportPayout | WithdrawPayout;

/** A row as it was sent; `amount` in base units. */
export interface PayoutSent extends PoolRow {
  readonly amount: bigint;
  readonly txid: string;
  readonly vout: number;
  readonly paidAt: Instant;
  readonly wallet: string;
}

/** For the first time or again: a higher version of the report replaces the whole row. */
export interface ReportPayout extends PayoutSent, ReportTime {
  readonly type: 'ReportPayout';
  readonly poolId: string;
  readonly reportId: string;
  readonly version: number;
}

export interface WithdrawPayout {
  readonly type: 'WithdrawPayout';
  readonly poolId: string;
  readonly reportId: string;
  readonly version: number;
  readonly at: Instant;
}

export type PayoutRefusal = PoolRowRefusal | ReportedRowRefusal | OutputRefusal | 'licence-unknown';

/** What is wrong, and what to do. */
export const PAYOUT_MESSAGES: Readonly<Record<PayoutRefusal | RowIdRefusal, string>> = ROW_MESSAGES;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type PayoutRow = Omit<PayoutReported, 'type'>;

export type Payout = ReportedRow<PayoutRow>;

type PayoutDecision = Decision<PayoutEvent, PayoutRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: PayoutCommand, payout: Payout): PayoutDecision => {
  switch (command.type) {
    case 'ReportPayout':
      return report(command, payout);
    case 'WithdrawPayout':
      return withdraw(command, payout);
    default:
      return unreachable(command);
  }
};

const report = (command: ReportPayout, payout: Payout): PayoutDecision => {
  const { licenseeId } = command;
  if (licenseeId === undefined) return refuse('licence-unknown');
  const problem = registerRefusal(command, licenseeId) ?? outputRefusal(command, command.paidAt);
  if (problem) return refuse(problem);

  return recordRow('poolId', rowOf(command, licenseeId), payout, (row) => ({
    type: 'PayoutReported',
    ...row,
  }));
};

const withdraw = (command: WithdrawPayout, payout: Payout): PayoutDecision =>
  withdrawRow('poolId', command, payout, (row) => ({
    type: 'PayoutWithdrawn',
    poolId: row.poolId,
    rowId: row.rowId,
    reportId: row.reportId,
    version: row.version,
    licenseeId: row.licenseeId,
    asset: row.asset,
    withdrawnAt: command.at,
  }));

/** Field by field, so that nothing a sender adds to a row is hashed into the ledger. */
const rowOf = (command: ReportPayout, licenseeId: string): PayoutRow => ({
  poolId: command.poolId,
  rowId: command.rowId,
  reportId: command.reportId,
  version: command.version,
  licenseeId,
  licenceId: command.licenceId,
  asset: command.asset,
  amount: command.amount.toString(),
  txid: command.txid,
  vout: command.vout,
  paidAt: command.paidAt,
  wallet: command.wallet,
});

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (payout: Payout, event: PayoutEvent): Payout => {
  switch (event.type) {
    case 'PayoutReported': {
      const { type: _, ...row } = event;
      return { status: 'recorded', row };
    }
    case 'PayoutWithdrawn':
      return { status: 'withdrawn', row: { ...rowIn(payout), version: event.version } };
    default:
      return unreachable(event);
  }
};

export const payoutDecider: Decider<Payout, PayoutCommand, PayoutEvent, PayoutRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

// ── Whole reports ───────────────────────────────────────────────────────────────────────────────

export const payoutStream = (poolId: string, rowId: string): string => `payout-${poolId}-${rowId}`;

/**
 * What becomes of a report of payouts. `known`, by row id, holds at least every row that an earlier
 * version of this report brought, and every row sent that exists; it may hold absent ones.
 */
export const decidePayouts = (
  { rows, ...version }: PoolReport<PayoutSent>,
  known: ReadonlyMap<string, Payout>,
): Intake<PayoutEvent, PayoutRefusal | RowIdRefusal> =>
  decideReplacement<PayoutSent, Payout, PayoutEvent, PayoutRefusal>(rows, {
    streamOf: (rowId) => payoutStream(version.poolId, rowId),
    known,
    initial: payoutDecider.initial,
    report: (row, payout) => decide({ ...row, ...version, type: 'ReportPayout' }, payout),
    stands: standsBy('poolId', version),
    withdraw: (payout) => decide({ ...version, type: 'WithdrawPayout' }, payout),
    messages: PAYOUT_MESSAGES,
  });
