import {
  ACCEPTED,
  HASHRATE,
  INTERVAL_SECONDS,
  INTERVAL_START,
  POWER,
  REJECTED,
  STALE,
  TEMPERATURE,
} from './members.js';

/**
 * Rows of a slice: what is sorted, rolled up and written at a time. With twice as many a process that
 * writes one slice while it reads the next comes to 300 MB, and files are 1 % smaller a reading.
 */
export const SLICE_ROWS_MAX = 65_536;

export const HAS_TEMPERATURE = 1;
export const HAS_POWER = 2;

/**
 * Readings by columns. Typed arrays drop what is written behind their end without a word, so rows come
 * in through `append` alone, which throws there.
 */
export class Columns {
  /** Number of rows. */
  rows = 0;
  /** Line of the body, or row of the Arrow stream, from 1. */
  readonly line: Float64Array<ArrayBuffer>;
  /** Index of the machine in the register. */
  readonly machine: Uint32Array<ArrayBuffer>;
  /** Index of the machine's placement in the register. */
  readonly placement: Uint32Array<ArrayBuffer>;
  /** Begin of the interval in seconds since 1970, until 2106. */
  readonly start: Uint32Array<ArrayBuffer>;
  readonly seconds: Uint16Array<ArrayBuffer>;
  /** Work, weighted by difficulty: whole numbers that are exact as doubles. */
  readonly accepted: Float64Array<ArrayBuffer>;
  readonly stale: Float64Array<ArrayBuffer>;
  readonly rejected: Float64Array<ArrayBuffer>;
  /** 0.01 TH/s. */
  readonly hashrate: Uint32Array<ArrayBuffer>;
  /** 0.1 °C; 0 where the row has none. */
  readonly temperature: Int16Array<ArrayBuffer>;
  /** W; 0 where the row has none. */
  readonly power: Uint32Array<ArrayBuffer>;
  /** `HAS_TEMPERATURE`, `HAS_POWER`. */
  readonly validity: Uint8Array<ArrayBuffer>;

  constructor(readonly capacity: number = SLICE_ROWS_MAX) {
    this.line = new Float64Array(capacity);
    this.machine = new Uint32Array(capacity);
    this.placement = new Uint32Array(capacity);
    this.start = new Uint32Array(capacity);
    this.seconds = new Uint16Array(capacity);
    this.accepted = new Float64Array(capacity);
    this.stale = new Float64Array(capacity);
    this.rejected = new Float64Array(capacity);
    this.hashrate = new Uint32Array(capacity);
    this.temperature = new Int16Array(capacity);
    this.power = new Uint32Array(capacity);
    this.validity = new Uint8Array(capacity);
  }

  get isFull(): boolean {
    return this.rows >= this.capacity;
  }

  clear(): void {
    this.rows = 0;
  }

  /** Appends a row of which `values` has a checked number for each member, in the order of `MEMBERS`. */
  append(
    line: number,
    machine: number,
    placement: number,
    values: Float64Array,
    validity: number,
  ): void {
    const row = this.nextRow();
    this.line[row] = line;
    this.machine[row] = machine;
    this.placement[row] = placement;
    this.start[row] = values[INTERVAL_START]!;
    this.seconds[row] = values[INTERVAL_SECONDS]!;
    this.accepted[row] = values[ACCEPTED]!;
    this.stale[row] = values[STALE]!;
    this.rejected[row] = values[REJECTED]!;
    this.hashrate[row] = values[HASHRATE]!;
    this.temperature[row] = validity & HAS_TEMPERATURE ? values[TEMPERATURE]! : 0;
    this.power[row] = validity & HAS_POWER ? values[POWER]! : 0;
    this.validity[row] = validity;
  }

  /** Appends a row of others. */
  copy(from: Columns, source: number): void {
    if (source >= from.rows) throw new Error(`Row ${source} of ${from.rows} is copied.`);
    const row = this.nextRow();
    this.line[row] = from.line[source]!;
    this.machine[row] = from.machine[source]!;
    this.placement[row] = from.placement[source]!;
    this.start[row] = from.start[source]!;
    this.seconds[row] = from.seconds[source]!;
    this.accepted[row] = from.accepted[source]!;
    this.stale[row] = from.stale[source]!;
    this.rejected[row] = from.rejected[source]!;
    this.hashrate[row] = from.hashrate[source]!;
    this.temperature[row] = from.temperature[source]!;
    this.power[row] = from.power[source]!;
    this.validity[row] = from.validity[source]!;
  }

  private nextRow(): number {
    if (this.rows >= this.capacity)
      throw new Error(`A row more than the ${this.capacity} that the columns hold.`);
    return this.rows++;
  }
}
