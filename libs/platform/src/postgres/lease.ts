import type { Client, QueryResult, QueryResultRow } from 'pg';

import { pause } from '../runtime/sleep.js';
import { isTransientError } from './database-fault.js';

const TRY_EVERY_MS = 500;
const PROBE_EVERY_MS = 1_000;
const ANSWER_MS_MAX = 1_000;
/** More than the two before it together, so that the holder knows first. */
const SILENT_MS_MAX = 3_000;

/**
 * Runs something while this process, and no other, holds the lease of a name: publisher, sealer,
 * chain observer, timers. The lease is a session lock of PostgreSQL on a connection of its own, so
 * it ends with the process or its connection, whatever way they end.
 *
 * A machine that is lost, or a network that swallows everything, ends no connection. So the holder
 * asks something every second, the database itself ends a session that has not asked for three, and
 * a holder without an answer for two has given up by then: within five seconds another one works.
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
      await ask(client, `select set_config('idle_session_timeout', '${SILENT_MS_MAX}', false)`);
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
    const { rows } = await ask<{ held: boolean }>(
      client,
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [`esep lease ${name}`],
    );
    if (rows[0]?.held) return true;
    await pause(TRY_EVERY_MS, stop);
  }
  return false;
};

const probe = async (client: Client, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await pause(PROBE_EVERY_MS, signal);
    if (!signal.aborted) await ask(client, 'select 1');
  }
};

const ask = <Row extends QueryResultRow>(
  client: Client,
  text: string,
  values: readonly unknown[] = [],
): Promise<QueryResult<Row>> => {
  const impatient = { text, values: [...values], query_timeout: ANSWER_MS_MAX };
  return client.query<Row>(impatient);
};
