import type { Instant, Period } from '@esep/kernel';

import { explain, type Explanation } from './explain.js';
import { FactsInForce, factsInForce } from './facts-in-force.js';
import {
  noFacts,
  type FactList,
  type FactOf,
  type GrowingFacts,
  type ReconciliationRules,
} from './reconciliation-facts.js';
import { reckon, reconciliationOf, type Reconciliation } from './reconciliation.js';

/**
 * Everything recorded of one licensee and one asset, folded as it arrives. What is asked by the
 * latest knowledge is answered from the facts in force that it keeps; an earlier known-at is worked
 * out afresh. Both are the same code over the same facts, so the fold gives what a recomputation
 * gives, byte for byte, whatever the order of arrival was.
 */
export class SubjectFold {
  private readonly recorded: GrowingFacts = noFacts();
  private readonly inForce: FactsInForce;
  private lastRecordedAt: Instant = '';

  constructor(private readonly licenseeParty: string) {
    this.inForce = new FactsInForce(licenseeParty);
  }

  /** Takes one fact; each fact is taken once. */
  record<List extends FactList>(list: List, fact: FactOf<List>): void {
    this.recorded[list].push(fact);
    this.inForce.record(list, fact);
    if (fact.recordedAt > this.lastRecordedAt) this.lastRecordedAt = fact.recordedAt;
  }

  /** Figures and findings, as known at `knownAt` and judged at `asOf` (not later). */
  reconcile(rules: ReconciliationRules, knownAt: Instant, asOf: Instant): Reconciliation {
    return reconciliationOf(reckon(this.factsAt(knownAt), rules, knownAt, asOf));
  }

  /** The arithmetic behind one period's row; undefined when there is no such row. */
  explain(
    rules: ReconciliationRules,
    knownAt: Instant,
    asOf: Instant,
    period: Period,
  ): Explanation | undefined {
    return explain(this.factsAt(knownAt), rules, knownAt, asOf, period);
  }

  /**
   * The next instant after `asOf` at which the figures may change although nothing new is learned:
   * an event dated ahead of its recording comes to pass. Periods ending and falling due come on top
   * (see `nextJudgementAt`).
   */
  nextEventAfter(asOf: Instant): Instant | undefined {
    return this.inForce.nextEventAfter(asOf);
  }

  private factsAt(knownAt: Instant): FactsInForce {
    const { licenseeParty, recorded } = this;
    return knownAt >= this.lastRecordedAt
      ? this.inForce
      : factsInForce({ licenseeParty, ...recorded }, knownAt);
  }
}
