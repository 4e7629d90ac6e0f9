import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from 'typeorm';

import { ServiceConfig } from '../runtime/config.js';
import type { Pace } from './copy-builder.js';
import { openDatabase, type Database } from '../postgres/database.js';
import { accepted, meta } from '../testing/event-store.contract.js';
import type { EventStore } from '../event-store/event-store.js';
import { LogDirectory } from '../event-store/log-directory.js';
import { lanesOf } from '../kafka/log-flow.js';
import { LANES, laneOfLicensee } from '../kafka/kafka-topics.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { Copies1769990400005, type Projection } from '../postgres/projection.js';
import type { Done } from './not-done.js';
import { Projections } from './projections.js';
import type { Consumer, Fact } from '../subscriptions/consumer.js';
import { Subscription } from '../subscriptions/subscription.js';
import { Subscriptions } from './subscriptions.js';
import { Subscriptions1769990400001 } from '../subscriptions/subscription-migration.js';
import { testDatabase, testLedger, testPool, until } from '../testing/testing.js';

const BY = 'officer-1';
const PACE: Pace = { page: 20, pauseShare: 0 };

/** What somebody has by all entries, and the entries; each row knows in which copy it was written. */
const PROJECTION: Projection = {
  name: 'balances',
  consumer: 'balances_v1',
  version: 1,
  tables: `
    create table entries (
      position bigint primary key, key text not null, amount bigint not null,
      written_in text not null default current_schema());
    create table totals (
      key text primary key, amount bigint not null,
      written_in text not null default current_schema());
    create table ranks (key text primary key, rank integer not null);`,
  incidental: { entries: ['written_in'], totals: ['written_in'] },
  derived: ['ranks'],
};

const clock = { now: () => new Date().toISOString() };

let url: string;
let logs: LogDirectory;
let source: EventStore;
let database: Database;
let subscriptions: Subscriptions;
let closing: (() => Promise<unknown>)[];
let stop: AbortController;
let running: Promise<void>[];
/** Runs in each delivery to whichever copy. */
let meanwhile: (facts: readonly Fact[], tx: EntityManager) => Promise<unknown>;

beforeEach(async () => {
  closing = [];
  stop = new AbortController();
  running = [];
  meanwhile = () => Promise.resolve();
  const pool = testPool((await testLedger('source')).url);
  const log = 'esep/pool-reporting/test';
  source = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
  closing.push(() => source.close().then(() => pool.end()));
  logs = new LogDirectory();
  logs.add(source);
  url = await testDatabase('projections');
  database = await open();
  subscriptions = follow();
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await subscriptions.stop();
  await database.close();
  for (const close of closing) await close();
});

