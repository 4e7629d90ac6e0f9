import { setImmediate as turn } from 'node:timers/promises';

import type { Instant } from '@esep/kernel';
import {
  BACKWARDS,
  END,
  NO_STREAM,
  StreamNotFoundError,
  WrongExpectedVersionError,
  type BinaryEventType,
  type EventType,
  type KurrentDBClient,
  type ReadStreamOptions,
  type ResolvedEvent,
  type StreamSubscription,
} from '@kurrent/kurrentdb-client';

import {
  decideAppend,
  EVENT_ID,
  isWatermarkFresh,
  onceKey,
  prepare,
  presumedSnapshot,
  replay,
  type OnceRow,
  type PendingAppend,
  type Row,
  type Snapshot,
} from './append-group.js';
import type { Clock } from '../runtime/clock.js';
import {
  EventStore,
  StoreUnavailable,
  type Append,
  type AppendOutcome,
  type Capabilities,
  type LogHead,
  type StoredEvent,
} from './event-store.js';
import { inParallel } from '../runtime/in-parallel.js';
import { retry } from '../runtime/retry.js';
import { sleep } from '../runtime/sleep.js';
import {
  failureOf,
  headRequest,
  onceRequest,
  runsOf,
  sessionOf,
  storedEventOf,
  streamsOf,
  type HeadRecord,
  type LogStreams,
  type OnceRecord,
  type PlaceRecord,
  type Tail,
} from './kurrentdb-session.js';

// The event store on KurrentDB 25.1 or newer (docs/adr/0015). Not run yet: no machine that the tests
// ran on had a KurrentDB.

export interface KurrentdbEventStoreOptions {
  readonly log: string;
  readonly authority: string;
  readonly clock: Clock;
  /** The caller disposes of it. */
  readonly client: KurrentDBClient;
  /** How long an append is retried while the server does not answer. */
  readonly patienceMs?: number;
}

// One stream holds all events of the log: the revision of a record is its position. Every append also
// writes the head at the revision that was read: the same compare-and-swap as on PostgreSQL, for the
// same reasons (docs/adr/0003). The same atomic append writes the places of the events by stream and by
// event id, each expected to be new.
//
// A group is first sent as presumed: streams at the expected versions, event ids and keys new. KurrentDB
// checks it. Where it is wrong, the snapshot is read and the group decided again; no refusal is decided
// on a presumption.

const GROUP_EVENTS_MAX = 1_000;
const RESUBSCRIBE_MS = 500;

type Recorded<E extends EventType> = NonNullable<ResolvedEvent<E>['event']>;

export class KurrentdbEventStore extends EventStore {
  readonly log: string;
  readonly capabilities: Capabilities = {
    contiguous: true,
    atomicMultiStream: true,
    groupCommit: true,
  };
  private readonly streams: LogStreams;
  private readonly queue: PendingAppend[] = [];
  private readonly listeners = new Set<() => void>();
  private worker: Promise<void> | undefined;
  /** The head after this store's last append. If it has moved, KurrentDB refuses the next append. */
  private tail: Tail | undefined;
  private watermarkRequest: Promise<LogHead> | undefined;
  private subscription: StreamSubscription | undefined;
  private closed = false;

  private constructor(private readonly options: KurrentdbEventStoreOptions) {
    super();
    this.log = options.log;
    this.streams = streamsOf(options.log);
  }

  /** Opens the log, or creates it. Throws when the server is older than 25.1. */
  static async open(options: KurrentdbEventStoreOptions): Promise<KurrentdbEventStore> {
    const store = new KurrentdbEventStore(options);
    await store.createHead();
    store.follow();
    return store;
  }

  private async createHead(): Promise<void> {
    const { client, log, clock } = this.options;
    const [head] = await this.records<HeadRecord>(this.streams.head, LAST);
    if (head) {
      if (head.data.log !== log)
        throw new Error(`This database holds the log ${head.data.log}, not ${log}.`);
      return;
    }
    await client.setStreamMetadata(this.streams.head, { maxCount: 1 });
    const beginning = { next: 0, recordedAt: clock.now() };
    try {
      await client.multiStreamAppend([headRequest(log, beginning, NO_STREAM)]);
    } catch (error) {
      // Another process has created it.
      if (!(error instanceof WrongExpectedVersionError)) throw error;
    }
  }

  // ── Appending ─────────────────────────────────────────────────────────────────────────────────

  append(append: Append): Promise<AppendOutcome> {
    if (this.closed) return Promise.reject(new StoreUnavailable('The event store is closed.'));
    // Throws before the append joins a group: there it would fail the others too.
    const events = prepare(append, this.options);
    return new Promise((resolve, reject) => {
      this.queue.push({ append, events, resolve, reject });
      this.worker ??= this.work();
    });
  }

