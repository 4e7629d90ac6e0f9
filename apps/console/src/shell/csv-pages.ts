import { csvAt } from '../session/esep.js';
import { joined, tableIn, textOf, type CsvList, type Table } from './csv.js';

/** A hundred thousand rows: more than a spreadsheet is of use for. */
const PAGES_MAX = 200;

/** A list with all its pages; `isAll` unless it is longer than what can be saved. */
export const csvOf = async (
  { path, query, only = {} }: CsvList,
  signal: AbortSignal,
  onRows: (rows: number) => void,
): Promise<{ readonly text: string; readonly isAll: boolean }> => {
  const asked = new URLSearchParams({ limit: '500' });
  for (const [name, value] of Object.entries(query))
    if (value !== undefined && value !== '') asked.set(name, String(value));
  const tables: Table[] = [];
  let next: string | undefined = `${path}?${asked}`;
  for (let rows = 0; next !== undefined && tables.length < PAGES_MAX;) {
    const page = await csvAt(next, signal);
    const table = kept(tableIn(page.text), only);
    tables.push(table);
    rows += table.rows.length;
    onRows(rows);
    next = page.next;
  }
  return { text: textOf(joined(tables)), isAll: next === undefined };
};

const kept = ({ columns, rows }: Table, only: NonNullable<CsvList['only']>): Table => ({
  columns,
  rows: rows.filter((row) =>
    Object.entries(only).every(
      ([column, values]) => !values || values.includes(row[columns.indexOf(column)] ?? ''),
    ),
  ),
});
