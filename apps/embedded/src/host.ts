import { createServer, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';

import type { INestApplication } from '@nestjs/common';
import { startExchangeSettlement } from '@esep/exchange-settlement';
import type { Instant } from '@esep/kernel';
import { startLicensing } from '@esep/licensing';
import {
  createService,
  DevelopmentClock,
  DevelopmentIssuer,
  fileWitness,
  handlerOf,
  Health,
  LogDirectory,
  ServiceConfig,
  type ServiceContext,
} from '@esep/platform';
import { EmbeddedPostgres } from '@esep/platform/embedded-postgres';
import { startPoolReporting, type ChainSettings } from '@esep/pool-reporting';
import { startSupervision } from '@esep/supervision';
import { startTax } from '@esep/tax';
import { Client } from 'pg';

import { DataDirectory, HostProblem } from './data-directory.js';
import { DEMO_SECTOR, DevelopmentModule, type DemoSector } from './development.module.js';

// Five services in one process: five Nest applications, five databases, one listener that dispatches
// on the first segment of the path (DESIGN §10). For development, demonstrations and small pilots.

const SERVICES = {
  licensing: startLicensing,
  'pool-reporting': startPoolReporting,
  'exchange-settlement': startExchangeSettlement,
  tax: startTax,
  supervision: startSupervision,
} as const;

type ServiceName = keyof typeof SERVICES;
const NAMES = Object.keys(SERVICES) as ServiceName[];

export interface HostOptions {
  readonly directory: string;
  readonly port: number;
  readonly sector: DemoSector;
  /** Where time starts on an empty ledger; real time without it. */
  readonly startAt?: Instant;
  readonly logLevel?: string;
  /** The chain to observe; none without it. */
  readonly chain?: ChainSettings;
  /** A server that is running already, and what its databases' names begin with. */
  readonly postgres?: { readonly server: EmbeddedPostgres; readonly prefix: string };
  /** Told what is being done, for people. */
  readonly onStep?: (step: string) => void;
}

export interface Host {
  readonly url: string;
  readonly clock: DevelopmentClock;
  /** True when the ledger was empty at this start. */
  readonly fresh: boolean;
  close(): Promise<void>;
}

const ISSUER = 'urn:esep:development';

export const startHost = async (options: HostOptions): Promise<Host> => {
  const { onStep = () => undefined } = options;
  const listener = await listen(options.port);
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

    const clockFile = data.file<{ offsetMs: number }>('clock.json');
    const clock = await DevelopmentClock.start({
      ...(fresh && options.startAt ? { startAt: options.startAt } : {}),
      offset: {
        load: async () => (await clockFile.load())?.offsetMs,
        save: (offsetMs) => clockFile.save({ offsetMs }),
      },
    });
    const issuer = await DevelopmentIssuer.start({
      clock,
      issuer: ISSUER,
      audience: 'esep',
      key: data.file('secrets/issuer.json'),
    });
    onStep('Starting five services');
    const logs = new LogDirectory();
    const personalKeys = {
      masterKey: await data.secretBytes('personal-master-key'),
      indexKey: await data.secretBytes('personal-index-key'),
    };
    const apps = new Map<string, INestApplication>();
    const started = await Promise.allSettled(
      NAMES.map(async (name) => {
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
    const development = await startDevelopment(clock, issuer, databases, options);
    undo.push(() => development.close());
    for (const [name, app] of apps) listener.routes.set(name, handlerOf(app));
    listener.routes.set('dev', handlerOf(development));
    listener.routes.set('health', healthOf(apps));
    return { url: `http://127.0.0.1:${listener.port}`, clock, fresh, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
};

const configOf = (
  name: string,
  { server, prefix }: Databases,
  { port, logLevel }: HostOptions,
): ServiceConfig =>
  Object.assign(new ServiceConfig(), {
    ESEP_PORT: port,
    ESEP_DATABASE_URL: server.url(prefix + databaseOf(name), roleOf(name)),
    ESEP_DATABASE_OWNER_URL: server.url(prefix + databaseOf(name)),
    ESEP_ISSUER: ISSUER,
    ESEP_REQUESTS_PER_SECOND: Number(process.env['ESEP_REQUESTS_PER_SECOND'] ?? 200),
    ESEP_LOG_LEVEL: logLevel ?? process.env['ESEP_LOG_LEVEL'] ?? 'warn',
  });

const databaseOf = (service: string): string => service.replaceAll('-', '_');
const roleOf = (service: string): string => `esep_${databaseOf(service)}`;

type Databases = NonNullable<HostOptions['postgres']>;

const openDatabases = async (
  { directory, postgres, onStep }: HostOptions,
  undo: (() => Promise<unknown>)[],
): Promise<Databases> => {
  if (postgres) return postgres;
  onStep?.('Starting PostgreSQL');
  const server = await EmbeddedPostgres.start({ directory: join(directory, 'postgres') });
  undo.push(() => server.stop());
  return { server, prefix: '' };
};

/** A database and a role per service. True when there were none: a new ledger. */
const makeDatabases = async ({ server, prefix }: Databases): Promise<boolean> => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    const { rows } = await client.query<{ datname: string }>('select datname from pg_database');
    const there = new Set(rows.map(({ datname }) => datname));
    const missing = NAMES.filter((service) => !there.has(prefix + databaseOf(service)));
    for (const name of missing) {
      await client.query(
        `do $$ begin create role ${roleOf(name)} login; exception when duplicate_object then null; end $$`,
      );
      await client.query(`create database ${prefix}${databaseOf(name)}`);
    }
    return missing.length === NAMES.length;
  } finally {
    await client.end();
  }
};

const startDevelopment = (
  clock: DevelopmentClock,
  issuer: DevelopmentIssuer,
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
      { provide: DevelopmentIssuer, useValue: issuer },
      { provide: DEMO_SECTOR, useValue: options.sector },
    ],
  });

// ── The listener ────────────────────────────────────────────────────────────────────────────────

interface Listener {
  readonly server: Server;
  readonly port: number;
  readonly routes: Map<string, RequestListener>;
}

/** Listens before anything else is started, so that a taken port is told at once. */
const listen = async (port: number): Promise<Listener> => {
  const routes = new Map<string, RequestListener>();
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const [, first = '', rest = ''] = /^\/([^/?]*)(.*)$/.exec(url) ?? [];
    const route = routes.get(first);
    if (!route) return sendProblem(response, routes.has('health'));
    // A service of its own has these at its root; here they follow its name.
    if (/^\/(health|metrics)\b/.test(rest)) request.url = rest;
    route(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portProblem(error, port)));
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as { port: number };
  return { server, port: address.port, routes };
};

const portProblem = (error: NodeJS.ErrnoException, port: number): Error =>
  error.code === 'EADDRINUSE'
    ? new HostProblem(
        `Port ${port} is taken by another process. Stop that one, or choose another: npm start -- --port ${port + 1}`,
      )
    : error;

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

const sendProblem = (response: ServerResponse, ready: boolean): void => {
  const status = ready ? 404 : 503;
  const fact = ready ? 'route-unknown' : 'starting';
  const detail = ready
    ? `Nothing is at this address. Try ${NAMES.map((name) => `/${name}/docs`).join(', ')}.`
    : 'The services are starting. Try again in a few seconds.';
  response.writeHead(status, {
    'content-type': 'application/problem+json',
    ...(ready ? {} : { 'retry-after': '2' }),
  });
  const title = ready ? 'Route unknown' : 'Starting';
  response.end(JSON.stringify({ type: `urn:esep:problem:${fact}`, title, status, detail }));
};

/** How long requests under way may still take. */
const GRACE_MS = 5_000;

const closeServer = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    if (!server.listening) return resolve();
    const grace = setTimeout(() => server.closeAllConnections(), GRACE_MS);
    server.close(() => {
      clearTimeout(grace);
      resolve();
    });
    server.closeIdleConnections();
  });
