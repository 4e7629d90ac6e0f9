import { hash } from 'node:crypto';
import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client, Pool } from 'pg';

import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { migrateDatabase } from '../postgres/database.js';
import { LEDGER_GUARDS, LEDGER_SCHEMA } from '../event-store/ledger-migration.js';
import { migrationsOf, type ServiceParts } from '../service/service-host.js';
import { rightsIn } from '../postgres/service-rights.js';
import { atEndOfFile } from './testing-end.js';
import { VARIABLES } from './testing-servers.js';

// Real databases for tests, on one server for the whole run: given by the environment or, from
// Docker, by tools/test-postgres.mjs; else an embedded PostgreSQL, started by whichever test file
// asks first and stopped when the run ends. Each test gets databases of its own.

/** Those of this test file. */
const databases: string[] = [];

/** URL of a new, empty database. It is dropped when the test file ends. */
export const testDatabase = (name = 'test'): Promise<string> => newDatabase(name);

/** URL of a new database that holds an empty log, reached by a role that may only append to it. */
export const testLedger = async (name = 'ledger'): Promise<{ owner: string; url: string }> => {
  const owner = await newDatabase(name, await emptyLedger());
  const url = new URL(owner);
  url.username = APPENDER;
  url.password = APPENDER;
  return { owner, url: url.href };
};

export const testPool = (url: string, max = 10): Pool => {
  const pool = new Pool({ connectionString: url, max, pipeline: true });
  // A database that goes away under a test ends idle connections; that is the test's business.
  pool.on('error', () => undefined);
  return pool;
};

const newDatabase = async (name: string, template = 'template1'): Promise<string> => {
  const server = await serverUrl();
  const number = databases.length + 1;
  const database = `${name.replaceAll(/\W/g, '_')}_${process.pid}_${Date.now().toString(36)}_${number}`;
  databases.push(database);
  // Its files at once, and not page by page through the write-ahead log.
  await query(server, `create database ${database} template ${template} strategy file_copy`);
  return at(server, database);
};

const at = (server: string, database: string): string => {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

// Without it a run has thousands of databases in the end, and its folder the files of them all.
atEndOfFile(async () => {
  if (databases.length === 0) return;
  const client = new Client({ connectionString: await serverUrl() });
  await client.connect();
  for (const database of databases.splice(0))
    await client.query(`drop database if exists ${database} with (force)`);
  await client.end();
});

/** URL of a new database as a service leaves it that has only just started: migrated, and empty. */
export const migratedDatabase = async (
  parts: Pick<ServiceParts, 'name' | 'migrations'>,
): Promise<string> => {
  const migrations = migrationsOf(parts);
  const template = await templateOf(parts.name, migrations.join(), (url) =>
    migrateDatabase(url, [], { service: parts.name, migrations }),
  );
  return newDatabase(parts.name, template);
};

const emptyLedger = (): Promise<string> =>
  templateOf('ledger', LEDGER_SCHEMA + LEDGER_GUARDS, async (url) => {
    await query(url, LEDGER_SCHEMA + LEDGER_GUARDS);
    const role = { role: await appender(url), duties: ['serve', 'seal'] } as const;
    await query(url, rightsIn('ledger', LEDGER_TABLES, role));
  });

const templates = new Map<string, Promise<string>>();

/** Name of the database that is copied for all that need the same; made by whoever asks first. */
const templateOf = (
  subject: string,
  content: string,
  make: (url: string) => Promise<void>,
): Promise<string> => {
  const name = `${subject.replaceAll(/\W/g, '_')}_${hash('sha256', content).slice(0, 16)}`;
  const known = templates.get(name) ?? madeTemplate(name, make);
  templates.set(name, known);
  return known;
};

const madeTemplate = async (
  name: string,
  make: (url: string) => Promise<void>,
): Promise<string> => {
  const server = await serverUrl();
  const client = new Client({ connectionString: server });
  await client.connect();
  // Two test files begin at once: one makes it, the other waits.
  await client.query('select pg_advisory_lock(hashtext($1))', [name]);
  const { rows } = await client.query('select from pg_database where datname = $1', [name]);
  if (rows.length === 0) {
    const unfinished = `${name}_${process.pid}`;
    await client.query(`create database ${unfinished}`);
    await make(at(server, unfinished));
    await client.query(`alter database ${unfinished} rename to ${name}`);
  }
  await client.end();
  return name;
};

const LEDGER_TABLES = ['head', 'events', 'once', 'tiles', 'checkpoints'];
const APPENDER = 'esep_appender';

const appender = async (server: string): Promise<string> => {
  await query(
    server,
    `do $$ begin create role ${APPENDER} login password '${APPENDER}'; exception when duplicate_object or unique_violation then null; end $$`,
  );
  return APPENDER;
};

const query = async (url: string, text: string): Promise<void> => {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(text);
  } finally {
    await client.end();
  }
};

/** The run's server. The first to make the lock directory starts it; the others wait for its URL. */
const serverUrl = async (): Promise<string> => {
  const given = process.env[VARIABLES.postgres];
  if (given) return given;
  const directory = process.env['ESEP_TEST_POSTGRES_DIR'];
  if (!directory) throw new Error('Run tests through tools/jest.mjs: it gives them a PostgreSQL.');
  const known = join(directory, 'url');
  const lock = join(directory, 'starting');
  for (;;) {
    const url = await readFile(known, 'utf8').catch(() => undefined);
    if (url) return url;
    const mine = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!mine) {
      await sleep(50);
      continue;
    }
    try {
      // It may have been started between the look for its URL and the lock: a second start would end it.
      const started = await readFile(known, 'utf8').catch(() => undefined);
      if (started) return started;
      const settings = {
        fsync: 'off',
        synchronous_commit: 'off',
        full_page_writes: 'off',
        max_wal_size: '512MB',
      };
      const server = await EmbeddedPostgres.start({
        directory: join(directory, 'postgres'),
        settings,
      });
      await writeFile(known, server.url('postgres'));
    } finally {
      await rmdir(lock);
    }
  }
};
