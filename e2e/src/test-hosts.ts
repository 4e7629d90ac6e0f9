import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SERVICE_NAMES, startCluster, startHost, type DemoSector, type Host } from '@esep/embedded';
import { readConfig, type Role } from '@esep/platform';
import { ChainConfig, chainSettings } from '@esep/pool-reporting';
import {
  EmbeddedPostgres,
  expectEventsBySchema,
  holdLoop,
  kafkaObstacle,
  releaseLoop,
  scratchFolder,
  TestKafka,
} from '@esep/platform/testing';

// The regime for end-to-end tests, both ways it runs: five services in one process, and five processes
// over Kafka. One PostgreSQL, and ledgers with databases of their own on it, so that each test begins
// with an empty ledger at its own time.

export type HostKind = 'the embedded host' | 'the cluster';

/** Why there can be no cluster; undefined where there can be one. */
export const noBroker = await kafkaObstacle();

/** Describes the same tests on both hosts. What stands in the way of them is said by their names. */
export const describeOnBothHosts = (
  what: string,
  tests: (kind: HostKind) => void,
  obstacle?: string,
): void => {
  for (const kind of ['the embedded host', 'the cluster'] as const) {
    const why = obstacle ?? (kind === 'the cluster' ? noBroker : undefined);
    if (why === undefined) describe(`${what}, on ${kind}`, () => tests(kind));
    else describe.skip(`${what}, on ${kind} (skipped: ${why})`, () => tests(kind));
  }
};

export interface TestHostOptions {
  readonly sector?: DemoSector;
  /** The chain to observe, as pool-reporting's environment says it. */
  readonly chain?: Readonly<Record<string, string>>;
}

export interface TestHosts {
  start(startAt: string, options?: TestHostOptions): Promise<TestHost>;
  close(): Promise<void>;
}

export interface TestHost {
  readonly host: Host;
  /** A call in a role of an organisation. Staff are `aifc`; `person` tells two of them apart. */
  call(path: string, as: Caller, body?: object): Promise<{ status: number; body: Json }>;
  tokenOf(caller: Caller): Promise<string>;
  moveClock(now: string): Promise<void>;
  /** URL of a service's database, as the owner of its tables. */
  databaseUrl(service: string): string;
  /** Stops the host, and throws when it wrote an event that its schema does not allow. */
  close(): Promise<void>;
}

export interface Caller {
  readonly role: Role;
  readonly organisation: string;
}

export type Json = Record<string, unknown>;

export const openTestHosts = async (kind: HostKind): Promise<TestHosts> => {
  const directory = await mkdtemp(join(scratchFolder(), 'esep-e2e-'));
  // PostgreSQL does not run as root; whoever it runs as must be able to enter.
  await chmod(directory, 0o755);
  const server = await EmbeddedPostgres.start({
    directory: join(directory, 'postgres'),
    settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' },
  });
  const broker = kind === 'the cluster' ? await TestKafka.start() : undefined;
  let count = 0;
  return {
    async start(startAt, { sector = { pools: [], exchanges: [] }, chain } = {}) {
      count += 1;
      const name = `t${count}`;
      const common = {
        directory: join(directory, name),
        port: 0,
        sector,
        startAt,
        logLevel: process.env['ESEP_LOG_LEVEL'] ?? 'silent',
        postgres: { server, prefix: `${name}_` },
      };
      const observed = chain && chainSettings(readConfig(ChainConfig, chain));
      const host = broker
        ? await startCluster({
            ...common,
            brokers: broker.brokers,
            deployment: name,
            ...(chain ? { chain } : {}),
          })
        : await startHost({ ...common, ...(observed ? { chain: observed } : {}) });
      // Five processes tell of their loops themselves; five services in this one are watched here.
      if (!broker) holdLoop();
      const urlOf = (service: string) => server.url(`${name}_${service.replaceAll('-', '_')}`);
      return testHost(host, urlOf, broker ? () => undefined : releaseLoop);
    },
    async close() {
      await broker?.close();
      await server.stop('immediate');
      await rm(directory, { recursive: true, force: true });
    },
  };
};

const testHost = (
  host: Host,
  databaseUrl: TestHost['databaseUrl'],
  atEnd: () => void,
): TestHost => {
  const tokens = new Map<string, string>();
  const tokenOf = async ({ role, organisation }: Caller): Promise<string> => {
    const key = `${role} ${organisation}`;
    const known = tokens.get(key);
    if (known) return known;
    const query = new URLSearchParams({ role, organisation });
    const answer = await fetch(`${host.url}/dev/v1/tokens?${query}`);
    const { items } = (await answer.json()) as { items: { token: string }[] };
    const token = items[0]?.token ?? '';
    tokens.set(key, token);
    return token;
  };
  const call: TestHost['call'] = async (path, as, body) => {
    const answer = await fetch(host.url + path, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        authorization: `Bearer ${await tokenOf(as)}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Json };
  };
  return {
    host,
    call,
    tokenOf,
    databaseUrl,
    // A token is good for a year from the time it was given; a clock that moves wants new ones.
    async moveClock(now) {
      await host.clock.moveTo(new Date(now).toISOString());
      tokens.clear();
    },
    async close() {
      await host.close();
      for (const service of SERVICE_NAMES) await expectEventsBySchema(databaseUrl(service));
      atEnd();
    },
  };
};
