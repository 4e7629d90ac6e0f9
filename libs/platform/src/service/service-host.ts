import { hkdfSync } from 'node:crypto';

import type { INestApplication, Provider, Type } from '@nestjs/common';
import { APP_INTERCEPTOR } from '@nestjs/core';
import { TURN_MS_MAX, type Refusals } from '@esep/kernel';
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
import { meController } from '../http/me.controller.js';
import { Metrics } from '../http/metrics.js';
import { parkedController } from '../http/parked.controller.js';
import { PersonalData, PersonalKeys1769990400002 } from '../event-store/personal-data.js';
import { Copies1769990400005, type Projection } from '../postgres/projection.js';
import { Projections } from '../projections/projections.js';
import { projectionsController } from '../http/projections.controller.js';
import { ExpandEventIndexes1769990400019 } from '../event-store/event-index-migration.js';
import { EventSearch } from '../event-store/event-search.js';
import { eventsController } from '../http/events.controller.js';
import { subscriptionsController } from '../http/subscriptions.controller.js';
import { ExpandProposals1769990400018 } from '../proposals/proposals-migration.js';
import { proposalsController } from '../proposals/proposals.controller.js';
import {
  PublishedOffsets1769990400016,
  Publishing1769990400004,
} from '../kafka/publishing-migration.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { createLogger } from '../http/request-log.js';
import { observeService } from './observe-service.js';
import { Sealer, type HeadWitness } from '../transparency/sealer.js';
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
  ExpandEventIndexes1769990400019,
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
  const { config, clock, logs } = context;
  const logger = createLogger({ level: config.ESEP_LOG_LEVEL }).child({ service: parts.name });
  const own = await openOwnLog(parts, context, logger);
  const readers = readersOf(parts, context, own, logger);
  const stop = new AbortController();
  const work = startWork(parts, context, { ...own, ...readers }, logger, stop.signal);
  const app = await createService({
    name: parts.name,
    title: parts.title,
    description: parts.description,
    module: {
      module: parts.module,
      imports: context.development ? [context.development] : [],
      controllers: sharedControllers(parts.name),
      providers: [
        { provide: APP_INTERCEPTOR, useFactory: () => new CommandAnswerInterceptor(parts.name) },
        closing({ ...own, ...readers }, work, stop),
      ],
    },
    config,
    clock,
    logger,
    cursorKey: cursorKeyOf(context.personalKeys.indexKey),
    ...(parts.refusals ? { refusals: parts.refusals } : {}),
    ...(context.tokenKeys ? { keys: context.tokenKeys } : {}),
    providers: [...providersOf(context, { ...own, ...readers }), ...(parts.providers ?? [])],
  });
  observeService(app, own.store, readers.subscriptions);
  if (clock instanceof DevelopmentClock) stop.signal.onabort = reportHeldLoop(app, logger);
  logs.add(own.store);
  return app;
};

/** The service's own log, in its database. */
interface OwnLog {
  readonly log: string;
  readonly database: Database;
  readonly store: PostgresEventStore;
  readonly sealer: Sealer;
}

interface Readers {
  readonly subscriptions: Subscriptions;
  readonly projections: Projections;
  readonly automations: Automations;
}

const openOwnLog = async (
  parts: ServiceParts,
  { config, clock, ledgerKey, servesOnly, witness }: ServiceContext,
  logger: Logger,
): Promise<OwnLog> => {
  const log = logOf(parts.name, config.ESEP_DEPLOYMENT);
  const database = await openDatabase(config, {
    service: parts.name,
    migrations: migrationsOf(parts),
    isMigratedElsewhere: servesOnly === true,
    onWaiting: (message) => logger.warn(message),
    projections: parts.projections,
  });
  const { pool, connect } = database;
  const store = await PostgresEventStore.open({
    log,
    authority: config.ESEP_AUTHORITY,
    clock,
    pool,
    listen: connect,
  });
  const sealer = await Sealer.open({
    log,
    pool,
    clock,
    key: servesOnly ? undefined : ledgerKey.privateKey,
    ...(witness ? { witness } : {}),
  });
  return { log, database, store, sealer };
};

const readersOf = (
  parts: ServiceParts,
  { config, clock, logs, kafka, servesOnly }: ServiceContext,
  { log, database }: OwnLog,
  logger: Logger,
): Readers => {
  const onTrouble = (message: string, error: unknown) => logger.warn({ err: error }, message);
  const subscriptions = new Subscriptions({
    database: database.dataSource,
    clock,
    logs,
    service: parts.name,
    ownLog: log,
    ...(kafka ? { kafka } : {}),
    onTrouble,
  });
  const projections = new Projections({
    projections: parts.projections,
    database: database.dataSource,
    subscriptions,
    logs,
    connect: database.connect,
    connectAsOwner: servesOnly ? undefined : database.connectAsOwner,
    grantsOn: database.grantsOn,
    onTrouble,
  });
  const automations = new Automations({
    databaseUrl: config.ESEP_DATABASE_URL,
    clock,
    projections,
    onTrouble,
  });
  return { subscriptions, projections, automations };
};

/** What runs until `stop`: building projections, sealing, publishing. */
const startWork = (
  { name }: ServiceParts,
  { kafka, servesOnly }: ServiceContext,
  { database, store, sealer, projections }: OwnLog & Readers,
  logger: Logger,
  stop: AbortSignal,
): readonly (Promise<void> | undefined)[] => [
  projections.run(stop),
  servesOnly
    ? undefined
    : keepSealed(name, store, sealer, database.connect, stop, (error) =>
        logger.error({ err: error }, 'The log could not be sealed'),
      ),
  kafka &&
    keepPublished(name, kafka, store, database, stop, (error) =>
      logger.warn({ err: error }, 'The log could not be published'),
    ),
];

const closing = (
  { database, store, subscriptions }: OwnLog & Readers,
  work: readonly (Promise<void> | undefined)[],
  stop: AbortController,
): Provider => ({
  provide: 'closing',
  useValue: {
    async onApplicationShutdown() {
      await subscriptions.stop();
      stop.abort();
      await Promise.all(work);
      await store.close();
      await database.close();
    },
  },
});

const providersOf = (
  { ledgerKey, personalKeys, logs }: ServiceContext,
  { database, store, sealer, subscriptions, projections, automations }: OwnLog & Readers,
): Provider[] => [
  { provide: EventStore, useValue: store },
  { provide: LogDirectory, useValue: logs },
  { provide: EventSearch, useValue: new EventSearch(database.dataSource, store) },
  { provide: CommandHandler, useValue: new CommandHandler(store) },
  { provide: Sealer, useValue: sealer },
  { provide: LedgerKey, useValue: ledgerKey },
  { provide: PersonalData, useValue: new PersonalData({ pool: database.pool, ...personalKeys }) },
  { provide: Subscriptions, useValue: subscriptions },
  { provide: Projections, useValue: projections },
  { provide: Automations, useValue: automations },
  { provide: DataSource, useValue: database.dataSource },
];

/** What every service answers beside its own. */
export const sharedControllers = (service: string): Type[] => [
  ledgerController(service),
  eventsController(service),
  subscriptionsController(service),
  parkedController(service),
  projectionsController(service),
  proposalsController(service),
  meController(service),
];

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
