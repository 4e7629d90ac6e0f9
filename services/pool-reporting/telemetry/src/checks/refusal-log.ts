import type { RowRefusal, RowRefusalCode } from './refusals.js';

/** The most refusals of one batch that are listed; beyond, they are only counted. */
export const REFUSALS_LISTED_MAX = 1_000;

/** Refused rows of a batch: all counted by code, and of those with the smallest lines, which they are. */
export class RefusalLog {
  private readonly counts = new Map<RowRefusalCode, number>();
  private kept: RowRefusal[] = [];

  constructor(private readonly listedMax: number = REFUSALS_LISTED_MAX) {}

  add(line: number, code: RowRefusalCode): void {
    this.counts.set(code, (this.counts.get(code) ?? 0) + 1);
    this.kept.push({ line, code });
    // Overlaps are found a slice later than other refusals, so lines do not come in order.
    if (this.kept.length >= this.listedMax * 2 + 2) this.trim();
  }

  get total(): number {
    let total = 0;
    for (const count of this.counts.values()) total += count;
    return total;
  }

  get byCode(): Readonly<Partial<Record<RowRefusalCode, number>>> {
    return Object.fromEntries(this.counts);
  }

  /** In the order of lines. */
  get first(): readonly RowRefusal[] {
    this.trim();
    return this.kept;
  }

  private trim(): void {
    this.kept = this.kept.toSorted((a, b) => a.line - b.line).slice(0, this.listedMax);
  }
}
