import { rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

import {
  BIGINT,
  DuckDBDataChunk,
  DuckDBInstance,
  INTEGER,
  SMALLINT,
  TIMESTAMP_S,
  type DuckDBConnection,
  type DuckDBType,
} from '@duckdb/node-api';

import { HAS_POWER, HAS_TEMPERATURE, type Columns } from '../columns/columns.js';
import type { MachineRegister } from '../register/machine-register.js';
import { CHECK_SUMS_SQL, checkSumsOf, type CheckSums } from './check-sums.js';
import { sha256Of, syncFile } from './file-digest.js';

/** Columns of a chunk's file, in this order. */
const COLUMNS: readonly (readonly [name: string, type: DuckDBType, sql: string])[] = [
  ['machine', INTEGER, 'integer not null'],
  ['start', TIMESTAMP_S, 'timestamp_s not null'],
  ['seconds', SMALLINT, 'smallint not null'],
  ['accepted', BIGINT, 'bigint not null'],
  ['stale', BIGINT, 'bigint not null'],
  ['rejected', BIGINT, 'bigint not null'],
  ['hashrate', INTEGER, 'integer not null'],
  ['temperature', SMALLINT, 'smallint'],
  ['power', INTEGER, 'integer'],
];
const TYPES = COLUMNS.map(([, type]) => type);

const TABLE = COLUMNS.map(([name, , sql]) => `"${name}" ${sql}`).join(', ');

/** Rows of a vector of DuckDB. */
const VECTOR_ROWS = 2_048;

/**
 * Of integers sorted by machine and time this takes about 7 bytes a row: deltas for what varies, a
 * dictionary for what has up to a thousand values. A slice is one row group.
 */
const PARQUET =
  'format parquet, compression zstd, parquet_version v2, dictionary_size_limit 1000, row_group_size 131072';

/** A file of readings that was written, read back and synced. */
export interface Chunk {
  readonly path: string;
  readonly bytes: number;
  /** Of the file, hex. */
  readonly sha256: string;
  readonly rows: number;
  readonly sums: CheckSums;
}

/**
 * Writes slices as Parquet files. A row has the number of its machine, not its serial: the machine with a
 * number is the one to which licensing's log gave it, and the log is the only place that says so. Units
 * are those of `Columns`: 0.01 TH/s, 0.1 °C, W; times are UTC.
 */
export class ChunkWriter {
  private constructor(
    private readonly instance: DuckDBInstance,
    private readonly connection: DuckDBConnection,
    private readonly register: MachineRegister,
  ) {}

  /** Has a DuckDB of its own, which must be closed. */
  static async open(register: MachineRegister): Promise<ChunkWriter> {
    const instance = await DuckDBInstance.create(':memory:', {
      threads: '1',
      memory_limit: '64MB',
    });
    const connection = await instance.connect();
    return new ChunkWriter(instance, connection, register);
  }

  /**
   * Writes sorted rows to a file, which is there whole or not at all. Throws where the file does not have
   * what was written: then the machine is not to be trusted.
   */
  async write(columns: Columns, path: string): Promise<Chunk> {
    const part = `${path}.part`;
    const sums = checkSumsOf(columns, this.register);
    try {
      await this.fill(columns);
      await this.connection.run(`copy chunk to ${quoted(part)} (${PARQUET})`);
      await this.compare(part, sums);
      const sha256 = await sha256Of(part);
      await syncFile(part);
      await rename(part, path);
      await syncFile(dirname(path));
      const { size: bytes } = await stat(path);
      return { path, bytes, sha256, rows: columns.rows, sums };
    } finally {
      await rm(part, { force: true });
      await this.connection.run('drop table if exists chunk');
    }
  }

  close(): void {
    this.connection.closeSync();
    this.instance.closeSync();
  }

  /** Into a new table each time: one that is emptied keeps 46 MB. */
  private async fill(columns: Columns): Promise<void> {
    await this.connection.run(`create table chunk (${TABLE})`);
    const appender = await this.connection.createAppender('chunk');
    const scratch = new Scratch();
    try {
      for (let from = 0; from < columns.rows; from += VECTOR_ROWS) {
        const until = Math.min(from + VECTOR_ROWS, columns.rows);
        appender.appendDataChunk(chunkOf(columns, this.register, from, until, scratch));
      }
    } finally {
      appender.closeSync();
    }
  }

  private async compare(path: string, expected: CheckSums): Promise<void> {
    const sql = `${CHECK_SUMS_SQL} from read_parquet(${quoted(path)})`;
    const [read] = (await this.connection.runAndReadAll(sql)).getRowObjects();
    for (const [name, sum] of Object.entries(expected))
      if (BigInt(String(read?.[name])) !== sum)
        throw new Error(`${path} was written with ${name} ${sum} and has ${String(read?.[name])}.`);
  }
}

/** Used for each vector again. */
class Scratch {
  readonly words = new Uint32Array(VECTOR_ROWS * 2);
  readonly bigints = new BigInt64Array(this.words.buffer);
  readonly numbers = new Int32Array(VECTOR_ROWS);
}

const chunkOf = (
  columns: Columns,
  register: MachineRegister,
  from: number,
  until: number,
  scratch: Scratch,
): DuckDBDataChunk => {
  const rows = until - from;
  const chunk = DuckDBDataChunk.create(TYPES, rows);
  const vectors = COLUMNS.map((_, i) => chunk.getColumnVector(i) as unknown as Vector);
  const [machine, start, seconds, accepted, stale, rejected, hashrate, temperature, power] =
    vectors as Vectors;
  for (let i = 0; i < rows; i += 1)
    scratch.numbers[i] = register.number[columns.machine[from + i]!]!;
  machine.items.set(scratch.numbers.subarray(0, rows));
  start.items.set(asBigints(columns.start, from, until, scratch));
  seconds.items.set(columns.seconds.subarray(from, until));
  accepted.items.set(asBigints(columns.accepted, from, until, scratch));
  stale.items.set(asBigints(columns.stale, from, until, scratch));
  rejected.items.set(asBigints(columns.rejected, from, until, scratch));
  hashrate.items.set(columns.hashrate.subarray(from, until));
  temperature.items.set(columns.temperature.subarray(from, until));
  power.items.set(columns.power.subarray(from, until));
  for (let i = 0; i < rows; i += 1) {
    const validity = columns.validity[from + i]!;
    if ((validity & HAS_TEMPERATURE) === 0) temperature.validity.setItemValid(i, false);
    if ((validity & HAS_POWER) === 0) power.validity.setItemValid(i, false);
  }
  for (const vector of vectors) vector.flush();
  return chunk;
};

/** What the vectors of these types have in common; their own types say it for each of them apart. */
interface Vector<Items = number> {
  readonly items: { set(values: ArrayLike<Items>): void };
  readonly validity: { setItemValid(item: number, isValid: boolean): void };
  flush(): void;
}

type Vectors = [
  Vector,
  Vector<bigint>,
  Vector,
  Vector<bigint>,
  Vector<bigint>,
  Vector<bigint>,
  Vector,
  Vector,
  Vector,
];

const WORD = 2 ** 32;

/** Whole numbers from 0 to 2^53 as 64 bits, lower word first, without a bigint for each of them. */
const asBigints = (
  values: Float64Array | Uint32Array,
  from: number,
  until: number,
  { words, bigints }: Scratch,
): BigInt64Array => {
  for (let row = from, word = 0; row < until; row += 1, word += 2) {
    const value = values[row]!;
    words[word] = value;
    words[word + 1] = value / WORD;
  }
  return bigints.subarray(0, until - from);
};

const quoted = (path: string): string => `'${path.replaceAll("'", "''")}'`;
