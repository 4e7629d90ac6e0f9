import fc from 'fast-check';

import { Columns } from '../columns/columns.js';
import { sortedRows } from './sort-rows.js';

const columnsOf = (rows: readonly (readonly [machine: number, start: number])[]): Columns => {
  const columns = new Columns(rows.length);
  for (const [machine, start] of rows)
    columns.append(columns.rows + 1, machine, 0, Float64Array.of(0, start, 60, 0, 0, 0, 0), 0);
  return columns;
};

describe('Rows', () => {
  it('are sorted by machine, time and line', () => {
    const row = fc.tuple(fc.nat(4), fc.nat(9));
    fc.assert(
      fc.property(fc.array(row, { maxLength: 200 }), (rows) => {
        const expected = rows
          .map(([machine, start], i) => ({ machine, start, i }))
          .toSorted((a, b) => a.machine - b.machine || a.start - b.start || a.i - b.i);
        expect([...sortedRows(columnsOf(rows), 5)]).toEqual(expected.map(({ i }) => i));
      }),
    );
  });

  it('of one machine from the latest to the earliest are sorted without a move for each pair', () => {
    const count = 125_000;
    const rows = Array.from({ length: count }, (_, i) => [0, count - i] as const);
    const began = process.cpuUsage();
    const order = sortedRows(columnsOf(rows), 1);
    const { user, system } = process.cpuUsage(began);
    expect([order[0], order.at(-1)]).toEqual([count - 1, 0]);
    // A move for each pair takes ten times as long.
    expect((user + system) / 1e6).toBeLessThan(2);
  });
});
