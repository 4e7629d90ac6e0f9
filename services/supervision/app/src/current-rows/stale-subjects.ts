import type { Instant } from '@esep/kernel';
import type { DataSource, EntityManager } from 'typeorm';

import { NAME_COLUMNS, type LicenseeName } from '../project-facts/licensee-name.js';
import type { Subject } from '../project-facts/subject.js';

/** What rows are computed from, beside the facts of the subject. */
interface RowBasis {
  /** Known at, and judged at. */
  readonly at: Instant;
  /** Hash of the rule pack in force; undefined before the first. */
  readonly pack: string | undefined;
}

/** A subject whose stored rows may differ from those of an instant. */
export interface StaleSubject extends Subject, LicenseeName {
  /** The count of facts that touched it; null if the last was recorded after the instant. */
  readonly touched: number | null;
  /** From how many facts its rows were worked out last; null where they never were. */
  readonly facts: number | null;
}

export interface StaleScope {
  readonly asset?: string | undefined;
  readonly licenseeId?: string | undefined;
  readonly after?: Subject | undefined;
}

/**
 * In order of licensee and asset. Rows are stale when a fact has touched the subject since, when they
 * change by time alone (`changes_at`), when another rule pack is in force, and when they were computed for
 * a later instant.
 */
export const staleSubjects = async (
  database: DataSource | EntityManager,
  { at, pack }: RowBasis,
  { asset, licenseeId, after }: StaleScope,
  limit: number,
): Promise<readonly StaleSubject[]> => {
  const rows = await database.query<
    (LicenseeName & {
      licensee_id: string;
      asset: string;
      touched: string | null;
      facts: number | null;
    })[]
  >(
    `select s.licensee_id, s.asset, ${NAME_COLUMNS}, c.facts,
            case when s.touched_at <= $1 then s.touched end as touched
       from subjects s join licensees l using (licensee_id)
       left join current_subjects c using (licensee_id, asset)
      where (c.touched is distinct from s.touched or c.pack is distinct from $2
             or c.worked_out_at > $1 or c.changes_at <= $1)
        and ($3::text is null or s.asset = $3) and ($4::uuid is null or s.licensee_id = $4)
        and ($5::uuid is null or (s.licensee_id, s.asset) > ($5, $6::text))
      order by s.licensee_id, s.asset limit $7`,
    [
      at,
      pack ?? null,
      asset ?? null,
      licenseeId ?? null,
      after?.licenseeId ?? null,
      after?.asset ?? null,
      limit,
    ],
  );
  return rows.map((row) => ({
    licenseeId: row.licensee_id,
    asset: row.asset,
    name: row.name,
    licences: row.licences,
    touched: row.touched === null ? null : Number(row.touched),
    facts: row.facts,
  }));
};
