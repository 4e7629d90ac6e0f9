import { ROW_REFUSALS, type RowRefusal } from '../checks/refusals.js';
import type { RowRules } from '../checks/row-checks.js';
import { MachineRegister, WITHOUT_END } from '../register/machine-register.js';
import { ServedLicences } from '../register/served-licences.js';
import {
  FIRST_SECOND,
  READING,
  readerParts,
  readingAt,
  timeOf,
  type Reading,
} from '../testing/readings.js';
import { LINE_BYTES_MAX, NdjsonReader } from './ndjson-reader.js';

interface Read {
  readonly rows: readonly Reading[];
  readonly lines: readonly number[];
  readonly refused: readonly RowRefusal[];
}

const read = (body: string | Buffer, rules: Partial<RowRules> = {}, chunk = 1 << 20): Read => {
  const { columns, checks, refusals } = readerParts(rules);
  const reader = new NdjsonReader(columns, checks, refusals);
  const bytes = Buffer.from(body);
  for (let at = 0; at < bytes.length; at += chunk)
    expect([...reader.read(bytes.subarray(at, at + chunk))]).toEqual([]);
  expect([...reader.end()]).toEqual([]);
  const rows = Array.from({ length: columns.rows }, (_, row) => row);
  return {
    rows: rows.map((row) => readingAt(columns, checks.register, row)),
    lines: rows.map((row) => columns.line[row]!),
    refused: refusals.first,
  };
};

const LINE = JSON.stringify(READING);
const SECOND = { ...READING, intervalStart: '2026-11-01T00:01:00Z', hashrate: 99.07 };

const codeOf = (line: string | Buffer, rules: Partial<RowRules> = {}): string | undefined => {
  const { rows, refused } = read(line, rules);
  expect(rows.length + refused.length).toBe(1);
  return refused[0]?.code;
};

/** The line with a member's value replaced by another text. */
const having = (member: keyof Reading, value: string): string =>
  LINE.replace(new RegExp(`("${member}":)("[^"]*"|[\\d.]+)`), `$1${value}`);

describe('A line', () => {
  it('is a reading', () => expect(read(LINE).rows).toEqual([READING]));

  it('may leave out what was not measured', () => {
    const { temperatureC: _t, ...cold } = READING;
    const { powerW: _p, ...bare } = cold;
    expect(read(`${JSON.stringify(cold)}\n${JSON.stringify(bare)}`).rows).toEqual([cold, bare]);
  });

  it('may have its members in any order, and spaces between what belongs to them', () => {
    const members = Object.entries(READING).toReversed();
    const turned = JSON.stringify(Object.fromEntries(members));
    const spaced = `{ ${members.map(([name, value]) => `"${name}"\t: ${JSON.stringify(value)}`).join(' ,\t')} }`;
    expect(read(`${turned}\n${LINE}\n \t${spaced} \r\n${turned}`).rows).toEqual(
      Array(4).fill(READING),
    );
  });

  it('may end in a carriage return and line feed, or in nothing', () =>
    expect(read(`${LINE}\r\n${JSON.stringify(SECOND)}`).rows).toEqual([READING, SECOND]));

  it('counts where it is blank, and is no row', () => {
    const { lines, refused } = read(`\n${LINE}\n \t\r\n\n${LINE}\n{\n`);
    expect([lines, refused]).toEqual([[2, 5], [{ line: 6, code: 'syntax' }]]);
  });

  it.each([1, 2, 3, 100, 1_000])('is the same, cut into chunks of %i bytes', (chunk) => {
    const body = `${LINE}\n${JSON.stringify(SECOND)}\r\n\nx\n${LINE}`;
    const { rows, lines, refused } = read(body, {}, chunk);
    expect(rows).toEqual([READING, SECOND, READING]);
    expect([lines, refused]).toEqual([[1, 2, 5], [{ line: 4, code: 'not-an-object' }]]);
  });

  it('may have numbers up to the bounds of their members', () => {
    const least = {
      ...READING,
      intervalSeconds: 10,
      accepted: 0,
      stale: 0,
      rejected: 0,
      hashrate: 0,
      temperatureC: -60,
      powerW: 0,
    };
    const greatest = {
      ...READING,
      intervalSeconds: 3_600,
      accepted: Number.MAX_SAFE_INTEGER,
      stale: Number.MAX_SAFE_INTEGER,
      rejected: Number.MAX_SAFE_INTEGER,
      hashrate: 165,
      temperatureC: 150,
      powerW: 1_000_000,
    };
    expect(read([least, greatest].map((row) => JSON.stringify(row)).join('\n')).rows).toEqual([
      least,
      greatest,
    ]);
  });

  it('may have as many decimals as are kept', () => {
    const { rows } = read(`${having('hashrate', '100.10')}\n${having('temperatureC', '-0.5')}`);
    expect(rows.map(({ hashrate, temperatureC }) => [hashrate, temperatureC])).toEqual([
      [100.1, 62.5],
      [104.5, -0.5],
    ]);
  });
});

