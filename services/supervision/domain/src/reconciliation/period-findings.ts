import { eachWork, periodOf, sortWork, type Instant, type Period, type Work } from '@esep/kernel';

import type { CoinWalk } from './coin-walk.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import { RECONCILIATION_FINDINGS, type ReconciliationFindingType } from '../finding-catalogue.js';
import type { PeriodAccount } from './period-account.js';
import type { Distribution } from '../facts/stock-event.js';
import { compareText, sortedSet } from '../facts/text-order.js';
import type { JudgedPeriod } from './verdict.js';

export interface ReconciliationFinding {
  readonly type: ReconciliationFindingType;
  readonly period: Period;
  readonly quantity: bigint;
  readonly facts: readonly string[];
  readonly rules: readonly string[];
  /** The fill that brought `outstanding` to nothing; only with the verdict `breach-cured-late`. */
  readonly curedAt?: Instant;
}

/** What does not add up (RECONCILIATION §8): first of whole periods, then of single facts. */
export function* findingsOfWork(
  periods: readonly JudgedPeriod[],
  ofFacts: readonly ReconciliationFinding[],
): Work<readonly ReconciliationFinding[]> {
  const breaches = periods.filter(
    ({ verdict }) => verdict === 'breach' || verdict === 'breach-cured-late',
  );
  const found = [...breaches.map(({ account }) => underSold(account)), ...ofFacts];
  return yield* sortWork(found, compareFindings);
}

/** What is wrong with single facts: coins of these months, and what a walk sold and moved out. */
export function* findingsOfFactsWork(
  accounts: readonly PeriodAccount[],
  coins: CoinWalk,
  facts: FactsInForce,
): Work<ReconciliationFinding[]> {
  const found: ReconciliationFinding[] = [];
  for (const { period, inputs } of accounts)
    yield* eachWork(inputs, (distribution) => {
      for (const type of faultsOf(distribution, facts))
        found.push(findingOf(type, period, distribution.quantity, [distribution.id]));
    });
  yield* eachWork(coins.sales, ({ fill, account, obstacles, unsourced }) => {
    for (const type of obstacles)
      found.push(findingOf(type, account.period, fill.quantity, [fill.id]));
    if (unsourced > 0n)
      found.push(findingOf('unsourced-sale', account.period, unsourced, [fill.id]));
  });
  yield* eachWork(coins.outflows, ({ outflow, early, unexplained }) => {
    const period = periodOf(outflow.at);
    if (early > 0n) found.push(findingOf('early-release', period, early, [outflow.id]));
    if (unexplained > 0n)
      found.push(findingOf('unexplained-outflow', period, unexplained, [outflow.id]));
  });
  return found;
}

const underSold = (account: PeriodAccount): ReconciliationFinding => {
  const { period, required, soldInTime, inputs, paidBy, curedAt } = account;
  const facts = sortedSet([...inputs.map(({ id }) => id), ...paidBy.map(({ fact }) => fact)]);
  return {
    ...findingOf('under-sold', period, required - soldInTime, facts),
    ...(curedAt === undefined ? {} : { curedAt }),
  };
};

/** What is wrong with the place where coins were mined; they count as mined all the same. */
export const faultsOf = (
  { at, fact }: Distribution,
  facts: FactsInForce,
): readonly ReconciliationFindingType[] => {
  const approved = facts.pools.holds(fact.pool, at);
  const declared = facts.wasDeclared(fact);
  const active = facts.wasLicence('active', fact);
  const suspended = facts.wasLicence('suspended', fact);
  if (approved && declared && active && !suspended) return NO_FAULTS;
  const faults: ReconciliationFindingType[] = [];
  if (!approved) faults.push('unapproved-pool');
  else if (!declared) faults.push('undeclared-pool');
  if (suspended) faults.push('mined-while-suspended');
  else if (!active) faults.push('mined-without-licence');
  return faults;
};

const NO_FAULTS: readonly ReconciliationFindingType[] = [];

const findingOf = (
  type: ReconciliationFindingType,
  period: Period,
  quantity: bigint,
  facts: readonly string[],
): ReconciliationFinding => ({
  type,
  period,
  quantity,
  facts,
  rules: RECONCILIATION_FINDINGS[type].rules,
});

/** Only `under-sold` has several facts, and of it there is one in a period: the first fact decides. */
const compareFindings = (left: ReconciliationFinding, right: ReconciliationFinding): number =>
  compareText(left.period, right.period) ||
  compareText(left.type, right.type) ||
  compareText(left.facts[0] ?? '', right.facts[0] ?? '');