describe('A projection', () => {
  it('is built anew from the logs while facts go on arriving, and comes out the same', async () => {
    await subscriptions.start(consumer());
    await credit(...Array<string>(150).fill('a'));
    const projections = run();
    valueOf(await projections.rebuild('balances', BY));
    for (let i = 0; i < 40; i += 1) await credit('b', 'c', 'b');
    await bothAt(projections, 270);
    const { equal, tables } = valueOf(await projections.compare('balances'));
    expect(tables.map(({ table, live, equal }) => [table, live?.rows, equal])).toEqual([
      ['entries', 270, true],
      ['totals', 3, true],
    ]);
    expect(equal).toBe(true);
    expect(await inCopy('next')).toEqual([270]);
  });

  it('is built on where it was, and nothing twice, after its process died', async () => {
    await subscriptions.start(consumer());
    await credit(...Array<string>(200).fill('a'));
    await caughtUp(200);
    let deliveries = 0;
    meanwhile = async (_facts, tx) => {
      deliveries += 1;
      if (deliveries % 3 === 0) await tx.query('select pg_terminate_backend(pg_backend_pid())');
    };
    const died = new AbortController();
    const first = run({ pace: { page: 20, pauseShare: 5 }, stop: died.signal });
    valueOf(await first.rebuild('balances', BY));
    await until(async () => (await inCopy('next'))[0]! > 20);
    died.abort();
    const [before] = await inCopy('next');
    const second = run();
    await bothAt(second, 200);
    expect(before).toBeLessThan(200);
    expect(valueOf(await second.compare('balances')).equal).toBe(true);
  });

  it('of which a row is wrong is told by its checksum, with the row', async () => {
    await subscriptions.start(consumer());
    await credit('a', 'b', 'b');
    const projections = run();
    await rebuilt(projections, 3);
    await database.dataSource.query(`update totals set amount = amount + 1 where key = 'b'`);
    const { equal, tables } = valueOf(await projections.compare('balances'));
    expect(equal).toBe(false);
    expect(tables.map(({ table, equal }) => [table, equal])).toEqual([
      ['entries', true],
      ['totals', false],
    ]);
    expect(tables[1]?.differences).toEqual([
      { in: 'live', row: '{"key":"b","amount":6}' },
      { in: 'next', row: '{"key":"b","amount":5}' },
    ]);
  });

  it.each([
    ['is missing', `delete from entries where position = 1`],
    ['stands there twice', `insert into entries select position + 90, key, amount from entries`],
    [
      'has changed places with another',
      `update entries set amount = case position when 1 then 3 when 2 then 2 else amount end`,
    ],
  ])('of which a row %s is not equal to its copy', async (_sentence, damage) => {
    await subscriptions.start(consumer());
    await credit('a', 'b', 'c');
    const projections = run();
    await rebuilt(projections, 3);
    await database.dataSource.query(damage);
    expect(valueOf(await projections.compare('balances')).equal).toBe(false);
  });

  it('is equal to another copy where what is worked out from it has not been worked out there', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    await database.dataSource.query(`insert into ranks values ('a', 1)`);
    const projections = run();
    valueOf(await projections.rebuild('balances', BY));
    await bothAt(projections, 1);
    const { equal, tables } = valueOf(await projections.compare('balances'));
    expect([equal, tables.map(({ table }) => table)]).toEqual([true, ['entries', 'totals']]);
  });

  it('is not switched before it was compared, nor to what differs without a reason', async () => {
    await subscriptions.start(consumer());
    await credit('a', 'b');
    const projections = run();
    expect(await projections.switch('balances', BY)).toMatchObject({ refusal: 'copy-unknown' });
    await rebuilt(projections, 2);
    expect(await projections.switch('balances', BY)).toMatchObject({
      refusal: 'copies-not-compared',
    });
    await database.dataSource.query(`update totals set amount = 0`);
    await projections.compare('balances');
    expect(await projections.switch('balances', BY)).toMatchObject({ refusal: 'copies-differ' });
    expect(await balance('a')).toBe(0);
    const why = 'the totals were damaged';
    const { live, next, old } = valueOf(await projections.switch('balances', BY, why));
    expect(live).toMatchObject({ switchedBy: BY, switchedWhy: why });
    expect([next, old?.version]).toEqual([null, 1]);
    expect(await balance('a')).toBe(1);
  });

  it('goes on with the facts that come after the switch, and can be built anew again', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    const projections = run();
    await switched(projections, 1);
    await credit('a', 'a');
    await caughtUp(3);
    expect(await balance('a')).toBe(1 + 2 + 3);
    expect(await projections.rebuild('balances', BY)).toMatchObject({ refusal: 'copy-exists' });
    valueOf(await projections.drop('balances', 'old'));
    await switched(projections, 3);
    expect(await balance('a')).toBe(6);
  });

  it('leaves nothing of a copy that was given up, while it was being filled', async () => {
    await subscriptions.start(consumer());
    await credit(...Array<string>(100).fill('a'));
    await caughtUp(100);
    const projections = run();
    for (let i = 0; i < 3; i += 1) {
      valueOf(await projections.rebuild('balances', BY));
      await until(async () => (await inCopy('next'))[0]! > 0);
      valueOf(await projections.drop('balances', 'next'));
    }
    await switched(projections, 100);
    const left = await database.dataSource.query<{ nspname: string }[]>(
      `select nspname from pg_namespace where nspname like 'balances%' order by 1`,
    );
    expect(left.map(({ nspname }) => nspname)).toEqual(['balances', 'balances_old']);
    const parked = await database.dataSource.query<unknown[]>('select from subscriptions.parked');
    expect(parked).toEqual([]);
  });

  it('is not built by another version of the code than began it', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    await caughtUp(1);
    const present = run();
    const later = run({ projection: { ...PROJECTION, version: 2 } }, false);
    valueOf(await later.rebuild('balances', BY));
    await sleep(1_500);
    expect(await inCopy('next')).toEqual([0]);
    expect((await present.list())[0]).toMatchObject({ version: 1, next: { version: 2 } });
    running.push(later.run(stop.signal));
    await bothAt(later, 1);
  });

  it('says why a copy cannot be built, and goes on when it can', async () => {
    await subscriptions.start(consumer());
    await append('pool-dmp-1', 'PoolApproved', { poolId: 'dmp-1', amount: 1 });
    await caughtUp(1);
    meanwhile = () => Promise.reject(new Error('not yet'));
    const projections = run();
    valueOf(await projections.rebuild('balances', BY));
    await until(async () => /not yet/.test((await projections.list())[0]?.next?.trouble ?? ''));
    meanwhile = () => Promise.resolve();
    await bothAt(projections, 1);
    await until(async () => (await projections.list())[0]?.next?.trouble === null);
  });

  it('has parked in its copy what could not be digested there, and not what now can', async () => {
    meanwhile = (facts) =>
      facts.some(({ keys }) => keys.includes('bad'))
        ? Promise.reject(new Error('poison'))
        : Promise.resolve();
    const subscription = await subscriptions.start(consumer());
    await credit('good', 'bad', 'bad');
    await caughtUp(3);
    expect(subscription.isParked('bad')).toBe(true);
    meanwhile = () => Promise.resolve();
    const projections = run();
    await rebuilt(projections, 3);
    const { equal } = valueOf(await projections.compare('balances'));
    expect(equal).toBe(false);
    valueOf(await projections.switch('balances', BY, 'the parked facts can be digested now'));
    expect(subscription.isParked('bad')).toBe(false);
    expect(await balance('bad')).toBe(2 + 3);
  });
});

