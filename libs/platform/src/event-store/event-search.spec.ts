import { instantOf } from '@esep/kernel';
import { preimageOf, type Envelope, type JsonObject } from '@esep/ledger-format';
import { Client, type Pool } from 'pg';
import { DataSource } from 'typeorm';

import { licenseeIdOf, testLedger, testPool } from '../testing/testing.js';
import { ExpandEventIndexes1769990400019 } from './event-index-migration.js';
import { EventSearch, type EventsAsked } from './event-search.js';
import { PostgresEventStore } from './postgres-event-store.js';

// A log of twenty thousand events, put straight into its table and never analysed: what the database
// takes for likely is wrong, and no search may read much more than it gives all the same.

const COUNT = 20_000;
const LOOKED_AT_MAX = 5_000;
const [ALMA, BEK, NOBODY] = [licenseeIdOf('alma'), licenseeIdOf('bek'), licenseeIdOf('nobody')];
const START = Date.parse('2026-01-01T00:00:00.000Z');

let pool: Pool;
let owner: Client;
let database: DataSource;
let store: PostgresEventStore;
let search: EventSearch;
const log = Array.from({ length: COUNT }, (_, position) => eventAt(position));

beforeAll(async () => {
  const ledger = await testLedger();
  owner = new Client({ connectionString: ledger.owner });
  await owner.connect();
  database = await new DataSource({
    type: 'postgres',
    url: ledger.owner,
    // One connection, so that what it has read is told before the next question.
    poolSize: 1,
    installExtensions: false,
  }).initialize();
  const runner = database.createQueryRunner();
  await new ExpandEventIndexes1769990400019().up(runner);
  await runner.release();
  await owner.query('alter table ledger.events set (autovacuum_enabled = false)');
  for (let from = 0; from < COUNT; from += 5_000) {
    const rows = log.slice(from, from + 5_000);
    await owner.query(
      `insert into ledger.events (position, event_id, stream, version, bytes)
       select * from unnest($1::bigint[], $2::uuid[], $3::text[], $4::int[], $5::text[])`,
      [
        rows.map((_, i) => from + i),
        rows.map(({ eventId }) => eventId),
        rows.map(({ stream }) => stream),
        rows.map(({ version }) => version),
        rows.map(preimageOf),
      ],
    );
  }
  pool = testPool(ledger.url);
  const clock = { now: () => instantOf(START + COUNT * 1_000) };
  store = await PostgresEventStore.open({ log: 'esep/test/local', authority: 'A', clock, pool });
  await owner.query('update ledger.head set next = $1', [COUNT]);
  search = new EventSearch(database, store);
}, 60_000);
afterAll(async () => {
  await store.close();
  await Promise.all([pool.end(), owner.end(), database.destroy()]);
});

