import { setTimeout as sleep } from 'node:timers/promises';

import { SERVICE_NAMES, type ServiceName } from '@esep/embedded';
import { Client } from 'pg';

import {
  expectTheSame,
  type DisturbedCluster,
  type Lived,
  type LivedMonth,
} from './disturbed-cluster.js';
import type { Toxiproxy, Way } from './toxiproxy.js';

// The network between services, their databases and the broker: slow, and cut at the worst moment.

const MINUTES = 60_000;
const SLOW_MS = 300;

/** They need a proxy on the way to the broker. */
export const faultsOfTheNetwork = (lived: () => Lived) => {
  let servers: DisturbedCluster;
  let undisturbed: LivedMonth;
  /** Of each service to its database. */
  const ways = new Map<ServiceName, Way>();

  beforeAll(async () => {
    ({ servers, undisturbed } = lived());
    const proxy = lived().proxy as Toxiproxy;
    for (const name of SERVICE_NAMES) ways.set(name, await proxy.to(servers.postgres.port));
    await Promise.all([...ways].map(([name, way]) => servers.reach(name, way.port)));
  }, MINUTES);

  it(
    'with 300 ms to every database and to the broker, and later connections cut in COMMIT, is healthy and comes to the same figures',
    async () => {
      const all = [...ways.values(), servers.wayToBroker as Way];
      const ends = await Promise.all(all.map((way) => way.slow(SLOW_MS)));
      const health: number[] = [];
      let cutting: Promise<number[]> = Promise.resolve([]);
      const month = await servers.liveAMonth(async (day) => {
        if (day % 4 === 0) health.push((await fetch(`${servers.cluster.url}/health/ready`)).status);
        if (day === 8) await Promise.all(ends.map((end) => end()));
        // While the next days are reported.
        if (day === 10) cutting = Promise.all(TAKERS.map((name) => cutInCommit(name)));
        // So that what is asked from here on is not asked of a service whose connections are cut.
        if (day === 45) await cutting;
      });
      expect(new Set(health)).toEqual(new Set([200]));
      for (const cuts of await cutting) expect(cuts).toBeGreaterThan(0);
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  /**
   * Holds an append up in the database, has its answer lost, lets the database commit it, and ends all
   * connections of the service: whether it was committed, the service cannot know. So many times.
   */
  async function cutInCommit(name: ServiceName): Promise<number> {
    const way = ways.get(name) as Way;
    const admin = new Client({ connectionString: servers.postgres.url(databaseOf(name)) });
    await admin.connect();
    const ask = async (text: string) => (await admin.query<{ n: number }>(text)).rows[0]?.n ?? 0;
    const head = () => ask('select next::int as n from ledger.head');
    let cuts = 0;
    for (const until = Date.now() + 60_000; cuts < CUTS && Date.now() < until;) {
      const before = await head();
      await admin.query('begin; select from ledger.head for update');
      for (;;) {
        // Within a transaction what others do is looked at once, and remembered.
        await admin.query('select pg_stat_clear_snapshot()');
        if ((await ask(APPENDS_WAITING)) > 0 || Date.now() > until) break;
        await sleep(5);
      }
      const answersAgain = await way.loseAnswers();
      await admin.query('commit');
      // A watermark that waited before the append may have been faster; then the append was nothing.
      for (const soon = Date.now() + 500; (await head()) === before && Date.now() < soon;)
        await sleep(5);
      if ((await head()) > before) cuts += 1;
      await way.cut();
      await answersAgain();
      await sleep(1_000);
    }
    await admin.end();
    return cuts;
  }
};

/** Those to whom something is reported every day, and how often each is cut off at most. */
const TAKERS = ['pool-reporting', 'tax'] as const;
const CUTS = 3;

const APPENDS_WAITING = `
  select count(*)::int as n from pg_stat_activity
   where datname = current_database() and wait_event_type = 'Lock' and query like '%set next = next%'`;

const databaseOf = (name: ServiceName): string => name.replaceAll('-', '_');
