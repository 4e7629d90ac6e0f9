import { readFile } from 'node:fs/promises';

import { Body, Controller, Get, HttpCode, Module, Post } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import { IsInt, IsOptional, IsString, IsUrl, Matches, Max, Min, ValidateIf } from 'class-validator';

import { Public, Roles } from '../http/auth.js';
import { clientToken } from '../http/client-token.js';
import { Clock, DevelopmentClock, SystemClock } from '../runtime/clock.js';
import {
  ConfigError,
  DevelopmentVariable,
  readConfig,
  ServiceConfig,
  Variable,
  withDatabaseCa,
} from '../runtime/config.js';
import { armFailpoint } from '../runtime/failpoint.js';
import { IsInstant } from '../http/fields.js';
import { KafkaClient, type KafkaTls } from '../kafka/kafka-client.js';
import { fileWitness, LedgerKey } from '../transparency/ledger-key.js';
import { listen, type Listening } from '../http/listen.js';
import { LogDirectory, logOf } from '../event-store/log-directory.js';
import { RemoteLog } from '../subscriptions/remote-log.js';
import { maintainProjections, migrateService, OwnerConfig } from './migrate-service.js';
import { readSecret } from '../runtime/read-secret.js';
import { SealConfig, sealService } from '../transparency/seal-service.js';
import type { ServiceContext, ServiceParts } from './service-host.js';

// A service as a process of its own: configuration comes from the environment, keys and tokens from
// files that a secret store mounts.

const BROKERS = /^[\w.-]+:\d{1,5}(,[\w.-]+:\d{1,5})*$/;
const LOGS = /^[a-z-]+=https?:\/\/[^,\s]+(,[a-z-]+=https?:\/\/[^,\s]+)*$/;

/** TLS takes all three files; with one missing the connection must not be plain. */
const isKafkaByTls = (config: ProcessConfig): boolean =>
  [config.ESEP_KAFKA_CA_FILE, config.ESEP_KAFKA_CERT_FILE, config.ESEP_KAFKA_KEY_FILE].some(
    (file) => file !== undefined,
  );

/** The configuration of a service that runs as a process of its own. */
export class ProcessConfig extends ServiceConfig {
  @Variable('It is where some brokers of Kafka are, e.g. kafka-0:9092,kafka-1:9092.')
  @Matches(BROKERS)
  ESEP_KAFKA_BROKERS!: string;

  @Variable('It is how many copies of a record the brokers keep: 1 for development, else 3.')
  @IsInt()
  @Min(1)
  @Max(9)
  ESEP_KAFKA_REPLICAS: number = 1;

