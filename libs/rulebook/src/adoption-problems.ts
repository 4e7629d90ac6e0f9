import { ALMATY, type LocalDate } from '@esep/kernel';
import canonicalize from 'canonicalize';

import { packProblem, type PackProblem } from './pack-problem.js';
import type { DatedValue, RulePack } from './rule-pack.js';
import { RULE_KEYS, type HolidayCalendar, type RuleKey, type RuleValues } from './rule-values.js';

// What speaks against adopting a pack that is well formed: values that this software would not follow,
// and another law for days that are past. A pack that was adopted stands; nothing here is asked of it.

/** The conditions of the lower tax rate that are looked at (TAX-1). */
export const TAX_RATE_CONDITIONS = [
  'licence-in-force',
  'approved-pool',
  'declared-pool',
  'sold-share-met',
  'retained-moved-after-release',
  'continuing-duties',
] as const;

/**
 * What this software does in one way only. A pack says it, so that everybody can read what is done and
 * by whose word; a pack that says otherwise is not adopted (docs/adr/0018).
 */
export const FIXED_RULES = {
  shareCapital: 'stays-the-applicants',
  unstatedCosts: 'rest-of-the-total',
  saleCountsAt: 'trade',
  curedLate: 'breach',
  /** Both are always asked before coins are released (SALE-3). */
  retainedReleaseConditions: ['period-reported', 'tax-paid'],
  carryForward: false,
  saleBasis: 'coins-per-asset',
  period: 'calendar-month',
  zone: { name: 'Asia/Almaty', transitions: ALMATY },
  deadlineRoll: 'next-working-day',
  taxPeriod: 'quarter',
  lawOfQuarter: 'law-of-its-last-day',
  brokenMonth: 'breaks-its-quarter',
  miningProfit: 'value-at-receipt-less-costs',
  taxRounding: 'down-to-minor-units-once',
  priceRule: {
    list: 'state-published',
    setOn: 'working-days',
    otherDays: 'previous-working-day',
    exchangeRate: 'national-bank-of-the-date',
    missingPrice: 'blocks-assessment',
  },
} as const satisfies Partial<RuleValues>;

const isFollowed = (key: RuleKey, value: unknown): boolean => {
  if (key === 'taxRateConditions')
    return (value as readonly string[]).every((one) =>
      (TAX_RATE_CONDITIONS as readonly string[]).includes(one),
    );
  return !isFixed(key) || isSame(asSet(value), asSet(FIXED_RULES[key]));
};

const isFixed = (key: RuleKey): key is keyof typeof FIXED_RULES => Object.hasOwn(FIXED_RULES, key);

/** The order of conditions means nothing. */
const asSet = (value: unknown): unknown => (Array.isArray(value) ? value.toSorted() : value);

/** Values that would be adopted and ignored, each by its pointer. */
export const notFollowed = (pack: RulePack): readonly PackProblem[] =>
  RULE_KEYS.flatMap((key) => {
    return pack.rules[key].values.flatMap(({ value }, index) =>
      isFollowed(key, value)
        ? []
        : [
            packProblem(
              `/rules/${key}/values/${index}/value`,
              'not-followed',
              `this software cannot follow ${canonicalize(value)}`,
              'Choose a value that it follows, or upgrade it first',
            ),
          ],
    );
  });

/** Where the next law says otherwise than the one in force about a day before `today`. */
export const pastChanges = (
  inForce: RulePack,
  next: RulePack,
  today: LocalDate,
): readonly PackProblem[] =>
  RULE_KEYS.flatMap((key) => {
    const day = firstChange(key, inForce, next, today);
    return day === undefined
      ? []
      : [
          packProblem(
            `/rules/${key}`,
            'changes-the-past',
            `from ${day} on it says otherwise than the law in force`,
            `Date the change ${today} or later; what has to change earlier says why under "retroactive"`,
          ),
        ];
  });

/** Both are constant between the days on which one of them changes, so those are all that is asked. */
const firstChange = (
  key: RuleKey,
  inForce: RulePack,
  next: RulePack,
  today: LocalDate,
): LocalDate | undefined => {
  const [before, after] = [inForce.rules[key].values, next.rules[key].values];
  if (key === 'holidays') return firstOtherHoliday(before, after, today);
  const days = [...before, ...after].map(({ from }) => from).filter((day) => day < today);
  return [...new Set(days)].sort().find((day) => !isSame(on(before, day), on(after, day)));
};

/** A calendar of a year to come is added to a value that holds from the beginning. */
const firstOtherHoliday = (
  before: readonly DatedValue<unknown>[],
  after: readonly DatedValue<unknown>[],
  today: LocalDate,
): LocalDate | undefined => {
  const daysOff = (values: readonly DatedValue<unknown>[]): readonly LocalDate[] =>
    (values as readonly DatedValue<HolidayCalendar>[])
      .flatMap(({ value }) => value.days.map(({ date }) => date))
      .filter((date) => date < today);
  const [known, said] = [new Set(daysOff(before)), new Set(daysOff(after))];
  const changed = [
    ...[...known].filter((day) => !said.has(day)),
    ...[...said].filter((day) => !known.has(day)),
  ];
  return changed.sort()[0];
};

const on = (values: readonly DatedValue<unknown>[], day: LocalDate): unknown =>
  (values.findLast(({ from }) => from <= day) ?? values[0])?.value;

const isSame = (left: unknown, right: unknown): boolean =>
  canonicalize(left) === canonicalize(right);
