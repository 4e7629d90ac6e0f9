/** The most gaps between intervals that a batch may leave: 24 MB. */
export const GAPS_MAX = 2_000_000;

const NONE = 0;

/**
 * Which seconds of which machines the earlier slices of a batch have, exactly. Intervals that touch are
 * one range, so a machine that reports without gaps has one; its latest is kept apart, where rows that
 * come in the order of time need nothing else, and ranges before a gap are in a list, latest first.
 */
export class Coverage {
  /** By machine; until is 0 where there is no range. */
  private readonly latestFrom: Uint32Array;
  private readonly latestUntil: Uint32Array;
  /** By machine: place of the next earlier range, or `NONE`. */
  private readonly earlier: Uint32Array;
  private from = new Uint32Array(1_024);
  private until = new Uint32Array(1_024);
  private next = new Uint32Array(1_024);
  /** Place 0 is `NONE`. */
  private used = 1;
  private free = NONE;
  private kept = 0;

  constructor(
    machines: number,
    private readonly gapsMax: number = GAPS_MAX,
  ) {
    this.latestFrom = new Uint32Array(machines);
    this.latestUntil = new Uint32Array(machines);
    this.earlier = new Uint32Array(machines);
  }

  /** False where there were more gaps than are kept: the batch must be refused. */
  get isExact(): boolean {
    return this.kept <= this.gapsMax;
  }

  /** End of what the machine has; 0 where it has nothing. */
  endOf(machine: number): number {
    return this.latestUntil[machine]!;
  }

  overlaps(machine: number, from: number, until: number): boolean {
    if (from >= this.latestUntil[machine]!) return false;
    if (until > this.latestFrom[machine]!) return true;
    for (let place = this.earlier[machine]!; place !== NONE; place = this.next[place]!) {
      if (from >= this.until[place]!) return false;
      if (until > this.from[place]!) return true;
    }
    return false;
  }

  /** Adds an interval that begins when all that the machine has is over. */
  append(machine: number, from: number, until: number): void {
    const latestUntil = this.latestUntil[machine]!;
    if (latestUntil === 0 || from !== latestUntil) {
      if (latestUntil !== 0) this.pushEarlier(machine);
      this.latestFrom[machine] = from;
    }
    this.latestUntil[machine] = until;
  }

  /** Adds intervals, begin and end by turns, in the order of time, that overlap nothing. */
  insert(machine: number, intervals: readonly number[]): void {
    const known = this.rangesOf(machine);
    this.drop(machine);
    for (let i = 0, j = 0; i < known.length || j < intervals.length;) {
      const isKnown = j >= intervals.length || (i < known.length && known[i]! < intervals[j]!);
      const [from, until] = isKnown
        ? [known[i]!, known[i + 1]!]
        : [intervals[j]!, intervals[j + 1]!];
      if (isKnown) i += 2;
      else j += 2;
      this.append(machine, from, until);
    }
  }

  /** Begin and end by turns, in the order of time. */
  rangesOf(machine: number): number[] {
    if (this.latestUntil[machine] === 0) return [];
    const ranges = [this.latestUntil[machine]!, this.latestFrom[machine]!];
    for (let place = this.earlier[machine]!; place !== NONE; place = this.next[place]!)
      ranges.push(this.until[place]!, this.from[place]!);
    return ranges.reverse();
  }

  private drop(machine: number): void {
    const first = this.earlier[machine]!;
    let last = NONE;
    for (let place = first; place !== NONE; place = this.next[place]!) {
      this.kept -= 1;
      last = place;
    }
    if (last !== NONE) {
      this.next[last] = this.free;
      this.free = first;
    }
    this.earlier[machine] = NONE;
    this.latestUntil[machine] = 0;
  }

  private pushEarlier(machine: number): void {
    this.kept += 1;
    if (!this.isExact) return;
    const place = this.takePlace();
    this.from[place] = this.latestFrom[machine]!;
    this.until[place] = this.latestUntil[machine]!;
    this.next[place] = this.earlier[machine]!;
    this.earlier[machine] = place;
  }

  private takePlace(): number {
    const place = this.free;
    if (place !== NONE) {
      this.free = this.next[place]!;
      return place;
    }
    if (this.used >= this.from.length) {
      this.from = doubled(this.from);
      this.until = doubled(this.until);
      this.next = doubled(this.next);
    }
    return this.used++;
  }
}

const doubled = (array: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> =>
  new Uint32Array(array.buffer.transfer(array.byteLength * 2));
