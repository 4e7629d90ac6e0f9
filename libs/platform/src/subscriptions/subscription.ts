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
import { sleep } from '../runtime/sleep.js';

// A durable consumer of other services' facts (docs/mechanisms/subscriptions.md). Transports deliver
// records in lanes. Here, the same for every transport, each record takes effect exactly once, effect
// and checkpoint in one transaction, and a fact that fails is parked with the later ones of its keys.

/** A fact without a key failed. No licensee's facts may pass it, so the subscription stops at it. */
export class SubscriptionStopped extends Error {
  override readonly name = 'SubscriptionStopped';
}

/** At least one fact of a delivery failed. Handling them one by one finds which. */
class SomeFailed extends Error {
  override readonly name = 'SomeFailed';
}

interface GateResult {
  readonly facts: readonly Fact[];
  readonly firstDeferred: Watermark | undefined;
  readonly parkedKeys: Set<string>;
  readonly lanes: readonly LaneState[];
}

interface TransactionResult extends Omit<GateResult, 'facts'> {
  readonly afterCommit: readonly (void | (() => void))[];
}

const ATTEMPTS_MAX = 3;
const WATERMARK_SAVE_INTERVAL_MS = 1_000;

export class Subscription {
  private readonly lanes = new LaneStates();
  private parkedKeys = new Set<string>();
  /** By log and lane, because a delivery of another lane does not show that this one goes on. */
  private readonly stopped = new Map<string, { readonly log: string; readonly why: string }>();
  private turn: Promise<unknown> = Promise.resolve();
  /** When watermarks without records were last saved, by log. */
  private readonly watermarksSavedAt = new Map<string, number>();
  /** Logs with watermarks that are known here and not saved. */
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

  /** A new lane starts at 0. */
  lane(log: string, lane: string): LaneState {
    return this.lanes.get(log, lane);
  }

  /**
   * Everything of the log below `next` took effect or is parked, and everything recorded before
   * `recordedAt` is below it.
   */
  knownThrough(log: string): Watermark {
    return this.lanes.knownThrough(log);
  }

  /** The latest watermark over all lanes. */
  get latest(): Instant {
    return this.lanes.latest;
  }

  /** Waits until everything of a log below `next` took effect; false after `patienceMs`. */
  async waitForPosition(log: string, next: number, patienceMs: number): Promise<boolean> {
    const until = performance.now() + patienceMs;
    while (this.knownThrough(log).next < next) {
      if (performance.now() > until) return false;
      await sleep(5);
    }
    return true;
  }

