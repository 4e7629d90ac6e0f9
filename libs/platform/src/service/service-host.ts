import { hkdfSync } from 'node:crypto';

import type { INestApplication, Provider, Type } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { millisOf, TURN_MS_MAX, type Refusals } from '@esep/kernel';
import type { JSONWebKeySet } from 'jose';
import { Client } from 'pg';
import type { Logger } from 'pino';
import { DataSource, type MigrationInterface } from 'typeorm';

import { Automations } from '../automations/automations.js';
import { Clock, DevelopmentClock } from '../runtime/clock.js';
import { CommandAnswerInterceptor } from '../http/command-request.js';
import { CommandHandler } from '../event-store/command-handler.js';
import type { ServiceConfig } from '../runtime/config.js';
import { createService } from '../http/create-service.js';
import { openDatabase, type Database } from '../postgres/database.js';
import { EventStore } from '../event-store/event-store.js';
import { Health } from '../http/health.js';
import type { KafkaClient } from '../kafka/kafka-client.js';
import { KafkaPublisher } from '../kafka/kafka-publisher.js';
import { whileHolding } from '../postgres/lease.js';
import { ledgerController } from '../http/ledger.controller.js';
import { LedgerKey } from '../transparency/ledger-key.js';
import {
  ExpandLedgerGuards1769990400017,
  Ledger1769990400000,
} from '../event-store/ledger-migration.js';
import { LogDirectory, logOf } from '../event-store/log-directory.js';
import { isWatched, watchLoop } from '../runtime/loop-monitor.js';
import { pause } from '../runtime/sleep.js';
import { Metrics } from '../http/metrics.js';
import { parkedController } from '../http/parked.controller.js';
import { PersonalData, PersonalKeys1769990400002 } from '../event-store/personal-data.js';
import { Copies1769990400005, type Projection } from '../postgres/projection.js';
import { Projections } from '../projections/projections.js';
import { projectionsController } from '../http/projections.controller.js';
import { ExpandProposals1769990400018 } from '../proposals/proposals-migration.js';
import { proposalsController } from '../proposals/proposals.controller.js';
import {
  PublishedOffsets1769990400016,
  Publishing1769990400004,
} from '../kafka/publishing-migration.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { createLogger } from '../http/request-log.js';
import { Sealer, type HeadWitness } from '../transparency/sealer.js';
import type { Subscription } from '../subscriptions/subscription.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Subscriptions1769990400001 } from '../subscriptions/subscription-migration.js';

/** What a host gives to each service that it starts. */
export interface ServiceContext {
  readonly config: ServiceConfig;
  readonly clock: Clock;
  /** Readers of the other services' logs; the service adds its own. */
  readonly logs: LogDirectory;
  /** Publishes and reads over Kafka; without it all services run in this process. */
  readonly kafka?: KafkaClient;
  /** A module of a demonstration, imported beside the service's. */
  readonly development?: Type;
  /** Only the public half if another process seals the log. */
  readonly ledgerKey: LedgerKey;
  /** True if other processes migrate the database, as its owner, and seal the log. */
  readonly servesOnly?: boolean;
  readonly witness?: HeadWitness;
  readonly personalKeys: { readonly masterKey: Buffer; readonly indexKey: Buffer };
  /** Keys of a host that issues access tokens itself. */
  readonly tokenKeys?: JSONWebKeySet;
}

export interface ServiceParts {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** The module that lists its controllers and providers. */
  readonly module: Type;
  readonly migrations: readonly (new () => MigrationInterface)[];
  readonly projections: readonly Projection[];
  readonly providers?: readonly Provider[];
  /** By the name of each refusal of a command: its status, and what the caller can do. */
  readonly refusals?: Refusals;
}

/** All migrations of a service, in their order. */
export const migrationsOf = ({
  migrations,
}: Pick<ServiceParts, 'migrations'>): ServiceParts['migrations'] => [
  Ledger1769990400000,
  Subscriptions1769990400001,
  PersonalKeys1769990400002,
  Publishing1769990400004,
  Copies1769990400005,
  PublishedOffsets1769990400016,
  ExpandLedgerGuards1769990400017,
  ExpandProposals1769990400018,
  ...migrations,
];

const SEAL_INTERVAL_MS = 200;

/**
 * Starts a service: database, log, sealer, subscriptions, application. The same for a process of its own
 * and for a host of several. `app.close()` stops it in the opposite order.
 */
