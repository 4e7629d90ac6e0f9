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
    expect(pageOf([], 2, String)).toMatchObject({ items: [], next: null });
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
  const MARK = '\ufeff';
  const linesOf = (items: readonly object[], first?: readonly string[]) =>
    csvOf(items, first).replace(MARK, '').split('\r\n');

  it('has a header, CRLF, and quotes where they are needed', () => {
    expect(csvOf([{ id: 1, name: 'a "b", c\nd' }])).toBe(`${MARK}id;name\r\n1;"a ""b"", c\nd"\r\n`);
  });

  it('FIELD-11: opens in Excel of this country: its separator, and the mark of UTF-8', () => {
    const csv = csvOf([{ name: 'Әділ; «Қазақ» =1+1', tags: 'a,b' }]);
    expect(csv).toBe(`${MARK}name;tags\r\n"Әділ; «Қазақ» =1+1";"a,b"\r\n`);
    expect(Buffer.from(csv).subarray(0, 3)).toEqual(Buffer.of(0xef, 0xbb, 0xbf));
  });

  it('has a column for each field of an object, and lists as JSON', () => {
    expect(
      linesOf([{ id: 'x', quote: { amount: '5', currency: 'KZT' }, tags: ['a', 'b'] }]),
    ).toEqual(['id;quote.amount;quote.currency;tags', 'x;5;KZT;"[""a"",""b""]"', '']);
  });

  it('has every column that any row has, and nothing where a row has none', () => {
    expect(linesOf([{ a: 1 }, { b: null, c: true }])).toEqual(['a;b;c', '1;;', ';;true', '']);
  });

  it('has its declared columns first and in order, even without rows', () => {
    expect(linesOf([], ['id', 'quote'])).toEqual(['id;quote', '']);
    expect(linesOf([{ more: 1, quote: { amount: 2 }, id: 3 }], ['id', 'quote'])).toEqual([
      'id;quote.amount;more',
      '3;2;1',
      '',
    ]);
  });

  it.each([
    ...['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\rx', '\nx', '=HYPERLINK("http://x")'],
    ...[' =1', '\u00a0=1', '\u3000@x', '\u200b=1', '\ufeff=1', ' \t +1-1', '\u0000=1'],
    ...['＝1+1', '＋1', '－1', '＠SUM(A1)', ' ＝1', '﹦1', '﹢1', '﹣1', '﹫x', '−1'],
  ])('API-21: hands no formula to a spreadsheet: %j', (text) => {
    for (const csv of [csvOf([{ text }]), csvOf([{ [text]: 'x' }])])
      expect(
        csv
          .replace(/^\ufeff/, '')
          .replace(/^text\r\n/, '')
          .replace(/^"/, ''),
      ).toMatch(/^'/);
  });

  it.each(['-5', '+7500000000', '-0.25'])('leaves the number %s a number', (text) => {
    expect(linesOf([{ text }])).toEqual(['text', text, '']);
  });

  it('leaves text alone that only has such signs inside', () => {
    const text = ' a=b+c-d@e';
    expect(linesOf([{ text }])).toEqual(['text', text, '']);
  });

  it('writes coins in full', () => {
    expect(linesOf([{ quantity: 10n ** 30n }])).toEqual(['quantity', `${10n ** 30n}`, '']);
  });
});
