import { randomUUID } from 'node:crypto';

import { DataSource } from 'typeorm';

import { accepted, meta } from '../testing/event-store.contract.js';
import type { LogReader } from '../event-store/event-store.js';
import type { IncomingMessage, OutgoingMessage } from './kafka-client.js';
import { factMessage, markMessage } from './kafka-message.js';
import { laneOfLicensee, LANES } from './kafka-topics.js';
import type { LaneMark } from '../subscriptions/lane.js';
import { lanesOf, LogFlow } from './log-flow.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { Subscription } from '../subscriptions/subscription.js';
import { SUBSCRIPTION_SCHEMA } from '../subscriptions/subscription-migration.js';
import { testDatabase, testLedger, testPool, until } from '../testing/testing.js';

const LOG = 'esep/pool-reporting/test';
const ANNA = 'anna';
const BOLAT = 'bolat';
const [LANE_A, LANE_B] = [laneOfLicensee(ANNA), laneOfLicensee(BOLAT)];
const clock = { now: () => new Date().toISOString() };

describe('While what a lane lost is read from its log', () => {
  it('another lane that comes to this process meanwhile loses nothing', async () => {
    const { credit, bring, flow, taken, reading, subscription } = await setUp();
    await credit(ANNA, BOLAT, BOLAT);
    flow.assign([LANE_B]);
    await bring(LANE_B, 1);
    await until(() => subscription.lane(LOG, LANE_B).next === 2);

    // The last of Bolat's is lost, and the log is slow to tell it.
    bring(LANE_B, { next: 3, last: { [LANE_A]: 0, [LANE_B]: 2 } });
    await until(() => reading.count > 0);
    flow.assign([LANE_A, LANE_B]);
    reading.goOn.resolve();
    await until(() => subscription.lane(LOG, LANE_B).next === 3);
    expect(taken()).toEqual([1, 2]);

    await bring(LANE_A, 0);
    bring(LANE_A, { next: 3, last: { [LANE_A]: 0, [LANE_B]: 2 } });
    await until(() => subscription.lane(LOG, LANE_A).next === 3);
    expect(taken()).toEqual([1, 2, 0]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const undo: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const each of undo.splice(0).reverse()) await each();
});

async function setUp() {
  const pool = testPool((await testLedger('source')).url);
  undo.push(() => pool.end());
  const store = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool });
  undo.push(() => store.close());
  const url = await testDatabase('consumer');
  const database = await new DataSource({ type: 'postgres', url }).initialize();
  undo.push(() => database.destroy());
  await database.query(SUBSCRIPTION_SCHEMA);

  const positions: number[] = [];
  const consumer = {
    name: 'recorder_v1',
    logs: [LOG],
    wants: new Set(['DistributionRecorded']),
    handle: async (facts: readonly { readonly position: number }[]) => () =>
      void positions.push(...facts.map(({ position }) => position)),
  };
  const subscription = await Subscription.open(consumer, database, clock.now);
  subscription.registerLanes(LOG, LANES);

  const reading = { count: 0, goOn: Promise.withResolvers<void>() };
  const reader: LogReader = {
    log: LOG,
    watermark: () => store.watermark(),
    onAppended: (listener) => store.onAppended(listener),
    async read(from, limit) {
      // To look whether the log is still the same one, a few are read.
      if (limit !== undefined && limit >= 1_000) {
        reading.count += 1;
        await reading.goOn.promise;
      }
      return store.read(from, limit);
    },
  };
  const onTrouble = (error: unknown) => console.error(error);
  const flow = new LogFlow({ subscription, reader, onTaken: () => undefined, onTrouble });
  const stopping = new AbortController();
  const running = flow.run(stopping.signal);
  undo.push(async () => {
    stopping.abort();
    await running;
  });

  let offset = 0;
  const arrive = (lane: string, { value, headers }: OutgoingMessage) => {
    const message: IncomingMessage = {
      offset: String((offset += 1)),
      value,
      header: (name) => headers[name],
    };
    flow.enqueue(lane, [message]);
  };
  return {
    flow,
    subscription,
    reading,
    taken: () => positions,
    async credit(...licensees: string[]) {
      const writes = licensees.map((licenseeId, amount) => ({
        stream: `distribution-${randomUUID()}`,
        expectedVersion: 0,
        events: [
          {
            eventId: randomUUID(),
            type: 'DistributionRecorded',
            schemaVersion: 1,
            validAt: '2026-03-05T07:00:00.000Z',
            body: { licenseeId, amount },
          },
        ],
      }));
      await accepted(store, { writes, meta });
    },
    /** A record of the log by its position, or a watermark. */
    async bring(lane: string, what: number | Omit<LaneMark, 'recordedAt'>) {
      if (typeof what !== 'number')
        return arrive(lane, markMessage(LOG, lane, { ...what, recordedAt: clock.now() }));
      const record = lanesOf(await store.read(0, 100), -1)
        .get(lane)
        ?.find(({ position }) => position === what);
      if (!record) throw new Error(`Position ${what} is not in ${lane}.`);
      const part = { lane, keys: record.keys ?? [] };
      arrive(lane, factMessage(record, part, record.previous));
    },
  };
}
