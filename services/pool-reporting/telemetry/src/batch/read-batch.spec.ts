import { gzipSync, zstdCompressSync } from 'node:zlib';

import fc from 'fast-check';

import type { BodyRefusal, RowRefusal } from '../checks/refusals.js';
import { inChunks } from '../testing/bytes.js';
import {
  FIRST_SECOND,
  READING,
  readingAt,
  rulesOf,
  timeOf,
  type Reading,
} from '../testing/readings.js';
import { added, movingRegister, recount } from '../testing/recount.js';
import { readBatch, type BatchOptions } from './read-batch.js';
import type { PartialSums } from './roll-up.js';
import type { LateRows } from './stored-readings.js';

interface Read {
  readonly rows: readonly Reading[];
  readonly slices: readonly { readonly sums: readonly PartialSums[] }[];
  readonly refused: readonly RowRefusal[];
  readonly refusal: BodyRefusal | undefined;
}

const rules = rulesOf({ register: movingRegister() });
const OPTIONS: BatchOptions = {
  format: 'ndjson',
  encoding: 'identity',
  rules,
  decodedBytesMax: 1 << 24,
};

const read = async (body: Uint8Array, options: Partial<BatchOptions> = {}): Promise<Read> => {
  const batch = readBatch(inChunks(body, 4_096), { ...OPTIONS, ...options });
  const rows: Reading[] = [];
  const slices: { readonly sums: readonly PartialSums[] }[] = [];
  for await (const { columns, sums } of batch) {
    expect(columns.rows).toBeGreaterThan(0);
    for (let row = 0; row < columns.rows; row += 1)
      rows.push(readingAt(columns, rules.register, row));
    slices.push({ sums });
  }
  const { refusal, refusals } = batch;
  if (!refusal) expect(batch.rows).toBe(rows.length);
  return { rows, slices, refused: refusals.first, refusal };
};

const bodyOf = (rows: readonly Reading[]): Buffer =>
  Buffer.from(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));

const at = (second: number, row: Partial<Reading> = {}): Reading => ({
  ...READING,
  intervalStart: timeOf(FIRST_SECOND + second),
  ...row,
});

const OTHER = { machineId: 'AST-0000002' };

const reading = fc
  .record({
    machine: fc.nat(2),
    slot: fc.nat(1_000),
    intervalSeconds: fc.constantFrom(10, 60, 300, 600, 1_800),
    accepted: fc.constantFrom(0, 1, 7, Number.MAX_SAFE_INTEGER),
    stale: fc.nat(3),
    rejected: fc.nat(3),
    centi: fc.nat(16_500),
    powerW: fc.option(fc.nat(1_000_000), { nil: undefined }),
    temperatureC: fc.option(fc.integer({ min: -60, max: 150 }), { nil: undefined }),
  })
  .map(({ machine, slot, centi, powerW, temperatureC, intervalSeconds, ...work }): Reading => {
    const slots = 7_200 / intervalSeconds;
    return {
      machineId: `AST-000000${machine}`,
      intervalStart: timeOf(FIRST_SECOND + (slot % slots) * intervalSeconds),
      intervalSeconds,
      ...work,
      hashrate: centi / 100,
      ...(powerW === undefined ? {} : { powerW }),
      ...(temperatureC === undefined ? {} : { temperatureC }),
    };
  })
  // An interval over the move of machine 1 is not taken at all.
  .filter(
    ({ machineId, intervalSeconds }) => machineId !== 'AST-0000001' || intervalSeconds <= 600,
  );

