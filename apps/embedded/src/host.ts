import type { RequestListener } from 'node:http';
import { join } from 'node:path';

import type { INestApplication } from '@nestjs/common';
import { startExchangeSettlement } from '@esep/exchange-settlement';
import type { Instant } from '@esep/kernel';
import { startLicensing } from '@esep/licensing';
import {
  Clock,
  createService,
  DevelopmentClock,
  DevelopmentIssuer,
  fileWitness,
  handlerOf,
  Health,
  LogDirectory,
  ServiceConfig,
  type ClockMove,
  type ServiceContext,
} from '@esep/platform';
import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { startPoolReporting, type ChainSettings } from '@esep/pool-reporting';
import { startSupervision } from '@esep/supervision';
import { startTax } from '@esep/tax';

import { CONSOLE_FILES, consoleOf } from './console/console.js';
import { DataDirectory } from './data-directory.js';
import {
  Clocks,
  DEMO_SECTOR,
  DevelopmentModule,
  ISSUER,
  startDevelopment,
  type DemoSector,
} from './development.module.js';
import { giveTokens, moveAll } from './development-processes.js';
import { closeServer, listen, namesOf, OTHERWISE } from './front-door.js';
import { startSignIn } from './sign-in/sign-in.js';
import {
  databaseUrlsOf,
  makeDatabases,
  SERVICE_NAMES,
  type Databases,
  type ServiceName,
} from './service-databases.js';
import { TelemetryProcess } from './telemetry-process.js';

// Five services in one process: five Nest applications, five databases, one listener that dispatches
// on the first segment of the path. For development, demonstrations and small pilots.

const SERVICES = {
  licensing: startLicensing,
  'pool-reporting': startPoolReporting,
  'exchange-settlement': startExchangeSettlement,
  tax: startTax,
  supervision: startSupervision,
} as const satisfies Record<ServiceName, unknown>;

export interface HostOptions {
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
  /** The chain to observe; none without it. */
  readonly chain?: ChainSettings;
  /** Whose addresses are taken beside the main network's; without it those of the chain, or regtest's. */
  readonly network?: string;
  /** A server that is running already, and what its databases' names begin with. */
  readonly postgres?: Databases;
  /** Told what the process of telemetry says. */
  readonly onLine?: (line: string) => void;
  /** Told what is being done, for people. */
  readonly onStep?: (step: string) => void;
}

export interface Host {
  readonly url: string;
  readonly clock: Clock & Clocks;
  /** True when the ledger was empty at this start. */
  readonly fresh: boolean;
  close(): Promise<void>;
}

