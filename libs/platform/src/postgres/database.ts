import pg, {
  Client,
  DatabaseError as PostgresError,
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
import { createMissingCopies, type Projection } from './projection.js';
import { rightsIn, rightsInProjection, type ServiceRole } from './service-rights.js';

export interface DatabaseOptions {
  /** Shown by PostgreSQL as the name of the connections. */
  readonly service: string;
  readonly entities?: readonly (new () => object)[];
  readonly migrations: readonly (new () => MigrationInterface)[];
  /** Their schemas are on the search path: statements name no schema. */
  readonly projections?: readonly Projection[];
  /** Another process migrates, as the owner of the tables; this one waits for it. */
  readonly isMigratedElsewhere?: boolean;
  /** How long the start waits for a database that does not answer, or is not migrated. */
  readonly patienceMs?: number;
  /** Called after each failed attempt. */
  readonly onWaiting?: (message: string) => void;
}

/** A service's own database: TypeORM for projections, a pool for the log. */
export interface Database {
  readonly dataSource: DataSource;
  readonly pool: Pool;
  /** A connection outside the pool, not opened yet: for LISTEN and for leases. */
  connect(): Client;
  /** The same as the role that owns the tables: for DDL. */
  connectAsOwner(): Client;
  /** SQL that grants the service's role its rights in a schema; empty when it owns the tables. */
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
    await whenReachable(options, () => connectOnce(url));
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
  const extra = {
    ...limited,
    options: `-c search_path=${schemas.join(',')}`,
    Client: PreparingClient,
    pipeline: true,
  };
  const dataSource = await whenReachable(options, () =>
    new DataSource({ ...dataSourceOf(url, options), poolSize: 10, extra }).initialize(),
  );
  const pool = new Pool({
    ...limited,
    // Without it, PostgreSQL plans the append anew for each size of its arrays.
    options: '-c plan_cache_mode=force_generic_plan',
    max: 10,
    idleTimeoutMillis: 60_000,
    pipeline: true,
  });
  // Without a listener a lost idle connection ends the process; the next query reports the error.
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

/** TypeORM throws what it would log: each error would be reported twice. */
class SilentLogger extends AbstractLogger {
  protected override writeLog(): void {}
}

const dataSourceOf = (
  url: string,
  { entities = [], migrations, projections = [] }: DatabaseOptions,
): Extract<DataSourceOptions, { type: 'postgres' }> => ({
  type: 'postgres',
  // TypeORM would load `pg` by its name: another copy than the bundled one.
  driver: pg,
  url,
  entities: [...entities, ...projections.flatMap((projection) => projection.entities ?? [])],
  migrations: [...migrations],
  migrationsTransactionMode: 'each',
  // The service's role may not create extensions.
  installExtensions: false,
  uuidExtension: 'pgcrypto',
  // The next query reports the error.
  poolErrorHandler: () => undefined,
  logger: new SilentLogger(),
});

/** Connects; waits, longer each time, while nobody answers, and tells anything else at once. */
const whenReachable = async <Connected>(
  { service, patienceMs = PATIENCE_MS, onWaiting = () => undefined }: DatabaseOptions,
  connect: () => Promise<Connected>,
): Promise<Connected> => {
  // PostgreSQL itself said no, and not for being about to start or stop.
  const isRefusal = (error: unknown) => error instanceof PostgresError && !isTransientError(error);
  try {
    return await retry(connect, {
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

/** Of an advisory lock, which is per database: the same number in every service. */
const MIGRATION_LOCK = 7_081;

/**
 * Migrates as the owner of the tables and grants each role the rights of its duties. Replicas that start
 * together take turns by an advisory lock.
 */
export const migrateDatabase = async (
  ownerUrl: string,
  roles: readonly ServiceRole[],
  options: DatabaseOptions,
): Promise<void> => {
  const dataSource = await whenReachable(options, () =>
    new DataSource({ ...dataSourceOf(ownerUrl, options), poolSize: 2 }).initialize(),
  );
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await refuseNewer(dataSource, options);
    await dataSource.runMigrations();
    await createProjections(ownerUrl, options);
    await grantRights(runner, roles);
  } finally {
    // Closing the connection releases the lock.
    await runner.release();
    await dataSource.destroy();
  }
};

/** Waits until another process has applied all migrations and created all projections. */
const whenMigrated = async (url: string, options: DatabaseOptions): Promise<void> => {
  const { service, migrations, projections = [], patienceMs = PATIENCE_MS } = options;
  const { onWaiting = () => undefined } = options;
  const dataSource = await new DataSource({
    ...dataSourceOf(url, options),
    poolSize: 1,
  }).initialize();
  const until = Date.now() + patienceMs;
  let isLogged = false;
  try {
    for (;;) {
      await refuseNewer(dataSource, options);
      const missing = await missingIn(dataSource, migrations.map(nameOf), projections);
      if (missing.length === 0) return;
      if (Date.now() > until)
        throw new DatabaseError(
          `The database of ${service} lacks ${missing.join(', ')}. Run the service's program with the word migrate, as the owner of the tables.`,
        );
      if (!isLogged) onWaiting(`The database of ${service} is not migrated yet.`);
      isLogged = true;
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

/** In one transaction, so that a running replica is never without rights. */
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

const createProjections = async (
  url: string,
  { projections = [] }: DatabaseOptions,
): Promise<void> => {
  if (projections.length === 0) return;
  const owner = new Client({ connectionString: url });
  await owner.connect();
  try {
    await createMissingCopies(owner, projections);
  } finally {
    await owner.end();
  }
};

/** Migrations of a later release that only add: this release works without knowing them. */
const ADDITIVE_MIGRATION = /^Expand/;

/** This release would misread the tables of a later one. */
const refuseNewer = async (
  dataSource: DataSource,
  { service, migrations }: DatabaseOptions,
): Promise<void> => {
  const known = migrations.map(nameOf);
  const unknown = (await appliedIn(dataSource)).filter(
    (name) => !known.includes(name) && !ADDITIVE_MIGRATION.test(name),
  );
  if (unknown.length === 0) return;
  throw new DatabaseError(
    `The database of ${service} was migrated by another release (${unknown.join(', ')}). Start that release or a later one, or restore the database to what it was before it.`,
  );
};

const nameOf = (Migration: new () => MigrationInterface): string =>
  new Migration().name ?? Migration.name;

/** Empty as long as the role may not read the table: rights are granted last. */
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
