import { Columns, HAS_TEMPERATURE } from './columns.js';

const VALUES = Float64Array.of(0, 1_780_000_000, 60, 2 ** 53 - 1, 1, 2, 11_000, -25, 3_000);

describe('Columns', () => {
  it('hold a row as it was checked', () => {
    const columns = new Columns(2);
    columns.append(7, 4, 5, VALUES, HAS_TEMPERATURE);
    expect(columns.rows).toBe(1);
    expect([columns.line[0], columns.machine[0], columns.placement[0]]).toEqual([7, 4, 5]);
    expect([columns.start[0], columns.seconds[0]]).toEqual([1_780_000_000, 60]);
    expect([columns.accepted[0], columns.temperature[0]]).toEqual([2 ** 53 - 1, -25]);
  });

  it('hold nothing of a figure that a row does not have', () => {
    const columns = new Columns(1);
    columns.append(1, 0, 0, VALUES, HAS_TEMPERATURE);
    expect([columns.power[0], columns.validity[0]]).toEqual([0, HAS_TEMPERATURE]);
  });

  it('take no row behind their end', () => {
    const columns = new Columns(1);
    columns.append(1, 0, 0, VALUES, 0);
    expect(columns.isFull).toBe(true);
    expect(() => columns.append(2, 0, 0, VALUES, 0)).toThrow('A row more than the 1');
    expect(() => columns.copy(columns, 0)).toThrow('A row more than the 1');
    expect(columns.rows).toBe(1);
  });

  it('copy only rows that there are', () => {
    const columns = new Columns(1);
    expect(() => new Columns(1).copy(columns, 0)).toThrow('Row 0 of 0');
  });
});