const REFUSED: readonly (readonly [code: keyof typeof ROW_REFUSALS, ...lines: string[]])[] = [
  ['not-an-object', '[]', 'null', '1', '"x"', `\uFEFF${LINE}`, 'x', `[${LINE}]`],
  [
    'syntax',
    '{',
    '{"machineId"',
    '{"machineId":"',
    '{"machineId":"AST',
    `${LINE}}`,
    `${LINE}${LINE}`,
    `${LINE},`,
    LINE.slice(0, -1),
    LINE.replace('}', ',}'),
    LINE.replace('{', '{,'),
    LINE.replace('"stale":1', '"stale" 1'),
    LINE.replace('"stale":1', 'stale:1'),
    LINE.replace('"stale":1,', '"stale":1'),
    having('machineId', '"AST\t"'),
    having('accepted', '-'),
    having('accepted', '01'),
    having('accepted', '1.'),
    having('accepted', '1x'),
    having('hashrate', '00.5'),
  ],
  ['unknown-member', '{"x":1}', LINE.replace('stale', 'Stale'), LINE.replace('"stale"', '""')],
  ['duplicate-member', LINE.replace('}', ',"stale":1}'), LINE.replace('"stale"', '"accepted"')],
  ['missing-member', '{}', LINE.replace('"stale":1,', ''), '{"machineId":"AST-0000001"}'],
  [
    'escape-in-string',
    having('machineId', '"AST-\\u0030000001"'),
    having('machineId', '"\\""'),
    LINE.replace('"stale"', '"\\u0073tale"'),
    having('intervalStart', '"2026-11-01T00:00:00\\u005a"'),
  ],
  ['exponent', having('accepted', '1e3'), having('hashrate', '1.5E+1'), having('stale', '0e0')],
  [
    'too-precise',
    having('hashrate', '100.123'),
    having('hashrate', '100.100'),
    having('hashrate', '104.50000000000001'),
    having('temperatureC', '62.55'),
    having('accepted', '1.0'),
    having('powerW', '3250.5'),
    having('intervalSeconds', '60.0'),
  ],
  [
    'out-of-range',
    having('accepted', '9007199254740992'),
    having('accepted', '9007199254740993'),
    having('accepted', '9'.repeat(400)),
    having('accepted', '-1'),
    having('stale', '-1'),
    having('rejected', '-1'),
    having('hashrate', '-0.01'),
    having('hashrate', '21474836.48'),
    having('temperatureC', '150.1'),
    having('temperatureC', '-60.1'),
    having('powerW', '1000001'),
    having('powerW', '-1'),
    having('intervalSeconds', '9'),
    having('intervalSeconds', '3601'),
    having('intervalSeconds', '-60'),
  ],
  [
    'not-a-number',
    having('accepted', '"1"'),
    having('accepted', 'null'),
    having('accepted', 'true'),
    having('accepted', '[1]'),
    having('accepted', '{}'),
    having('accepted', '+1'),
    having('accepted', '.5'),
    having('temperatureC', 'null'),
    having('accepted', 'NaN'),
    having('accepted', '['.repeat(10_000)),
  ],
  ['not-a-string', having('machineId', '1'), having('intervalStart', '1793491200')],
  [
    'bad-time',
    ...[
      '2026-11-01T00:00:00',
      '2026-11-01T00:00:00z',
      '2026-11-01t00:00:00Z',
      '2026-11-01 00:00:00Z',
      '2026-11-01T00:00:00.000Z',
      '2026-11-01T05:00:00+05:00',
      '2026-02-29T00:00:00Z',
      '2026-11-31T00:00:00Z',
      '2026-13-01T00:00:00Z',
      '2026-00-01T00:00:00Z',
      '2026-11-00T00:00:00Z',
      '2026-11-01T24:00:00Z',
      '2026-11-01T00:60:00Z',
      '2026-11-01T23:59:60Z',
      '2026-11-01T00:0x:00Z',
      '202x-11-01T00:00:00Z',
      '',
    ].map((time) => having('intervalStart', `"${time}"`)),
  ],
  [
    'interval-not-aligned',
    having('intervalSeconds', '70'),
    having('intervalSeconds', '11'),
    having('intervalStart', '"2026-11-01T00:00:30Z"'),
  ],
  [
    'in-the-future',
    having('intervalStart', '"2026-11-02T00:05:00Z"'),
    having('intervalStart', '"9999-12-31T23:59:00Z"'),
  ],
  [
    'too-old',
    having('intervalStart', '"2026-10-30T23:59:00Z"'),
    having('intervalStart', '"1969-12-31T23:59:00Z"'),
    having('intervalStart', '"0026-11-01T00:00:00Z"'),
  ],
  ['unknown-machine', having('machineId', '"AST-9999999"'), having('machineId', '""')],
  ['above-nominal', having('hashrate', '165.01')],
];

