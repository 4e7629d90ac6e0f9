import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import type { Clock } from '../runtime/clock.js';
import { whileHolding } from '../postgres/lease.js';

const SCHEMA = 'jobs';
const WAKING_MS = 100;
const AGAIN_MS = 1_000;
const STOPPING_MS = 5_000;

/** The tables of the job library, made with all others, so that the service's role needs no rights to. */
export class Jobs1769990400003 implements MigrationInterface {
  readonly name = 'Jobs1769990400003';

  async up(runner: QueryRunner): Promise<void> {
    // The library wraps its plan into a transaction; the migration already is one.
    const plan = getConstructionPlans(SCHEMA).replaceAll(/^\s*(BEGIN|COMMIT);\s*$/gim, '');
    await runner.query(plan);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${SCHEMA} cascade`);
  }
}

export interface SweepTimerOptions {
  /** The queue's name, e.g. `judge-due`. */
  readonly name: string;
  readonly databaseUrl: string;
  /** Works off everything that is due, or stops early. Safe to be run again, and after any crash. */
  readonly sweep: (stop: AbortSignal) => Promise<unknown>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Wakes an automation: every minute, when facts arrived, and when a development clock was moved.
 * What is due stands in the service's own tables; the job only says "look", so a lost one costs a
 * minute and a double one nothing. One process looks at a time, the one that holds the lease: the job
 * library would count a process that was killed as busy for many minutes.
 */
export class SweepTimer {
  private readonly boss: PgBoss;
  private worker: string | undefined;
  private readonly stopping = new AbortController();
  private holding: Promise<void> | undefined;
  private waking: Promise<void> | undefined;
  private sweeping: Promise<unknown> | undefined;
  /** Under which hold of the lease a sweep runs; one that lost its lease is not waited for. */
  private sweepingUnder: AbortSignal | undefined;
  /** It was woken meanwhile. */
  private wasWoken = false;

  constructor(private readonly options: SweepTimerOptions) {
    this.boss = new PgBoss({
      connectionString: options.databaseUrl,
      schema: SCHEMA,
      max: 2,
      migrate: false,
      application_name: `esep ${options.name}`,
    });
    this.boss.on('error', (error) => options.onTrouble(error));
  }

  async start(): Promise<void> {
    const { name } = this.options;
    await this.boss.start();
    // One waiting: what arrives during a sweep is seen by the next.
    await this.boss.createQueue(name, { policy: 'short', retryLimit: 3, retryBackoff: true });
    await this.boss.schedule(name, '* * * * *');
    this.holding = this.hold();
  }

  /** Until it is stopped: an automation that a strange error had ended would be missed by nobody. */
  private async hold(): Promise<void> {
    const { name, databaseUrl, onTrouble } = this.options;
    const { signal } = this.stopping;
    while (!signal.aborted)
      try {
        await whileHolding(
          `sweeps ${name}`,
          () => new Client({ connectionString: databaseUrl }),
          (held) => this.work(held),
          signal,
        );
      } catch (error) {
        onTrouble(error);
        await sleep(AGAIN_MS, undefined, { signal }).catch(() => undefined);
      }
  }

  private async work(held: AbortSignal): Promise<void> {
    const { name, sweep, onTrouble } = this.options;
    this.worker = await this.boss.work(name, { pollingIntervalSeconds: 0.5 }, async () => {
      this.sweepingUnder = held;
      try {
        await (this.sweeping = sweep(held));
      } catch (error) {
        // The library keeps a failed job to itself; people must hear of it.
        onTrouble(error);
        throw error;
      } finally {
        if (this.sweepingUnder === held) this.sweepingUnder = undefined;
        if (this.wasWoken) void this.wake();
        this.wasWoken = false;
      }
    });
    await this.wake();
    if (!held.aborted) await once(held, 'abort');
    this.worker = undefined;
    await this.boss.offWork(name, { wait: false });
  }

  /** However often it is asked for in a moment, one look is enough. */
  wake(): Promise<void> {
    return (this.waking ??= sleep(WAKING_MS).then(() => {
      this.waking = undefined;
      return this.send();
    }));
  }

  private async send(): Promise<void> {
    if (!this.holding || this.stopping.signal.aborted) return;
    // A job costs the database more than most sweeps; whoever sweeps next looks when it begins.
    if (this.sweepingUnder?.aborted === false) {
      this.wasWoken = true;
      return;
    }
    try {
      await this.boss.send(this.options.name, {}, {});
      if (this.worker !== undefined) this.boss.notifyWorker(this.worker);
    } catch (error) {
      // The minute's job looks again; nothing that is due is forgotten.
      this.options.onTrouble(error);
    }
  }

  /** A development clock that is moved makes deadlines pass at once. */
  follow(clock: Clock & { onMoved?: (listener: () => void) => unknown }): void {
    clock.onMoved?.(() => void this.wake());
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.holding;
    const tooLong = sleep(STOPPING_MS, undefined, { ref: false });
    await Promise.race([Promise.allSettled([this.sweeping]), tooLong]);
    await this.boss.stop({ graceful: true, timeout: STOPPING_MS, close: true });
  }
}
