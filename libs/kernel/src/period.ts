import { INSTANT_MAX, INSTANT_MIN, PERIODS_MAX } from './bounds.js';
import {
  instantOf,
  millisOf,
  plusDays,
  weekdayOf,
  type Instant,
  type LocalDate,
} from './instant.js';

// Periods of the regime: calendar months in Asia/Almaty, half-open, and the days they fall due
// (RECONCILIATION §2). Pure arithmetic over the zone's transitions, so that the offline verifier
// gives the same answer on a machine whose zone data is older or newer than ours.

/** A calendar month in Asia/Almaty, `YYYY-MM`. Text order is time order. */
export type Period = string;

/** A tax period, `YYYY-Qn`. Text order is time order. */
export type Quarter = string;

/** From `from` on, local time is UTC plus `offsetMinutes`. */
export interface ZoneTransition {
  readonly from: Instant;
  readonly offsetMinutes: number;
}

/**
 * Asia/Almaty as IANA has it since daylight saving was abolished there. On 1 March 2024 00:00 the
 * zone went from UTC+6 to UTC+5 (tzdb 2024a). `period.spec.ts` holds this against IANA's data.
 */
export const ALMATY: readonly ZoneTransition[] = [
  { from: '2004-10-30T20:00:00.000Z', offsetMinutes: 360 },
  { from: '2024-02-29T18:00:00.000Z', offsetMinutes: 300 },
];

/** When the days of a period's grace are counted and which of them are not working days. */
export interface Calendar {
  readonly graceDays: number;
  readonly holidays: readonly LocalDate[];
}

const MINUTE_MS = 60_000;
const MINUTES_PER_DAY = 1_440;

const offsetAt = (at: Instant): number =>
  (ALMATY.findLast(({ from }) => at >= from) ?? (ALMATY[0] as ZoneTransition)).offsetMinutes;

/** The local calendar day of an instant. */
export const localDateOf = (at: Instant): LocalDate => {
  if (at.length !== INSTANT_MIN.length) throw new Error(`Not an instant: ${at}`);
  // Read from the text: it is asked of every row of a report, and a `Date` costs ten times as much.
  const date = at.slice(0, 10);
  const utcMinutes = Number(at.slice(11, 13)) * 60 + Number(at.slice(14, 16));
  const days = Math.floor((utcMinutes + offsetAt(at)) / MINUTES_PER_DAY);
  return days === 0 ? date : plusDays(date, days);
};

/**
 * The instant at which a local day begins. Where a zone change makes midnight happen twice, as on
 * 1 March 2024, the day begins at the later one: IANA puts the repeated hour into the old day.
 */
export const startOfDay = (date: LocalDate): Instant => {
  const local = millisOf(`${date}T00:00:00.000Z`);
  const candidates = ALMATY.map(({ offsetMinutes }) => local - offsetMinutes * MINUTE_MS);
  const valid = candidates.filter((utc) => utc + offsetAt(instantOf(utc)) * MINUTE_MS === local);
  return instantOf(Math.max(...valid));
};

const isPeriodShape = /^\d{4}-(0[1-9]|1[0-2])$/;

/** True for `YYYY-MM` of a year that instants have. */
export const isPeriod = (text: string): text is Period =>
  isPeriodShape.test(text) && isLedgerYear(text);

/** True for `YYYY-Qn` of a year that instants have. */
export const isQuarter = (text: string): text is Quarter =>
  /^\d{4}-Q[1-4]$/.test(text) && isLedgerYear(text);

const isLedgerYear = (text: string): boolean =>
  text.slice(0, 4) >= INSTANT_MIN.slice(0, 4) && text.slice(0, 4) <= INSTANT_MAX.slice(0, 4);

/** The period that contains an instant. */
export const periodOf = (at: Instant): Period => localDateOf(at).slice(0, 7);

