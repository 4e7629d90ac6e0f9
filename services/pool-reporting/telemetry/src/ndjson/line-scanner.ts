import { INTERVAL_START, MACHINE_ID, MEMBERS, REQUIRED_BITS } from '../columns/members.js';
import type { RowRefusalCode } from '../checks/refusals.js';
import { TimeScanner } from './time-scanner.js';
import { Words } from './words.js';

const TAB = 0x09;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const CAPITAL_E = 0x45;
const BACKSLASH = 0x5c;
const SMALL_E = 0x65;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const NAMES = MEMBERS.map(({ name }) => Buffer.from(name));
/** As most libraries write a name. */
const NAMES_WITH_COLON = MEMBERS.map(({ name }) => new Words(`"${name}":`));
const DECIMALS = Uint8Array.from(MEMBERS, ({ decimals }) => decimals);
const POWERS_OF_TEN = [1, 10, 100];

const REFUSED = -1;

/**
 * Reads one line of NDJSON, strictly and without making a string of anything. What every byte after the
 * last is: a line feed, so that no loop needs to look for the end.
 */
export class LineScanner {
  /** Of the line that was read last, by the places of `MEMBERS`: whole numbers in the units of columns. */
  readonly values = new Float64Array(MEMBERS.length);
  /** A bit for each member that it has. */
  present = 0;
  /** Where the serial of its machine stands. */
  serialStart = 0;
  serialEnd = 0;
  private readonly time = new TimeScanner();
  /** The place of the member that came at this position in lines before: it will be there again. */
  private readonly expected = MEMBERS.map((_, position) => position);
  private refusal: RowRefusalCode | undefined;
  private textStart = 0;

  /** `bytes[end]` must be a line feed, and `view` of the same bytes. */
  scan(bytes: Uint8Array, view: DataView, start: number, end: number): RowRefusalCode | undefined {
    this.present = 0;
    let at = afterSpace(bytes, start);
    if (bytes[at] !== OPEN_BRACE) return 'not-an-object';
    at = afterSpace(bytes, at + 1);
    if (bytes[at] !== CLOSE_BRACE) {
      at = this.scanMembers(bytes, view, at);
      if (at < 0) return this.refusal;
    }
    if (afterSpace(bytes, at + 1) !== end) return 'syntax';
    return (this.present & REQUIRED_BITS) === REQUIRED_BITS ? undefined : 'missing-member';
  }

  /** These functions give the position behind what they read, or `REFUSED`. */
  private scanMembers(bytes: Uint8Array, view: DataView, start: number): number {
    let at = start;
    for (let position = 0; ; position += 1) {
      at = this.scanMember(bytes, view, at, position);
      if (at < 0) return at;
      at = afterSpace(bytes, at);
      if (bytes[at] === CLOSE_BRACE) return at;
      if (bytes[at] !== COMMA) return this.refuse('syntax');
      at = afterSpace(bytes, at + 1);
    }
  }

  private scanMember(bytes: Uint8Array, view: DataView, start: number, position: number): number {
    let place = position < MEMBERS.length ? this.expected[position]! : 0;
    const name = NAMES_WITH_COLON[place]!;
    let at = name.standsAt(view, start) ? start + name.length : REFUSED;
    if (at < 0) {
      at = this.scanName(bytes, start);
      if (at < 0) return at;
      place = placeOf(bytes, this.textStart, at - 1);
      if (place < 0) return this.refuse('unknown-member');
      if (position < MEMBERS.length) this.expected[position] = place;
      at = afterSpace(bytes, at);
      if (bytes[at] !== COLON) return this.refuse('syntax');
      at += 1;
    }
    if (this.present & (1 << place)) return this.refuse('duplicate-member');
    this.present |= 1 << place;
    at = afterSpace(bytes, at);
    if (place === MACHINE_ID) return this.scanSerial(bytes, at);
    if (place === INTERVAL_START) return this.scanTime(bytes, view, at);
    return this.scanNumber(bytes, at, place);
  }

  private scanName(bytes: Uint8Array, at: number): number {
    return bytes[at] === QUOTE ? this.scanText(bytes, at) : this.refuse('syntax');
  }

  private scanSerial(bytes: Uint8Array, start: number): number {
    if (bytes[start] !== QUOTE) return this.refuse('not-a-string');
    const at = this.scanText(bytes, start);
    this.serialStart = this.textStart;
    this.serialEnd = at - 1;
    return at;
  }

  private scanTime(bytes: Uint8Array, view: DataView, start: number): number {
    if (bytes[start] !== QUOTE) return this.refuse('not-a-string');
    const at = this.scanText(bytes, start);
    if (at < 0) return at;
    const seconds = this.time.scan(bytes, view, this.textStart, at - 1);
    if (Number.isNaN(seconds)) return this.refuse('bad-time');
    this.values[INTERVAL_START] = seconds;
    return at;
  }

  /** From the quote at the begin to behind that at the end. */
  private scanText(bytes: Uint8Array, start: number): number {
    this.textStart = start + 1;
    let at = this.textStart;
    for (let byte = bytes[at]!; byte !== QUOTE; byte = bytes[++at]!) {
      if (byte === BACKSLASH) return this.refuse('escape-in-string');
      if (byte < SPACE) return this.refuse('syntax');
    }
    return at + 1;
  }

  private scanNumber(bytes: Uint8Array, start: number, place: number): number {
    const isNegative = bytes[start] === MINUS;
    const first = isNegative ? start + 1 : start;
    let at = first;
    let byte = bytes[at]!;
    let value = 0;
    for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]!) value = value * 10 + (byte - ZERO);
    if (at === first) return this.refuse(isNegative ? 'syntax' : 'not-a-number');
    if (at > first + 1 && bytes[first] === ZERO) return this.refuse('syntax');
    let decimals = 0;
    if (byte === POINT) {
      const point = at;
      byte = bytes[++at]!;
      for (; byte >= ZERO && byte <= NINE; byte = bytes[++at]!) value = value * 10 + (byte - ZERO);
      decimals = at - point - 1;
      if (decimals === 0) return this.refuse('syntax');
    }
    if (byte === SMALL_E || byte === CAPITAL_E) return this.refuse('exponent');
    const missing = DECIMALS[place]! - decimals;
    if (missing < 0) return this.refuse('too-precise');
    value *= POWERS_OF_TEN[missing]!;
    // What is greater was rounded while it was read.
    if (value > Number.MAX_SAFE_INTEGER) return this.refuse('out-of-range');
    this.values[place] = isNegative ? 0 - value : value;
    return at;
  }

  private refuse(code: RowRefusalCode): number {
    this.refusal = code;
    return REFUSED;
  }
}

const afterSpace = (bytes: Uint8Array, start: number): number => {
  let at = start;
  for (let byte = bytes[at]; byte === SPACE || byte === TAB || byte === CARRIAGE_RETURN;)
    byte = bytes[++at];
  return at;
};

/** Behind the name and its colon, or -1 where something else stands. */
const afterName = (bytes: Uint8Array, start: number, name: Uint8Array): number => {
  for (let i = 0; i < name.length; i += 1) if (bytes[start + i] !== name[i]) return -1;
  return start + name.length;
};

const placeOf = (bytes: Uint8Array, start: number, end: number): number =>
  NAMES.findIndex((name) => name.length === end - start && afterName(bytes, start, name) === end);