export const startHost = async (options: HostOptions): Promise<Host> => {
  const { onStep = () => undefined } = options;
  const listener = await listen(options.port, options.hostNames);
  const undo: (() => Promise<unknown>)[] = [];
  // Takes no more requests, ends those under way, then stops what they need, the database last.
  const close = async () => {
    await closeServer(listener.server);
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const data = await DataDirectory.open(options.directory);
    undo.push(() => data.release());
    const databases = await openDatabases(options, undo);
    const fresh = await makeDatabases(databases);

    const { clock, issuer } = await startDevelopment(data, fresh ? options.startAt : undefined);
    onStep('Starting five services');
    const logs = new LogDirectory();
    const personalKeys = {
      masterKey: await data.secretBytes('personal-master-key'),
      indexKey: await data.secretBytes('personal-index-key'),
    };
    const apps = new Map<string, INestApplication>();
    const started = await Promise.allSettled(
      SERVICE_NAMES.map(async (name) => {
        const context: ServiceContext = {
          config: configOf(name, databases, options),
          clock,
          logs,
          ledgerKey: await data.ledgerKey(name),
          witness: fileWitness(join(options.directory, 'heads'), name),
          personalKeys,
          tokenKeys: issuer.jwks(),
        };
        const app = await SERVICES[name](context, options.chain);
        undo.push(() => app.close());
        apps.set(name, app);
      }),
    );
    const failure = started.find((result) => result.status === 'rejected');
    if (failure) throw failure.reason;
    const url = `http://127.0.0.1:${listener.port}`;
    const telemetry = telemetryOf(data, issuer, { url, databases, options });
    undo.push(() => telemetry.stop());
    const clocks = {
      async moveTo(now: Instant): Promise<ClockMove> {
        const move = await clock.moveTo(now);
        const running = await telemetry.running();
        if (!move.accepted || running.length === 0) return move;
        // A token is good for a year, which may just have passed.
        await giveTokens(join(options.directory, 'secrets'), issuer);
        await moveAll(now, issuer, running);
        return move;
      },
    };
    const development = await createDevelopment({ clock, clocks, issuer }, databases, options);
    undo.push(() => development.close());
    for (const [name, app] of apps) {
      const handler = handlerOf(app);
      const isItsOwn = name === 'pool-reporting';
      listener.routes.set(name, isItsOwn ? telemetry.before(handler) : handler);
    }
    const { port } = listener;
    const signIn = await startSignIn(data, { ...options, port, clock, issuer });
    listener.routes.set('dev', signIn.handlerBeside(handlerOf(development)));
    listener.routes.set('config.json', signIn.config);
    listener.routes.set('health', healthOf(apps));
    listener.routes.set(OTHERWISE, consoleOf({ directory: CONSOLE_FILES }));
    return { url, clock: { now: () => clock.now(), ...clocks }, fresh, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
};

const configOf = (
  name: string,
  databases: Databases,
  { port, logLevel = 'warn', requestsPerSecond = 200, network, chain }: HostOptions,
): ServiceConfig =>
  Object.assign(new ServiceConfig(), {
    ESEP_PORT: port,
    ...databaseUrlsOf(name, databases),
    ESEP_ISSUER: ISSUER,
    ESEP_REQUESTS_PER_SECOND: requestsPerSecond,
    ESEP_LOG_LEVEL: logLevel,
    ESEP_BITCOIN_NETWORK: network ?? chain?.network.name ?? 'regtest',
  });

const openDatabases = async (
  { directory, postgres, onStep }: HostOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Databases> => {
  if (postgres) return postgres;
  onStep?.('Starting PostgreSQL');
  const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
  undo.push(() => server.stop());
  sayWhere(server, directory, onStep);
  return { server, prefix: '' };
};

/** Where its user may not enter the directory, the files of the database are not in it. */
export const sayWhere = (
  server: EmbeddedPostgres,
  directory: string,
  onStep: HostOptions['onStep'],
): void => {
  if (server.directory !== join(directory, 'postgres'))
    onStep?.(`PostgreSQL runs as another user, and keeps its files in ${server.directory}`);
};

/** It reads licensing's log and lines from this host, as any other process would. */
const telemetryOf = (
  data: DataDirectory,
  issuer: DevelopmentIssuer,
  { url, databases, options }: TelemetryPlace,
): TelemetryProcess => {
  const { directory, logLevel = 'warn', requestsPerSecond = 200, hostNames } = options;
  const secrets = join(directory, 'secrets');
  return new TelemetryProcess({
    directory,
    env: () => ({
      ESEP_HOST_NAMES: namesOf(hostNames).join(','),
      ...databaseUrlsOf('pool-reporting', databases),
      ESEP_ISSUER: ISSUER,
      ESEP_JWKS_URL: `${url}/dev/v1/keys`,
      ESEP_LOGS: `licensing=${url}`,
      ESEP_SERVICE_TOKEN_FILE: join(secrets, 'pool-reporting.token'),
      ESEP_LEDGER_KEY_FILE: join(secrets, 'pool-reporting.ledger.pem'),
      ESEP_PERSONAL_MASTER_KEY_FILE: join(secrets, 'personal-master-key'),
      ESEP_PERSONAL_INDEX_KEY_FILE: join(secrets, 'personal-index-key'),
      ESEP_DEVELOPMENT_CLOCK_FILE: join(data.path, 'clock.json'),
      ESEP_LOG_LEVEL: logLevel,
      ESEP_REQUESTS_PER_SECOND: String(requestsPerSecond),
    }),
    prepare: () => giveTokens(secrets, issuer),
    onLine: (line) => options.onLine?.(line),
  });
};

interface TelemetryPlace {
  readonly url: string;
  readonly databases: Databases;
  readonly options: HostOptions;
}

interface Development {
  readonly clock: DevelopmentClock;
  readonly clocks: Clocks;
  readonly issuer: DevelopmentIssuer;
}

const createDevelopment = (
  { clock, clocks, issuer }: Development,
  databases: Databases,
  options: HostOptions,
): Promise<INestApplication> =>
  createService({
    name: 'dev',
    title: 'Esep development host',
    module: DevelopmentModule,
    config: configOf('licensing', databases, options),
    clock,
    keys: issuer.jwks(),
    providers: [
      { provide: DevelopmentClock, useValue: clock },
      { provide: Clocks, useValue: clocks },
      { provide: DevelopmentIssuer, useValue: issuer },
      { provide: DEMO_SECTOR, useValue: options.sector },
    ],
  });

/** Health of the whole: ready when every service is. */
const healthOf =
  (apps: ReadonlyMap<string, INestApplication>): RequestListener =>
  (request, response) => {
    void Promise.all(
      [...apps].map(async ([name, app]) => [name, await app.get(Health).readiness()] as const),
    ).then((found) => {
      const ready = request.url?.startsWith('/health/live') || found.every(([, one]) => one.ready);
      response.writeHead(ready ? 200 : 503, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ status: ready ? 'ok' : 'not-ready', services: Object.fromEntries(found) }),
      );
    });
  };