/** The period `months` after (or, negative, before). */
export const plusPeriods = (period: Period, months: number): Period => {
  const count = monthsOf(period) + months;
  const year = String(Math.floor(count / 12)).padStart(4, '0');
  if (count < 0 || year.length > 4) throw new RangeError(`No period: ${period} and ${months}`);
  return `${year}-${String((count % 12) + 1).padStart(2, '0')}`;
};

/** Months since the year 0, to count with. */
const monthsOf = (period: Period): number =>
  Number(period.slice(0, 4)) * 12 + Number(period.slice(5, 7)) - 1;

// The two below are asked for again and again for the same few months.
const starts = new Map<Period, Instant>();

/** `start(P)`: the first instant of a period. */
export const startOf = (period: Period): Instant => {
  const known = starts.get(period);
  if (known !== undefined) return known;
  const start = startOfDay(`${period}-01`);
  starts.set(period, start);
  return start;
};

/** `end(P)`: the first instant after a period. */
export const endOf = (period: Period): Instant => startOf(plusPeriods(period, 1));

/**
 * `due(P)`: the local midnight that ends the due day. The due day is the local date of end(P) plus
 * graceDays − 1, rolled forward to the next day that is no Saturday, Sunday or holiday.
 */
export const dueAt = (period: Period, { graceDays, holidays }: Calendar): Instant => {
  let day = plusDays(`${plusPeriods(period, 1)}-01`, graceDays - 1);
  const daysOff = setOf(holidays);
  while (isWeekend(day) || daysOff.has(day)) day = plusDays(day, 1);
  return startOfDay(plusDays(day, 1));
};

// A calendar is asked for every period of every licensee, and made once.
const daySets = new WeakMap<readonly LocalDate[], ReadonlySet<LocalDate>>();

const setOf = (days: readonly LocalDate[]): ReadonlySet<LocalDate> => {
  const known = daySets.get(days) ?? new Set(days);
  daySets.set(days, known);
  return known;
};

/** True on a Saturday, a Sunday and a public holiday of the pack. */
export const isDayOff = (day: LocalDate, holidays: readonly LocalDate[]): boolean =>
  isWeekend(day) || holidays.includes(day);

/**
 * What a list that is set on working days says of a day (TAX-3): what stands there for it; where
 * nothing does and it is a day off, what stands for the working day before. A working day without a
 * value has none, and neither have the days off that follow it: an older one would pass for it.
 */
export const listedOn = <Value>(
  listed: (day: LocalDate) => Value | undefined,
  day: LocalDate,
  holidays: readonly LocalDate[],
): Value | undefined => {
  const value = listed(day);
  if (value !== undefined || !isDayOff(day, holidays)) return value;
  return listedOn(listed, plusDays(day, -1), holidays);
};

const isWeekend = (day: LocalDate): boolean => {
  const weekday = weekdayOf(day);
  return weekday === 0 || weekday === 6;
};

/** The quarter that a period belongs to. */
export const quarterOf = (period: Period): Quarter =>
  `${period.slice(0, 4)}-Q${Math.ceil(Number(period.slice(5, 7)) / 3)}`;

/** The three periods of a quarter, in order. */
export const periodsOf = (quarter: Quarter): readonly [Period, Period, Period] => {
  const first: Period = `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3 - 2).padStart(2, '0')}`;
  return [first, plusPeriods(first, 1), plusPeriods(first, 2)];
};

/**
 * Every period from `first` to `last`, both included; empty when `last` is before `first`. Counted
 * as numbers, so it ends whatever the two are; more than `PERIODS_MAX` is a bug of the caller, which
 * let a date in that no fact of the regime can have.
 */
export const periodsBetween = (first: Period, last: Period): Period[] => {
  const count = monthsOf(last) - monthsOf(first) + 1;
  if (!(count <= PERIODS_MAX)) throw new RangeError(`Too many periods: ${first} to ${last}`);
  return Array.from({ length: Math.max(0, count) }, (_, months) => plusPeriods(first, months));
};
