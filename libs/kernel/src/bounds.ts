// The bounds of what anybody may ask of the ledger or tell it: one table, from which forms, deciders
// and reads take their limits. Without a bound, one mistyped year or one far instant becomes years of
// work for everybody. A bound that the law sets stands in the rule pack (`regimeFrom`), not here.

/** The least and the greatest instant of the ledger: what every edge takes and every store can hold. */
export const INSTANT_MIN = '1970-01-01T00:00:00.000Z';
export const INSTANT_MAX = '9998-12-31T23:59:59.999Z';

/**
 * When the regime began where the law of a ledger does not say: 2024-01-01 in Almaty. What a licensee
 * had before is opening stock, told once.
 */
export const REGIME_FROM = '2023-12-31T18:00:00.000Z';

/** How far a sender's clock may be ahead of ours (REGIME §6); `knownAt` may be ahead as far. */
export const CLOCK_SKEW_MS = 5 * 60_000;

/** The day of the first block of the first chain: nothing in the register is older. */
export const REGISTER_FROM = '2009-01-03T00:00:00.000Z';

/**
 * How far back one person alone may date what enters the register: it is often told the day after.
 * What is older changes months that others rely on, and takes two.
 */
export const REGISTRATION_GRACE_MS = 24 * 3_600_000;

/** How many years ahead of the clock a date of the register may lie, and the end of an interval. */
export const REGISTER_YEARS_AHEAD = 1;
export const UNTIL_YEARS_AHEAD = 50;

/**
 * The most base units, or minor units of money, of one row where the asset itself has no maximum
 * supply: sums of 10¹² rows stay inside `numeric(78, 0)`.
 */
export const ROW_QUANTITY_MAX = 10n ** 36n;

/** The most periods of one list: the months from 1970 until a hundred years from now. */
export const PERIODS_MAX = 2_400;

/** The most months of one board or trend: five years. */
export const BOARD_PERIODS_MAX = 60;

/** The most items of one answer, and its most bytes; what is more is paged. */
export const ANSWER_ITEMS_MAX = 500;
export const ANSWER_BYTES_MAX = 4 * 1024 * 1024;

/** The most facts that one answer gives out to be worked out elsewhere, and so the most of one licensee. */
export const GIVEN_FACTS_MAX = 10_000;

/** The longest that one piece of work may keep a process from everything else. */
export const TURN_MS_MAX = 100;

/** The greatest body that is read, and the greatest of those who show no token. */
export const BODY_BYTES_MAX = 8 * 1024 * 1024;
export const PUBLIC_BODY_BYTES_MAX = 64 * 1024;

/**
 * The greatest file of machines, the longest line in it, and how many lines are recorded together: a file is
 * read line by line, and what was recorded of one that breaks off stays.
 */
export const MACHINES_BYTES_MAX = 128 * 1024 * 1024;
export const MACHINE_LINE_BYTES_MAX = 4 * 1024;
export const MACHINES_PER_CHUNK = 10_000;

/** The most rows of one report, and so the most items of any list in a body. */
export const ROWS_MAX = 10_000;

/** How deep lists and objects may stand in each other. */
export const NESTING_MAX = 32;

/** Different names in one body: 1,000 that nobody knows, beside those of any call. */
export const NAMES_MAX = 1_100;

/** Values in one body: thirty for each row of a full report. */
export const VALUES_MAX = 300_000;
