import type { ClientBase } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables that a consumer keeps. All that stands in them was said in some log, so they can be
 * filled again from the logs: beside the copy that is read, by this or a later version of the code.
 */
export interface Projection {
  /** Its schema. Statements do not name it: they find their tables by the search path. */
  readonly name: string;
  /** The subscription that fills it. */
  readonly consumer: string;
  /** Counted up when other rows come of the same facts than before. */
  readonly version: number;
  /** Creates the tables as they are now, without naming the schema. */
  readonly tables: string;
  /** The tables that are read and written by TypeORM. */
  readonly entities?: readonly (new () => object)[];
  /**
   * Columns, by table, in which two copies of the same facts may differ: when a row was written, and
   * which work was done on it.
   */
  readonly incidental?: Readonly<Record<string, readonly string[]>>;
}

/** The copy that is read, the one that is being built beside it, the one that was read before. */
export type CopyPlace = 'live' | 'next' | 'old';

export const schemaOf = ({ name }: Pick<Projection, 'name'>, place: CopyPlace): string =>
  place === 'live' ? name : `${name}_${place}`;

/** The subscription that fills the copy beside. */
export const nextConsumerOf = ({ consumer }: Pick<Projection, 'consumer'>): string =>
  `${consumer}_next`;

export class Copies1769990400005 implements MigrationInterface {
  readonly name = 'Copies1769990400005';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(COPIES_TABLE);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table subscriptions.copies');
  }
}

export const COPIES_TABLE = `
create table subscriptions.copies (
  projection text not null,
  place text not null check (place in ('live', 'next', 'old')),
  id uuid not null default gen_random_uuid(),
  version integer not null,
  made_at timestamptz(3) not null default now(),
  made_by text,
  -- Why it cannot be built any further.
  trouble text,
  comparison json,
  switched_at timestamptz(3),
  switched_by text,
  -- Why it was switched to although it is not equal.
  switched_why text,
  primary key (projection, place)
);
`;

export interface Making {
  readonly place: CopyPlace;
  readonly by?: string;
  /** Gives the service's role its rights in a schema; empty when that role owns it. */
  readonly grants: (schema: string) => string;
}

/** Makes an empty copy, in the running transaction of the owner of the tables. */
export const makeCopy = async (
  owner: ClientBase,
  projection: Projection,
  { place, by, grants }: Making,
): Promise<void> => {
  const schema = schemaOf(projection, place);
  const consumer = place === 'live' ? projection.consumer : nextConsumerOf(projection);
  await owner.query(
    `insert into subscriptions.copies (projection, place, version, made_by)
     values ($1, $2, $3, $4)`,
    [projection.name, place, projection.version, by ?? null],
  );
  // Whatever was read before went elsewhere: these tables are empty, so all is to be read.
  for (const table of ['checkpoints', 'held', 'parked'])
    await owner.query(`delete from subscriptions.${table} where subscription = $1`, [consumer]);
  await owner.query(`create schema ${schema}; set local search_path to ${schema}, public`);
  await owner.query(`${projection.tables}; ${grants(schema)}`);
  await owner.query('set local search_path to default');
};

/** Makes the copies that are read, where they are not there yet. */
export const makeMissing = async (
  owner: ClientBase,
  projections: readonly Projection[],
): Promise<void> => {
  for (const projection of projections) {
    const { rows } = await owner.query('select from pg_namespace where nspname = $1', [
      projection.name,
    ]);
    if (rows.length > 0) continue;
    await owner.query('begin');
    // Whoever makes it at the start gives the rights in all schemas at once.
    await makeCopy(owner, projection, { place: 'live', grants: () => '' });
    await owner.query('commit');
  }
};
