import type { Instant } from '@esep/kernel';

import type { DistributionFact, ReversalFact, WithdrawalFact } from './reconciliation-facts.js';
import { distributionInForce, type Distribution } from './stock-event.js';
import { replaces } from './supersession.js';

/** The records of one row of a pool: the latest of each kind. */
export interface PoolRow {
  report: DistributionFact | undefined;
  /** The earliest time that any version gave it. */
  earliestAt: Instant | undefined;
  withdrawal: WithdrawalFact | undefined;
  reversal: ReversalFact | undefined;
  inForce: Distribution | undefined;
}

/** The last version counts, unless it takes the row back or any version was reversed. */
export const standsInForce = ({
  report,
  withdrawal,
  reversal,
}: PoolRow): Distribution | undefined => {
  if (report === undefined || reversal !== undefined) return undefined;
  if (withdrawal !== undefined && isLaterVersion(withdrawal, report)) return undefined;
  return distributionInForce(report);
};

type Version = DistributionFact | WithdrawalFact;

export const isLaterVersion = (next: Version, known: Version): boolean =>
  next.version === known.version ? replaces(next, known) : next.version > known.version;
