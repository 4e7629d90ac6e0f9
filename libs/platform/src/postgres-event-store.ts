import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { isNativeError } from 'node:util/types';

import { instantOf, type Instant } from '@esep/kernel';
import {
  canonical,
  envelopeOf,
  EVENT_BYTES_MAX,
  preimage,
  type Envelope,
  type JsonObject,
} from '@esep/ledger-format';
import type { Client, Pool, QueryConfig, QueryResult, QueryResultRow } from 'pg';

import type { Clock } from './clock.js';
import {
  EventStore,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Appended,
  type Capabilities,
  type LogHead,
  type StoredEvent,
} from './event-store.js';

export interface PostgresEventStoreOptions {
  readonly log: string;
  readonly authority: string;
  readonly clock: Clock;
  readonly pool: Pool;
  /** A connection of its own for LISTEN; asked for again whenever one is lost. */
  readonly listen?: () => Client;
  /** How long an append waits for a database that is away. */
  readonly patienceMs?: number;
}

// ── Group commit ────────────────────────────────────────────────────────────────────────────────
// Many callers' appends become one transaction. A group is loaded (head, versions of its streams,
// which of its event ids and keys are known: one statement, so one snapshot), decided in memory, and
// committed by one statement whose first part swaps the head from exactly what was loaded to what
// follows. Whatever another process appended in between makes the swap miss, and the group is
// loaded again. So every check made in memory holds at commit, no lock is held between the two
// statements, and positions are contiguous because only a committed swap gives them out.

const GROUP_EVENTS_MAX = 1_000;

interface Pending {
  readonly append: Append;
  readonly events: readonly PreparedEvent[];
  readonly resolve: (outcome: AppendOutcome) => void;
  readonly reject: (error: unknown) => void;
}

interface PreparedEvent {
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

interface Snapshot {
  readonly head: LogHead;
  readonly versions: Map<string, number>;
  readonly known: Map<string, { position: number; bytes: string }>;
  readonly once: Map<string, { fingerprint: string; position: number; last: number }>;
}

interface Row {
  readonly position: number;
  readonly eventId: string;
  readonly stream: string;
  readonly version: number;
  readonly bytes: string;
}

interface OnceRow {
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
  readonly position: number;
  readonly last: number;
}

export class PostgresEventStore extends EventStore {
  readonly log: string;
  readonly capabilities: Capabilities = {
    contiguous: true,
    atomicMultiStream: true,
    groupCommit: true,
  };
  private readonly queue: Pending[] = [];
  private readonly listeners = new Set<() => void>();
  private committing: Promise<void> | undefined;
  private listening: Client | undefined;
  private closed = false;

  private readonly patienceMs: number;
  /** A network may swallow an answer without a word; then the append asks on another connection. */
  private readonly answerMs: number;

  private constructor(private readonly options: PostgresEventStoreOptions) {
    super();
    this.log = options.log;
    this.patienceMs = options.patienceMs ?? 30_000;
    this.answerMs = this.patienceMs / 3;
  }

  /** Opens the log, founding it if the database is new. Throws when it holds another log. */
  static async open(options: PostgresEventStoreOptions): Promise<PostgresEventStore> {
    const { pool, log, clock } = options;
    await pool.query(
      `insert into ledger.head (log, next, recorded_at) values ($1, 0, $2) on conflict do nothing`,
      [log, clock.now()],
    );
    const { rows } = await pool.query<{ log: string }>('select log from ledger.head');
    if (rows[0]?.log !== log)
      throw new Error(`This database holds the log ${rows[0]?.log}, not ${log}.`);
    const store = new PostgresEventStore(options);
    if (options.listen) await store.listen();
    return store;
  }

  append(append: Append): Promise<AppendOutcome> {
    if (this.closed) return Promise.reject(new StoreUnavailable('The event store is closed.'));
    const events = this.prepare(append);
    return new Promise((resolve, reject) => {
      this.queue.push({ append, events, resolve, reject });
      this.committing ??= this.drain();
    });
  }

