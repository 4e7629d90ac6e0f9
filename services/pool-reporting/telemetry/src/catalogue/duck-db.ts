import { DuckDBInstance } from '@duckdb/node-api';

export type DuckRow = Readonly<Record<string, unknown>>;

/** Runs SQL over files in a DuckDB of its own, which is gone afterwards. */
export const withDuckDb = async <Result>(
  work: (query: (sql: string) => Promise<readonly DuckRow[]>) => Promise<Result>,
): Promise<Result> => {
  const instance = await DuckDBInstance.create(':memory:', { threads: '1', memory_limit: '256MB' });
  const connection = await instance.connect();
  try {
    return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjects());
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
};

/** A list of numbers or of texts in SQL. */
export const sqlListOf = (values: readonly (number | string)[]): string =>
  `[${values.map((one) => (typeof one === 'number' ? one : `'${one.replaceAll("'", "''")}'`)).join(', ')}]`;
