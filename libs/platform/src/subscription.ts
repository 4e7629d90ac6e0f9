import { setTimeout as sleep } from 'node:timers/promises';

import { catalogueEntry, keysOf } from '@esep/contracts';
import { envelopeOf, leafHashOf, type Envelope } from '@esep/ledger-format';
import type { Instant } from '@esep/kernel';
import type { DataSource, EntityManager } from 'typeorm';

import type { StoredEvent } from './event-store.js';
import { isAway } from './postgres-event-store.js';

// A durable consumer of other services' facts (DESIGN §5). Transports bring records in lanes; this
// file decides what becomes of them, the same for every transport: each record takes effect exactly
// once, effect and checkpoint in one transaction; what fails is parked with everything behind it of
// the same key; nothing is skipped silently.

/** A fact as a subscription gets it. */
export interface Fact {
  readonly log: string;
  readonly position: number;
  /** What was hashed. */
  readonly bytes: string;
  readonly envelope: Envelope;
  /** The licensees it is about; empty for a global fact. */
  readonly keys: readonly string[];
}

export interface Consumer {
  /** Durable name with its version, e.g. `reconciliation_v1`. A new version is a rebuild. */
  readonly name: string;
  /** The logs it reads, by identity. */
  readonly logs: readonly string[];
  /** The event types it wants. The others pass without effect. */
  readonly wants: ReadonlySet<string>;
  /**
   * The effect of some facts, in order, inside the transaction that also moves the checkpoint. May
   * return what to do once that is committed. Throwing undoes everything and parks the culprit.
   */
  handle(facts: readonly Fact[], tx: EntityManager): Promise<void | (() => void)>;
}

export interface LaneRecord extends StoredEvent {
  /** Position of the record before this one in the same lane, −1 for the first. */
  readonly previous: number;
}

/** Everything of this lane below `next` was delivered, and nothing recorded before `recordedAt` is to come. */
export interface Watermark {
  readonly next: number;
  readonly recordedAt: Instant;
}

export interface LaneState {
  readonly log: string;
  readonly lane: string;
  next: number;
  /** Leaf hash (hex) of the last record below `next`: a log that was restored or forked differs. */
  leaf: string | undefined;
  recordedAt: Instant;
}

export interface ParkedFact {
  readonly subscription: string;
  readonly key: string;
  readonly log: string;
  readonly position: number;
  readonly attempts: number;
  readonly error: string | null;
  readonly parkedAt: Instant;
}

/** A fact that concerns everybody could not be digested: the subscription stands still until it can. */
export class SubscriptionStopped extends Error {
  override readonly name = 'SubscriptionStopped';
}

/** A record is missing between the checkpoint and what was delivered; the transport must heal it. */
export class LaneHole extends Error {
  override readonly name = 'LaneHole';
  constructor(
    readonly state: LaneState,
    readonly upTo: number,
  ) {
    super(`Records of ${state.log} after position ${state.next - 1} are missing up to ${upTo}.`);
  }
}

const ATTEMPTS_MAX = 3;
const BEGINNING: Instant = '1970-01-01T00:00:00.000Z';

