import type { PayoutReported, PayoutWithdrawn } from '@esep/contracts';
import {
  accept,
  decideReplacement,
  factTimeRefusal,
  isAboveSupply,
  isTxid,
  isVout,
  refuse,
  replacementRefusal,
  ROW_MESSAGES,
  unreachable,
  type Decider,
  type Decision,
  type FactTimeRefusal,
  type Instant,
  type Intake,
  type ReplacementRefusal,
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

export type PayoutRefusal =
  | PoolRowRefusal
  | ReplacementRefusal
  | 'licence-unknown'
  | 'amount-zero'
  | 'quantity-negative'
  | 'txid-malformed'
  | 'vout-malformed'
  | 'quantity-above-supply'
  | FactTimeRefusal
  | 'id-ambiguous'
  | 'row-unknown';

/** What is wrong, and what to do. */
export const PAYOUT_MESSAGES: Readonly<Record<PayoutRefusal | RowIdRefusal, string>> = ROW_MESSAGES;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type PayoutRow = Omit<PayoutReported, 'type'>;

export type Payout =
  | { readonly status: 'absent' }
  | { readonly status: 'reported' | 'withdrawn'; readonly row: PayoutRow };

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
  const problem = registerRefusal(command, licenseeId) ?? contentRefusal(command);
  if (problem) return refuse(problem);

  const row = rowOf(command, licenseeId);
  if (payout.status !== 'absent') {
    const { row: known, status } = payout;
    if (known.poolId !== row.poolId) return refuse('id-ambiguous');
    const refusal = replacementRefusal(row, known);
    if (refusal) return refuse(refusal);
    // A new version of a report repeats what did not change. Only a withdrawn row comes back by it.
    if (status === 'reported' && isSameContent(row, known)) return accept();
  }
  return accept({ type: 'PayoutReported', ...row });
};

const withdraw = (
  { poolId, reportId, version, at: withdrawnAt }: WithdrawPayout,
  payout: Payout,
): PayoutDecision => {
  if (payout.status === 'absent') return refuse('row-unknown');
  const { row } = payout;
  if (row.poolId !== poolId) return refuse('id-ambiguous');
  const refusal = replacementRefusal({ ...row, reportId, version }, row);
  if (refusal) return refuse(refusal);
  if (payout.status === 'withdrawn') return accept();
  const { rowId, licenseeId, asset } = row;
  return accept({
    type: 'PayoutWithdrawn',
    poolId,
    rowId,
    reportId,
    version,
    licenseeId,
    asset,
    withdrawnAt,
  });
};

const contentRefusal = (command: ReportPayout): PayoutRefusal | undefined => {
  const { asset, amount, txid, vout, paidAt } = command;
  if (amount < 0n) return 'quantity-negative';
  if (amount === 0n) return 'amount-zero';
  if (!isTxid(txid)) return 'txid-malformed';
  if (!isVout(vout)) return 'vout-malformed';
  if (isAboveSupply(asset, amount)) return 'quantity-above-supply';
  return factTimeRefusal(command, paidAt);
};

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

const isSameContent = (left: PayoutRow, right: PayoutRow): boolean =>
  left.licenceId === right.licenceId &&
  left.amount === right.amount &&
  left.txid === right.txid &&
  left.vout === right.vout &&
  left.paidAt === right.paidAt &&
  left.wallet === right.wallet;

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (payout: Payout, event: PayoutEvent): Payout => {
  switch (event.type) {
    case 'PayoutReported': {
      const { type: _, ...row } = event;
      return { status: 'reported', row };
    }
    case 'PayoutWithdrawn':
      if (payout.status === 'absent')
        throw new Error('The stream of a payout begins with PayoutReported.');
      return { status: 'withdrawn', row: { ...payout.row, version: event.version } };
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
    stands: (payout) =>
      payout.status === 'reported' &&
      payout.row.reportId === version.reportId &&
      payout.row.poolId === version.poolId,
    withdraw: (payout) => decide({ ...version, type: 'WithdrawPayout' }, payout),
    messages: PAYOUT_MESSAGES,
  });
