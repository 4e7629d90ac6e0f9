import { Module, type Provider } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { OpenAPIObject } from '@nestjs/swagger';
import { DataSource } from 'typeorm';

import { Automations } from '../automations/automations.js';
import { CommandHandler } from '../event-store/command-handler.js';
import { EventSearch } from '../event-store/event-search.js';
import { EventStore } from '../event-store/event-store.js';
import { LogDirectory } from '../event-store/log-directory.js';
import { PersonalData } from '../event-store/personal-data.js';
import { Health } from '../http/health.js';
import { Metrics } from '../http/metrics.js';
import { openApiOf } from '../http/openapi.js';
import { ServiceLog } from '../http/request-log.js';
import { Projections } from '../projections/projections.js';
import { Subscriptions } from '../projections/subscriptions.js';
import { Clock } from '../runtime/clock.js';
import { ServiceConfig } from '../runtime/config.js';
import { LedgerKey } from '../transparency/ledger-key.js';
import { Sealer } from '../transparency/sealer.js';
import { sharedControllers, type ServiceParts } from './service-host.js';

/**
 * The OpenAPI document that a service serves, from its code alone: nothing of it is constructed, and
 * neither a database nor a port is needed.
 */
export const describeService = async (
  parts: Omit<ServiceParts, 'migrations' | 'projections'>,
  controllers = sharedControllers(parts.name),
): Promise<OpenAPIObject> => {
  const given = [...GIVEN, ...(parts.providers ?? [])];
  const platform = { module: Platform, global: true, providers: given, exports: given };
  const service = { module: parts.module, controllers };
  const app = await NestFactory.create(
    { module: Described, imports: [platform, service] },
    { preview: true, logger: false, abortOnError: false },
  );
  return openApiOf(app, parts);
};

@Module({})
class Platform {}

@Module({})
class Described {}

/** What constructors ask for; Nest looks that it is there, also where it constructs nothing. */
const GIVEN: Provider[] = [
  Automations,
  Clock,
  CommandHandler,
  DataSource,
  EventSearch,
  EventStore,
  Health,
  LedgerKey,
  LogDirectory,
  Metrics,
  PersonalData,
  Projections,
  Sealer,
  ServiceConfig,
  ServiceLog,
  Subscriptions,
].map((provide) => ({ provide, useFactory: () => undefined }));
