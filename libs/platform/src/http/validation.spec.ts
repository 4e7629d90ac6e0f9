import { ROWS_MAX } from '@esep/kernel';
import fc from 'fast-check';
import { IsInt, Min, validateSync } from 'class-validator';

import { fixedClock } from '../runtime/clock.js';
import {
  IsAsset,
  IsBaseUnits,
  IsChoice,
  IsCount,
  IsDay,
  IsFlag,
  IsIinOrBin,
  IsInstant,
  IsJsonObject,
  IsListOf,
  IsMoney,
  IsPeriod,
  IsQuarter,
  IsRowId,
  IsRows,
  IsText,
  MoneyBody,
} from './fields.js';
import { Problem, type FieldError } from './problem.js';
import { TEST_NOW } from '../testing/test-service.js';
import { InputPipe, readInput } from './validation.js';

class FillRow {
  @IsRowId() tradeId!: string;
  @IsChoice(['sell', 'buy']) side!: string;
  @IsIinOrBin() licenseeBin!: string;
  @IsAsset() asset!: string;
  @IsBaseUnits() quantity!: string;
  @IsMoney() quote!: MoneyBody;
  @IsAsset({ optional: true }) feeAsset?: string;
  @IsBaseUnits({ optional: true }) fee?: string;
  @IsIinOrBin({ optional: true }) counterpartyBin?: string;
  @IsInstant() executedAt!: string;
  @IsInstant({ optional: true }) settledAt?: string;
  @IsCount({ optional: true }) sequence?: number;
}

class FillsBody {
  @IsRowId() reportId!: string;
  @IsCount({ min: 1 }) version!: number;
  @IsRowId() exchangeId!: string;
  @IsRows(() => FillRow) rows!: FillRow[];
}

const row = (but: object = {}) => ({
  tradeId: 't-1',
  side: 'sell',
  licenseeBin: '061211600012',
  asset: 'BTC',
  quantity: '7500000000',
  quote: { amount: '123456', currency: 'KZT' },
  feeAsset: 'BTC',
  fee: '100',
  counterpartyBin: '791028302728',
  executedAt: '2026-03-05T12:00:00+05:00',
  settledAt: '2026-03-05T07:00:01.25Z',
  sequence: 1,
  ...but,
});

const report = (rows: unknown, but: object = {}) => ({
  reportId: 'r-1',
  version: 1,
  exchangeId: 'x-1',
  rows,
  ...but,
});

