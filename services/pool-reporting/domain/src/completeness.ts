import type { PoolReportedThrough } from '@esep/contracts';
import {
  accept,
  factTimeRefusal,
  refuse,
  type Decider,
  type FactTimeRefusal,
  type Instant,
  type ReportTime,
} from '@esep/kernel';

// How far a pool has told everything. One stream per pool: `completeness-<pool>`. The greatest
// `through` counts (RECONCILIATION §1), so a smaller or equal one says nothing new.

export interface ReportThrough extends ReportTime {
  readonly type: 'ReportThrough';
  readonly poolId: string;
  readonly through: Instant;
}

export type CompletenessRefusal = FactTimeRefusal;

/** What is wrong, and what to do. */
export const COMPLETENESS_MESSAGES: Readonly<Record<CompletenessRefusal, string>> = {
  'before-regime':
    'through lies before the regime began, when there was nothing to report. Check the year.',
  'instant-in-future':
    'through is more than 5 minutes ahead of our clock, and nobody has reported what has not happened. Send it again when that time has passed.',
};

export interface Completeness {
  /** Absent until the pool says so for the first time. */
  readonly through?: Instant;
}

export const completenessDecider: Decider<
  Completeness,
  ReportThrough,
  PoolReportedThrough,
  CompletenessRefusal
> = {
  initial: {},
  decide: ({ poolId, through, ...time }, known) => {
    const problem = factTimeRefusal(time, through);
    if (problem) return refuse(problem);
    if (known.through !== undefined && through <= known.through) return accept();
    return accept({ type: 'PoolReportedThrough', poolId, through });
  },
  evolve: (_, { through }) => ({ through }),
};

export const completenessStream = (poolId: string): string => `completeness-${poolId}`;
