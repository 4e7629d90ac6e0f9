import { quantityMaxOf } from './asset.js';
import { CLOCK_SKEW_MS, REGIME_FROM } from './bounds.js';
import type { Decision } from './decider.js';
import { millisOf, type Instant } from './instant.js';

// What pools and exchanges send comes as reports of rows, under ids that the sender gives. A report
// is taken whole, and each of its rows is accepted or rejected by itself. This file is that shape,
// shared by every kind of row; what a row may say is the business of the aggregate it belongs to.

/** Events for the end of one stream. A stream occurs at most once in an intake. */
export interface StreamAppend<Event> {
  readonly stream: string;
  readonly events: readonly Event[];
}

/** A row that broke a rule. `index` is its place in the report, from 0: rejected rows may share an id. */
export interface Rejection<Code extends string> {
  readonly index: number;
  readonly rowId: string;
  readonly code: Code;
  readonly message: string;
}

/**
 * What becomes of a report: everything in `appends` is to be recorded in one transaction.
 *
 * `accepted` + `rejected.length` = rows sent. An accepted row need not have events: it may say what
 * is known already. `withdrawn` are rows of earlier versions that this one no longer has; they were
 * not sent, so they are in neither count.
 */
export interface Intake<Event, Code extends string> {
  readonly accepted: number;
  readonly rejected: readonly Rejection<Code>[];
  readonly withdrawn: readonly string[];
  readonly appends: readonly StreamAppend<Event>[];
}

// ── Ids that senders give ───────────────────────────────────────────────────────────────────────

const REPORTED_ID = /^[A-Za-z0-9][A-Za-z0-9._:~-]{0,127}$/;

/**
 * The shape of report, row and trade ids: 1 to 128 of `A–Z a–z 0–9 . _ : ~ -`, the first a letter or
 * a digit. They stand in stream names, in URLs and in files, so nothing that any of these would
 * escape, fold or hide is taken; and `<txid>:<vout>`, the longest id in use, fits.
 *
 * Ids of senders contain hyphens too, so `distribution-<pool>-<rowId>` could be read in two ways
 * when one pool is called `a` and another `a-b`. Every stream therefore remembers its sender, and
 * whoever comes second is refused `id-ambiguous`.
 */
export const isReportedId = (text: string): boolean => REPORTED_ID.test(text);

const TXID = /^(0x)?[0-9a-f]{64}$/;

/** 64 lower-case hex digits, with `0x` in front where the chain writes it so: one spelling each. */
export const isTxid = (text: string): boolean => TXID.test(text);

/** Index of an output: an unsigned 32-bit integer on every chain of the regime. */
export const isVout = (vout: number): boolean =>
  Number.isInteger(vout) && vout >= 0 && vout <= 0xffff_ffff;

// ── Time ────────────────────────────────────────────────────────────────────────────────────────

/** More than the allowed skew ahead of `now`. Text order is time order, so the past needs no parsing. */
export const isInFuture = (at: Instant, now: Instant): boolean =>
  at > now && millisOf(at) - millisOf(now) > CLOCK_SKEW_MS;

/** When a report arrived, and since when the regime has facts, as the law in force says. */
export interface ReportTime {
  readonly at: Instant;
  readonly regimeFrom?: Instant | undefined;
}

export type FactTimeRefusal = 'before-regime' | 'instant-in-future';

/**
 * Why a reported fact cannot have happened at one of these instants; undefined when it can. Without
 * the lower bound, one mistyped year would be thousands of periods to judge, for ever.
 */
export const factTimeRefusal = (
  { at, regimeFrom = REGIME_FROM }: ReportTime,
  ...happenedAt: readonly (Instant | undefined)[]
): FactTimeRefusal | undefined => {
  for (const instant of happenedAt) {
    if (instant === undefined) continue;
    if (instant < regimeFrom) return 'before-regime';
    if (isInFuture(instant, at)) return 'instant-in-future';
  }
  return undefined;
};

/** Are these more base units of an asset than there can be? */
export const isAboveSupply = (asset: string, ...quantities: readonly bigint[]): boolean =>
  quantities.some((quantity) => quantity > quantityMaxOf(asset));

// ── Rows that a higher version of their report replaces ─────────────────────────────────────────

