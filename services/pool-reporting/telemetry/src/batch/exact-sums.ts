/**
 * Sums of whole numbers, exact whatever their size: doubles as long as they are exact, and what is more
 * as a bigint.
 */
export class ExactSums {
  private sums: Float64Array<ArrayBuffer>;
  private readonly carried = new Map<number, bigint>();

  constructor(capacity = 64) {
    this.sums = new Float64Array(capacity);
  }

  /** Adds a whole number from 0 to `Number.MAX_SAFE_INTEGER` to the sum at this place. */
  add(place: number, value: number): void {
    if (place >= this.sums.length)
      this.sums = new Float64Array(
        this.sums.buffer.transfer(Math.max(this.sums.length * 2, place + 1) * 8),
      );
    const sum = this.sums[place]! + value;
    if (sum <= Number.MAX_SAFE_INTEGER) this.sums[place] = sum;
    else {
      this.carried.set(place, (this.carried.get(place) ?? 0n) + BigInt(this.sums[place]!));
      this.sums[place] = value;
    }
  }

  at(place: number): bigint {
    return (this.carried.get(place) ?? 0n) + BigInt(this.sums[place] ?? 0);
  }
}
