import type { ExchangeReportedThrough } from '@esep/contracts';
import { accept, isInFuture, refuse, type Decider, type Instant } from '@esep/kernel';

// How far a venue has told everything. One stream per venue: `completeness-<venue>`. The greatest
// `through` counts (RECONCILIATION §1), so a smaller or equal one says nothing new.

export interface ReportThrough {
  readonly type: 'ReportThrough';
  readonly exchangeId: string;
  readonly through: Instant;
  readonly at: Instant;
}

export type CompletenessRefusal = 'instant-in-future';

/** What is wrong, and what to do. */
export const COMPLETENESS_MESSAGES: Readonly<Record<CompletenessRefusal, string>> = {
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
  decide: ({ exchangeId, through, at }, known) => {
    if (isInFuture(through, at)) return refuse('instant-in-future');
    if (known.through !== undefined && through <= known.through) return accept();
    return accept({ type: 'ExchangeReportedThrough', exchangeId, through });
  },
  evolve: (_, { through }) => ({ through }),
};

export const completenessStream = (exchangeId: string): string => `completeness-${exchangeId}`;
