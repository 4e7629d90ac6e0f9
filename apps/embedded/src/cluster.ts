import type { RequestListener } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import type { Instant } from '@esep/kernel';
import {
  createService,
  DevelopmentClock,
  DevelopmentIssuer,
  handlerOf,
  KafkaClient,
  ServiceConfig,
  TOPICS,
  type ClockMove,
} from '@esep/platform';
import { EmbeddedPostgres, freePort } from '@esep/platform/embedded-postgres';

import { CONSOLE_FILES, consoleOf } from './console/console.js';
import { DataDirectory, HostProblem } from './data-directory.js';
import {
  Clocks,
  DEMO_SECTOR,
  DevelopmentModule,
  ISSUER,
  startDevelopment,
  type DemoSector,
} from './development.module.js';
import { giveTokens, moveAll } from './development-processes.js';
import { forwardTo } from './forward.js';
import { closeServer, listen, namesOf, OTHERWISE } from './front-door.js';
import { sayWhere, type Host } from './host.js';
import { startSignIn } from './sign-in/sign-in.js';
import {
  databaseUrlsOf,
  makeDatabases,
  SERVICE_NAMES,
  type Databases,
  type ServiceName,
} from './service-databases.js';
import { ServiceProcess } from './service-process.js';
import { TelemetryProcess } from './telemetry-process.js';

// Five services as five processes over Kafka, each with its own database, on one machine without
// Docker. In front of them one address, as the embedded host has it, and what only development has:
// tokens for whoever asks, and a clock that is moved everywhere at once.

export interface ClusterOptions {
  readonly directory: string;
  readonly port: number;
  readonly sector: DemoSector;
  /** By which callers may ask for it, beside those of this machine. */
  readonly hostNames?: readonly string[];
  /** Where time starts on an empty ledger; real time without it. */
  readonly startAt?: Instant;
  readonly logLevel?: string;
  /** What one sender may go on with; 0 sets no limit. */
  readonly requestsPerSecond?: number;
  /** The chain to observe, as pool-reporting's environment says it; none without it. */
  readonly chain?: Readonly<Record<string, string>>;
  /** Whose addresses are taken beside the main network's; without it those of the chain, or regtest's. */
  readonly network?: string;
  /** Part of the identity of its logs, so that ledgers may share a broker one after another. */
  readonly deployment?: string;
  /** Brokers that are running already. */
  readonly brokers?: readonly string[];
  /** A server that is running already, and what its databases' names begin with. */
  readonly postgres?: Databases;
  readonly onStep?: (step: string) => void;
  readonly onLine?: (service: ServiceName, line: string) => void;
}

export interface Cluster extends Host {
  /** The first process of each service. */
  readonly services: ReadonlyMap<ServiceName, ServiceProcess>;
  /** Starts or stops processes of a service until it has this many, at least one. */
  scale(name: ServiceName, count: number): Promise<void>;
  /** Starts one process more of a service: of another release, where its main file is given. */
  add(name: ServiceName, main?: string): Promise<ServiceProcess>;
  /** Has the others of its service answer from now on, and stops it. */
  remove(service: ServiceProcess): Promise<void>;
}

const ROOT = join(import.meta.dirname, '../../..');