  /** Calls back after a commit that had records. Returns the unsubscribe function. */
  onApplied(listener: (log: string) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Why the subscription stopped at some of its logs; undefined while it reads all. */
  get trouble(): string | undefined {
    const reasons = new Set([...this.stopped.values()].map(({ why }) => why));
    return reasons.size === 0 ? undefined : [...reasons].join('; ');
  }

  /** The logs that are not read any further because a fact without a key failed. */
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
   * Call before the first delivery: `knownThrough` is the minimum over the registered lanes. Throws if
   * a checkpoint came from another transport, because its records would take effect again.
   */
  registerLanes(log: string, lanes: readonly string[]): void {
    const other = this.lanes.of(log).find(({ lane }) => !lanes.includes(lane));
    if (other)
      throw new Error(
        `${this.consumer.name} has read ${log} by another transport (${other.lane}); a new version of it may read by this one.`,
      );
    for (const lane of lanes) this.lane(log, lane);
  }

  /** Applies deliveries of some lanes of a log in one transaction. Calls wait for each other. */
  deliver(log: string, deliveries: readonly Delivery[]): Promise<void> {
    return this.inTurn(() => this.apply(log, deliveries));
  }

  /**
   * Saves the watermarks that only this instance knows, then reads the lanes back: other instances may
   * have moved them. Without the first step an idle source would not be known as far elsewhere.
   */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      await this.saveWatermarks();
      await this.reload();
    });
  }

  /** Saves the watermarks that only this instance knows. */
  async flush(): Promise<void> {
    if (this.unsavedWatermarks.size > 0) await this.inTurn(() => this.saveWatermarks());
  }

  private async saveWatermarks(): Promise<void> {
    for (const log of this.unsavedWatermarks) await this.saveWatermarksOf(log);
  }

  private async saveWatermarksOf(log: string): Promise<void> {
    const moves = this.lanes.of(log).map((lane) => ({ from: lane, to: lane, records: [] }));
    if (this.lanes.hasDeferred(log)) return this.write(log, moves, moves);
    const isSaved = await this.store.moveIdle(this.database, log, moves);
    // Another instance moved some of the lanes.
    if (!isSaved) return this.reload();
    this.unsavedWatermarks.delete(log);
    this.lanes.advance(
      log,
      moves.map(({ to }): LaneState => ({ ...to, persistedNext: to.next })),
    );
  }

  private inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.turn.then(work);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private async apply(log: string, deliveries: readonly Delivery[]): Promise<void> {
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
    if (isIdle && isWhole && (await this.advanceIdle(log, moves))) return;
    await this.write(log, moves, this.movesToWrite(log, moves, isWhole));
    if (!isIdle) for (const listener of this.listeners) listener(log);
  }

  /** Moves the lanes in one transaction with the effect of their records; `written` in the database, too. */
  private async write(
    log: string,
    moves: readonly LaneMove[],
    written: readonly LaneMove[],
  ): Promise<void> {
    const { afterCommit, parkedKeys, lanes, firstDeferred } = await this.transact(
      log,
      { moves, written },
      'at-once',
    ).catch((error: unknown) => {
      if (error instanceof SomeFailed) return this.transact(log, { moves, written }, 'one-by-one');
      throw error;
    });
    this.lanes.adopt(log, lanes, firstDeferred);
    if (written.length < moves.length) this.unsavedWatermarks.add(log);
    // Of lanes that were not moved, watermarks may still be unsaved.
    else if (moves.length === this.lanes.of(log).length) this.noteSaved(log);
    this.parkedKeys = parkedKeys;
    for (const then of afterCommit) then?.();
  }

  /**
   * The checkpoints that a delivery writes. Lanes without records are written once per interval only.
   * All are written if other instances have some of the lanes, or if a completeness fact is deferred:
   * both are decided by the checkpoints in the database.
   */
  private movesToWrite(
    log: string,
    moves: readonly LaneMove[],
    isWhole: boolean,
  ): readonly LaneMove[] {
    const moved = moves.filter(({ records }) => records.length > 0);
    const isEnough =
      moved.length > 0 && isWhole && !this.lanes.hasDeferred(log) && !this.isSaveDue(log);
    return isEnough ? moved : moves;
  }

  private isSaveDue(log: string): boolean {
    return (
      Date.parse(this.now()) - (this.watermarksSavedAt.get(log) ?? 0) >= WATERMARK_SAVE_INTERVAL_MS
    );
  }

  private noteSaved(log: string): void {
    this.watermarksSavedAt.set(log, Date.parse(this.now()));
    this.unsavedWatermarks.delete(log);
  }

  /**
   * Moves all lanes by watermarks alone, if no fact is deferred. Saved once per interval: a process
   * that starts from an older checkpoint gets the next watermark.
   */
  private async advanceIdle(log: string, moves: readonly LaneMove[]): Promise<boolean> {
    if (this.lanes.hasDeferred(log)) return false;
    const isDue = this.isSaveDue(log);
    if (isDue) {
      if (!(await this.store.moveIdle(this.database, log, moves))) return false;
      this.noteSaved(log);
    } else this.unsavedWatermarks.add(log);
    this.lanes.advance(
      log,
      moves.map(({ to }): LaneState => (isDue ? { ...to, persistedNext: to.next } : to)),
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
  ): Promise<TransactionResult> {
    const after = moves.map((move) => (written.includes(move) ? asPersisted(move) : move));
    return this.database.transaction(async (tx) => {
      const [, { facts, parkedKeys, lanes, firstDeferred }] = await settleAllThenThrow(
        this.store.move(tx, log, written),
        this.gate(tx, log, after),
      );
      const ready: Fact[] = [];
      for (const fact of facts)
        if (!(await this.parkBehind(tx, fact, parkedKeys))) ready.push(fact);
      const done =
        how === 'at-once'
          ? await this.handleAtOnce(tx, ready)
          : await this.handleOneByOne(tx, ready, parkedKeys);
      if (ready.length > 0) failpoint('before-effect-commit', ready.length);
      return { afterCommit: done, parkedKeys, lanes, firstDeferred };
    });
  }

  /** All lanes of the log after these moves; those of other instances are read from the database. */
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

  /** The facts to handle. Copies of one that came in several lanes become one with all their keys. */
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

  /** An event that this release cannot read may concern anybody, so it stops the subscription. */
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
   * Splits the facts into those to handle now, in the order of the log, and those to defer. Parked keys
   * are read in the transaction, because other instances park and resume them too.
   *
   * A completeness fact is deferred until every lane of its log has passed it: "that is all for March"
   * must not overtake a distribution of March in another partition.
   */
  private async gate(
    tx: EntityManager,
    log: string,
    moves: readonly LaneMove[],
  ): Promise<GateResult> {
    const facts = this.factsOf(log, moves);
    const lanes = await this.lanesAfter(tx, log, moves);
    const passed = Math.min(...lanes.map(({ next }) => next));
    const [early, free] = partition(
      facts,
      (fact) => fact.position >= passed && isCompleteness(fact),
    );
    await this.store.defer(tx, early);
    const { events, ...waiting } = await this.store.releaseDeferred(tx, log, passed);
    const now = events.flatMap((event) => this.factOf(log, event) ?? []);
    return { facts: [...now, ...free].sort(byPosition), lanes, ...waiting };
  }

  private async handleAtOnce(
    tx: EntityManager,
    facts: readonly Fact[],
  ): Promise<TransactionResult['afterCommit']> {
    if (facts.length === 0) return [];
    try {
      return [await this.consumer.handle(facts, tx)];
    } catch (error) {
      throw isTransientError(error) ? error : new SomeFailed();
    }
  }

  /** Parks exactly the facts that fail, each behind a savepoint of its own. */
  private async handleOneByOne(
    tx: EntityManager,
    facts: readonly Fact[],
    parkedKeys: Set<string>,
  ): Promise<TransactionResult['afterCommit']> {
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

  /** Parks a fact if any of its keys is parked; then all of its keys are, or their order would change. */
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
      // The connection failed, not the fact: the whole delivery is tried again.
      if (isTransientError(error)) throw error;
      await tx.query('rollback to savepoint effect');
      return { ok: false, error: error instanceof Error ? error.message : String(error) };
    }
  }

  /** Parked facts, oldest first, for the persons who decide about them. */
  parked(): Promise<ParkedFact[]> {
    return this.store.parked(this.database);
  }

  /**
   * Resumes a parked key: `replay` handles all its facts in order, `skip` drops the one that failed and
   * handles the rest. The caller has the decision of two persons in the log. Returns how many facts
   * took effect; throws, and changes nothing, if one fails again.
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

  /** Replaces the state in memory by the database's, after a transaction that may not have committed. */
  private async reload(): Promise<void> {
    const stored = await this.store.checkpoints(this.database);
    this.parkedKeys = new Set(await this.store.parkedKeys(this.database));
    for (const [log, states] of Map.groupBy(stored, ({ log }) => log))
      this.lanes.adopt(log, states, states[0]?.firstDeferred);
  }
}

const movedTo = (moves: readonly LaneMove[], { lane }: LaneState): LaneState | undefined =>
  moves.find(({ to }) => to.lane === lane)?.to;

const asPersisted = (move: LaneMove): LaneMove => {
  return { ...move, to: { ...move.to, persistedNext: move.to.next } };
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
