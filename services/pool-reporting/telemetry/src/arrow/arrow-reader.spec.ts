import {
  Bool,
  CompressionType,
  Decimal,
  Dictionary,
  Float32,
  Float64,
  Int16,
  Int32,
  Int64,
  Int8,
  LargeUtf8,
  List,
  Field,
  Null,
  Timestamp,
  TimeUnit,
  Uint16,
  Uint32,
  Uint64,
  Uint8,
  Utf8,
  type DataType,
} from 'apache-arrow';

import type { BodyRefusal, RowRefusal } from '../checks/refusals.js';
import type { RowRules } from '../checks/row-checks.js';
import {
  arrowStream,
  columnsToSend,
  SERIALS_BY_DICTIONARY,
  type ColumnToSend,
} from '../testing/arrow-streams.js';
import {
  FIRST_SECOND,
  READING,
  readerParts,
  readingAt,
  timeOf,
  type Reading,
} from '../testing/readings.js';
import { ArrowReader } from './arrow-reader.js';

interface Read {
  readonly rows: readonly Reading[];
  readonly lines: readonly number[];
  readonly refused: readonly RowRefusal[];
  readonly refusal: BodyRefusal | undefined;
}

interface ReadOptions {
  readonly rules?: Partial<RowRules>;
  readonly chunk?: number;
  readonly capacity?: number;
  readonly bytesMax?: number;
}

const read = (
  stream: Uint8Array,
  { rules, chunk = 1 << 20, capacity = 30_000, bytesMax = 1 << 30 }: ReadOptions = {},
): Read => {
  const { columns, checks, refusals } = readerParts(rules, capacity);
  const reader = new ArrowReader(columns, checks, refusals, bytesMax);
  const rows: Reading[] = [];
  const lines: number[] = [];
  const take = (steps: Iterable<void>, isLast = false): void => {
    const empty = () => {
      for (let row = 0; row < columns.rows; row += 1) {
        rows.push(readingAt(columns, checks.register, row));
        lines.push(columns.line[row]!);
      }
      columns.clear();
    };
    for (const _ of steps) if (columns.isFull) empty();
    if (isLast) empty();
  };
  for (let at = 0; at < stream.length && !reader.refusal; at += chunk)
    take(reader.read(stream.subarray(at, at + chunk)));
  if (!reader.refusal) take(reader.end(), true);
  return { rows, lines, refused: refusals.first, refusal: reader.refusal };
};

const { temperatureC: _t, powerW: _p, ...BARE } = READING;
const READINGS: readonly Reading[] = [
  READING,
  { ...READING, machineId: 'AST-0000002', temperatureC: -12.3 },
  { ...BARE, intervalStart: timeOf(FIRST_SECOND + 60), accepted: Number.MAX_SAFE_INTEGER },
  { ...READING, intervalStart: timeOf(FIRST_SECOND + 120), hashrate: 99.07, powerW: 0 },
];

/** One reading, of which a column has another type and values. */
const having = (name: keyof Reading, type: DataType, ...values: ColumnToSend['values']): Read =>
  read(
    arrowStream(
      columnsToSend(
        values.map((_, n) => ({ ...READING, intervalStart: timeOf(FIRST_SECOND + n * 60) })),
      ).map((column) => (column.name === name ? { name, type, values } : column)),
    ),
  );

