import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DuckDBInstance } from '@duckdb/node-api';
import fc from 'fast-check';

import { Columns, HAS_POWER, HAS_TEMPERATURE, SLICE_ROWS_MAX } from '../columns/columns.js';
import { FIRST_SECOND, registerOf } from '../testing/readings.js';
import { chance, noisyValues } from '../testing/noisy-readings.js';
import { ChunkWriter } from './chunk-writer.js';

const register = registerOf(2_000);

let folder: string;
let writer: ChunkWriter;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "esep-chunks'-"));
  writer = await ChunkWriter.open(register);
});
afterAll(async () => {
  writer.close();
  await rm(folder, { recursive: true });
});

const rowsOf = async (path: string): Promise<readonly unknown[]> => {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  const sql = `select *, epoch("start")::bigint as second from read_parquet('${path.replaceAll("'", "''")}')`;
  const rows = (await connection.runAndReadAll(sql)).getRowObjectsJS();
  connection.closeSync();
  instance.closeSync();
  return rows;
};

const columnsOf = (
  ...rows: readonly (readonly [machine: number, validity: number, ...values: number[]])[]
): Columns => {
  const columns = new Columns(rows.length);
  for (const [machine, validity, ...values] of rows)
    columns.append(columns.rows + 1, machine, machine, Float64Array.of(0, ...values), validity);
  return columns;
};

/** All machines, as many minutes of each as make so many rows. */
const noisyColumns = (rows: number): Columns => {
  const random = chance(42);
  const columns = new Columns(rows);
  const minutes = Math.ceil(rows / register.machines);
  for (let row = 0; row < rows; row += 1) {
    const machine = Math.floor(row / minutes);
    const values = noisyValues(random, machine, FIRST_SECOND + (row % minutes) * 60);
    columns.append(row + 1, machine, machine, values, HAS_TEMPERATURE | HAS_POWER);
  }
  return columns;
};

describe('A chunk', () => {
  it('has the rows as they were, with the numbers of their machines', async () => {
    const path = join(folder, 'rows.parquet');
    const work = Number.MAX_SAFE_INTEGER;
    const columns = columnsOf(
      [4, 3, FIRST_SECOND, 60, work, 1, 2, 10_407, -15, 3_000],
      [5, 0, FIRST_SECOND, 3_600, 2 ** 32, 2 ** 32 - 1, 0, 2 ** 31 - 1, 7, 7],
      [5, 2, 2 ** 31 + 3_600, 10, 0, 0, 0, 0, 0, 1_000_000],
    );
    const chunk = await writer.write(columns, path);
    expect(await rowsOf(path)).toMatchObject([
      {
        machine: 4,
        second: BigInt(FIRST_SECOND),
        seconds: 60,
        accepted: BigInt(work),
        stale: 1n,
        rejected: 2n,
        hashrate: 10_407,
        temperature: -15,
        power: 3_000,
      },
      {
        machine: 5,
        seconds: 3_600,
        accepted: 2n ** 32n,
        stale: 2n ** 32n - 1n,
        hashrate: 2 ** 31 - 1,
        temperature: null,
        power: null,
      },
      { machine: 5, second: 2n ** 31n + 3_600n, temperature: null, power: 1_000_000 },
    ]);
    const file = await readFile(path);
    expect(chunk).toMatchObject({
      bytes: file.length,
      rows: 3,
      sha256: createHash('sha256').update(file).digest('hex'),
      sums: { rows: 3n, accepted: BigInt(work) + 2n ** 32n, temperature: -15n, temperatures: 1n },
    });
  });

  it('takes at most 7.5 bytes a reading of noisy machines, as a whole slice', async () => {
    const chunk = await writer.write(noisyColumns(SLICE_ROWS_MAX), join(folder, 'slice.parquet'));
    expect(chunk.rows).toBe(SLICE_ROWS_MAX);
    expect(chunk.bytes / chunk.rows).toBeLessThanOrEqual(7.5);
    expect(chunk.bytes / chunk.rows).toBeGreaterThan(5);
  });

  it('is written for any rows, and read back with what they add up to', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.tuple(
            fc.nat(1_999),
            fc.nat(3),
            fc.nat(2 ** 31 - 1).map((n) => n * 2),
            fc.nat(3_600),
            fc.maxSafeNat(),
            fc.maxSafeNat(),
            fc.maxSafeNat(),
            fc.nat(2 ** 31 - 1),
            fc.integer({ min: -600, max: 1_500 }),
            fc.nat(1_000_000),
          ),
          { minLength: 1, maxLength: 5_000, size: 'max' },
        ),
        async (rows) => {
          const chunk = await writer.write(columnsOf(...rows), join(folder, 'any.parquet'));
          const accepted = rows.reduce((sum, row) => sum + BigInt(row[4]), 0n);
          expect([chunk.rows, chunk.sums.accepted]).toEqual([rows.length, accepted]);
        },
      ),
      { numRuns: 20 },
    ));

  it('that cannot be written leaves nothing, and the next one is written', async () => {
    const before = await readdir(folder);
    const columns = columnsOf([4, 0, FIRST_SECOND, 60, 1, 1, 1, 1, 0, 0]);
    await expect(writer.write(columns, join(folder, 'no/folder.parquet'))).rejects.toThrow();
    expect(await readdir(folder)).toEqual(before);
    const { rows } = await writer.write(columns, join(folder, 'next.parquet'));
    expect(rows).toBe(1);
  });

  it('replaces what an attempt before has left', async () => {
    const path = join(folder, 'again.parquet');
    await writeFile(path, 'half of a file');
    await writeFile(`${path}.part`, 'half of a file');
    const columns = columnsOf([4, 0, FIRST_SECOND, 60, 1, 1, 1, 1, 0, 0]);
    await writer.write(columns, path);
    expect((await rowsOf(path)).length).toBe(1);
  });

  it('is not taken where the file differs from what was to be written', async () => {
    const columns = columnsOf([4, 0, FIRST_SECOND, 60, 1, 1, 1, 1, 0, 0]);
    const path = join(folder, 'changed.parquet');
    const chunk = writer.write(columns, path);
    // The sums are made by now, and the file is not: memory that changes by itself looks the same.
    columns.accepted[0] = 5;
    await expect(chunk).rejects.toThrow('was written with accepted 1 and has 5');
    expect((await readdir(folder)).filter((name) => name.startsWith('changed'))).toEqual([]);
  });
});
