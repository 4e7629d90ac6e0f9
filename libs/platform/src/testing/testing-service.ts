import { hash } from 'node:crypto';
import type { AddressInfo } from 'node:net';

import type { INestApplication } from '@nestjs/common';
import type { JsonObject } from '@esep/ledger-format';
import { v7 as uuidv7 } from 'uuid';

import { DevelopmentClock, type Clock } from '../runtime/clock.js';
import { eventToAppend, type DomainEvent } from '../event-store/command-handler.js';
import { ServiceConfig } from '../runtime/config.js';
import { handlerOf } from '../http/create-service.js';
import { DevelopmentIssuer } from '../http/development-issuer.js';
import { createHttpServer } from '../http/http-server.js';
import type { EventStore } from '../event-store/event-store.js';
import { LedgerKey, newLedgerKeyPem } from '../transparency/ledger-key.js';
import { LogDirectory, logOf } from '../event-store/log-directory.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import type { Principal } from '../http/request-context.js';
import type { ServiceContext, ServiceParts } from '../service/service-host.js';
import { TEST_NOW } from './test-service.js';
import { eventFaults, expectEventsBySchema } from './testing-events.js';
import { holdLoop, releaseLoop } from './testing-loop.js';
import { migratedDatabase, testDatabase, testLedger, testPool } from './testing-databases.js';

// What the specification of a service needs beside the service: databases, keys, tokens, and the
// logs of the services it listens to. Everything is real but who signs the tokens.

export interface TestContext {
  /** What `start<Service>` takes. */
  readonly context: ServiceContext;
  readonly logs: LogDirectory;
  token(principal: Principal, ttlSeconds?: number): Promise<string>;
  /** The log of another service, in which a specification records what happened there. */
  log(service: string): Promise<TestLog>;
  /** Puts the application behind HTTP on a free port; it closes with the context. */
  serve(app: INestApplication): Promise<TestClient>;
  /** Stops everything, and throws when the service wrote an event that its schema does not allow. */
  close(): Promise<void>;
}

export interface TestLog {
  readonly store: EventStore;
  /**
   * Appends to the end of a stream, whatever stands there. Throws when an event is not what its
   * schema says, and so could never have happened.
   */
  record(stream: string, ...events: readonly (DomainEvent & JsonObject)[]): Promise<void>;
  /** Appends what no service would write. */
  recordBroken(stream: string, event: DomainEvent & JsonObject): Promise<void>;
}

export interface TestClient {
  readonly url: string;
  /** A GET, or a POST of `body`: an object as JSON, text and bytes as they are. */
  call(
    path: string,
    request?: { token?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Response>;
}

export interface TestContextOptions {
  /** A development clock that starts at `TEST_NOW` without it. */
  readonly clock?: Clock;
  /** The service's own database; a new one without it. */
  readonly database?: string;
  /** A service's own schema, with what it needs beside what is set here. */
  readonly config?: ServiceConfig;
  /** Shared by services that listen to each other. */
  readonly logs?: LogDirectory;
}

/** The id of a licensee that a specification calls by a name. */
export const licenseeIdOf = (name: string): string =>
  `019a0000-0000-7000-8000-${hash('sha256', name).slice(0, 12)}`;

/** The same in all test contexts, because services compare parties by their blind indexes. */
const INDEX_KEY = Buffer.alloc(32, 1);
const MASTER_KEY = Buffer.alloc(32, 2);

/** Of a service with its database migrated, or, by name alone, with an empty one. */
export const testContext = async (
  service: string | Pick<ServiceParts, 'name' | 'migrations'>,
  options: TestContextOptions = {},
): Promise<TestContext> => {
  const { config = new ServiceConfig(), logs = new LogDirectory() } = options;
  config.ESEP_DATABASE_URL =
    options.database ??
    (await (typeof service === 'string' ? testDatabase(service) : migratedDatabase(service)));
  config.ESEP_DEPLOYMENT = 'test';
  config.ESEP_ISSUER = 'https://issuer.test';
  config.ESEP_LOG_LEVEL = process.env['ESEP_LOG_LEVEL'] ?? 'silent';
  const clock = options.clock ?? (await DevelopmentClock.start({ startAt: TEST_NOW }));
  const { ESEP_ISSUER: issuer, ESEP_AUDIENCE: audience } = config;
  const tokens = await DevelopmentIssuer.start({ clock, issuer, audience });
  const closing: (() => Promise<unknown>)[] = [];
  const context: ServiceContext = {
    config,
    clock,
    logs,
    ledgerKey: LedgerKey.fromPem(newLedgerKeyPem()),
    personalKeys: { masterKey: MASTER_KEY, indexKey: INDEX_KEY },
    tokenKeys: tokens.jwks(),
  };
  return {
    context,
    logs,
    token: (principal, ttlSeconds) => tokens.token(principal, ttlSeconds),
    async log(service) {
      const pool = testPool((await testLedger(service)).url);
      const store = await PostgresEventStore.open({
        log: logOf(service, config.ESEP_DEPLOYMENT),
        authority: config.ESEP_AUTHORITY,
        clock,
        pool,
      });
      logs.add(store);
      closing.unshift(() => store.close().then(() => pool.end()));
      return {
        store,
        async record(stream, ...events) {
          const faults = eventFaults(events.map((event) => ({ stream, ...eventToAppend(event) })));
          if (faults.length > 0) throw new Error(faults.join('\n'));
          await record(store, stream, events);
        },
        recordBroken: (stream, event) => record(store, stream, [event]),
      };
    },
    async serve(app) {
      const { client, close } = await serve(app);
      // From here on the service works for somebody; how it starts is its own time.
      holdLoop();
      closing.unshift(close);
      closing.push(async () => releaseLoop());
      return client;
    },
    async close() {
      for (const close of closing) await close();
      await expectEventsBySchema(context.config.ESEP_DATABASE_URL);
    },
  };
};

const record = async (
  store: EventStore,
  stream: string,
  events: readonly DomainEvent[],
): Promise<void> => {
  const { length: expectedVersion } = await store.readStream(stream);
  const id = uuidv7();
  const outcome = await store.append({
    writes: [{ stream, expectedVersion, events: events.map((event) => eventToAppend(event)) }],
    meta: { actor: 'officer-1', organisation: 'aifc', correlationId: id, causationId: id },
  });
  if (!outcome.appended) throw new Error(`Not recorded: ${outcome.reason}`);
};

const serve = async (app: INestApplication) => {
  const server = createHttpServer(handlerOf(app));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client: TestClient = {
    url,
    call: (path, { token, body, headers } = {}) =>
      fetch(`${url}/${path}`, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: isRaw(body) ? body : JSON.stringify(body) }),
      }),
  };
  const close = async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await app.close();
  };
  return { client, close };
};

const isRaw = (body: unknown): body is string | Uint8Array<ArrayBuffer> =>
  typeof body === 'string' || body instanceof Uint8Array;