describe('A line is refused', () => {
  it.each(REFUSED)('as %s', (code, ...lines) =>
    expect(lines.map((line) => [line.slice(0, 200), codeOf(line)])).toEqual(
      lines.map((line) => [line.slice(0, 200), code]),
    ),
  );

  it('as of an unknown machine, where its serial is no UTF-8', () =>
    expect(codeOf(Buffer.from(having('machineId', '"AST-\xff\xfe"'), 'latin1'))).toBe(
      'unknown-machine',
    ));

  it('with an interval that is over at the tolerance, and not with a later one', () => {
    const rules = { now: FIRST_SECOND + 60, toleranceSeconds: 0 };
    expect([codeOf(LINE, rules), codeOf(JSON.stringify(SECOND), rules)]).toEqual([
      undefined,
      'in-the-future',
    ]);
  });

  it('with the oldest interval that may be reported: not', () =>
    expect([FIRST_SECOND, FIRST_SECOND + 1].map((oldest) => codeOf(LINE, { oldest }))).toEqual([
      undefined,
      'too-old',
    ]));

  const placed = (from: number, until: number): MachineRegister => {
    const builder = MachineRegister.builder();
    const machine = {
      number: 1,
      serial: READING.machineId,
      licence: 1,
      licensee: 1,
      dataCentre: 1,
    };
    const nominal = { nominalHashrate: 11_000, nominalPower: 3_250 };
    builder.add({ ...machine, ...nominal, from, until });
    return builder.build();
  };

  it('as of a machine that is not in service for the whole interval', () => {
    const rows = [
      [0, WITHOUT_END, undefined],
      [FIRST_SECOND, FIRST_SECOND + 60, undefined],
      [FIRST_SECOND + 1, WITHOUT_END, 'machine-not-in-service'],
      [0, FIRST_SECOND + 59, 'machine-not-in-service'],
    ] as const;
    for (const [from, until, code] of rows)
      expect([from, until, codeOf(LINE, { register: placed(from, until) })]).toEqual([
        from,
        until,
        code,
      ]);
  });

  it('as of a licence that the pool does not serve for the whole interval', () => {
    const until = FIRST_SECOND + 60;
    const rows = [
      [{ licence: 1, from: 0, until }, undefined],
      [{ licence: 1, from: 0, until: until - 1 }, 'machine-of-another-licence'],
      [{ licence: 2, from: 0, until }, 'machine-of-another-licence'],
    ] as const;
    for (const [period, code] of rows)
      expect(codeOf(LINE, { served: new ServedLicences([period]) })).toBe(code);
  });

  it.each([1 << 20, 1_000])('where it is longer than 64 KiB, in chunks of %i bytes', (chunk) => {
    const long = (bytes: number) => `${LINE}${' '.repeat(bytes - LINE.length)}`;
    const body = [long(LINE_BYTES_MAX + 1), LINE, long(LINE_BYTES_MAX), long(200_000)].join('\n');
    const { lines, refused } = read(body, {}, chunk);
    expect(lines).toEqual([2, 3]);
    expect(refused).toEqual([1, 4].map((line) => ({ line, code: 'line-too-long' })));
  });

  it('by codes that all have a sentence and a remedy', () => {
    for (const { message, remedy } of Object.values(ROW_REFUSALS))
      expect([message, remedy]).toEqual([
        expect.stringMatching(/\.$/),
        expect.stringMatching(/\.$/),
      ]);
  });
});

describe('A body of more rows than a slice holds', () => {
  it('waits at each full slice until it is cleared', () => {
    const { columns, checks, refusals } = readerParts({}, 2);
    const reader = new NdjsonReader(columns, checks, refusals);
    const body = [0, 1, 2, 3, 4].map((n) =>
      JSON.stringify({ ...READING, intervalStart: timeOf(FIRST_SECOND + n * 60) }),
    );
    const slices: number[][] = [];
    for (const steps of [reader.read(Buffer.from(`${body.join('\n')}`)), reader.end()])
      for (const _ of steps) {
        slices.push([...columns.line.subarray(0, columns.rows)]);
        columns.clear();
      }
    expect(slices).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([columns.rows, columns.line[0]]).toEqual([1, 5]);
  });
});
