import {
  CLOCK_SKEW_MS,
  holdsAt,
  millisOf,
  REGISTRATION_GRACE_MS,
  type Instant,
  type Interval,
} from '@esep/kernel';

// Everything in the register holds from one instant to another, in effective time. An interval recorded
// again with the same start replaces the earlier record (RECONCILIATION §1). Recording time is left to the
// log: a read at an earlier known-at replays fewer events.

export const isEmpty = ({ from, to }: Interval): boolean => to !== undefined && to <= from;

export const overlap = (left: Interval, right: Interval): boolean =>
  !isEmpty(left) &&
  !isEmpty(right) &&
  (left.to === undefined || right.from < left.to) &&
  (right.to === undefined || left.from < right.to);

export const startingAt = <I extends Interval>(
  intervals: readonly I[],
  from: Instant,
): I | undefined => intervals.find((interval) => interval.from === from);

/**
 * The interval meant by a command that names an end but no start: the one in force at `at`, else the one
 * that ended there (a repeated command), else the latest. An empty one only if its end is repeated:
 * otherwise moving the end would bring back what was annulled.
 */
export const inForceOrLatest = <I extends Interval>(
  intervals: readonly I[],
  at: Instant,
): I | undefined => {
  const latestFirst = [...intervals].sort((a, b) => (a.from < b.from ? 1 : -1));
  return (
    latestFirst.find((interval) => holdsAt(interval, at)) ??
    latestFirst.find(({ to }) => to === at) ??
    latestFirst.find((interval) => !isEmpty(interval))
  );
};

/** The interval of which somebody names an end: by its start, else by `inForceOrLatest`. */
export const endingAt = <I extends Interval>(
  intervals: readonly I[],
  from: Instant | undefined,
  end: Instant,
): I | undefined =>
  from === undefined ? inForceOrLatest(intervals, end) : startingAt(intervals, from);

/** The intervals with `next` in the place of the one that starts with it. */
export const recorded = <I extends Interval>(intervals: readonly I[], next: I): readonly I[] => [
  ...intervals.filter(({ from }) => from !== next.from),
  next,
];

/** True when `next` overlaps an interval that starts at another instant. */
export const overlapsAnother = (intervals: readonly Interval[], next: Interval): boolean =>
  intervals.some((known) => known.from !== next.from && overlap(known, next));

/**
 * The first instant at which `next` says something else than `known`, which starts with it or is not
 * there; undefined when they say the same.
 */
export const changedFrom = (known: Interval | undefined, next: Interval): Instant | undefined => {
  if (known === undefined || isEmpty(known)) return isEmpty(next) ? undefined : next.from;
  if (isEmpty(next)) return known.from;
  if (known.to === next.to) return undefined;
  if (known.to === undefined) return next.to;
  return next.to === undefined || known.to < next.to ? known.to : next.to;
};

/**
 * Does a change lie before the moment at which one person records it? Nobody changes the past alone:
 * months that were judged would change with it. Clocks of senders may differ by minutes.
 */
export const isRetroactive = (changed: Instant | undefined, now: Instant): boolean =>
  changed !== undefined && millisOf(changed) < millisOf(now) - CLOCK_SKEW_MS;

/** Does something enter the register with a date that one person may not give it alone? */
export const isDatedBack = (from: Instant, now: Instant): boolean =>
  millisOf(from) < millisOf(now) - REGISTRATION_GRACE_MS;
