import type { ClientBase } from 'pg';
import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The tables that a consumer writes. They hold nothing that is not in some log, so they can be rebuilt
 * from the logs beside the live copy, by this or a later version of the code.
 */
export interface Projection {
  /** Its schema. Statements do not name it: it is on the search path. */
  readonly name: string;
  /** The subscription that fills it. */
  readonly consumer: string;
  /** Increased when the same facts give other rows than before. */
  readonly version: number;
  /** Creates the tables as they are now, without naming the schema. */
  readonly tables: string;
  /** The tables that are read and written by TypeORM. */
  readonly entities?: readonly (new () => object)[];
  /**
   * Columns, by table, in which two copies of the same facts may differ: the time of writing, and
   * progress of work on a row.
   */
  readonly incidental?: Readonly<Record<string, readonly string[]>>;
  /** Tables that are worked out from the others beside the consumer: two copies need not have the same. */
  readonly derived?: readonly string[];
}

/** `live` is read, `next` is being built beside it, `old` was live before. */
export type CopyPlace = 'live' | 'next' | 'old';

export const schemaOf = ({ name }: Pick<Projection, 'name'>, place: CopyPlace): string =>
  place === 'live' ? name : `${name}_${place}`;

/** The subscription that fills the `next` copy. */
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

export interface NewCopy {
  readonly place: CopyPlace;
  readonly by?: string;
  /** SQL that grants the service's role its rights in a schema; empty when it owns the tables. */
  readonly grants: (schema: string) => string;
}

/** Creates an empty copy. Call it in a transaction of the owner of the tables. */
export const createCopy = async (
  owner: ClientBase,
  projection: Projection,
  { place, by, grants }: NewCopy,
): Promise<void> => {
  const schema = schemaOf(projection, place);
  const consumer = place === 'live' ? projection.consumer : nextConsumerOf(projection);
  await owner.query(
    `insert into subscriptions.copies (projection, place, version, made_by)
     values ($1, $2, $3, $4)`,
    [projection.name, place, projection.version, by ?? null],
  );
  // An old checkpoint would skip events that these empty tables do not hold.
  for (const table of ['checkpoints', 'held', 'parked'])
    await owner.query(`delete from subscriptions.${table} where subscription = $1`, [consumer]);
  await owner.query(`create schema ${schema}; set local search_path to ${schema}, public`);
  await owner.query(`${projection.tables}; ${grants(schema)}`);
  await owner.query('set local search_path to default');
};

/** Creates the live copies that do not exist yet. */
export const createMissingCopies = async (
  owner: ClientBase,
  projections: readonly Projection[],
): Promise<void> => {
  for (const projection of projections) {
    const { rows } = await owner.query('select from pg_namespace where nspname = $1', [
      projection.name,
    ]);
    if (rows.length > 0) continue;
    await owner.query('begin');
    // The migration grants the rights in all schemas at its end.
    await createCopy(owner, projection, { place: 'live', grants: () => '' });
    await owner.query('commit');
  }
};
