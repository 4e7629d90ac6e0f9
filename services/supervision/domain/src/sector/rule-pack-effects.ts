import type { Period } from '@esep/kernel';

import type { ReconciliationRow } from '../reconciliation/reconciliation.js';

/** What of a row somebody has to act upon. */
export type Standing = Pick<
  ReconciliationRow,
  'state' | 'verdict' | 'required' | 'shortfall' | 'outstanding' | 'retained' | 'due'
>;

/** A row that is another under another law; null under the one that has no such row. */
export interface ChangedRow {
  readonly period: Period;
  readonly now: Standing | null;
  readonly then: Standing | null;
}

/** The rows that are not the same under both laws, by period. */
export const changedRows = (
  now: readonly ReconciliationRow[],
  then: readonly ReconciliationRow[],
): readonly ChangedRow[] => {
  const [before, after] = [byPeriod(now), byPeriod(then)];
  return [...new Set([...before.keys(), ...after.keys()])]
    .toSorted()
    .map((period) => ({
      period,
      now: before.get(period) ?? null,
      then: after.get(period) ?? null,
    }))
    .filter((row) => !isSame(row.now, row.then));
};

const byPeriod = (rows: readonly ReconciliationRow[]): ReadonlyMap<Period, Standing> =>
  new Map(rows.map((row) => [row.period, standingOf(row)]));

const standingOf = (row: ReconciliationRow): Standing => {
  const { state, verdict, required, shortfall, outstanding, retained, due } = row;
  return { state, verdict, required, shortfall, outstanding, retained, due };
};

const isSame = (one: Standing | null, other: Standing | null): boolean =>
  one === null || other === null
    ? one === other
    : (Object.keys(one) as (keyof Standing)[]).every((field) => one[field] === other[field]);
