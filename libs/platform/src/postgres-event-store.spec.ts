import { Client } from 'pg';

import { accepted, append, event, eventStoreContract } from './event-store.contract.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { testLedger, testPool } from './testing.js';

const clock = { now: () => new Date().toISOString() };

const open = async (url?: string) => {
  const pool = testPool(url ?? (await testLedger()).url);
  const store = await PostgresEventStore.open({
    log: 'esep/test/local',
    authority: 'AIFC',
    clock,
    pool,
  });
  const close = store.close.bind(store);
  store.close = async () => {
    await close();
    await pool.end();
  };
  return store;
};

eventStoreContract('PostgreSQL', open);

describe('The PostgreSQL log', () => {
  it('refuses UPDATE, DELETE and TRUNCATE to its own role and to its owner', async () => {
    const { owner, url } = await testLedger();
    const store = await open(url);
    await accepted(store, append('a', 0, event()));
    await store.close();
    for (const connectionString of [owner, url]) {
      const client = new Client({ connectionString });
      await client.connect();
      for (const change of [
        `update ledger.events set bytes = '{}'`,
        'delete from ledger.events',
        'truncate ledger.events',
        'delete from ledger.head',
        'truncate ledger.checkpoints',
      ])
        await expect(client.query(change)).rejects.toMatchObject({ code: '42501' });
      await client.end();
    }
  });

  it('is opened only under its own name', async () => {
    const { url } = await testLedger();
    await (await open(url)).close();
    const pool = testPool(url);
    const other = { log: 'esep/other/local', authority: 'AIFC', clock, pool };
    await expect(PostgresEventStore.open(other)).rejects.toThrow('holds the log esep/test/local');
    await pool.end();
  });
});
