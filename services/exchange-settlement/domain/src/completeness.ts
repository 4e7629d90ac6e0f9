import type { ExchangeReportedThrough } from '@esep/contracts';
import {
  accept,
  factTimeRefusal,
  refuse,
  type Decider,
  type FactTimeRefusal,
  type Instant,
  type ReportTime,
} from '@esep/kernel';

// How far a venue has told everything. One stream per venue: `completeness-<venue>`. The greatest
// `through` counts (RECONCILIATION §1), so a smaller or equal one says nothing new.

export interface ReportThrough extends ReportTime {
  readonly type: 'ReportThrough';
  readonly exchangeId: string;
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
  /** Absent until the venue says so for the first time. */
  readonly through?: Instant;
}

export const completenessDecider: Decider<
  Completeness,
  ReportThrough,
  ExchangeReportedThrough,
  CompletenessRefusal
> = {
  initial: {},
  decide: ({ exchangeId, through, ...time }, known) => {
    const problem = factTimeRefusal(time, through);
    if (problem) return refuse(problem);
    if (known.through !== undefined && through <= known.through) return accept();
    return accept({ type: 'ExchangeReportedThrough', exchangeId, through });
  },
  evolve: (_, { through }) => ({ through }),
};

export const completenessStream = (exchangeId: string): string => `completeness-${exchangeId}`;
