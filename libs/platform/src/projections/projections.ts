import type { Instant } from '@esep/kernel';
import type { Client } from 'pg';
import type { DataSource } from 'typeorm';

import { CopyBuilder, type Pace } from './copy-builder.js';
import { compareCopies, type TableComparison } from './copy-comparison.js';
import { isConcurrentChange, switchCopies } from './copy-switch.js';
import { pause, sleep } from '../runtime/sleep.js';
import { whileHolding } from '../postgres/lease.js';
import type { LogDirectory } from '../event-store/log-directory.js';
import {
  createCopy,
  nextConsumerOf,
  schemaOf,
  type CopyPlace,
  type Projection,
} from '../postgres/projection.js';
import { noCopy, refuse, type Done, type NotDone } from './not-done.js';
import type { Subscriptions } from './subscriptions.js';

export interface ProjectionsOptions {
  readonly projections: readonly Projection[];
  readonly database: DataSource;
  /** The running subscriptions; absent in a program that only makes and switches copies. */
  readonly subscriptions?: Subscriptions;
  readonly logs: LogDirectory;
  readonly connect: () => Client;
  /** As the owner of the tables; undefined in a process that lacks the owner's password. */
  readonly connectAsOwner: (() => Client) | undefined;
  readonly grantsOn: (schema: string) => string;
  readonly onTrouble: (message: string, error: unknown) => void;
  readonly pace?: Pace;
}

export interface CopyState {
  /** The projection's version in the code that made the copy. */
  readonly version: number;
  readonly madeAt: Instant;
  readonly madeBy: string | null;
  readonly trouble: string | null;
  readonly comparison: Pick<Comparison, 'equal' | 'comparedAt'> | null;
  readonly switchedAt: Instant | null;
  readonly switchedBy: string | null;
  readonly switchedWhy: string | null;
}

export interface ProjectionState {
  readonly name: string;
  readonly subscription: string;
  /** The version in the running code: a copy of an earlier version should be rebuilt. */
  readonly version: number;
  /** By log, the checkpoints of the live and the next copy. */
  readonly logs: readonly { readonly log: string; readonly live: number; readonly next: number }[];
  readonly live: CopyState | null;
  readonly next: CopyState | null;
  readonly old: CopyState | null;
}

export interface Comparison {
  readonly equal: boolean;
  readonly comparedAt: Instant;
  readonly tables: readonly TableComparison[];
}

const POLL_INTERVAL_MS = 1_000;
/** A copy that is further behind is refused, because deliveries would wait until it caught up. */
const BEHIND_MAX = 1_000;
const TIMEOUT_MS = 5_000;

/** The projections of one service: builds new copies beside the live ones. */
export class Projections {
  private readonly building = new Map<string, Promise<void>>();
  private readonly listeners = new Set<() => void>();
  private wakeUp = Promise.withResolvers<void>();

  constructor(private readonly options: ProjectionsOptions) {}

  async list(): Promise<readonly ProjectionState[]> {
    return Promise.all(this.options.projections.map((projection) => this.stateOf(projection)));
  }

  /** Makes an empty copy. The instance of this version that gets its lease fills it. */
  rebuild(name: string, by: string): Promise<Done<ProjectionState>> {
    return this.of(name, async (projection) => {
      const { next, old } = await this.stateOf(projection);
      if (next) return refuse('copy-exists', `A copy of ${name} is being built already.`);
      if (old)
        return refuse('copy-exists', `The copy of ${name} before this one is kept; drop it first.`);
      const { grantsOn: grants } = this.options;
      const made = await this.asOwner(async (owner) => {
        await owner.query('begin');
        await createCopy(owner, projection, { place: 'next', by, grants });
        await owner.query('commit');
      }).catch(alreadyExists);
      if (made === 'there') return refuse('copy-exists', `A copy of ${name} was begun just now.`);
      this.wakeUp.resolve();
      return { value: await this.stateOf(projection) };
    });
  }

  /**
   * Compares both copies at the same checkpoints. Deliveries wait until the snapshot is taken, and go on
   * during the comparison.
   */
  compare(name: string): Promise<Done<Comparison>> {
    return this.of(name, (projection) =>
      this.withCopiesInSync(projection, async (owner) => {
        await owner.query('begin isolation level repeatable read');
        const { rows } = await owner.query<{ at: Date }>('select now() as at');
        await resumeDeliveries(owner, projection);
        const tables = await compareCopies(owner, projection);
        await owner.query('commit');
        const comparison: Comparison = {
          equal: tables.every(({ equal }) => equal),
          comparedAt: (rows[0]?.at ?? new Date()).toISOString(),
          tables,
        };
        await owner.query(
          `update subscriptions.copies set comparison = $2 where projection = $1 and place = 'next'`,
          [name, JSON.stringify(comparison)],
        );
        return { value: comparison };
      }),
    );
  }

