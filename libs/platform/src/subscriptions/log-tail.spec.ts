import { Client, type Pool } from 'pg';

import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { accepted, append, event } from '../testing/event-store.contract.js';
import { CutWay, testLedger, testPool, until } from '../testing/testing.js';
import { LogTail, type TailItem } from './log-tail.js';

// The log is read through a way that can be cut, as one of another machine would be.

const LOG = 'esep/licensing/test';
const clock = { now: () => new Date().toISOString() };

let owner: string;
let writer: PostgresEventStore;
let reader: PostgresEventStore;
let way: CutWay;
let pools: Pool[];
let reads: number;
let tail: LogTail;

beforeEach(async () => {
  const ledger = await testLedger();
  ({ owner } = ledger);
  const url = new URL(ledger.url);
  way = await CutWay.to(url.port);
  const cuttable = new URL(ledger.url);
  cuttable.host = new URL(way.url).host;
  pools = [testPool(ledger.url), testPool(cuttable.href)];
  const [direct, byWay] = pools as [Pool, Pool];
  writer = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool: direct });
  reader = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool: byWay });
  reads = 0;
  const read = reader.read.bind(reader);
  reader.read = (from, limit) => {
    reads += 1;
    return read(from, limit);
  };
  tail = new LogTail({
    reader: Promise.resolve(reader),
    known: () => 0,
    settled: () => Promise.resolve(),
    onTrouble: () => undefined,
  });
});
afterEach(async () => {
  await tail.stop();
  await reader.close();
  await writer.close();
  for (const pool of pools) await pool.end();
  way.cut();
});

/** A follower that takes what it gets, as long as it is not held up. */
const follower = (after?: number, replayMax = 10_000) => {
  const stop = new AbortController();
  const items: TailItem[] = [];
  let hold: Promise<void> | undefined;
  const followed = (async () => {
    for await (const item of tail.follow({ after, replayMax, signal: stop.signal })) {
      items.push(item);
      await hold;
    }
  })();
  return {
    items,
    kinds: () => items.map(({ kind }) => kind),
    positions: () =>
      items.flatMap((item) =>
        item.kind === 'events' ? item.events.map(({ position }) => position) : [],
      ),
    holdUp: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      hold = promise;
      return () => {
        hold = undefined;
        resolve();
      };
    },
    end: async () => {
      stop.abort();
      await followed;
    },
  };
};
const upTo = (count: number) => Array.from({ length: count }, (_, position) => position);
let versions = 0;
const record = async (count: number): Promise<void> => {
  const events = Array.from({ length: count }, () => event());
  await accepted(writer, append(`s-${(versions += 1)}`, 0, ...events));
};

describe('The end of a log', () => {
  it('is read once, however many follow it, and not at all when nobody does', async () => {
    const some = [follower(), follower(), follower()];
    await until(() => some.every(({ items }) => items.length === 1));
    for (let i = 0; i < 12; i += 1) await record(100);
    await until(() => some.every((one) => one.positions().length === 1_200));
    expect(some.map((one) => one.positions())).toEqual(some.map(() => upTo(1_200)));
    // A page is read again only by a follower that is further behind than what is kept.
    expect(reads).toBeLessThan(15);
    for (const one of some) await one.end();
    const before = reads;
    await record(1);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(reads).toBe(before);
    // Whoever comes later begins at the end, or behind what was had before.
    const [late, again] = [follower(), follower(1_198)];
    await until(() => again.positions().length === 2 && late.items.length > 0);
    expect([late.items[0], again.positions()]).toEqual([
      { kind: 'begun', next: 1_201 },
      [1_199, 1_200],
    ]);
    await late.end();
    await again.end();
  });

  it('loses nothing while the log does not answer, and says so', async () => {
    const one = follower();
    await until(() => one.items.length === 1);
    await record(3);
    await until(() => one.positions().length === 3);
    way.cut();
    await record(700);
    await until(() => one.kinds().at(-1) === 'away');
    // Who comes now begins behind what was read of the log.
    const late = follower();
    await until(() => late.items.length === 2);
    expect(late.items).toEqual([{ kind: 'begun', next: 3 }, { kind: 'away' }]);
    await way.mend();
    await until(() => one.positions().length === 703 && late.positions().length === 700);
    expect([one.positions(), late.positions()]).toEqual([upTo(703), upTo(703).slice(3)]);
    expect(one.kinds().filter((kind) => kind !== 'events')).toEqual(['begun', 'away', 'back']);
    await one.end();
    await late.end();
  });

  it('gives a follower that was held up no more than it asked for, and says what is missing', async () => {
    const one = follower(undefined, 600);
    await until(() => one.items.length === 1);
    const goOn = one.holdUp();
    await record(1);
    await until(() => one.positions().length === 1);
    await record(2_000);
    const fast = follower(-1);
    await until(() => fast.positions().length === 2_001);
    goOn();
    await until(() => one.positions().length === 601);
    expect(one.items[2]).toEqual({ kind: 'missed', after: 0, next: 1_401 });
    expect(one.positions()).toEqual([0, ...upTo(2_001).slice(1_401)]);
    await one.end();
    await fast.end();
  });

  it('says what is not in a log any more that was set back, and goes on behind it', async () => {
    await record(10);
    const [one, ahead] = [follower(), follower(400)];
    await until(() => ahead.items.length === 2);
    expect(ahead.items[1]).toEqual({ kind: 'missed', after: 400, next: 10 });
    await record(5);
    await until(() => one.positions().length === 5 && ahead.positions().length === 5);
    await setBack(8);
    await until(() => one.kinds().at(-1) === 'missed');
    expect(one.items.at(-1)).toEqual({ kind: 'missed', after: 14, next: 8 });
    await one.end();
    await ahead.end();
  });

  it('waits where a follower has read further, in another process', async () => {
    const behind = follower();
    await until(() => behind.items.length === 1);
    await record(10_000);
    const ahead = follower(9_997);
    await until(() => ahead.positions().length === 2);
    expect(ahead.items).toEqual([
      { kind: 'begun', next: 9_998 },
      { kind: 'events', events: [expect.anything(), expect.anything()], next: 10_000 },
    ]);
    await behind.end();
    await ahead.end();
  });

  it('notices that a log became another one while it did not answer', async () => {
    await record(10);
    const one = follower();
    await until(() => one.items.length === 1);
    await record(2);
    await until(() => one.positions().length === 2);
    way.cut();
    await until(() => one.kinds().at(-1) === 'away');
    await setBack(8);
    await record(9);
    await way.mend();
    await until(() => one.kinds().includes('missed'));
    await record(1);
    await until(() => one.positions().at(-1) === 17);
    await one.end();
  });
});

/** As from an older copy of the database. */
const setBack = async (next: number): Promise<void> => {
  const client = new Client({ connectionString: owner });
  await client.connect();
  await client.query('set session_replication_role = replica');
  await client.query('delete from ledger.events where position >= $1', [next]);
  await client.query('update ledger.head set next = $1', [next]);
  await client.end();
  // Its process is another one then.
  await writer.close();
  const [pool] = pools as [Pool];
  writer = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool });
};
