import { parseArgs } from 'node:util';

import { IsOptional, IsString, IsUrl, Matches } from 'class-validator';
import { Client, escapeIdentifier } from 'pg';
import { DataSource } from 'typeorm';

import { ConfigError, DATABASE_ADDRESS, withDatabaseCa, Variable } from '../runtime/config.js';
import { DatabaseError, migrateDatabase } from '../postgres/database.js';
import { LogDirectory } from '../event-store/log-directory.js';
import type { Done } from '../projections/not-done.js';
import { Projections } from '../projections/projections.js';
import { migrationsOf, type ServiceParts } from './service-host.js';
import { rightsInProjection, type ServiceRole } from '../postgres/service-rights.js';

// Programs that run as the owner of the tables. Because they are processes of their own, none that
// callers can reach has the owner's password.

const ROLE = /^[a-z_][a-z0-9_]{0,62}$/;

/** The configuration of programs that run as the owner of the tables. */
export class OwnerConfig {
  @Variable('It is the service’s database under the role that owns its tables.')
  @IsUrl(DATABASE_ADDRESS)
  ESEP_DATABASE_OWNER_URL!: string;

  @Variable('It is a file with the certificates (PEM) of those who vouch for the database.')
  @IsOptional()
  @IsString()
  ESEP_DATABASE_CA_FILE?: string;

  @Variable('It is the role under which the service serves.')
  @Matches(ROLE)
  ESEP_SERVICE_ROLE: string = 'esep_service';

  @Variable('It is the role under which its log is sealed.')
  @Matches(ROLE)
  ESEP_SEALER_ROLE: string = 'esep_sealer';
}

/** Migrates the database to this release, and grants both roles their rights. */
export const migrateService = async (parts: ServiceParts, config: OwnerConfig): Promise<void> => {
  const { ESEP_SERVICE_ROLE: serving, ESEP_SEALER_ROLE: sealing } = config;
  const roles: readonly ServiceRole[] =
    serving === sealing
      ? [{ role: escapeIdentifier(serving), duties: ['serve', 'seal'] }]
      : [
          { role: escapeIdentifier(serving), duties: ['serve'] },
          { role: escapeIdentifier(sealing), duties: ['seal'] },
        ];
  await migrateDatabase(ownerUrlOf(config), roles, {
    service: parts.name,
    migrations: migrationsOf(parts),
    projections: parts.projections,
    onWaiting: (message) => console.error(message),
  });
  console.error(`The database of ${parts.name} is as this release reads it.`);
};

const ownerUrlOf = ({
  ESEP_DATABASE_OWNER_URL: url,
  ESEP_DATABASE_CA_FILE: file,
}: OwnerConfig): string => withDatabaseCa(url, file);

// ── Projections ─────────────────────────────────────────────────────────────────────────────────

const USAGE =
  'projections rebuild|compare|switch|drop NAME --by WHO [--changed WHY] [--copy next|old]';

/**
 * Makes, compares, switches and drops copies of a projection, as the owner of the tables. The service's
 * own processes fill the copy meanwhile. Prints the result.
 */
export const maintainProjections = async (
  parts: ServiceParts,
  config: OwnerConfig,
  words: readonly string[],
): Promise<void> => {
  const { act, name, by, changed, copy } = orderIn(words);
  const url = ownerUrlOf(config);
  const database = await new DataSource({
    type: 'postgres',
    url,
    poolSize: 2,
    installExtensions: false,
  }).initialize();
  try {
    const role = escapeIdentifier(config.ESEP_SERVICE_ROLE);
    const projections = new Projections({
      projections: parts.projections,
      database,
      logs: new LogDirectory(),
      connect: () => new Client({ connectionString: url }),
      connectAsOwner: () => new Client({ connectionString: url }),
      grantsOn: (schema) => rightsInProjection(schema, role),
      onTrouble: (message, error) => console.error(message, error),
    });
    const acts: Readonly<Record<string, () => Promise<Done<unknown>>>> = {
      rebuild: () => projections.rebuild(name, by),
      compare: () => projections.compare(name),
      switch: () => projections.switch(name, by, changed),
      drop: () => projections.drop(name, copy === 'old' ? 'old' : 'next'),
    };
    const done = await (acts[act] ?? unknownOrder)();
    if ('refusal' in done) throw new DatabaseError(`${done.refusal}: ${done.detail}`);
    console.log(JSON.stringify(done.value, null, 2));
  } finally {
    await database.destroy();
  }
};

const orderIn = (words: readonly string[]) => {
  try {
    const { positionals, values } = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        by: { type: 'string' },
        changed: { type: 'string' },
        copy: { type: 'string' },
      },
    });
    const [act, name, ...more] = positionals;
    if (act && name && more.length === 0 && values.by)
      return { act, name, by: values.by, changed: values.changed, copy: values.copy };
  } catch {
    // The usage is printed below.
  }
  return unknownOrder();
};

const unknownOrder = (): never => {
  throw new ConfigError(USAGE);
};