describe('A batch', () => {
  it('comes in slices that are sorted by machine and time', async () => {
    const rows = [at(60), at(0, OTHER), at(0), at(180), at(120), at(60, OTHER)];
    expect((await read(bodyOf(rows))).rows).toEqual([
      at(0),
      at(60),
      at(120),
      at(180),
      at(0, OTHER),
      at(60, OTHER),
    ]);
    const { rows: cut, slices } = await read(bodyOf(rows), { sliceRows: 4 });
    expect(cut).toEqual([at(0), at(60), at(180), at(0, OTHER), at(120), at(60, OTHER)]);
    expect(slices.length).toBe(2);
  });

  it('has the same rows and sums whatever its encoding', async () => {
    const body = bodyOf([at(0), at(60), at(0, OTHER)]);
    const plain = await read(body);
    expect(plain.rows.length).toBe(3);
    expect(await read(gzipSync(body), { encoding: 'gzip' })).toEqual(plain);
    expect(await read(zstdCompressSync(body), { encoding: 'zstd' })).toEqual(plain);
  });

  it('refuses, of two rows that overlap, the one on the later line', async () => {
    const rows = [at(60), at(0, { intervalSeconds: 600 }), at(60), at(0), at(540), at(0, OTHER)];
    for (const sliceRows of [1, 2, 3, 100]) {
      const { rows: taken, refused } = await read(bodyOf(rows), { sliceRows });
      expect(refused).toEqual([2, 3].map((line) => ({ line, code: 'overlap-in-batch' })));
      expect(taken.length).toBe(4);
    }
  });

  it('takes rows that touch, and rows for gaps that earlier slices left', async () => {
    const rows = [at(0), at(120), at(240), at(60), at(180), at(240), at(300), at(0)];
    for (const sliceRows of [1, 2, 3, 100]) {
      const { refused, rows: taken } = await read(bodyOf(rows), { sliceRows });
      expect(refused.map(({ line }) => line)).toEqual([6, 8]);
      expect(taken.length).toBe(6);
    }
  });

  it('has the rows and the sums that a slow recount has, wherever slices are cut', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(reading, { maxLength: 60 }),
        fc.integer({ min: 1, max: 40 }),
        async (rows, sliceRows) => {
          const expected = recount(rows);
          const { slices, refused } = await read(
            bodyOf(rows.length > 0 ? rows : [at(0, { machineId: 'x' })]),
            { sliceRows },
          );
          const overlaps = refused.filter(({ code }) => code === 'overlap-in-batch');
          expect(overlaps.map(({ line }) => line)).toEqual(expected.overlaps);
          expect(added(slices)).toEqual(expected.sums);
        },
      ),
      { numRuns: 300 },
    ));

  it('is exact where sums no longer are exact as doubles', async () => {
    const accepted = Number.MAX_SAFE_INTEGER;
    const rows = Array.from({ length: 7 }, (_, n) => at(n * 60, { accepted, stale: n }));
    const { slices } = await read(bodyOf(rows));
    expect(added(slices).map((sums) => [sums.accepted, sums.stale])).toEqual([
      [7n * (2n ** 53n - 1n), 21n],
    ]);
  });

  it('refuses what overlaps with earlier batches, having asked for late rows only', async () => {
    const asked: LateRows[] = [];
    const stored = {
      endOf: (machine: number) => (machine === 1 ? FIRST_SECOND + 120 : 0),
      overlaps: (rows: LateRows) => {
        asked.push(rows);
        return Promise.resolve(
          Uint8Array.from(rows.start, (start) => Number(start === FIRST_SECOND)),
        );
      },
    };
    const rows = [at(120), at(60), at(0), at(0, OTHER)];
    const { refused, rows: taken } = await read(bodyOf(rows), { stored });
    expect(refused).toEqual([{ line: 3, code: 'overlap-with-stored' }]);
    expect(taken).toEqual([at(60), at(120), at(0, OTHER)]);
    expect(asked).toEqual([
      {
        machine: Uint32Array.of(1, 1),
        start: Uint32Array.of(FIRST_SECOND, FIRST_SECOND + 60),
        seconds: Uint16Array.of(60, 60),
      },
    ]);
  });

  it('is refused whole where its body is', async () => {
    const body = gzipSync(bodyOf([at(0)]));
    const { refusal } = await read(body.subarray(0, -1), { encoding: 'gzip' });
    expect(refusal?.code).toBe('body-truncated');
  });

  it('is refused whole where it leaves more gaps than are kept', async () => {
    const rows = [0, 120, 240, 360].map((second) => at(second));
    const { refusal } = await read(bodyOf(rows), { gapsMax: 3 });
    expect(refusal).toBeUndefined();
    const more = await read(bodyOf([...rows, at(480)]), { gapsMax: 3 });
    expect(more.refusal?.code).toBe('too-scattered');
  });

  it('counts all refusals by code, and lists the first lines', async () => {
    const rows = Array.from({ length: 5_000 }, () => at(0, { hashrate: 1_000 }));
    const batch = readBatch(inChunks(bodyOf([at(0), ...rows])), OPTIONS);
    for await (const { columns } of batch) expect(columns.rows).toBe(1);
    expect([batch.refusals.total, batch.refusals.byCode]).toEqual([
      5_000,
      { 'above-nominal': 5_000 },
    ]);
    const lines = batch.refusals.first.map(({ line }) => line);
    expect([lines.length, lines[0], lines.at(-1)]).toEqual([1_000, 2, 1_001]);
  });
});
