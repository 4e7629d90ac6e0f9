import fc from 'fast-check';

import { NAMES_MAX, NESTING_MAX, ROWS_MAX, VALUES_MAX } from '@esep/kernel';

import { jsonFaultIn } from './json-fault.js';

const faultIn = (text: string) => jsonFaultIn(Buffer.from(text));

const isParsed = (text: string): boolean => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

const listOf = (count: number, item: string) => `[${Array<string>(count).fill(item).join()}]`;

const objectOf = (count: number, prefix = 'k') =>
  `{${Array.from({ length: count }, (_, i) => `"${prefix}${i}":0`).join()}}`;

describe('A JSON text', () => {
  it.each([
    '{}',
    '[]',
    ' {"a":[1,-0.5,2e7,true,false,null,"Ёж 🦔",{"a":{}}]}\r\n\t',
    '"\\ud83e\\udd94 \\u0041 \\" \\\\ \\/ \\b\\f\\n\\r\\t"',
    '[{"a":1},{"a":2},{"b":{"a":1,"b":2},"a":{"a":3}}]',
    '9007199254740991',
    '0.123456789012345',
  ])('is taken: %s', (text) => {
    expect(faultIn(text)).toBeUndefined();
  });

  it('is told from what is none exactly as the parser tells it', () => {
    const piece = fc.constantFrom(
      ...['{', '}', '[', ']', ',', ':', '"', '\\', 'u00e9', '"a"', '"b":', '\n', ' ', '\u0001'],
      ...['true', 'fals', 'null', '0', '-', '01', '1.', '.5', '1e', '1e+2', '-7', '\ufeff', 'é'],
    );
    const loose = fc.array(piece, { maxLength: 12 }).map((pieces) => pieces.join(''));
    const nearly = fc.tuple(fc.json(), fc.nat(), piece).map(([text, at, odd]) => {
      const place = at % (text.length + 1);
      return text.slice(0, place) + odd + text.slice(place);
    });
    fc.assert(
      fc.property(fc.oneof(loose, nearly, fc.json()), (text) => {
        const fault = faultIn(text)?.fault;
        // What is taken for other reasons than its form may be JSON or go wrong further on.
        if (fault === undefined || fault === 'malformed')
          expect(fault === undefined).toBe(isParsed(text));
      }),
      { numRuns: 20_000 },
    );
  });

  it.each([
    ['{"a":1,"b":2,"a":1}', '/a'],
    ['{"rows":[{"net":"1"},{"net":"1","net":"2"}]}', '/rows/1/net'],
    ['{"a":{"b":1},"c":[{"a":{"x":1,"x":1}}]}', '/c/0/a/x'],
    [String.raw`{"net":1,"n\u0065t":2}`, '/net'],
    [String.raw`{"n\u0065t":1,"\u006eet":2}`, '/net'],
    [String.raw`{"a/b~c":1,"a\/b~c":2}`, '/a~1b~0c'],
    ['{"Ёж":1,"Ёж":2}', '/Ёж'],
    ['{"":1,"":2}', '/'],
    ['{"__proto__":1,"__proto__":2}', '/__proto__'],
  ])('FIELD-9, API-21: says one thing under one name: %s', (text, pointer) => {
    expect(faultIn(text)).toEqual({ fault: 'name-duplicated', pointer });
  });

  it.each([
    [String.raw`["\ud800"]`, '/0'],
    [String.raw`["\udc00\ud800"]`, '/0'],
    [String.raw`["ab",{"x":"\ud83ex"}]`, '/1/x'],
    [String.raw`["\ud83e\ud83e\udd94"]`, '/0'],
    [String.raw`{"a":{"\udfff":1}}`, '/a'],
  ])('API-10, FIELD-11: holds whole characters: %s', (text, pointer) => {
    expect(faultIn(text)).toEqual({ fault: 'text-malformed', pointer });
  });

  it.each([
    '9007199254740993',
    '1.0000000000000000001',
    '1e400',
    '-1e-400',
    '12345678901234567890',
  ])('FIELD-9: holds no number that would be kept as another: %s', (text) => {
    expect(faultIn(`[${text}]`)).toEqual({ fault: 'number-inexact', pointer: '/0' });
  });

  it('keeps the numbers that it takes', () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^-?(0|[1-9]\d{0,17})(\.\d{1,18})?(e[+-]?\d{1,3})?$/),
        (text) => {
          if (faultIn(text) !== undefined) return;
          const [digits, exponent] = plain(text);
          const [kept, keptExponent] = plain(String(Number(text)));
          expect([kept, kept === '0' || keptExponent]).toEqual([
            digits,
            digits === '0' || exponent,
          ]);
        },
      ),
      { numRuns: 5_000 },
    );
  });

  it.each([
    ['lists', '[', ']'],
    ['objects', '{"a":', '}'],
  ])('API-12: nests %s at most 32 deep', (_what, open, close) => {
    const nested = (depth: number) => `${open.repeat(depth)}0${close.repeat(depth)}`;
    expect(faultIn(nested(NESTING_MAX))).toBeUndefined();
    expect(faultIn(nested(NESTING_MAX + 1))).toMatchObject({ fault: 'nested-too-deep' });
    expect(faultIn(open.repeat(1_000_000))).toMatchObject({ fault: 'nested-too-deep' });
  });

  it('API-12: has at most so many items, names and values', () => {
    expect(faultIn(listOf(ROWS_MAX, '0'))).toBeUndefined();
    expect(faultIn(`{"rows":${listOf(ROWS_MAX + 1, '0')}}`)).toEqual({
      fault: 'too-many-items',
      pointer: '/rows',
    });
    expect(faultIn(objectOf(NAMES_MAX))).toBeUndefined();
    expect(faultIn(objectOf(NAMES_MAX + 1))).toEqual({ fault: 'too-many-names', pointer: '' });
    expect(faultIn(`[${objectOf(NAMES_MAX)},${objectOf(1, 'l')}]`)).toEqual({
      fault: 'too-many-names',
      pointer: '/1',
    });
    const lists = VALUES_MAX / ROWS_MAX;
    expect(faultIn(listOf(lists - 1, listOf(ROWS_MAX, '[]')))).toBeUndefined();
    expect(faultIn(listOf(lists, listOf(ROWS_MAX, '[]')))).toMatchObject({
      fault: 'too-many-values',
    });
  });
});

/** Digits without zeros at either end, and where the point stands behind them. */
const plain = (number: string): [digits: string, exponent: number] => {
  const [mantissa = '', exponent = '0'] = number.replace(/^-/, '').split('e');
  const [whole = '', fraction = ''] = mantissa.split('.');
  const all = `${whole}${fraction}`.replace(/^0+/, '');
  const digits = all.replace(/0+$/, '');
  return [digits || '0', Number(exponent) - fraction.length + (all.length - digits.length)];
};
