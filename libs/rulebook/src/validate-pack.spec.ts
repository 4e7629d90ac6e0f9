import { Ajv2020 } from 'ajv/dist/2020.js';

import {
  aifc2026,
  canonicalPackBytes,
  kzLaw,
  RULE_KEYS,
  rulePackSchema,
  validatePack,
  type RulePack,
} from './index.js';

describe.each([aifc2026, kzLaw])('The pack $packId', (pack) => {
  it('is valid, as an object, as text and as bytes', () => {
    expect(validatePack(pack)).toEqual({ ok: true, value: pack });
    expect(validatePack(canonicalPackBytes(pack))).toEqual({ ok: true, value: pack });
    expect(validatePack(new TextEncoder().encode(canonicalPackBytes(pack)))).toEqual({
      ok: true,
      value: pack,
    });
  });
});

describe('A pack that was read', () => {
  it('does not change with the object it was read from', () => {
    const source = structuredClone(aifc2026) as RulePack;
    const reading = validatePack(source);
    Object.assign(source, { packId: 'changed' });
    expect(reading).toMatchObject({ ok: true, value: { packId: 'aifc-2026' } });
    expect(reading.ok && Object.isFrozen(reading.value.rules.zone.values[0].value)).toBe(true);
  });
});

describe('The schema of a pack', () => {
  it('is a valid schema of draft 2020-12', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    expect(ajv.validateSchema(structuredClone(rulePackSchema))).toBe(true);
  });

  it.each(RULE_KEYS)('demands an answer to %s', (key) => {
    const { [key]: _omitted, ...rules } = aifc2026.rules;
    expect(validatePack({ ...aifc2026, rules })).toEqual({
      ok: false,
      reason: 'rule-pack-invalid',
      problems: [
        {
          pointer: `/rules/${key}`,
          code: 'missing',
          message: `/rules/${key}: is missing. Add it: a pack leaves no question of its format open.`,
        },
      ],
    });
  });

  it.each(RULE_KEYS)('takes no answer of another kind to %s', (key) => {
    const wrong = planted(`/rules/${key}/values/0/value`, { surprise: 1 });
    expect(wrong.some(({ pointer }) => pointer.startsWith(`/rules/${key}/values/0/value`))).toBe(
      true,
    );
  });
});

