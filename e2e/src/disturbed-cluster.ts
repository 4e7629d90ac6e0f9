import { execFileSync } from 'node:child_process';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { databaseUrlsOf, startCluster, type Cluster, type ServiceName } from '@esep/embedded';
import { plusPeriods, quarterOf, type Period } from '@esep/kernel';
import { KafkaClient, TOPICS, type Role } from '@esep/platform';
import { EmbeddedPostgres, freePort, scratchFolder, TestKafka } from '@esep/platform/testing';
import {
  Api,
  randomSector,
  runDemonstration,
  type Call,
  type DemonstrationResult,
  type FoundRow,
  type Sector,
} from '@esep/simulator';

import type { Toxiproxy, Way } from './toxiproxy.js';

// Five processes, one broker and one PostgreSQL, in which one month after another is lived through
// and disturbed. Each month has licensees of its own, who all do the same as those of the months
// before: what is found of them must be the same too, whatever was done to the servers meanwhile.

/** The same seed gives the same months. */
export const SEED = Number(process.env['ESEP_SEED'] ?? 2026);

/** What a month came to. */
export interface LivedMonth {
  /** Figures, verdicts and findings, licensee by licensee. */
  readonly figures: readonly object[];
  /** The tax of its quarter, licensee by licensee. */
  readonly assessments: readonly Readonly<Record<string, unknown>>[];
  /** Sentences, each with what was expected and what was found. */
  readonly mismatches: readonly string[];
  readonly rowsSent: number;
  /** How many rows the logs of those who took them hold now that they did not hold before. */
  readonly rowsRecorded: number;
}

/** Servers to disturb, and the first month on them, which nothing disturbed. */
export interface Lived {
  readonly servers: DisturbedCluster;
  readonly undisturbed: LivedMonth;
  /** Where the broker is reached through one. */
  readonly proxy?: Toxiproxy | undefined;
}

const ROOT = join(import.meta.dirname, '../..');
const LICENSEES = 8;
/** A month is the last of its quarter, so that tax is assessed when it is over. */
const FIRST_MONTH: Period = '2026-03';
const BEFORE = '2026-02-20T00:00:00.000Z';
const PATIENCE_MS = 240_000;

export class DisturbedCluster {
  private months = 0;
  /** Up to where the logs of the senders' services were counted. */
  private readonly counted = new Map<string, number>();

  private constructor(
    readonly cluster: Cluster,
    private readonly kafka: { readonly broker: TestKafka; readonly wayToBroker: Way | undefined },
    readonly postgres: EmbeddedPostgres,
    readonly directory: string,
    private readonly api: Api,
  ) {}

