import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client, Pool } from 'pg';

import { EmbeddedPostgres } from './embedded-postgres.js';
import { LEDGER_GUARDS, LEDGER_SCHEMA } from './ledger-migration.js';
import { rightsIn } from './service-rights.js';
import { VARIABLES } from './testing-servers.js';

export { EmbeddedPostgres, freePort } from './embedded-postgres.js';
export * from './testing-service.js';
export * from './test-service.js';
export { expectEventsBySchema } from './testing-events.js';
export { brokerIsOurs, kafkaObstacle, TestKafka } from './testing-kafka.js';
export { expectFreeLoop, holdLoop } from './testing-loop.js';
export * from './testing-servers.js';
export * from './testing-until.js';

// Real databases for tests, on one server for the whole run: given by the environment or, from
// Docker, by tools/test-postgres.mjs; else an embedded PostgreSQL, started by whichever test file
// asks first and stopped when the run ends. Each test gets databases of its own.

let count = 0;

/** URL of a new, empty database. */
export const testDatabase = async (name = 'test'): Promise<string> => {
  const server = await serverUrl();
  const database = `${name.replaceAll(/\W/g, '_')}_${process.pid}_${Date.now().toString(36)}_${(count += 1)}`;
  await query(server, `create database ${database}`);
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.href;
};

/** URL of a new database that holds an empty log, reached by a role that may only append to it. */
export const testLedger = async (name = 'ledger'): Promise<{ owner: string; url: string }> => {
  const owner = await testDatabase(name);
  await query(owner, LEDGER_SCHEMA + LEDGER_GUARDS);
  const role = { role: await appender(owner), duties: ['serve', 'seal'] } as const;
  await query(owner, rightsIn('ledger', LEDGER_TABLES, role));
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
      const settings = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
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