describe('Bytes that are no JSON are refused:', () => {
  it.each([
    ['an open brace', '{'],
    ['nothing', ''],
    ['a lone surrogate', '{"packId":"\\ud800"}'],
    ['bytes that are no UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d)],
    ['a number that JSON has not', { packId: Number.NaN }],
  ])('%s', (_what, input) => {
    expect(validatePack(input)).toEqual({
      ok: false,
      reason: 'rule-pack-not-json',
      problems: [
        {
          pointer: '',
          code: 'not-json',
          message:
            'The pack: is not JSON in UTF-8. Send one JSON object, as `canonicalPackBytes` writes it.',
        },
      ],
    });
  });
});

const from = (day: string, value: unknown) => ({
  from: day,
  value,
  source: { fact: 'SALE-1', mark: 'S' },
});
const BEGINNING = '0001-01-01';

describe('A planted error is found, said where, and how to correct it:', () => {
  it.each<[at: string, content: unknown, pointer: string, code: string, message: string]>([
    ['/format', 2, '/format', 'wrong-const', '2 is not allowed. Write 1.'],
    ['/packId', 'AIFC 2026', '/packId', 'wrong-pattern', '"AIFC 2026" must match pattern'],
    ['/rules/poolcap', {}, '/rules/poolcap', 'unknown-member', 'is not known. Check the spelling'],
    [
      '/rules/fineMax',
      { rule: 'LIC-15', values: [] },
      '/rules/fineMax',
      'not-followed',
      'nothing is done by it. Leave it out.',
    ],
    ['/rules/poolCap/rule', 'LIC-12', '/rules/poolCap/rule', 'wrong-const', 'Write "LIC-13".'],
    ['/rules/poolCap/values', [], '/rules/poolCap/values', 'wrong-minItems', 'fewer than 1 items'],
    [
      '/rules/graceDays/values/0/value',
      '10',
      '/rules/graceDays/values/0/value',
      'wrong-type',
      '"10" must be integer. Correct the value.',
    ],
    [
      '/rules/saleShareBps/values/2/value',
      10_001,
      '/rules/saleShareBps/values/2/value',
      'wrong-maximum',
      '10001 must be <= 10000',
    ],
    [
      '/rules/saleShareBps/values/2/value',
      7_500.5,
      '/rules/saleShareBps/values/2/value',
      'wrong-type',
      '7500.5 must be integer',
    ],
    [
      '/rules/saleShareBps/values/1/from',
      '2024-02-30',
      '/rules/saleShareBps/values/1/from',
      'wrong-format',
      '"2024-02-30" is no day of the calendar. Write it as YYYY-MM-DD.',
    ],
    [
      '/rules/saleBasis/values/0/value',
      'by-weight',
      '/rules/saleBasis/values/0/value',
      'wrong-enum',
      '"by-weight" is not allowed. Choose one of coins-per-asset, value-pooled.',
    ],
    [
      '/rules/licenceCost/values/0/value/totalMax',
      '01',
      '/rules/licenceCost/values/0/value/totalMax',
      'wrong-pattern',
      '"01" must match pattern',
    ],
    [
      '/rules/poolCap/values/0/source/fact',
      'Tax Code',
      '/rules/poolCap/values/0/source/fact',
      'wrong-pattern',
      '"Tax Code" must match pattern',
    ],
    [
      '/rules/suspensionMonths/values/0/value',
      { min: 1, max: 6, most: 7 },
      '/rules/suspensionMonths/values/0/value/most',
      'unknown-member',
      'is not known',
    ],
    [
      '/rules/zone/values/0/value/transitions/0/from',
      '2004-10-30T20:00:00Z',
      '/rules/zone/values/0/value/transitions/0/from',
      'wrong-pattern',
      'must match pattern',
    ],
    [
      '/rules/saleShareBps/values',
      [from('2024-01-01', 5_000)],
      '/rules/saleShareBps/values/0/from',
      'gap-at-the-beginning',
      'nothing is said of the days before 2024-01-01. Let the first value start on 0001-01-01.',
    ],
    [
      '/rules/saleShareBps/values',
      [from(BEGINNING, 0), from('2025-01-01', 1), from('2025-01-01', 2)],
      '/rules/saleShareBps/values/2/from',
      'dates-overlap',
      'two values start on 2025-01-01. Remove one, or give it its own day.',
    ],
    [
      '/rules/saleShareBps/values',
      [from(BEGINNING, 0), from('2025-01-01', 1), from('2024-01-01', 2)],
      '/rules/saleShareBps/values/2/from',
      'dates-out-of-order',
      '2024-01-01 stands after 2025-01-01. Write the values in the order of their days.',
    ],
    [
      '/rules/deadlineRoll/values',
      [from(BEGINNING, 'next-working-day'), from('2027-01-01', 'next-working-day')],
      '/rules/deadlineRoll/values/1',
      'one-value-only',
      'the reconciliation applies one value of this rule to all periods',
    ],
    [
      '/rules/taxRateBps/values/0/source/mark',
      'A',
      '/rules/taxRateBps/values/0',
      'assumption-not-marked',
      'Add "assumption": true, or name who says it.',
    ],
    [
      '/rules/suspensionMonths/values/0/value',
      { min: 6, max: 1 },
      '/rules/suspensionMonths/values/0/value',
      'empty-range',
      '6 is more than 1',
    ],
    [
      '/rules/licenceCost/values/0/value/totalMin',
      '99999999',
      '/rules/licenceCost/values/0/value',
      'empty-range',
      '99999999 is more than 15000000',
    ],
    [
      '/rules/licenceCost/values/0/value/items/1/max',
      '1',
      '/rules/licenceCost/values/0/value/items/1',
      'empty-range',
      '1000000 is more than 1',
    ],
    [
      '/rules/zone/values/0/value/transitions/1/offsetMinutes',
      360,
      '/rules/zone/values/0/value/transitions',
      'zone-differs',
      'these are not the transitions that periods are computed with',
    ],
    [
      '/rules/holidays/values/0/value/days/1/date',
      '2024-01-01',
      '/rules/holidays/values/0/value/days/1',
      'days-out-of-order',
      '2024-01-01 stands after 2024-01-01',
    ],
    [
      '/rules/holidays/values/0/value/coveredUntil',
      '2027-12-16',
      '/rules/holidays/values/0/value/days/77',
      'day-not-covered',
      '2027-12-16 is outside 2024-01-01 to 2027-12-16',
    ],
    [
      '/rules/holidays/values/0/value/days/2/kind',
      'transferred',
      '/rules/holidays/values/0/value/days/2',
      'transferred-to-a-weekend',
      '2024-01-07 is a day off anyway',
    ],
    [
      '/rules/harsherTaxRateBps/values/0/value',
      1_499,
      '/rules/harsherTaxRateBps',
      'harsher-rate-is-lower',
      'on 0001-01-01 the rate for a breach is below the ordinary one',
    ],
  ])('%s', (at, content, pointer, code, message) => {
    const problems = planted(at, content);
    expect(problems).toContainEqual({ pointer, code, message: expect.stringContaining(message) });
    expect(problems.every((problem) => problem.message.startsWith(`${problem.pointer}: `))).toBe(
      true,
    );
  });

  it('also in a member whose name a pointer must escape', () => {
    const reading = validatePack({ ...aifc2026, 'a/b~c': 1 });
    expect(reading.ok ? [] : reading.problems.map(({ pointer }) => pointer)).toEqual(['/a~1b~0c']);
  });

  it('and all of them at once', () => {
    const broken = { ...aifc2026, format: 2, packId: '' };
    const reading = validatePack(broken);
    expect(reading.ok ? [] : reading.problems.map(({ pointer }) => pointer)).toEqual([
      '/format',
      '/packId',
    ]);
  });
});

/** What is found wrong with a pack after `content` was put `at` a place of it. */
function planted(at: string, content: unknown, pack: RulePack = aifc2026) {
  const copy = structuredClone(pack) as unknown as Record<string, unknown>;
  const path = at.slice(1).split('/');
  const last = path.pop() as string;
  let place = copy;
  for (const member of path) place = place[member] as Record<string, unknown>;
  place[last] = content;
  const reading = validatePack(copy);
  if (reading.ok) throw new Error(`Nothing was found wrong at ${at}`);
  expect(reading.reason).toBe('rule-pack-invalid');
  return reading.problems;
}
