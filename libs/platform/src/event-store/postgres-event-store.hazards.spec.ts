import { randomUUID } from 'node:crypto';
import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';

import { StoreUnavailable, type EventStore } from './event-store.js';
import { accepted, append, event } from '../testing/event-store.contract.js';
import { PostgresEventStore } from './postgres-event-store.js';
import { testDatabase, testLedger, testPool, until } from '../testing/testing.js';

// The hazards of a log in PostgreSQL. Those that other designs have are reproduced first on a small
// table of that design, so that each test shows the danger as well as its absence.

describe('A commit that comes late', () => {
  it('falls below the checkpoint of a reader that follows a sequence', async () => {
    const [early, late] = [await session(await testDatabase()), await session()];
    await early.query('create table events (position bigserial primary key, name text)');
    await late.query('begin');
    await late.query(`insert into events (name) values ('late')`);
    await early.query(`insert into events (name) values ('early')`);
    const reader = sequenceReader(early);
    expect(await reader()).toEqual(['early']);
    await late.query('commit');
    expect(await reader()).toEqual([]);
  });

  it('gets its place behind everything that was read, and is never below a checkpoint', async () => {
    const { url, holding } = await ledgerThatHolds('late');
    const [store, other] = [await open(url), await open(url)];
    const held = await holding();
    const late = accepted(store, append('late', 0, event()));
    await held.reached();
    const early = accepted(other, append('early', 0, event()));
    expect(await settles(early, 100)).toBe(false);
    expect(await store.read(0, 10)).toEqual([]);
    await held.release();
    expect((await late).firstPosition).toBe(0);
    expect((await early).firstPosition).toBe(1);
    const log = await store.read(0, 10);
    expect(log.map(({ envelope }) => envelope.stream)).toEqual(['late', 'early']);
  });
});

describe('A long transaction in another database of the cluster', () => {
  it('stalls a reader that waits for pg_snapshot_xmin', async () => {
    const stranger = await session(await testDatabase('stranger'));
    const local = await session(await testDatabase());
    await local.query(
      `create table events (position bigserial primary key, xid xid8 default pg_current_xact_id())`,
    );
    await stranger.query('begin');
    await stranger.query('select pg_current_xact_id()');
    await local.query('insert into events default values');
    const gated = async () => {
      const { rowCount } = await local.query(
        'select 1 from events where xid < pg_snapshot_xmin(pg_current_snapshot())',
      );
      return rowCount;
    };
    expect(await gated()).toBe(0);
    await stranger.query('commit');
    // Other specifications may use the same cluster meanwhile; their transactions are short.
    while ((await gated()) === 0) await sleep(10);
  });

  it('does not hold up the log', async () => {
    const stranger = await session(await testDatabase('stranger'));
    const store = await open((await testLedger()).url);
    await stranger.query('begin');
    await stranger.query('select pg_current_xact_id()');
    const { lastPosition } = await accepted(store, append('a', 0, event()));
    expect(await store.read(0, 10)).toHaveLength(1);
    expect((await store.watermark()).next).toBe(lastPosition + 1);
    await stranger.query('commit');
  });
});

