import { Client, Pool } from 'pg';

import { accepted, append, event, eventStoreContract } from '../testing/event-store.contract.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { testLedger, testPool, until } from '../testing/testing.js';

const clock = { now: () => new Date().toISOString() };
const held = { now: () => '2026-03-05T07:00:00.000Z' };

const open = async (url?: string) => openBy(testPool(url ?? (await testLedger()).url));

/** As services connect: what is planned once stays as it was planned. */
const openPlanned = (connectionString: string) =>
  openBy(
    new Pool({
      connectionString,
      options: '-c plan_cache_mode=force_generic_plan',
      pipeline: true,
    }),
  );

const openBy = async (pool: Pool) => {
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

eventStoreContract({
  name: 'PostgreSQL',
  capabilities: { contiguous: true, atomicMultiStream: true, groupCommit: true },
  found: async () => {
    const { url } = await testLedger();
    return () => open(url);
  },
});

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

  it('finds what it asks for by an index, also where its statements were planned while it was empty', async () => {
    const { url } = await testLedger();
    const once = (key: string) => ({ scope: 'officer', key, fingerprint: 'f' });
    const [store, other] = [await openPlanned(url), await openPlanned(url)];
    for (let n = 0; n < 8; n += 1) {
      const [here, there] = [`here-${n}`, `there-${n}`];
      await accepted(store, { ...append(here, 0, event()), once: once(here) });
      await accepted(store, append(here, 1, event()));
      // Who is disturbed by another writer asks before it writes.
      if (n % 2 === 0) await accepted(other, { ...append(there, 0, event()), once: once(there) });
      expect((await store.readStreams([here, there])).size).toBe(n % 2 === 0 ? 2 : 1);
    }
    // What was scanned is told when the connections end.
    await Promise.all([store.close(), other.close()]);
    const client = new Client({ connectionString: url });
    await client.connect();
    await until(async () => {
      const { rowCount } = await client.query(
        'select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
      );
      return rowCount === 0;
    });
    const { rows } = await client.query(
      `select relname, seq_scan::int from pg_stat_user_tables
        where schemaname = 'ledger' and relname in ('events', 'once') order by relname`,
    );
    await client.end();
    expect(rows).toEqual([
      { relname: 'events', seq_scan: 0 },
      { relname: 'once', seq_scan: 0 },
    ]);
  });

  describe('whose only writer presumes what it need not ask', () => {
    const once = { scope: 'officer', key: 'k', fingerprint: 'f' };
    const [known, inA] = [event(), event()];
    const guarding = (stream: string, expectedVersion: number, written = 'd') => ({
      ...append(written, 0, event()),
      writes: [
        { stream, expectedVersion, events: [] },
        { stream: written, expectedVersion: 0, events: [event()] },
      ],
    });

    it.each([
      ['a new stream that is not new', append('a', 0, event()), 'wrong-expected-version'],
      ['a stream that went on', append('a', 1, event()), 'wrong-expected-version'],
      ['a stream that is not so long', append('a', 3, event()), 'wrong-expected-version'],
      ['a stream of less than nothing', append('a', -1, event()), 'wrong-expected-version'],
      ['a new stream, without adding to it', guarding('a', 0), 'wrong-expected-version'],
      ['a shorter stream, without adding to it', guarding('a', 1), 'wrong-expected-version'],
      ['a longer stream, without adding to it', guarding('a', 3), 'wrong-expected-version'],
      ['less than nothing, without adding to it', guarding('a', -1), 'wrong-expected-version'],
      ['an event id that is taken', append('c', 0, { ...known, body: {} }), 'event-id-reused'],
      [
        'a key that is taken',
        { ...append('c', 0, event()), once: { ...once, fingerprint: 'other' } },
        'idempotency-key-reused',
      ],
    ])('refuses %s, and takes the rest of its group', async (_, wrong, reason) => {
      const store = await open();
      await accepted(store, append('a', 0, known, inA));
      await accepted(store, { ...append('b', 0, event()), once });
      await accepted(store, append('e', 0, event()));
      const [, refused, ...others] = await Promise.all([
        store.append(append('first', 0, event())),
        store.append(wrong),
        store.append(append('f', 0, event())),
        store.append(append('e', 1, event())),
      ]);
      expect(refused).toMatchObject({ appended: false, reason });
      expect(others.map(({ appended }) => appended)).toEqual([true, true]);
      expect((await store.head()).next).toBe(7);
      expect(await store.readStreams(['c', 'd'])).toEqual(new Map());
      await store.close();
    });

    it('asks nothing before it commits, also where a stream is only read', async () => {
      const { url } = await testLedger();
      const pool = testPool(url, 2);
      const options = { log: 'esep/test/local', authority: 'AIFC', clock, pool };
      const store = await PostgresEventStore.open(options);
      for (const stream of ['a', 'b', 'c']) await accepted(store, append(stream, 0, event()));
      // The writer has its connection, and to ask there is none.
      const taken = await pool.connect();
      await accepted(store, guarding('new', 0));
      await accepted(store, guarding('a', 1, 'e'));
      taken.release();
      await store.close();
      await pool.end();
    });

    it('knows again what it took before', async () => {
      const store = await open();
      const same = append('a', 0, event(), event());
      const first = await accepted(store, same);
      await accepted(store, append('b', 0, event()));
      await accepted(store, append('c', 0, event()));
      expect(await store.append(same)).toEqual({ ...first, replayed: true });
      const keyed = { ...append('k', 0, event()), once };
      const answer = await accepted(store, keyed);
      await accepted(store, append('d', 0, event()));
      expect(await store.append({ ...append('k', 1, event()), once })).toEqual({
        ...answer,
        replayed: true,
      });
      await store.close();
    });

    it('says how far the log goes without asking, until it hears of another writer', async () => {
      const { url } = await testLedger();
      const pool = testPool(url, 2);
      const listen = () => new Client({ connectionString: url });
      const options = { log: 'esep/test/local', authority: 'AIFC', clock: held, pool, listen };
      const [store, other] = [await PostgresEventStore.open(options), await open(url)];
      await accepted(store, append('a', 0, event()));
      const taken = await pool.connect();
      expect(await store.watermark()).toEqual({ next: 1, recordedAt: held.now() });
      taken.release();

      const heard = Promise.withResolvers<void>();
      store.onAppended(() => heard.resolve());
      await accepted(other, append('b', 0, event()));
      await heard.promise;
      expect((await store.watermark()).next).toBe(2);
      await Promise.all([store.close(), other.close()]);
      await pool.end();
    });

    it('asks how far the log goes where its clock is behind, and nothing else would tell', async () => {
      const { url } = await testLedger();
      const pool = testPool(url);
      const options = { log: 'esep/test/local', authority: 'AIFC', clock: held, pool };
      const [behind, other] = [await PostgresEventStore.open(options), await open(url)];
      await accepted(other, append('a', 0, event()));
      await accepted(behind, append('b', 0, event()));
      expect((await behind.watermark()).next).toBe(2);
      await accepted(other, append('c', 0, event()));
      expect((await behind.watermark()).next).toBe(3);
      await Promise.all([behind.close(), other.close()]);
      await pool.end();
    });

    it('notices at once that somebody else writes too', async () => {
      const { url } = await testLedger();
      const [store, other] = [await open(url), await open(url)];
      for (const stream of ['a', 'b', 'c']) await accepted(store, append(stream, 0, event()));
      await accepted(other, append('x', 0, event()));
      expect(await accepted(store, append('d', 0, event()))).toMatchObject({ firstPosition: 4 });
      expect(await store.append(append('x', 0, event()))).toMatchObject({ appended: false });
      await Promise.all([store.close(), other.close()]);
    });
  });
});
