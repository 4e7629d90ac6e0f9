import { setImmediate as nextTurn } from 'node:timers/promises';

import type { RefusalLog } from '../checks/refusal-log.js';
import { Columns } from '../columns/columns.js';
import type { MachineRegister } from '../register/machine-register.js';
import type { Coverage } from './coverage.js';
import { HOUR_SECONDS, RollUp, type PartialSums } from './roll-up.js';
import { endOfMachine, sortedRows } from './sort-rows.js';
import type { StoredReadings } from './stored-readings.js';

/** Rows of a batch that are taken: sorted, without overlaps, and rolled up. */
export interface Slice {
  /** By machine and begin of the interval. They are used again for the next slice but one. */
  readonly columns: Columns;
  readonly sums: readonly PartialSums[];
}

/** Rows that are worked off in one turn of the event loop. */
const TURN_ROWS = 25_000;

/**
 * Makes slices of rows that were checked one by one. Of two rows that overlap, the one on the later line
 * is refused, wherever slices are cut.
 */
export class SliceBuilder {
  /** By turns, so that a slice can be written while the next one is read. */
  private sorted: Columns;
  private other: Columns;

  constructor(
    private readonly register: MachineRegister,
    private readonly coverage: Coverage,
    private readonly stored: StoredReadings,
    private readonly refusals: RefusalLog,
    capacity: number,
  ) {
    this.sorted = new Columns(capacity);
    this.other = new Columns(capacity);
  }

  async build(columns: Columns): Promise<Slice> {
    const order = await this.withoutStored(columns, sortedRows(columns, this.register.machines));
    const rollUp = new RollUp(this.register);
    [this.sorted, this.other] = [this.other, this.sorted];
    this.sorted.clear();
    for (let from = 0, until, turnEnd = TURN_ROWS; from < order.length; from = until) {
      until = endOfMachine(columns, order, from);
      this.takeMachine(columns, order.subarray(from, until), rollUp);
      if (until < turnEnd) continue;
      turnEnd = until + TURN_ROWS;
      await nextTurn();
    }
    return { columns: this.sorted, sums: rollUp.sums() };
  }

  /** Refuses rows that overlap with earlier batches. */
  private async withoutStored(columns: Columns, order: Uint32Array): Promise<Uint32Array> {
    const { machine, start, seconds } = columns;
    const late = order.filter((row) => start[row]! < this.stored.endOf(machine[row]!));
    if (late.length === 0) return order;
    const overlaps = await this.stored.overlaps({
      machine: late.map((row) => machine[row]!),
      start: late.map((row) => start[row]!),
      seconds: Uint16Array.from(late, (row) => seconds[row]!),
    });
    const isRefused = new Uint8Array(columns.rows);
    for (const [i, row] of late.entries()) if (overlaps[i]) isRefused[row] = 1;
    for (const row of late)
      if (isRefused[row]) this.refusals.add(columns.line[row]!, 'overlap-with-stored');
    return order.filter((row) => isRefused[row] === 0);
  }

  /** Takes the rows of one machine, which are in the order of time. */
  private takeMachine(columns: Columns, rows: Uint32Array, rollUp: RollUp): void {
    const machine = columns.machine[rows[0]!]!;
    const isInOrder = followEachOther(columns, rows, this.coverage.endOf(machine));
    const ranges = isInOrder ? undefined : this.coverage.rangesOf(machine);
    const taken = ranges ? this.withoutOverlaps(columns, rows, ranges) : rows;
    const isCovered = (from: number, until: number): boolean =>
      ranges ? overlapsAny(ranges, from, until) : this.coverage.overlaps(machine, from, until);
    for (const row of taken) {
      const { placement, start } = columns;
      const group = rollUp.groupOf(placement[row]!, start[row]!);
      if (rollUp.isNew(group, machine))
        if (!this.isCounted(machine, placement[row]!, start[row]!, isCovered))
          rollUp.countMachine(group);
      rollUp.add(group, columns, row);
      this.sorted.copy(columns, row);
    }
    if (ranges) this.coverage.insert(machine, intervalsOf(columns, taken));
    else
      for (const row of taken)
        this.coverage.append(machine, columns.start[row]!, endOf(columns, row));
  }