describe('A connection that is lost while an append commits', () => {
  it('before the statement arrived: it is sent again', async () => {
    const { proxy, store } = await throughProxy((await testLedger()).url);
    proxy.onCommit = (connection) => connection.cut();
    expect(await accepted(store, append('a', 0, event()))).toMatchObject({ replayed: false });
    await holdsOnce(store, 'a');
  });

  it('after the commit, so that only the answer was lost: the first outcome is given', async () => {
    const { owner, url } = await testLedger();
    const { proxy, store } = await throughProxy(url);
    proxy.onCommit = async (connection) => {
      connection.swallowAnswers();
      connection.forward();
      await until(async () => (await headOf(owner)) === 1);
      connection.cut();
    };
    expect(await accepted(store, append('a', 0, event()))).toMatchObject({ replayed: true });
    await holdsOnce(store, 'a');
  });

  it('while the database is still at it: the two do not both take effect', async () => {
    const { url, holding } = await ledgerThatHolds('a');
    const { proxy, store } = await throughProxy(url);
    const held = await holding();
    proxy.onCommit = async (connection) => {
      connection.forward();
      await held.reached();
      connection.cut();
    };
    const appended = accepted(store, append('a', 0, event()));
    await until(async () => (await held.waiting()) === 2);
    await held.release();
    expect(await appended).toMatchObject({ replayed: true });
    await holdsOnce(store, 'a');
  });

  it('because its backend was terminated, so that nothing was committed: it is sent again', async () => {
    const { url, holding } = await ledgerThatHolds('a');
    const store = await open(url);
    const held = await holding();
    const appended = accepted(store, append('a', 0, event()));
    await held.reached();
    await held.terminate();
    await held.release();
    expect(await appended).toMatchObject({ replayed: false });
    await holdsOnce(store, 'a');
  });

  it('without a word from the network: the append asks again on another connection', async () => {
    const { proxy, store } = await throughProxy((await testLedger()).url, { patienceMs: 1_500 });
    proxy.onCommit = (connection) => {
      connection.swallowAnswers();
      connection.forward();
    };
    expect(await accepted(store, append('a', 0, event()))).toMatchObject({ replayed: true });
    await holdsOnce(store, 'a');
  });

  it('for longer than the append is patient: it is refused, and may be sent again', async () => {
    const { owner, url } = await testLedger();
    const { proxy, store } = await throughProxy(url, { patienceMs: 300 });
    const same = append('a', 0, event());
    proxy.onCommit = async (connection) => {
      connection.swallowAnswers();
      connection.forward();
      await until(async () => (await headOf(owner)) === 1);
      await proxy.refuse(true);
    };
    await expect(store.append(same)).rejects.toThrow(StoreUnavailable);
    await proxy.refuse(false);
    expect(await accepted(store, same)).toMatchObject({ replayed: true });
    await holdsOnce(store, 'a');
  });
});

describe('A database that is busy with something else', () => {
  it('makes an append wait, also past the time a statement may take', async () => {
    const { url, holding } = await ledgerThatHolds('slow');
    const [slow, store] = [await open(url), await open(url, { statementMs: 150 })];
    const held = await holding();
    const first = accepted(slow, append('slow', 0, event()));
    await held.reached();
    const second = accepted(store, append('b', 0, event()));
    expect(await settles(second, 600)).toBe(false);
    await held.release();
    expect((await first).firstPosition).toBe(0);
    expect((await second).firstPosition).toBe(1);
  });
});

