import { instantOf, isLong, type Instant } from '@esep/kernel';
import type { Client, Pool, PoolClient, QueryConfig, QueryResult, QueryResultRow } from 'pg';

import {
  decideAppend,
  isTold,
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
import { isTransientError, isTaken, isRetryable } from '../postgres/database-fault.js';
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
  writtenOut,
  type Column,
} from './log-statements.js';
import { RecentEvents, storedEvent, type StoredRow } from './recent-events.js';
import { retry } from '../runtime/retry.js';
import { sleep, type Sleep } from '../runtime/sleep.js';

export interface PostgresEventStoreOptions {
  readonly log: string;
  readonly authority: string;
  readonly clock: Clock;
  /** With `pipeline: true` the database is not kept waiting between two groups. */
  readonly pool: Pool;
  /** A connection of its own for LISTEN; asked for again whenever one is lost. */
  readonly listen?: () => Client;
  /** How long an append waits for a database that is away. */
  readonly patienceMs?: number;
  readonly sleep?: Sleep;
  /** How much time has passed, by which patience is measured; the clock may be set meanwhile. */
  readonly passedMs?: () => number;
}

// ── Group commit ────────────────────────────────────────────────────────────────────────────────
// Many callers' appends become one transaction. A group is decided in memory (append-group.ts) from a
// snapshot of the log, and committed by one statement whose first part swaps the head from exactly
// what the snapshot says to what follows. Whatever another process appended in between makes the
// swap miss, and the group is decided again. So every check made in memory holds at commit, no lock
// is held between statements, and positions are contiguous because only a committed swap gives
// them out.
//
// The snapshot is loaded: head, versions of the group's streams, which of its event ids and keys are
// known, in one statement. A writer that nobody else disturbs knows the head already and presumes
// the rest; the unique indexes and the swap's own conditions then refuse what was presumed wrongly,
// and the group is loaded after all. A stream that is written to cannot be longer than presumed, for
// the index would refuse its next version. That one which was only read is no longer, the swap says.
//
// Such a writer also sends the next group while one is under way, on the same connection, so that
// the database goes from one to the next without waiting for the answer to arrive here. Should the
// first fail, the second misses.