describe('An Arrow stream', () => {
  const ids: readonly DataType[] = [
    new Utf8(),
    new LargeUtf8(),
    SERIALS_BY_DICTIONARY,
    new Dictionary(new Utf8(), new Uint8(), 3),
    new Dictionary(new Utf8(), new Int16(), 3),
  ];

  it.each(ids.map((type) => [String(type), type] as const))('has serials as %s', (_, machineId) => {
    for (const compression of [undefined, CompressionType.ZSTD])
      for (const batchRows of [1, 3, 100]) {
        const columns = columnsToSend(READINGS, { machineId });
        const stream = arrowStream(columns, {
          batchRows,
          ...(compression === undefined ? {} : { compression }),
        });
        expect(read(stream)).toEqual({
          rows: READINGS,
          lines: [1, 2, 3, 4],
          refused: [],
          refusal: undefined,
        });
      }
  });

  it.each([1, 7, 8, 100])('is the same, cut into chunks of %i bytes', (chunk) =>
    expect(read(arrowStream(columnsToSend(READINGS), { batchRows: 2 }), { chunk }).rows).toEqual(
      READINGS,
    ),
  );

  it('may have its columns in any order, and leave out what was not measured', () => {
    const columns = columnsToSend([BARE, BARE]).toReversed();
    const needed = columns.filter(({ name }) => name !== 'powerW' && name !== 'temperatureC');
    expect([read(arrowStream(columns)).rows, read(arrowStream(needed)).rows]).toEqual([
      [BARE, BARE],
      [BARE, BARE],
    ]);
  });

  it('waits at each full slice until it is cleared', () => {
    const rows = Array.from({ length: 20_000 }, (_, n) => ({
      ...READING,
      intervalStart: timeOf(FIRST_SECOND + (n % 1_000) * 60),
    }));
    const { rows: taken, lines } = read(arrowStream(columnsToSend(rows)), { capacity: 700 });
    expect(taken).toEqual(rows);
    expect(lines).toEqual(rows.map((_, n) => n + 1));
  });

  it('of no rows is read', () =>
    expect(read(arrowStream(columnsToSend([])))).toMatchObject({ rows: [], refusal: undefined }));

  const NUMBERS: readonly (readonly [keyof Reading, DataType, number])[] = [
    ...[
      new Int8(),
      new Uint8(),
      new Int16(),
      new Uint16(),
      new Int32(),
      new Uint32(),
      new Int64(),
      new Uint64(),
    ].map((type) => ['stale', type, 100] as const),
    ['hashrate', new Decimal(2, 18), 104.57],
    ['hashrate', new Decimal(1, 18), 104.5],
    ['hashrate', new Int32(), 104],
    ['hashrate', new Float64(), 0.07],
    ['temperatureC', new Decimal(1, 10), -0.5],
    ['temperatureC', new Int8(), -60],
    ['temperatureC', new Float64(), -0.1],
    ['powerW', new Uint32(), 1_000_000],
  ];
  it.each(NUMBERS)('has %s as %s', (name, type, value) => {
    const { rows, refused, refusal } = having(name, type, value);
    expect([rows[0]?.[name], refused, refusal]).toEqual([value, [], undefined]);
  });

  it.each([TimeUnit.SECOND, TimeUnit.MILLISECOND, TimeUnit.MICROSECOND, TimeUnit.NANOSECOND])(
    'has times in unit %i',
    (unit) => {
      const type = new Timestamp(unit, 'UTC');
      expect(having('intervalStart', type, FIRST_SECOND).rows).toEqual([READING]);
      if (unit !== TimeUnit.SECOND)
        expect(
          having('intervalStart', type, BigInt(FIRST_SECOND) * 1_000n ** BigInt(unit) + 1n).refused,
        ).toEqual([{ line: 1, code: 'bad-time' }]);
    },
  );
});

describe('A row of an Arrow stream is refused', () => {
  type Value = string | number | bigint | null;
  const SECONDS = new Timestamp(TimeUnit.SECOND, 'UTC');
  const REFUSED: Readonly<Record<string, readonly (readonly [keyof Reading, DataType, Value])[]>> =
    {
      'missing-member': [
        ['machineId', new Utf8(), null],
        ['machineId', SERIALS_BY_DICTIONARY, null],
        ['intervalStart', SECONDS, null],
        ['accepted', new Int64(), null],
        ['hashrate', new Float64(), null],
      ],
      'not-a-number': [
        ['hashrate', new Float64(), Number.NaN],
        ['hashrate', new Float64(), Infinity],
        ['temperatureC', new Float64(), -Infinity],
      ],
      'too-precise': [
        ['hashrate', new Float64(), 104.123],
        ['hashrate', new Float64(), 0.1 + 0.2],
        ['temperatureC', new Float64(), 62.55],
      ],
      'out-of-range': [
        ['hashrate', new Float64(), 1e300],
        ['hashrate', new Float64(), -0.01],
        ['hashrate', new Decimal(2, 38), 2n ** 100n],
        ['hashrate', new Decimal(2, 38), -(2n ** 100n)],
        ['hashrate', new Decimal(2, 38), 2n ** 64n - 1n],
        ['hashrate', new Decimal(2, 38), 2n ** 63n],
        ['accepted', new Int64(), 2n ** 53n],
        ['accepted', new Int64(), -1n],
        ['accepted', new Int64(), -(2n ** 63n)],
        ['accepted', new Uint64(), 2n ** 64n - 1n],
        ['powerW', new Int32(), 1_000_001],
        ['intervalSeconds', new Int32(), 9],
      ],
      'interval-not-aligned': [['intervalSeconds', new Int32(), 70]],
      'in-the-future': [['intervalStart', SECONDS, FIRST_SECOND + 172_800]],
      'too-old': [['intervalStart', new Timestamp(TimeUnit.MILLISECOND, 'UTC'), -60]],
      'bad-time': [['intervalStart', SECONDS, 2n ** 62n]],
      'unknown-machine': [
        ['machineId', new Utf8(), 'AST-9'],
        ['machineId', SERIALS_BY_DICTIONARY, 'AST-9'],
        ['machineId', new Utf8(), ''],
      ],
      'above-nominal': [['hashrate', new Float64(), 165.01]],
    };
  it.each(Object.keys(REFUSED))('as %s', (code) => {
    for (const [name, type, value] of REFUSED[code] ?? []) {
      const { rows, refused, refusal } = having(name, type, value);
      expect([value, rows, refused, refusal]).toEqual([value, [], [{ line: 1, code }], undefined]);
    }
  });

  it('alone: those around it are taken', () => {
    const { rows, refused } = having('stale', new Int32(), 1, null, 3);
    expect([rows.map(({ stale }) => stale), refused]).toEqual([
      [1, 3],
      [{ line: 2, code: 'missing-member' }],
    ]);
  });
});

const STREAM = arrowStream(columnsToSend(READINGS));

