import { setTimeout as realSleep } from 'node:timers/promises';

import { testDatabase } from '@esep/platform/testing';
import { Chance } from '@esep/supervision-domain/random-cases';
import { Client } from 'pg';

import { SimulatedDatabase } from './simulated-database.js';
import { SimulatedProcess, VirtualTime } from './virtual-time.js';

// What transactions do to each other must come from the seed, on a machine of any speed: all of this
// comes out otherwise where it is looked at how long something takes, or who happens to be first.

describe('Transactions on the database of a simulation', () => {
  let url: string;
  let database: SimulatedDatabase;
  let time: VirtualTime;
  /** What was told, in order. */
  let told: string[];

  beforeAll(async () => {
    url = await testDatabase('locks');
    const schema = `
      create table coins (id int primary key, holder text);
      create function slowly(text) returns text language sql volatile
        as $$ select $1 from pg_sleep(0.1) $$`;
    database = await SimulatedDatabase.open(url, schema, ['coins']);
  });

  beforeEach(async () => {
    time = new VirtualTime(new Chance(1, 0), { keepTrace: true });
    told = [];
    await database.reset(time);
    await database.look(`insert into coins select id, 'nobody' from generate_series(1, 3) id`);
  });

  afterAll(() => database.close());

  it('Simulation: of two that one commit lets go, the first goes on first, however slow it is', async () => {
    transaction('holder', [0, take(1, 2)], [10_000, NOTHING]);
    transaction('slow', [1_000, takeSlowly(1, 3)], [20_000, NOTHING]);
    transaction('fast', [2_000, take(2, 3)]);
    await everything();
    expect(told).toEqual(['holder commits', 'slow commits', 'fast commits']);
    expect(waits()).toEqual([
      'slow update waits for holder',
      'fast update waits for holder',
      'fast update waits for slow',
    ]);
  });

  it('Simulation: what waits for somebody outside of it is waited for within the step', async () => {
    const outsider = new Client(url);
    await outsider.connect();
    await outsider.query(`begin; ${take(1)}`);
    transaction('held up', [0, take(1)]);
    transaction('next', [2_000, take(2)]);
    const lettingGo = realSleep(200).then(() => outsider.query('commit'));
    await everything();
    await lettingGo;
    await outsider.end();
    expect(told).toEqual(['held up commits', 'next commits']);
    expect(waits()).toEqual([]);
  });

  it('Simulation: whoever closes a circle of locks is told of the deadlock', async () => {
    transaction('first', [0, take(1)], [3_000, take(2)]);
    transaction('second', [1_000, take(2)], [4_000, take(3)]);
    transaction('third', [2_000, take(3)], [5_000, take(1)]);
    await everything();
    expect(told).toEqual(['third: deadlock detected', 'second commits', 'first commits']);
    expect(waits()).toEqual([
      'first update waits for second',
      'second update waits for third',
      'third update is in a deadlock with first',
    ]);
  });

  it('Simulation: what a death does to the database belongs to the step in which it happens', async () => {
    const process = transaction('dying', [0, take(1)], [10_000, NOTHING]);
    transaction('waiting', [1_000, take(1)]);
    const world = new SimulatedProcess('world', time);
    void world
      .sleep(5_000)
      .then(() => process.end())
      .then(() => told.push('the dead is gone'));
    void world.sleep(5_001).then(() => told.push('time goes on'));
    await everything();
    expect(told).toEqual(['the dead is gone', 'time goes on', 'waiting commits']);
  });

  it('Simulation: a server that fails is no fault of a seed', async () => {
    transaction('cut off', [0, take(1)], [10_000, NOTHING]);
    const cutOff = async (): Promise<void> => {
      while (time.now < 5_000) await time.step();
      await database.look(
        `select pg_terminate_backend(pid) from pg_stat_activity
          where state = 'idle in transaction' and query like 'update coins%'`,
      );
      await everything();
    };
    await expect(cutOff()).rejects.toThrow('The real database failed under the simulation.');
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  const NOTHING = 'select 1';
  const take = (...ids: number[]) => `update coins set holder = 'me' where id in (${ids.join()})`;
  const takeSlowly = (...ids: number[]) => take(...ids).replace(`'me'`, 'slowly(holder)');

  /** A process that says something at each of these moments, and then commits. */
  function transaction(
    name: string,
    ...says: readonly (readonly [at: number, text: string])[]
  ): SimulatedProcess {
    const process = new SimulatedProcess(name, time);
    void database
      .dataSourceOf(process)
      .transaction(async (tx) => {
        for (const [at, text] of says) {
          await process.sleep(Math.max(0, at - time.now));
          await tx.query(text);
        }
      })
      .then(
        () => told.push(`${name} commits`),
        (error: Error) => told.push(`${name}: ${error.message}`),
      );
    return process;
  }

  async function everything(): Promise<void> {
    while (await time.step());
  }

  const waits = (): string[] =>
    (time.trace ?? [])
      .map((line) => line.slice(7))
      .filter((line) => / waits | deadlock /.test(line));
});