  /**
   * Makes the next copy live. It must have been compared; if it is not equal, `changed` must give the
   * reason.
   */
  switch(name: string, by: string, changed?: string): Promise<Done<ProjectionState>> {
    return this.of(name, async (projection) => {
      const { next } = await this.stateOf(projection);
      if (next && !next.comparison)
        return refuse('copies-not-compared', `Compare the copies of ${name} first.`);
      if (next?.comparison?.equal === false && changed === undefined)
        return refuse(
          'copies-differ',
          `The copies of ${name} are not equal. If that is meant, say what has changed.`,
        );
      const done = await this.withCopiesInSync(projection, async (owner) =>
        (await switchCopies(owner, projection, { by, changed }, TIMEOUT_MS))
          ? { value: undefined }
          : refuse(
              'projection-in-use',
              `The tables of ${name} are read without a pause. Try again.`,
            ),
      );
      if ('refusal' in done) return done;
      await this.options.subscriptions?.get(projection.consumer).refresh();
      for (const listener of this.listeners) listener();
      return { value: await this.stateOf(projection) };
    });
  }

  /** Calls back after a switch by this process, so that automations check the new tables. */
  onSwitched(listener: () => void): void {
    this.listeners.add(listener);
  }

  /** Drops the next or the old copy. */
  drop(name: string, place: 'next' | 'old'): Promise<Done<ProjectionState>> {
    return this.of(name, async (projection) => {
      const state = await this.stateOf(projection);
      if (!state[place]) return noCopy(name, place);
      await this.asOwner(async (owner) => {
        await owner.query(`set lock_timeout = ${TIMEOUT_MS}`);
        await owner.query('begin');
        // First, in the lock order of the builder, which locks this row before it writes to the tables.
        const copy = `projection = '${name}' and place = '${place}'`;
        await owner.query(`delete from subscriptions.copies where ${copy}`);
        await owner.query(`drop schema if exists ${schemaOf(projection, place)} cascade`);
        await owner.query('commit');
      });
      return { value: await this.stateOf(projection) };
    });
  }

  // ── Building ──────────────────────────────────────────────────────────────────────────────────

  /** Builds all `next` copies of this version, until stopped. */
  async run(stop: AbortSignal): Promise<void> {
    stop.addEventListener('abort', () => this.wakeUp.resolve(), { once: true });
    while (!stop.aborted) {
      this.wakeUp = Promise.withResolvers();
      await this.startBuilding(stop).catch((error: unknown) =>
        this.options.onTrouble('The projections cannot be looked at', error),
      );
      const woken = new AbortController();
      await Promise.race([this.wakeUp.promise, pause(POLL_INTERVAL_MS, woken.signal)]);
      woken.abort();
    }
    await Promise.all(this.building.values());
  }

  private async startBuilding(stop: AbortSignal): Promise<void> {
    const { projections, database } = this.options;
    const copies = await database.query<{ projection: string; id: string; version: number }[]>(
      `select projection, id, version from subscriptions.copies where place = 'next'`,
    );
    for (const { projection: name, id, version } of copies) {
      // Only the version of the code that began a copy can fill it.
      const projection = projections.find((one) => one.name === name && one.version === version);
      if (!projection || this.building.has(id)) continue;
      const building = this.build(projection, id, stop).finally(() => this.building.delete(id));
      this.building.set(id, building);
    }
  }

  private async build(projection: Projection, copyId: string, stop: AbortSignal): Promise<void> {
    const { subscriptions, connect, database, logs, pace } = this.options;
    const running = subscriptions
      ?.all()
      .find(({ consumer }) => consumer.name === projection.consumer);
    if (!subscriptions || !running) return;
    const { consumer } = running;
    const gone = new AbortController();
    const now = () => subscriptions.now();
    const options = { projection, consumer, copyId, database, logs, now, ...(pace && { pace }) };
    const tell = (error?: unknown) => this.recordFailure(projection, copyId, error);
    const work = async (held: AbortSignal) => {
      await (await CopyBuilder.open(options)).run(held, tell);
      if (!held.aborted) gone.abort();
    };
    await whileHolding(
      `projection ${copyId}`,
      connect,
      work,
      AbortSignal.any([stop, gone.signal]),
    ).catch(tell);
  }

  /** Saves why a copy cannot be built, for operators; clears it without an error. */
  private async recordFailure(
    { name }: Projection,
    copyId: string,
    error?: unknown,
  ): Promise<void> {
    const { database, onTrouble } = this.options;
    if (error !== undefined) onTrouble(`The copy of ${name} cannot be built`, error);
    const trouble = error === undefined ? null : String((error as Error).message);
    await database
      .query('update subscriptions.copies set trouble = $2 where id = $1', [copyId, trouble])
      // A database that is away cannot record its own failure.
      .catch(() => undefined);
  }

  // ── Both copies at the same checkpoints ───────────────────────────────────────────────────────