export class Subscription {
  private readonly lanes = new Map<string, LaneState>();
  private parkedKeys = new Set<string>();
  private stopped: string | undefined;
  private turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly consumer: Consumer,
    private readonly database: DataSource,
    private readonly now: () => Instant,
  ) {}

  static async open(
    consumer: Consumer,
    database: DataSource,
    now: () => Instant,
  ): Promise<Subscription> {
    const subscription = new Subscription(consumer, database, now);
    await subscription.reload();
    return subscription;
  }

  /** Where a lane stands; a lane never seen starts at 0. */
  lane(log: string, lane: string): LaneState {
    const key = `${log} ${lane}`;
    const known = this.lanes.get(key);
    if (known) return known;
    const fresh = { log, lane, next: 0, leaf: undefined, recordedAt: BEGINNING };
    this.lanes.set(key, fresh);
    return fresh;
  }

  /**
   * How far a log is known here: everything below `next` took effect (or is parked), and everything
   * recorded before `recordedAt` is below it. The least over the log's lanes.
   */
  knownThrough(log: string): Watermark {
    const lanes = [...this.lanes.values()].filter((lane) => lane.log === log);
    if (lanes.length === 0) return { next: 0, recordedAt: BEGINNING };
    return {
      next: Math.min(...lanes.map(({ next }) => next)),
      recordedAt: lanes.map(({ recordedAt }) => recordedAt).reduce((a, b) => (a < b ? a : b)),
    };
  }

  /** Waits until everything of a log below `next` took effect; false when that takes too long. */
  async reaches(log: string, next: number, patienceMs: number): Promise<boolean> {
    const until = performance.now() + patienceMs;
    while (this.knownThrough(log).next < next) {
      if (performance.now() > until) return false;
      await sleep(5);
    }
    return true;
  }

  /** Why the subscription stands still, or undefined while it goes on. */
  get trouble(): string | undefined {
    return this.stopped;
  }

  get parkedCount(): number {
    return this.parkedKeys.size;
  }

  isParked(key: string): boolean {
    return this.parkedKeys.has(key);
  }

  /** Takes the next records of a lane, and where given a promise about time. One delivery at a time. */
  deliver(
    log: string,
    lane: string,
    records: readonly LaneRecord[],
    mark?: Watermark,
  ): Promise<void> {
    const delivery = this.turn.then(() => this.take(log, lane, records, mark));
    this.turn = delivery.catch(() => undefined);
    return delivery;
  }

  private async take(
    log: string,
    lane: string,
    records: readonly LaneRecord[],
    mark?: Watermark,
  ): Promise<void> {
    const state = this.lane(log, lane);
    const fresh = records.filter(({ position }) => position >= state.next);
    const first = fresh[0];
    if (first && first.previous >= state.next) throw new LaneHole(state, first.previous);
    if (fresh.length === 0 && !mark) return;
    const last = fresh.at(-1);
    const next = Math.max(last ? last.position + 1 : state.next, mark?.next ?? 0);
    const after: LaneState = {
      ...state,
      next,
      leaf: last ? leafHashOf(last.bytes).toString('hex') : state.leaf,
      // Another event may still be recorded in the same millisecond as the last one.
      recordedAt: later(state.recordedAt, mark?.recordedAt ?? last?.envelope.recordedAt),
    };
    try {
      await this.commit(state, after, fresh);
      this.stopped = undefined;
    } catch (error) {
      await this.reload();
      if (error instanceof SubscriptionStopped) this.stopped = error.message;
      throw error;
    }
  }

  private async commit(
    state: LaneState,
    after: LaneState,
    records: readonly LaneRecord[],
  ): Promise<void> {
    const facts = records.flatMap((record) => this.factOf(state.log, record) ?? []);
    const done = await this.database.transaction(async (tx) => {
      await this.moveCheckpoint(tx, state, after);
      const { name } = this.consumer;
      const held = await this.gate(tx, state, after, facts);
      const [waiting, ready] = partition(held, (fact) =>
        fact.keys.some((key) => this.parkedKeys.has(key)),
      );
      for (const fact of waiting) await this.park(tx, fact, 0, null);
      return this.digest(tx, ready, name);
    });
    Object.assign(state, after);
    for (const then of done) then();
  }

  private factOf(log: string, { position, bytes, envelope }: StoredEvent): Fact | undefined {
    if (!this.consumer.wants.has(envelope.type)) return undefined;
    return { log, position, bytes, envelope, keys: keysOf(envelope.type, envelope.body) };
  }

  /**
   * Moves the checkpoint from exactly where this process believes it is. Another instance that took
   * the lane over makes this miss, and then nothing here may take effect.
   */
  private async moveCheckpoint(tx: EntityManager, from: LaneState, to: LaneState): Promise<void> {
    const [moved] = (await tx.query(
      `insert into subscriptions.checkpoints as c (subscription, log, lane, next, leaf, recorded_at)
       values ($1, $2, $3, $5, $6, $7)
       on conflict (subscription, log, lane) do update
         set next = excluded.next, leaf = excluded.leaf, recorded_at = excluded.recorded_at
         where c.next = $4
       returning 1 as moved`,
      [this.consumer.name, from.log, from.lane, from.next, to.next, to.leaf ?? null, to.recordedAt],
    )) as unknown[];
    if (!moved) throw new Error(`Another instance moved ${this.consumer.name} on ${from.log}.`);
  }

  /**
   * Completeness facts wait until every lane of their log has passed them: a pool that says "that is
   * all for March" must not overtake a distribution of March in another partition.
   */
  private async gate(
    tx: EntityManager,
    state: LaneState,
    after: LaneState,
    facts: readonly Fact[],
  ): Promise<readonly Fact[]> {
    const others = [...this.lanes.values()].filter(
      ({ log, lane }) => log === state.log && lane !== state.lane,
    );
    if (others.length === 0) return facts;
    const { name } = this.consumer;
    const [gated, free] = partition(facts, isCompleteness);
    for (const { log, position, bytes } of gated)
      await tx.query(
        `insert into subscriptions.held values ($1, $2, $3, $4) on conflict do nothing`,
        [name, log, position, bytes],
      );
    const passed = Math.min(after.next, ...others.map(({ next }) => next));
    const released = (await tx.query(
      `with released as (delete from subscriptions.held
         where subscription = $1 and log = $2 and position < $3 returning position, bytes)
       select position, bytes from released order by position`,
      [name, state.log, passed],
    )) as { position: string; bytes: string }[];
    const freed = released.map(({ position, bytes }) =>
      this.factOf(state.log, { position: Number(position), bytes, envelope: envelopeOf(bytes) }),
    );
    return [...free, ...freed.filter((fact) => fact !== undefined)];
  }

  /** All at once; if that fails, one by one, so that exactly the culprits are parked. */
  private async digest(
    tx: EntityManager,
    facts: readonly Fact[],
    name: string,
  ): Promise<(() => void)[]> {
    if (facts.length === 0) return [];
    const whole = await this.attempt(tx, facts);
    if (whole.ok) return whole.then;
    const done: (() => void)[] = [];
    const parkedNow = new Set<string>();
    for (const fact of facts) {
      if (fact.keys.some((key) => parkedNow.has(key))) {
        await this.park(tx, fact, 0, null);
        continue;
      }
      let outcome = await this.attempt(tx, [fact]);
      for (let tries = 1; !outcome.ok && tries < ATTEMPTS_MAX; tries += 1)
        outcome = await this.attempt(tx, [fact]);
      if (outcome.ok) {
        done.push(...outcome.then);
        continue;
      }
      const what = `${fact.envelope.type} at ${fact.log}:${fact.position}`;
      if (fact.keys.length === 0)
        throw new SubscriptionStopped(`${name} cannot digest ${what}: ${outcome.error}`);
      await this.park(tx, fact, ATTEMPTS_MAX, outcome.error);
      for (const key of fact.keys) parkedNow.add(key);
    }
    done.push(() => parkedNow.forEach((key) => this.parkedKeys.add(key)));
    return done;
  }

  private async attempt(
    tx: EntityManager,
    facts: readonly Fact[],
  ): Promise<{ ok: true; then: (() => void)[] } | { ok: false; error: string }> {
    await tx.query('savepoint effect');
    try {
      const then = await this.consumer.handle(facts, tx);
      await tx.query('release savepoint effect');
      return { ok: true, then: then ? [then] : [] };
    } catch (error) {
      // A database that went away is nobody's poison: the whole delivery is tried again.
      if (isAway(error)) throw error;
      await tx.query('rollback to savepoint effect');
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  private async park(
    tx: EntityManager,
    { log, position, bytes, keys }: Fact,
    attempts: number,
    error: string | null,
  ): Promise<void> {
    for (const key of keys)
      await tx.query(
        `insert into subscriptions.parked values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing`,
        [this.consumer.name, log, position, key, bytes, attempts, error, this.now()],
      );
  }

  /** What waits, oldest first: for the people who must decide. */
  async parked(): Promise<ParkedFact[]> {
    const rows = (await this.database.query(
      `select key, log, position, attempts, error, parked_at from subscriptions.parked
        where subscription = $1 order by parked_at, log, position`,
      [this.consumer.name],
    )) as {
      key: string;
      log: string;
      position: string;
      attempts: number;
      error: string | null;
      parked_at: Date;
    }[];
    return rows.map(({ position, parked_at, ...row }) => ({
      ...row,
      subscription: this.consumer.name,
      position: Number(position),
      parkedAt: parked_at.toISOString(),
    }));
  }

  /**
   * Lets a parked key go on: `replay` digests everything that waits, in order; `skip` drops the one
   * fact that failed and digests the rest. Whoever calls has the decision of two persons in the log.
   * Answers how many facts took effect; throws, and changes nothing, when one fails again.
   */
  release(key: string, how: 'replay' | 'skip'): Promise<number> {
    const released = this.turn.then(() => this.letGo(key, how));
    this.turn = released.catch(() => undefined);
    return released;
  }

  private async letGo(key: string, how: 'replay' | 'skip'): Promise<number> {
    const facts = await this.database.transaction(async (tx) => {
      const rows = (await tx.query(
        `with released as (delete from subscriptions.parked where subscription = $1 and key = $2 returning *)
         select log, position, bytes, attempts from released order by log, position`,
        [this.consumer.name, key],
      )) as { log: string; position: string; bytes: string; attempts: number }[];
      const kept = how === 'skip' ? rows.filter(({ attempts }) => attempts === 0) : rows;
      const waiting = kept.map(({ log, position, bytes }): Fact => {
        return { log, position: Number(position), bytes, envelope: envelopeOf(bytes), keys: [key] };
      });
      for (const fact of waiting) await this.consumer.handle([fact], tx);
      return waiting;
    });
    this.parkedKeys.delete(key);
    return facts.length;
  }

  /** Reads the truth back from the database after anything that was not committed. */
  private async reload(): Promise<void> {
    const { name } = this.consumer;
    const rows = (await this.database.query(
      'select log, lane, next, leaf, recorded_at from subscriptions.checkpoints where subscription = $1',
      [name],
    )) as { log: string; lane: string; next: string; leaf: string | null; recorded_at: Date }[];
    for (const { log, lane, next, leaf, recorded_at } of rows)
      Object.assign(this.lane(log, lane), {
        next: Number(next),
        leaf: leaf ?? undefined,
        recordedAt: recorded_at.toISOString(),
      });
    const parked = (await this.database.query(
      'select distinct key from subscriptions.parked where subscription = $1',
      [name],
    )) as { key: string }[];
    this.parkedKeys = new Set(parked.map(({ key }) => key));
  }
}

const later = (a: Instant, b: Instant | undefined): Instant => (b !== undefined && b > a ? b : a);

const isCompleteness = ({ envelope }: Fact): boolean =>
  catalogueEntry(envelope.type)?.completeness === true;

const partition = <T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] => {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
};