describe('A switch, while everybody reads and facts arrive', () => {
  it('shows nobody a half, fails nobody, and loses nothing', async () => {
    await subscriptions.start(consumer());
    await credit('first', ...Array<string>(99).fill('a'));
    await caughtUp(100);
    const projections = run({ pace: { page: 500, pauseShare: 0 } });
    valueOf(await projections.rebuild('balances', BY));
    await bothAt(projections, 100);

    // As services read: through the data source, and by a statement that is prepared once.
    const pool = testPool(url, 4);
    const HALVES = `select t.written_in as total, e.written_in as entry, (select sum(amount) from totals)
         = (select sum(amount) from entries) as sums from totals t, entries e
      where t.key = 'first' and e.position = 0`;
    type Read = { total: string; entry: string; sums: boolean };
    const prepared = async (): Promise<Read[]> => {
      const client = await pool.connect();
      try {
        await client.query('set search_path to balances, public');
        return (await client.query<Read>({ name: 'halves', text: HALVES })).rows;
      } finally {
        client.release();
      }
    };
    const seen = new Set<string>();
    let reads = 0;
    let going = true;
    const reading = [() => database.dataSource.query<Read[]>(HALVES), prepared, prepared].map(
      async (read) => {
        while (going) {
          const [row] = await read();
          seen.add(JSON.stringify([row?.total, row?.entry, row?.sums]));
          reads += 1;
          await sleep(2);
        }
      },
    );
    const writing = (async () => {
      let count = 100;
      for (; going; count += 2) {
        await credit('a', 'b');
        await sleep(5);
      }
      return count;
    })();

    for (let i = 0; i < 2; i += 1) {
      await sleep(300);
      expect(valueOf(await projections.compare('balances')).equal).toBe(true);
      valueOf(await projections.switch('balances', BY));
      if (i > 0) break;
      valueOf(await projections.drop('balances', 'old'));
      valueOf(await projections.rebuild('balances', BY));
      await until(async () => (await behind(projections)) < 100);
    }
    await sleep(300);
    going = false;
    await Promise.all(reading);
    const count = await writing;
    await pool.end();
    await caughtUp(count);

    expect(reads).toBeGreaterThan(100);
    expect([...seen].sort()).toEqual([
      '["balances","balances",true]',
      '["balances_next","balances_next",true]',
    ]);
    expect(await inCopy('live')).toEqual([count]);
    const expected = (count * (count + 1)) / 2;
    expect((await balance('first')) + (await balance('a')) + (await balance('b'))).toBe(expected);
  }, 120_000);

  it('API-11: is dropped with whatever is left of it', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    const projections = run();
    await rebuilt(projections, 1);
    await database.dataSource.query('drop schema balances_next cascade');
    expect(await projections.compare('balances')).toMatchObject({ value: { equal: false } });
    const dropped = [projections.drop('balances', 'next'), projections.drop('balances', 'next')];
    for (const answer of await Promise.all(dropped))
      expect('value' in answer || answer.refusal === 'copy-unknown').toBe(true);
  }, 60_000);

  it('API-11: says that it is changing to who waits too long for what holds it', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    const projections = run();
    await rebuilt(projections, 1);
    const holder = database.dataSource.createQueryRunner();
    await holder.startTransaction();
    await holder.query(`select pg_advisory_xact_lock_shared(hashtext('parked balances_v1'))`);
    await holder.query('select from balances_next.totals');
    const [compared, dropped] = await Promise.all([
      projections.compare('balances'),
      projections.drop('balances', 'next'),
    ]);
    expect([compared, dropped]).toMatchObject([
      { refusal: 'projection-changing' },
      { refusal: 'projection-changing' },
    ]);
    await holder.rollbackTransaction();
    await holder.release();
    valueOf(await projections.compare('balances'));
    valueOf(await projections.drop('balances', 'next'));
  }, 60_000);

  it('API-11: is rebuilt, compared and dropped by several at once, each of whom has an answer', async () => {
    await subscriptions.start(consumer());
    await credit(...Array<string>(60).fill('a'));
    await caughtUp(60);
    const projections = run();
    for (let round = 0; round < 4; round += 1) {
      await projections.rebuild('balances', BY);
      const answers = await Promise.all([
        projections.compare('balances'),
        projections.drop('balances', 'next'),
        projections.compare('balances'),
        projections.drop('balances', 'next'),
        projections.rebuild('balances', BY),
      ]);
      for (const answer of answers)
        expect('refusal' in answer ? answer.refusal : 'value').toMatch(
          /^(value|projection-changing|copy-(unknown|exists|behind))$/,
        );
    }
  }, 60_000);

  it('waits for a reader that does not end, and gives up rather than have others wait', async () => {
    await subscriptions.start(consumer());
    await credit('a');
    const projections = run();
    await rebuilt(projections, 1);
    valueOf(await projections.compare('balances'));
    const reader = database.dataSource.createQueryRunner();
    await reader.startTransaction();
    await reader.query('select from totals');
    expect(await projections.switch('balances', BY)).toMatchObject({
      refusal: 'projection-in-use',
    });
    await credit('a');
    await caughtUp(2);
    await reader.rollbackTransaction();
    await reader.release();
    valueOf(await projections.switch('balances', BY));
    expect(await balance('a')).toBe(3);
  }, 60_000);
});

