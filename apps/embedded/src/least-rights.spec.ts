import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { Client } from 'pg';

import { startHost, type Host } from './host.js';
import { databaseUrlsOf, SERVICE_NAMES, type ServiceName } from './service-databases.js';

// What a service's role may do, table by table, as the database itself says it: in all five, after
// their services have started. A table that is not here is one that nobody has thought about.

const ANY = 'SELECT INSERT UPDATE DELETE';

const PLATFORM: Readonly<Record<string, string>> = {
  'ledger.checkpoints': 'SELECT INSERT',
  'ledger.events': 'SELECT INSERT',
  'ledger.head': 'SELECT INSERT UPDATE(next,recorded_at)',
  'ledger.once': 'SELECT INSERT',
  'ledger.tiles': 'SELECT INSERT UPDATE(hashes)',
  'personal.keys': 'SELECT INSERT UPDATE(wrapped,shredded_at)',
  'public.migrations': 'SELECT',
  'public.migrations_id_seq': '',
  'publishing.progress': 'SELECT INSERT UPDATE(next,last,offsets)',
  'subscriptions.checkpoints': 'SELECT INSERT UPDATE(next,leaf,recorded_at)',
  'subscriptions.copies': 'SELECT UPDATE(trouble)',
  'subscriptions.held': 'SELECT INSERT DELETE',
  'subscriptions.parked': 'SELECT INSERT DELETE',
};

/** What only this service keeps, and no log has. */
const KEPT: Readonly<Partial<Record<ServiceName, Readonly<Record<string, string>>>>> = {
  licensing: {
    'public.licensee_ids': 'SELECT INSERT',
    'public.machine_chunks': 'SELECT INSERT',
  },
  'pool-reporting': { 'public.rule_packs': 'SELECT INSERT' },
};

/** Schemas whose tables follow from the log, or wake somebody. */
const DERIVED: Readonly<Record<ServiceName, readonly string[]>> = {
  licensing: ['licence_register', 'machine_register'],
  'pool-reporting': ['register', 'submissions', 'telemetry'],
  'exchange-settlement': ['register', 'submissions'],
  tax: ['jobs', 'tax_facts'],
  supervision: ['jobs', 'judgement_book', 'reconciliation'],
};

