import { endOf, type Instant, type Work } from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import type { FactsInForce } from '../facts/facts-in-force.js';
import type { MonthlyResults } from './monthly-results.js';
import { reconciliationOf, type ReconciliationRow } from '../reconciliation/reconciliation.js';
import { conversionsWork, type Conversions } from '../sector/sector.js';

/** A licensee's rows of one asset with what the sector adds up, and until when all of it stays so. */
export interface Standing {
  readonly rows: readonly ReconciliationRow[];
  readonly conversions: Conversions;
  /** When it changes next without a new fact; undefined for never. */
  readonly changesAt: Instant | undefined;
}

export function* standingWork(
  facts: FactsInForce,
  results: MonthlyResults,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
): Work<Standing> {
  const { rows } = reconciliationOf(yield* results.reckoner.reckonWork(rules, knownAt, asOf));
  const byPeriod = yield* results.conversions.upToWork(asOf, NO_LAW, (from) =>
    conversionsWork(facts.eventsUpTo(asOf, from)),
  );
  const conversions = new Map(byPeriod.map((one) => [one.period, one.conversions]));
  return { rows, conversions, changesAt: changesAt(rows, asOf, facts.nextEventAfter(asOf)) };
}

/** What was paid for coins is what it is under any law. */
const NO_LAW = {};

/** A month ends and another begins, one falls due, or an event dated ahead comes to pass. */
const changesAt = (
  rows: readonly ReconciliationRow[],
  asOf: Instant,
  nextEventAt: Instant | undefined,
): Instant | undefined =>
  rows
    .flatMap(({ period, due }) => [endOf(period), due])
    .concat(nextEventAt ?? [])
    .filter((at) => at > asOf)
    .sort()[0];
