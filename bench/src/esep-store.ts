import { EVENT_INDEXES, LEDGER_SCHEMA, PostgresEventStore } from '@esep/platform';
import { Pool } from 'pg';

import { CONNECTIONS, type Entry } from './contender.js';

/** Our store with everything on: canonical bytes, leaf, stream check, known ids, idempotency key, indexes. */
export const esepStore: Entry = async (url) => {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    idleTimeoutMillis: 0,
    pipeline: true,
  });
  await pool.query(LEDGER_SCHEMA);
  await pool.query(EVENT_INDEXES);
  const store = await PostgresEventStore.open({
    log: 'esep/bench/local',
    authority: 'AIFC',
    clock: { now: () => new Date().toISOString() },
    pool,
  });
  return {
    name: 'Esep',
    append: async ({ stream, meta, ...event }) => {
      const outcome = await store.append({
        writes: [{ stream, expectedVersion: 0, events: [{ ...event, schemaVersion: 1 }] }],
        meta,
        once: { scope: meta.actor, key: event.eventId, fingerprint: event.eventId },
      });
      if (!outcome.appended || outcome.replayed) throw new Error(JSON.stringify(outcome));
      return 1;
    },
    count: async () => (await store.head()).next,
    close: async () => {
      await store.close();
      await pool.end();
    },
  };
};
