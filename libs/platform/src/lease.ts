import { setTimeout as sleep } from 'node:timers/promises';

import type { Client } from 'pg';

import { isAway } from './postgres-event-store.js';

/**
 * Runs something while this process, and no other, holds the lease of a name: publisher, sealer,
 * chain observer, timers. The lease is a session lock of PostgreSQL on a connection of its own, so
 * it ends with the process or its connection, whatever way they end.
 *
 * The connection is probed every second. When it is gone, `signal` aborts the work; as another
 * process may by then hold the lease, the work itself must be safe to do twice (and is: appends carry
 * expected versions, seals and publishing are idempotent).
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
      if (await acquire(client, name, stop)) {
        const probing = probe(client, signal).catch(() => lost.abort());
        await work(signal);
        lost.abort();
        await probing;
      }
    } catch (error) {
      if (!isAway(error) && !signal.aborted) throw error;
      // A database that is away is asked twice a second, not as often as it can refuse.
      await sleep(500, undefined, { signal: stop }).catch(() => undefined);
    } finally {
      await client.end().catch(() => undefined);
    }
  }
};

const acquire = async (client: Client, name: string, stop: AbortSignal): Promise<boolean> => {
  while (!stop.aborted) {
    const { rows } = await client.query<{ held: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as held',
      [`esep lease ${name}`],
    );
    if (rows[0]?.held) return true;
    await sleep(500, undefined, { signal: stop }).catch(() => undefined);
  }
  return false;
};

const probe = async (client: Client, signal: AbortSignal): Promise<void> => {
  while (!signal.aborted) {
    await sleep(1_000, undefined, { signal }).catch(() => undefined);
    if (!signal.aborted) await client.query('select 1');
  }
};
