import { atOnce, eachWork, type Instant, type Work } from '@esep/kernel';

import { FactsInForce } from './facts-in-force.js';
import {
  FACT_LISTS,
  type FactList,
  type FactOf,
  type ReconciliationFacts,
} from './reconciliation-facts.js';

/** The facts in force by what was known at `knownAt`. */
export const factsInForce = (facts: ReconciliationFacts, knownAt: Instant): FactsInForce =>
  atOnce(factsInForceWork(facts, knownAt));

export function* factsInForceWork(
  facts: ReconciliationFacts,
  knownAt: Instant,
): Work<FactsInForce> {
  const inForce = new FactsInForce(facts.licenseeParty);
  for (const list of FACT_LISTS) yield* recordWork(inForce, list, facts[list], knownAt);
  yield* inForce.orderWork();
  return inForce;
}

function* recordWork<List extends FactList>(
  inForce: FactsInForce,
  list: List,
  facts: readonly FactOf<List>[],
  knownAt: Instant,
): Work<void> {
  yield* eachWork(facts, (fact) => {
    if (fact.recordedAt <= knownAt) inForce.record(list, fact);
  });
}