/** What stays the same over the versions of a row, and the version that its content came with. */
export interface ReplaceableRow {
  readonly reportId: string;
  readonly version: number;
  readonly licenseeId: string;
  readonly asset: string;
}

export type ReplacementRefusal =
  'row-belongs-to-another-report' | 'version-not-newer' | 'licensee-changed' | 'asset-changed';

/**
 * Why `sent` may not take the place of `known`; undefined when it may. Licensee and asset are whose
 * account the row stands in: a row that moved would leave one of the two accounts with half a fact.
 */
export const replacementRefusal = (
  sent: ReplaceableRow,
  known: ReplaceableRow,
): ReplacementRefusal | undefined => {
  if (sent.reportId !== known.reportId) return 'row-belongs-to-another-report';
  if (sent.version <= known.version) return 'version-not-newer';
  if (sent.licenseeId !== known.licenseeId) return 'licensee-changed';
  if (sent.asset !== known.asset) return 'asset-changed';
  return undefined;
};

// ── Deciding a whole report ─────────────────────────────────────────────────────────────────────

/** Every row of every kind can be refused for these. */
export type RowIdRefusal = 'id-malformed' | 'duplicate-row';

interface RowRules<Row, Event, Code extends string> {
  /** The id that the sender gave. */
  readonly idOf: (row: Row) => string;
  /** What tells the rows of a report apart, where that is more than the id. */
  readonly rowIdOf?: (row: Row) => string;
  readonly decide: (row: Row) => Decision<StreamAppend<Event>, Code>;
  /** For people: what is wrong, and what to do. */
  readonly messages: Readonly<Record<Code | RowIdRefusal, string>>;
}

/**
 * Decides the rows of a report one by one. The second and later rows under one id are rejected
 * whatever they say, even word for word the same as the first: so that each row sent is either
 * accepted or rejected, and no row counts twice.
 */
export const decideRows = <Row, Event, Code extends string>(
  rows: readonly Row[],
  { idOf, rowIdOf = idOf, decide, messages }: RowRules<Row, Event, Code>,
): Intake<Event, Code | RowIdRefusal> => {
  const rejected: Rejection<Code | RowIdRefusal>[] = [];
  const appends: StreamAppend<Event>[] = [];
  const seen = new Set<string>();

  const decideRow = (
    row: Row,
    rowId: string,
  ): Decision<StreamAppend<Event>, Code | RowIdRefusal> => {
    if (!isReportedId(idOf(row))) return { accepted: false, reason: 'id-malformed' };
    if (seen.has(rowId)) return { accepted: false, reason: 'duplicate-row' };
    seen.add(rowId);
    return decide(row);
  };

  rows.forEach((row, index) => {
    const rowId = rowIdOf(row);
    const decision = decideRow(row, rowId);
    if (decision.accepted)
      for (const append of decision.events) {
        if (append.events.length > 0) appends.push(append);
      }
    else rejected.push({ index, rowId, code: decision.reason, message: messages[decision.reason] });
  });
  return { accepted: rows.length - rejected.length, rejected, withdrawn: [], appends };
};

interface ReplacementRules<
  Row extends { readonly rowId: string },
  State,
  Event,
  Code extends string,
> {
  readonly streamOf: (rowId: string) => string;
  /** By row id: every row that an earlier version brought, and every row sent that exists. */
  readonly known: ReadonlyMap<string, State>;
  readonly initial: State;
  readonly report: (row: Row, state: State) => Decision<Event, Code>;
  /** Does this row stand by the word of an earlier version of the report? */
  readonly stands: (state: State) => boolean;
  readonly withdraw: (state: State) => Decision<Event, Code>;
  readonly messages: Readonly<Record<Code | RowIdRefusal, string>>;
}

/**
 * Decides a version of a report whose rows replace those of the version before. A row that is sent
 * and rejected is not withdrawn: the version has it, only not in a form that can be taken, so what
 * was known of it stands.
 */
export const decideReplacement = <
  Row extends { readonly rowId: string },
  State,
  Event,
  Code extends string,
