import type { Instant, Quarter } from '@esep/kernel';
import type { EntityManager } from 'typeorm';

// Marks quarters as due. A needless mark only costs a computation: an equal assessment is not issued
// again. A missing one leaves a wrong assessment in force.

const AGAIN = `touched = q.touched + 1, touched_at = greatest(q.touched_at, excluded.touched_at)`;

/** One licensee's quarter, which is inserted where it is new. */
export const touchQuarter = (
  licenseeId: string,
  quarter: Quarter,
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => touchQuarters([{ licenseeId, quarter }], recordedAt, tx);

/** Quarters, some of them named more than once. */
export const touchQuarters = async (
  quarters: readonly { licenseeId: string; quarter: Quarter }[],
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => {
  await tx.query(
    `insert into quarters as q (licensee_id, quarter, touched_at)
     select distinct s.licensee_id, s.quarter, $3
       from unnest($1::text[], $2::text[]) s(licensee_id, quarter)
     on conflict (quarter, licensee_id) do update set ${AGAIN}`,
    [
      quarters.map(({ licenseeId }) => licenseeId),
      quarters.map(({ quarter }) => quarter),
      recordedAt,
    ],
  );
};

/** All licensees' quarters, or only these. */
export const touchEverybody = async (
  recordedAt: Instant,
  tx: EntityManager,
  quarters?: readonly Quarter[],
): Promise<void> => {
  await tx.query(
    `update quarters set touched = touched + 1, touched_at = greatest(touched_at, $1)
      where $2::text[] is null or quarter = any($2)`,
    [recordedAt, quarters ?? null],
  );
};

/** The quarters of all versions of these rows: a correction may move coins from one to another. */
export const touchQuartersOfRows = async (
  rows: readonly { licenseeId: string; poolId: string; rowId: string }[],
  recordedAt: Instant,
  tx: EntityManager,
): Promise<void> => {
  await tx.query(
    `insert into quarters as q (licensee_id, quarter, touched_at)
     select distinct d.licensee_id,
                     left(d.day, 4) || '-Q' || (substr(d.day, 6, 2)::integer + 2) / 3, $4
       from unnest($1::text[], $2::text[], $3::text[]) s(licensee_id, pool_id, row_id)
       join distributions d using (licensee_id, pool_id, row_id)
      where d.day is not null
     on conflict (quarter, licensee_id) do update set ${AGAIN}`,
    [
      rows.map(({ licenseeId }) => licenseeId),
      rows.map(({ poolId }) => poolId),
      rows.map(({ rowId }) => rowId),
      recordedAt,
    ],
  );
};
