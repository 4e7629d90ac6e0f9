import { plusDays, type LocalDate } from '@esep/kernel';

import { BEGINNING, frozen, type RulePack, type Rule, type Source } from './rule-pack.js';
import type { HolidayCalendar, RuleKey, RuleValues } from './rule-values.js';

/** The part of a pack that the reconciliation reads, in the form of `RECONCILIATION.md`. */
export interface ReconciliationRules {
  /** By effective local date; 0 before the first. */
  readonly shareBps: readonly { readonly from: LocalDate; readonly bps: number }[];
  readonly graceDays: number;
  readonly holidays: readonly LocalDate[];
  readonly quoteCurrencies: readonly string[];
  readonly carryForward: boolean;
}

export const reconciliationRules = ({ rules }: RulePack): ReconciliationRules => ({
  shareBps: rules.saleShareBps.values
    .map(({ from, value }) => ({ from, bps: value }))
    .filter(({ from, bps }) => from !== BEGINNING || bps > 0),
  graceDays: onlyValue(rules.graceDays),
  holidays: onlyValue(rules.holidays).days.map(({ date }) => date),
  quoteCurrencies: onlyValue(rules.quoteCurrencies),
  carryForward: onlyValue(rules.carryForward),
});

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
  const assumed = <Value>(from: LocalDate, value: Value) =>
    ({ from, value, source: GIVEN, assumption: true }) as const;
  const shares = given.shareBps
    .filter(({ from }) => from !== BEGINNING)
    .toSorted((a, b) => (a.from < b.from ? -1 : 1));
  const first = given.shareBps.find(({ from }) => from === BEGINNING)?.bps ?? 0;
  return frozen({
    ...base,
    packId: `${base.packId}-given`,
    title: `${base.title}, with reconciliation rules as given`,
    rules: {
      ...base.rules,
      saleShareBps: {
        ...base.rules.saleShareBps,
        values: [assumed(BEGINNING, first), ...shares.map(({ from, bps }) => assumed(from, bps))],
      },
      graceDays: { ...base.rules.graceDays, values: [assumed(BEGINNING, given.graceDays)] },
      holidays: {
        ...base.rules.holidays,
        values: [assumed(BEGINNING, calendarOf(given.holidays))],
      },
      quoteCurrencies: {
        ...base.rules.quoteCurrencies,
        values: [assumed(BEGINNING, given.quoteCurrencies)],
      },
      carryForward: {
        ...base.rules.carryForward,
        values: [assumed(BEGINNING, given.carryForward)],
      },
    },
  });
};

const calendarOf = (holidays: readonly LocalDate[]): HolidayCalendar => {
  const dates = [...new Set(holidays)].sort();
  return {
    coveredFrom: dates[0] ?? BEGINNING,
    coveredUntil: plusDays(dates.at(-1) ?? BEGINNING, 1),
    days: dates.map((date) => ({ date, name: 'Given', kind: 'holiday', assumption: true })),
  };
};
