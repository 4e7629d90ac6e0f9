import { eachWork, periodOf, type Instant, type Work } from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import type { FactsInForce } from '../facts/facts-in-force.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { FactLists, FillFact, RelatedPartyFact } from '../facts/reconciliation-facts.js';
import { obstaclesTo, quotesUnder, type SaleObstacle } from '../reconciliation/sale-obstacles.js';
import { StatusIntervals } from '../facts/status-intervals.js';
import type { Sell, StockEvent } from '../facts/stock-event.js';

// A sale that did not count and counts now, because the venue corrected it (another counterparty,
// currency, amount or time), or because a relation of its two sides was taken back in the register. It
// counts until two persons decide otherwise (SUP-8), and is a finding.

/**
 * One finding per sale in force that an obstacle stood against and stands no longer, of the whole
 * sale; of all sales up to `asOf`, or of those from an instant on. `recorded` is everything that `facts`
 * holds by what was known at `knownAt`, and may hold more.
 */
export function* removedObstaclesWork(
  facts: FactsInForce,
  recorded: FactLists,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
  from?: Instant,
): Work<readonly CrossCheckFinding[]> {
  const quotesAt = quotesUnder(rules);
  const wasRelated = relationsEver(recorded.relatedParties, knownAt);
  const corrected = new Set<StockEvent>(facts.corrected());
  const found: CrossCheckFinding[] = [];
  yield* eachWork(facts.eventsUpTo(asOf, from), (event) => {
    if (event.kind !== 'sell' || !(corrected.has(event) || wasRelated(event.fact))) return;
    const versions = facts.versionsOf(event);
    const now = obstaclesTo(event.fact, facts, quotesAt);
    const stood = versions.flatMap((version): readonly SaleObstacle[] => [
      ...obstaclesTo(version, facts, quotesAt),
      ...(wasRelated(version) ? (['self-trade'] as const) : []),
    ]);
    if (stood.some((obstacle) => !now.includes(obstacle))) found.push(findingOf(event));
  });
  return found;
}

const findingOf = ({ id, at, quantity }: Sell): CrossCheckFinding =>
  crossCheckFinding('correction-removes-obstacle', periodOf(at), quantity, [id]);

/**
 * Did the register say at the time of a sale, or at any time later, that its two sides were related
 * then? A relation that had ended by its own time, and was known to have, never was in the way.
 */
const relationsEver = (
  relatedParties: readonly RelatedPartyFact[],
  knownAt: Instant,
): ((fill: FillFact) => boolean) => {
  const known = relatedParties.filter(({ recordedAt }) => recordedAt <= knownAt);
  const byParty = Map.groupBy(known, ({ party }) => party);
  return ({ counterparty, at }) => {
    const said = counterparty === undefined ? undefined : byParty.get(counterparty);
    if (counterparty === undefined || said === undefined) return false;
    const times = [at, ...said.map(({ recordedAt }) => recordedAt).filter((time) => time > at)];
    return times.some((time) => {
      const register = new StatusIntervals();
      for (const fact of said) if (fact.recordedAt <= time) register.record(fact.party, fact);
      return register.holds(counterparty, at);
    });
  };
};