  /** One group after the other; appends of one turn of the loop share a group. */
  private async work(): Promise<void> {
    await turn();
    while (this.queue.length > 0) {
      await this.commitGroup(this.nextGroup());
      this.notifyListeners();
    }
    this.worker = undefined;
  }

  private nextGroup(): PendingAppend[] {
    let events = 0;
    const tooMany = this.queue.findIndex((pending, i) => {
      events += pending.events.length;
      return i > 0 && events > GROUP_EVENTS_MAX;
    });
    return this.queue.splice(0, tooMany === -1 ? this.queue.length : tooMany);
  }

  private async commitGroup(group: readonly PendingAppend[]): Promise<void> {
    // A stream that is only read gets no record by which KurrentDB would check its version.
    let presuming = group.every(({ append }) =>
      append.writes.every(
        ({ expectedVersion, events }) => expectedVersion >= 0 && events.length > 0,
      ),
    );
    const commit = async () => {
      while (!(await this.tryCommit(group, presuming))) presuming = false;
    };
    const isRefused = (error: unknown) => failureOf(error, this.streams) === 'refused';
    try {
      await retry(commit, {
        // Two writers must not meet in step for ever.
        ...{ firstMs: 2, maxMs: 1_000, random: Math.random },
        patienceMs: this.options.patienceMs ?? 30_000,
        isRetryable: (error) => {
          this.tail = undefined;
          if (failureOf(error, this.streams) !== 'head-moved') presuming = false;
          return !isRefused(error);
        },
      });
    } catch (error) {
      if (isRefused(error) && group.length > 1)
        for (const pending of group) await this.commitGroup([pending]);
      else for (const { reject } of group) reject(isRefused(error) ? error : unavailable(error));
    }
  }

  /** False when the presumption is wrong. Else settles every append of the group. */
  private async tryCommit(group: readonly PendingAppend[], presuming: boolean): Promise<boolean> {
    const { client, clock } = this.options;
    if (!presuming) this.tail = undefined;
    const tail = (this.tail ??= await this.readTail());
    const snapshot = presuming ? presumedSnapshot(tail, group) : await this.load(tail, group);
    const now = clock.now();
    const recordedAt = now > tail.recordedAt ? now : tail.recordedAt;
    const rows: Row[] = [];
    const once: OnceRow[] = [];
    const outcomes = group.map((one) => decideAppend(one, snapshot, recordedAt, rows, once));
    if (presuming && outcomes.some((outcome) => !outcome.appended || outcome.replayed))
      return false;
    if (rows.length > 0) {
      await client.multiStreamAppend(sessionOf({ log: this.log, tail, rows, once, recordedAt }));
      this.tail = { next: tail.next + rows.length, recordedAt, revision: tail.revision + 1n };
    }
    group.forEach(({ resolve }, i) => resolve(outcomes[i] as AppendOutcome));
    return true;
  }

  /**
   * The group's streams, event ids and keys, read after the head. An append in between moves the head, and
   * then nothing that was decided on this snapshot is committed.
   */
  private async load(tail: Tail, group: readonly PendingAppend[]): Promise<Snapshot> {
    const snapshot: Snapshot = presumedSnapshot(tail, []);
    const streams = new Set(
      group.flatMap(({ append }) => append.writes.map(({ stream }) => stream)),
    );
    await inParallel([...streams], async (stream) => {
      const [last] = await this.records<PlaceRecord>(this.streams.ofStream(stream), LAST);
      snapshot.versions.set(stream, last ? Number(last.revision) + 1 : 0);
    });
    const addEvent = (event: StoredEvent | undefined) =>
      event && snapshot.known.set(event.envelope.eventId, event);
    const ids = group.flatMap(({ events }) => events.map(({ eventId }) => eventId));
    await inParallel(ids, async (id) => addEvent(await this.findEvent(id)));
    for (const { append } of group) {
      const before = append.once && (await this.readOnce(append.once));
      if (!append.once || !before) continue;
      snapshot.once.set(onceKey(append.once), before);
      if (before.position >= 0) addEvent((await this.read(before.position, 1))[0]);
    }
    return snapshot;
  }

  async recall(once: NonNullable<Append['once']>): Promise<AppendOutcome | undefined> {
    const before = await this.readOnce(once);
    if (!before) return undefined;
    if (before.fingerprint !== once.fingerprint)
      return { appended: false, reason: 'idempotency-key-reused', key: once.key };
    const [first] = before.position < 0 ? [] : await this.read(before.position, 1);
    return replay(first?.bytes, before.position, before.last);
  }

  async remember(
    once: NonNullable<Append['once']>,
    position: number,
  ): Promise<AppendOutcome | undefined> {
    const { client } = this.options;
    try {
      await client.multiStreamAppend([
        onceRequest(this.log, { ...once, position, last: position - 1 }),
      ]);
      return undefined;
    } catch (error) {
      if (failureOf(error, this.streams) !== 'conflict') throw unavailable(error);
      return this.recall(once);
    }
  }

