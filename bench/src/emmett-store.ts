import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { Pool } from 'pg';

import { CONNECTIONS, type Entry } from './contender.js';

/**
 * Emmett's PostgreSQL store, from a folder where somebody installed it. It grants no licence (as of
 * 0.42.0), so it is no dependency of this repository, not even of its bench.
 */
export const emmettStore =
  (folder: string): Entry =>
  async (url) => {
    const { resolve } = createRequire(join(folder, 'package.json'));
    const path = pathToFileURL(resolve('@event-driven-io/emmett-postgresql')).href;
    const { getPostgreSQLEventStore } = (await import(path)) as Emmett;
    // A pool that is kept; left to itself it opens a connection for each append.
    const pool = new Pool({ connectionString: url, max: CONNECTIONS, idleTimeoutMillis: 0 });
    const store = getPostgreSQLEventStore(url, { connectionOptions: { pooled: true, pool } });
    await store.schema.migrate();
    return {
      name: 'Emmett 0.42',
      append: async ({ eventId, stream, type, validAt, body: data, meta }) => {
        const event = { type, data, metadata: { ...meta, eventId, validAt } };
        await store.appendToStream(stream, [event], {
          expectedStreamVersion: 'STREAM_DOES_NOT_EXIST',
        });
        return 1;
      },
      count: async () => {
        const { rows } = await pool.query<{ n: string }>('select count(*) as n from emt_messages');
        return Number(rows[0]?.n);
      },
      close: async () => {
        await store.close();
        await pool.end();
      },
    };
  };

/** As much of it as is used here. */
interface Emmett {
  getPostgreSQLEventStore(
    url: string,
    options: { connectionOptions: { pooled: true; pool: Pool } },
  ): {
    schema: { migrate(): Promise<unknown> };
    appendToStream(
      stream: string,
      events: readonly object[],
      options: { expectedStreamVersion: string },
    ): Promise<unknown>;
    close(): Promise<void>;
  };
}
