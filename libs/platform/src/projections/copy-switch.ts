import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { nextConsumerOf, schemaOf, type Projection } from '../postgres/projection.js';

export interface SwitchedBy {
  readonly by: string;
  /** Why the copies may differ. */
  readonly changed: string | undefined;
}

/** How long readers that come later wait for those before them, and the pause until it is tried again. */
const LOCK_MS = 250;
const PAUSE_MS = 100;

/**
 * Puts the next copy in the place of the one that is read, which is kept as the old one, in one
 * transaction. Nothing is delivered meanwhile and both are equally far: whoever calls sees to that.
 * False when the tables are in use so long that readers would have to wait.
 *
 * PostgreSQL looks names up again in all plans when a schema is renamed. Both copies' tables are
 * locked, so that a statement that has looked up some of its tables in one copy is waited for.
 */
export const switchCopies = async (
  owner: Client,
  projection: Projection,
  why: SwitchedBy,
  patienceMs: number,
): Promise<boolean> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    await owner.query(`begin; set local lock_timeout = ${LOCK_MS}`);
    try {
      await lockTables(owner, projection);
      await changePlaces(owner, projection, why);
      await owner.query('commit');
      return true;
    } catch (error) {
      await owner.query('rollback');
      if (!isLockedOut(error)) throw error;
      if (performance.now() > until) return false;
      await sleep(PAUSE_MS);
    }
  }
};

const lockTables = async (owner: Client, projection: Projection): Promise<void> => {
  // First, because whoever writes to the copy holds this row.
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
  // The subscription goes on where it is; which facts could not be digested, the new copy knows.
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

/** Waited too long for a lock, lost to another, or found no longer what stood there a moment ago. */
const MEANWHILE = new Set(['55P03', '40P01', '40001', '3F000', '42P01']);

/** Copies are made, filled, compared, switched and dropped by many: did somebody come first? */
export const cameTooLate = (error: unknown): boolean =>
  MEANWHILE.has((error as { code?: string }).code ?? '');