describe('A projection whose facts come by partitions', () => {
  it('is built to the very place of each of them, and what is complete waits in both', async () => {
    const { log } = source;
    const live = await Subscription.open(consumer(), database.dataSource, () => clock.now());
    live.registerLanes(log, LANES);
    const [a = '', b = ''] = ['a', 'b', 'c', 'd'].filter(
      (key, i, keys) => keys.findIndex((k) => laneOfLicensee(k) === laneOfLicensee(key)) === i,
    );
    await credit(a, b, a, b);
    await append('completeness-dmp-1', 'PoolReportedThrough', { poolId: 'dmp-1', amount: 9 });
    const byLane = lanesOf(await source.read(0, 10), -1);
    const to = (lane: string, next: number) => ({
      lane,
      records: (byLane.get(lane) ?? []).filter(({ position }) => position < next),
      mark: { next, recordedAt: clock.now() },
    });
    // One partition is behind, so the completeness fact may not take effect yet.
    const behindLane = laneOfLicensee(b);
    await live.deliver(
      log,
      LANES.map((lane) => to(lane, lane === behindLane ? 2 : 5)),
    );
    const projections = run({ subscription: live });
    valueOf(await projections.rebuild('balances', BY));
    await until(async () => (await inCopy('next'))[0] === 3);
    const held = valueOf(await projections.compare('balances'));
    expect([held.equal, held.tables[0]?.live?.rows]).toEqual([true, 3]);

    await live.deliver(log, [to(behindLane, 5)]);
    await until(async () => (await inCopy('next'))[0] === 5);
    expect(valueOf(await projections.compare('balances')).equal).toBe(true);
    valueOf(await projections.switch('balances', BY));
    await credit(b);
    const after = lanesOf(await source.read(5, 1), 4).get(behindLane) ?? [];
    const mark = { next: 6, recordedAt: clock.now() };
    await live.deliver(log, [{ lane: behindLane, records: after, mark }]);
    expect(await inCopy('live')).toEqual([6]);
  });
});

