// 2026-11-01T00:00:00Z
const TIME_BYTES = 20;
const DAY_BYTES = 10;
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
  private readonly last = new Uint8Array(TIME_BYTES);
  private lastSeconds = Number.NaN;
  private lastDaySeconds = Number.NaN;

  /** Seconds since 1970; NaN where this is no time in UTC with whole seconds. */
  scan(bytes: Uint8Array, start: number, end: number): number {
    if (end - start !== TIME_BYTES) return Number.NaN;
    const same = this.sameBytes(bytes, start);
    if (same === TIME_BYTES) return this.lastSeconds;
    for (const [at, byte] of PUNCTUATION) if (bytes[start + at] !== byte) return Number.NaN;
    const isSameDay = same >= DAY_BYTES && !Number.isNaN(this.lastDaySeconds);
    const day = isSameDay ? this.lastDaySeconds : daySeconds(bytes, start);
    const hours = twoDigits(bytes, start + 11);
    const minutes = twoDigits(bytes, start + 14);
    const seconds = twoDigits(bytes, start + 17);
    // Comparisons with NaN are false.
    if (!(hours < 24 && minutes < 60 && seconds < 60)) return Number.NaN;
    this.last.set(bytes.subarray(start, end));
    this.lastDaySeconds = day;
    this.lastSeconds = day + hours * 3_600 + minutes * 60 + seconds;
    return this.lastSeconds;
  }

  private sameBytes(bytes: Uint8Array, start: number): number {
    let same = 0;
    while (same < TIME_BYTES && this.last[same] === bytes[start + same]) same += 1;
    return same;
  }
}

const twoDigits = (bytes: Uint8Array, at: number): number => {
  const tens = bytes[at]! - ZERO;
  const ones = bytes[at + 1]! - ZERO;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
};

const daySeconds = (bytes: Uint8Array, start: number): number => {
  const year = twoDigits(bytes, start) * 100 + twoDigits(bytes, start + 2);
  const month = twoDigits(bytes, start + 5);
  const day = twoDigits(bytes, start + 8);
  const date = new Date(Date.UTC(year, month - 1, day));
  // The 31st of February would be the 3rd of March; a year before 100 another one.
  const isReal =
    date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return isReal ? date.getTime() / 1_000 : Number.NaN;
};
