import {
  dueAt,
  plusDays,
  startOf,
  startOfDay,
  type Instant,
  type LocalDate,
  type Period,
} from '@esep/kernel';

import {
  BEGINNING,
  frozen,
  type DatedValue,
  type Rule,
  type RulePack,
  type Source,
} from './rule-pack.js';
import type { HolidayCalendar, RuleKey, RuleValues } from './rule-values.js';

/**
 * The part of a pack that the reconciliation reads, in the form of `RECONCILIATION.md`. Dated values
 * hold from the local midnight of their day, in any order, each day once.
 */
export interface ReconciliationRules {
  /** 0 before the first entry. */
  readonly shareBps: readonly { readonly from: LocalDate; readonly bps: number }[];
  /** As in force at the start of a period; before the first entry, the first. */
  readonly graceDays: readonly { readonly from: LocalDate; readonly days: number }[];
  readonly holidays: readonly LocalDate[];
  /** As in force at the trade; none before the first entry. */
  readonly quoteCurrencies: readonly {
    readonly from: LocalDate;
    readonly currencies: readonly string[];
  }[];
  /**
   * When the regime began: an affiliation or an opening stock of before makes no rows of before.
   * Without it every row is there, as the vectors have it.
   */
  readonly regimeFrom?: Instant;
}

/** What says until when a month is to be reported. */
export type DueRules = Pick<ReconciliationRules, 'graceDays' | 'holidays'>;

export const reconciliationRules = ({ rules }: RulePack): ReconciliationRules => ({
  shareBps: rules.saleShareBps.values
    .map(({ from, value }) => ({ from, bps: value }))
    .filter(({ from, bps }) => from !== BEGINNING || bps > 0),
  graceDays: rules.graceDays.values.map(({ from, value }) => ({ from, days: value })),
  holidays: onlyValue(rules.holidays).days.map(({ date }) => date),
  quoteCurrencies: rules.quoteCurrencies.values.map(({ from, value }) => ({
    from,
    currencies: value,
  })),
  regimeFrom: startOfDay(rules.regimeFrom.values[0].value),
});

/**
 * For entries that hold from a local midnight on: the one in force at an instant, undefined before
 * the first. What is prepared once is asked for every fact.
 */
export const inForceFrom = <Entry extends { readonly from: LocalDate }>(
  entries: readonly Entry[],
): ((at: Instant) => Entry | undefined) => {
  const latestFirst = entries
    .map((entry) => ({ entry, start: startOfEntry(entry.from) }))
    .sort((left, right) => (left.start > right.start ? -1 : 1));
  return (at) => {
    for (const { entry, start } of latestFirst) if (start <= at) return entry;
    return undefined;
  };
};

/** The beginning lies before every instant; its midnight is none that could be stored. */
const startOfEntry = (from: LocalDate): Instant => (from === BEGINNING ? '' : startOfDay(from));

/** `due(P)` (RECONCILIATION §2): the grace days in force at the start of the period decide. */
export const dueUnder = ({ graceDays, holidays }: DueRules, period: Period): Instant => {
  const entry = inForceFrom(graceDays)(startOf(period)) ?? earliest(graceDays);
  return dueAt(period, { graceDays: entry.days, holidays });
};

const earliest = <Entry extends { readonly from: LocalDate }>(entries: readonly Entry[]): Entry =>
  entries.reduce((first, next) => (next.from < first.from ? next : first));

/** The same rules as a case of the reconciliation carries them: dated, or one value for all time. */
export interface WireReconciliationRules {
  readonly shareBps: ReconciliationRules['shareBps'];
  readonly graceDays: number | ReconciliationRules['graceDays'];
  readonly holidays: readonly LocalDate[];
  readonly quoteCurrencies: readonly string[] | ReconciliationRules['quoteCurrencies'];
  /** The regime states no rule to carry surplus forward, so nothing else can be followed. */
  readonly carryForward: false;
}

export const rulesOfWire = (wire: WireReconciliationRules): ReconciliationRules => {
  const { shareBps, graceDays, holidays, quoteCurrencies } = wire;
  return {
    shareBps,
    graceDays: typeof graceDays === 'number' ? [{ from: BEGINNING, days: graceDays }] : graceDays,
    holidays,
    quoteCurrencies: areCodes(quoteCurrencies)
      ? [{ from: BEGINNING, currencies: quoteCurrencies }]
      : quoteCurrencies,
  };
};

const areCodes = (
  currencies: WireReconciliationRules['quoteCurrencies'],
): currencies is readonly string[] => currencies.every((one) => typeof one === 'string');

/** A valid pack has one value of these, see `packConflicts`. */
const onlyValue = <Key extends RuleKey>(rule: Rule<Key>): RuleValues[Key] => rule.values[0].value;

const GIVEN: Source = { fact: 'SALE-9', mark: 'A', note: 'Given as reconciliation rules' };

/**
 * The inverse: a whole pack that answers the reconciliation as the given rules do, and all else as
 * `base` does. It is marked as an assumption throughout, so that nobody takes it for the law.
 */
export const packFromReconciliationRules = (
  base: RulePack,
  given: ReconciliationRules,
): RulePack => {
  const shares = dated(given.shareBps.map(({ from, bps }) => [from, bps]));
  const days = dated(given.graceDays.map((entry) => [entry.from, entry.days]));
  const currencies = dated(given.quoteCurrencies.map((entry) => [entry.from, entry.currencies]));
  return frozen({
    ...base,
    packId: `${base.packId}-given`,
    title: `${base.title}, with reconciliation rules as given`,
    rules: {
      ...base.rules,
      saleShareBps: {
        ...base.rules.saleShareBps,
        values: fromTheBeginning(shares, 0),
      },
      graceDays: {
        ...base.rules.graceDays,
        // What holds before the first entry is the first entry.
        values: fromTheBeginning(days.slice(1), (days[0] as Dated<number>)[1]),
      },
      holidays: {
        ...base.rules.holidays,
        values: fromTheBeginning([], calendarOf(given.holidays)),
      },
      quoteCurrencies: {
        ...base.rules.quoteCurrencies,
        values: fromTheBeginning(currencies, []),
      },
    },
  });
};

type Dated<Value> = readonly [from: LocalDate, value: Value];

const dated = <Value>(entries: readonly Dated<Value>[]): readonly Dated<Value>[] =>
  entries.toSorted(([left], [right]) => (left < right ? -1 : 1));

/** Dated values as a pack has them, with one that holds before all others. */
const fromTheBeginning = <Value>(
  entries: readonly Dated<Value>[],
  before: Value,
): [DatedValue<Value>, ...DatedValue<Value>[]] => {
  const [first, ...later] = entries.map(([from, value]) => assumed(from, value));
  if (first?.from === BEGINNING) return [first, ...later];
  return [assumed(BEGINNING, before), ...(first === undefined ? [] : [first]), ...later];
};

const assumed = <Value>(from: LocalDate, value: Value): DatedValue<Value> => ({
  from,
  value,
  source: GIVEN,
  assumption: true,
});

const calendarOf = (holidays: readonly LocalDate[]): HolidayCalendar => {
  const dates = [...new Set(holidays)].sort();
  return {
    coveredFrom: dates[0] ?? BEGINNING,
    coveredUntil: plusDays(dates.at(-1) ?? BEGINNING, 1),
    days: dates.map((date) => ({ date, name: 'Given', kind: 'holiday', assumption: true })),
  };
};