  /** Throws on what can never be stored, before it joins a group: a poison fails nobody else. */
  private prepare(append: Append): PreparedEvent[] {
    const { log } = this;
    const { authority } = this.options;
    const { meta } = append;
    const events = append.writes.flatMap(({ stream, events: written }, write) => {
      if (!STREAM_NAME.test(stream))
        throw new Error(`Not a stream name: ${JSON.stringify(stream)}`);
      return written.map((event): PreparedEvent => {
        const { eventId, type, schemaVersion, validAt, body, bodyAt } = event;
        if (!EVENT_ID.test(eventId)) throw new Error(`Not an event id: ${JSON.stringify(eventId)}`);
        const salt = randomBytes(16).toString('hex');
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
          isSameAs: (bytes) =>
            isSame({ stream, type, body, placed: bodyAt?.(0) }, envelopeOf(bytes)),
          bytesAt: bodyAt
            ? (place) => open({ ...body, ...bodyAt(place.firstPosition) }).at(place)
            : (place) => fixed.at(place),
        };
      });
    });
    if (events.length === 0) throw new Error('An append needs an event.');
    return events;
  }

  private async drain(): Promise<void> {
    try {
      while (this.queue.length > 0) {
        await this.commitGroup(this.nextGroup());
        for (const listener of this.listeners) listener();
      }
    } finally {
      this.committing = undefined;
    }
  }

