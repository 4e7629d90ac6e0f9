import { setTimeout as sleep } from 'node:timers/promises';

import { catalogueEntry, keysOf, readableNow } from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';
import type { Instant } from '@esep/kernel';
import type { DataSource, EntityManager } from 'typeorm';

import type { StoredEvent } from '../event-store/event-store.js';
import { failpoint } from '../runtime/failpoint.js';
import {
  moveBy,
  type Delivery,
  type LaneMove,
  type LaneRecord,
  type LaneState,
  type Watermark,
} from './lane.js';
import { LaneStates } from './lane-states.js';
import { isTransientError } from '../postgres/database-fault.js';
import type { Consumer, Fact } from './consumer.js';
import { SubscriptionStore, type ParkedFact } from './subscription-store.js';
import { settleAllThenThrow } from '../runtime/settle.js';

// A durable consumer of other services' facts (DESIGN §5). Transports bring records in lanes; this
// file decides what becomes of them, the same for every transport: each record takes effect exactly
// once, effect and checkpoint in one transaction; what fails is parked with everything behind it of
// the same key; nothing is skipped silently.

/** A fact that concerns everybody could not be digested: the subscription stands still until it can. */
export class SubscriptionStopped extends Error {
  override readonly name = 'SubscriptionStopped';
}

/** Not all facts of a delivery took effect; which of them is found out one by one. */
class SomeFailed extends Error {
  override readonly name = 'SomeFailed';
}

interface Gated {
  readonly facts: readonly Fact[];
  /** The first completeness fact that waits. */
  readonly held: Watermark | undefined;
  readonly parkedKeys: Set<string>;
  readonly lanes: readonly LaneState[];
}

/** What a transaction came to. */
interface Transacted extends Omit<Gated, 'facts'> {
  /** What to do once it is committed. */
  readonly done: readonly (void | (() => void))[];
}

const ATTEMPTS_MAX = 3;
const PASSED_EVERY_MS = 1_000;

export class Subscription {
  private readonly lanes = new LaneStates();
  private parkedKeys = new Set<string>();
  /** Why, by the log and the lane that stand still: what another one brings says nothing of them. */
  private readonly stopped = new Map<string, { readonly log: string; readonly why: string }>();
  private turn: Promise<unknown> = Promise.resolve();
  /** When the database was last told that nothing came, by log. */
  private readonly passedAt = new Map<string, number>();
  /** Logs of which more is known here than the database was told. */
  private readonly unsavedWatermarks = new Set<string>();
  private readonly listeners = new Set<(log: string) => void>();
  private readonly store: SubscriptionStore;

