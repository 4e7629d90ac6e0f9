import type { RowRefusalCode } from '../checks/refusals.js';
import type { RowChecks } from '../checks/row-checks.js';
import { MEMBERS } from '../columns/members.js';
import type { Reading } from './readings.js';

// What a line of NDJSON is, by JSON.parse and plain checks, slowly: for what the scanner is held against.
// It names all that is wrong with a line. Numbers are looked at as they were written.

export interface Verdict {
  /** Where nothing is wrong; undefined of a blank line. */
  readonly reading: Reading | undefined;
  readonly codes: ReadonlySet<RowRefusalCode | undefined>;
}

/** Of what JSON.parse does not show, which fault comes first is the scanner's to say. */
const ANY_FORM: readonly RowRefusalCode[] = [
  ...(['not-an-object', 'syntax', 'unknown-member', 'duplicate-member', 'missing-member'] as const),
  ...(['escape-in-string', 'exponent', 'too-precise', 'out-of-range', 'not-a-number'] as const),
  ...(['not-a-string', 'bad-time'] as const),
];

interface Written {
  readonly name: string;
  readonly value: unknown;
  /** Of a number. */
  readonly source: string;
}

export const verdictOf = (line: Uint8Array, checks: RowChecks): Verdict => {
  const text = Buffer.from(line).toString('latin1');
  if (/^[ \t\r]*$/.test(text)) return { reading: undefined, codes: new Set() };
  const members = membersOf(text);
  if (members === 'no JSON') return { reading: undefined, codes: new Set(ANY_FORM) };
  if (members === 'no object') return { reading: undefined, codes: new Set(['not-an-object']) };
  const codes = new Set<RowRefusalCode>();
  const names = [...text.matchAll(/"([^"\\]*)"[ \t\r]*:/g)].map(([, name]) => name);
  // Escapes hide which names there are, and of members twice there JSON.parse shows the last.
  if (text.includes('\\') || new Set(names).size < names.length)
    return { reading: undefined, codes: new Set(ANY_FORM) };
  for (const member of members) for (const code of faultsOf(member)) codes.add(code);
  for (const { name, isRequired } of MEMBERS)
    if (isRequired && !members.some((member) => member.name === name)) codes.add('missing-member');
  if (codes.size > 0) return { reading: undefined, codes };
  const reading = Object.fromEntries(
    members.map(({ name, value }) => [name, value === 0 ? 0 : value]),
  ) as unknown as Reading;
  for (const code of rowFaults(reading, checks)) codes.add(code);
  return { reading, codes };
};

const membersOf = (text: string): readonly Written[] | 'no JSON' | 'no object' => {
  const sources = new Map<string, string>();
  let parsed: unknown;
  try {
    parsed = JSON.parse(text, function (
      this: unknown,
      name,
      value: unknown,
      context?: { source?: string },
    ) {
      sources.set(name, context?.source ?? '');
      return value;
    } as (this: unknown, key: string, value: unknown) => unknown);
  } catch {
    return 'no JSON';
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return 'no object';
  return Object.entries(parsed).map(([name, value]) => ({
    name,
    value: value as unknown,
    source: sources.get(name) ?? '',
  }));
};

const TIME = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;

function* faultsOf({ name, value, source }: Written): Generator<RowRefusalCode> {
  const place = MEMBERS.findIndex((member) => member.name === name);
  const member = MEMBERS[place];
  if (!member) yield 'unknown-member';
  else if (place < 2) {
    if (typeof value !== 'string') yield 'not-a-string';
    else if (place === 1 && !isTime(value)) yield 'bad-time';
  } else if (typeof value !== 'number') yield 'not-a-number';
  else {
    const written = /^-?(\d+)(?:\.(\d+))?(?:([eE]).*)?$/.exec(source);
    if (written?.[3]) yield 'exponent';
    else if ((written?.[2] ?? '').length > member.decimals) yield 'too-precise';
    const scaled = value * 10 ** member.decimals;
    if (scaled < member.least - 0.01 || scaled > Math.min(member.greatest, 2 ** 53) - 0.5 + 1)
      yield 'out-of-range';
  }
}

const isTime = (text: string): boolean =>
  TIME.test(text) &&
  !Number.isNaN(Date.parse(text)) &&
  new Date(text).toISOString() === text.replace('Z', '.000Z');

function* rowFaults(reading: Reading, checks: RowChecks): Generator<RowRefusalCode> {
  const { rules } = checks;
  const { intervalSeconds } = reading;
  const start = Date.parse(reading.intervalStart) / 1_000;
  if (3_600 % intervalSeconds !== 0 || start % intervalSeconds !== 0) yield 'interval-not-aligned';
  if (start < rules.oldest) yield 'too-old';
  if (start + intervalSeconds > rules.now + rules.toleranceSeconds) yield 'in-the-future';
  const number = /^AST-(\d{7})$/.exec(reading.machineId)?.[1];
  if (number === undefined || Number(number) >= rules.register.machines) yield 'unknown-machine';
  else if (Math.round(reading.hashrate * 100) > 16_500) yield 'above-nominal';
}