/** The stream with a number in place of each one that is the same there. */
const replaced = (from: bigint, to: bigint): Buffer => {
  const stream = Buffer.from(STREAM);
  let count = 0;
  for (let at = 0; at + 8 <= stream.length; at += 4)
    if (stream.readBigInt64LE(at) === from) {
      stream.writeBigInt64LE(to, at);
      count += 1;
    }
  expect(count).toBeGreaterThan(0);
  return stream;
};

describe('An Arrow stream is refused', () => {
  const SCHEMAS: readonly (readonly [string, readonly ColumnToSend[], RegExp])[] = [
    ['without a column', columnsToSend([READING]).slice(1), /"machineId" is missing/],
    [
      'with a column that readings do not have',
      [...columnsToSend([READING]), { name: 'x', type: new Int32(), values: [1] }],
      /"x" is unknown/,
    ],
    [
      'with floats where there are integers',
      columnsToSend([READING], { accepted: new Float64() }),
      /"accepted" is float64, and must be integer/,
    ],
    [
      'with floats that are not exact',
      columnsToSend([READING], { hashrate: new Float32() }),
      /less than 64 bits/,
    ],
    [
      'with decimals that are not kept',
      columnsToSend([READING], { hashrate: new Decimal(3, 18) }),
      /has 3 decimals, and may have 2/,
    ],
    [
      'with times that are not in UTC',
      columnsToSend([READING], { intervalStart: new Timestamp(TimeUnit.SECOND) }),
      /time zone "", and must be in UTC/,
    ],
    [
      'with times of a zone',
      columnsToSend([READING], { intervalStart: new Timestamp(TimeUnit.SECOND, 'Asia/Almaty') }),
      /"Asia\/Almaty"/,
    ],
    [
      'with a type that is no number',
      columnsToSend([{ ...READING, powerW: 1 }], { powerW: new Bool() }),
      /"powerW" is bool/,
    ],
    [
      'with a dictionary of what is no serial',
      columnsToSend([READING], { accepted: new Dictionary(new Int64(), new Int32(), 4) }),
      /"accepted" has a dictionary/,
    ],
    ['with nothing but nulls', columnsToSend([BARE], { powerW: new Null() }), /"powerW" is null/],
    [
      'with lists',
      [
        ...columnsToSend([READING]).slice(0, -1),
        { name: 'powerW', type: new List(new Field('item', new Int32())), values: [[1] as never] },
      ],
      /"powerW" is list/,
    ],
  ];
  it.each(SCHEMAS)('%s', (_, columns, detail) => {
    const { refusal } = read(arrowStream(columns));
    expect([refusal?.code, refusal?.detail]).toEqual([
      'arrow-schema',
      expect.stringMatching(detail),
    ]);
  });

  it('where a batch claims rows that it does not have', () => {
    for (const rows of [5n, 1_000_000_000n, 2n ** 53n - 1n, 2n ** 62n, -1n]) {
      const { refusal } = read(replaced(4n, rows));
      expect([rows, refusal?.code]).toEqual([rows, 'arrow-malformed']);
    }
  });

  it('where it claims a body or metadata that would not fit', () => {
    const long = Buffer.from(STREAM);
    long.writeUInt32LE(0x7f_ff_ff_f8, 4);
    expect(read(long).refusal?.code).toBe('arrow-malformed');
  });

  it('compressed with LZ4', () => {
    const stream = arrowStream(columnsToSend(READINGS), { compression: CompressionType.LZ4_FRAME });
    const { refusal } = read(stream);
    expect([refusal?.code, refusal?.remedy]).toEqual([
      'arrow-compression',
      expect.stringMatching(/LZ4/),
    ]);
  });

  it('wherever it is cut, and with what follows its end', () => {
    for (let length = 1; length < STREAM.length; length += 3) {
      const { refusal } = read(STREAM.subarray(0, length), { capacity: 10 });
      expect([length, refusal?.code]).toEqual([length, 'arrow-truncated']);
    }
    const { refusal } = read(Buffer.concat([STREAM, Buffer.of(0)]));
    expect([refusal?.code, refusal?.at]).toEqual(['arrow-malformed', expect.any(Number)]);
  });

  it('where it is something else', () => {
    for (const text of ['{"machineId":"AST-0000001"}\n', 'ARROW1\0\0'.repeat(10)])
      expect(read(Buffer.from(text)).refusal?.code).toBe('arrow-malformed');
    const ended = Buffer.of(255, 255, 255, 255, 0, 0, 0, 0);
    expect(read(ended).refusal?.detail).toMatch('no schema');
  });

  it('as soon as its buffers are longer than a body may be', () => {
    const rows = Array.from({ length: 10_000 }, () => READING);
    const stream = arrowStream(columnsToSend(rows), { compression: CompressionType.ZSTD });
    expect(stream.length).toBeLessThan(50_000);
    expect(read(stream, { bytesMax: 100_000 }).refusal?.code).toBe('body-too-long');
  });

  it('with a batch of more than 32 MiB', () => {
    const rows = Array<Reading>(500_000).fill(READING);
    expect(read(arrowStream(columnsToSend(rows))).refusal?.code).toBe('arrow-message-too-long');
  });
});