describe('The role of a service', () => {
  let directory: string;
  let server: EmbeddedPostgres;
  let host: Host;
  const clients: Client[] = [];

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'esep-rights-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter.
    await chmod(directory, 0o755);
    const settings = { fsync: 'off', synchronous_commit: 'off' };
    server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres'), settings });
    host = await startHost({
      directory: join(directory, 'host'),
      port: 0,
      sector: { pools: [], exchanges: [] },
      logLevel: 'silent',
      postgres: { server, prefix: '' },
    });
  }, 120_000);
  afterAll(async () => {
    await Promise.all(clients.map((client) => client.end()));
    await host?.close();
    await server?.stop('immediate');
    await rm(directory, { recursive: true, force: true });
  });

  it.each(SERVICE_NAMES)('API-19: of %s has these rights and no other', async (service) => {
    const found = await rightsOf(service);
    const derived = Object.fromEntries(
      Object.keys(found)
        .filter((table) => DERIVED[service].includes(table.split('.')[0] ?? ''))
        .map((table) => [table, ANY]),
    );
    expect(found).toEqual({ ...PLATFORM, ...KEPT[service], ...derived });
    expect(new Set(Object.keys(derived).map((table) => table.split('.')[0]))).toEqual(
      new Set(DERIVED[service]),
    );
  });

  it.each(SERVICE_NAMES)('API-19: of %s owns nothing and makes nothing', async (service) => {
    const owner = await connect(databaseUrlsOf(service, databases()).ESEP_DATABASE_OWNER_URL);
    const { rows } = await owner.query(
      `select rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,
              (select count(*)::int from pg_class where relowner = r.oid)
              + (select count(*)::int from pg_proc where proowner = r.oid)
              + (select count(*)::int from pg_namespace where nspowner = r.oid)
              + (select count(*)::int from pg_database where datdba = r.oid) as owned,
              (select count(*)::int from pg_auth_members where member = r.oid) as memberships,
              (select count(*)::int from pg_namespace
                where nspname !~ '^pg_' and has_schema_privilege(r.oid, oid, 'create')) as schemas,
              has_database_privilege(r.oid, current_database(), 'create') as creates,
              has_database_privilege(r.oid, current_database(), 'temporary') as temporary
         from pg_roles r where rolname = $1`,
      [roleOf(service)],
    );
    expect(rows).toEqual([
      {
        rolsuper: false,
        rolcreaterole: false,
        rolcreatedb: false,
        rolreplication: false,
        rolbypassrls: false,
        owned: 0,
        memberships: 0,
        schemas: 0,
        creates: false,
        temporary: false,
      },
    ]);
  });

  it('API-19: comes into no other service’s database', async () => {
    for (const service of SERVICE_NAMES)
      for (const other of SERVICE_NAMES.filter((one) => one !== service)) {
        const url = server.url(other.replaceAll('-', '_'), roleOf(service));
        await expect(connect(url)).rejects.toThrow('permission denied for database');
      }
  });

  it.each([
    ['update ledger.head set next = next - 1', 'a position given twice'],
    [`update ledger.head set recorded_at = recorded_at - interval '1 ms'`, 'a promise broken'],
    [`update ledger.tiles set hashes = '\\x00'`, 'a tree that is another'],
    ['update ledger.tiles set hashes = substring(hashes from 2)', 'a tree cut short'],
    ['delete from ledger.tiles', 'a tree without nodes'],
    ['truncate ledger.tiles', 'a tree without nodes'],
    [`update ledger.once set fingerprint = ''`, 'a command that was another'],
    ['delete from ledger.once', 'a command taken twice'],
    ['truncate personal.keys', 'every person erased'],
    ['delete from personal.keys', 'persons erased, and nobody knows whom'],
    ['insert into migrations (timestamp, name) values (1, $$x$$)', 'a migration that never was'],
    ['delete from migrations', 'migrations that run again'],
  ])('API-19: is refused %s: %s', async (statement) => {
    const { ESEP_DATABASE_URL: own, ESEP_DATABASE_OWNER_URL: owner } = databaseUrlsOf(
      'licensing',
      databases(),
    );
    const admin = await connect(owner);
    await admin.query(
      `insert into ledger.tiles (level, index, hashes) values (1, 0, '\\x0102') on conflict do nothing`,
    );
    await admin.query(
      `insert into ledger.once values ('a', 'b', 'c', 0, 0) on conflict do nothing`,
    );
    const client = await connect(own);
    await expect(client.query(statement)).rejects.toThrow(/permission denied|append-only/);
    // Evidence is kept from its owner's mistakes as well.
    if (!/personal|migrations/.test(statement))
      await expect(admin.query(statement)).rejects.toThrow('append-only');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  const databases = () => ({ server, prefix: '' });
  const roleOf = (service: string) => `esep_${service.replaceAll('-', '_')}`;

  async function connect(url: string): Promise<Client> {
    const client = new Client({ connectionString: url });
    await client.connect();
    clients.push(client);
    return client;
  }

  async function rightsOf(service: ServiceName): Promise<Record<string, string>> {
    const owner = await connect(databaseUrlsOf(service, databases()).ESEP_DATABASE_OWNER_URL);
    const { rows } = await owner.query<{ name: string; rights: string }>(RIGHTS, [roleOf(service)]);
    return Object.fromEntries(rows.map(({ name, rights }) => [name, rights]));
  }
});

/** Of tables, views and sequences; of columns where the whole table is not given. */
const RIGHTS = `
  select nspname || '.' || relname as name,
         coalesce(string_agg(given, ' ' order by n), '') as rights
    from pg_class c join pg_namespace s on s.oid = relnamespace
    left join lateral (
      select n, case
        when relkind = 'S' then
          case when p in ('SELECT', 'UPDATE', 'USAGE') and has_sequence_privilege($1, c.oid, p) then p end
        when p = 'USAGE' then null
        when has_table_privilege($1, c.oid, p) then p
        when p in ('SELECT', 'INSERT', 'UPDATE', 'REFERENCES') then
          (select p || '(' || string_agg(attname, ',' order by attnum) || ')' from pg_attribute
            where attrelid = c.oid and attnum > 0 and has_column_privilege($1, c.oid, attnum, p))
      end as given
      from unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER',
                        'MAINTAIN', 'USAGE']) with ordinality as t (p, n)) as g on true
   where nspname !~ '^pg_' and nspname <> 'information_schema' and relkind in ('r', 'p', 'v', 'm', 'S')
   group by 1`;