  /** Runs `work` while deliveries are blocked and both copies have the same checkpoints. */
  private async withCopiesInSync<Value>(
    projection: Projection,
    work: (owner: Client) => Promise<Done<Value>>,
  ): Promise<Done<Value>> {
    const { name, next, logs } = await this.stateOf(projection);
    if (!next) return noCopy(name, 'next');
    const behind = logs.reduce((sum, log) => sum + log.live - log.next, 0);
    if (behind > BEHIND_MAX)
      return refuse('copy-behind', `The next copy of ${name} is ${behind} events behind.`);
    return this.asOwner(async (owner) => {
      await owner.query(`set lock_timeout = ${TIMEOUT_MS}`);
      await owner.query(`select pg_advisory_lock(hashtext('parked ' || $1))`, [
        projection.consumer,
      ]);
      const until = performance.now() + TIMEOUT_MS;
      while (!(await haveSameCheckpoints(owner, projection))) {
        if (performance.now() > until)
          return refuse('copy-behind', `The next copy of ${name} did not come up to the first.`);
        await sleep(10);
      }
      return work(owner);
    });
  }

  /** Runs `work` on a connection of the owner, which is closed afterwards: that rolls back and unlocks. */
  private async asOwner<Result>(work: (owner: Client) => Promise<Result>): Promise<Result> {
    const owner = this.options.connectAsOwner?.();
    if (!owner) throw new Error('Nobody here is the owner of the tables.');
    // A lost connection makes the next query fail.
    owner.on('error', () => undefined);
    await owner.connect();
    try {
      return await work(owner);
    } finally {
      await owner.end().catch(() => undefined);
    }
  }

  // ── State ─────────────────────────────────────────────────────────────────────────────────────

  private async of<Value>(
    name: string,
    work: (projection: Projection) => Promise<Done<Value>>,
  ): Promise<Done<Value>> {
    const projection = this.options.projections.find((one) => one.name === name);
    if (!projection) return refuse('projection-unknown', `No projection is called ${name} here.`);
    if (!this.options.connectAsOwner)
      return refuse(
        'owner-elsewhere',
        `Only the owner of the tables makes and switches copies, and this process does not know it. Run the service’s program as that owner, with: projections rebuild|compare|switch|drop ${name} --by WHO`,
      );
    return work(projection).catch((error: unknown) => changingRefusal(name, error));
  }

  private async stateOf(projection: Projection): Promise<ProjectionState> {
    const { name, consumer, version } = projection;
    const { database } = this.options;
    const copies = await database.query<CopyRow[]>(
      'select * from subscriptions.copies where projection = $1',
      [name],
    );
    const logs = await database.query<{ log: string; live: string; next: string }[]>(
      `select log, min(next) filter (where subscription = $1) as live,
              coalesce(min(next) filter (where subscription = $2), 0) as next
         from subscriptions.checkpoints where subscription in ($1, $2) group by log order by log`,
      [consumer, nextConsumerOf(projection)],
    );
    const copyAt = (place: CopyPlace) => {
      const row = copies.find((copy) => copy.place === place);
      return row ? copyOf(row) : null;
    };
    return {
      name,
      subscription: consumer,
      version,
      logs: logs.map(({ log, live, next }) => ({ log, live: Number(live), next: Number(next) })),
      live: copyAt('live'),
      next: copyAt('next'),
      old: copyAt('old'),
    };
  }
}

const alreadyExists = (error: unknown): 'there' => {
  if ((error as { code?: string }).code === '23505') return 'there';
  throw error;
};

const changingRefusal = (name: string, error: unknown): NotDone => {
  if (!isConcurrentChange(error)) throw error;
  return refuse('projection-changing', `The copies of ${name} are changing. Look at them again.`);
};

const haveSameCheckpoints = async (owner: Client, projection: Projection): Promise<boolean> => {
  const { rows } = await owner.query(
    `select from (select * from subscriptions.checkpoints where subscription = $1) live
       full join (select * from subscriptions.checkpoints where subscription = $2) next
         using (log, lane)
      where coalesce(live.next, 0) <> coalesce(next.next, 0) or live.leaf is distinct from next.leaf`,
    [projection.consumer, nextConsumerOf(projection)],
  );
  return rows.length === 0;
};

const resumeDeliveries = async (owner: Client, { consumer }: Projection): Promise<void> => {
  await owner.query(`select pg_advisory_unlock(hashtext('parked ' || $1))`, [consumer]);
};

interface CopyRow {
  readonly place: CopyPlace;
  readonly version: number;
  readonly made_at: Date;
  readonly made_by: string | null;
  readonly trouble: string | null;
  readonly comparison: Comparison | null;
  readonly switched_at: Date | null;
  readonly switched_by: string | null;
  readonly switched_why: string | null;
}

const copyOf = (row: CopyRow): CopyState => ({
  version: row.version,
  madeAt: row.made_at.toISOString(),
  madeBy: row.made_by,
  trouble: row.trouble,
  comparison: row.comparison && {
    equal: row.comparison.equal,
    comparedAt: row.comparison.comparedAt,
  },
  switchedAt: row.switched_at?.toISOString() ?? null,
  switchedBy: row.switched_by,
  switchedWhy: row.switched_why,
});