describe('Events of a log', () => {
  it.each<[string, Partial<EventsAsked>]>([
    ['all', {}],
    ['of a type that is rare', { type: 'AddressesRescanned' }],
    ['of a type that nearly all are', { type: 'FillRecorded' }],
    ['of a type that none is', { type: 'Nothing' }],
    ['of a type that a sender only wrote into a rejected row', { type: 'TaxPaid' }],
    ['of a stream', { stream: 'fill-7' }],
    ['of a stream that there is not', { stream: 'fill-none' }],
    ['about a licensee', { licenseeId: ALMA }],
    ['about one who is among others', { licenseeId: BEK }],
    ['about nobody, though a rejected row names them', { licenseeId: NOBODY }],
    ['of a type, about a licensee', { type: 'FillBusted', licenseeId: ALMA }],
    ['of a stream and a type', { stream: 'fill-7', type: 'FillBusted' }],
    ['of some minutes', { since: at(5_000), until: at(5_100) }],
    ['of a stream, of some hours', { stream: 'fill-7', since: at(5_000), until: at(9_000) }],
    ['about a licensee, of some hours', { licenseeId: BEK, since: at(2_000), until: at(9_000) }],
    ['of no time', { since: at(9_000), until: at(8_000) }],
  ])('are found, in both orders and page by page: %s', async (_, asked) => {
    const { type, stream, licenseeId, since = '', until = '~' } = asked;
    const expected = log.flatMap(({ body, ...event }, position) =>
      (type === undefined || event.type === type) &&
      (stream === undefined || event.stream === stream) &&
      (licenseeId === undefined ||
        body['licenseeId'] === licenseeId ||
        (body['holders'] as string[] | undefined)?.includes(licenseeId)) &&
      event.recordedAt >= since &&
      event.recordedAt < until
        ? position
        : [],
    );
    expect(await positionsOf({ ...asked, order: 'oldest' })).toEqual(expected);
    expect(await positionsOf({ ...asked, order: 'newest' })).toEqual(expected.toReversed());
  });

  it('are not searched without an end where hardly any is asked for', async () => {
    const asked = { licenseeId: ALMA, type: 'AddressWatched', order: 'newest', limit: 10 } as const;
    const before = await rowsRead();
    const { events, next } = await search.find(asked);
    expect((await rowsRead()) - before).toBeLessThan(LOOKED_AT_MAX + 600);
    expect(events).toEqual([]);
    expect(next).toBeGreaterThan(0);
  });

  it.each<[string, Partial<EventsAsked>]>([
    ['type', { type: 'FillBusted' }],
    ['rare type', { type: 'AddressesRescanned' }],
    ['stream', { stream: 'fill-7' }],
    ['licensee', { licenseeId: ALMA }],
    ['time', { since: at(5_000) }],
  ])('are found by an index: %s', async (_, asked) => {
    const before = await rowsRead();
    for (const order of ['oldest', 'newest'] as const)
      await search.find({ ...asked, order, limit: 10 });
    expect((await rowsRead()) - before).toBeLessThan(2_500);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function at(position: number) {
  return instantOf(START + position * 1_000);
}

async function positionsOf(asked: Omit<EventsAsked, 'limit'>): Promise<number[]> {
  const found: number[] = [];
  for (let from: number | null | undefined; from !== null;) {
    const { events, next } = await search.find({ ...asked, from, limit: 4_000 });
    found.push(...events.map(({ position }) => position));
    from = next;
  }
  return found;
}

async function rowsRead(): Promise<number> {
  await database.query('select pg_stat_force_next_flush()');
  const { rows } = await owner.query<{ read: string }>(
    `select seq_tup_read + coalesce(idx_tup_fetch, 0) as read from pg_stat_user_tables
      where schemaname = 'ledger' and relname = 'events'`,
  );
  return Number(rows[0]?.read);
}

/** Nearly all are fills of Alma; now and then something else. */
function eventAt(position: number): Envelope {
  const [stream, version] = [`fill-${position % 10}`, Math.floor(position / 10) + 1];
  const [type, body] = saidAt(position);
  return {
    ...{ v: 1, log: 'esep/test/local', stream, version, type, schemaVersion: 1, body },
    eventId: `019a0000-0000-7000-8000-${String(position).padStart(12, '0')}`,
    ...{ validAt: at(position), recordedAt: at(position) },
    ...{ authority: 'AIFC', salt: '0'.repeat(32) },
    meta: {
      actor: 'x',
      organisation: ALMA,
      correlationId: String(position),
      causationId: String(position),
    },
  };
}

function saidAt(position: number): [type: string, body: JsonObject] {
  if (position % 7_000 === 3) return ['AddressesRescanned', {}];
  if (position % 1_000 === 5)
    return ['ChainMovementObserved', { hash: 'h', holders: [ALMA, BEK], inputs: [] }];
  if (position % 1_000 === 6)
    return [
      'RowRejected',
      // Of the order and form that an event itself would have.
      { content: { licenseeId: NOBODY, type: 'TaxPaid', v: 1, validAt: 'x', version: 1 } },
    ];
  if (position % 900 === 7) return ['FillBusted', { licenseeId: ALMA }];
  return ['FillRecorded', { licenseeId: position % 3_000 === 8 ? BEK : ALMA }];
}