export const startCluster = async (options: ClusterOptions): Promise<Cluster> => {
  const { directory, onStep = () => undefined } = options;
  const door = await listen(options.port, options.hostNames);
  const url = `http://127.0.0.1:${door.port}`;
  const undo: (() => Promise<unknown>)[] = [];
  const close = async () => {
    await closeServer(door.server);
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const data = await DataDirectory.open(directory);
    undo.push(() => data.release());
    onStep('Starting Kafka');
    const brokers = options.brokers ?? [await startBroker(join(directory, 'kafka'), undo)];
    const kafka = new KafkaClient({ brokers, clientId: 'esep-topics' });
    await kafka.ensureTopics(TOPICS);
    await kafka.ensureGroups();
    onStep('Starting PostgreSQL');
    const databases = options.postgres ?? (await startDatabases(options, undo));
    const fresh = await makeDatabases(databases);

    const { clock, issuer } = await startDevelopment(data, fresh ? options.startAt : undefined);
    const processes = new Map<ServiceName, ServiceProcess[]>();
    // Also those that are not ready yet: no process may miss that the clock was moved.
    const started = new Set<ServiceProcess>();
    const secrets = join(directory, 'secrets');
    const telemetry = new TelemetryProcess({
      directory,
      env: () => envOf('pool-reporting'),
      prepare: () => Promise.resolve(),
      onLine: (line) => options.onLine?.('pool-reporting', line),
    });
    undo.push(() => telemetry.stop());
    const clocks = {
      async moveTo(now: Instant): Promise<ClockMove> {
        const move = await clock.moveTo(now);
        if (!move.accepted) return move;
        // A token is good for a year, which may just have passed.
        await giveTokens(secrets, issuer);
        await moveAll(now, issuer, [...started, ...(await telemetry.running())]);
        return move;
      },
    };
    const development = await createService({
      name: 'dev',
      title: 'Esep development cluster',
      module: DevelopmentModule,
      config: Object.assign(new ServiceConfig(), {
        ESEP_ISSUER: ISSUER,
        ESEP_LOG_LEVEL: options.logLevel ?? 'warn',
      }),
      clock,
      keys: issuer.jwks(),
      providers: [
        { provide: DevelopmentClock, useValue: clock },
        { provide: Clocks, useValue: clocks },
        { provide: DevelopmentIssuer, useValue: issuer },
        { provide: DEMO_SECTOR, useValue: options.sector },
      ],
    });
    undo.push(() => development.close());
    const { port } = door;
    const signIn = await startSignIn(data, { ...options, port, clock, issuer });
    door.routes.set('dev', signIn.handlerBeside(handlerOf(development)));
    door.routes.set('config.json', signIn.config);

    onStep('Starting five services');
    await data.secretBytes('personal-master-key');
    await data.secretBytes('personal-index-key');
    for (const name of SERVICE_NAMES) await data.ledgerKey(name);
    await giveTokens(secrets, issuer);
    // All at once, before one that ends by itself is started again.
    undo.push(() => Promise.all([...started].map((service) => service.stop())));
    const envOf = (name: ServiceName) => {
      const others = SERVICE_NAMES.filter((other) => other !== name);
      return {
        ESEP_HOST_NAMES: namesOf(options.hostNames).join(','),
        ...databaseUrlsOf(name, databases),
        ESEP_ISSUER: ISSUER,
        ESEP_JWKS_URL: `${url}/dev/v1/keys`,
        ESEP_KAFKA_BROKERS: brokers.join(','),
        ESEP_LOGS: others.map((other) => `${other}=${url}`).join(','),
        ESEP_SERVICE_TOKEN_FILE: join(secrets, `${name}.token`),
        ESEP_LEDGER_KEY_FILE: join(secrets, `${name}.ledger.pem`),
        ESEP_PERSONAL_MASTER_KEY_FILE: join(secrets, 'personal-master-key'),
        ESEP_PERSONAL_INDEX_KEY_FILE: join(secrets, 'personal-index-key'),
        ESEP_HEADS_DIRECTORY: join(directory, 'heads'),
        ESEP_DEVELOPMENT_CLOCK_FILE: join(directory, 'clock.json'),
        ESEP_LOG_LEVEL: options.logLevel ?? 'warn',
        ESEP_REQUESTS_PER_SECOND: String(options.requestsPerSecond ?? 200),
        ...(options.deployment ? { ESEP_DEPLOYMENT: options.deployment } : {}),
        ESEP_BITCOIN_NETWORK:
          options.network ?? options.chain?.['ESEP_BITCOIN_NETWORK'] ?? 'regtest',
        ...(name === 'pool-reporting' ? options.chain : {}),
      };
    };
    const begin = async (name: ServiceName, main = mainOf(name)): Promise<ServiceProcess> => {
      const port = await freePort();
      const env = { ...envOf(name), ESEP_PORT: String(port) };
      const onLine = (line: string) => options.onLine?.(name, line);
      const service = new ServiceProcess(`http://127.0.0.1:${port}`, main, env, onLine);
      service.start();
      started.add(service);
      return service;
    };
    for (const name of SERVICE_NAMES) {
      const first = await begin(name);
      processes.set(name, [first]);
      const forward = forwardTo(name, processes.get(name) ?? []);
      door.routes.set(name, name === 'pool-reporting' ? telemetry.before(forward) : forward);
    }
    await Promise.all([...started].map((service) => service.ready()));
    door.routes.set('health', healthOf(processes));
    door.routes.set(OTHERWISE, consoleOf({ directory: CONSOLE_FILES }));
    const add = async (name: ServiceName, main?: string) => {
      const service = await begin(name, main);
      await service.ready();
      processes.get(name)?.push(service);
      return service;
    };
    const remove = async (service: ServiceProcess) => {
      for (const present of processes.values())
        if (present.includes(service)) present.splice(present.indexOf(service), 1);
      started.delete(service);
      await service.stop();
    };
    return {
      url,
      clock: { now: () => clock.now(), ...clocks },
      fresh,
      close,
      services: new Map([...processes].map(([name, [first]]) => [name, first as ServiceProcess])),
      add,
      remove,
      async scale(name, count) {
        const present = processes.get(name) ?? [];
        const more = Math.max(0, count - present.length);
        await Promise.all(Array.from({ length: more }, () => add(name)));
        await Promise.all(present.slice(count).map(remove));
      },
    };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
};

const mainOf = (name: ServiceName): string => join(ROOT, `dist/${name}/main.js`);

const startDatabases = async (
  { directory, onStep }: ClusterOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Databases> => {
  const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
  undo.push(() => server.stop());
  sayWhere(server, directory, onStep);
  return { server, prefix: '' };
};

interface KafkaLauncher {
  obstacle(): string | undefined;
  startKafka(directory: string, options: { detached: boolean }): Promise<{ port: number }>;
  stopKafka(directory: string): Promise<void>;
}

const startBroker = async (
  directory: string,
  undo: (() => Promise<unknown>)[],
): Promise<string> => {
  const script = pathToFileURL(join(ROOT, 'deploy/local/kafka.mjs')).href;
  const kafka = (await import(script)) as KafkaLauncher;
  const obstacle = kafka.obstacle();
  if (obstacle !== undefined) throw new HostProblem(obstacle);
  // In a session of its own, so that Ctrl-C reaches this process only and the broker stops last.
  const { port } = await kafka.startKafka(directory, { detached: true });
  undo.push(() => kafka.stopKafka(directory));
  return `127.0.0.1:${port}`;
};

// ── The front door ──────────────────────────────────────────────────────────────────────────────

const healthOf =
  (processes: ReadonlyMap<ServiceName, readonly ServiceProcess[]>): RequestListener =>
  (_request, response) => {
    const asked = [...processes].map(async ([name, instances]) => {
      const answers = await Promise.all(instances.map((instance) => instance.isReady()));
      return [name, { ready: answers.every((ready) => ready) }] as const;
    });
    void Promise.all(asked).then((found) => {
      const ready = found.every(([, one]) => one.ready);
      response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
      const status = ready ? 'ok' : 'not-ready';
      response.end(JSON.stringify({ status, services: Object.fromEntries(found) }));
    });
  };
