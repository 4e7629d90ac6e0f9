import type { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { Client } from 'pg';

export const SERVICE_NAMES = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
] as const;

export type ServiceName = (typeof SERVICE_NAMES)[number];

/** A server, and what the names of its databases begin with. */
export interface Databases {
  readonly server: EmbeddedPostgres;
  readonly prefix: string;
}

/** How a service comes to its database: as itself, and as the owner of its tables. */
export const databaseUrlsOf = (service: string, { server, prefix }: Databases) => ({
  ESEP_DATABASE_URL: server.url(prefix + databaseOf(service), roleOf(service)),
  ESEP_DATABASE_OWNER_URL: server.url(prefix + databaseOf(service)),
});

const databaseOf = (service: string): string => service.replaceAll('-', '_');
const roleOf = (service: string): string => `esep_${databaseOf(service)}`;

/** A database and a role per service. True when there were none: a new ledger. */
export const makeDatabases = async ({ server, prefix }: Databases): Promise<boolean> => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const there = new Set(rows.map(({ datname }) => datname));
    const missing = SERVICE_NAMES.filter((service) => !there.has(prefix + databaseOf(service)));
    for (const name of missing) {
      await client.query(
        `do $$ begin create role ${roleOf(name)} login; exception when duplicate_object then null; end $$`,
      );
      await client.query(`create database ${prefix}${databaseOf(name)}`);
    }
    await letIn(client, server);
    for (const name of SERVICE_NAMES)
      await client.query(
        `revoke connect on database ${prefix}${databaseOf(name)} from public;
         grant connect on database ${prefix}${databaseOf(name)} to ${roleOf(name)}`,
      );
    return missing.length === SERVICE_NAMES.length;
  } finally {
    await client.end();
  }
};

/** Roles of an earlier release have no password, and could not come in any more. */
const letIn = async (client: Client, server: EmbeddedPostgres): Promise<void> => {
  const { rows } = await client.query<{ rolname: string }>(
    'select rolname from pg_authid where rolpassword is null and rolname = any ($1)',
    [SERVICE_NAMES.map(roleOf)],
  );
  for (const { rolname } of rows)
    await client.query(`alter role ${rolname} password '${server.passwordOf(rolname)}'`);
};