const problemWith = (read: () => unknown): Problem => {
  try {
    read();
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
  throw new Error('The input was accepted.');
};

const errorsOf = (input: unknown, Dto: new () => object = FillsBody): readonly FieldError[] =>
  problemWith(() => readInput(Dto, input)).options.errors ?? [];

const codesOf = (input: unknown, Dto?: new () => object) =>
  errorsOf(input, Dto).map(({ pointer, code }) => [pointer, code]);

describe('A submission', () => {
  it('becomes instances of its classes, with instants in UTC and milliseconds', () => {
    const body = readInput(FillsBody, report([row()]));
    expect(body).toBeInstanceOf(FillsBody);
    expect(body.rows[0]).toBeInstanceOf(FillRow);
    expect(body.rows[0]?.quote).toBeInstanceOf(MoneyBody);
    expect(body.rows[0]?.executedAt).toBe('2026-03-05T07:00:00.000Z');
    expect(body.rows[0]?.settledAt).toBe('2026-03-05T07:00:01.250Z');
    expect(body.rows[0]?.quantity).toBe('7500000000');
  });

  it('may leave optional fields out', () => {
    const [first] = readInput(FillsBody, report([row({ settledAt: undefined })])).rows;
    expect(first).not.toHaveProperty('settledAt');
  });

  it.each(['feeAsset', 'fee', 'counterpartyBin', 'settledAt', 'sequence', 'quantity', 'quote'])(
    'API-13: says null of nothing, also not of %s',
    (field) => {
      expect(errorsOf(report([row({ [field]: null })]))).toEqual([
        {
          pointer: `/rows/0/${field}`,
          code: 'null-given',
          message: `${field} must not be null: leave out what is optional.`,
        },
      ]);
    },
  );

  it.each<[string, object, string, string]>([
    ['a negative quantity', { quantity: '-1' }, 'quantity', 'quantity-negative'],
    ['a fractional quantity', { quantity: '1.5' }, 'quantity', 'quantity-fractional'],
    ['a quantity with an exponent', { quantity: '1e8' }, 'quantity', 'quantity-malformed'],
    ['10^78', { quantity: '1'.padEnd(79, '0') }, 'quantity', 'quantity-too-large'],
    ['a leading zero', { quantity: '01' }, 'quantity', 'quantity-malformed'],
    ['white space', { quantity: ' 1' }, 'quantity', 'quantity-malformed'],
    ['a quantity as a JSON number', { quantity: 1 }, 'quantity', 'quantity-not-a-string'],
    ['a quantity as a list', { quantity: ['1'] }, 'quantity', 'quantity-not-a-string'],
    ['no quantity', { quantity: undefined }, 'quantity', 'missing'],
    [
      'an instant without offset',
      { executedAt: '2026-03-05T12:00:00' },
      'executedAt',
      'instant-without-offset',
    ],
    [
      'an instant finer than a millisecond',
      { executedAt: '2026-03-05T12:00:00.0001Z' },
      'executedAt',
      'instant-finer-than-a-millisecond',
    ],
    [
      'an instant that never was',
      { executedAt: '2026-02-30T12:00:00Z' },
      'executedAt',
      'instant-malformed',
    ],
    ['an instant as a number', { executedAt: 1772694000000 }, 'executedAt', 'string-expected'],
    [
      'a wrong check digit',
      { licenseeBin: '061211600013' },
      'licenseeBin',
      'identity-number-malformed',
    ],
    ['an unknown asset', { asset: 'XMR' }, 'asset', 'asset-unknown'],
    ['an unknown side', { side: 'swap' }, 'side', 'choice-unknown'],
    ['a trade id with a slash', { tradeId: 'a/b' }, 'tradeId', 'row-id-malformed'],
    ['a trade id of 129 characters', { tradeId: 'a'.repeat(129) }, 'tradeId', 'row-id-malformed'],
    ['money as text', { quote: '5 KZT' }, 'quote', 'object-expected'],
    [
      'money with a fraction',
      { quote: { amount: '1.5', currency: 'KZT' } },
      'quote/amount',
      'quantity-fractional',
    ],
    [
      'money in a currency that is none',
      { quote: { amount: '1', currency: 'tenge' } },
      'quote/currency',
      'text-malformed',
    ],
    ['a fractional count', { sequence: 1.5 }, 'sequence', 'integer-expected'],
    ['a count beyond 2^53', { sequence: 2 ** 53 }, 'sequence', 'integer-expected'],
    ['a field nobody asked for', { note: 'x' }, 'note', 'unknown-field'],
    ['a field that is named constructor', { constructor: 'x' }, 'constructor', 'unknown-field'],
  ])('with %s is refused by a pointer and a code', (_what, but, field, code) => {
    expect(codesOf(report([row(), row(but)]))).toEqual([[`/rows/1/${field}`, code]]);
  });

  it('is refused with every wrong field at once', () => {
    expect(
      codesOf(
        report([row({ quantity: '-1', side: 1 })], { version: 0, reportId: undefined, x: 1 }),
      ),
    ).toEqual([
      ['/x', 'unknown-field'],
      ['/rows/0/side', 'string-expected'],
      ['/rows/0/quantity', 'quantity-negative'],
      ['/reportId', 'missing'],
      ['/version', 'out-of-range'],
    ]);
  });

  it('says of a wrong field what to send instead', () => {
    expect(errorsOf(report([row({ quantity: 5 })]))[0]?.message).toBe(
      'quantity must be a string: JSON numbers lose digits.',
    );
  });

  it.each([[null], ['text'], [5], [[]]])('that is %j is refused as a whole', (input) => {
    const pipe = new InputPipe(fixedClock(TEST_NOW));
    const body = { type: 'body', metatype: FillsBody } as const;
    for (const read of [() => readInput(FillsBody, input), () => pipe.transform(input, body)]) {
      const problem = problemWith(read);
      expect(problem).toMatchObject({ status: 400, fact: 'body-invalid' });
      expect(problem.message).toBe('The body must be an object.');
    }
  });

  it.each([[[null]], [['text']], [[[]]]])('with rows %j is refused', (rows) => {
    expect(codesOf(report(rows))).toEqual([['/rows/0', 'object-expected']]);
  });

  it('with rows that are no list is refused', () => {
    expect(codesOf(report({ 0: row() }))).toEqual([['/rows', 'list-expected']]);
  });

  it(`of ${ROWS_MAX} rows is taken; one more is too large`, () => {
    expect(readInput(FillsBody, report(Array(ROWS_MAX).fill(row()))).rows).toHaveLength(ROWS_MAX);
    const problem = problemWith(() =>
      readInput(FillsBody, report(Array(ROWS_MAX + 1).fill(row()))),
    );
    expect(problem).toMatchObject({ status: 413, fact: 'too-many-rows' });
    expect(problem.message).toContain('at most 10000 rows; this one has 10001');
  });

  it('that is wrong in every row names the first hundred wrong fields and says so', () => {
    const problem = problemWith(() =>
      readInput(FillsBody, report(Array(5_000).fill(row({ side: 0 })))),
    );
    expect(problem.options.errors).toHaveLength(100);
    expect(problem.message).toBe(
      'At least 100 fields of the body are wrong; the first 100 are named.',
    );
  });

  it('cannot change the prototype of anything', () => {
    const input: unknown = JSON.parse(
      `{"reportId":"r","version":1,"exchangeId":"x","rows":[],"__proto__":{"polluted":true}}`,
    );
    expect(codesOf(input)).toEqual([['/__proto__', 'unknown-field']]);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it('nested without end costs neither the stack nor an exception', () => {
    const deep: unknown = JSON.parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(codesOf(report([row({ quote: { amount: deep, currency: deep } })]))).toEqual([
      ['/rows/0/quote/amount', 'quantity-not-a-string'],
      ['/rows/0/quote/currency', 'string-expected'],
    ]);
  });

  it('is accepted exactly when class-validator accepts its rows', () => {
    const odd = fc.oneof(
      fc.constantFrom(undefined, null, '', '1', '-1', 1, 'BTC', 'sell', '061211600012'),
      fc.constantFrom('2026-03-05T12:00:00Z', '2026-03-05T12:00:00', [], {}, true),
      fc.jsonValue(),
    );
    const field = fc.constantFrom(...Object.keys(row()).filter((name) => name !== 'quote'));
    const changes = fc.array(fc.tuple(field, odd), { maxLength: 3 });
    fc.assert(
      fc.property(changes, (changed) => {
        const input = row(Object.fromEntries(changed));
        const expected = validateSync(Object.assign(new FillRow(), input)).length === 0;
        const errors = (() => {
          try {
            readInput(FillRow, input);
            return 0;
          } catch (error) {
            return (error as Problem).options.errors?.length;
          }
        })();
        expect(errors === 0).toBe(expected);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('Fields', () => {
  class Other {
    @IsText({ max: 5 }) name!: string;
    @IsPeriod({ optional: true }) period?: string;
    @IsQuarter({ optional: true }) quarter?: string;
    @IsDay({ optional: true }) day?: string;
    @IsFlag({ optional: true }) dryRun?: boolean;
    @IsText({ optional: true, list: { min: 1, max: 2 } }) tags?: string[];
    @IsInstant({ optional: true, list: { max: 2 } }) instants?: string[];
    @IsListOf(() => MoneyBody, { optional: true, max: 1 }) money?: MoneyBody[];
    @IsInt() @Min(3) level: number = 3;
  }

  it.each<[object, string, string]>([
    [{ name: '' }, '/name', 'text-malformed'],
    [{ name: 'longer' }, '/name', 'text-malformed'],
    [{ name: 'a\u0000b' }, '/name', 'text-malformed'],
    [{ name: '\ud800' }, '/name', 'text-malformed'],
    [{ period: '2026-13' }, '/period', 'period-malformed'],
    [{ period: '10000-01' }, '/period', 'period-malformed'],
    [{ quarter: '2026-Q5' }, '/quarter', 'quarter-malformed'],
    [{ day: '2026-02-29' }, '/day', 'day-malformed'],
    [{ dryRun: 'true' }, '/dryRun', 'boolean-expected'],
    [{ tags: 'a' }, '/tags', 'list-expected'],
    [{ tags: [] }, '/tags', 'list-too-short'],
    [{ tags: ['a', 'b', 'c'] }, '/tags', 'list-too-long'],
    [{ tags: ['a', 5] }, '/tags', 'string-expected'],
    [{ money: [{}, {}] }, '/money', 'list-too-long'],
    [{ level: 2 }, '/level', 'min'],
    [{ 'a/b~c': 1 }, '/a~1b~0c', 'unknown-field'],
  ])('refuse %j', (input, pointer, code) => {
    expect(codesOf({ name: 'n', ...input }, Other)).toEqual([[pointer, code]]);
  });

  it.each(['9999-12', '0000-01', '1969-12', '9999-01', '2026-00', '２０２６-01'])(
    'API-10: refuse the period %s, which no ledger has',
    (period) => {
      expect(codesOf({ name: 'n', period }, Other)).toEqual([['/period', 'period-malformed']]);
    },
  );

  it.each(['9999-Q4', '0000-Q1', '1969-Q4', '2026-Q0'])(
    'API-10: refuse the quarter %s, which no ledger has',
    (quarter) => {
      expect(codesOf({ name: 'n', quarter }, Other)).toEqual([['/quarter', 'quarter-malformed']]);
    },
  );

  it('count characters, as JSON Schema does, and no halves of them', () => {
    expect(readInput(Other, { name: '𝒜𝒜𝒜𝒜𝒜' }).name).toBe('𝒜𝒜𝒜𝒜𝒜');
    expect(codesOf({ name: '𝒜𝒜𝒜𝒜𝒜𝒜' }, Other)).toEqual([['/name', 'text-malformed']]);
  });

  it('keep their default when absent', () => {
    expect(readInput(Other, { name: 'n' }).level).toBe(3);
    expect(codesOf({ name: 'n', level: null }, Other)).toEqual([['/level', 'null-given']]);
  });

  it('normalise each value of a list', () => {
    expect(
      readInput(Other, { name: 'n', instants: ['2026-03-05T12:00:00+05:00'] }).instants,
    ).toEqual(['2026-03-05T07:00:00.000Z']);
  });

  it('are read from text in a query', () => {
    class Query {
      @IsCount({ max: 500 }) limit: number = 100;
      @IsFlag({ optional: true }) dryRun?: boolean;
      @IsText({ optional: true, list: { max: 3 } }) state?: string[];
    }
    expect(readInput(Query, { limit: '7', dryRun: '', state: 'open,closed' }, 'query')).toEqual({
      limit: 7,
      dryRun: true,
      state: ['open', 'closed'],
    });
    expect(readInput(Query, { state: ['open', 'closed'] }, 'query').state).toEqual([
      'open',
      'closed',
    ]);
    const problem = problemWith(() =>
      readInput(Query, { limit: '1e2', dryRun: ['true'] }, 'query'),
    );
    expect(problem.fact).toBe('parameter-invalid');
    expect(problem.options.errors?.map(({ code }) => code)).toEqual([
      'integer-expected',
      'boolean-expected',
    ]);
  });

  it('that nobody declared are a mistake of ours, not of the caller', () => {
    class Empty {
      unchecked?: string;
    }
    expect(() => readInput(Empty, {})).toThrow('Empty declares no fields.');
  });
});

class IntervalBody {
  @IsInstant({ within: 'register' }) from!: string;
  @IsInstant({ within: 'until', optional: true }) until?: string;
}
class DatedBody {
  @IsInstant({ within: 'known', optional: true }) knownAt?: string;
  @IsListOf(() => IntervalBody, { optional: true }) intervals?: IntervalBody[];
}

describe('An instant of a request', () => {
  const read = (value: unknown) => readInput(DatedBody, value, 'body', '2026-03-05T07:00:00.000Z');
  const wrong = (value: unknown) => problemWith(() => read(value)).options.errors;

  it('API-2: may be known by a clock that is 5 minutes ahead, and no further', () => {
    expect(read({ knownAt: '2026-03-05T07:05:00.000Z' })).toBeDefined();
    expect(wrong({ knownAt: '2026-03-05T07:05:00.001Z' })).toEqual([
      {
        pointer: '/knownAt',
        code: 'instant-in-future',
        message: 'knownAt must lie at most 5 minutes ahead of our clock.',
      },
    ]);
  });

  it.each([
    [{ from: '2009-01-02T23:59:59.999Z' }, '/intervals/0/from', 'instant-too-early'],
    [{ from: '2027-03-05T07:00:00.001Z' }, '/intervals/0/from', 'instant-in-future'],
    [
      { from: '2010-01-01T00:00:00Z', until: '2076-03-05T07:00:00.001Z' },
      '/intervals/0/until',
      'instant-in-future',
    ],
  ])('API-1: lies within the time of the register: %j', (interval, pointer, code) => {
    expect(wrong({ intervals: [interval] })).toMatchObject([{ pointer, code }]);
  });

  it('API-1: may be the first and the last of the time of the register', () => {
    const first = { from: '2009-01-03T00:00:00Z', until: '2076-03-05T07:00:00Z' };
    const last = { from: '2027-03-05T07:00:00Z' };
    expect(read({ intervals: [first, last] })).toBeDefined();
  });
});

describe('A person’s number', () => {
  class NoteBody {
    @IsText() reason!: string;
    @IsRowId() reportId!: string;
    @IsText({ list: { max: 9 } }) tags!: string[];
    @IsText({ pattern: /^[a-z0-9-]+$/ }) name!: string;
    @IsJsonObject() content!: object;
  }
  const note = (but: object = {}) => ({
    reason: 'Late, as on 1 March 2026: see letter 260301000123.',
    reportId: '260301000123',
    tags: ['a', 'b'],
    name: 'x-260301000123',
    content: { n: 260301000123, list: ['260301000123'] },
    ...but,
  });

  it('API-20: is told from ordinary numbers of twelve digits', () =>
    expect(readInput(NoteBody, note())).toBeInstanceOf(NoteBody));

  it.each([
    ['reason', 'He is 791028302728, born in 1979.'],
    ['reason', 'IIN 791028 302728'],
    ['reportId', '791028302728'],
    ['reportId', 't:791028302728'],
    ['tags', ['a', '791028302728']],
    ['name', 'x-791028302728'],
    ['content', { deep: [{ note: '791028302728' }] }],
    ['content', { '791028302728': 1 }],
  ])('API-20: is refused in text of any kind: %s %j', (field, value) => {
    const [error, ...others] = errorsOf(note({ [field]: value }), NoteBody);
    expect(others).toEqual([]);
    expect(error).toMatchObject({ pointer: `/${field}`, code: 'identity-number-in-text' });
    expect(error?.message).toContain('leave it out');
    expect(error?.message).not.toContain('791028');
  });

  it('API-20: is refused in an address', () => {
    const metadata = { type: 'param', metatype: String, data: 'id' } as const;
    const { errors } = problemWith(() =>
      new InputPipe(fixedClock('2026-03-05T07:00:00.000Z')).transform('791028302728', metadata),
    ).options;
    expect(errors).toMatchObject([{ pointer: '/id', code: 'identity-number-in-text' }]);
  });
});

describe('The pipe', () => {
  const pipe = new InputPipe(fixedClock(TEST_NOW));

  it('reads a number parameter as a number or refuses it', () => {
    const metadata = { type: 'param', metatype: Number, data: 'version' } as const;
    expect(pipe.transform('12', metadata)).toBe(12);
    expect(problemWith(() => pipe.transform('12x', metadata)).options.errors).toEqual([
      { pointer: '/version', code: 'integer-expected', message: 'version must be a whole number.' },
    ]);
  });

  it('refuses control characters in a parameter', () => {
    const metadata = { type: 'param', metatype: String, data: 'id' } as const;
    expect(problemWith(() => pipe.transform('a\u0000', metadata)).options.errors).toEqual([
      { pointer: '/id', code: 'text-malformed', message: 'id must be printable.' },
    ]);
  });

  it('leaves text parameters and untyped bodies alone', () => {
    expect(pipe.transform('12', { type: 'param', metatype: String, data: 'id' })).toBe('12');
    const body = { any: 1 };
    expect(pipe.transform(body, { type: 'body', metatype: Object })).toBe(body);
  });

  it('treats no body at all as an empty one', () => {
    const problem = problemWith(() =>
      pipe.transform(undefined, { type: 'body', metatype: MoneyBody }),
    );
    expect(problem.options.errors?.map(({ code }) => code)).toEqual(['missing', 'missing']);
  });
});