  private async readOnce(
    once: NonNullable<Append['once']>,
  ): Promise<OnceRecord['data'] | undefined> {
    const [record] = await this.records<OnceRecord>(this.streams.ofOnce(once), LAST);
    return record?.data;
  }

  // ── Reading ───────────────────────────────────────────────────────────────────────────────────

  async read(from: number, limit: number): Promise<readonly StoredEvent[]> {
    const options = { fromRevision: BigInt(from), maxCount: limit };
    const records = await this.records<BinaryEventType>(this.streams.events, options);
    return records.map(storedEventOf);
  }

  async readStream(stream: string, fromVersion = 1): Promise<readonly StoredEvent[]> {
    const places = await this.records<PlaceRecord>(this.streams.ofStream(stream), {
      fromRevision: BigInt(fromVersion - 1),
    });
    const runs = runsOf(places.map(({ data }) => data.position));
    return (await inParallel(runs, ({ from, count }) => this.read(from, count))).flat();
  }

  async readStreams(streams: readonly string[]): Promise<Map<string, readonly StoredEvent[]>> {
    const found = await inParallel(
      [...new Set(streams)],
      async (stream) => [stream, await this.readStream(stream)] as const,
    );
    return new Map(found.filter(([, events]) => events.length > 0));
  }

  async findEvent(eventId: string): Promise<StoredEvent | undefined> {
    if (!EVENT_ID.test(eventId)) return undefined;
    const [place] = await this.records<PlaceRecord>(this.streams.ofEvent(eventId), LAST);
    return place && (await this.read(place.data.position, 1))[0];
  }

  async head(): Promise<LogHead> {
    const { next, recordedAt } = await this.readTail();
    return { next, recordedAt };
  }

  private async readTail(): Promise<Tail> {
    const [head] = await this.records<HeadRecord>(this.streams.head, LAST);
    if (!head) throw new Error(`The log ${this.log} has lost its head: ${this.streams.head}.`);
    return { ...head.data, revision: head.revision };
  }

  /** From the leader: a follower may not have the caller's own append yet. */
  private async records<E extends EventType>(
    stream: string,
    options: ReadStreamOptions,
  ): Promise<readonly Recorded<E>[]> {
    const records: Recorded<E>[] = [];
    try {
      const all = this.options.client.readStream<E>(stream, { ...options, requiresLeader: true });
      for await (const { event } of all) if (event) records.push(event);
    } catch (error) {
      if (!(error instanceof StreamNotFoundError)) throw error;
    }
    return records;
  }

  // ── Watermark and notifications ───────────────────────────────────────────────────────────────

  /** Concurrent callers share one request: a watermark never becomes untrue. */
  async watermark(past: Instant = ''): Promise<LogHead> {
    const head = await (this.watermarkRequest ??= this.advanceWatermark(past).finally(() => {
      this.watermarkRequest = undefined;
    }));
    return head.recordedAt > past ? head : this.advanceWatermark(past);
  }

  /** Advances the head's time by the same swap that appends use. */
  private async advanceWatermark(past: Instant): Promise<LogHead> {
    const { client, clock } = this.options;
    for (;;) {
      const { next, recordedAt, revision } = await this.readTail();
      const now = clock.now();
      if (isWatermarkFresh(recordedAt, now, past) || this.worker) return { next, recordedAt };
      const moved = { next, recordedAt: now };
      try {
        await client.multiStreamAppend([headRequest(this.log, moved, revision)]);
        return moved;
      } catch (error) {
        if (failureOf(error, this.streams) !== 'head-moved') throw unavailable(error);
      } finally {
        this.tail = undefined;
      }
    }
  }

  onAppended(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  private notifyListeners(): void {
    for (const listener of this.listeners) listener();
  }

  /** Listens for appends of other processes. A lost subscription is reopened; readers also poll. */
  private follow(): void {
    if (this.closed) return;
    const subscription = this.options.client.subscribeToStream(this.streams.events, {
      fromRevision: END,
    });
    this.subscription = subscription;
    let lost = false;
    const resubscribe = (): void => {
      if (!lost && !this.closed) void sleep(RESUBSCRIBE_MS).then(() => this.follow());
      lost = true;
    };
    subscription.on('data', () => this.notifyListeners());
    subscription.on('error', resubscribe);
    subscription.on('end', resubscribe);
  }

  async close(): Promise<void> {
    this.closed = true;
    await this.worker;
    await this.subscription?.unsubscribe().catch(() => undefined);
  }
}

// ── Small parts ─────────────────────────────────────────────────────────────────────────────────

const LAST: ReadStreamOptions = { direction: BACKWARDS, fromRevision: END, maxCount: 1 };

const unavailable = (cause: unknown): StoreUnavailable =>
  new StoreUnavailable('KurrentDB did not answer. Send the same again.', { cause });
