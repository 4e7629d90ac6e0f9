import { atLeastZero, parsed, sum, unparsable, unreachable, type Parsed } from '@esep/kernel';

// What a licence costs an applicant (LIC-12), item by item. The figures are values of the rule pack
// and come in with the question; nothing here knows a price.

/** One item of LIC-12 with what is stated of it: a range, a minimum that the law sets, or nothing. */
export interface CostItem {
  readonly code: string;
  readonly per: 'once' | 'year';
  readonly min?: bigint;
  readonly max?: bigint;
}

/** All that is stated, in minor units of `currency`. The total is that of the first year. */
export interface LicenceCost {
  readonly currency: string;
  readonly totalMin: bigint;
  readonly totalMax: bigint;
  readonly items: readonly CostItem[];
}

export interface CostQuestion {
  readonly cost: LicenceCost;
  /** Years that the estimate covers, at least 1. */
  readonly years: number;
  /** What the applicant plans for an item each time it is due, instead of what is stated. */
  readonly planned: readonly PlannedCost[];
}

export interface PlannedCost {
  readonly code: string;
  readonly amount: bigint;
}

export interface CostRange {
  readonly low: bigint;
  readonly high: bigint;
}

export interface CostLine {
  readonly code: string;
  readonly source: 'planned' | 'stated' | 'not-stated';
  /** How often it is due in the years covered. */
  readonly times: number;
  /** For all times together; absent when nothing is stated or planned. */
  readonly range?: CostRange;
  /** Stays the applicant's own: shown, but no cost. */
  readonly isKept: boolean;
  /** Planned below or above what is stated. */
  readonly isUnusual: boolean;
}

export interface CostEstimate {
  readonly currency: string;
  readonly years: number;
  readonly lines: readonly CostLine[];
  /**
   * For the items of which nothing is stated or planned, together: what the stated total leaves when
   * the stated items are taken off (`unstatedCosts`, an assumption).
   */
  readonly rest: CostRange;
  /** All lines that are spent, and the rest. */
  readonly spent: CostRange;
  readonly kept: CostRange;
}

export type CostProblem =
  | 'years-not-positive'
  | 'cost-item-unknown'
  | 'cost-item-planned-twice'
  | 'cost-negative'
  | 'cost-below-minimum';

/**
 * Share capital is paid in and must be shown (LIC-7), but it stays the applicant's. Only without it
 * do the items of LIC-12 fit into the total that LIC-12 states.
 */
const KEPT = 'share-capital';

const NOTHING: CostRange = { low: 0n, high: 0n };

/** The break-down of LIC-12 for what an applicant plans, or what is wrong with the plan. */
export const estimateCost = (question: CostQuestion): Parsed<CostEstimate, CostProblem> => {
  const problem = problemOf(question);
  if (problem !== undefined) return unparsable(problem);
  const { cost, years } = question;
  const lines = cost.items.map((item) => costLine(item, question));
  const rest = restOfTotal(question);
  const spent = sumOf([rest, ...rangesOf(lines.filter(({ isKept }) => !isKept))]);
  const kept = sumOf(rangesOf(lines.filter(({ isKept }) => isKept)));
  return parsed({ currency: cost.currency, years, lines, rest, spent, kept });
};

const problemOf = ({ cost, years, planned }: CostQuestion): CostProblem | undefined => {
  if (!Number.isInteger(years) || years < 1) return 'years-not-positive';
  if (new Set(planned.map(({ code }) => code)).size < planned.length)
    return 'cost-item-planned-twice';
  for (const { code, amount } of planned) {
    const item = cost.items.find((known) => known.code === code);
    if (item === undefined) return 'cost-item-unknown';
    if (amount < 0n) return 'cost-negative';
    // A minimum without a maximum is a floor of the law, not an experience of the market.
    if (item.min !== undefined && item.max === undefined && amount < item.min)
      return 'cost-below-minimum';
  }
  return undefined;
};

const costLine = (item: CostItem, { years, planned }: CostQuestion): CostLine => {
  const { code, min, max } = item;
  const plan = planOf(planned, code);
  const stated = statedRange(item);
  const range = plan === undefined ? stated : { low: plan, high: plan };
  const times = timesDue(item, years);
  const isUnusual =
    plan !== undefined && ((min !== undefined && plan < min) || (max !== undefined && plan > max));
  return {
    code,
    source: plan !== undefined ? 'planned' : stated !== undefined ? 'stated' : 'not-stated',
    times,
    ...(range !== undefined && { range: multiplied(range, times) }),
    isKept: code === KEPT,
    isUnusual,
  };
};

const restOfTotal = ({ cost, years, planned }: CostQuestion): CostRange => {
  const spent = cost.items.filter(({ code }) => code !== KEPT);
  const unstated = spent.filter((item) => statedRange(item) === undefined);
  const open = unstated.filter(({ code }) => planOf(planned, code) === undefined);
  if (open.length === 0) return NOTHING;
  const stated = sumOf(spent.map((item) => statedRange(item) ?? NOTHING));
  const plans = sum(unstated.map(({ code }) => planOf(planned, code) ?? 0n));
  const left = {
    low: atLeastZero(cost.totalMin - stated.low - plans),
    high: atLeastZero(cost.totalMax - stated.high - plans),
  };
  return multiplied(left, Math.max(...open.map((item) => timesDue(item, years))));
};

const planOf = (planned: readonly PlannedCost[], code: string): bigint | undefined =>
  planned.find((known) => known.code === code)?.amount;

/** Where only a minimum is stated, the minimum is all that can be counted on. */
const statedRange = ({ min, max }: CostItem): CostRange | undefined =>
  min === undefined && max === undefined ? undefined : { low: min ?? 0n, high: max ?? min ?? 0n };

const timesDue = ({ per }: CostItem, years: number): number => {
  switch (per) {
    case 'once':
      return 1;
    case 'year':
      return years;
    default:
      return unreachable(per);
  }
};

const rangesOf = (lines: readonly CostLine[]): readonly CostRange[] =>
  lines.map(({ range }) => range ?? NOTHING);

const multiplied = ({ low, high }: CostRange, times: number): CostRange => ({
  low: low * BigInt(times),
  high: high * BigInt(times),
});

const sumOf = (ranges: readonly CostRange[]): CostRange => ({
  low: sum(ranges.map(({ low }) => low)),
  high: sum(ranges.map(({ high }) => high)),
});
