// 2026-11-01T00:00:00Z
const TIME_BYTES = 20;
const TIME_WORDS = TIME_BYTES / 4;
const ZERO = 0x30;
const PUNCTUATION: readonly (readonly [at: number, byte: number])[] = [
  [4, 0x2d],
  [7, 0x2d],
  [10, 0x54],
  [13, 0x3a],
  [16, 0x3a],
  [19, 0x5a],
];

/** Reads times in UTC. Neighbours are mostly of one minute, and nearly all of a body of one day. */
export class TimeScanner {
  /** The time that was read last, four bytes at a time. */
  private readonly last = new Uint32Array(TIME_WORDS);
  private lastSeconds = Number.NaN;
  private lastDay = Number.NaN;
  private lastDaySeconds = Number.NaN;

  /** Seconds since 1970; NaN where this is no time in UTC with whole seconds. */
  scan(bytes: Uint8Array, view: DataView, start: number, end: number): number {
    if (end - start !== TIME_BYTES) return Number.NaN;
    if (this.isLast(view, start)) return this.lastSeconds;
    for (const [at, byte] of PUNCTUATION) if (bytes[start + at] !== byte) return Number.NaN;
    const day = this.daySeconds(bytes, start);
    const hours = twoDigits(bytes, start + 11);
    const minutes = twoDigits(bytes, start + 14);
    const seconds = twoDigits(bytes, start + 17);
    // Comparisons with NaN are false.
    if (!(day < Infinity && hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
    for (let i = 0; i < TIME_WORDS; i += 1) this.last[i] = view.getUint32(start + i * 4, true);
    this.lastSeconds = day + hours * 3_600 + minutes * 60 + seconds;
    return this.lastSeconds;
  }

  private isLast(view: DataView, start: number): boolean {
    for (let i = 0; i < TIME_WORDS; i += 1)
      if (view.getUint32(start + i * 4, true) !== this.last[i]) return false;
    return true;
  }

  /** Begin of the day; NaN where there is no such day. */
  private daySeconds(bytes: Uint8Array, start: number): number {
    const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
    const month = twoDigits(bytes, start + 5);
    const day = twoDigits(bytes, start + 8);
    const key = (year * 100 + month) * 100 + day;
    if (key === this.lastDay) return this.lastDaySeconds;
    const date = new Date(0);
    // Unlike `Date.UTC`, which takes the year 26 for 1926.
    date.setUTCFullYear(year, month - 1, day);
    // The 31st of February would be the 3rd of March.
    const isReal =
      date.getUTCFullYear() === year &&
      date.getUTCMonth() === month - 1 &&
      date.getUTCDate() === day;
    this.lastDay = key;
    this.lastDaySeconds = isReal ? date.getTime() / 1_000 : Number.NaN;
    return this.lastDaySeconds;
  }
}

const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};