describe('An append that PostgreSQL itself refuses', () => {
  it('fails alone; the rest of its group stands', async () => {
    const { owner, url } = await testLedger();
    await run(owner, `alter table ledger.events add check (stream <> 'cursed')`);
    const store = await open(url);
    const once = { scope: 'officer', key: 'with \u0000', fingerprint: 'f' };
    const outcomes = await Promise.allSettled([
      store.append(append('first', 0, event())),
      store.append({ ...append('a', 0, event()), once }),
      store.append(append('cursed', 0, event())),
      ...Array.from({ length: 20 }, (_, i) => store.append(append(`good-${i}`, 0, event()))),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual([
      'fulfilled',
      'rejected',
      'rejected',
      ...Array.from({ length: 20 }, () => 'fulfilled'),
    ]);
    expect((await store.head()).next).toBe(21);
    expect(await store.readStreams(['a', 'cursed'])).toEqual(new Map());
  });
});

describe('An event id', () => {
  it('has one spelling, so that the same event is known again', async () => {
    const store = await open((await testLedger()).url);
    const eventId = randomUUID().toUpperCase();
    await expect(async () => store.append(append('a', 0, { ...event(), eventId }))).rejects.toThrow(
      'Not an event id',
    );
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const cleanups: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

let lastUrl: string;

/** A session of its own; without a URL, in the database of the one before. */
async function session(url = lastUrl): Promise<Client> {
  lastUrl = url;
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  cleanups.push(() => client.end());
  return client;
}

async function run(url: string, sql: string): Promise<void> {
  await (await session(url)).query(sql);
}

async function headOf(owner: string): Promise<number> {
  const client = new Client({ connectionString: owner });
  await client.connect();
  const { rows } = await client.query<{ next: string }>('select next from ledger.head');
  await client.end();
  return Number(rows[0]?.next);
}

async function open(
  url: string,
  { patienceMs, statementMs }: { patienceMs?: number; statementMs?: number } = {},
): Promise<EventStore> {
  const withTimeout = new URL(url);
  if (statementMs !== undefined)
    withTimeout.searchParams.set('options', `-c statement_timeout=${statementMs}`);
  const pool = testPool(withTimeout.href);
  const store = await PostgresEventStore.open({
    log: 'esep/test/local',
    authority: 'AIFC',
    clock: { now: () => new Date().toISOString() },
    pool,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  });
  cleanups.push(async () => {
    await store.close();
    await pool.end();
  });
  return store;
}

/** Reads on from where it was, as a projection does that remembers the last position it saw. */
function sequenceReader(client: Client): () => Promise<string[]> {
  let checkpoint = 0;
  return async () => {
    const { rows } = await client.query<{ position: string; name: string }>(
      'select position, name from events where position > $1 order by position',
      [checkpoint],
    );
    checkpoint = Number(rows.at(-1)?.position ?? checkpoint);
    return rows.map(({ name }) => name);
  };
}

async function holdsOnce(store: EventStore, stream: string): Promise<void> {
  expect((await store.head()).next).toBe(1);
  expect(await store.readStream(stream)).toHaveLength(1);
}

async function settles(promise: Promise<unknown>, ms: number): Promise<boolean> {
  return Promise.race([promise.then(() => true), sleep(ms).then(() => false)]);
}

/** A log in which an append to `stream` stops before its commit, for as long as the test holds it. */
async function ledgerThatHolds(stream: string) {
  const { owner, url } = await testLedger();
  await run(
    owner,
    `create function hold() returns trigger language plpgsql as
       $$ begin perform pg_advisory_xact_lock_shared(1); return null; end $$;
     create trigger hold after insert on ledger.events
       for each row when (new.stream = '${stream}') execute function hold();`,
  );
  const holding = async () => {
    const holder = await session(owner);
    await holder.query('select pg_advisory_lock(1)');
    const inDatabase = `datname = current_database() and pid <> pg_backend_pid()`;
    const waiting = async () => {
      const { rowCount } = await holder.query(
        `select 1 from pg_stat_activity where ${inDatabase} and wait_event_type = 'Lock'`,
      );
      return rowCount ?? 0;
    };
    return {
      /** How many sessions wait for a lock. */
      waiting,
      reached: () => until(async () => (await waiting()) === 1),
      terminate: () =>
        holder.query(
          `select pg_terminate_backend(pid) from pg_stat_activity
            where ${inDatabase} and wait_event = 'advisory'`,
        ),
      release: () => holder.query('select pg_advisory_unlock(1)'),
    };
  };
  return { url, holding };
}

interface ProxiedConnection {
  /** Lets the statement that was held go on to the database. */
  forward(): void;
  swallowAnswers(): void;
  cut(): void;
}

interface Proxy {
  /** What becomes of the connection on which the next append is committed; asked once. */
  onCommit: ((connection: ProxiedConnection) => void | Promise<void>) | undefined;
  refuse(refusing: boolean): Promise<void>;
}

/** A store whose every byte passes a proxy that knows the statement that commits. */
async function throughProxy(url: string, options: { patienceMs?: number } = {}) {
  const proxy: Proxy = { onCommit: undefined, refuse: async () => undefined };
  const sockets = new Set<Socket>();
  const target = new URL(url);
  let refusing = false;
  const server = createServer((client) => {
    if (refusing) return void client.destroy();
    const database = connect(Number(target.port), target.hostname);
    let swallowing = false;
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => undefined);
    }
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
    database.on('data', (bytes) => swallowing || client.write(bytes));
    client.on('data', (bytes) => {
      const { onCommit } = proxy;
      if (!onCommit || !bytes.includes('ledger-swap')) return void database.write(bytes);
      proxy.onCommit = undefined;
      void onCommit({
        forward: () => void database.write(bytes),
        swallowAnswers: () => (swallowing = true),
        cut: () => client.destroy(),
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  proxy.refuse = async (now) => {
    refusing = now;
    if (refusing) for (const socket of sockets) socket.destroy();
  };
  const proxied = new URL(url);
  proxied.port = String((server.address() as AddressInfo).port);
  return { proxy, store: await open(proxied.href, options) };
}