  @Variable('It is a file with the certificates (PEM) that the brokers are known by.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_CA_FILE?: string;

  @Variable('It is a file with the certificate (PEM) that the brokers know the service by.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_CERT_FILE?: string;

  @Variable('It is a file with the key (PEM) of the service’s certificate.')
  @ValidateIf(isKafkaByTls)
  @IsString()
  ESEP_KAFKA_KEY_FILE?: string;

  @Variable(
    'It is where the other services are, e.g. licensing=http://licensing:7080,tax=http://tax:7080; its own place may stand there too.',
  )
  @Matches(LOGS)
  ESEP_LOGS!: string;

  @Variable('It is a file with an access token of the role `service`; it is read at each use.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL === undefined)
  @IsString()
  ESEP_SERVICE_TOKEN_FILE?: string;

  @Variable('It is where the identity provider gives tokens to clients, instead of from a file.')
  @IsOptional()
  @IsUrl({ protocols: ['http', 'https'], require_tld: false, require_protocol: true })
  ESEP_TOKEN_URL?: string;

  @Variable('It is what the identity provider calls the service.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL !== undefined)
  @IsString()
  ESEP_CLIENT_ID?: string;

  @Variable('It is a file with the secret by which the identity provider knows the service.')
  @ValidateIf(({ ESEP_TOKEN_URL }: ProcessConfig) => ESEP_TOKEN_URL !== undefined)
  @IsString()
  ESEP_CLIENT_SECRET_FILE?: string;

  @Variable(
    'It is a file with the Ed25519 key (PEM, PKCS 8) that signs the heads of the log; with the word serve, its public half.',
  )
  ESEP_LEDGER_KEY_FILE!: string;

  @Variable('It is a file with 32 bytes in hexadecimal: they encrypt the keys of personal data.')
  ESEP_PERSONAL_MASTER_KEY_FILE!: string;

  @Variable('It is a file with 32 bytes in hexadecimal: by them identity numbers are found.')
  ESEP_PERSONAL_INDEX_KEY_FILE!: string;

  @Variable('It is a directory that outlives the database: the last signed head is kept there.')
  @IsOptional()
  ESEP_HEADS_DIRECTORY?: string;

  @DevelopmentVariable('It is a file that keeps how far the clock was moved; demonstrations only.')
  @IsOptional()
  ESEP_DEVELOPMENT_CLOCK_FILE?: string;

  @DevelopmentVariable('It is how many seconds the process’s clock is ahead of others; tests only.')
  @IsInt()
  ESEP_CLOCK_AHEAD_SECONDS: number = 0;

  @DevelopmentVariable(
    'It is where the process has itself killed, e.g. after-append:3; tests only.',
  )
  @IsOptional()
  ESEP_FAILPOINT?: string;
}

/**
 * The parts of a service's program, chosen by its first argument. `all` is one process; parts that run
 * apart get only the secrets that each of them needs.
 */
export const PROGRAM_PARTS = ['all', 'serve', 'seal', 'migrate', 'projections'] as const;

/** Runs a service, or a part of it, until it ends or gets a signal. Prints why if it cannot start. */
export const runService = async <Config extends ProcessConfig>(
  parts: ServiceParts,
  Schema: new () => Config,
  start: (context: ServiceContext, config: Config) => Promise<INestApplication>,
): Promise<void> => {
  const [word = 'all', ...more] = process.argv.slice(2);
  try {
    if (word === 'migrate') await migrateService(parts, readConfig(OwnerConfig, process.env));
    else if (word === 'projections')
      await maintainProjections(parts, readConfig(OwnerConfig, process.env), more);
    else if (word === 'seal') await seal(parts.name);
    else if (word === 'serve' || word === 'all')
      await serve(parts.name, Schema, start, word === 'serve');
    else
      throw new ConfigError(
        `A service knows the words ${PROGRAM_PARTS.join(', ')}, and not ${word}.`,
      );
  } catch (error) {
    const { name: kind, message, stack } = error as Error;
    console.error(FOR_PEOPLE.has(kind) ? message : stack);
    process.exit(1);
  }
};

const seal = async (name: string): Promise<void> => {
  const sealing = await sealService(name, readConfig(SealConfig, process.env));
  console.error(`${name} is sealed from ${sealing.url}.`);
  for (const signal of ['SIGTERM', 'SIGINT'] as const)
    process.once(signal, () => void sealing.close());
  await sealing.ended;
};

const serve = async <Config extends ProcessConfig>(
  name: string,
  Schema: new () => Config,
  start: (context: ServiceContext, config: Config) => Promise<INestApplication>,
  servesOnly: boolean,
): Promise<void> => {
  const config = readConfig(Schema, process.env);
  requireDatabaseCa(config);
  if (config.ESEP_FAILPOINT) armFailpoint(config.ESEP_FAILPOINT);
  const listening = await listenAs(name, config, servesOnly, (context) => start(context, config));
  console.error(`${name} is ready at ${listening.url}.`);
  // Ends with its parent process, if that started it with an IPC channel.
  process.once('disconnect', () => void listening.close());
  process.channel?.unref();
};

/** Adds the CA to the database URLs, from which all connections are made. */
const requireDatabaseCa = (config: ProcessConfig): void => {
  const { ESEP_DATABASE_CA_FILE: file, ESEP_DATABASE_OWNER_URL: owner } = config;
  config.ESEP_DATABASE_URL = withDatabaseCa(config.ESEP_DATABASE_URL, file);
  if (owner !== undefined) config.ESEP_DATABASE_OWNER_URL = withDatabaseCa(owner, file);
};

/** Refuses secrets that a process which callers can reach must not have. */
const refuseExcessSecrets = (config: ProcessConfig, key: LedgerKey): void => {
  const too = [
    ...(config.ESEP_DATABASE_OWNER_URL === undefined
      ? []
      : ['ESEP_DATABASE_OWNER_URL: is for migrate and projections. Unset it where it serves.']),
    ...(key.privateKey === undefined
      ? []
      : ['ESEP_LEDGER_KEY_FILE: signs. Give the public half, ledger-public.pem, where it serves.']),
  ];
  if (too.length > 0)
    throw new ConfigError(`A process that only serves knows too much:\n  ${too.join('\n  ')}`);
};

/** Errors whose message is enough for the operator, without a stack. */
const FOR_PEOPLE = new Set(['ConfigError', 'DatabaseError', 'LogRewound', 'HeadUnreadable']);

const listenAs = async (
  name: string,
  config: ProcessConfig,
  servesOnly: boolean,
  start: (context: ServiceContext) => Promise<INestApplication>,
): Promise<Listening> => {
  const clock = await clockOf(config);
  const secret = (path: string) => readSecret(path, name);
  const bytes = async (path: string) => Buffer.from(await secret(path), 'hex');
  const ledgerKey = LedgerKey.fromPem(await secret(config.ESEP_LEDGER_KEY_FILE));
  if (servesOnly) refuseExcessSecrets(config, ledgerKey);
  else if (!ledgerKey.privateKey)
    throw new ConfigError(
      'ESEP_LEDGER_KEY_FILE: is a public key. Give the one that signs, or start with the word serve.',
    );
  const context: ServiceContext = {
    config,
    clock,
    servesOnly,
    logs: logsOf(name, config),
    kafka: await kafkaOf(name, config),
    ledgerKey,
    ...(config.ESEP_HEADS_DIRECTORY
      ? { witness: fileWitness(config.ESEP_HEADS_DIRECTORY, name) }
      : {}),
    personalKeys: {
      masterKey: await bytes(config.ESEP_PERSONAL_MASTER_KEY_FILE),
      indexKey: await bytes(config.ESEP_PERSONAL_INDEX_KEY_FILE),
    },
    ...(clock instanceof DevelopmentClock ? { development: DevelopmentClockModule } : {}),
  };
  return listen(config, () => start(context));
};

export const kafkaOf = async (name: string, config: ProcessConfig): Promise<KafkaClient> =>
  new KafkaClient({
    brokers: config.ESEP_KAFKA_BROKERS.split(','),
    clientId: `esep-${name}`,
    replicas: config.ESEP_KAFKA_REPLICAS,
    ...(await kafkaTlsOf(config, (path) => readSecret(path, name))),
  });

const kafkaTlsOf = async (
  {
    ESEP_KAFKA_CA_FILE: caFile,
    ESEP_KAFKA_CERT_FILE: certFile,
    ESEP_KAFKA_KEY_FILE: keyFile,
  }: ProcessConfig,
  read: (path: string) => Promise<string>,
): Promise<{ tls?: KafkaTls }> => {
  if (!caFile || !certFile || !keyFile) return {};
  // The client reads them at each connection; this fails at start if one cannot be read.
  await Promise.all([caFile, certFile, keyFile].map(read));
  return { tls: { caFile, certFile, keyFile } };
};

const logsOf = (name: string, config: ProcessConfig): LogDirectory => {
  const logs = new LogDirectory();
  const token = tokenOf(name, config);
  for (const entry of config.ESEP_LOGS.split(',')) {
    const [service = '', url = ''] = entry.split(/=(.*)/s);
    // All services get the same list; each reads its own log directly.
    if (service === name) continue;
    logs.add(new RemoteLog({ log: logOf(service, config.ESEP_DEPLOYMENT), url, token }));
  }
  return logs;
};

const tokenOf = (name: string, config: ProcessConfig): (() => Promise<string>) => {
  const { ESEP_TOKEN_URL: url, ESEP_CLIENT_ID: clientId = '', ESEP_AUDIENCE: audience } = config;
  const file = (path = '') => readSecret(path, name);
  if (url === undefined) return () => file(config.ESEP_SERVICE_TOKEN_FILE);
  const clientSecret = () => file(config.ESEP_CLIENT_SECRET_FILE);
  return clientToken({ url, clientId, clientSecret, audience });
};

// ── A clock that demonstrations move ────────────────────────────────────────────────────────────

const clockOf = async ({
  ESEP_DEVELOPMENT_CLOCK_FILE: file,
  ESEP_CLOCK_AHEAD_SECONDS: aheadSeconds,
}: ProcessConfig): Promise<Clock> => {
  if (file === undefined) return new SystemClock();
  const text = await readFile(file, 'utf8').catch(() => '{"offsetMs":0}');
  // The host that moves the clocks of all processes writes the file.
  const load = () => Promise.resolve((JSON.parse(text) as { offsetMs: number }).offsetMs);
  const offset = { load, save: () => Promise.resolve() };
  return DevelopmentClock.start({ offset, aheadMs: 1_000 * aheadSeconds });
};

export class MoveClockBody {
  @IsInstant({ description: 'Not before the clock’s present time.' }) now!: string;
}

/** Called by the host in front of the processes, which documents it. */
@ApiExcludeController()
@Controller('dev/v1/clock')
class DevelopmentClockController {
  private readonly clock: DevelopmentClock;

  constructor(clock: Clock) {
    this.clock = clock as DevelopmentClock;
  }

  @Get()
  @Public()
  now() {
    return { now: this.clock.now() };
  }

  @Post()
  @HttpCode(200)
  @Roles('demo')
  move(@Body() { now }: MoveClockBody) {
    return this.clock.moveTo(now);
  }
}

@Module({ controllers: [DevelopmentClockController] })
export class DevelopmentClockModule {}
