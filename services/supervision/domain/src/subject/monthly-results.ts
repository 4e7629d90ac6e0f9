import type { FactsInForce } from '../facts/facts-in-force.js';
import type { CrossCheckFinding } from '../finding-catalogue.js';
import { KeptByMonth } from './kept-by-month.js';
import { Reckoner } from '../reconciliation/reckoner.js';
import type { PeriodConversions } from '../sector/sector.js';

/**
 * What was worked out of the facts in force at an instant, and is kept for the months before which
 * nothing has changed since.
 */
export class MonthlyResults {
  readonly reckoner: Reckoner;
  readonly conversions = new KeptByMonth<PeriodConversions>();
  readonly poolFees = new KeptByMonth<CrossCheckFinding>();
  readonly prices = new KeptByMonth<CrossCheckFinding>();
  readonly removedObstacles = new KeptByMonth<CrossCheckFinding>();

  constructor(private readonly facts: FactsInForce) {
    this.reckoner = new Reckoner(facts);
  }

  /** Learns from when on the facts in force have changed. */
  refresh(): void {
    const from = this.facts.takeChangedFrom();
    const { reckoner, conversions, poolFees, prices, removedObstacles } = this;
    for (const kept of [reckoner, conversions, poolFees, prices, removedObstacles])
      kept.changed(from);
  }
}
