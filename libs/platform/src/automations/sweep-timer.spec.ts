import { setTimeout as sleep } from 'node:timers/promises';

import { Client } from 'pg';
import { DataSource } from 'typeorm';

import { DevelopmentClock } from '../runtime/clock.js';
import { Automations } from './automations.js';
import { Jobs1769990400003, SweepTimer } from './sweep-timer.js';
import { testDatabase, until } from '../testing/testing.js';

describe('A sweep timer', () => {
  let databaseUrl: string;
  const timers: SweepTimer[] = [];

  beforeAll(async () => {
    databaseUrl = await testDatabase('sweeps');
    const url = databaseUrl;
    const migrations = [Jobs1769990400003];
    const database = await new DataSource({ type: 'postgres', url, migrations }).initialize();
    await database.runMigrations();
    await database.destroy();
  });
  afterEach(() => Promise.all(timers.splice(0).map((timer) => timer.stop())));

  it('looks when it starts, and whenever it is woken', async () => {
    let sweeps = 0;
    const timer = await start('woken', async () => (sweeps += 1));
    await until(() => sweeps === 1);
    await timer.wake();
    await until(() => sweeps === 2);
  });

  it('looks when a development clock is moved over a deadline', async () => {
    const clock = await DevelopmentClock.start({ startAt: '2026-03-05T07:00:00.000Z' });
    const seen: string[] = [];
    const troubles: string[] = [];
    let switched = (): void => undefined;
    const automations = new Automations({
      databaseUrl,
      clock,
      projections: { onSwitched: (listener) => (switched = listener) },
      onTrouble: (message) => troubles.push(message),
    });
    await automations.add('moved', async () => seen.push(clock.now())).start();
    await until(() => seen.length === 1);
    await clock.moveTo('2026-04-11T00:00:00.000Z');
    await until(() => seen.length === 2);
    expect(seen[1]?.slice(0, 10)).toBe('2026-04-11');
    // And when other tables are read.
    switched();
    await until(() => seen.length === 3);
    await automations.beforeApplicationShutdown();
    switched();
    await sleep(300);
    expect([seen.length, troubles]).toEqual([3, []]);
  });

  it('looks again after a sweep that was woken while it ran', async () => {
    let sweeps = 0;
    let finish: () => void = () => undefined;
    const timer = await start('late', async () => {
      sweeps += 1;
      if (sweeps === 1) await new Promise<void>((resolve) => (finish = resolve));
    });
    await until(() => sweeps === 1);
    await timer.wake();
    await timer.wake();
    finish();
    await until(() => sweeps === 2);
  });

  it('lets one process look at a time', async () => {
    let running = 0;
    let most = 0;
    let sweeps = 0;
    const sweep = async () => {
      most = Math.max(most, (running += 1));
      await sleep(200);
      running -= 1;
      sweeps += 1;
    };
    const [first, second] = [await start('alone', sweep), await start('alone', sweep)];
    // Being woken before it has looked is being woken once.
    while (sweeps < 2) {
      await Promise.all([first.wake(), second.wake()]);
      await sleep(50);
    }
    expect(most).toBe(1);
  });

  it('looks again after its database refused it for a while', async () => {
    let sweeps = 0;
    const troubles: unknown[] = [];
    const timer = await start(
      'refused',
      async () => (sweeps += 1),
      (error) => troubles.push(error),
    );
    await until(() => sweeps === 1);
    const [server, name] = [new URL(databaseUrl), new URL(databaseUrl).pathname.slice(1)];
    server.pathname = '/postgres';
    const admin = new Client({ connectionString: server.href });
    await admin.connect();
    await admin.query(`alter database ${name} allow_connections false`);
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ]);
    // Not away, as while it starts: it says no.
    await until(() => troubles.some((trouble) => /not currently/.test(String(trouble))));
    await admin.query(`alter database ${name} allow_connections true`);
    await admin.end();
    await until(async () => {
      await timer.wake();
      return sweeps > 1;
    });
  });

  it('lets another process look when one is lost in the middle of a sweep', async () => {
    let sweeps = 0;
    const sweep = async () => {
      sweeps += 1;
      if (sweeps === 1) await new Promise(() => undefined);
    };
    await start('lost', sweep);
    await until(() => sweeps === 1);
    await start('lost', sweep);
    const database = await new DataSource({ type: 'postgres', url: databaseUrl }).initialize();
    await database.query(
      `select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and granted
          and database = (select oid from pg_database where datname = current_database())`,
    );
    await database.destroy();
    await until(() => sweeps > 1);
  });

  it('tells of a sweep that failed', async () => {
    const troubles: unknown[] = [];
    const poison = new Error('poison');
    await start(
      'failing',
      () => Promise.reject(poison),
      (error) => troubles.push(error),
    );
    await until(() => troubles.includes(poison));
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function start(
    name: string,
    sweep: () => Promise<unknown>,
    onTrouble: (error: unknown) => void = () => undefined,
  ) {
    const timer = new SweepTimer({ name, databaseUrl, sweep, onTrouble });
    timers.push(timer);
    await timer.start();
    return timer;
  }
});
