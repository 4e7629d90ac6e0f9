// CSV as the API writes it: semicolons, CRLF, quotes where they are needed. A page names only the columns
// that its rows have, so that two pages of one list may differ in them.

const MARK = '\uFEFF';
/** A cell with its quotes, and what ends it. */
const CELL = /("(?:[^"]|"")*"|[^;\r\n]*)(;|\r\n|$)/g;

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

export const tableIn = (text: string): Table => {
  const records: string[][] = [];
  let record: string[] = [];
  for (const [whole, cell = '', end] of text.replace(MARK, '').matchAll(CELL)) {
    if (whole === '' && record.length === 0) break;
    record.push(cell);
    if (end === ';') continue;
    records.push(record);
    record = [];
  }
  const [columns = [], ...rows] = records;
  return { columns, rows };
};

/** All of them under one head: the columns in the order in which they came. */
export const joined = (tables: readonly Table[]): Table => {
  const columns = [...new Set(tables.flatMap((table) => table.columns))];
  const rows = tables.flatMap((table) => {
    const places = columns.map((column) => table.columns.indexOf(column));
    return table.rows.map((row) => places.map((place) => row[place] ?? ''));
  });
  return { columns, rows };
};

export const textOf = ({ columns, rows }: Table): string =>
  MARK + [columns, ...rows].map((cells) => `${cells.join(';')}\r\n`).join('');

export interface CsvList {
  readonly path: string;
  readonly query: Readonly<Record<string, string | number | undefined>>;
  /** Rows to keep, where the page filters more than the API: by column, the values that stay. */
  readonly only?: Readonly<Record<string, readonly string[] | undefined>>;
}

/** What it is, of what, and known on when: `esep-payments-2026-Q1-known-2026-05-01T0500.csv`. */
export const csvName = (name: string, { query, only = {} }: CsvList, now: number): string => {
  const { knownAt, asOf, ...filters } = query;
  const of = [...Object.values(filters), ...Object.values(only).flatMap((values) => values ?? [])];
  const known = new Date(knownAt ?? asOf ?? now).toISOString().slice(0, 16);
  return `${['esep', name, ...of, 'known', known]
    .filter((part) => part !== undefined && part !== '')
    .join('-')
    .replaceAll(':', '')
    .replaceAll(/[^\p{L}\p{N}.-]+/gu, '_')}Z.csv`;
};
