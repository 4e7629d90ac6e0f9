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

// What becomes of appends, decided in memory from what is known of the log: which get which place,
// which were there before, which are refused. Whoever commits the result must make sure that the
// log was as known.

export interface PreparedAppend {
  readonly append: Append;
  readonly events: readonly PreparedEvent[];
}

/** One whose caller waits for what becomes of it. */
export interface PendingAppend extends PreparedAppend {
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

export interface PreparedEvent {
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly write: number;
  /** Is what the log holds under this id the same event? What depends on the place is left out. */
  readonly isSameAs: (bytes: string) => boolean;
  readonly bytesAt: (place: {
    recordedAt: Instant;
    version: number;
    firstPosition: number;
  }) => string;
}

/** What is known of a log at a position: enough to decide a group of appends. */
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

/** 16 random bytes at each call, asked of the system at once: it takes as long for one as for all. */
const salts = (count: number): (() => string) => {
  const hex = randomBytes(16 * count).toString('hex');
  let next = 0;
  return () => hex.slice(next, (next += 32));
};

type Place = { readonly log: string; readonly authority: string };

/** Throws on what can never be stored, before it joins a group: a poison fails nobody else. */
export const prepare = (append: Append, place: Place): PreparedEvent[] =>
  someOf(append.writes.flatMap(preparing(append, place)));

/** The same for thousands of events, while others have their turns. */
export const prepareInTurns = async (append: Append, place: Place): Promise<PreparedEvent[]> =>
  someOf((await mapInTurns(append.writes, preparing(append, place))).flat());

const someOf = (events: PreparedEvent[]): PreparedEvent[] => {
  if (events.length === 0) throw new Error('An append needs an event.');
  return events;
};

const preparing = ({ writes, meta }: Append, { log, authority }: Place) => {
  const saltOf = salts(writes.reduce((count, { events }) => count + events.length, 0));
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
 * What the log looks like if these appends are new and were made by writers who knew their streams.
 * Nearly always they are, and then nothing has to be asked before the commit, which checks it.
 */
export const presumedSnapshot = (head: LogHead, group: readonly PreparedAppend[]): Snapshot => {
  const versions = new Map<string, number>();
  for (const { append } of group)
    for (const { stream, expectedVersion } of append.writes)
      if (!versions.has(stream)) versions.set(stream, expectedVersion);
  return { head, versions, known: new Map(), once: new Map() };
};

/** What becomes of one append, given the snapshot and what earlier appends of the group add to it. */
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

/** A head younger than this need not be moved to say that nothing came since. */
const WATERMARK_MS = 50;

/** Does a head's time say enough, or can it say no more? */
export const isTold = (recordedAt: Instant, now: Instant, past: Instant): boolean => {
  const isYoung = millisOf(now) - millisOf(recordedAt) < WATERMARK_MS;
  return now <= recordedAt || (isYoung && recordedAt > past);
};

// ── Small parts ─────────────────────────────────────────────────────────────────────────────────

/** Kept plain, because stream names stand in URLs, logs and court files. */
const STREAM_NAME = /^[A-Za-z0-9][A-Za-z0-9._:~+-]{0,299}$/;

/** One spelling only: PostgreSQL would take others, and then the same id would not be known again. */
export const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const NO_EVENT = { type: '', stream: '', version: 0, eventId: '', recordedAt: '' };

const LONGEST_PLACE = { recordedAt: '9999-12-31T23:59:59.999Z', version: 2_147_483_647 };

/** As LOAD writes it; neither part holds a line break. */
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

/** The outcome of an append whose first event these bytes are; a key may point at none. */
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
