import { INSTANT_MAX, INSTANT_MIN } from './bounds.js';
import { parsed, unparsable, type Parsed } from './parsed.js';

/**
 * UTC, ISO 8601, always with milliseconds and `Z`: `2026-03-05T07:00:00.000Z`.
 *
 * A string, because what is hashed must survive JSON unchanged. From 1970 until the end of 9998: there
 * it has one width, so text order is time order, and every store can hold it, with room for whatever
 * zone, period or deadline is computed from it.
 */
export type Instant = string;

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export type InstantProblem =
  | 'instant-malformed'
  | 'instant-without-offset'
  | 'instant-finer-than-a-millisecond'
  | 'instant-out-of-range';

const SHAPE =
  /^(\d{4})-(\d{2})-(\d{2})[Tt](\d{2}):(\d{2}):(\d{2})(?:\.(\d+))?([Zz]|[+-]\d{2}:\d{2})?$/;

/**
 * Reads an RFC 3339 instant. The offset is demanded, because a local time without one names two
 * instants on the night a zone changes; digits finer than a millisecond are refused rather than
 * rounded, because rounding could carry a sale over a deadline. A leap second (`:60`) is malformed:
 * no clock of the regime ticks it.
 */
export const parseInstant = (text: string): Parsed<Instant, InstantProblem> => {
  const match = SHAPE.exec(text);
  if (!match) return unparsable('instant-malformed');
  const [, year, month, day, hour, minute, second, fraction = '', offset] = match;
  if (offset === undefined) return unparsable('instant-without-offset');
  if (fraction.length > 3 && /[1-9]/.test(fraction.slice(3)))
    return unparsable('instant-finer-than-a-millisecond');
  const local = `${year}-${month}-${day}T${hour}:${minute}:${second}.${fraction.slice(0, 3).padEnd(3, '0')}Z`;
  const millis = Date.parse(local);
  // Date.parse rolls 30 February over into March; what comes back must be what was sent.
  if (Number.isNaN(millis) || new Date(millis).toISOString() !== local)
    return unparsable('instant-malformed');
  const shift = offsetMillis(offset);
  if (shift === undefined) return unparsable('instant-malformed');
  const utc = millis - shift;
  if (utc < MIN_MILLIS || utc > MAX_MILLIS) return unparsable('instant-out-of-range');
  return parsed(instantOf(utc));
};

const MIN_MILLIS = Date.parse(INSTANT_MIN);
const MAX_MILLIS = Date.parse(INSTANT_MAX);

const offsetMillis = (offset: string): number | undefined => {
  if (offset === 'Z' || offset === 'z') return 0;
  const hours = Number(offset.slice(1, 3));
  const minutes = Number(offset.slice(4, 6));
  if (hours > 23 || minutes > 59) return undefined;
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
};

/**
 * The instant of a count of milliseconds since 1970-01-01T00:00Z. Beyond four digits of a year the
 * text would be wider and sort wrongly, so that is a bug.
 */
export const instantOf = (millis: number): Instant => {
  const text = new Date(millis).toISOString();
  if (text.length !== INSTANT_MIN.length) throw new RangeError(`Beyond all instants: ${text}`);
  return text;
};

/** Milliseconds since 1970-01-01T00:00Z of an instant that was already checked. */
export const millisOf = (instant: Instant): number => {
  const millis = Date.parse(instant);
  if (Number.isNaN(millis)) throw new Error(`Not an instant: ${instant}`);
  return millis;
};

/** Throws where the text is no instant: for text that was checked before. */
export const instantIn = (text: string): Instant => {
  const read = parseInstant(text);
  if (!read.ok) throw new Error(`${read.reason}: ${text}`);
  return read.value;
};

export const plusMillis = (at: Instant, millis: number): Instant =>
  instantOf(millisOf(at) + millis);

/** Throws when there is none. */
export const earliest = (instants: readonly Instant[]): Instant =>
  instants.reduce((left, right) => (right < left ? right : left));

/** Throws when there is none. */
export const latest = (instants: readonly Instant[]): Instant =>
  instants.reduce((left, right) => (right > left ? right : left));

/** A calendar day, `YYYY-MM-DD`, without a zone. */
export type LocalDate = string;

/** True for a day that the Gregorian calendar has. */
export const isLocalDate = (text: string): boolean => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const millis = Date.parse(`${text}T00:00:00.000Z`);
  return !Number.isNaN(millis) && new Date(millis).toISOString().startsWith(text);
};

/** True for a day whose instants the ledger can hold. */
export const isLedgerDay = (text: string): boolean =>
  isLocalDate(text) && text >= INSTANT_MIN.slice(0, 10) && text <= INSTANT_MAX.slice(0, 10);

/** The day `days` after (or, negative, before) `date`. */
export const plusDays = (date: LocalDate, days: number): LocalDate =>
  instantOf(Date.parse(`${date}T00:00:00.000Z`) + days * DAY_MS).slice(0, 10);

/** 0 = Sunday … 6 = Saturday. */
export const weekdayOf = (date: LocalDate): number => new Date(`${date}T00:00:00.000Z`).getUTCDay();
