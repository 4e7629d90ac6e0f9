import { joined, tableIn, textOf } from './csv.js';

const MARK = '\uFEFF';

describe('Pages of CSV', () => {
  it('are one table, also where one has columns that another has not', () => {
    const first = tableIn(`${MARK}id;price.amount;day\r\na;1;2026-03-01\r\n`);
    const second = tableIn(`${MARK}id;price;day;note\r\nb;;2026-03-02;x\r\n`);
    expect(textOf(joined([first, second]))).toBe(
      `${MARK}id;price.amount;day;price;note\r\na;1;2026-03-01;;\r\nb;;2026-03-02;;x\r\n`,
    );
  });

  it('keep what is quoted as it is: semicolons, quotes and lines in a cell', () => {
    const text = `${MARK}id;reason\r\na;"one; ""two""\r\nthree"\r\nb;\r\n`;
    expect(tableIn(text).rows).toEqual([
      ['a', '"one; ""two""\r\nthree"'],
      ['b', ''],
    ]);
    expect(textOf(tableIn(text))).toBe(text);
  });

  it('are a head alone where a list is empty', () => {
    expect(tableIn(`${MARK}id;day\r\n`)).toEqual({ columns: ['id', 'day'], rows: [] });
  });
});
