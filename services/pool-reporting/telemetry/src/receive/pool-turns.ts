import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';

/** So many batches of one pool may wait in one process. */
const WAITING_MAX = 32;

/**
 * One batch of a pool at a time, in whichever process: two that are checked beside each other could both
 * have the same second of a machine. Batches of other pools go on meanwhile.
 */
@Injectable()
export class PoolTurns {
  private readonly last = new Map<string, Promise<unknown>>();
  private readonly waiting = new Map<string, number>();

  constructor(private readonly database: DataSource) {}

  /** Whether one more batch of a pool would have to wait too long. */
  isFull(poolId: string): boolean {
    return (this.waiting.get(poolId) ?? 0) >= WAITING_MAX;
  }

  /** `stillMine` rejects if the turn was lost with its connection: then nothing may be recorded. */
  async take<Result>(
    poolId: string,
    work: (stillMine: () => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    this.waiting.set(poolId, (this.waiting.get(poolId) ?? 0) + 1);
    const before = this.last.get(poolId) ?? Promise.resolve();
    const turn = before.then(() => this.holding(poolId, work));
    const settled = turn.catch(() => undefined);
    this.last.set(poolId, settled);
    try {
      return await turn;
    } finally {
      this.waiting.set(poolId, (this.waiting.get(poolId) ?? 1) - 1);
      if (this.last.get(poolId) === settled) this.last.delete(poolId);
    }
  }

  /** A session lock of PostgreSQL, which ends with its connection. */
  private async holding<Result>(
    poolId: string,
    work: (stillMine: () => Promise<void>) => Promise<Result>,
  ): Promise<Result> {
    const session = this.database.createQueryRunner();
    const lock = [`telemetry of ${poolId}`];
    try {
      // The wait is for another process, as long as its batch takes.
      await session.query('set statement_timeout = 0');
      await session.query('select pg_advisory_lock(hashtextextended($1, 0))', lock);
      return await work(async () => void (await session.query('select 1')));
    } finally {
      await session
        .query('select pg_advisory_unlock(hashtextextended($1, 0))', lock)
        .then(() => session.query('reset statement_timeout'))
        .catch(() => undefined);
      await session.release();
    }
  }
}
