import { csvOf, cursorOf, keyIn, pageOf } from './listing.js';
import { Problem } from './problem.js';

const isText = (value: unknown): value is string => typeof value === 'string';

describe('A page', () => {
  it('says what it is followed by, when something follows', () => {
    const page = pageOf([{ id: 'a' }, { id: 'b' }, { id: 'c' }], 2, ({ id }) => id);
    expect(page.items).toEqual([{ id: 'a' }, { id: 'b' }]);
    expect(keyIn(page.next ?? undefined, isText)).toBe('b');
  });

  it('is the last when nothing does', () => {
    expect(pageOf([{ id: 'a' }, { id: 'b' }], 2, ({ id }) => id).next).toBeNull();
    expect(pageOf([], 2, String)).toEqual({ items: [], next: null });
  });
});

describe('A cursor', () => {
  it('carries any key, and nothing when there is none', () => {
    const isPair = (value: unknown): value is [string, number] => Array.isArray(value);
    expect(keyIn(cursorOf(['Ёж', 5]), isPair)).toEqual(['Ёж', 5]);
    expect(keyIn(undefined, isPair)).toBeUndefined();
  });

  it.each(['rubbish', '', '%%%', '"\\ud8', cursorOf(5), cursorOf({ a: 1 })])(
    'that we did not give out is refused: %j',
    (cursor) => {
      expect(() => keyIn(cursor, isText)).toThrow(Problem);
    },
  );
});

describe('CSV', () => {
  it('is of RFC 4180: a header, CRLF, and quotes where they are needed', () => {
    expect(csvOf([{ id: 1, name: 'a "b", c\nd' }])).toBe('id,name\r\n1,"a ""b"", c\nd"\r\n');
  });

  it('has a column for each field of an object, and lists as JSON', () => {
    expect(csvOf([{ id: 'x', quote: { amount: '5', currency: 'KZT' }, tags: ['a', 'b'] }])).toBe(
      'id,quote.amount,quote.currency,tags\r\nx,5,KZT,"[""a"",""b""]"\r\n',
    );
  });

  it('has every column that any row has, and nothing where a row has none', () => {
    expect(csvOf([{ a: 1 }, { b: null, c: true }])).toBe('a,b,c\r\n1,,\r\n,,true\r\n');
  });

  it('has its declared columns first and in order, even without rows', () => {
    expect(csvOf([], ['id', 'quote'])).toBe('id,quote\r\n');
    expect(csvOf([{ more: 1, quote: { amount: 2 }, id: 3 }], ['id', 'quote'])).toBe(
      'id,quote.amount,more\r\n3,2,1\r\n',
    );
  });

  it.each(['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '=HYPERLINK("http://x")'])(
    'hands no formula to a spreadsheet: %j',
    (text) => {
      expect(csvOf([{ text }]).split('\r\n')[1]?.replace(/^"/, '')).toMatch(/^'/);
    },
  );

  it.each(['-5', '+7500000000', '-0.25'])('leaves the number %s a number', (text) => {
    expect(csvOf([{ text }])).toBe(`text\r\n${text}\r\n`);
  });

  it('writes coins in full', () => {
    expect(csvOf([{ quantity: 10n ** 30n }])).toBe(`quantity\r\n${10n ** 30n}\r\n`);
  });
});
