import { randomBytes } from 'node:crypto';

import { millisOf, type Instant } from '@esep/kernel';
import {
  canonical,
  envelopeOf,
  EVENT_BYTES_MAX,
  preimage,
  type Envelope,
  type JsonObject,
} from '@esep/ledger-format';

import type { Append, AppendOutcome, Appended, LogHead, StreamWrite } from './event-store.js';
import { mapInTurns } from '../runtime/turns.js';

// The outcomes of a group of appends, computed in memory from a snapshot of the log: positions and
// versions, replays, refusals. They hold only if the log has not changed since the snapshot, which the
// commit must check.

export interface PreparedAppend {
  readonly append: Append;
  readonly events: readonly PreparedEvent[];
}

export interface PendingAppend extends PreparedAppend {
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface PreparedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly write: number;
  /** Are the stored bytes of the same event? Fields that depend on the position are not compared. */
  readonly isSameAs: (bytes: string) => boolean;
  readonly bytesAt: (place: {
    recordedAt: Instant;
    version: number;
    firstPosition: number;
  }) => string;
}

/** The state of a log that decides a group of appends. */
export interface Snapshot {
  readonly head: LogHead;
  readonly versions: Map<string, number>;
  readonly known: Map<string, { position: number; bytes: string }>;
  readonly once: Map<string, { fingerprint: string; position: number; last: number }>;
}

export interface Row {
  readonly position: number;
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly bytes: string;
}

export interface OnceRow {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly position: number;
  readonly last: number;
}

/** 16 random bytes per call; all drawn at once, because each system call costs as much. */
const saltGenerator = (count: number): (() => string) => {
  const hex = randomBytes(16 * count).toString('hex');
  let next = 0;
  return () => hex.slice(next, (next += 32));
};

type LogIdentity = { readonly log: string; readonly authority: string };

/** Throws on an append that can never be stored: in a group it would fail the others too. */
export const prepare = (append: Append, place: LogIdentity): PreparedEvent[] =>
  requireEvents(append.writes.flatMap(preparer(append, place)));

/** The same for thousands of events, without blocking the event loop. */
export const prepareInTurns = async (
  append: Append,
  place: LogIdentity,
): Promise<PreparedEvent[]> =>
  requireEvents((await mapInTurns(append.writes, preparer(append, place))).flat());

const requireEvents = (events: PreparedEvent[]): PreparedEvent[] => {
  if (events.length === 0) throw new Error('An append needs an event.');
  return events;
};

const preparer = ({ writes, meta }: Append, { log, authority }: LogIdentity) => {
  const saltOf = saltGenerator(writes.reduce((count, { events }) => count + events.length, 0));
  return ({ stream, events: written }: StreamWrite, write: number): PreparedEvent[] => {
    if (!STREAM_NAME.test(stream)) throw new Error(`Not a stream name: ${JSON.stringify(stream)}`);
    return written.map((event): PreparedEvent => {
      const { eventId, type, schemaVersion, validAt, body, bodyAt } = event;
      if (!EVENT_ID.test(eventId)) throw new Error(`Not an event id: ${JSON.stringify(eventId)}`);
      const salt = saltOf();
      const open = (content: typeof body) =>
        preimage({
          v: 1,
          log,
          eventId,
          stream,
          type,
          schemaVersion,
          validAt,
          authority,
          salt,
          meta,
          body: content,
        });
      const fixed = open(body);
      if (Buffer.byteLength(fixed.at(LONGEST_PLACE)) > EVENT_BYTES_MAX)
        throw new Error(`Event ${eventId} of type ${type} exceeds ${EVENT_BYTES_MAX} bytes.`);
      return {
        eventId,
        type,
        stream,
        write,
        isSameAs: (bytes) => isSame({ stream, type, body, placed: bodyAt?.(0) }, envelopeOf(bytes)),
        bytesAt: bodyAt
          ? (place) => open({ ...body, ...bodyAt(place.firstPosition) }).at(place)
          : (place) => fixed.at(place),
      };
    });
  };
};

/**
 * The snapshot if all these appends are new and expect the right versions, as nearly all do: no query
 * is needed before the commit, which checks it.
 */
export const presumedSnapshot = (head: LogHead, group: readonly PreparedAppend[]): Snapshot => {
  const versions = new Map<string, number>();
  for (const { append } of group)
    for (const { stream, expectedVersion } of append.writes)
      if (!versions.has(stream)) versions.set(stream, expectedVersion);
  return { head, versions, known: new Map(), once: new Map() };
};