  private nextGroup(): Pending[] {
    let events = 0;
    let count = 0;
    while (count < this.queue.length) {
      events += (this.queue[count] as Pending).events.length;
      if (count > 0 && events > GROUP_EVENTS_MAX) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async commitGroup(group: readonly Pending[]): Promise<void> {
    const deadline = Date.now() + this.patienceMs;
    for (let attempt = 0; ; attempt += 1) {
      try {
        if (await this.tryCommit(group)) return;
        // Another process won. A little chance keeps two writers from meeting in step for ever.
        if (attempt > 2) await sleep(Math.random() * Math.min(attempt, 20));
      } catch (error) {
        if (mayPass(error) && Date.now() < deadline) {
          await sleep(Math.min(50 * 2 ** attempt, 1_000));
          continue;
        }
        if (group.length > 1 && !mayPass(error)) {
          for (const pending of group) await this.commitGroup([pending]);
          return;
        }
        const failure = mayPass(error)
          ? new StoreUnavailable('The database did not answer. Send the same again.', {
              cause: error,
            })
          : error;
        for (const pending of group) pending.reject(failure);
        return;
      }
    }
  }

  /** One load and one swap. False when the swap missed. Settles every append of the group else. */
  private async tryCommit(group: readonly Pending[]): Promise<boolean> {
    const snapshot = await this.load(group);
    const now = this.options.clock.now();
    const recordedAt = now > snapshot.head.recordedAt ? now : snapshot.head.recordedAt;
    const rows: Row[] = [];
    const once: OnceRow[] = [];
    const settled: (() => void)[] = [];
    for (const pending of group) {
      const outcome = this.decide(pending, snapshot, recordedAt, rows, once);
      settled.push(() => pending.resolve(outcome));
    }
    if (rows.length > 0 && !(await this.swap(snapshot.head, recordedAt, rows, once))) return false;
    for (const settle of settled) settle();
    return true;
  }

  /** What becomes of one append, given the snapshot and what earlier appends of the group add to it. */
  private decide(
    { append, events }: Pending,
    snapshot: Snapshot,
    recordedAt: Instant,
    rows: Row[],
    once: OnceRow[],
  ): AppendOutcome {
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
      const positions = events.map(
        ({ eventId }) => snapshot.known.get(eventId)?.position as number,
      );
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
      const entry = { ...append.once, position: firstPosition, last: lastPosition };
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
  }

  private async load(group: readonly Pending[]): Promise<Snapshot> {
    const streams = new Set(
      group.flatMap(({ append }) => append.writes.map(({ stream }) => stream)),
    );
    const ids = group.flatMap(({ events }) => events.map(({ eventId }) => eventId));
    const keys = group.flatMap(({ append }) => append.once ?? []);
    const { rows } = await this.ask<{
      what: 'head' | 'stream' | 'event' | 'once';
      name: string;
      a: string | null;
      b: string | null;
      text: string;
    }>({
      name: 'ledger-load',
      text: LOAD,
      values: [[...streams], ids, keys.map(({ scope }) => scope), keys.map(({ key }) => key)],
    });
    const snapshot: Snapshot = {
      head: { next: 0, recordedAt: '' },
      versions: new Map(),
      known: new Map(),
      once: new Map(),
    };
    for (const { what, name, a, b, text } of rows) {
      if (what === 'head')
        Object.assign(snapshot.head, { next: Number(a), recordedAt: instantOf(Number(b)) });
      else if (what === 'stream') snapshot.versions.set(name, Number(a));
      else if (what === 'event') snapshot.known.set(name, { position: Number(a), bytes: text });
      else snapshot.once.set(name, { fingerprint: text, position: Number(a), last: Number(b) });
    }
    // A key's outcome is told from its first event, which may not be among the ids of this group.
    for (const { position } of snapshot.once.values()) await this.know(snapshot, position);
    return snapshot;
  }

  private async know(snapshot: Snapshot, position: number): Promise<void> {
    const [event] = await this.read(position, 1);
    if (event) snapshot.known.set(event.envelope.eventId, { position, bytes: event.bytes });
  }

  private async swap(
    { next, recordedAt: before }: LogHead,
    recordedAt: Instant,
    rows: readonly Row[],
    once: readonly OnceRow[],
  ): Promise<boolean> {
    const result = await this.ask({
      name: 'ledger-swap',
      text: SWAP,
      values: [
        next,
        before,
        rows.length,
        recordedAt,
        rows.map((row) => row.eventId),
        rows.map((row) => row.stream),
        rows.map((row) => row.version),
        rows.map((row) => row.bytes),
        once.map((row) => row.scope),
        once.map((row) => row.key),
        once.map((row) => row.fingerprint),
        once.map((row) => row.position),
        once.map((row) => row.last),
      ],
    });
    return result.rowCount === 1;
  }

  private ask<R extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<R>> {
    const impatient = { ...query, query_timeout: this.answerMs };
    return this.options.pool.query<R>(impatient);
  }

  async recall(once: NonNullable<Append['once']>): Promise<AppendOutcome | undefined> {
    const { rows } = await this.options.pool.query<{
      fingerprint: string;
      position: string;
      last_position: string;
    }>(
      'select fingerprint, position, last_position from ledger.once where scope = $1 and key = $2',
      [once.scope, once.key],
    );
    const [known] = rows;
    if (!known) return undefined;
    if (known.fingerprint !== once.fingerprint)
      return { appended: false, reason: 'idempotency-key-reused', key: once.key };
    const [first] = await this.read(Number(known.position), 1);
    return replay(
      (first as StoredEvent).bytes,
      Number(known.position),
      Number(known.last_position),
    );
  }

  // ── Reading ───────────────────────────────────────────────────────────────────────────────────

  async read(from: number, limit: number): Promise<readonly StoredEvent[]> {
    const { rows } = await this.options.pool.query<StoredRow>({
      name: 'ledger-read',
      text: 'select position, bytes from ledger.events where position >= $1 order by position limit $2',
      values: [from, limit],
    });
    return rows.map(storedEvent);
  }

  async readStream(stream: string, fromVersion = 1): Promise<readonly StoredEvent[]> {
    const { rows } = await this.options.pool.query<StoredRow>({
      name: 'ledger-read-stream',
      text: 'select position, bytes from ledger.events where stream = $1 and version >= $2 order by version',
      values: [stream, fromVersion],
    });
    return rows.map(storedEvent);
  }

  async readStreams(streams: readonly string[]): Promise<Map<string, readonly StoredEvent[]>> {
    const { rows } = await this.options.pool.query<StoredRow>({
      name: 'ledger-read-streams',
      text: `select e.position, e.bytes from unnest($1::text[]) s
             join ledger.events e on e.stream = s collate "C" order by e.position`,
      values: [[...new Set(streams)]],
    });
    return Map.groupBy(rows.map(storedEvent), ({ envelope }) => envelope.stream);
  }

  async findEvent(eventId: string): Promise<StoredEvent | undefined> {
    const { rows } = await this.options.pool.query<StoredRow>(
      'select position, bytes from ledger.events where event_id = $1',
      [eventId],
    );
    return rows.map(storedEvent)[0];
  }

  async head(): Promise<LogHead> {
    const { rows } = await this.options.pool.query<{ next: string; recorded_at: Date }>(
      'select next, recorded_at from ledger.head',
    );
    const row = rows[0] as { next: string; recorded_at: Date };
    return { next: Number(row.next), recordedAt: row.recorded_at.toISOString() };
  }

  /**
   * Moves the head's time forward by the same swap that appends use, so an append that read its
   * clock before this and commits after it must load again and take a later time.
   */
  async watermark(): Promise<LogHead> {
    for (;;) {
      const head = await this.head();
      const now = this.options.clock.now();
      if (now <= head.recordedAt || this.committing) return head;
      const { rowCount } = await this.options.pool.query(
        'update ledger.head set recorded_at = $3 where next = $1 and recorded_at = $2',
        [head.next, head.recordedAt, now],
      );
      if (rowCount === 1) return { next: head.next, recordedAt: now };
    }
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hears of other processes' appends. A lost connection is opened again; readers also poll. */
  private async listen(): Promise<void> {
    const client = (this.options.listen as () => Client)();
    client.on('notification', () => this.listeners.forEach((listener) => listener()));
    client.on('error', () => undefined);
    this.listening = client;
    try {
      await client.connect();
      await client.query('listen esep_log');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    // Not before: a connection that never stood says that it ended as well, and would be asked for
    // again twice.
    client.on('end', () => {
      if (!this.closed) void this.listenAgain();
    });
  }

  private async listenAgain(): Promise<void> {
    for (;;) {
      await sleep(500);
      if (this.closed) return;
      try {
        return await this.listen();
      } catch {
        // Still away. Nothing is lost meanwhile: a notification only saves a reader its wait.
      }
    }
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.committing;
    await this.listening?.end();
  }
}

// ── SQL ─────────────────────────────────────────────────────────────────────────────────────────

// One statement, therefore one snapshot: what it says of streams, events and keys is true at `next`.
const LOAD = `
select 'head' as what, '' as name, next::text as a, (extract(epoch from recorded_at) * 1000)::bigint::text as b, '' as text
  from ledger.head
union all
select 'stream', s, latest.version::text, null, ''
  from unnest($1::text[]) s
  cross join lateral (select version from ledger.events where stream = s collate "C" order by version desc limit 1) latest
union all
select 'event', event_id::text, position::text, null, bytes from ledger.events where event_id = any($2::uuid[])
union all
select 'once', o.scope || ' ' || o.key, o.position::text, o.last_position::text, o.fingerprint
  from unnest($3::text[], $4::text[]) k(scope, key) join ledger.once o using (scope, key)`;

const SWAP = `
with swap as (
  update ledger.head set next = next + $3::int, recorded_at = $4::timestamptz
   where next = $1::bigint and recorded_at = $2::timestamptz
  returning 1
), events as (
  insert into ledger.events (position, event_id, stream, version, bytes)
  select $1::bigint + e.i - 1, e.id, e.stream, e.version, e.bytes
    from unnest($5::uuid[], $6::text[], $7::int[], $8::text[]) with ordinality e(id, stream, version, bytes, i)
   where exists (select from swap)
), once as (
  insert into ledger.once (scope, key, fingerprint, position, last_position)
  select o.* from unnest($9::text[], $10::text[], $11::text[], $12::bigint[], $13::bigint[]) o
   where exists (select from swap)
)
select pg_notify('esep_log', '') from swap`;

// ── Small parts ─────────────────────────────────────────────────────────────────────────────────

/** Kept plain, because stream names stand in URLs, logs and court files. */
const STREAM_NAME = /^[A-Za-z0-9][A-Za-z0-9._:~+-]{0,299}$/;

/** One spelling only: PostgreSQL would take others, and then the same id would not be known again. */
const EVENT_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const LONGEST_PLACE = { recordedAt: '9999-12-31T23:59:59.999Z', version: 2_147_483_647 };

const onceKey = ({ scope, key }: { scope: string; key: string }) => `${scope} ${key}`;

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
  return replay((first as { bytes: string }).bytes, firstPosition, lastPosition);
};

/** The outcome of an append whose first event these bytes are. */
const replay = (bytes: string, firstPosition: number, lastPosition: number): Appended => {
  const { type, stream, version, eventId, recordedAt } = envelopeOf(bytes);
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

interface StoredRow {
  readonly position: string;
  readonly bytes: string;
}

const storedEvent = ({ position, bytes }: StoredRow): StoredEvent => ({
  position: Number(position),
  bytes,
  envelope: envelopeOf(bytes),
});

/**
 * Did the database go away, so that asking again may help? SQLSTATE class 08 and 57P0x are lost
 * connections and shutdowns, 40001/40P01 lost races, class 53 a want of resources, 25006 a standby
 * that is not promoted yet; errors without a SQLSTATE are the socket's or the resolver's.
 */
export const isAway = (error: unknown): boolean => {
  if (!isNativeError(error)) return false;
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string') return /connection|timeout|terminated/i.test(error.message);
  return /^(08...|53...|57P0.|25006|40001|40P01|E(?!RR_)[A-Z_]+)$/.test(code);
};

/** An append also outlasts a statement that was cancelled because it waited too long for a lock. */
const mayPass = (error: unknown): boolean =>
  isAway(error) || /^(57014|55P03)$/.test((error as { code?: string }).code ?? '');
