import pg, {
  Client,
  DatabaseError as Refusal,
  escapeIdentifier,
  Pool,
  type ClientConfig,
} from 'pg';
import {
  AbstractLogger,
  DataSource,
  type DataSourceOptions,
  type MigrationInterface,
  type QueryRunner,
} from 'typeorm';

import type { ServiceConfig } from '../runtime/config.js';
import { retry } from '../runtime/retry.js';
import { sleep } from '../runtime/sleep.js';
import { isTransientError } from './database-fault.js';
import { PreparingClient } from './preparing-client.js';
import { makeMissing, type Projection } from './projection.js';
import { rightsIn, rightsInProjection, type ServiceRole } from './service-rights.js';

export interface DatabaseOptions {
  /** Shown by PostgreSQL as the name of the connections. */
  readonly service: string;
  readonly entities?: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Statements of the data source find their tables without naming a schema. */
  readonly projections?: readonly Projection[];
  /** The owner of the tables migrates them elsewhere, and here it is waited for. */
  readonly isMigratedElsewhere?: boolean;
  /** How long to wait at start for a database that is not there yet. */
  readonly patienceMs?: number;
  /** Told of each try that failed. */
  readonly onWaiting?: (message: string) => void;
}

/** A service's own database: for projections through TypeORM, for the log through a pool. */
export interface Database {
  readonly dataSource: DataSource;
  readonly pool: Pool;
  /** A connection of one's own, not opened yet: for LISTEN and for leases. */
  connect(): Client;
  /** The same as the role that owns the tables, for what changes more than rows. */
  connectAsOwner(): Client;
  /** Gives the service's role its rights in a schema; empty when it owns the tables itself. */
  grantsOn(schema: string): string;
  close(): Promise<void>;
}

/** The database cannot be used as it is. The message says what to do. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

const PATIENCE_MS = 60_000;
const STATEMENT_MS = 30_000;

/** Opens a service's database: waits until it is there, migrates it or has it migrated, and connects. */
export const openDatabase = async (
  config: ServiceConfig,
  options: DatabaseOptions,
): Promise<Database> => {
  const { ESEP_DATABASE_URL: url, ESEP_DATABASE_OWNER_URL: ownerUrl = url } = config;
  const isOwner = ownerUrl === url;
  if (options.isMigratedElsewhere) {
    await whenReachable(url, options);
    await whenMigrated(url, options);
  } else {
    const roles = isOwner ? [] : [{ role: roleOf(url), duties: ['serve', 'seal'] } as const];
    await migrateDatabase(ownerUrl, roles, options);
  }

  const settings: ClientConfig = {
    connectionString: url,
    application_name: `esep-${options.service}`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  };
  const limited = { ...settings, statement_timeout: STATEMENT_MS };
  const schemas = [...(options.projections ?? []).map(({ name }) => name), 'public'];
  const dataSource = await new DataSource({
    ...dataSourceOf(url, options),
    poolSize: 10,
    extra: {
      ...limited,
      options: `-c search_path=${schemas.join(',')}`,
      Client: PreparingClient,
      pipeline: true,
    },
  }).initialize();
  const pool = new Pool({
    ...limited,
    // Its few statements are planned once, not each time for the arrays that come with it.
    options: '-c plan_cache_mode=force_generic_plan',
    max: 10,
    idleTimeoutMillis: 60_000,
    pipeline: true,
  });
  // The next query says so itself; unheard, it would end the process.
  pool.on('error', () => undefined);
  return {
    dataSource,
    pool,
    connect: () => new Client(settings),
    connectAsOwner: () => new Client({ ...settings, connectionString: ownerUrl }),
    grantsOn: (schema) => (isOwner ? '' : rightsInProjection(schema, roleOf(url))),
    close: async () => {
      await Promise.all([dataSource.destroy(), pool.end()]);
    },
  };
};

/** What TypeORM would print, it also throws. */
class Silence extends AbstractLogger {
  protected override writeLog(): void {}
}

const dataSourceOf = (
  url: string,
  { entities = [], migrations, projections = [] }: DatabaseOptions,
): Extract<DataSourceOptions, { type: 'postgres' }> => ({
  type: 'postgres',
  // Looked for by its name, it would be another copy than the one that is bundled.
  driver: pg,
  url,
  entities: [...entities, ...projections.flatMap((projection) => projection.entities ?? [])],
  migrations: [...migrations],
  migrationsTransactionMode: 'each',
  // The service's role may not create extensions, and needs none.
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  // The next query says so itself.
  poolErrorHandler: () => undefined,
  logger: new Silence(),
});

/** Waits, longer each time, while nobody answers; anything else is told at once. */
const whenReachable = async (
  url: string,
  { service, patienceMs = PATIENCE_MS, onWaiting = () => undefined }: DatabaseOptions,
): Promise<void> => {
  // PostgreSQL itself said no, and not for being about to start or stop.
  const isRefusal = (error: unknown) => error instanceof Refusal && !isTransientError(error);
  try {
    await retry(() => connectOnce(url), {
      ...{ firstMs: 100, maxMs: 5_000, patienceMs },
      isRetryable: (error) => !isRefusal(error),
      onRetry: (_error, ms) =>
        onWaiting(`The database of ${service} does not answer yet; trying again in ${ms} ms.`),
    });
  } catch (error) {
    const reason = (error as Error).message;
    throw new DatabaseError(
      isRefusal(error)
        ? `The database of ${service} refuses the connection: ${reason}.`
        : `The database of ${service} did not answer within ${patienceMs / 1_000} s: ${reason}. Is it running where ESEP_DATABASE_URL says?`,
    );
  }
};