  /** Whether an earlier slice has a reading of the machine for the same parties in the same hour. */
  private isCounted(
    machine: number,
    placement: number,
    start: number,
    isCovered: (from: number, until: number) => boolean,
  ): boolean {
    const { register } = this;
    const hour = start - (start % HOUR_SECONDS);
    const end = register.firstPlacement[machine + 1]!;
    for (let other = register.firstPlacement[machine]!; other < end; other += 1) {
      if (register.licensee[other] !== register.licensee[placement]) continue;
      if (register.dataCentre[other] !== register.dataCentre[placement]) continue;
      const from = Math.max(hour, register.from[other]!);
      const until = Math.min(hour + HOUR_SECONDS, register.until[other]!);
      if (from < until && isCovered(from, until)) return true;
    }
    return false;
  }

  /** Those rows that overlap neither earlier slices nor earlier lines; the others are refused. */
  private withoutOverlaps(
    columns: Columns,
    rows: Uint32Array,
    ranges: readonly number[],
  ): Uint32Array {
    const isTaken = new Uint8Array(rows.length);
    for (let from = 0, until; from < rows.length; from = until) {
      until = endOfCluster(columns, rows, from);
      takeByLine(columns, rows, from, until, ranges, isTaken);
    }
    for (const [i, row] of rows.entries())
      if (!isTaken[i]) this.refusals.add(columns.line[row]!, 'overlap-in-batch');
    return rows.filter((_, i) => isTaken[i] === 1);
  }
}

const endOf = (columns: Columns, row: number): number =>
  columns.start[row]! + columns.seconds[row]!;

const intervalsOf = (columns: Columns, rows: Uint32Array): number[] => {
  const intervals: number[] = [];
  for (const row of rows) intervals.push(columns.start[row]!, endOf(columns, row));
  return intervals;
};

/** Whether each row begins when the one before it is over, and the first at this second or later. */
const followEachOther = (columns: Columns, rows: Uint32Array, from: number): boolean => {
  let end = from;
  for (const row of rows) {
    if (columns.start[row]! < end) return false;
    end = endOf(columns, row);
  }
  return true;
};

/** Behind the rows that hang together with the one at `from` by overlapping each other. */
const endOfCluster = (columns: Columns, rows: Uint32Array, from: number): number => {
  let end = endOf(columns, rows[from]!);
  let until = from + 1;
  for (; until < rows.length && columns.start[rows[until]!]! < end; until += 1)
    end = Math.max(end, endOf(columns, rows[until]!));
  return until;
};

/**
 * Marks those rows of a cluster that are taken, in the order of lines. Intervals divide the hour, so a
 * cluster is within one, and at most 360 of its rows are taken.
 */
const takeByLine = (
  columns: Columns,
  rows: Uint32Array,
  from: number,
  until: number,
  ranges: readonly number[],
  isTaken: Uint8Array,
): void => {
  const places = Uint32Array.from({ length: until - from }, (_, i) => from + i);
  if (places.length > 1) places.sort((a, b) => rows[a]! - rows[b]!);
  const taken: number[] = [];
  for (const place of places) {
    const [start, end] = [columns.start[rows[place]!]!, endOf(columns, rows[place]!)];
    if (overlapsAny(ranges, start, end) || overlapsSome(taken, start, end)) continue;
    taken.push(start, end);
    isTaken[place] = 1;
  }
};

const overlapsSome = (intervals: readonly number[], from: number, until: number): boolean => {
  for (let i = 0; i < intervals.length; i += 2)
    if (from < intervals[i + 1]! && until > intervals[i]!) return true;
  return false;
};

/** The same of intervals in the order of time, by halving. */
const overlapsAny = (ranges: readonly number[], from: number, until: number): boolean => {
  let low = 0;
  let high = ranges.length / 2;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (ranges[middle * 2 + 1]! <= from) low = middle + 1;
    else high = middle;
  }
  return low < ranges.length / 2 && ranges[low * 2]! < until;
};
