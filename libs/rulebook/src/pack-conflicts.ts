import { ALMATY, weekdayOf, type LocalDate } from '@esep/kernel';
import canonicalize from 'canonicalize';

import { packProblem, type PackProblem } from './pack-problem.js';
import { BEGINNING, type DatedValue, type RulePack } from './rule-pack.js';
import {
  RULE_KEYS,
  type HolidayCalendar,
  type LicenceCost,
  type Range,
  type RuleKey,
  type RuleValues,
  type Zone,
} from './rule-values.js';

// What a schema cannot say: how the dates of a rule follow each other, and how values that are each
// well formed may contradict each other. Asked only about packs that fit the schema.

/**
 * The software applies one value of these to all time. A second, later value would judge the past by
 * the rule of today, so it is refused rather than ignored.
 */
const ONE_VALUE_ONLY: ReadonlySet<RuleKey> = new Set<RuleKey>([
  'deadlineRoll',
  'holidays',
  'regimeFrom',
  'carryForward',
  'saleBasis',
  'period',
  'zone',
]);

export const packConflicts = (pack: RulePack): readonly PackProblem[] => [
  ...RULE_KEYS.flatMap((key) => dateConflicts(key, pack.rules[key].values)),
  ...inEach(pack, 'suspensionMonths', rangeConflicts),
  ...inEach(pack, 'licenceCost', costConflicts),
  ...inEach(pack, 'zone', zoneConflicts),
  ...inEach(pack, 'holidays', calendarConflicts),
  ...taxRateConflicts(pack),
];

type Check<Value> = (value: Value, at: string) => readonly PackProblem[];

const inEach = <Key extends RuleKey>(
  pack: RulePack,
  key: Key,
  check: Check<RuleValues[Key]>,
): readonly PackProblem[] =>
  pack.rules[key].values.flatMap(({ value }, i) => check(value, `/rules/${key}/values/${i}/value`));

// ── Dates and sources ───────────────────────────────────────────────────────────────────────────

const dateConflicts = (
  key: RuleKey,
  values: readonly DatedValue<unknown>[],
): readonly PackProblem[] => [
  ...values.flatMap((value, i) =>
    sequenceConflicts(value, values[i - 1], `/rules/${key}/values/${i}`),
  ),
  ...(ONE_VALUE_ONLY.has(key) && values.length > 1
    ? [
        packProblem(
          `/rules/${key}/values/1`,
          'one-value-only',
          'the reconciliation applies one value of this rule to all periods',
          'Keep one; a change over time needs a reconciliation that knows it',
        ),
      ]
    : []),
];

const sequenceConflicts = (
  { from, source, assumption }: DatedValue<unknown>,
  earlier: DatedValue<unknown> | undefined,
  at: string,
): readonly PackProblem[] => {
  const problems: PackProblem[] = [];
  if (earlier === undefined && from !== BEGINNING)
    problems.push(
      packProblem(
        `${at}/from`,
        'gap-at-the-beginning',
        `nothing is said of the days before ${from}`,
        `Let the first value start on ${BEGINNING}`,
      ),
    );
  if (earlier !== undefined && from === earlier.from)
    problems.push(
      packProblem(
        `${at}/from`,
        'dates-overlap',
        `two values start on ${from}`,
        'Remove one, or give it its own day',
      ),
    );
  if (earlier !== undefined && from < earlier.from)
    problems.push(
      packProblem(
        `${at}/from`,
        'dates-out-of-order',
        `${from} stands after ${earlier.from}`,
        'Write the values in the order of their days',
      ),
    );
  if (source.mark === 'A' && assumption !== true)
    problems.push(
      packProblem(
        at,
        'assumption-not-marked',
        'the source is an assumption, the value does not say so',
        'Add "assumption": true, or name who says it',
      ),
    );
  return problems;
};

// ── Values ──────────────────────────────────────────────────────────────────────────────────────

const notAbove = (
  min: number | bigint,
  max: number | bigint,
  at: string,
): readonly PackProblem[] =>
  min <= max
    ? []
    : [
        packProblem(
          at,
          'empty-range',
          `${min} is more than ${max}`,
          'Exchange or correct the ends',
        ),
      ];

const rangeConflicts: Check<Range> = ({ min, max }, at) => notAbove(min, max, at);

const costConflicts: Check<LicenceCost> = ({ totalMin, totalMax, items }, at) => [
  ...notAbove(BigInt(totalMin), BigInt(totalMax), at),
  ...items.flatMap(({ min, max }, i) =>
    min === undefined || max === undefined
      ? []
      : notAbove(BigInt(min), BigInt(max), `${at}/items/${i}`),
  ),
];

/** Periods are computed by the kernel; a pack with another zone would be applied wrongly. */
const zoneConflicts: Check<Zone> = ({ transitions }, at) =>
  canonicalize(transitions) === canonicalize(ALMATY)
    ? []
    : [
        packProblem(
          `${at}/transitions`,
          'zone-differs',
          'these are not the transitions that periods are computed with',
          'Take those of the kernel; where the zone has changed, upgrade the software first',
        ),
      ];

const calendarConflicts: Check<HolidayCalendar> = ({ coveredFrom, coveredUntil, days }, at) =>
  days.flatMap(({ date, kind }, i) => {
    const where = `${at}/days/${i}`;
    const earlier = days[i - 1]?.date ?? '';
    const problems: PackProblem[] = [];
    if (date <= earlier)
      problems.push(
        packProblem(
          where,
          'days-out-of-order',
          `${date} stands after ${earlier}`,
          'Write each day once, in order',
        ),
      );
    if (date < coveredFrom || date >= coveredUntil)
      problems.push(
        packProblem(
          where,
          'day-not-covered',
          `${date} is outside ${coveredFrom} to ${coveredUntil}`,
          'Widen the covered days, when the whole year is known',
        ),
      );
    if (kind === 'transferred' && isWeekend(date))
      problems.push(
        packProblem(
          where,
          'transferred-to-a-weekend',
          `${date} is a day off anyway`,
          'A day is carried over to a working day: check the date',
        ),
      );
    return problems;
  });

const isWeekend = (date: LocalDate): boolean => weekdayOf(date) % 6 === 0;

/** TAX-1: who breaks the rules pays more, never less, on any day. */
const taxRateConflicts = ({ rules }: RulePack): readonly PackProblem[] => {
  const rateOn = (key: 'taxRateBps' | 'harsherTaxRateBps', day: LocalDate): number =>
    (rules[key].values.findLast(({ from }) => from <= day) ?? rules[key].values[0]).value;
  const days = [...rules.taxRateBps.values, ...rules.harsherTaxRateBps.values].map((v) => v.from);
  const day = days.find((from) => rateOn('harsherTaxRateBps', from) < rateOn('taxRateBps', from));
  return day === undefined
    ? []
    : [
        packProblem(
          '/rules/harsherTaxRateBps',
          'harsher-rate-is-lower',
          `on ${day} the rate for a breach is below the ordinary one`,
          'Correct one of the two rates',
        ),
      ];
};
