import {
  instantOf,
  localDateOf,
  millisOf,
  periodOf,
  periodsBetween,
  plusDays,
  plusPeriods,
  startOfDay,
  type Instant,
  type LocalDate,
  type Period,
} from '@esep/kernel';

// Terms that the law gives in months: of a suspension, of a licence, of a bar.

/** The same day `months` later, or the last of that month where it has no such day. */
export const plusMonths = (date: LocalDate, months: number): LocalDate => {
  const month = plusPeriods(date.slice(0, 7), months);
  const last = plusDays(`${plusPeriods(month, 1)}-01`, -1);
  const same = `${month}${date.slice(7)}`;
  return same < last ? same : last;
};

/** The same local time `months` later. */
export const monthsAfter = (at: Instant, months: number): Instant => {
  const date = localDateOf(at);
  const sinceMidnight = millisOf(at) - millisOf(startOfDay(date));
  return instantOf(millisOf(startOfDay(plusMonths(date, months))) + sinceMidnight);
};

/** The months whose figures may change when the register changes from an instant on, up to now. */
export const periodsFrom = (changed: Instant, now: Instant): readonly Period[] =>
  changed > now ? [] : periodsBetween(periodOf(changed), periodOf(now));
