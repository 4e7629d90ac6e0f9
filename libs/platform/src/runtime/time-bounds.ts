import {
  CLOCK_SKEW_MS,
  instantOf,
  millisOf,
  plusMillis,
  REGISTER_FROM,
  REGISTER_YEARS_AHEAD,
  UNTIL_YEARS_AHEAD,
  type Instant,
} from '@esep/kernel';

// The bounds of instants in requests. A bound that depends on the law (`regimeFrom`) is checked by the
// domain.

export interface TimeBounds {
  /** Inclusive; by default the least instant of the ledger. */
  readonly from?: Instant;
  readonly until: (now: Instant) => Instant;
  /** For messages: what is accepted. */
  readonly text: string;
}

const yearsAfter = (now: Instant, years: number): Instant => {
  const date = new Date(millisOf(now));
  date.setUTCFullYear(date.getUTCFullYear() + years);
  return instantOf(date.getTime());
};

export const TIME_BOUNDS = {
  /** `knownAt` and `asOf`: not in the future, but clocks differ. */
  known: {
    until: (now) => plusMillis(now, CLOCK_SKEW_MS),
    text: 'at most 5 minutes ahead of our clock',
  },
  /** When an entry of the register begins. */
  register: {
    from: REGISTER_FROM,
    until: (now) => yearsAfter(now, REGISTER_YEARS_AHEAD),
    text: `from ${REGISTER_FROM.slice(0, 10)} to ${REGISTER_YEARS_AHEAD} year from now`,
  },
  /** When an entry of the register ends, and when a law takes effect. */
  until: {
    from: REGISTER_FROM,
    until: (now) => yearsAfter(now, UNTIL_YEARS_AHEAD),
    text: `from ${REGISTER_FROM.slice(0, 10)} to ${UNTIL_YEARS_AHEAD} years from now`,
  },
} as const satisfies Readonly<Record<string, TimeBounds>>;

export type TimeBoundsName = keyof typeof TIME_BOUNDS;

export type TimeBoundsProblem = 'instant-too-early' | 'instant-in-future';

/** Why an instant is out of bounds at `now`; undefined if it is within. */
export const timeBoundsProblem = (
  { from, until }: TimeBounds,
  instant: Instant,
  now: Instant,
): TimeBoundsProblem | undefined => {
  if (from !== undefined && instant < from) return 'instant-too-early';
  return instant > until(now) ? 'instant-in-future' : undefined;
};
