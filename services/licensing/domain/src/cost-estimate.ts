import { parsed, unparsable, unreachable, type Parsed } from '@esep/kernel';

// What a licence costs an applicant (LIC-12), item by item. The items and their ranges are values of
// the rulebook and come in with the question; nothing here knows a price.

/** Money in cents of USD, the currency that LIC-12 states its figures in. */
export interface CostItem {
  /** The item's name in the rulebook, e.g. `office`. */
  readonly code: string;
  readonly title: string;
  readonly low: bigint;
  /** Absent where only a minimum is stated. */
  readonly high?: bigint;
  /** `once`, or `yearly` for every year the estimate covers. */
  readonly due: 'once' | 'yearly';
  /**
   * `spent`, or `kept` when it stays the applicant's own: share capital must be shown (LIC-7), but it
   * is no cost, and stands beside the total.
   */
  readonly nature: 'spent' | 'kept';
  /** A floor that the law sets: what the applicant plans may not be less. */
  readonly isMinimum: boolean;
  /** Nobody could confirm the figure: the console marks it. */
  readonly isAssumption: boolean;
}

export interface CostQuestion {
  readonly items: readonly CostItem[];
  /** Years that the estimate covers, at least 1. */
  readonly years: number;
  /** What the applicant plans for an item, in cents of USD a time, instead of its range. */
  readonly planned: readonly { readonly code: string; readonly amount: bigint }[];
}

export interface CostLine {
  readonly code: string;
  readonly title: string;
  readonly nature: CostItem['nature'];
  /** How often it is due in the years covered. */
  readonly times: number;
  readonly low: bigint;
  readonly high: bigint;
  readonly isPlanned: boolean;
  /** Planned below or above the range that is known. */
  readonly isOutsideRange: boolean;
  readonly isAssumption: boolean;
}

/** Low and high are sums over `times`; `kept` is not part of `spent`. */
export interface CostEstimate {
  readonly years: number;
  readonly lines: readonly CostLine[];
  readonly spent: CostRange;
  readonly kept: CostRange;
}

export interface CostRange {
  readonly low: bigint;
  readonly high: bigint;
}

export type CostProblem =
  | 'years-not-positive'
  | 'cost-item-unknown'
  | 'cost-item-planned-twice'
  | 'cost-negative'
  | 'cost-below-minimum';

/** The break-down of LIC-12 for what an applicant plans, or what is wrong with the plan. */
export const estimateCost = (question: CostQuestion): Parsed<CostEstimate, CostProblem> => {
  const problem = problemOf(question);
  if (problem !== undefined) return unparsable(problem);
  const { items, years } = question;
  const lines = items.map((item) => costLine(item, question));
  const spent = sumOf(lines.filter(({ nature }) => nature === 'spent'));
  const kept = sumOf(lines.filter(({ nature }) => nature === 'kept'));
  return parsed({ years, lines, spent, kept });
};

const problemOf = ({ items, years, planned }: CostQuestion): CostProblem | undefined => {
  if (!Number.isInteger(years) || years < 1) return 'years-not-positive';
  if (new Set(planned.map(({ code }) => code)).size < planned.length)
    return 'cost-item-planned-twice';
  for (const { code, amount } of planned) {
    const item = items.find((known) => known.code === code);
    if (item === undefined) return 'cost-item-unknown';
    if (amount < 0n) return 'cost-negative';
    if (item.isMinimum && amount < item.low) return 'cost-below-minimum';
  }
  return undefined;
};

const costLine = (item: CostItem, { years, planned }: CostQuestion): CostLine => {
  const { code, title, nature, isAssumption } = item;
  const plan = planned.find((known) => known.code === code)?.amount;
  const times = timesDue(item, years);
  const range = rangeOf(item);
  const { low, high } = plan === undefined ? range : { low: plan, high: plan };
  return {
    code,
    title,
    nature,
    times,
    low: low * BigInt(times),
    high: high * BigInt(times),
    isPlanned: plan !== undefined,
    isOutsideRange:
      plan !== undefined && (plan < range.low || (item.high !== undefined && plan > range.high)),
    isAssumption: isAssumption && plan === undefined,
  };
};

/** Where only a minimum is stated, the minimum is all that can be counted on. */
const rangeOf = ({ low, high }: CostItem): CostRange => ({ low, high: high ?? low });

const timesDue = ({ due }: CostItem, years: number): number => {
  switch (due) {
    case 'once':
      return 1;
    case 'yearly':
      return years;
    default:
      return unreachable(due);
  }
};

const sumOf = (ranges: readonly CostRange[]): CostRange => ({
  low: ranges.reduce((sum, { low }) => sum + low, 0n),
  high: ranges.reduce((sum, { high }) => sum + high, 0n),
});
