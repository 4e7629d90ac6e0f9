import type { PeriodState, Verdict } from '@esep/contracts';
import { atOnce, BPS_PER_WHOLE, type Instant, type Period, type Work } from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import { type FactsInForce } from '../facts/facts-in-force.js';
import { factsInForce } from '../facts/facts-known-at.js';
import type { ReconciliationFinding } from './period-findings.js';
import { Reckoner, type Reckoning } from './reckoner.js';
import type { ReconciliationFacts } from '../facts/reconciliation-facts.js';
import type { JudgedPeriod } from './verdict.js';

// The reconciliation (RECONCILIATION.md): what one licensee mined of one asset, how much of it was
// sold where the law says, and what follows. Pure: the same facts, rules and instants always give
// the same bytes. `reckon` keeps the whole arithmetic, so that the figures, the findings and the
// explanation are three views of one computation.

/** One period's figures. Quantities are base units. */
export interface ReconciliationRow {
  readonly period: Period;
  readonly mined: bigint;
  readonly required: bigint;
  readonly soldInTime: bigint;
  readonly soldLate: bigint;
  readonly shortfall: bigint;
  readonly outstanding: bigint;
  readonly surplus: bigint;
  readonly dischargedBps: number | null;
  readonly soldBps: number | null;
  readonly retained: bigint;
  readonly state: PeriodState;
  readonly verdict: Verdict;
  readonly due: Instant;
  /** Senders that the period was judged without; absent when there are none. */
  readonly waived?: readonly string[];
}

export interface Reconciliation {
  readonly rows: readonly ReconciliationRow[];
  readonly findings: readonly ReconciliationFinding[];
  readonly used: bigint;
  readonly early: bigint;
  readonly unexplained: bigint;
  readonly stockAtEnd: bigint;
  readonly boughtAtEnd: bigint;
}

/**
 * The figures and findings of one licensee and asset, as known at `knownAt` and judged at `asOf`.
 * Throws when `asOf` lies after `knownAt`: nobody can judge what is not yet known.
 */
export const reconcile = (
  facts: ReconciliationFacts,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
): Reconciliation => reconciliationOf(reckon(factsInForce(facts, knownAt), rules, knownAt, asOf));

/** Works out everything from the facts in force by what was known at `knownAt`. */
export const reckon = (
  ...asked: [facts: FactsInForce, rules: ReconciliationRules, knownAt: Instant, asOf: Instant]
): Reckoning => atOnce(reckonWork(...asked));

export const reckonWork = (
  facts: FactsInForce,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
): Work<Reckoning> => new Reckoner(facts).reckonWork(rules, knownAt, asOf);

/** What is published of a reckoning. */
export const reconciliationOf = ({ periods, coins, findings }: Reckoning): Reconciliation => {
  const { used, early, unexplained, stockAtEnd, boughtAtEnd } = coins;
  return {
    rows: periods.map(rowOf),
    findings,
    used,
    early,
    unexplained,
    stockAtEnd,
    boughtAtEnd,
  };
};

/** The published row of a period. */
export const rowOf = ({ account, senders, state, verdict }: JudgedPeriod): ReconciliationRow => {
  const { period, mined, required, soldInTime, soldLate, open, surplus, counted, due } = account;
  const waived = senders.filter((sender) => sender.waived).map(({ sender }) => sender);
  return {
    period,
    mined,
    required,
    soldInTime,
    soldLate,
    shortfall: required - soldInTime,
    outstanding: open,
    surplus,
    dischargedBps: bpsOf(soldInTime, mined),
    soldBps: bpsOf(counted, mined),
    retained: mined - required,
    state,
    verdict,
    due,
    ...(state === 'final' && waived.length > 0 ? { waived } : {}),
  };
};

/** A share of the mined coins; there is none of nothing. Bounded by what a JSON number can carry. */
const bpsOf = (part: bigint, mined: bigint): number | null => {
  if (mined === 0n) return null;
  return Math.min(Number((BPS_PER_WHOLE * part) / mined), Number.MAX_SAFE_INTEGER);
};