export const startService = async (
  parts: ServiceParts,
  context: ServiceContext,
): Promise<INestApplication> => {
  const { config, clock, logs, ledgerKey, personalKeys } = context;
  const logger = createLogger({ level: config.ESEP_LOG_LEVEL }).child({ service: parts.name });
  const log = logOf(parts.name, config.ESEP_DEPLOYMENT);
  const database = await openDatabase(config, {
    service: parts.name,
    migrations: migrationsOf(parts),
    isMigratedElsewhere: context.servesOnly === true,
    onWaiting: (message) => logger.warn(message),
    projections: parts.projections,
  });
  const { pool, dataSource, connect } = database;
  const store = await PostgresEventStore.open({
    log,
    authority: config.ESEP_AUTHORITY,
    clock,
    pool,
    listen: connect,
  });
  const { witness } = context;
  const sealer = await Sealer.open({
    log,
    pool,
    clock,
    key: context.servesOnly ? undefined : ledgerKey.privateKey,
    ...(witness ? { witness } : {}),
  });
  const subscriptions = new Subscriptions({
    database: dataSource,
    clock,
    logs,
    service: parts.name,
    ownLog: log,
    ...(context.kafka ? { kafka: context.kafka } : {}),
    onTrouble: (message, error) => logger.warn({ err: error }, message),
  });
  const projections = new Projections({
    projections: parts.projections,
    database: dataSource,
    subscriptions,
    logs,
    connect,
    connectAsOwner: context.servesOnly ? undefined : database.connectAsOwner,
    grantsOn: database.grantsOn,
    onTrouble: (message, error) => logger.warn({ err: error }, message),
  });
  const automations = new Automations({
    databaseUrl: config.ESEP_DATABASE_URL,
    clock,
    projections,
    onTrouble: (message, error) => logger.warn({ err: error }, message),
  });
  const stop = new AbortController();
  const rebuilding = projections.run(stop.signal);
  const sealing = context.servesOnly
    ? undefined
    : keepSealed(parts.name, store, sealer, connect, stop.signal, (error) =>
        logger.error({ err: error }, 'The log could not be sealed'),
      );
  const publishing = context.kafka
    ? keepPublished(parts.name, context.kafka, store, { pool, connect }, stop.signal, (error) =>
        logger.warn({ err: error }, 'The log could not be published'),
      )
    : undefined;
  const closing: Provider = {
    provide: 'closing',
    useValue: {
      async onApplicationShutdown() {
        await subscriptions.stop();
        stop.abort();
        await Promise.all([sealing, publishing, rebuilding]);
        await store.close();
        await database.close();
      },
    },
  };
  const app = await createService({
    name: parts.name,
    title: parts.title,
    description: parts.description,
    module: {
      module: parts.module,
      imports: context.development ? [context.development] : [],
      controllers: [
        ledgerController(parts.name),
        parkedController(parts.name),
        projectionsController(parts.name),
        proposalsController(parts.name),
      ],
      providers: [
        { provide: APP_INTERCEPTOR, useFactory: () => new CommandAnswerInterceptor(parts.name) },
        closing,
      ],
    },
    config,
    clock,
    logger,
    cursorKey: cursorKeyOf(personalKeys.indexKey),
    ...(parts.refusals ? { refusals: parts.refusals } : {}),
    ...(context.tokenKeys ? { keys: context.tokenKeys } : {}),
    providers: [
      { provide: EventStore, useValue: store },
      { provide: CommandHandler, useValue: new CommandHandler(store) },
      { provide: Sealer, useValue: sealer },
      { provide: LedgerKey, useValue: ledgerKey },
      { provide: PersonalData, useValue: new PersonalData({ pool, ...personalKeys }) },
      { provide: Subscriptions, useValue: subscriptions },
      { provide: Projections, useValue: projections },
      { provide: Automations, useValue: automations },
      { provide: DataSource, useValue: dataSource },
      ...(parts.providers ?? []),
    ],
  });
  observe(app, store, subscriptions);
  if (clock instanceof DevelopmentClock) stop.signal.onabort = reportHeldLoop(app, logger);
  logs.add(store);
  return app;
};

/** Derived from a key that all replicas have; cursors do not reveal it. */
const cursorKeyOf = (indexKey: Buffer): Buffer =>
  Buffer.from(hkdfSync('sha256', indexKey, '', 'cursors', 32));

