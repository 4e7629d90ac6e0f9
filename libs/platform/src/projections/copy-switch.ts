import type { Client } from 'pg';

import { retry } from '../runtime/retry.js';
import { nextConsumerOf, schemaOf, type Projection } from '../postgres/projection.js';

export interface SwitchedBy {
  readonly by: string;
  /** The reason given for a switch of copies that differ. */
  readonly changed: string | undefined;
}

/** While the lock is waited for, new readers wait too: so it is given up soon and tried again. */
const LOCK_TIMEOUT_MS = 250;
const RETRY_DELAY_MS = 100;

/**
 * Makes the next copy live and the live one old, in one transaction. The caller has stopped deliveries
 * and made sure that both have the same checkpoints. False if the tables stayed in use for `patienceMs`.
 *
 * Renaming a schema invalidates all plans. The tables of both copies are locked, or a statement that has
 * resolved some of its tables in one copy could resolve the others in the other.
 */
export const switchCopies = async (
  owner: Client,
  projection: Projection,
  why: SwitchedBy,
  patienceMs: number,
): Promise<boolean> => {
  const change = async (): Promise<true> => {
    await owner.query(`begin; set local lock_timeout = ${LOCK_TIMEOUT_MS}`);
    try {
      await lockTables(owner, projection);
      await changePlaces(owner, projection, why);
      await owner.query('commit');
      return true;
    } catch (error) {
      await owner.query('rollback');
      throw error;
    }
  };
  const again = {
    firstMs: RETRY_DELAY_MS,
    maxMs: RETRY_DELAY_MS,
    patienceMs,
    isRetryable: isLockedOut,
  };
  return retry(change, again).catch((error: unknown) => {
    if (isLockedOut(error)) return false;
    throw error;
  });
};

const lockTables = async (owner: Client, projection: Projection): Promise<void> => {
  // First, in the lock order of the builder, which locks this row before it writes to the tables.
  await owner.query('select from subscriptions.copies where projection = $1 for update', [
    projection.name,
  ]);
  const { rows } = await owner.query<{ tables: string }>(
    `select string_agg(format('%I.%I', schemaname, tablename), ', ') as tables
       from pg_tables where schemaname in ($1, $2)`,
    [schemaOf(projection, 'live'), schemaOf(projection, 'next')],
  );
  await owner.query(`lock table ${rows[0]?.tables} in access exclusive mode`);
};

const changePlaces = async (
  owner: Client,
  projection: Projection,
  { by, changed }: SwitchedBy,
): Promise<void> => {
  const [live, next, old] = (['live', 'next', 'old'] as const).map((place) =>
    schemaOf(projection, place),
  );
  await owner.query(
    `alter schema ${live} rename to ${old}; alter schema ${next} rename to ${live}`,
  );
  // The checkpoints are equal and stay. Parked facts are those that the new copy could not handle.
  const names = [projection.consumer, nextConsumerOf(projection)];
  await owner.query('delete from subscriptions.parked where subscription = $1', names.slice(0, 1));
  await owner.query(
    'update subscriptions.parked set subscription = $1 where subscription = $2',
    names,
  );
  for (const table of ['checkpoints', 'held'])
    await owner.query(`delete from subscriptions.${table} where subscription = $1`, names.slice(1));
  await owner.query(
    `update subscriptions.copies set place = 'old' where projection = $1 and place = 'live'`,
    [projection.name],
  );
  await owner.query(
    `update subscriptions.copies
        set place = 'live', switched_at = now(), switched_by = $2, switched_why = $3
      where projection = $1 and place = 'next'`,
    [projection.name, by, changed ?? null],
  );
};

const isLockedOut = (error: unknown): boolean =>
  ['55P03', '40P01'].includes((error as { code?: string }).code ?? '');

/** Lock timeout, deadlock, serialization failure, missing schema, missing table. */
const CONCURRENT_CHANGE_CODES = new Set(['55P03', '40P01', '40001', '3F000', '42P01']);

/** Did another process make, switch or drop the copy meanwhile? */
export const isConcurrentChange = (error: unknown): boolean =>
  CONCURRENT_CHANGE_CODES.has((error as { code?: string }).code ?? '');
