import { instantOf, isLong, type Instant } from '@esep/kernel';
import type { Client, Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

import {
  decideAppend,
  isWatermarkFresh,
  EVENT_ID,
  prepare,
  prepareInTurns,
  presumedSnapshot,
  replay,
  type OnceRow,
  type PendingAppend,
  type PreparedEvent,
  type Row,
  type Snapshot,
} from './append-group.js';
import type { Clock } from '../runtime/clock.js';
import { isTransientError, isUniqueViolation, isRetryable } from '../postgres/database-fault.js';
import {
  EventStore,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Capabilities,
  type LogHead,
  type StoredEvent,
} from './event-store.js';
import { failpoint, failpointNextTurn } from '../runtime/failpoint.js';
import {
  COLUMNS,
  LOAD,
  READ_STREAMS,
  REMEMBER,
  SWAP,
  arrayLiterals,
  type Column,
} from './log-statements.js';
import { RecentEvents, storedEvent, type StoredRow } from './recent-events.js';
import { retry } from '../runtime/retry.js';
import { sleep, type Sleep } from '../runtime/sleep.js';

export interface PostgresEventStoreOptions {
  readonly log: string;
  readonly authority: string;
  readonly clock: Clock;
  /** With `pipeline: true` two groups may be in flight on one connection. */
  readonly pool: Pool;
  /** Creates a connection for LISTEN; called again whenever it is lost. */
  readonly listen?: () => Client;
  /** How long an append is retried while the database does not answer. */
  readonly patienceMs?: number;
  readonly sleep?: Sleep;
  /** A monotonic clock for `patienceMs`: the service's clock may be moved. */
  readonly passedMs?: () => number;
}

// ── Group commit ────────────────────────────────────────────────────────────────────────────────
// Appends of many callers become one transaction. A group is decided in memory (append-group.ts) from a
// snapshot of the log, and committed by one statement that first swaps the head: from the head of the
// snapshot to the next one. An append of another process in between makes the swap miss, and the group
// is decided again. So every check made in memory holds at commit, no lock is held between statements,
// and positions are contiguous, because only a committed swap assigns them.
//
// One statement loads the snapshot: head, versions of the group's streams, known event ids and keys. A
// sole writer knows the head already and presumes the rest. Where the presumption is wrong, a unique
// index or a condition of the swap refuses it, and the group is loaded after all. For a stream that is
// written to, the unique index refuses a version that exists; for one that is only read, the swap
// checks that the next version does not exist.
//
// A sole writer also sends the next group while one is in flight, on the same connection, so that the
// database does not wait for a round trip in between. If the first fails, the second misses.

const GROUP_EVENTS_MAX = 1_000;
const GROUPS_MAX = 2;
const LISTEN_AGAIN_MS = 500;
/** Kept in memory for the subscriptions of this process. */
const RECENT_EVENTS = 5_000;
/** Fewer appends are not worth two commits. */
const GROUP_APPENDS_MIN = 16;

export class PostgresEventStore extends EventStore {
  readonly log: string;
  readonly capabilities: Capabilities = {
    contiguous: true,
    atomicMultiStream: true,
    groupCommit: true,
  };
  private readonly queue: PendingAppend[] = [];
  private readonly listeners = new Set<() => void>();
  private sendTimer: NodeJS.Immediate | undefined;
  /** Groups that are being committed, and the number of appends of each. */
  private readonly inFlight = new Map<Promise<void>, number>();
  private writer: Promise<PoolClient> | undefined;
  /** The server's process id of the writer's connection. */
  private writerId: number | undefined;
  /** The head after all groups in flight, and whether the last load found it unchanged. */
  private expectedHead: LogHead = { next: -1, recordedAt: '' };
  private isSoleWriter = false;
  /** The head after the last committed group; undefined once another process may have written. */
  private committedHead: LogHead | undefined;
  private readonly recent = new RecentEvents(RECENT_EVENTS);
  /** Shared by concurrent callers until the next append. */
  private watermarkRequest: Promise<LogHead> | undefined;
  private listening: Client | undefined;
  /** Of the rows of a long group; later groups wait for it to keep their order. */
  private serialization: Promise<unknown> | undefined;
  private closed = false;

  private readonly patienceMs: number;
  /** A lost packet ends no connection: after this time the append is sent on another one. */
  private readonly queryTimeoutMs: number;
  private readonly sleep: Sleep;
  private readonly passedMs: () => number;

  private constructor(private readonly options: PostgresEventStoreOptions) {
    super();
    this.log = options.log;
    this.patienceMs = options.patienceMs ?? 30_000;
    this.queryTimeoutMs = this.patienceMs / 3;
    this.sleep = options.sleep ?? sleep;
    this.passedMs = options.passedMs ?? (() => performance.now());
  }

  /** Opens the log, or creates it in a new database. Throws when the database has another log. */
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
    // Throws before the append joins a group: there it would fail the others too.
    if (isLong(append.writes))
      return prepareInTurns(append, this.options).then((events) => this.join(append, events));
    return this.join(append, prepare(append, this.options));
  }

  private join(append: Append, events: PreparedEvent[]): Promise<AppendOutcome> {
    return new Promise((resolve, reject) => {
      this.queue.push({ append, events, resolve, reject });
      this.sendGroups();
    });
  }

  /** Sends as many groups as may be in flight; appends of one turn of the loop share a group. */
  private sendGroups(): void {
    this.sendTimer ??= setImmediate(() => {
      this.sendTimer = undefined;
      while (this.queue.length > 0 && this.inFlight.size < (this.isSoleWriter ? GROUPS_MAX : 1)) {
        const group = this.nextGroup();
        const committed = this.commitGroup(group).then(() => {
          this.inFlight.delete(committed);
          this.sendGroups();
          this.notifyListeners();
        });
        this.inFlight.set(committed, group.length);
      }
    });
  }

  private notifyListeners(): void {
    this.watermarkRequest = undefined;
    for (const listener of this.listeners) listener();
  }

  /** An equal share of the pending appends, so that the groups in flight are of one size. */
  private nextGroup(): PendingAppend[] {
    const appends = [...this.inFlight.values()].reduce((sum, n) => sum + n, this.queue.length);
    const share = this.isSoleWriter ? Math.ceil(appends / GROUPS_MAX) : appends;
    let events = 0;
    let count = 0;
    while (count < Math.min(this.queue.length, Math.max(share, GROUP_APPENDS_MIN))) {
      events += (this.queue[count] as PendingAppend).events.length;
      if (count > 0 && events > GROUP_EVENTS_MAX) break;
      count += 1;
    }
    return this.queue.splice(0, count);
  }

  private async commitGroup(group: readonly PendingAppend[]): Promise<void> {
    const { patienceMs, passedMs } = this;
    try {
      await retry((attempt) => this.winSwap(group, attempt === 1), {
        ...{ firstMs: 50, maxMs: 1_000, sleep: this.sleep, patienceMs, passedMs },
        // A key may be taken in between by an append of nothing. The next look finds it.
        isRetryable: (error, attempt) =>
          isRetryable(error) || (attempt < 4 && isUniqueViolation(error)),
      });
    } catch (error) {
      if (group.length > 1 && !isRetryable(error)) {
        for (const pending of group) await this.commitGroup([pending]);
        return;
      }
      const failure = isRetryable(error)
        ? new StoreUnavailable('The database did not answer. Send the same again.', {
            cause: error,
          })
        : error;
      for (const pending of group) pending.reject(failure);
    }
  }

  /** Until no other process appends in between. */
  private async winSwap(group: readonly PendingAppend[], mayPresume: boolean): Promise<void> {
    if (mayPresume && (await this.tryPresumed(group))) return;
    for (let race = 1; !(await this.tryCommit(group, false)); race += 1)
      // Two writers must not meet in step for ever.
      if (race > 3) await this.sleep(Math.random() * Math.min(race, 20));
  }

  /** False when the swap missed, and the group must be loaded. Else settles every append of it. */
  private async tryCommit(group: readonly PendingAppend[], presuming: boolean): Promise<boolean> {
    const snapshot = presuming
      ? presumedSnapshot(this.expectedHead, group)
      : await this.load(group);
    const { head } = snapshot;
    if (!presuming) this.isSoleWriter = isSameHead(head, this.expectedHead);
    if (!this.isSoleWriter) this.committedHead = undefined;
    const now = this.options.clock.now();
    const recordedAt = now > head.recordedAt ? now : head.recordedAt;
    const rows: Row[] = [];
    const once: OnceRow[] = [];
    // A copy, because `decideAppend` adds to the snapshot.
    const presumed = presuming ? [...snapshot.versions] : [];
    const outcomes = group.map((one) => decideAppend(one, snapshot, recordedAt, rows, once));
    // A refusal or a replay is decided on a loaded snapshot only.
    if (presuming && outcomes.some((outcome) => !outcome.appended || outcome.replayed))
      return false;
    if (rows.length > 0) {
      const after = { next: head.next + rows.length, recordedAt };
      // The next group is decided on this one before it is committed; if this misses, so does that.
      if (presuming) this.expectedHead = after;
      if (!(await this.swap(head, recordedAt, rows, once, presumed))) {
        this.committedHead = undefined;
        return false;
      }
      if (!presuming) this.expectedHead = after;
      this.committedHead = after;
      this.recent.add(rows);
    }
    group.forEach(({ resolve }, i) => resolve(outcomes[i] as AppendOutcome));
    return true;
  }

  /** The first attempt of a sole writer. True when it was committed. */
  private async tryPresumed(group: readonly PendingAppend[]): Promise<boolean> {
    if (!this.isSoleWriter) return false;
    try {
      return await this.tryCommit(group, true);
    } catch (error) {
      if (isUniqueViolation(error)) return false;
      throw error;
    }
  }

  private async load(group: readonly PendingAppend[]): Promise<Snapshot> {
    const streams = new Set(
      group.flatMap(({ append }) => append.writes.map(({ stream }) => stream)),
    );
    const ids = group.flatMap(({ events }) => events.map(({ eventId }) => eventId));
    const keys = group.flatMap(({ append }) => append.once ?? []);
    const { rows } = await this.queryWithTimeout<{
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
    // A replay needs the first event of the key's append, which may not be in this group.
    for (const { position } of snapshot.once.values())
      await this.loadIntoSnapshot(snapshot, position);
    return snapshot;
  }

  private async loadIntoSnapshot(snapshot: Snapshot, position: number): Promise<void> {
    const [event] = position < 0 ? [] : await this.read(position, 1);
    if (event) snapshot.known.set(event.envelope.eventId, { position, bytes: event.bytes });
  }

  private async swap(
    { next, recordedAt: before }: LogHead,
    recordedAt: Instant,
    rows: readonly Row[],
    once: readonly OnceRow[],
    presumed: readonly (readonly [stream: string, version: number])[],
  ): Promise<boolean> {
    failpoint('before-append', rows.length);
    const written = new Set(rows.map(({ stream }) => stream));
    const existing = presumed.filter(([, version]) => version !== 0);
    const onlyRead = presumed.filter(([stream]) => !written.has(stream));
    const columns = await this.columnsOf(rows);
    const result = await this.write(rows.length, {
      name: 'ledger-swap',
      text: SWAP,
      values: [
        next,
        before,
        rows.length,
        recordedAt,
        ...columns,
        once.map((row) => row.scope),
        once.map((row) => row.key),
        once.map((row) => row.fingerprint),
        once.map((row) => row.position),
        once.map((row) => row.last),
        existing.map(([stream]) => stream),
        existing.map(([, version]) => version),
        onlyRead.map(([stream]) => stream),
        onlyRead.map(([, version]) => version + 1),
      ],
    });
    failpoint('after-append', rows.length);
    return result.rowCount === 1;
  }

  /**
   * Thousands of rows are serialised in turns. Later groups wait: they were decided on this one, and must
   * reach the database after it.
   */
  private async columnsOf(rows: readonly Row[]): Promise<readonly Column[]> {
    const before = this.serialization;
    if (!isLong(rows) && before === undefined) return COLUMNS.map((column) => rows.map(column));
    const written = isLong(rows)
      ? arrayLiterals(rows)
      : Promise.resolve(COLUMNS.map((column) => rows.map(column)));
    const mine = Promise.all([written, before]);
    this.serialization = mine;
    const [columns] = await mine;
    if (this.serialization === mine) this.serialization = undefined;
    return columns;
  }

  private queryWithTimeout<R extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<R>> {
    const withTimeout = { ...query, query_timeout: this.queryTimeoutMs };
    return this.options.pool.query<R>(withTimeout);
  }

  /** All groups use one connection, which keeps their order. */
  private async write(events: number, query: QueryConfig): Promise<QueryResult> {
    const withTimeout = { ...query, query_timeout: this.queryTimeoutMs };
    const writer = (this.writer ??= this.connectWriter());
    try {
      const client = await writer;
      const answer = client.query(withTimeout);
      failpointNextTurn('during-append', events);
      return await answer;
    } catch (error) {
      if (isTransientError(error)) this.dropWriter(writer);
      throw error;
    }
  }

  private connectWriter(): Promise<PoolClient> {
    const writer = this.options.pool.connect();
    writer.then(
      (client) => {
        client.on('error', () => this.dropWriter(writer));
        this.writerId = (client as PoolClient & { readonly processID: number }).processID;
      },
      () => undefined,
    );
    return writer;
  }

  private dropWriter(writer: Promise<PoolClient>): void {
    if (this.writer !== writer) return;
    this.writer = undefined;
    // The server may reuse the process id for another process's connection.
    this.writerId = undefined;
    writer.then(
      (client) => client.release(true),
      () => undefined,
    );
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
    const position = Number(known.position);
    const [first] = position < 0 ? [] : await this.read(position, 1);
    return replay(first?.bytes, position, Number(known.last_position));
  }

  async remember(
    once: NonNullable<Append['once']>,
    position: number,
  ): Promise<AppendOutcome | undefined> {
    const { scope, key, fingerprint } = once;
    const { rowCount } = await this.options.pool.query(REMEMBER, [
      scope,
      key,
      fingerprint,
      position,
      position - 1,
    ]);
    return rowCount === 1 ? undefined : this.recall(once);
  }

  // ── Reading ───────────────────────────────────────────────────────────────────────────────────

  async read(from: number, limit: number): Promise<readonly StoredEvent[]> {
    const recent = this.recent.read(from, limit);
    if (recent) return recent;
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
      text: READ_STREAMS,
      values: [[...new Set(streams)]],
    });
    return Map.groupBy(rows.map(storedEvent), ({ envelope }) => envelope.stream);
  }

  async findEvent(eventId: string): Promise<StoredEvent | undefined> {
    if (!EVENT_ID.test(eventId)) return undefined;
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

  /** Concurrent callers share one request: a watermark never becomes untrue. */
  async watermark(past: Instant = ''): Promise<LogHead> {
    const asked = (this.watermarkRequest ??= this.advanceWatermark(past).finally(() => {
      if (this.watermarkRequest === asked) this.watermarkRequest = undefined;
    }));
    const head = await asked;
    return head.recordedAt > past ? head : this.advanceWatermark(past);
  }

  /**
   * Advances the head's time by the same swap that appends use: an append that read its clock before and
   * commits after misses, and takes a later time.
   */
  private async advanceWatermark(past: Instant): Promise<LogHead> {
    for (;;) {
      // If another process has appended since, the swap below misses.
      const head = this.committedHead ?? (await this.head());
      const now = this.options.clock.now();
      // A clock behind the head causes no swap that could miss: read the head instead.
      if (now < head.recordedAt && head === this.committedHead) {
        this.committedHead = undefined;
        continue;
      }
      if (isWatermarkFresh(head.recordedAt, now, past) || this.inFlight.size > 0) return head;
      const { rowCount } = await this.options.pool.query(
        'update ledger.head set recorded_at = $3 where next = $1 and recorded_at = $2',
        [head.next, head.recordedAt, now],
      );
      const moved = rowCount === 1 ? { next: head.next, recordedAt: now } : undefined;
      // A later append may have been answered before this update.
      if (this.committedHead === undefined || this.committedHead === head)
        this.committedHead = moved;
      if (!moved) continue;
      if (isSameHead(head, this.expectedHead)) this.expectedHead = moved;
      return moved;
    }
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Listens for appends of other processes. A lost connection is reopened; readers also poll. */
  private async listen(): Promise<void> {
    const client = (this.options.listen as () => Client)();
    // Its own appends have notified already; a second time would publish twice.
    client.on('notification', ({ processId }) => {
      if (processId === this.writerId) return;
      this.committedHead = undefined;
      this.notifyListeners();
    });
    client.on('error', () => undefined);
    this.listening = client;
    try {
      await client.connect();
      await client.query('listen esep_log');
    } catch (error) {
      await client.end().catch(() => undefined);
      throw error;
    }
    // Not earlier: a failed connect emits `end` as well, and would start a second retry.
    client.on('end', () => {
      if (!this.closed) void this.listenAgain();
    });
  }

  private async listenAgain(): Promise<void> {
    await this.sleep(LISTEN_AGAIN_MS);
    await retry(async () => this.closed || this.listen(), {
      ...{ firstMs: LISTEN_AGAIN_MS, maxMs: LISTEN_AGAIN_MS, sleep: this.sleep },
      // Nothing is lost meanwhile: a notification only saves a reader its wait.
      isRetryable: () => true,
    });
  }

  async close(): Promise<void> {
    this.closed = true;
    while (this.queue.length > 0 || this.inFlight.size > 0)
      await (this.inFlight.size > 0
        ? Promise.race(this.inFlight.keys())
        : new Promise(setImmediate));
    if (this.writer) this.dropWriter(this.writer);
    await this.listening?.end();
  }
}

const isSameHead = (a: LogHead, b: LogHead): boolean =>
  a.next === b.next && a.recordedAt === b.recordedAt;
