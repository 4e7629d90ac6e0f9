import 'reflect-metadata';

import { randomBytes } from 'node:crypto';
import type { RequestListener } from 'node:http';

import {
  Module,
  type DynamicModule,
  type INestApplication,
  type Provider,
  type Type,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { TerminusModule } from '@nestjs/terminus';
import type { RequestHandler } from 'express';
import helmet from 'helmet';
import type { JSONWebKeySet } from 'jose';
import type { Logger } from 'pino';

import { AnswerBound } from './answer-bound.js';
import { AccessGuard, authenticate, TokenVerifier } from './auth.js';
import { BodyGuard, jsonBody } from './body.js';
import { Clock, SystemClock } from '../runtime/clock.js';
import { ServiceConfig } from '../runtime/config.js';
import { CursorInterceptor } from './cursor.js';
import { Health, HealthController } from './health.js';
import { isKnownHost } from './host-guard.js';
import { CsvInterceptor } from './listing.js';
import { Metrics, MetricsController } from './metrics.js';
import { serveOpenApi, type ServiceDescription } from './openapi.js';
import { ProblemFilter, RefusalInterceptor } from './problem.js';
import { limitRate } from './rate-limit.js';
import { createLogger, nestLogger, requestLog, ServiceLog } from './request-log.js';
import { InputPipe } from './validation.js';

export interface ServiceOptions extends ServiceDescription {
  readonly module: Type | DynamicModule;
  /** Can be injected as its own class and as `ServiceConfig`. */
  readonly config: ServiceConfig;
  /** Default: the system clock. */
  readonly clock?: Clock;
  /** Keys of a host that issues tokens; without them they are read from ESEP_JWKS_URL. */
  readonly keys?: JSONWebKeySet;
  readonly logger?: Logger;
  /** Authenticates cursors; replicas need the same. Default: a random key of this process. */
  readonly cursorKey?: Buffer;
  /** Can be injected everywhere in the service. */
  readonly providers?: readonly Provider[];
}

@Module({})
class Platform {}

@Module({})
class Root {}

/**
 * The Nest application of a service, initialised but not listening. Used by a process of its own and by
 * the host of several services: it has no state per process.
 */
export const createService = async (options: ServiceOptions): Promise<INestApplication> => {
  const { name, config, clock = new SystemClock(), keys } = options;
  const logger = options.logger ?? createLogger({ service: name, level: config.ESEP_LOG_LEVEL });
  const metrics = new Metrics(name);
  const tokens = new TokenVerifier(config, clock, keys);
  const app = await NestFactory.create<NestExpressApplication>(
    { module: Root, imports: [platformOf(options, { clock, logger, metrics }), options.module] },
    { logger: nestLogger(logger), abortOnError: false, bodyParser: false },
  );
  app.disable('x-powered-by');
  if (config.ESEP_TLS) app.set('trust proxy', 1);
  app.use(requestLog(name, logger), metrics.measure, headersOf(config), notStored);
  const names = config.ESEP_HOST_NAMES?.toLowerCase().split(',');
  if (names) app.use(forUsOnly(names));
  app.use(authenticate(tokens), limitRate({ perSecond: config.ESEP_REQUESTS_PER_SECOND }));
  app.use(jsonBody);
  serveOpenApi(app, options);
  return app.init();
};

/** The application's request handler, for a host with its own listener. */
export const handlerOf = (app: INestApplication): RequestListener =>
  app.getHttpAdapter().getInstance() as RequestListener;

const platformOf = (
  { config, providers = [], refusals, cursorKey = randomBytes(32) }: ServiceOptions,
  { clock, logger, metrics }: { clock: Clock; logger: Logger; metrics: Metrics },
): DynamicModule => {
  const shared: Provider[] = [
    { provide: Clock, useValue: clock },
    { provide: ServiceConfig, useValue: config },
    ...(config.constructor === ServiceConfig
      ? []
      : [{ provide: config.constructor as Type, useValue: config }]),
    { provide: Metrics, useValue: metrics },
    { provide: ServiceLog, useValue: nestLogger(logger) },
    Health,
    ...providers,
  ];
  return {
    module: Platform,
    global: true,
    imports: [TerminusModule.forRoot({ logger: false })],
    controllers: [HealthController, MetricsController],
    providers: [
      ...shared,
      { provide: APP_FILTER, useFactory: () => new ProblemFilter(logger) },
      { provide: APP_GUARD, useClass: AccessGuard },
      { provide: APP_GUARD, useClass: BodyGuard },
      { provide: APP_PIPE, useClass: InputPipe },
      { provide: APP_INTERCEPTOR, useClass: CsvInterceptor },
      { provide: APP_INTERCEPTOR, useFactory: () => new CursorInterceptor(cursorKey) },
      { provide: APP_INTERCEPTOR, useClass: AnswerBound },
      { provide: APP_INTERCEPTOR, useFactory: () => new RefusalInterceptor(refusals) },
    ],
    exports: shared.map((provider) => ('provide' in provider ? provider.provide : provider)),
  };
};

/**
 * Security headers. `upgrade-insecure-requests` and HSTS only behind TLS: on plain HTTP they would send
 * browsers to an HTTPS address that does not exist.
 */
const headersOf = ({ ESEP_TLS: tls }: ServiceConfig) =>
  helmet({
    contentSecurityPolicy: {
      directives: {
        // The documentation page has inline styles.
        'style-src': ["'self'", "'unsafe-inline'"],
        'upgrade-insecure-requests': tls ? [] : null,
      },
    },
    strictTransportSecurity: tls,
    crossOriginOpenerPolicy: tls,
    originAgentCluster: tls,
  });

const forUsOnly =
  (names: readonly string[]): RequestHandler =>
  (request, response, next) => {
    if (isKnownHost(names, request, response)) next();
  };

/** Answers depend on the caller, and figures change: only a handler that sets the header is cached. */
const notStored: RequestHandler = (_request, response, next) => {
  response.set('Cache-Control', 'no-store');
  next();
};
