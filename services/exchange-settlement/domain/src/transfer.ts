import type { DepositCredited, TransferWithdrawn, WithdrawalSent } from '@esep/contracts';
import {
  assetOf,
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

import type { ExchangeReport } from './exchange-report.js';

// Coins that a licensee brought to a venue or took away from it. One stream per row:
// `deposit-<venue>-<rowId>` or `withdrawal-<venue>-<rowId>`. Never a sale (SALE-4), but what the
// chain shows between a wallet and a venue is explained by it.

export type TransferEvent = DepositCredited | WithdrawalSent | TransferWithdrawn;

export type TransferKind = TransferWithdrawn['transfer'];

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type TransferCommand = ReportTransfer | WithdrawTransfer;

/** A row as it was sent; `amount` in base units. */
export interface TransferSent {
  readonly rowId: string;
  /** Absent when the register has no licensee of that number. */
  readonly licenseeId?: string;
  readonly asset: string;
  readonly amount: bigint;
  readonly txid: string;
  readonly vout: number;
  /** When the coins were credited, or left. */
  readonly movedAt: Instant;
}

/** For the first time or again: a higher version of the report replaces the whole row. */
export interface ReportTransfer extends TransferSent, ReportTime {
  readonly type: 'ReportTransfer';
  readonly transfer: TransferKind;
  readonly exchangeId: string;
  readonly reportId: string;
  readonly version: number;
}

export interface WithdrawTransfer {
  readonly type: 'WithdrawTransfer';
  readonly transfer: TransferKind;
  readonly exchangeId: string;
  readonly reportId: string;
  readonly version: number;
  readonly at: Instant;
}

export type TransferRefusal =
  ReportedRowRefusal | OutputRefusal | 'licensee-unknown' | 'asset-unknown';

/** What is wrong, and what to do. */
export const TRANSFER_MESSAGES: Readonly<Record<TransferRefusal | RowIdRefusal, string>> =
  ROW_MESSAGES;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type TransferRow = Omit<DepositCredited, 'type'>;

export type Transfer = ReportedRow<TransferRow>;

type TransferDecision = Decision<TransferEvent, TransferRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: TransferCommand, transfer: Transfer): TransferDecision => {
  switch (command.type) {
    case 'ReportTransfer':
      return report(command, transfer);
    case 'WithdrawTransfer':
      return withdraw(command, transfer);
    default:
      return unreachable(command);
  }
};

const report = (command: ReportTransfer, transfer: Transfer): TransferDecision => {
  const { licenseeId, asset, movedAt } = command;
  if (licenseeId === undefined) return refuse('licensee-unknown');
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  const problem = outputRefusal(command, movedAt);
  if (problem) return refuse(problem);

  const type = command.transfer === 'deposit' ? 'DepositCredited' : 'WithdrawalSent';
  return recordRow('exchangeId', rowOf(command, licenseeId), transfer, (row) => ({ type, ...row }));
};

const withdraw = (command: WithdrawTransfer, known: Transfer): TransferDecision =>
  withdrawRow('exchangeId', command, known, (row) => ({
    type: 'TransferWithdrawn',
    transfer: command.transfer,
    exchangeId: row.exchangeId,
    rowId: row.rowId,
    reportId: row.reportId,
    version: row.version,
    licenseeId: row.licenseeId,
    asset: row.asset,
    withdrawnAt: command.at,
  }));

/** Field by field, so that nothing a sender adds to a row is hashed into the ledger. */
const rowOf = (command: ReportTransfer, licenseeId: string): TransferRow => ({
  exchangeId: command.exchangeId,
  rowId: command.rowId,
  reportId: command.reportId,
  version: command.version,
  licenseeId,
  asset: command.asset,
  amount: command.amount.toString(),
  txid: command.txid,
  vout: command.vout,
  at: command.movedAt,
});

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (transfer: Transfer, event: TransferEvent): Transfer => {
  switch (event.type) {
    case 'DepositCredited':
    case 'WithdrawalSent': {
      const { type: _, ...row } = event;
      return { status: 'recorded', row };
    }
    case 'TransferWithdrawn':
      return { status: 'withdrawn', row: { ...rowIn(transfer), version: event.version } };
    default:
      return unreachable(event);
  }
};

export const transferDecider: Decider<Transfer, TransferCommand, TransferEvent, TransferRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

// ── Whole reports ───────────────────────────────────────────────────────────────────────────────

export const transferStream = (transfer: TransferKind, exchangeId: string, rowId: string): string =>
  `${transfer}-${exchangeId}-${rowId}`;

/**
 * What becomes of a report of deposits or of withdrawals. `known`, by row id, holds at least every
 * row of this kind that an earlier version of this report brought, and every row sent that exists;
 * it may hold absent ones.
 */
export const decideTransfers = (
  transfer: TransferKind,
  { rows, ...version }: ExchangeReport<TransferSent>,
  known: ReadonlyMap<string, Transfer>,
): Intake<TransferEvent, TransferRefusal | RowIdRefusal> =>
  decideReplacement<TransferSent, Transfer, TransferEvent, TransferRefusal>(rows, {
    streamOf: (rowId) => transferStream(transfer, version.exchangeId, rowId),
    known,
    initial: transferDecider.initial,
    report: (row, state) => decide({ ...row, ...version, type: 'ReportTransfer', transfer }, state),
    stands: standsBy('exchangeId', version),
    withdraw: (state) => decide({ ...version, type: 'WithdrawTransfer', transfer }, state),
    messages: TRANSFER_MESSAGES,
  });
