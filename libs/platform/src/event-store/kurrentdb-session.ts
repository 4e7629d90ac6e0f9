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

// How a log lies in KurrentDB, as pure functions (docs/adr/0015): which streams there are, and what
// one atomic append writes to them.

/** The head of the log as a record; its stream keeps the last one only. */
export type HeadRecord = JSONEventType<
  'Head',
  { readonly log: string; readonly next: number; readonly recordedAt: Instant }
>;
/** Where in the log an event stands. */
export type PlaceRecord = JSONEventType<'Place', { readonly position: number }>;
/** What an append under an idempotency key came to. */
export type OnceRecord = JSONEventType<
  'Once',
  { readonly fingerprint: string; readonly position: number; readonly last: number }
>;

/** Names of KurrentDB streams; none differs from another in upper and lower case alone. */
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
  // One append may not name a stream twice, and KurrentDB compares names without regard to case,
  // in which two addresses of wallets may differ.
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
 * The requests of one atomic append. The head comes first: when several expectations are wrong,
 * KurrentDB names the first, and that the head moved is the one that can be cured by trying again.
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

/** What an append under a key came to, for the first time. */
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

/** What is expected of a stream that has so many records. Below zero, KurrentDB checks nothing. */
const stateAt = (count: number): bigint | typeof NO_STREAM => {
  if (count < 0) throw new Error(`No stream has ${count} records.`);
  return count === 0 ? NO_STREAM : BigInt(count - 1);
};

/**
 * The bytes that are hashed, as they are. As JSON, the client would parse and write them again, and
 * JavaScript moves keys that look like numbers to the front.
 */
const evidence = ({ eventId, bytes }: Row): EventData =>
  binaryEvent({ id: eventId, type: envelopeOf(bytes).type, data: Buffer.from(bytes, 'utf8') });

// Records beside the events have ids of their own each time. With the same ids again, KurrentDB
// would take an append of other events at the same places for the first one, and call it done.
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

/** Consecutive positions, which are read at once. */
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
 * What an error says about an append: only somebody else was faster (`head-moved`); what was presumed
 * of a stream, an event id or a key is wrong (`conflict`); nobody knows whether it was committed
 * (`unknown`); it will never be (`refused`).
 */
export type Failure = 'head-moved' | 'conflict' | 'unknown' | 'refused';

export const failureOf = (thrown: unknown, { head }: LogStreams): Failure => {
  if (!(thrown instanceof Error)) return 'refused';
  // Some errors leave the client as gRPC made them, above all that nobody answers.
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
