import { hash, randomUUID } from 'node:crypto';

import type { Instant } from '@esep/kernel';
import { envelopeOf } from '@esep/ledger-format';
import {
  binaryEvent,
  convertToCommandError,
  isCommandError,
  jsonEvent,
  NO_STREAM,
  WrongExpectedVersionError,
  type AppendStreamRequest,
  type BinaryEventType,
  type EventData,
  type JSONEventType,
  type RecordedEvent,
} from '@kurrent/kurrentdb-client';

import { onceKey, type OnceRow, type Row } from './append-group.js';
import type { Append, LogHead, StoredEvent } from './event-store.js';

// The layout of a log in KurrentDB, as pure functions (docs/adr/0015): its streams, and the records of
// one atomic append.

/** The head of the log; its stream keeps only the last record. */
export type HeadRecord = JSONEventType<
  'Head',
  { readonly log: string; readonly next: number; readonly recordedAt: Instant }
>;
/** The position of an event in the log. */
export type PlaceRecord = JSONEventType<'Place', { readonly position: number }>;
/** The outcome of an append under an idempotency key. */
export type OnceRecord = JSONEventType<
  'Once',
  { readonly fingerprint: string; readonly position: number; readonly last: number }
>;

/** Names of KurrentDB streams; no two differ only in case. */
export interface LogStreams {
  /** All events; the revision of a record is its position. */
  readonly events: string;
  readonly head: string;
  /** The places of a stream's events; the revision is the version less one. */
  ofStream(stream: string): string;
  ofEvent(eventId: string): string;
  ofOnce(once: NonNullable<Append['once']>): string;
}

export const streamsOf = (log: string): LogStreams => {
  const prefix = log.replaceAll(/[^A-Za-z0-9_-]/g, '.');
  // One append may not name a stream twice. KurrentDB ignores case, and two addresses of wallets may
  // differ only in case.
  const digest = (text: string): string => hash('sha256', text, 'hex').slice(0, 40);
  return {
    events: `${prefix}.events`,
    head: `${prefix}.head`,
    ofStream: (stream) => `${prefix}.stream-${digest(stream)}`,
    ofEvent: (eventId) => `${prefix}.event-${eventId}`,
    ofOnce: (once) => `${prefix}.once-${digest(onceKey(once))}`,
  };
};

/** The head as last read, and the revision of its record. */
export interface Tail extends LogHead {
  readonly revision: bigint;
}

export interface Session {
  readonly log: string;
  readonly tail: Tail;
  readonly rows: readonly Row[];
  readonly once: readonly OnceRow[];
  readonly recordedAt: Instant;
}

/**
 * The requests of one atomic append. The head comes first: of several wrong expectations KurrentDB
 * reports the first, and only a moved head can be retried.
 */
export const sessionOf = ({
  log,
  tail,
  rows,
  once,
  recordedAt,
}: Session): AppendStreamRequest[] => {
  const streams = streamsOf(log);
  const next = tail.next + rows.length;
  return [
    headRequest(log, { next, recordedAt }, tail.revision),
    { streamName: streams.events, expectedState: stateAt(tail.next), events: rows.map(evidence) },
    ...[...Map.groupBy(rows, ({ stream }) => stream)].map(([stream, [first, ...others]]) => ({
      streamName: streams.ofStream(stream),
      expectedState: stateAt((first as Row).version - 1),
      events: [first as Row, ...others].map(place),
    })),
    ...rows.map((row) => ({
      streamName: streams.ofEvent(row.eventId),
      expectedState: stateAt(0),
      events: [place(row)],
    })),
    ...once.map((row) => onceRequest(log, row)),
  ];
};

/** Writes the outcome of an append under a key, which must be new. */
export const onceRequest = (log: string, row: OnceRow): AppendStreamRequest => ({
  streamName: streamsOf(log).ofOnce(row),
  expectedState: stateAt(0),
  events: [outcome(row)],
});

export const headRequest = (
  log: string,
  { next, recordedAt }: LogHead,
  revision: bigint | typeof NO_STREAM,
): AppendStreamRequest => ({
  streamName: streamsOf(log).head,
  expectedState: revision,
  events: [
    jsonEvent<HeadRecord>({ id: randomUUID(), type: 'Head', data: { log, next, recordedAt } }),
  ],
});

/** The expected revision of a stream with so many records. Below zero KurrentDB checks nothing. */
const stateAt = (count: number): bigint | typeof NO_STREAM => {
  if (count < 0) throw new Error(`No stream has ${count} records.`);
  return count === 0 ? NO_STREAM : BigInt(count - 1);
};

/**
 * Binary, because the client would parse and write JSON again, and JavaScript moves keys that look like
 * numbers to the front: the hash would change.
 */
const evidence = ({ eventId, bytes }: Row): EventData =>
  binaryEvent({ id: eventId, type: envelopeOf(bytes).type, data: Buffer.from(bytes, 'utf8') });

// Records beside the events get new ids each time. With the same ids, KurrentDB would take an append of
// other events at the same places for a repetition of the first, and report success.
const place = ({ position }: Row): EventData =>
  jsonEvent<PlaceRecord>({ id: randomUUID(), type: 'Place', data: { position } });

const outcome = ({ fingerprint, position, last }: OnceRow): EventData =>
  jsonEvent<OnceRecord>({
    id: randomUUID(),
    type: 'Once',
    data: { fingerprint, position, last },
  });

export const storedEventOf = ({
  revision,
  data,
}: Pick<RecordedEvent<BinaryEventType>, 'revision' | 'data'>): StoredEvent => {
  const bytes = Buffer.from(data).toString('utf8');
  return { position: Number(revision), bytes, envelope: envelopeOf(bytes) };
};

/** Runs of consecutive positions, each read by one request. */
export const runsOf = (
  positions: readonly number[],
): readonly { readonly from: number; readonly count: number }[] => {
  const runs: { from: number; count: number }[] = [];
  for (const position of positions) {
    const run = runs.at(-1);
    if (run && run.from + run.count === position) run.count += 1;
    else runs.push({ from: position, count: 1 });
  }
  return runs;
};

/**
 * The meaning of an error for an append: another process appended first (`head-moved`); the presumption
 * about a stream, an event id or a key is wrong (`conflict`); it may or may not be committed (`unknown`);
 * it will never be committed (`refused`).
 */
export type Failure = 'head-moved' | 'conflict' | 'unknown' | 'refused';

export const failureOf = (thrown: unknown, { head }: LogStreams): Failure => {
  if (!(thrown instanceof Error)) return 'refused';
  // The client passes some gRPC errors through, above all an unavailable server.
  const error = convertToCommandError(thrown);
  if (error instanceof WrongExpectedVersionError)
    return error.streamName === head ? 'head-moved' : 'conflict';
  if (!isCommandError(error)) return 'refused';
  if (PASSING.has(error.type)) return 'unknown';
  // An append whose records are there in part answers with an error of the server's own.
  return error.type === 'unknown' && error.code !== INVALID_ARGUMENT ? 'unknown' : 'refused';
};

const PASSING: ReadonlySet<string> = new Set([
  'unavailable',
  'deadline-exceeded',
  'timeout',
  'cancelled',
  'not-leader',
]);
const INVALID_ARGUMENT = 3;
