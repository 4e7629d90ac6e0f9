import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

import { Pool } from 'pg';

import { CONNECTIONS, type Entry } from './contender.js';

/** Writers of one category wait for each other, so it gets several, to its advantage. */
const CATEGORIES = 8;

/** message-db from the SQL files of its own package. */
export const messageDb: Entry = async (url) => {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
    options: '-c search_path=message_store,public',
  });
  for (const file of await schemaFiles()) await pool.query(await readFile(file, 'utf8'));
  return {
    name: 'message-db 1.3',
    append: async ({ eventId, stream, type, validAt, body, meta }) => {
      const category = Number.parseInt(eventId.slice(-4), 16) % CATEGORIES;
      await pool.query({
        name: 'write',
        text: 'select write_message($1, $2, $3, $4, $5, $6)',
        values: [eventId, `fill${category}-${stream}`, type, body, { ...meta, validAt }, -1],
      });
      return 1;
    },
    count: async () => {
      const { rows } = await pool.query<{ n: string }>('select count(*) as n from messages');
      return Number(rows[0]?.n);
    },
    close: () => pool.end(),
  };
};

/** In the order of its install.sh: the schema, the table, types, functions, indexes. */
const schemaFiles = async (): Promise<string[]> => {
  const { resolve } = createRequire(import.meta.url);
  const database = join(dirname(resolve('@eventide/message-db/package.json')), 'database');
  const functions = await readdir(join(database, 'functions'));
  const first = ['id', 'cardinal-id', 'category', 'is-category', 'hash-64', 'stream-version'].map(
    (name) => `${name}.sql`,
  );
  const rest = functions.filter((name) => name.endsWith('.sql') && !first.includes(name));
  return [
    'schema/message-store.sql',
    'extensions/pgcrypto.sql',
    'tables/messages.sql',
    'types/message.sql',
    ...[...first, ...rest].map((name) => `functions/${name}`),
    ...['id', 'stream', 'category'].map((name) => `indexes/messages-${name}.sql`),
  ].map((path) => join(database, path));
};