  /** With a proxy, the broker is reached through it. */
  static async start(proxy?: Toxiproxy): Promise<DisturbedCluster> {
    execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs')], { stdio: 'ignore' });
    const directory = await mkdtemp(join(scratchFolder(), 'esep-disturbed-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter.
    await chmod(directory, 0o755);
    const port = await freePort();
    const wayToBroker = await proxy?.to(port);
    const broker = await TestKafka.start(wayToBroker && { port, advertisedPort: wayToBroker.port });
    // The machine stays, so what the server has written is there after it was killed.
    const settings = { fsync: 'off', full_page_writes: 'off' };
    const postgres = await EmbeddedPostgres.start({
      directory: join(directory, 'postgres'),
      settings,
    });
    const { pools, exchanges } = sectorOf(0);
    const cluster = await startCluster({
      directory: join(directory, 'cluster'),
      port: 0,
      sector: { pools: pools.map(({ id }) => id), exchanges: exchanges.map(({ id }) => id) },
      startAt: BEFORE,
      logLevel: process.env['ESEP_LOG_LEVEL'] ?? 'silent',
      requestsPerSecond: 0,
      brokers: broker.brokers,
      postgres: { server: postgres, prefix: '' },
      onLine: (service, line) => process.env['ESEP_LOG_LEVEL'] && console.error(service, line),
    });
    const api = new Api({ baseUrl: cluster.url, patienceMs: PATIENCE_MS });
    return new DisturbedCluster(cluster, { broker, wayToBroker }, postgres, directory, api);
  }

  get broker(): TestKafka {
    return this.kafka.broker;
  }

  /** Through the proxy. */
  get wayToBroker(): Way | undefined {
    return this.kafka.wayToBroker;
  }

  /** From now on a service comes to its database by another port. */
  async reach(name: ServiceName, port: number): Promise<void> {
    const env = databaseUrlsOf(name, { server: this.postgres, prefix: '' });
    const url = new URL(env.ESEP_DATABASE_URL);
    url.port = String(port);
    await this.service(name).restart({ ESEP_DATABASE_URL: url.href });
  }

  service(name: ServiceName) {
    const found = this.cluster.services.get(name);
    if (!found) throw new Error(`There is no ${name}.`);
    return found;
  }

  /** Lives through the next month; `onEvening` may disturb it, and the next day waits for it. */
  async liveAMonth(onEvening: (dayNumber: number) => unknown = () => {}): Promise<LivedMonth> {
    const sector = sectorOf(this.months);
    this.months += 1;
    await this.rowsRecorded();
    const result = await runDemonstration({
      baseUrl: this.cluster.url,
      sector,
      patienceMs: PATIENCE_MS,
      onProgress: ({ dayNumber }) => onEvening(dayNumber),
      // Days off take the price of the day before, and months have them on other days.
      priceOf: () => PRICE_TIYN,
    });
    return {
      figures: result.rows.map(figuresIn),
      assessments: await this.assessmentsOf(result),
      mismatches: result.mismatches,
      rowsSent: result.rowsSent,
      rowsRecorded: await this.rowsRecorded(),
    };
  }

  /** Another member joins every consumer group for a moment, and has a share of its partitions. */
  async rebalance(): Promise<void> {
    const kafka = new KafkaClient({ brokers: this.broker.brokers, clientId: 'passer-by' });
    await Promise.all(
      GROUPS.map(async (group) => {
        const joined = Promise.withResolvers<void>();
        const member = await kafka.consume({
          group,
          topics: TOPICS.filter(({ topic }) => topic === 'esep.licensing.v1'),
          onAssigned: () => joined.resolve(),
          onBatch: () => undefined,
        });
        await Promise.race([joined.promise, member.failed]).finally(() => member.close());
      }),
    );
  }

  async close(): Promise<void> {
    await this.cluster.close();
    await this.postgres.stop('immediate');
    await this.broker.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  /** What tax says of each licensee of a month, once it has assessed them all. */
  private async assessmentsOf({ rows }: DemonstrationResult): Promise<LivedMonth['assessments']> {
    const quarter = quarterOf((rows[0] as FoundRow).period);
    const params = { query: { quarter, limit: 500 } };
    for (const until = Date.now() + PATIENCE_MS; ; await sleep(200)) {
      const { items } = await this.ask('tax-officer', (esep) =>
        esep.GET('/tax/v1/assessments', { params }),
      );
      const found = rows.map(({ licenseeId }) =>
        items.find((item) => item.licenseeId === licenseeId),
      );
      // One that was touched again says for what it waits.
      if (found.every((item) => item?.state === 'assessed' && !item.reason) || Date.now() > until)
        return found.map((item) => assessed(item));
    }
  }

  /** Since this was last asked. */
  private async rowsRecorded(): Promise<number> {
    let rows = 0;
    for (const service of ['pool-reporting', 'exchange-settlement'] as const) {
      const from = this.counted.get(service) ?? 0;
      const events = await this.eventsOf(service, from);
      this.counted.set(service, from + events.length);
      rows += events.filter(({ type }) => ROW.has(type)).length;
    }
    return rows;
  }

  /** What a service's log holds from a position on. */
  async eventsOf(service: ServiceName, from = 0): Promise<readonly LoggedEvent[]> {
    const all: LoggedEvent[] = [];
    for (;;) {
      const params = { query: { from: from + all.length, limit: 500 } };
      const { events } = await this.ask('auditor', (esep) =>
        esep.GET(`/${service}/v1/events`, { params }),
      );
      if (events.length === 0) return all;
      all.push(...events.map(({ bytes }) => JSON.parse(bytes) as LoggedEvent));
    }
  }

  /** One try, whatever the answer. */
  async call(
    method: 'GET' | 'POST',
    path: string,
    [role, organisation = 'aifc']: readonly [role: Role, organisation?: string],
    body?: object,
  ): Promise<{ status: number; headers: Headers; body: string }> {
    const response = await fetch(this.cluster.url + path, {
      method,
      headers: {
        authorization: `Bearer ${await this.tokenOf(role, organisation)}`,
        'content-type': 'application/json',
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const { status, headers } = response;
    return { status, headers, body: await response.text() };
  }

  /** A question that is asked until it is answered. */
  async ask<Body>(role: Role, call: Call<Body>): Promise<Body> {
    return this.api.send(call, { token: await this.tokenOf(role) });
  }

  /** Asked for at each use, because a token is good for a year and months go by quickly. */
  private async tokenOf(role: Role, organisation = 'aifc'): Promise<string> {
    const params = { query: { role, organisation } };
    const { items } = await this.api.send((esep) => esep.GET('/dev/v1/tokens', { params }));
    return items[0]?.token ?? '';
  }
}

/** Row by row. */
export const expectTheSame = (month: LivedMonth, undisturbed: LivedMonth): void => {
  expect(month.mismatches).toEqual([]);
  expect(month.figures).toHaveLength(LICENSEES);
  expect(month.figures).toEqual(undisturbed.figures);
  expect(month.assessments).toEqual(undisturbed.assessments);
  for (const assessment of month.assessments) expect(assessment['state']).toBe('assessed');
  expect(month.rowsRecorded).toBe(month.rowsSent);
};

interface LoggedEvent {
  readonly type: string;
  readonly recordedAt: string;
}

/** All of them read what licensing says. */
const GROUPS = [
  'esep.pool-reporting.register_v1',
  'esep.exchange-settlement.register_v1',
  'esep.tax.tax_facts_v1',
  'esep.supervision.reconciliation_v1',
];

const PRICE_TIYN = 4_850_000_000n;
const ROW = new Set(['DistributionRecorded', 'PayoutReported', 'FillRecorded']);

const sectorOf = (number: number): Sector =>
  randomSector({
    seed: SEED,
    licensees: LICENSEES,
    after: number * LICENSEES,
    firstMonth: plusPeriods(FIRST_MONTH, 3 * number),
    months: 1,
  });

/** Without the names, ids and dates that tell one month from another, and without how often it was judged. */
const figuresIn = ({
  licensee: _name,
  licenceId: _licence,
  licenseeId: _id,
  period: _period,
  restatement: _restatement,
  ...figures
}: FoundRow): object => figures;

const assessed = (item: object | undefined): Readonly<Record<string, unknown>> => {
  const { state, base, rateBps, amount, reason } = { ...item } as Record<string, unknown>;
  return { state, base, rateBps, amount, reason };
};
