import { once } from 'node:events';

import { Client } from 'pg';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import { keepRunning } from '../runtime/retry.js';
import { pause, sleep } from '../runtime/sleep.js';
import { whileHolding } from '../postgres/lease.js';

const SCHEMA = 'jobs';
const WAKE_DELAY_MS = 100;
const STOP_TIMEOUT_MS = 5_000;

/** The tables of pg-boss, as a migration, so that the service's role needs no right to create tables. */
export class Jobs1769990400003 implements MigrationInterface {
  readonly name = 'Jobs1769990400003';

  async up(runner: QueryRunner): Promise<void> {
    // The plan has its own BEGIN and COMMIT, but a migration runs in a transaction.
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
  /** Does everything that is due, or stops early. Must be idempotent. */
  readonly sweep: (stop: AbortSignal) => Promise<unknown>;
  readonly onTrouble: (error: unknown) => void;
}

/**
 * Wakes an automation every minute, and when it is asked to. What is due is in the service's own tables
 * and the job carries no data, so a lost job costs a minute and a
 * repeated one nothing. Only the process with the lease sweeps: pg-boss alone would count a killed
 * process as busy for many minutes.
 */
export class SweepTimer {
  private readonly boss: PgBoss;
  private worker: string | undefined;
  private readonly stopping = new AbortController();
  private leaseLoop: Promise<void> | undefined;
  private pendingWake: Promise<void> | undefined;
  private currentSweep: Promise<unknown> | undefined;
  /** The lease of the running sweep. A sweep that lost its lease does not delay the next. */
  private sweepLease: AbortSignal | undefined;
  private wakeRequested = false;

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
    // `short`: at most one queued job, beside the running one.
    await this.boss.createQueue(name, { policy: 'short', retryLimit: 3, retryBackoff: true });
    await this.boss.schedule(name, '* * * * *');
    this.leaseLoop = this.keepLease();
  }

  /** Takes the lease again after any error: an automation that ended would not be noticed. */
  private async keepLease(): Promise<void> {
    const { name, databaseUrl, onTrouble } = this.options;
    const { signal } = this.stopping;
    const loop = (succeeded: () => void) =>
      whileHolding(
        `sweeps ${name}`,
        () => new Client({ connectionString: databaseUrl }),
        (held) => {
          succeeded();
          return this.work(held);
        },
        signal,
      );
    await keepRunning(loop, { firstMs: 1_000, maxMs: 10_000, signal, onTrouble });
  }

  private async work(held: AbortSignal): Promise<void> {
    const { name, sweep, onTrouble } = this.options;
    this.worker = await this.boss.work(name, { pollingIntervalSeconds: 0.5 }, async () => {
      this.sweepLease = held;
      try {
        await (this.currentSweep = sweep(held));
      } catch (error) {
        // pg-boss only records a failed job.
        onTrouble(error);
        throw error;
      } finally {
        if (this.sweepLease === held) this.sweepLease = undefined;
        if (this.wakeRequested) void this.wake();
        this.wakeRequested = false;
      }
    });
    await this.wake();
    if (!held.aborted) await once(held, 'abort');
    this.worker = undefined;
    await this.boss.offWork(name, { wait: false });
  }

  /** Calls within `WAKE_DELAY_MS` share one job. */
  wake(): Promise<void> {
    return (this.pendingWake ??= sleep(WAKE_DELAY_MS).then(() => {
      this.pendingWake = undefined;
      return this.send();
    }));
  }

  private async send(): Promise<void> {
    if (!this.leaseLoop || this.stopping.signal.aborted) return;
    // A job costs the database more than most sweeps, so it is sent once after the running sweep.
    if (this.sweepLease?.aborted === false) {
      this.wakeRequested = true;
      return;
    }
    try {
      await this.boss.send(this.options.name, {}, {});
      if (this.worker !== undefined) this.boss.notifyWorker(this.worker);
    } catch (error) {
      // The job of the next minute finds what is due.
      this.options.onTrouble(error);
    }
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.leaseLoop;
    const ended = new AbortController();
    const tooLong = pause(STOP_TIMEOUT_MS, ended.signal);
    await Promise.race([Promise.allSettled([this.currentSweep]), tooLong]);
    ended.abort();
    await this.boss.stop({ graceful: true, timeout: STOP_TIMEOUT_MS, close: true });
  }
}