>(
  rows: readonly Row[],
  rules: ReplacementRules<Row, State, Event, Code>,
): Intake<Event, Code | RowIdRefusal> => {
  const { streamOf, known, initial, messages } = rules;
  const intake = decideRows<Row, Event, Code>(rows, {
    idOf: ({ rowId }) => rowId,
    decide: (row) =>
      inStream(streamOf(row.rowId), rules.report(row, known.get(row.rowId) ?? initial)),
    messages,
  });

  const sent = new Set(rows.map(({ rowId }) => rowId));
  const withdrawn: string[] = [];
  const appends = [...intake.appends];
  for (const [rowId, state] of known) {
    if (sent.has(rowId) || !rules.stands(state)) continue;
    const decision = rules.withdraw(state);
    // The version was admitted and the row is the report's own, so there is nothing left to refuse.
    if (!decision.accepted) throw new Error(`Cannot withdraw ${rowId}: ${decision.reason}`);
    withdrawn.push(rowId);
    appends.push({ stream: streamOf(rowId), events: decision.events });
  }
  return { ...intake, withdrawn, appends };
};

/** The same decision, its events bound for a stream. */
export const inStream = <Event, Reason extends string>(
  stream: string,
  decision: Decision<Event, Reason>,
): Decision<StreamAppend<Event>, Reason> =>
  decision.accepted ? { accepted: true, events: [{ stream, events: decision.events }] } : decision;

// ── For people ──────────────────────────────────────────────────────────────────────────────────

/** Sentences of the refusals that rows of several kinds share: what is wrong, and what to do. */
export const ROW_MESSAGES = {
  'id-malformed':
    'The id of this row is not 1 to 128 of the characters A–Z a–z 0–9 . _ : ~ - with a letter or a digit in front. Send the row under an id of that shape.',
  'id-ambiguous':
    'Together with your own id, the id of this row reads the same as a row of another sender. Send the row under another id.',
  'duplicate-row':
    'An earlier row of this report has the same id; only that one was read. Remove one of the two, or give each its own id.',
  'row-unknown': 'You have reported no row with this id. Check the id, or report the row first.',
  'row-belongs-to-another-report':
    'This row id came first in another report of yours. Change the row in a higher version of that report, or send it here under a new id.',
  'version-not-newer':
    'This row is already known from this version of the report or a higher one. Send the change in a version above the latest.',
  'licensee-changed':
    'A row cannot move to another licensee. Leave it out of the next version, which withdraws it, and send a new row id for the right licensee.',
  'asset-changed':
    'A row cannot change its asset. Leave it out of the next version, which withdraws it, and send a new row id with the right asset.',
  'asset-unknown':
    'The code in asset is none that the regime knows. Use a code from the list of assets in the API description.',
  'licensee-unknown':
    'Nobody with this licenseeBin holds a licence. Check the number; once licensing has registered the licensee, send the row again.',
  'licence-unknown':
    'No licence has this licenceId. Check the number; once licensing has registered the licence, send the row again.',
  'address-malformed':
    'The wallet is no address of the asset. Send it as the wallet or the chain shows it.',
  'address-checksum-wrong':
    'The checksum of the wallet does not fit, so a character of it is wrong. Copy the address again.',
  'address-of-another-network':
    'The wallet is an address of another coin or another network. Send one of the asset that the row names.',
  'wallet-bound-to-another':
    'At that time the wallet was bound to another licensee. Check wallet and licenceId; if both are right, the licensee has to register the wallet first.',
  'instant-in-future':
    'An instant in this row is more than 5 minutes ahead of our clock. Check your clock and the offset of the instant, and send the row when it has happened.',
  'before-regime':
    'An instant in this row lies before the regime began. Check the year; what a licensee had before is declared once, as opening stock.',
  'quantity-above-supply':
    'A quantity in this row is more than there can ever be of the asset (10^36 base units where it has no maximum supply). Check the unit: quantities are base units.',
  'quantity-negative': 'A quantity in this row is below zero. Send quantities as zero or more.',
  'amount-zero': 'The amount of this row is zero, so no coins moved. Leave the row out.',
  'txid-malformed':
    'The transaction id is not 64 lower-case hex digits (with 0x in front where the chain writes it). Send it as the chain shows it, in lower case.',
  'vout-malformed':
    'vout is no whole number from 0 to 4294967295. Send the index of the output within its transaction.',
} as const satisfies Readonly<Record<string, string>>;