const connectOnce = async (url: string): Promise<void> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
  } finally {
    await client.end().catch(() => undefined);
  }
};

/** Any number; the same in every service, because each has a database of its own. */
const MIGRATION_LOCK = 7_081;

/**
 * Makes the tables as this release knows them, as their owner, and leaves each role the rights of its
 * duties. Replicas that start together wait here for each other, and find the work done.
 */
export const migrateDatabase = async (
  ownerUrl: string,
  roles: readonly ServiceRole[],
  options: DatabaseOptions,
): Promise<void> => {
  await whenReachable(ownerUrl, options);
  const dataSource = await new DataSource({
    ...dataSourceOf(ownerUrl, options),
    poolSize: 2,
  }).initialize();
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(dataSource, options);
    await dataSource.runMigrations();
    await makeProjections(ownerUrl, options);
    await grantRights(runner, roles);
  } finally {
    // The lock goes with the connection.
    await runner.release();
    await dataSource.destroy();
  }
};

/** Waits until whoever owns the tables has made all that this release reads. */
const whenMigrated = async (url: string, options: DatabaseOptions): Promise<void> => {
  const { service, migrations, projections = [], patienceMs = PATIENCE_MS } = options;
  const { onWaiting = () => undefined } = options;
  const dataSource = await new DataSource({
    ...dataSourceOf(url, options),
    poolSize: 1,
  }).initialize();
  const until = Date.now() + patienceMs;
  let isTold = false;
  try {
    for (;;) {
      await refuseNewer(dataSource, options);
      const missing = await missingIn(dataSource, migrations.map(nameOf), projections);
      if (missing.length === 0) return;
      if (Date.now() > until)
        throw new DatabaseError(
          `The database of ${service} lacks ${missing.join(', ')}. Run the service's program with the word migrate, as the owner of the tables.`,
        );
      if (!isTold) onWaiting(`The database of ${service} is not migrated yet.`);
      isTold = true;
      await sleep(Math.min(500, patienceMs));
    }
  } finally {
    await dataSource.destroy();
  }
};

const missingIn = async (
  dataSource: DataSource,
  migrations: readonly string[],
  projections: readonly Projection[],
): Promise<readonly string[]> => {
  const applied = new Set(await appliedIn(dataSource));
  const schemas = await dataSource.query<{ name: string }[]>(
    `select nspname as name from pg_namespace where has_schema_privilege(oid, 'usage')`,
  );
  const there = new Set(schemas.map(({ name }) => name));
  return [
    ...migrations.filter((name) => !applied.has(name)),
    ...projections.map(({ name }) => name).filter((name) => !there.has(name)),
  ];
};

/** In one transaction: nobody is without rights in between. */
const grantRights = async (runner: QueryRunner, roles: readonly ServiceRole[]): Promise<void> => {
  if (roles.length === 0) return;
  const schemas = (await runner.query(
    `select nspname as schema, coalesce(array_agg(relname::text) filter (where relname is not null), '{}') as tables
       from pg_namespace n left join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p')
      where nspname !~ '^pg_' and nspname <> 'information_schema' group by 1`,
  )) as { schema: string; tables: string[] }[];
  const database = 'current_database()';
  const statements = [
    `do $$ begin execute format('revoke all on database %I from public', ${database}); end $$`,
    ...roles.map(
      ({ role }) =>
        `do $$ begin execute format('grant connect on database %I to ${role.replaceAll('%', '%%')}', ${database}); end $$`,
    ),
    ...roles.flatMap((role) => schemas.map(({ schema, tables }) => rightsIn(schema, tables, role))),
  ];
  await runner.query(`begin; ${statements.join(';\n')}; commit`);
};

const makeProjections = async (
  url: string,
  { projections = [] }: DatabaseOptions,
): Promise<void> => {
  if (projections.length === 0) return;
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    await makeMissing(owner, projections);
  } finally {
    await owner.end();
  }
};

/** Of a later release that only added something, which this one does not see. */
const ADDITIVE = /^Expand/;

/** A database that a newer build migrated has tables that this build would misread. */
const refuseNewer = async (
  dataSource: DataSource,
  { service, migrations }: DatabaseOptions,
): Promise<void> => {
  const known = migrations.map(nameOf);
  const unknown = (await appliedIn(dataSource)).filter(
    (name) => !known.includes(name) && !ADDITIVE.test(name),
  );
  if (unknown.length === 0) return;
  throw new DatabaseError(
    `The database of ${service} was migrated by another release (${unknown.join(', ')}). Start that release or a later one, or restore the database to what it was before it.`,
  );
};

const nameOf = (Migration: new () => MigrationInterface): string =>
  new Migration().name ?? Migration.name;

/** None as long as the role may not even look: its rights come last. */
const appliedIn = async (dataSource: DataSource): Promise<readonly string[]> => {
  const [table] = await dataSource.query<{ migrated: boolean }[]>(
    `select coalesce(has_table_privilege(to_regclass('migrations'), 'select'), false) as migrated`,
  );
  if (!table?.migrated) return [];
  const applied = await dataSource.query<{ name: string }[]>('select name from migrations');
  return applied.map(({ name }) => name);
};

/** The role of a connection's URL, quoted. */
const roleOf = (url: string): string => escapeIdentifier(decodeURIComponent(new URL(url).username));
