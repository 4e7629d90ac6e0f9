import type { Client, QueryResult, QueryResultRow } from 'pg';

import { pause } from '../runtime/sleep.js';
import { isTransientError } from './database-fault.js';

const ACQUIRE_INTERVAL_MS = 500;
const PROBE_INTERVAL_MS = 1_000;
const QUERY_TIMEOUT_MS = 1_000;
/** More than the two above together: the holder gives up before the database ends its session. */
const IDLE_SESSION_TIMEOUT_MS = 3_000;

/**
 * Runs something while this process, and no other, holds the lease of a name: publisher, sealer,
 * chain observer, timers. The lease is a session lock of PostgreSQL on a connection of its own, so
 * it ends with the process or its connection, whatever way they end.
 *
 * A lost machine or a network that drops every packet ends no connection. So the holder sends a query
 * every second and gives up after two seconds without an answer, and the database ends a session that
 * was idle for three: within five seconds another process has the lease.
 *
 * `signal` aborts the work when the lease is lost. As another process may by then hold it, the work
 * itself must be safe to do twice (and is: appends carry expected versions, seals and publishing are
 * idempotent).
 */
export const whileHolding = async (
  name: string,
  connect: () => Client,
  work: (signal: AbortSignal) => Promise<void>,
  stop: AbortSignal,
): Promise<void> => {
  while (!stop.aborted) {
    const client = connect();
    const lost = new AbortController();
    const signal = AbortSignal.any([stop, lost.signal]);
    client.on('error', () => lost.abort());
    client.on('end', () => lost.abort());
    try {
      await client.connect();
      await queryWithTimeout(
        client,
        `select set_config('idle_session_timeout', '${IDLE_SESSION_TIMEOUT_MS}', false)`,
      );
      if (await acquire(client, name, stop)) {
        const probing = probe(client, signal).catch(() => lost.abort());
        await work(signal);
        lost.abort();
        await probing;
      }
    } catch (error) {
      if (!isTransientError(error) && !signal.aborted) throw error;
      // A database that is away is asked twice a second, not as often as it can refuse.
      await pause(500, stop);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
};

const acquire = async (client: Client, name: string, stop: AbortSignal): Promise<boolean> => {
  while (!stop.aborted) {
    const { rows } = await queryWithTimeout<{ held: boolean }>(
      client,
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [`esep lease ${name}`],
    );
    if (rows[0]?.held) return true;
    await pause(ACQUIRE_INTERVAL_MS, stop);
  }
  return false;
};

const probe = async (client: Client, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await pause(PROBE_INTERVAL_MS, signal);
    if (!signal.aborted) await queryWithTimeout(client, 'select 1');
  }
};

const queryWithTimeout = <Row extends QueryResultRow>(
  client: Client,
  text: string,
  values: readonly unknown[] = [],
): Promise<QueryResult<Row>> => {
  const withTimeout = { text, values: [...values], query_timeout: QUERY_TIMEOUT_MS };
  return client.query<Row>(withTimeout);
};
