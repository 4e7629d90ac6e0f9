import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { SERVICE_NAMES, type ServiceName } from '@esep/embedded';
import { periodOf, plusPeriods } from '@esep/kernel';
import { KafkaClient, KafkaPublisher, PostgresEventStore, TOPICS } from '@esep/platform';
import { CutWay, testPool, until } from '@esep/platform/testing';

import {
  deleteTopics,
  EVERYTHING,
  HARDLY_ANYTHING,
  positionsIn,
  setTopic,
} from './disturbed-broker.js';
import {
  expectTheSame,
  type DisturbedCluster,
  type Lived,
  type LivedMonth,
} from './disturbed-cluster.js';
import { fillDisk, makeRoom, moveDatabase, smallDisk, type SmallDisk } from './small-disk.js';

// What the services stand on goes away under them, and comes back: the month that was lived through
// meanwhile is the same as one that nothing disturbed.

const MINUTES = 60_000;
const HOUR_SECONDS = 3_600;

const disk = smallDisk(64);
const onSmallDisk = 'path' in disk ? it : it.skip;
const withoutDisk = 'missing' in disk ? ` (skipped: ${disk.missing})` : '';
afterAll(() => 'path' in disk && disk.remove());

export const faultsOfServers = (lived: () => Lived) => {
  let servers: DisturbedCluster;
  let undisturbed: LivedMonth;

  beforeAll(() => ({ servers, undisturbed } = lived()));

  it(
    'in which one service’s clock was an hour ahead, and every log has two publishers at once, comes to the same figures',
    async () => {
      const name = 'exchange-settlement';
      await servers.service(name).restart({ ESEP_CLOCK_AHEAD_SECONDS: String(HOUR_SECONDS) });
      const others = await Promise.all(SERVICE_NAMES.map((service) => publishAsWell(service)));
      let warnings: readonly string[] = [];
      const month = await servers.liveAMonth(async (day) => {
        if (day === 25) {
          await until(async () => ageOf(await whatIsKnown()) < HOUR_SECONDS / 2);
          // What is known may still be from before the evening, and be young enough by its own clock.
          await until(async () => (warnings = await warningsOf('supervision')).length > 0);
        }
        if (day === 40) await servers.service(name).restart();
      });
      const troubles = await Promise.all(others.map((stop) => stop()));
      const inTheWay = troubles.flat().filter((why) => why.includes('Another process publishes'));
      expect(inTheWay.length).toBeGreaterThan(10);
      const ahead = expect.stringMatching(
        `The clock of .*/${name}/.* is 3[56].. s ahead`,
      ) as string;
      expect(warnings).toEqual([ahead]);
      await expectRecordedInOrder(name);
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );

  it(
    'in which the broker is killed, and later stopped for 30 s, goes on being reported, and comes to the same figures',
    async () => {
      let until = 0;
      let daysWithout = 0;
      const month = await servers.liveAMonth(async (day) => {
        if (day === 2) servers.broker.crash();
        if (day === 4) await servers.broker.resume();
        if (day === 6) {
          await servers.broker.halt();
          until = Date.now() + 30_000;
        }
        if (until === 0) return;
        // Everything of the day was reported and answered 201.
        daysWithout += 1;
        await sleep(800);
        if (Date.now() < until && day < 45) return;
        await sleep(Math.max(0, until - Date.now()));
        until = 0;
        await servers.broker.resume();
      });
      expect(daysWithout).toBeGreaterThan(5);
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );

  it(
    'in which the database is stopped for 20 s is answered 503 meanwhile; after all topics were deleted, and with one service’s clock an hour behind, it comes to the same figures, published again from the log',
    async () => {
      const late = servers.service('pool-reporting');
      await late.restart({ ESEP_CLOCK_AHEAD_SECONDS: String(-HOUR_SECONDS) });
      let known: Known | undefined;
      let warnings: readonly string[] = [];
      const refusals: (string | null)[] = [];
      let back: Promise<unknown> = Promise.resolve();
      const month = await servers.liveAMonth(async (day) => {
        if (day === 5) {
          await servers.postgres.stop('immediate');
          back = sleep(20_000).then(() => servers.postgres.launch());
          for (const path of ['/licensing/v1/licences', '/tax/v1/prices']) {
            const { status, headers } = await servers.call('GET', path, ['auditor']);
            expect(status).toBe(503);
            refusals.push(headers.get('retry-after'));
          }
          // The days go on: whatever is refused is sent again, word for word.
        }
        if (day === 15) await back.then(() => deleteTopics(servers.broker.brokers));
        if (day === 30) [known, warnings] = [await whatIsKnown(), await warningsOf('supervision')];
        if (day === 40) await late.restart();
      });
      // Nobody may say that all is known that was recorded until now: the one behind records it yet.
      expect(ageOf(known as Known)).toBeGreaterThan(HOUR_SECONDS - 1);
      expect(warnings).toEqual([]);
      await expectRecordedInOrder('pool-reporting');
      expect(refusals.filter((seconds) => Number(seconds) > 0)).toHaveLength(2);
      expectTheSame(month, undisturbed);
      const published = await positionsIn(servers.broker.brokers, 'pool-reporting');
      const { events } = await servers.ask('auditor', (esep) =>
        esep.GET('/pool-reporting/v1/events', { params: { query: { from: 0, limit: 500 } } }),
      );
      const missing = events.filter(({ position }) => !published.has(position));
      // What is private to the service is not published.
      expect(missing.length).toBeLessThan(10);
    },
    8 * MINUTES,
  );

  it(
    'in which a publisher that dies has a successor within five seconds, and a pool’s word that it is complete overtakes what it completes, is not final before that came',
    async () => {
      await servers.cluster.scale('tax', 2);
      const marks: number[] = [];
      const kafka = new KafkaClient({ brokers: servers.broker.brokers, clientId: 'watcher' });
      const watching = await kafka.consume({
        group: `watcher-${Date.now()}`,
        topics: TOPICS.filter(({ topic }) => topic === 'esep.tax.global.v1'),
        onAssigned: () => undefined,
        onBatch: () => marks.push(Date.now()),
      });
      let killedAt = Infinity;
      const way = await CutWay.to(new URL(servers.cluster.url).port);
      const logs = servers.service('supervision').env['ESEP_LOGS'] ?? '';
      const byWay = logs.replace(/(?<=pool-reporting=)[^,]+/, way.url);
      const { brokers } = servers.broker;
      let overtaken: Reconciled | undefined;
      const month = await servers.liveAMonth(async (day) => {
        if (day === 10) {
          killedAt = Date.now();
          // The first has published since it was the only one.
          servers.service('tax').kill('SIGKILL');
          while (!(marks.at(-1)! > killedAt + 500)) await sleep(20);
          await watching.close();
        }
        // From now on nobody hears of the last days' distributions, neither by Kafka nor from their log,
        if (day === 27) {
          await servers.service('supervision').restart({ ESEP_LOGS: byWay });
          await untilKnown(servers.cluster.clock.now());
          await setTopic(brokers, 'esep.pool-reporting.v1', HARDLY_ANYTHING);
          way.cut();
        }
        // and the pools have long said that these were all, and the month is due.
        if (day !== 47) return;
        const said = await positionsIn(brokers, 'pool-reporting');
        const words = await positionsOf('PoolReportedThrough');
        const credits = await positionsOf('DistributionRecorded');
        const withheld = credits.filter((position) => !said.has(position));
        expect(said).toContain(words.at(-1));
        expect(withheld.length).toBeGreaterThan(0);
        expect(Math.max(...withheld)).toBeLessThan(words.at(-1) as number);
        overtaken = await lastMonthAsKnownNow();
        await setTopic(brokers, 'esep.pool-reporting.v1', EVERYTHING);
        await servers.service('supervision').restart();
      });
      await servers.cluster.scale('tax', 1);
      const next = marks.find((at) => at > killedAt + 500) ?? Infinity;
      const last = marks.findLast((at) => at <= killedAt + 500) ?? killedAt;
      expect(next - last).toBeLessThan(5_000);
      expect(overtaken?.ledger.complete).toBe(false);
      expect(overtaken?.rows).toEqual(
        undisturbed.figures.map(() => ({ state: 'provisional', verdict: 'inconclusive' })),
      );
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );

  onSmallDisk(
    `in which the disk of one service is full is answered in a sentence, and comes to the same figures${withoutDisk}`,
    async () => {
      const { path } = disk as SmallDisk;
      await moveDatabase(servers, 'exchange_settlement', path);
      let said = '';
      let emptied: Promise<void> = Promise.resolve();
      const month = await servers.liveAMonth(async (day) => {
        if (day !== 12) return;
        await fillDisk(path);
        for (const until = Date.now() + 30_000; said === '' && Date.now() < until;) {
          const report = reportOfNobody();
          const asked = ['exchange', 'aifc-crypto-exchange'] as const;
          const answer = await servers.call('POST', FILLS, asked, report);
          if (answer.status === 503) said = answer.body;
        }
        // The fills of the next day have to wait for it; the other services do not.
        emptied = sleep(5_000).then(() => makeRoom(path));
      });
      await emptied;
      expect(said).toMatch(/The disk of the ledger is full, and nothing was recorded/);
      expectTheSame(month, undisturbed);
    },
    8 * MINUTES,
  );

  it(
    'with a fact that nobody can digest is incomplete for its licensee alone, until two persons skip it',
    async () => {
      const period = '2026-03';
      const rows = await reconciliations(period);
      const [poisoned, other] = rows.map(({ licenseeId }) => licenseeId) as [string, string];
      await recordBroken(poisoned);
      for (const service of ['supervision', 'tax'] as const) {
        await until(async () => (await parkedIn(service)).includes(poisoned));
        expect(await isComplete(service, poisoned)).toBe(false);
        expect(await isComplete(service, other)).toBe(true);
        await skip(service, poisoned);
        expect(await parkedIn(service)).toEqual([]);
        await until(() => isComplete(service, poisoned));
      }
      expect(await reconciliations(period)).toEqual(rows);
    },
    2 * MINUTES,
  );

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  interface Known {
    readonly now: string;
    readonly ledger: { readonly knownThrough: string };
  }

  /** By how many seconds what is known is behind. */
  function ageOf({ now, ledger }: Known): number {
    return (Date.parse(now) - Date.parse(ledger.knownThrough)) / 1_000;
  }

  async function warningsOf(name: ServiceName): Promise<readonly string[]> {
    const answer = await fetch(`${servers.service(name).url}/health/ready`);
    return ((await answer.json()) as { warnings: string[] }).warnings;
  }

  const rowsOf = (query: { period: string; knownAt?: string; limit: number }) =>
    servers.ask(ANALYST, (esep) =>
      esep.GET('/supervision/v1/reconciliations', { params: { query } }),
    );

  async function whatIsKnown(): Promise<Known> {
    const now = servers.cluster.clock.now();
    const { ledger } = await rowsOf({ period: now.slice(0, 7), limit: 1 });
    return { now, ledger };
  }

  interface Reconciled {
    readonly ledger: { readonly complete: boolean };
    readonly rows: readonly { readonly state: string; readonly verdict: string }[];
  }

  /** Of those who mined in it. */
  async function lastMonthAsKnownNow(): Promise<Reconciled> {
    const now = servers.cluster.clock.now();
    const period = plusPeriods(periodOf(now), -1);
    const { items, ledger } = await rowsOf({ period, knownAt: now, limit: 500 });
    const mined = items.filter((row) => row.mined !== '0');
    return { ledger, rows: mined.map(({ state, verdict }) => ({ state, verdict })) };
  }

  async function untilKnown(moment: string): Promise<void> {
    await until(async () => (await whatIsKnown()).ledger.knownThrough >= moment);
  }

  async function reconciliations(period: string): Promise<{ licenseeId: string }[]> {
    return (await rowsOf({ period, limit: 500 })).items;
  }

  async function logOf(name: ServiceName) {
    const pool = testPool(servers.postgres.url(name.replaceAll('-', '_')));
    const { clock } = servers.cluster;
    const log = `esep/${name}/local`;
    return { pool, store: await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool }) };
  }

  /** Without asking whose turn it is; what is given back ends it, and tells what troubled it. */
  async function publishAsWell(name: ServiceName): Promise<() => Promise<string[]>> {
    const { pool, store: reader } = await logOf(name);
    const kafka = new KafkaClient({ brokers: servers.broker.brokers, clientId: 'another' });
    const troubles: string[] = [];
    const onTrouble = (error: unknown) => troubles.push(String(error));
    const stopping = new AbortController();
    const publisher = new KafkaPublisher({ reader, kafka, pool, onTrouble });
    const running = publisher.run(stopping.signal);
    return async () => {
      stopping.abort();
      await running;
      await reader.close();
      await pool.end();
      return troubles;
    };
  }

  /** As a release with a mistake might. */
  async function recordBroken(licenseeId: string): Promise<void> {
    const { pool, store } = await logOf('pool-reporting');
    const { clock } = servers.cluster;
    const body = { licenseeId, asset: 'BTC', poolId: 'dmp-1', net: 'much' };
    const event = {
      eventId: randomUUID(),
      type: 'DistributionRecorded',
      schemaVersion: 1,
      validAt: clock.now(),
      body,
    };
    const writes = [
      { stream: `distribution-dmp-1-${event.eventId}`, expectedVersion: 0, events: [event] },
    ];
    const meta = { actor: 'nobody', organisation: 'test', correlationId: '1', causationId: '1' };
    expect(await store.append({ writes, meta })).toMatchObject({ appended: true });
    await store.close();
    await pool.end();
  }

  async function parkedIn(service: ServiceName): Promise<string[]> {
    const { items } = await servers.ask(ANALYST, (esep) => esep.GET(`/${service}/v1/parked`));
    return items.map(({ key }) => key);
  }

  async function isComplete(service: 'supervision' | 'tax', licenseeId: string): Promise<boolean> {
    const knownAt = new Date(Date.parse(servers.cluster.clock.now()) - 5_000).toISOString();
    const times = { knownAt, asOf: knownAt };
    const { ledger } =
      service === 'tax'
        ? await servers.ask('tax-officer', (esep) =>
            esep.GET('/tax/v1/assessments', { params: { query: { licenseeId, ...times } } }),
          )
        : await servers.ask(ANALYST, (esep) =>
            esep.GET('/supervision/v1/reconciliations/{licenseeId}/{asset}', {
              params: { path: { licenseeId, asset: 'BTC' }, query: times },
            }),
          );
    return ledger.complete;
  }

  async function skip(service: 'supervision' | 'tax', key: string): Promise<void> {
    const subscription = service === 'tax' ? 'tax_facts_v1' : 'reconciliation_v1';
    const proposal = { subscription, key, how: 'skip', reason: 'Written by mistake' };
    const path = `/${service}/v1/parked/releases`;
    const proposed = await servers.call('POST', path, [ANALYST], proposal);
    const { proposalId } = JSON.parse(proposed.body) as { proposalId: string };
    const confirm = `${path}/${proposalId}/confirm`;
    expect((await servers.call('POST', confirm, [ANALYST], {})).status).toBe(422);
    expect((await servers.call('POST', confirm, ['enforcement-officer'], {})).status).toBe(201);
  }

  async function expectRecordedInOrder(service: ServiceName): Promise<void> {
    const recorded = (await servers.eventsOf(service)).map(({ recordedAt }) => recordedAt);
    expect(recorded).toEqual(recorded.toSorted());
  }

  /** Where events of a type stand in the log of pool reporting. */
  async function positionsOf(type: string): Promise<number[]> {
    const events = await servers.eventsOf('pool-reporting');
    return events.flatMap((event, position) => (event.type === type ? position : []));
  }
};

const ANALYST = 'supervision-analyst';
const FILLS = '/exchange-settlement/v1/fills';

/** Of a licensee that nobody knows: its rows are rejected, and kept. */
function reportOfNobody(): object {
  const rows = Array.from({ length: 500 }, (_, i) => ({
    tradeId: `nobody-${i}-${'x'.repeat(40)}`,
    side: 'sell',
    licenseeBin: '061211600012',
    asset: 'BTC',
    quantity: '1',
    quote: { amount: '1', currency: 'KZT' },
    executedAt: '2026-03-01T00:00:00Z',
  }));
  const reportId = `nobody-${randomUUID()}`;
  return { reportId, version: 1, exchangeId: 'aifc-crypto-exchange', rows };
}
