import type { LocalDate } from '@esep/kernel';
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

/** Both are always asked before coins are released (SALE-3). */
const RELEASE_CONDITIONS = ['period-reported', 'tax-paid'];

type Followed = { readonly [Key in RuleKey]?: (value: RuleValues[Key]) => boolean };

/** Keys with values that a schema allows, because the law may ask for them, and nothing carries out. */
const FOLLOWED: Followed = {
  carryForward: (value) => !value,
  saleBasis: (value) => value === 'coins-per-asset',
  taxRateConditions: (conditions) =>
    conditions.every((one) => (TAX_RATE_CONDITIONS as readonly string[]).includes(one)),
  retainedReleaseConditions: (conditions) =>
    [...conditions].sort().join() === RELEASE_CONDITIONS.join(),
};

/** Values that would be adopted and ignored, each by its pointer. */
export const notFollowed = (pack: RulePack): readonly PackProblem[] =>
  RULE_KEYS.flatMap((key) => {
    const isFollowed = FOLLOWED[key] as ((value: unknown) => boolean) | undefined;
    if (isFollowed === undefined) return [];
    return pack.rules[key].values.flatMap(({ value }, index) =>
      isFollowed(value)
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
