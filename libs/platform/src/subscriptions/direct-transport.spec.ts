import { DataSource } from 'typeorm';

import { DirectTransport, LogForked } from './direct-transport.js';
import { accepted, append, event } from '../testing/event-store.contract.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { Subscription } from './subscription.js';
import { SUBSCRIPTION_SCHEMA } from './subscription-migration.js';
import { testDatabase, testLedger, testPool } from '../testing/testing.js';
import {
  EFFECTS_SCHEMA,
  transportContract,
  type TransportHarness,
} from '../testing/transport.contract.js';

const clock = { now: () => new Date().toISOString() };

transportContract('the log itself', () => harness());

describe('A subscription that reads a log', () => {
  it('notices that the log is not the one it has read', async () => {
    const first = await harness();
    await accepted(first.source, append('a', 0, event()));
    const consumer = {
      name: 'reader_v1',
      logs: [first.source.log],
      wants: new Set<string>(),
      handle: () => Promise.resolve(),
    };
    const { stop, subscription } = await first.start(consumer);
    while (subscription.knownThrough(first.source.log).next < 1)
      await new Promise((resolve) => setTimeout(resolve, 10));
    await stop();
    for (const events of [0, 1]) {
      const other = await harness();
      if (events > 0) await accepted(other.source, append('a', 0, event()));
      const errors: unknown[] = [];
      const transport = new DirectTransport({
        subscription: await Subscription.open(consumer, first.database, clock.now),
        readers: [other.source],
        onTrouble: (_log, error) => errors.push(error),
      });
      while (errors.length === 0) await new Promise((resolve) => setTimeout(resolve, 10));
      await transport.stop();
      expect(errors[0]).toBeInstanceOf(LogForked);
      await other.close();
    }
    await first.close();
  });
});

async function harness(): Promise<TransportHarness> {
  const { url } = await testLedger('source');
  const pool = testPool(url);
  const log = 'esep/pool-reporting/test';
  const source = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
  const database = await new DataSource({
    type: 'postgres',
    url: await testDatabase('consumer'),
  }).initialize();
  await database.query(SUBSCRIPTION_SCHEMA);
  await database.query(EFFECTS_SCHEMA);
  return {
    source,
    database,
    async start(consumer) {
      const subscription = await Subscription.open(consumer, database, clock.now);
      const transport = new DirectTransport({ subscription, readers: [source], idleMs: 50 });
      return { subscription, stop: () => transport.stop() };
    },
    async close() {
      await database.destroy();
      await source.close();
      await pool.end();
    },
  };
}
