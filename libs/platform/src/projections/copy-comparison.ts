import type { ClientBase } from 'pg';

import { schemaOf, type CopyPlace, type Projection } from '../postgres/projection.js';

/** Row count and checksum of a table. */
export interface TableSum {
  readonly rows: number;
  /** Independent of the order of rows; 32 hexadecimal digits. */
  readonly checksum: string;
}

export interface TableComparison {
  readonly table: string;
  /** Null where a copy has no such table. */
  readonly live: TableSum | null;
  readonly next: TableSum | null;
  /** Columns of the next copy only; not compared. */
  readonly added: readonly string[];
  /** Columns of the live copy only. */
  readonly lost: readonly string[];
  readonly equal: boolean;
  /** Some rows that stand in one copy only, as JSON. */
  readonly differences: readonly { readonly in: 'live' | 'next'; readonly row: string }[];
}

const DIFFERENCES_MAX = 5;
const ROW_LENGTH_MAX = 500;

/** Compares the tables of two copies. The snapshot of the transaction must have equal checkpoints. */
export const compareCopies = async (
  client: ClientBase,
  projection: Projection,
): Promise<readonly TableComparison[]> => {
  const live = await columnsOf(client, projection, 'live');
  const next = await columnsOf(client, projection, 'next');
  const compared: TableComparison[] = [];
  const tables = new Set([...live.keys(), ...next.keys()]);
  for (const table of projection.derived ?? []) tables.delete(table);
  for (const table of [...tables].sort()) {
    const [liveColumns, nextColumns] = [live.get(table), next.get(table)];
    compared.push(
      liveColumns && nextColumns
        ? await compareTable(client, projection, table, liveColumns, nextColumns)
        : await loneTable(client, projection, table, liveColumns ? 'live' : 'next'),
    );
  }
  return compared;
};

type Columns = readonly string[];

const columnsOf = async (
  client: ClientBase,
  projection: Projection,
  place: CopyPlace,
): Promise<ReadonlyMap<string, Columns>> => {
  const { rows } = await client.query<{ table: string; columns: string[] }>(
    `select table_name as table, array_agg(column_name::text order by ordinal_position) as columns
       from information_schema.columns where table_schema = $1 group by table_name`,
    [schemaOf(projection, place)],
  );
  return new Map(rows.map(({ table, columns }) => [table, columns]));
};

const compareTable = async (
  client: ClientBase,
  projection: Projection,
  table: string,
  live: Columns,
  next: Columns,
): Promise<TableComparison> => {
  const incidental = projection.incidental?.[table] ?? [];
  const common = live.filter((name) => next.includes(name) && !incidental.includes(name));
  const rowsIn = (place: CopyPlace) =>
    `(select ${common.map((name) => `"${name}"`).join(', ')} from ${schemaOf(projection, place)}."${table}") r`;
  const sums = {
    live: await sumOf(client, rowsIn('live')),
    next: await sumOf(client, rowsIn('next')),
  };
  const lost = live.filter((name) => !next.includes(name));
  const same = sums.live.checksum === sums.next.checksum && sums.live.rows === sums.next.rows;
  return {
    table,
    ...sums,
    added: next.filter((name) => !live.includes(name)),
    lost,
    equal: same && lost.length === 0,
    differences: same ? [] : await differences(client, rowsIn),
  };
};

/** A table of one copy only: a new one counts as equal, a missing one as a difference. */
const loneTable = async (
  client: ClientBase,
  projection: Projection,
  table: string,
  place: 'live' | 'next',
): Promise<TableComparison> => {
  const sum = await sumOf(client, `${schemaOf(projection, place)}."${table}" r`);
  return {
    table,
    live: null,
    next: null,
    [place]: sum,
    added: [],
    lost: [],
    equal: place === 'next',
    differences: [],
  };
};

/**
 * Two independent 64-bit hashes, each summed over all rows. A sum does not depend on order; an exclusive
 * or would not count a row that occurs twice.
 */
const sumOf = async (client: ClientBase, rows: string): Promise<TableSum> => {
  const { rows: sums } = await client.query<{ rows: string; a: string; b: string }>(
    `select count(*) as rows, coalesce(sum(hashtextextended(r::text, 1)::numeric), 0) as a,
            coalesce(sum(hashtextextended(r::text, 2)::numeric), 0) as b from ${rows}`,
  );
  const { rows: count = '0', a = '0', b = '0' } = sums[0] ?? {};
  const checksum = [a, b]
    .map((sum) => BigInt.asUintN(64, BigInt(sum)).toString(16).padStart(16, '0'))
    .join('');
  return { rows: Number(count), checksum };
};

const differences = async (
  client: ClientBase,
  rowsIn: (place: CopyPlace) => string,
): Promise<TableComparison['differences']> => {
  const only = (here: 'live' | 'next', other: 'live' | 'next') =>
    `(select '${here}' as "in", left(row, ${ROW_LENGTH_MAX}) as row from (
        select row_to_json(r)::text as row from ${rowsIn(here)}
        except all select row_to_json(r)::text from ${rowsIn(other)}) lone
      order by row limit ${DIFFERENCES_MAX})`;
  const { rows } = await client.query<{ in: 'live' | 'next'; row: string }>(
    `${only('live', 'next')} union all ${only('next', 'live')}`,
  );
  return rows;
};
