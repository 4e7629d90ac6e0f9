import { CompressionType, tableFromIPC } from 'apache-arrow';
import fc from 'fast-check';

import type { BodyRefusal } from '../checks/refusals.js';
import { arrowStream, columnsToSend, SERIALS_BY_DICTIONARY } from '../testing/arrow-streams.js';
import {
  FIRST_SECOND,
  READING,
  readerParts,
  readingAt,
  registerOf,
  timeOf,
  type Reading,
} from '../testing/readings.js';
import { ArrowReader } from './arrow-reader.js';

// Streams that nobody would write. What is read of one must be what the Arrow project's own library reads,
// which trusts lengths, so that it is only shown what was read here.

/** The same streams in every run: on some that nobody tried yet the library may go on for minutes. */
const SEED = 7;

const ROWS = 12;
const register = registerOf(10);

interface Read {
  /** By row of the stream, from 1. */
  readonly rows: ReadonlyMap<number, Reading>;
  readonly refusal: BodyRefusal | undefined;
}

const read = (stream: Uint8Array, chunk: number): Read => {
  const { columns, checks, refusals } = readerParts({ register }, 5);
  const reader = new ArrowReader(columns, checks, refusals, 1 << 24);
  const rows = new Map<number, Reading>();
  const take = (steps: Iterable<void>): void => {
    for (const _ of steps) if (columns.isFull) empty();
  };
  const empty = (): void => {
    for (let row = 0; row < columns.rows; row += 1)
      rows.set(columns.line[row]!, readingAt(columns, register, row));
    columns.clear();
  };
  for (let at = 0; at < stream.length && !reader.refusal; at += chunk)
    take(reader.read(stream.subarray(at, at + chunk)));
  if (!reader.refusal) take(reader.end());
  empty();
  return { rows, refusal: reader.refusal };
};

const readings: readonly Reading[] = Array.from({ length: ROWS }, (_, n) => {
  const { temperatureC: _t, ...row } = READING;
  return {
    ...(n % 3 === 0 ? row : READING),
    machineId: `AST-000000${n % 10}`,
    intervalStart: timeOf(FIRST_SECOND + n * 60),
    accepted: 1_000 + n,
  };
});

const ZSTD = { compression: CompressionType.ZSTD, batchRows: 5 };
const STREAMS: readonly Buffer[] = [
  arrowStream(columnsToSend(readings)),
  arrowStream(columnsToSend(readings), ZSTD),
  arrowStream(columnsToSend(readings, { machineId: SERIALS_BY_DICTIONARY }), { batchRows: 5 }),
  arrowStream(columnsToSend(readings, { machineId: SERIALS_BY_DICTIONARY }), ZSTD),
];

/** What a hostile writer would put in place of a length or a position, and what chance would. */
const word = fc.oneof(
  fc.constantFrom(
    0,
    1,
    8,
    ROWS,
    ROWS + 1,
    255,
    65_535,
    1_000_000_000,
    0x7f_ff_ff_ff,
    0x80_00_00_00,
    0xff_ff_ff_ff,
  ),
  fc.nat(0xff_ff_ff_ff),
);
const change = fc.oneof(
  fc.record({ kind: fc.constant('word' as const), at: fc.nat(), value: word }),
  fc.record({ kind: fc.constant('byte' as const), at: fc.nat(), value: fc.nat(255) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat(), value: fc.nat(64) }),
  fc.record({ kind: fc.constant('double' as const), at: fc.nat(), value: fc.nat(64) }),
);

const mutated = fc
  .tuple(fc.nat(STREAMS.length - 1), fc.array(change, { minLength: 1, maxLength: 3 }))
  .map(([which, changes]) => {
    let stream = Buffer.from(STREAMS[which]!);
    for (const { kind, at, value } of changes) {
      const place = at % Math.max(1, stream.length - 8);
      if (kind === 'word') stream.writeUInt32LE(value, place - (place % 4));
      else if (kind === 'byte') stream[place] = value;
      else {
        const rest = stream.subarray(kind === 'cut' ? place + value : Math.max(0, place - value));
        stream = Buffer.concat([stream.subarray(0, place), rest]);
      }
    }
    return stream;
  });

const memory = (): number => process.memoryUsage().rss;
const before = memory();

const compare = (stream: Buffer, chunk: number): boolean => {
  const { rows, refusal } = read(stream, chunk);
  expect(memory() - before).toBeLessThan(400 * 1_000_000);
  if (refusal) return false;
  const table = tableFromIPC(stream);
  for (const [line, reading] of rows) {
    const other = table.get(line - 1)?.toJSON() as Record<string, unknown> | undefined;
    expect(Number(other?.['intervalStart']) / 1_000).toBe(
      Date.parse(reading.intervalStart) / 1_000,
    );
    for (const [name, value] of Object.entries(reading))
      if (name !== 'intervalStart')
        expect([
          name,
          typeof value === 'number' ? Number(other?.[name]) + 0 : other?.[name],
        ]).toEqual([name, value]);
    for (const name of ['temperatureC', 'powerW'] as const)
      if (reading[name] === undefined) expect(other?.[name] ?? null).toBeNull();
  }
  return true;
};

describe('The Arrow reader', () => {
  it('reads the streams themselves as the library does', () => {
    for (const stream of STREAMS) {
      expect(read(stream, 1_000).rows.size).toBe(ROWS);
      expect(compare(stream, 1_000)).toBe(true);
    }
  });

  it('refuses a changed stream, or reads of it what the library reads', () => {
    let taken = 0;
    fc.assert(
      fc.property(mutated, fc.integer({ min: 1, max: 3_000 }), (stream, chunk) => {
        if (compare(stream, chunk)) taken += 1;
      }),
      { numRuns: 2_000, seed: SEED },
    );
    expect(taken).toBeGreaterThan(50);
    expect(taken).toBeLessThan(1_800);
  });

  it('refuses any bytes, with the head of a message and without', () => {
    const head = Buffer.of(0xff, 0xff, 0xff, 0xff);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (bytes, hasHead) => {
        const stream = Buffer.concat([hasHead ? head : Buffer.alloc(0), bytes]);
        expect(stream.length === 0 || read(stream, 100).refusal !== undefined).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
