import type { Clock } from '@esep/platform';
import { getConstructionPlans, PgBoss } from 'pg-boss';
import type { MigrationInterface, QueryRunner } from 'typeorm';

const SCHEMA = 'jobs';
const SWEEP = 'judge-due';

/** The tables of the job library, made with all others, so that the service's role needs no rights to. */
export class Jobs1769990400102 implements MigrationInterface {
  readonly name = 'Jobs1769990400102';

  async up(runner: QueryRunner): Promise<void> {
    // The library wraps its plan into a transaction; the migration already is one.
    const plan = getConstructionPlans(SCHEMA).replaceAll(/^\s*(BEGIN|COMMIT);\s*$/gim, '');
    await runner.query(plan);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop schema ${SCHEMA} cascade`);
  }
}

/**
 * Wakes the judge: every minute, when facts arrived, and when a development clock was moved. What is
 * due stands in the database (`subjects`); the job only says "look", so a lost one costs a minute and
 * a double one nothing. The job library gives it to one process at a time.
 */
export class JudgeTimer {
  private readonly boss: PgBoss;
  private worker: string | undefined;
  private stopped = false;

  constructor(
    databaseUrl: string,
    private readonly sweep: () => Promise<unknown>,
    private readonly onTrouble: (error: unknown) => void,
  ) {
    this.boss = new PgBoss({
      connectionString: databaseUrl,
      schema: SCHEMA,
      max: 2,
      migrate: false,
      application_name: 'esep judge timer',
    });
    this.boss.on('error', (error) => this.onTrouble(error));
  }

  async start(): Promise<void> {
    await this.boss.start();
    // One waiting and one running: what arrives during a sweep is seen by the next.
    await this.boss.createQueue(SWEEP, { policy: 'stately', retryLimit: 3, retryBackoff: true });
    await this.boss.schedule(SWEEP, '* * * * *');
    this.worker = await this.boss.work(SWEEP, { pollingIntervalSeconds: 0.5 }, async () => {
      await this.sweep();
    });
    await this.wake();
  }

  async wake(): Promise<void> {
    if (this.stopped || !this.worker) return;
    try {
      await this.boss.send(SWEEP, {}, {});
      this.boss.notifyWorker(this.worker);
    } catch (error) {
      // The minute's job looks again; nothing that is due is forgotten.
      this.onTrouble(error);
    }
  }

  /** A development clock that is moved makes deadlines pass at once. */
  follow(clock: Clock & { onMoved?: (listener: () => void) => unknown }): void {
    clock.onMoved?.(() => void this.wake());
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.boss.stop({ graceful: true, timeout: 5_000, close: true });
  }
}
