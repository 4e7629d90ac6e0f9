import { accept, refuse, type Decision } from './decider.js';
import type { Instant } from './instant.js';
import {
  factTimeRefusal,
  isAboveSupply,
  isTxid,
  isVout,
  replacementRefusal,
  type FactTimeRefusal,
  type ReplaceableRow,
  type ReplacementRefusal,
  type ReportTime,
} from './report-rows.js';
import { sameContent } from './same-content.js';

// One row of a report that a higher version replaces: the decisions that are the same whatever the
// row is about. `sender` is the field that names who sent it.

/** The last content of a row, with the version of the report that brought it. */
export type ReportedRow<Row> =
  { readonly status: 'absent' } | { readonly status: 'recorded' | 'withdrawn'; readonly row: Row };

/** The same with its end, where a kind of row has one: nothing that comes after makes it count again. */
type EndedRow<Row> = ReportedRow<Row> | { readonly status: 'reversed'; readonly row: Row };

type SentBy<Sender extends string> = { readonly [Field in Sender]: string };
type VersionBy<Sender extends string> = Pick<ReplaceableRow, 'reportId' | 'version'> &
  SentBy<Sender>;

export type ReportedRowRefusal = ReplacementRefusal | 'id-ambiguous' | 'row-unknown';

/** For the first time or again: a higher version of the report replaces the whole row. */
export const recordRow = <
  Sender extends string,
  Row extends ReplaceableRow & SentBy<Sender>,
  Event,
>(
  sender: Sender,
  row: Row,
  known: EndedRow<Row>,
  recorded: (row: Row) => Event,
): Decision<Event, ReportedRowRefusal> => {
  if (known.status === 'absent') return accept(recorded(row));
  if (known.row[sender] !== row[sender]) return refuse('id-ambiguous');
  const problem = replacementRefusal(row, known.row);
  if (problem) return refuse(problem);
  // A new version of a report repeats what did not change. Only a withdrawn row comes back by it.
  const repeated = sameContent({ ...known.row, version: row.version }, row);
  return repeated && known.status !== 'withdrawn' ? accept() : accept(recorded(row));
};

/** A higher version of the report no longer has the row. */
export const withdrawRow = <
  Sender extends string,
  Row extends ReplaceableRow & SentBy<Sender>,
  Event,
>(
  sender: Sender,
  report: VersionBy<Sender>,
  known: EndedRow<Row>,
  withdrawn: (row: Row) => Event,
): Decision<Event, ReportedRowRefusal> => {
  if (known.status === 'absent') return refuse('row-unknown');
  if (known.row[sender] !== report[sender]) return refuse('id-ambiguous');
  const { reportId, version } = report;
  const row = { ...known.row, reportId, version };
  const problem = replacementRefusal(row, known.row);
  if (problem) return refuse(problem);
  // Neither a withdrawn nor a reversed row counts, so there is nothing left to take back.
  return known.status === 'recorded' ? accept(withdrawn(row)) : accept();
};

/** Tells of a row whether it stands by the word of a report (`decideReplacement`). */
export const standsBy =
  <Sender extends string>(sender: Sender, report: VersionBy<Sender>) =>
  (known: EndedRow<VersionBy<Sender>>): boolean =>
    known.status === 'recorded' &&
    known.row.reportId === report.reportId &&
    known.row[sender] === report[sender];

/** The row of a stream that was begun. */
export const rowIn = <Row>(known: EndedRow<Row>): Row => {
  if (known.status === 'absent') throw new Error('The stream of a row begins with its report.');
  return known.row;
};

// ── Coins that a transaction moved ──────────────────────────────────────────────────────────────

export type OutputRefusal =
  | 'quantity-negative'
  | 'amount-zero'
  | 'txid-malformed'
  | 'vout-malformed'
  | 'quantity-above-supply'
  | FactTimeRefusal;

export interface OutputSent {
  readonly asset: string;
  /** In base units. */
  readonly amount: bigint;
  readonly txid: string;
  readonly vout: number;
}

/** Why no output of a transaction can have moved these coins; undefined when one can. */
export const outputRefusal = (
  { asset, amount, txid, vout, ...time }: OutputSent & ReportTime,
  movedAt: Instant,
): OutputRefusal | undefined => {
  if (amount < 0n) return 'quantity-negative';
  if (amount === 0n) return 'amount-zero';
  if (!isTxid(txid)) return 'txid-malformed';
  if (!isVout(vout)) return 'vout-malformed';
  if (isAboveSupply(asset, amount)) return 'quantity-above-supply';
  return factTimeRefusal(time, movedAt);
};
