import type { PeriodJudged, Verdict } from '@esep/contracts';
import { assetOf, inWholeUnits, type Period } from '@esep/kernel';

import type { PlannedMonth } from './acts.js';
import type { ReconciliationAnswer } from './caller.js';
import type { Expectation, ExpectedFinding } from './sector-plan.js';

// What the ledger says of a month, held against what must come of the plan.

/** One month of one licensee's coins as it was found; quantities in base units. */
export interface FoundRow {
  readonly licensee: string;
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: Period;
  readonly mined: bigint;
  readonly required: bigint;
  readonly soldInTime: bigint;
  readonly soldLate: bigint;
  readonly surplus: bigint;
  readonly verdict: Verdict;
  /** The verdict that supervision put on record; undefined before the first. */
  readonly judged: Verdict | undefined;
  /** How often the row changed on record after it was final. */
  readonly restatement: number;
  readonly findings: readonly { readonly type: string; readonly quantity: bigint }[];
}

/** Undefined when the answer has no row for the month. */
export const foundRow = (
  { licensee, holding, month }: PlannedMonth,
  licenseeId: string,
  { rows, findings }: ReconciliationAnswer,
  judgement: PeriodJudged | undefined,
): FoundRow | undefined => {
  const row = rows.find(({ period }) => period === month.period);
  if (row === undefined) return undefined;
  return {
    licensee: licensee.name,
    licenceId: licensee.licenceId,
    licenseeId,
    asset: holding.asset,
    period: month.period,
    mined: BigInt(row.mined),
    required: BigInt(row.required),
    soldInTime: BigInt(row.soldInTime),
    soldLate: BigInt(row.soldLate),
    surplus: BigInt(row.surplus),
    verdict: row.verdict,
    judged: judgement?.verdict,
    restatement: judgement?.restatement ?? 0,
    findings: findings
      .filter(({ type, period }) => period === month.period && PLANNED_FINDINGS.has(type))
      .map(({ type, quantity }) => ({ type, quantity: BigInt(quantity) })),
  };
};

/** Findings of RECONCILIATION §8. What other sources show beside them is not planned. */
const PLANNED_FINDINGS: ReadonlySet<string> = new Set([
  'under-sold',
  'unlicensed-venue',
  'not-a-conversion',
  'self-trade',
  'unsourced-sale',
  'unapproved-pool',
  'mined-while-suspended',
  'mined-without-licence',
  'early-release',
  'unexplained-outflow',
]);

const FIGURES = {
  mined: 'mined',
  required: 'required',
  soldInTime: 'sold in time',
  soldLate: 'sold late',
  surplus: 'sold beyond what is required',
} as const;

/** What is not as it must be, in words; nothing when all is. */
export const mismatchesOf = (
  { month, licensee, holding }: PlannedMonth,
  expected: Expectation,
  found: FoundRow | undefined,
): string[] => {
  const coins = (quantity: bigint) => `${wholeCoins(quantity, holding.asset)} ${holding.asset}`;
  const whose = `${licensee.name}, ${holding.asset}, ${month.period}`;
  if (found === undefined) return [`${whose}: expected ${expected.verdict}, found no row.`];
  const mismatches: string[] = [];
  const differ = (what: string, wanted: string, is: string) => {
    if (wanted !== is) mismatches.push(`${whose}: expected ${what} ${wanted}, found ${is}.`);
  };
  differ('the verdict', expected.verdict, found.verdict);
  differ('the judgement on record', expected.verdict, found.judged ?? 'none');
  for (const [figure, word] of Object.entries(FIGURES) as [keyof typeof FIGURES, string][])
    differ(word, coins(expected[figure]), coins(found[figure]));
  const textOf = ({ type, quantity }: { type: string; quantity: bigint }) =>
    `${type} of ${coins(quantity)}`;
  differ('the findings', listOf(expected.findings, textOf), listOf(found.findings, textOf));
  return mismatches;
};

const listOf = <Item>(items: readonly Item[], textOf: (item: Item) => string): string =>
  items.length === 0 ? 'none' : items.map(textOf).sort().join(', ');

/** What must be found now: less without a chain, and less before the news came. */
export const expectationOn = (
  { expected, expectedBefore }: PlannedMonth['month'],
  day: string,
  hasChain: boolean,
): Expectation => {
  const right = expectedBefore && day < expectedBefore.knownOn ? expectedBefore : expected;
  const canBeFound = ({ needsChain }: ExpectedFinding) => hasChain || !needsChain;
  return { ...right, findings: right.findings.filter(canBeFound) };
};

/** Base units as whole coins, for people. */
export const wholeCoins = (quantity: bigint, asset: string): string =>
  inWholeUnits(quantity, assetOf(asset)?.exponent ?? 0);
