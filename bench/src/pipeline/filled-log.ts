import {
  KafkaPublisher,
  LEDGER_SCHEMA,
  PostgresEventStore,
  PUBLISHING_SCHEMA,
  type KafkaClient,
} from '@esep/platform';
import { Client, Pool } from 'pg';

import { fill } from '../contender.js';
import type { TestServers } from './figure.js';

/** A log in a database of its own, with so many fills of 400 licensees. */
export interface FilledLog {
  readonly store: PostgresEventStore;
  /** Publishes all of it from the beginning. */
  publish(kafka: KafkaClient): Promise<void>;
  close(): Promise<void>;
}

const AT_ONCE = 1_000;

export const filledLog = async (
  { postgres }: TestServers,
  service: string,
  events: number,
): Promise<FilledLog> => {
  const url = await newDatabase(postgres.url('postgres'), service);
  const pool = new Pool({ connectionString: url, max: 10, pipeline: true });
  await pool.query(LEDGER_SCHEMA);
  await pool.query(PUBLISHING_SCHEMA);
  const clock = { now: () => new Date().toISOString() };
  const log = `esep/${service}/local`;
  const store = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
  for (let n = 0; n < events; n += AT_ONCE) {
    const fills = Array.from({ length: Math.min(AT_ONCE, events - n) }, (_, i) => fill(n + i));
    await store.append({
      writes: fills.map(({ stream, meta: _, ...event }) => {
        return { stream, expectedVersion: 0, events: [{ ...event, schemaVersion: 1 }] };
      }),
      meta: (fills[0] as ReturnType<typeof fill>).meta,
    });
  }
  return {
    store,
    publish: (kafka) => publishAll(store, pool, kafka, events),
    async close() {
      await store.close();
      await pool.end();
    },
  };
};

/** Answers the URL of a new database on the server. */
export const newDatabase = async (server: string, name: string): Promise<string> => {
  const client = new Client({ connectionString: server });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

const publishAll = async (
  reader: PostgresEventStore,
  pool: Pool,
  kafka: KafkaClient,
  events: number,
): Promise<void> => {
  await pool.query('delete from publishing.progress');
  const stop = new AbortController();
  let failed: unknown;
  const onTrouble = (error: unknown) => {
    failed = error;
    stop.abort();
  };
  const publishing = new KafkaPublisher({ reader, kafka, pool, onTrouble }).run(stop.signal);
  try {
    for (let next = 0; next < events && !stop.signal.aborted;) {
      const { rows } = await pool.query<{ next: string }>('select next from publishing.progress');
      next = Number(rows[0]?.next ?? 0);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    stop.abort();
    await publishing;
  }
  if (failed) throw failed;
};