/** The outcome of one append. Adds its events to `rows`, its key to `once`, and both to the snapshot. */
export const decideAppend = (
  { append, events }: PreparedAppend,
  snapshot: Snapshot,
  recordedAt: Instant,
  rows: Row[],
  once: OnceRow[],
): AppendOutcome => {
  const first = events[0] as PreparedEvent;
  if (append.once) {
    const before = snapshot.once.get(onceKey(append.once));
    if (before && before.fingerprint !== append.once.fingerprint)
      return { appended: false, reason: 'idempotency-key-reused', key: append.once.key };
    if (before) return replayOf(snapshot, before.position, before.last);
  }
  const known = events.filter(({ eventId }) => snapshot.known.has(eventId));
  if (known.length > 0) {
    const other = events.find(({ eventId, isSameAs }) => {
      const stored = snapshot.known.get(eventId);
      return !stored || !isSameAs(stored.bytes);
    });
    if (other) return { appended: false, reason: 'event-id-reused', eventId: other.eventId };
    const positions = events.map(({ eventId }) => snapshot.known.get(eventId)?.position as number);
    return replayOf(snapshot, Math.min(...positions), Math.max(...positions));
  }
  for (const { stream, expectedVersion } of append.writes) {
    const actual = snapshot.versions.get(stream) ?? 0;
    if (actual !== expectedVersion)
      return {
        appended: false,
        reason: 'wrong-expected-version',
        stream,
        expected: expectedVersion,
        actual,
      };
  }
  const firstPosition = snapshot.head.next + rows.length;
  const added = events.map(({ eventId, stream, bytesAt }, i): Row => {
    const version = (snapshot.versions.get(stream) ?? 0) + 1;
    snapshot.versions.set(stream, version);
    const bytes = bytesAt({ recordedAt, version, firstPosition });
    return { position: firstPosition + i, eventId, stream, version, bytes };
  });
  for (const row of added) {
    rows.push(row);
    snapshot.known.set(row.eventId, row);
  }
  const lastPosition = firstPosition + added.length - 1;
  if (append.once) {
    const { scope, key, fingerprint } = append.once;
    const entry = { scope, key, fingerprint, position: firstPosition, last: lastPosition };
    once.push(entry);
    snapshot.once.set(onceKey(append.once), entry);
  }
  const { type, stream, eventId } = first;
  const { version } = added[0] as Row;
  return {
    appended: true,
    replayed: false,
    firstPosition,
    lastPosition,
    recordedAt,
    type,
    stream,
    version,
    eventId,
  };
};

// ── Time ────────────────────────────────────────────────────────────────────────────────────────

/** A younger watermark is not advanced: each advance is a write. */
const WATERMARK_AGE_MS_MAX = 50;

/** Is the watermark recent and past the instant asked for, or is the clock not ahead of it? */
export const isWatermarkFresh = (recordedAt: Instant, now: Instant, past: Instant): boolean => {
  const isYoung = millisOf(now) - millisOf(recordedAt) < WATERMARK_AGE_MS_MAX;
  return now <= recordedAt || (isYoung && recordedAt > past);
};

// ── Small parts ─────────────────────────────────────────────────────────────────────────────────

/** Stream names stand in URLs, logs and court files. */
const STREAM_NAME = /^[A-Za-z0-9][A-Za-z0-9._:~+-]{0,299}$/;

/** One spelling only: PostgreSQL accepts others, and a repeated id would not be recognised. */
export const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const NO_EVENT = { type: '', stream: '', version: 0, eventId: '', recordedAt: '' };

const LONGEST_PLACE = { recordedAt: '9999-12-31T23:59:59.999Z', version: 2_147_483_647 };

/** As `LOAD` writes it; neither part contains a line break. */
export const onceKey = ({ scope, key }: { scope: string; key: string }): string =>
  `${scope}\n${key}`;

const isSame = (
  event: { stream: string; type: string; body: JsonObject; placed: JsonObject | undefined },
  stored: Envelope,
): boolean => {
  const placed = Object.keys(event.placed ?? {});
  const body = Object.fromEntries(
    Object.entries(stored.body).filter(([key]) => !placed.includes(key)),
  );
  return (
    event.stream === stored.stream &&
    event.type === stored.type &&
    canonical(event.body) === canonical(body)
  );
};

const replayOf = (snapshot: Snapshot, firstPosition: number, lastPosition: number): Appended => {
  const first = [...snapshot.known.values()].find(({ position }) => position === firstPosition);
  return replay(first?.bytes, firstPosition, lastPosition);
};

/** The first outcome again. `bytes` are of the append's first event; a key of an empty append has none. */
export const replay = (
  bytes: string | undefined,
  firstPosition: number,
  lastPosition: number,
): Appended => {
  if (bytes === undefined && firstPosition >= 0)
    throw new Error(`The log has lost its event ${firstPosition}.`);
  const { type, stream, version, eventId, recordedAt } =
    bytes === undefined ? NO_EVENT : envelopeOf(bytes);
  return {
    type,
    appended: true,
    replayed: true,
    firstPosition,
    lastPosition,
    recordedAt,
    stream,
    version,
    eventId,
  };
};
