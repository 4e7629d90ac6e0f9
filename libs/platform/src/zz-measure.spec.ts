import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { EntityManager } from 'typeorm';

import { ServiceConfig } from './config.js';
import type { Pace } from './copy-builder.js';
import { openDatabase, type Database } from './database.js';
import { accepted, meta } from './event-store.contract.js';
import type { EventStore } from './event-store.js';
import { LogDirectory } from './log-directory.js';
import { lanesOf } from './log-flow.js';
import { LANES, laneOfLicensee } from './kafka-topics.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { Copies1769990400005, type Projection } from './projection.js';
import { Projections, type Done } from './projections.js';
import { Subscription, type Consumer, type Fact } from './subscription.js';
import { Subscriptions } from './subscriptions.js';
import { Subscriptions1769990400001 } from './subscription-migration.js';
import { testDatabase, testLedger, testPool } from './testing.js';

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
      written_in text not null default current_schema());`,
  incidental: { entries: ['written_in'], totals: ['written_in'] },
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


describe('measure', () => {
  it('live path during a rebuild', async () => {
    await subscriptions.start(consumer());
    for (let i = 0; i < 6; i += 1) await credit(...Array<string>(1_000).fill('a'));
    const began0 = performance.now();
    await until(async () => subscriptions.get('balances_v1').knownThrough(source.log).next >= 6_000);
    const load = performance.now() - began0;
    const probe = async (ms: number) => {
      const times: number[] = [];
      for (const end = performance.now() + ms; performance.now() < end;) {
        const began = performance.now();
        await credit('b');
        const { next } = await source.head();
        while (subscriptions.get('balances_v1').knownThrough(source.log).next < next) await sleep(2);
        times.push(performance.now() - began);
        await sleep(60);
      }
      times.sort((x, y) => x - y);
      return `n ${times.length} p50 ${times[times.length >> 1]?.toFixed(0)} p95 ${times[Math.floor(times.length * 0.95)]?.toFixed(0)} ms`;
    };
    const alone = await probe(5_000);
    const projections = run({ pace: { page: 500, pauseShare: 1 } });
    const began = performance.now();
    valueOf(await projections.rebuild('balances', BY));
    let done = 0;
    const built = until(async () => (await behind(projections)) < 5 && (await inCopy('next'))[0]! > 6_000).then(() => (done = performance.now() - began));
    const during = await probe(5_000);
    await built;
    const c = performance.now();
    const { equal } = valueOf(await projections.compare('balances'));
    const cmp = performance.now() - c;
    const w = performance.now();
    valueOf(await projections.switch('balances', BY));
    process.stderr.write(JSON.stringify({ load, alone, during, rebuildMs: done, equal, cmp, sw: performance.now() - w }) + '\n');
  }, 200_000);
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

async function until(condition: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('Waited too long.');
    await sleep(10);
  }
}

function valueOf<Value>(done: Done<Value>): Value {
  if ('value' in done) return done.value;
  throw new Error(`${done.refusal}: ${done.detail}`);
}
