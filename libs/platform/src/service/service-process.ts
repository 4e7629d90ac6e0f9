import type { INestApplication } from '@nestjs/common';

import { ConfigError, readConfig, withDatabaseCa } from '../runtime/config.js';
import { armFailpoint } from '../runtime/failpoint.js';
import { listen } from '../http/listen.js';
import { maintainProjections, migrateService, OwnerConfig } from './migrate-service.js';
import type { DirectProcessConfig } from './process-config.js';
import { contextOf } from './process-context.js';
import { SealConfig, sealService } from '../transparency/seal-service.js';
import type { ServiceContext, ServiceParts } from './service-host.js';

// A service as a process of its own: configuration comes from the environment, keys and tokens from
// files that a secret store mounts.

/**
 * The parts of a service's program, chosen by its first argument. `all` is one process; parts that run
 * apart get only the secrets that each of them needs.
 */
export const PROGRAM_PARTS = ['all', 'serve', 'seal', 'migrate', 'projections'] as const;

/** Runs a service, or a part of it, until it ends or gets a signal. Prints why if it cannot start. */
export const runService = async <Config extends DirectProcessConfig>(
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

const serve = async <Config extends DirectProcessConfig>(
  name: string,
  Schema: new () => Config,
  start: (context: ServiceContext, config: Config) => Promise<INestApplication>,
  servesOnly: boolean,
): Promise<void> => {
  const config = readConfig(Schema, process.env);
  requireDatabaseCa(config);
  if (config.ESEP_FAILPOINT) armFailpoint(config.ESEP_FAILPOINT);
  const context = await contextOf(name, config, servesOnly);
  const listening = await listen(config, () => start(context, config));
  console.error(`${name} is ready at ${listening.url}.`);
  // Ends with its parent process, if that started it with an IPC channel.
  process.once('disconnect', () => void listening.close());
  process.channel?.unref();
};

/** Adds the CA to the database URLs, from which all connections are made. */
const requireDatabaseCa = (config: DirectProcessConfig): void => {
  const { ESEP_DATABASE_CA_FILE: file, ESEP_DATABASE_OWNER_URL: owner } = config;
  config.ESEP_DATABASE_URL = withDatabaseCa(config.ESEP_DATABASE_URL, file);
  if (owner !== undefined) config.ESEP_DATABASE_OWNER_URL = withDatabaseCa(owner, file);
};

/** Errors whose message is enough for the operator, without a stack. */
const FOR_PEOPLE = new Set(['ConfigError', 'DatabaseError', 'LogRewound', 'HeadUnreadable']);