describe('A database', () => {
  it('whose tables are not there yet reads all facts, whatever was read before', async () => {
    await subscriptions.start(consumer());
    await credit('a', 'a');
    await caughtUp(2);
    await subscriptions.stop();
    await database.dataSource.query(
      'drop schema balances cascade; delete from subscriptions.copies',
    );
    await database.close();
    database = await open();
    subscriptions = follow();
    await subscriptions.start(consumer());
    await caughtUp(2);
    expect(await balance('a')).toBe(3);
  });

  it('has its copies made once, however many replicas start at the same time', async () => {
    url = await testDatabase('replicas');
    const databases = await Promise.all([open(), open(), open()]);
    const rows = await databases[0].dataSource.query<unknown[]>('select from subscriptions.copies');
    expect(rows).toHaveLength(1);
    for (const one of databases) await one.close();
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function open(): Promise<Database> {
  const config = new ServiceConfig();
  config.ESEP_DATABASE_URL = url;
  return openDatabase(config, {
    service: 'projections',
    migrations: [Subscriptions1769990400001, Copies1769990400005],
    projections: [PROJECTION],
  });
}

function follow(): Subscriptions {
  return new Subscriptions({
    database: database.dataSource,
    clock,
    logs,
    service: 'tax',
    ownLog: 'esep/tax/test',
    onTrouble: () => undefined,
  });
}

function consumer(): Consumer {
  return {
    name: PROJECTION.consumer,
    logs: [source.log],
    wants: new Set(['DistributionRecorded', 'PoolApproved', 'PoolReportedThrough']),
    async handle(facts, tx) {
      for (const { position, keys, envelope } of facts) {
        const { amount } = envelope.body;
        const key = keys[0] ?? 'everybody';
        await tx.query('insert into entries values ($1, $2, $3)', [position, key, amount]);
        await tx.query(
          `insert into totals values ($1, $2)
           on conflict (key) do update set amount = totals.amount + excluded.amount`,
          [key, amount],
        );
      }
      await meanwhile(facts, tx);
    },
  };
}

/** The projections of an instance of the service. */
function run(
  but: {
    pace?: Pace;
    stop?: AbortSignal;
    projection?: Projection;
    subscription?: Subscription;
  } = {},
  started = true,
): Projections {
  const { subscription } = but;
  const projections = new Projections({
    projections: [but.projection ?? PROJECTION],
    database: database.dataSource,
    subscriptions: subscription
      ? Object.assign(Object.create(subscriptions) as Subscriptions, {
          all: () => [subscription],
          get: () => subscription,
        })
      : subscriptions,
    logs,
    connect: database.connect,
    connectAsOwner: database.connectAsOwner,
    grantsOn: database.grantsOn,
    onTrouble: () => undefined,
    pace: but.pace ?? PACE,
  });
  if (!started) return projections;
  running.push(projections.run(but.stop ?? stop.signal));
  return projections;
}

async function append(stream: string, type: string, body: Record<string, string | number>) {
  const validAt = '2026-03-05T07:00:00.000Z';
  const events = [{ eventId: randomUUID(), type, schemaVersion: 1, validAt, body }];
  await accepted(source, { writes: [{ stream, expectedVersion: 0, events }], meta });
}

/** One event for each, all at once; the first of the log is of amount 1, the next of 2, and so on. */
async function credit(...licensees: string[]): Promise<void> {
  const { next } = await source.head();
  const writes = licensees.map((licenseeId, i) => ({
    stream: `distribution-dmp-1-${randomUUID()}`,
    expectedVersion: 0,
    events: [
      {
        eventId: randomUUID(),
        type: 'DistributionRecorded',
        schemaVersion: 1,
        validAt: '2026-03-05T07:00:00.000Z',
        body: { licenseeId, amount: next + i + 1 },
      },
    ],
  }));
  await accepted(source, { writes, meta });
}

const caughtUp = (next: number) =>
  until(() =>
    Promise.resolve(subscriptions.get(PROJECTION.consumer).knownThrough(source.log).next >= next),
  );

async function behind(projections: Projections): Promise<number> {
  const [state] = await projections.list();
  return state?.logs.reduce((sum, { live, next }) => sum + live - next, 0) ?? 0;
}

async function bothAt(projections: Projections, count: number): Promise<void> {
  await until(async () => {
    const [log] = (await projections.list())[0]?.logs ?? [];
    return log?.live === count && log.next === count;
  });
}

async function rebuilt(projections: Projections, count: number): Promise<void> {
  valueOf(await projections.rebuild('balances', BY));
  await bothAt(projections, count);
}

async function switched(projections: Projections, count: number): Promise<void> {
  await rebuilt(projections, count);
  expect(valueOf(await projections.compare('balances')).equal).toBe(true);
  valueOf(await projections.switch('balances', BY));
}

async function balance(key: string): Promise<number> {
  const [row] = await database.dataSource.query<{ amount: string }[]>(
    'select amount from totals where key = $1',
    [key],
  );
  return Number(row?.amount ?? Number.NaN);
}

async function inCopy(place: 'live' | 'next'): Promise<number[]> {
  const schema = place === 'live' ? 'balances' : 'balances_next';
  const rows = await database.dataSource.query<{ count: string }[]>(
    `select count(*) from ${schema}.entries`,
  );
  return rows.map(({ count }) => Number(count));
}

function valueOf<Value>(done: Done<Value>): Value {
  if ('value' in done) return done.value;
  throw new Error(`${done.refusal}: ${done.detail}`);
}