const GROUP_EVENTS_MAX = 1_000;
const GROUPS_MAX = 2;
const LISTEN_AGAIN_MS = 500;
/** What was appended here last is read from memory, by all who follow the log. */
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
  private sending: NodeJS.Immediate | undefined;
  /** Groups that are being committed, with how many appends each has. */
  private readonly underWay = new Map<Promise<void>, number>();
  private writer: Promise<PoolClient> | undefined;
  /** As the server numbers the writer's connection. */
  private writerId: number | undefined;
  /** The head as this store left it, and whether it was still so when it was last loaded. */
  private tail: LogHead = { next: -1, recordedAt: '' };
  private undisturbed = false;
  /** The same head, once it is committed: true as long as nobody else writes. */
  private settled: LogHead | undefined;
  private readonly recent = new RecentEvents(RECENT_EVENTS);
  /** Asked for since the last append, by any number of followers. */
  private mark: Promise<LogHead> | undefined;
  private listening: Client | undefined;
  /** The rows of a long group that are on their way into the text of its statement. */
  private writingOut: Promise<unknown> | undefined;
  private closed = false;

  private readonly patienceMs: number;
  /** A network may swallow an answer without a word; then the append asks on another connection. */
  private readonly answerMs: number;
  private readonly sleep: Sleep;
  private readonly passedMs: () => number;

  private constructor(private readonly options: PostgresEventStoreOptions) {
    super();
    this.log = options.log;
    this.patienceMs = options.patienceMs ?? 30_000;
    this.answerMs = this.patienceMs / 3;
    this.sleep = options.sleep ?? sleep;
    this.passedMs = options.passedMs ?? (() => performance.now());
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
    // Throws before the append joins a group: what can never be stored fails nobody else.
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

  /** Sends off as many groups as may be under way, in which appends of one moment come together. */
  private sendGroups(): void {
    this.sending ??= setImmediate(() => {
      this.sending = undefined;
      while (this.queue.length > 0 && this.underWay.size < (this.undisturbed ? GROUPS_MAX : 1)) {
        const group = this.nextGroup();
        const committed = this.commitGroup(group).then(() => {
          this.underWay.delete(committed);
          this.sendGroups();
          this.announce();
        });
        this.underWay.set(committed, group.length);
      }
    });
  }

  private announce(): void {
    this.mark = undefined;
    for (const listener of this.listeners) listener();
  }

  /** A fair share of all that is asked, so that groups under way together are of one size. */
  private nextGroup(): PendingAppend[] {
    const appends = [...this.underWay.values()].reduce((sum, n) => sum + n, this.queue.length);
    const share = this.undisturbed ? Math.ceil(appends / GROUPS_MAX) : appends;
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
        isRetryable: (error, attempt) => isRetryable(error) || (attempt < 4 && isTaken(error)),
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
    if (mayPresume && (await this.presume(group))) return;
    for (let race = 1; !(await this.tryCommit(group, false)); race += 1)
      // Two writers must not meet in step for ever.
      if (race > 3) await this.sleep(Math.random() * Math.min(race, 20));
  }

  /** False when the swap missed, and the group must be loaded. Else settles every append of it. */
  private async tryCommit(group: readonly PendingAppend[], presuming: boolean): Promise<boolean> {
    const snapshot = presuming ? presumedSnapshot(this.tail, group) : await this.load(group);
    const { head } = snapshot;
    if (!presuming) this.undisturbed = isSameHead(head, this.tail);
    if (!this.undisturbed) this.settled = undefined;
    const now = this.options.clock.now();
    const recordedAt = now > head.recordedAt ? now : head.recordedAt;
    const rows: Row[] = [];
    const once: OnceRow[] = [];
    // Before deciding, which adds to the snapshot.
    const presumed = presuming ? [...snapshot.versions] : [];
    const outcomes = group.map((one) => decideAppend(one, snapshot, recordedAt, rows, once));
    // A refusal must not rest on what was only presumed.
    if (presuming && outcomes.some((outcome) => !outcome.appended || outcome.replayed))
      return false;
    if (rows.length > 0) {
      const after = { next: head.next + rows.length, recordedAt };
      // The next group stands on this one before it is committed, or misses like it.
      if (presuming) this.tail = after;
      if (!(await this.swap(head, recordedAt, rows, once, presumed))) {
        this.settled = undefined;
        return false;
      }
      if (!presuming) this.tail = after;
      this.settled = after;
      this.recent.add(rows);
    }
    group.forEach(({ resolve }, i) => resolve(outcomes[i] as AppendOutcome));
    return true;
  }

  /** The first try of a writer that nobody disturbed lately. True when it was committed. */
  private async presume(group: readonly PendingAppend[]): Promise<boolean> {
    if (!this.undisturbed) return false;
    try {
      return await this.tryCommit(group, true);
    } catch (error) {
      if (isTaken(error)) return false;
      throw error;
    }
  }

  private async load(group: readonly PendingAppend[]): Promise<Snapshot> {
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
    const begun = presumed.filter(([, version]) => version !== 0);
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
        begun.map(([stream]) => stream),
        begun.map(([, version]) => version),
        onlyRead.map(([stream]) => stream),
        onlyRead.map(([, version]) => version + 1),
      ],
    });
    failpoint('after-append', rows.length);
    return result.rowCount === 1;
  }

  /**
   * Thousands of rows are written out in turns. Meanwhile those behind them wait: they stand on them,
   * and groups reach the database in the order in which they were decided.
   */
  private async columnsOf(rows: readonly Row[]): Promise<readonly Column[]> {
    const before = this.writingOut;
    if (!isLong(rows) && before === undefined) return COLUMNS.map((column) => rows.map(column));
    const written = isLong(rows)
      ? writtenOut(rows)
      : Promise.resolve(COLUMNS.map((column) => rows.map(column)));
    const mine = Promise.all([written, before]);
    this.writingOut = mine;
    const [columns] = await mine;
    if (this.writingOut === mine) this.writingOut = undefined;
    return columns;
  }

  private ask<R extends QueryResultRow>(query: QueryConfig): Promise<QueryResult<R>> {
    const impatient = { ...query, query_timeout: this.answerMs };
    return this.options.pool.query<R>(impatient);
  }

  /** By one connection, so that groups reach the database in the order in which they were sent. */
  private async write(events: number, query: QueryConfig): Promise<QueryResult> {
    const impatient = { ...query, query_timeout: this.answerMs };
    const writer = (this.writer ??= this.connectWriter());
    try {
      const client = await writer;
      const answer = client.query(impatient);
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
    // The server may give the number to somebody else.
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

  /** Followers that ask at about the same time get the same answer: it never becomes untrue. */
  async watermark(past: Instant = ''): Promise<LogHead> {
    const asked = (this.mark ??= this.moveMark(past).finally(() => {
      if (this.mark === asked) this.mark = undefined;
    }));
    const head = await asked;
    return head.recordedAt > past ? head : this.moveMark(past);
  }

  /**
   * Moves the head's time forward by the same swap that appends use, so an append that read its
   * clock before this and commits after it must load again and take a later time.
   */
  private async moveMark(past: Instant): Promise<LogHead> {
    for (;;) {
      // What this store committed last never becomes untrue; should somebody else have gone on, the
      // swap misses.
      const head = this.settled ?? (await this.head());
      const now = this.options.clock.now();
      // A clock that is behind the log moves nothing, so no swap would miss: the database is asked.
      if (now < head.recordedAt && head === this.settled) {
        this.settled = undefined;
        continue;
      }
      if (isTold(head.recordedAt, now, past) || this.underWay.size > 0) return head;
      const { rowCount } = await this.options.pool.query(
        'update ledger.head set recorded_at = $3 where next = $1 and recorded_at = $2',
        [head.next, head.recordedAt, now],
      );
      const moved = rowCount === 1 ? { next: head.next, recordedAt: now } : undefined;
      // An append that was committed after this may have been answered before.
      if (this.settled === undefined || this.settled === head) this.settled = moved;
      if (!moved) continue;
      if (isSameHead(head, this.tail)) this.tail = moved;
      return moved;
    }
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Hears of other processes' appends. A lost connection is opened again; readers also poll. */
  private async listen(): Promise<void> {
    const client = (this.options.listen as () => Client)();
    // Of an append of its own everybody here heard already: they would look twice, and publish twice.
    client.on('notification', ({ processId }) => {
      if (processId === this.writerId) return;
      this.settled = undefined;
      this.announce();
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
    // Not before: a connection that never stood says that it ended as well, and would be asked for
    // again twice.
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
    while (this.queue.length > 0 || this.underWay.size > 0)
      await (this.underWay.size > 0
        ? Promise.race(this.underWay.keys())
        : new Promise(setImmediate));
    if (this.writer) this.dropWriter(this.writer);
    await this.listening?.end();
  }
}

const isSameHead = (a: LogHead, b: LogHead): boolean =>
  a.next === b.next && a.recordedAt === b.recordedAt;
