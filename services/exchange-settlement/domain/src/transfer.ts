import type { DepositCredited, TransferWithdrawn, WithdrawalSent } from '@esep/contracts';
import {
  accept,
  assetOf,
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
  | ReplacementRefusal
  | 'licensee-unknown'
  | 'asset-unknown'
  | 'amount-zero'
  | 'quantity-negative'
  | 'txid-malformed'
  | 'vout-malformed'
  | 'quantity-above-supply'
  | FactTimeRefusal
  | 'id-ambiguous'
  | 'row-unknown';

/** What is wrong, and what to do. */
export const TRANSFER_MESSAGES: Readonly<Record<TransferRefusal | RowIdRefusal, string>> =
  ROW_MESSAGES;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type TransferRow = Omit<DepositCredited, 'type'>;

export type Transfer =
  | { readonly status: 'absent' }
  | { readonly status: 'reported' | 'withdrawn'; readonly row: TransferRow };

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
  const { licenseeId } = command;
  if (licenseeId === undefined) return refuse('licensee-unknown');
  const problem = contentRefusal(command);
  if (problem) return refuse(problem);

  const row = rowOf(command, licenseeId);
  if (transfer.status !== 'absent') {
    const { row: known, status } = transfer;
    if (known.exchangeId !== row.exchangeId) return refuse('id-ambiguous');
    const refusal = replacementRefusal(row, known);
    if (refusal) return refuse(refusal);
    // A new version of a report repeats what did not change. Only a withdrawn row comes back by it.
    if (status === 'reported' && isSameContent(row, known)) return accept();
  }
  const type = command.transfer === 'deposit' ? 'DepositCredited' : 'WithdrawalSent';
  return accept({ type, ...row });
};

const withdraw = (command: WithdrawTransfer, known: Transfer): TransferDecision => {
  const { transfer, exchangeId, reportId, version, at: withdrawnAt } = command;
  if (known.status === 'absent') return refuse('row-unknown');
  const { row } = known;
  if (row.exchangeId !== exchangeId) return refuse('id-ambiguous');
  const refusal = replacementRefusal({ ...row, reportId, version }, row);
  if (refusal) return refuse(refusal);
  if (known.status === 'withdrawn') return accept();
  const { rowId, licenseeId, asset } = row;
  return accept({
    type: 'TransferWithdrawn',
    transfer,
    exchangeId,
    rowId,
    reportId,
    version,
    licenseeId,
    asset,
    withdrawnAt,
  });
};

const contentRefusal = (command: ReportTransfer): TransferRefusal | undefined => {
  const { asset, amount, txid, vout, movedAt } = command;
  if (assetOf(asset) === undefined) return 'asset-unknown';
  if (amount < 0n) return 'quantity-negative';
  if (amount === 0n) return 'amount-zero';
  if (!isTxid(txid)) return 'txid-malformed';
  if (!isVout(vout)) return 'vout-malformed';
  if (isAboveSupply(asset, amount)) return 'quantity-above-supply';
  return factTimeRefusal(command, movedAt);
};

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

const isSameContent = (left: TransferRow, right: TransferRow): boolean =>
  left.amount === right.amount &&
  left.txid === right.txid &&
  left.vout === right.vout &&
  left.at === right.at;

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (transfer: Transfer, event: TransferEvent): Transfer => {
  switch (event.type) {
    case 'DepositCredited':
    case 'WithdrawalSent': {
      const { type: _, ...row } = event;
      return { status: 'reported', row };
    }
    case 'TransferWithdrawn':
      if (transfer.status === 'absent')
        throw new Error('The stream of a transfer begins with DepositCredited or WithdrawalSent.');
      return { status: 'withdrawn', row: { ...transfer.row, version: event.version } };
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
    stands: (state) =>
      state.status === 'reported' &&
      state.row.reportId === version.reportId &&
      state.row.exchangeId === version.exchangeId,
    withdraw: (state) => decide({ ...version, type: 'WithdrawTransfer', transfer }, state),
    messages: TRANSFER_MESSAGES,
  });