  private constructor(
    readonly consumer: Consumer,
    private readonly database: DataSource,
    private readonly now: () => Instant,
  ) {
    this.store = new SubscriptionStore(consumer.name);
  }

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
    return this.lanes.get(log, lane);
  }

  /**
   * How far a log is known here: everything below `next` took effect (or is parked), and everything
   * recorded before `recordedAt` is below it.
   */
  knownThrough(log: string): Watermark {
    return this.lanes.knownThrough(log);
  }

  /** The latest instant that any of its sources has passed. */
  get latest(): Instant {
    return this.lanes.latest;
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

  /** Calls back after records of a log were taken. Returns how to stop that. */
  onTaken(listener: (log: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Why the subscription stands still at some of its sources, or undefined while it goes on. */
  get trouble(): string | undefined {
    const reasons = new Set([...this.stopped.values()].map(({ why }) => why));
    return reasons.size === 0 ? undefined : [...reasons].join('; ');
  }

  /** The logs of which nothing more is taken until a fact that concerns everybody can be digested. */
  get stoppedAt(): readonly string[] {
    return [...new Set([...this.stopped.values()].map(({ log }) => log))];
  }

  get parkedCount(): number {
    return this.parkedKeys.size;
  }

  isParked(key: string): boolean {
    return this.parkedKeys.has(key);
  }

  /**
   * Says by which lanes a log comes, before the first delivery: what is known is known by all of
   * them. Throws when it has come by others, because what they brought would take effect again.
   */
  registerLanes(log: string, lanes: readonly string[]): void {
    const other = this.lanes.of(log).find(({ lane }) => !lanes.includes(lane));
    if (other)
      throw new Error(
        `${this.consumer.name} has read ${log} by another transport (${other.lane}); a new version of it may read by this one.`,
      );
    for (const lane of lanes) this.lane(log, lane);
  }

  /** Takes what came by some lanes of a log, all or nothing. One delivery at a time. */
  deliver(log: string, deliveries: readonly Delivery[]): Promise<void> {
    return this.inTurn(() => this.take(log, deliveries));
  }

  /**
   * Reads again where the lanes stand, when other instances may have moved them, and tells those what
   * only this one knew. Its source may say nothing more.
   */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      await this.tellAll();
      await this.reload();
    });
  }

  /** Tells the database what only this instance knows; nothing, when that is nothing. */
  async settle(): Promise<void> {
    if (this.unsavedWatermarks.size > 0) await this.inTurn(() => this.tellAll());
  }

  private async tellAll(): Promise<void> {
    for (const log of this.unsavedWatermarks) await this.tell(log);
  }

  private async tell(log: string): Promise<void> {
    const moves = this.lanes.of(log).map((lane) => ({ from: lane, to: lane, records: [] }));
    const isTold = await this.store.moveIdle(this.database, log, moves);
    if (!isTold) return;
    this.unsavedWatermarks.delete(log);
    this.lanes.pass(
      log,
      moves.map(({ to }) => ({ ...to, stored: to.next })),
    );
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async take(log: string, deliveries: readonly Delivery[]): Promise<void> {
    const moves = deliveries.flatMap(
      (delivery) => moveBy(this.lane(log, delivery.lane), delivery) ?? [],
    );
    if (moves.length === 0) return;
    try {
      await this.commit(log, moves);
      for (const { from } of moves) this.stopped.delete(`${log} ${from.lane}`);
    } catch (error) {
      await this.reload();
      if (error instanceof SubscriptionStopped)
        for (const { from } of moves)
          this.stopped.set(`${log} ${from.lane}`, { log, why: error.message });
      throw error;
    }
  }

  private async commit(log: string, moves: readonly LaneMove[]): Promise<void> {
    const isIdle = moves.every(({ records }) => records.length === 0);
    const isWhole = moves.length === this.lanes.of(log).length;
    if (isIdle && isWhole && (await this.pass(log, moves))) return;
    const written = this.writtenOf(log, moves, isWhole);
    const { done, parkedKeys, lanes, held } = await this.transact(
      log,
      { moves, written },
      'at-once',
    ).catch((error: unknown) => {
      if (error instanceof SomeFailed) return this.transact(log, { moves, written }, 'one-by-one');
      throw error;
    });
    this.lanes.adopt(log, lanes, held);
    if (written.length === moves.length) this.toldNow(log);
    else this.unsavedWatermarks.add(log);
    this.parkedKeys = parkedKeys;
    for (const then of done) then?.();
    if (!isIdle) for (const listener of this.listeners) listener(log);
  }

  /**
   * Which checkpoints a delivery writes. Most lanes bring nothing most of the time, and of those the
   * database is told now and then. All are written where other instances have some of the lanes, or
   * where a completeness fact waits for all of them: what passes then goes by what is written.
   */
  private writtenOf(
    log: string,
    moves: readonly LaneMove[],
    isWhole: boolean,
  ): readonly LaneMove[] {
    const moved = moves.filter(({ records }) => records.length > 0);
    const isEnough = moved.length > 0 && isWhole && !this.lanes.holds(log) && !this.isDue(log);
    return isEnough ? moved : moves;
  }

  /** Is it time that the database is told of lanes by which nothing came? */
  private isDue(log: string): boolean {
    return Date.parse(this.now()) - (this.passedAt.get(log) ?? 0) >= PASSED_EVERY_MS;
  }

  private toldNow(log: string): void {
    this.passedAt.set(log, Date.parse(this.now()));
    this.unsavedWatermarks.delete(log);
  }

  /**
   * Where nothing came by any lane, and nothing waits, nothing changes but what is known. The database
   * is told of it now and then: whoever begins there is told the same again by the next watermark.
   */
  private async pass(log: string, moves: readonly LaneMove[]): Promise<boolean> {
    if (this.lanes.holds(log)) return false;
    const isDue = this.isDue(log);
    if (isDue) {
      if (!(await this.store.moveIdle(this.database, log, moves))) return false;
      this.toldNow(log);
    } else this.unsavedWatermarks.add(log);
    this.lanes.pass(
      log,
      moves.map(({ to }) => (isDue ? { ...to, stored: to.next } : to)),
    );
    return true;
  }

  private transact(
    log: string,
    {
      moves,
      written,
    }: { readonly moves: readonly LaneMove[]; readonly written: readonly LaneMove[] },
    how: 'at-once' | 'one-by-one',
  ): Promise<Transacted> {
    const after = moves.map((move) => (written.includes(move) ? asWritten(move) : move));
    return this.database.transaction(async (tx) => {
      const [, { facts, parkedKeys, lanes, held }] = await settleAllThenThrow(
        this.store.move(tx, log, written),
        this.gate(tx, log, after),
      );
      const ready: Fact[] = [];
      for (const fact of facts)
        if (!(await this.parkBehind(tx, fact, parkedKeys))) ready.push(fact);
      const done =
        how === 'at-once'
          ? await this.digest(tx, ready)
          : await this.digestOneByOne(tx, ready, parkedKeys);
      if (ready.length > 0) failpoint('before-effect-commit', ready.length);
      return { done, parkedKeys, lanes, held };
    });
  }

  /** Where all lanes of the log stand by these moves; other instances may move the other lanes. */
  private async lanesAfter(
    tx: EntityManager,
    log: string,
    moves: readonly LaneMove[],
  ): Promise<readonly LaneState[]> {
    const lanes = this.lanes.of(log);
    const stored = moves.length < lanes.length ? await this.store.checkpoints(tx, log) : [];
    return lanes.map(
      (lane) => movedTo(moves, lane) ?? stored.find((other) => other.lane === lane.lane) ?? lane,
    );
  }

  /** The wanted facts, lane by lane. Parts of one that came by several lanes are one. */
  private factsOf(log: string, moves: readonly LaneMove[]): Fact[] {
    const facts = new Map<number, Fact>();
    for (const record of moves.flatMap(({ records }) => records)) {
      const fact = this.factOf(log, record);
      if (!fact) continue;
      const keys = [...(facts.get(fact.position)?.keys ?? []), ...fact.keys];
      facts.set(fact.position, { ...fact, keys });
    }
    return [...facts.values()];
  }

  private factOf(
    log: string,
    { position, bytes, envelope: written, keys }: StoredEvent & Pick<LaneRecord, 'keys'>,
  ): Fact | undefined {
    if (!this.consumer.wants.has(written.type)) return undefined;
    const envelope = this.readable(log, position, written);
    return { log, position, bytes, envelope, keys: keys ?? keysOf(envelope.type, envelope.body) };
  }

  /** What this release cannot read may be about anybody, so nothing goes on without it. */
  private readable(log: string, position: number, written: Envelope): Envelope {
    try {
      return readableNow(written);
    } catch (error) {
      throw new SubscriptionStopped(
        `${this.consumer.name} cannot read ${log}:${position}: ${(error as Error).message}`,
      );
    }
  }

  /**
   * What takes effect now, in the order of the log, and what must wait. Other instances may have
   * parked keys meanwhile, or let them go.
   *
   * Completeness facts wait until every lane of their log has passed them: a pool that says "that is
   * all for March" must not overtake a distribution of March in another partition.
   */
  private async gate(tx: EntityManager, log: string, moves: readonly LaneMove[]): Promise<Gated> {
    const facts = this.factsOf(log, moves);
    const lanes = await this.lanesAfter(tx, log, moves);
    const passed = Math.min(...lanes.map(({ next }) => next));
    const [early, free] = partition(
      facts,
      (fact) => fact.position >= passed && isCompleteness(fact),
    );
    await this.store.defer(tx, early);
    const { freed, ...waiting } = await this.store.releaseDeferred(tx, log, passed);
    const now = freed.flatMap((event) => this.factOf(log, event) ?? []);
    return { facts: [...now, ...free].sort(byPosition), lanes, ...waiting };
  }

  private async digest(tx: EntityManager, facts: readonly Fact[]): Promise<Transacted['done']> {
    if (facts.length === 0) return [];
    try {
      return [await this.consumer.handle(facts, tx)];
    } catch (error) {
      throw isTransientError(error) ? error : new SomeFailed();
    }
  }

  /** So that exactly the culprits are parked. */
  private async digestOneByOne(
    tx: EntityManager,
    facts: readonly Fact[],
    parkedKeys: Set<string>,
  ): Promise<Transacted['done']> {
    const done: (() => void)[] = [];
    for (const fact of facts) {
      if (await this.parkBehind(tx, fact, parkedKeys)) continue;
      let outcome = await this.attempt(tx, fact);
      for (let tries = 1; !outcome.ok && tries < ATTEMPTS_MAX; tries += 1)
        outcome = await this.attempt(tx, fact);
      if (outcome.ok) {
        done.push(...outcome.then);
        continue;
      }
      const what = `${fact.envelope.type} at ${fact.log}:${fact.position}`;
      if (fact.keys.length === 0)
        throw new SubscriptionStopped(
          `${this.consumer.name} cannot digest ${what}: ${outcome.error}`,
        );
      await this.store.park(tx, fact, {
        attempts: ATTEMPTS_MAX,
        error: outcome.error,
        at: this.now(),
      });
      for (const key of fact.keys) parkedKeys.add(key);
    }
    return done;
  }

  /** Parks a fact that stands behind a parked one of any of its keys; so do then all of its keys. */
  private async parkBehind(
    tx: EntityManager,
    fact: Fact,
    parkedKeys: Set<string>,
  ): Promise<boolean> {
    if (!fact.keys.some((key) => parkedKeys.has(key))) return false;
    await this.store.park(tx, fact, { attempts: 0, error: null, at: this.now() });
    for (const key of fact.keys) parkedKeys.add(key);
    return true;
  }

  private async attempt(
    tx: EntityManager,
    fact: Fact,
  ): Promise<{ ok: true; then: (() => void)[] } | { ok: false; error: string }> {
    await tx.query('savepoint effect');
    try {
      const then = await this.consumer.handle([fact], tx);
      await tx.query('release savepoint effect');
      return { ok: true, then: then ? [then] : [] };
    } catch (error) {
      // A database that went away is nobody's poison: the whole delivery is tried again.
      if (isTransientError(error)) throw error;
      await tx.query('rollback to savepoint effect');
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** What waits, oldest first: for the people who must decide. */
  parked(): Promise<ParkedFact[]> {
    return this.store.parked(this.database);
  }

  /**
   * Lets a parked key go on: `replay` digests everything that waits, in order; `skip` drops the one
   * fact that failed and digests the rest. Whoever calls has the decision of two persons in the log.
   * Answers how many facts took effect; throws, and changes nothing, when one fails again.
   */
  release(key: string, how: 'replay' | 'skip'): Promise<number> {
    return this.inTurn(() => this.resumeKey(key, how));
  }

  private async resumeKey(key: string, how: 'replay' | 'skip'): Promise<number> {
    const done = await this.database.transaction(async (tx) => {
      const rows = await this.store.unpark(tx, key);
      const kept = how === 'skip' ? rows.filter(({ attempts }) => attempts === 0) : rows;
      const done: (void | (() => void))[] = [];
      for (const { attempts: _tried, ...fact } of kept)
        done.push(await this.consumer.handle([fact], tx));
      return done;
    });
    this.parkedKeys.delete(key);
    for (const then of done) then?.();
    return done.length;
  }

  /** Reads the truth back from the database after anything that was not committed. */
  private async reload(): Promise<void> {
    const stored = await this.store.checkpoints(this.database);
    this.parkedKeys = new Set(await this.store.parkedKeys(this.database));
    for (const [log, states] of Map.groupBy(stored, ({ log }) => log))
      this.lanes.adopt(log, states, states[0]?.held);
  }
}

const movedTo = (moves: readonly LaneMove[], { lane }: LaneState): LaneState | undefined =>
  moves.find(({ to }) => to.lane === lane)?.to;

const asWritten = (move: LaneMove): LaneMove => {
  return { ...move, to: { ...move.to, stored: move.to.next } };
};

const byPosition = (a: Fact, b: Fact): number => a.position - b.position;

const isCompleteness = ({ envelope }: Fact): boolean =>
  catalogueEntry(envelope.type)?.completeness === true;

const partition = <T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] => {
  const yes: T[] = [];
  const no: T[] = [];
  for (const item of items) (test(item) ? yes : no).push(item);
  return [yes, no];
};