/** In development, work that blocks the event loop is logged at once; production has a metric of its lag. */
const reportHeldLoop = (app: INestApplication, logger: Logger): (() => void) => {
  const held = app.get(Metrics).counter({
    name: 'esep_loop_held_total',
    help: `How often one piece of work held the loop of the process for more than ${TURN_MS_MAX} ms.`,
  });
  const writes = !isWatched();
  return watchLoop(({ cpuMs, wallMs, serving }) => {
    held.inc();
    if (writes)
      logger.warn(
        { cpuMs: Math.round(cpuMs), wallMs: Math.round(wallMs), serving },
        'The loop was held: others waited for one piece of work',
      );
  });
};

/** Seals within `SEAL_INTERVAL_MS` of an append, under a lease, and again after any failure. */
const keepSealed = (
  service: string,
  store: EventStore,
  sealer: Sealer,
  connect: () => Client,
  stop: AbortSignal,
  onFailure: (error: unknown) => void,
): Promise<void> =>
  whileHolding(
    `sealer ${service}`,
    connect,
    async (held) => {
      let fresh = true;
      const unsubscribe = store.onAppended(() => {
        fresh = true;
      });
      while (!held.aborted) {
        if (fresh) {
          fresh = false;
          await sealer.seal().catch((error: unknown) => {
            fresh = true;
            onFailure(error);
          });
        }
        await pause(SEAL_INTERVAL_MS, held);
      }
      unsubscribe();
    },
    stop,
  );

/** Publishes the log to Kafka, under a lease. */
const keepPublished = (
  service: string,
  kafka: KafkaClient,
  reader: EventStore,
  { pool, connect }: Pick<Database, 'pool' | 'connect'>,
  stop: AbortSignal,
  onTrouble: (error: unknown) => void,
): Promise<void> =>
  whileHolding(
    `publisher ${service}`,
    connect,
    (held) => new KafkaPublisher({ reader, kafka, pool, onTrouble }).run(held),
    stop,
  );

const observe = (app: INestApplication, store: EventStore, subscriptions: Subscriptions): void => {
  const health = app.get(Health);
  health.register('ledger', () => store.head());
  health.register('subscriptions', async () => {
    const trouble = subscriptions.all().flatMap(({ trouble: why }) => why ?? []);
    if (trouble.length > 0) throw new Error(trouble.join('; '));
  });
  const forks = () =>
    new Set(subscriptions.all().flatMap(({ consumer }) => subscriptions.forksOf(consumer.name)));
  health.watch(() => [...forks(), ...subscriptions.ahead()]);
  // Without the error, which is logged: it may contain data that not every caller may read.
  health.watch(() =>
    subscriptions
      .all()
      .flatMap(({ consumer: { name }, stoppedAt }) =>
        stoppedAt.map((log) => `${name} takes nothing more of ${log}: a fact cannot be digested.`),
      ),
  );
  health.watch(() =>
    subscriptions
      .all()
      .filter(({ parkedCount }) => parkedCount > 0)
      .map(
        ({ consumer: { name }, parkedCount }) =>
          `${name}: ${parkedCount} keys are parked and wait for a decision of two persons.`,
      ),
  );
  const metrics = app.get(Metrics);
  metrics.gauge({
    name: 'esep_log_events',
    help: 'Events in the log.',
    collect: async () => (await store.head()).next,
  });
  metrics.gauge({
    name: 'esep_parked_keys',
    help: 'Keys that wait for a decision of two persons.',
    collect: () => subscriptions.all().reduce((sum, { parkedCount }) => sum + parkedCount, 0),
  });
  metrics.gauge({
    name: 'esep_behind_seconds',
    help: 'Age of the oldest moment that a source is known through, over all that is read.',
    collect: () => Math.max(0, ...subscriptions.all().map((one) => behindOf(subscriptions, one))),
  });
  metrics.gauge({
    name: 'esep_forked_logs',
    help: 'Logs that are not the ones read so far, of which nothing is taken.',
    collect: () => forks().size,
  });
};

const behindOf = (subscriptions: Subscriptions, { consumer }: Subscription): number =>
  (millisOf(subscriptions.now()) - millisOf(subscriptions.known(consumer.name).knownThrough)) /
  1_000;
