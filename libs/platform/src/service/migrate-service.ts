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

// What a service needs the owner of its tables for, as programs that end when it is done. Where they
// run apart, no process that anybody can reach knows the owner's password.

const ROLE = /^[a-z_][a-z0-9_]{0,62}$/;

/** What whoever owns the tables needs to know. */
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

/** Brings the database to this release, and gives both roles their rights. */
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
 * Begins, compares, switches and drops copies of a projection, which takes its owner; whoever serves
 * fills the copy meanwhile. Prints what became of it.
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
    // The usage says it all.
  }
  return unknownOrder();
};

const unknownOrder = (): never => {
  throw new ConfigError(USAGE);
};
