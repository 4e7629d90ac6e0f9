import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { whileHolding } from './lease.js';
import { testDatabase } from './testing.js';

describe('A lease', () => {
  it('has one holder at a time, and passes on when its holder stops or loses its connection', async () => {
    const connectionString = await testDatabase('lease');
    const connect = () => new Client({ connectionString });
    const stops = [new AbortController(), new AbortController(), new AbortController()];
    const history: number[] = [];
    let holders = 0;
    const holding = stops.map(({ signal }, i) =>
      whileHolding(
        'sealer',
        connect,
        async (held) => {
          holders += 1;
          expect(holders).toBe(1);
          history.push(i);
          while (!held.aborted) await sleep(5);
          holders -= 1;
        },
        signal,
      ),
    );
    const until = async (condition: () => boolean) => {
      while (!condition()) await sleep(10);
    };
    await until(() => history.length === 1);
    await sleep(600);
    expect(history).toHaveLength(1);
    stops[history[0]!]!.abort();
    await until(() => history.length === 2);
    const admin = connect();
    await admin.connect();
    await admin.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted and pid <> pg_backend_pid()`,
    );
    await admin.end();
    await until(() => history.length === 3);
    for (const stop of stops) stop.abort();
    await Promise.all(holding);
  });
});
