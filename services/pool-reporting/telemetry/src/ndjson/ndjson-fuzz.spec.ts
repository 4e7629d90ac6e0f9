import fc from 'fast-check';

import { MEMBERS } from '../columns/members.js';
import {
  FIRST_SECOND,
  READING,
  readerParts,
  readingAt,
  timeOf,
  type Reading,
} from '../testing/readings.js';
import { verdictOf } from '../testing/slow-scanner.js';
import { NdjsonReader } from './ndjson-reader.js';

// The scanner against JSON.parse and plain checks, on lines that nobody thought of.

const parts = readerParts({}, 10);

/** The reading of a line, its refusal, or undefined of a blank one. */
const scan = (line: Uint8Array): Reading | string | undefined => {
  const { columns, checks, refusals } = readerParts({ register: parts.checks.register }, 10);
  const reader = new NdjsonReader(columns, checks, refusals);
  for (const steps of [reader.read(line), reader.end()]) expect([...steps]).toEqual([]);
  expect(columns.rows + refusals.total).toBeLessThanOrEqual(1);
  return columns.rows > 0 ? readingAt(columns, checks.register, 0) : refusals.first[0]?.code;
};

/** Where several things are wrong with a line, the scanner names one of them. */
const compare = (line: Uint8Array): void => {
  const scanned = scan(line);
  const verdict = verdictOf(line, parts.checks);
  if (verdict.codes.size === 0) expect(scanned).toEqual(verdict.reading);
  else expect(verdict.codes).toContain(scanned);
};

const number = fc.oneof(
  fc.nat(100).map(String),
  fc.integer().map(String),
  fc.double().map((value) => JSON.stringify(value)),
  fc.maxSafeInteger().map(String),
  fc.tuple(fc.nat(200), fc.nat(999)).map(([whole, decimals]) => `${whole}.${decimals}`),
  fc.constantFrom(
    '60',
    '3600',
    '-0',
    '0.5',
    '-0.5',
    '1e3',
    '1E-2',
    '00',
    '01',
    '1.',
    '.5',
    '+1',
    '9007199254740991',
    '9007199254740992',
    'null',
    'true',
    '"1"',
    '[]',
    '{}',
    '- 1',
    '0x10',
    'NaN',
  ),
);
const text = fc.oneof(
  fc.constantFrom(...Array.from({ length: 12 }, (_, n) => `"AST-${String(n).padStart(7, '0')}"`)),
  fc.nat(172_800).map((second) => `"${timeOf(FIRST_SECOND + second - 86_400)}"`),
  fc.nat(1_440).map((minute) => `"${timeOf(FIRST_SECOND + minute * 60)}"`),
  fc.string().map((value) => JSON.stringify(value)),
  fc.string().map((value) => `"${value}"`),
  fc.constantFrom('"2026-02-30T00:00:00Z"', '"2026-11-01T00:00:60Z"', '"\\u0041"', 'null'),
);
const usual = Object.entries(READING).map(
  ([name, value]) => [name, JSON.stringify(value)] as const,
);

/** A value for a member, mostly of its kind. */
const other = fc.nat(8).chain((place) => {
  const [own, foreign] = place < 2 ? [text, number] : [number, text];
  return fc.tuple(fc.constant(place), fc.oneof({ weight: 9, arbitrary: own }, foreign));
});

/** A reading of which some members have other values, are twice there, or have other names. */
const line = fc
  .record({
    others: fc.array(other, { maxLength: 2 }),
    dropped: fc.oneof({ weight: 7, arbitrary: fc.constant(-1) }, fc.nat(8)),
    added: fc.oneof(
      { weight: 7, arbitrary: fc.constant(undefined) },
      fc.tuple(fc.constantFrom(...MEMBERS.map(({ name }) => name), 'x', 'Stale', ''), number),
    ),
    order: fc.nat(8),
    space: fc.constantFrom('', '', ' ', '\t ', '\r'),
  })
  .map(({ others, dropped, added, order, space }) => {
    const members = usual.map(([name, value], place) => {
      const other = others.find(([changed]) => changed === place);
      return [name, other ? other[1] : value] as const;
    });
    const kept = members.filter((_, place) => place !== dropped);
    if (added) kept.splice(order, 0, added);
    const turned = [...kept.slice(order), ...kept.slice(0, order)];
    const sent = turned.map(([name, value]) => `"${name}"${space}:${space}${value}`);
    return Buffer.from(`${space}{${space}${sent.join(`${space},${space}`)}${space}}${space}`);
  })
  .filter((bytes) => !bytes.includes(0x0a));

const mutated = fc
  .tuple(line, fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(2)), { minLength: 1, maxLength: 3 }))
  .map(([bytes, changes]) => {
    let changed = Buffer.from(bytes);
    for (const [where, byte, kind] of changes) {
      const at = where % (changed.length + 1);
      const inserted = kind === 0 ? Buffer.alloc(0) : Buffer.of(byte === 0x0a ? 0x20 : byte);
      const rest = changed.subarray(kind === 2 ? at : at + 1);
      changed = Buffer.concat([changed.subarray(0, at), inserted, rest]);
    }
    return changed;
  });

describe('The scanner and JSON.parse with plain checks agree', () => {
  it('about readings that were changed here and there', () =>
    fc.assert(fc.property(line, compare), { numRuns: 5_000 }));

  it('about lines of which bytes were changed, left out and added', () =>
    fc.assert(fc.property(mutated, compare), { numRuns: 5_000 }));

  it('about any bytes', () => {
    const bytes = fc.uint8Array({ maxLength: 60 }).filter((array) => !array.includes(0x0a));
    fc.assert(fc.property(bytes, compare), { numRuns: 2_000 });
    const json = fc.json().map((text) => Buffer.from(text.replaceAll('\n', ' ')));
    fc.assert(fc.property(json, compare), { numRuns: 2_000 });
  });

  it('and many of these lines are readings, and many are not', () => {
    const verdicts = fc.sample(line, { numRuns: 2_000, seed: 7 }).map((one) => typeof scan(one));
    for (const kind of ['object', 'string'])
      expect(verdicts.filter((verdict) => verdict === kind).length).toBeGreaterThan(400);
  });
});

describe('A body', () => {
  it('has the rows and refusals of its lines, wherever chunks are cut', () =>
    fc.assert(
      fc.property(
        fc.array(fc.oneof(line, mutated, fc.constant(Buffer.alloc(0))), { maxLength: 9 }),
        fc.integer({ min: 1, max: 300 }),
        fc.constantFrom('\n', '\r\n'),
        (lines, chunk, end) => {
          const body = Buffer.concat(lines.map((one) => Buffer.concat([one, Buffer.from(end)])));
          const { columns, checks, refusals } = readerParts(
            { register: parts.checks.register },
            10,
          );
          const reader = new NdjsonReader(columns, checks, refusals);
          for (let at = 0; at < body.length; at += chunk)
            expect([...reader.read(body.subarray(at, at + chunk))]).toEqual([]);
          const rows = Array.from({ length: columns.rows }, (_, row) => [
            columns.line[row]!,
            readingAt(columns, checks.register, row),
          ]);
          const refused = refusals.first.map(({ line, code }) => [line, code]);
          const each = lines.map((one, i) => [i + 1, scan(one)] as const);
          expect([...rows, ...refused].toSorted(([a], [b]) => Number(a) - Number(b))).toEqual(
            each.filter(([, scanned]) => scanned !== undefined),
          );
        },
      ),
      { numRuns: 1_000 },
    ));
});
