import 'reflect-metadata';

import { readFileSync } from 'node:fs';

import { applyDecorators } from '@nestjs/common';
import { ADDRESS_NETWORKS } from '@esep/kernel';
import {
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  IsUrl,
  Matches,
  Max,
  Min,
  MinLength,
  validateSync,
} from 'class-validator';

import { HOST_NAMES } from './host-names.js';

// Configuration is read from environment variables, once, at start. A service's schema is a class that
// extends `ServiceConfig`; a property is the variable of its name, its initial value the default.

const EXPLANATION = Symbol('esep:variable');
const DEVELOPMENT_ONLY = Symbol('esep:development-only');

/** Marks a variable. The explanation is part of the message if the variable is wrong. */
export const Variable =
  (explanation: string): PropertyDecorator =>
  (target, name) =>
    Reflect.defineMetadata(EXPLANATION, explanation, target, name);

/** A variable that may not be set in production. */
export const DevelopmentVariable = (explanation: string): PropertyDecorator =>
  applyDecorators(Variable(explanation), (target: object, name: string | symbol) =>
    Reflect.defineMetadata(DEVELOPMENT_ONLY, true, target, name),
  );

export const DATABASE_ADDRESS = {
  protocols: ['postgres', 'postgresql'],
  require_tld: false,
  allow_underscores: true,
};
const web = { ...DATABASE_ADDRESS, protocols: ['http', 'https'], require_protocol: true };

/** The configuration of every process that appends to a log or seals it. */
export class StoreConfig {
  @Variable('It is the TCP port to listen on, e.g. 7081; 0 takes a free one.')
  @IsInt()
  @Min(0)
  @Max(65_535)
  ESEP_PORT: number = 7080;

  @Variable('It is the address to listen on: 127.0.0.1 for this machine only, 0.0.0.0 for all.')
  @Matches(/^[0-9A-Za-z.:-]+$/)
  ESEP_HOST: string = '127.0.0.1';

  @Variable('It is the service’s own database, e.g. postgres://user:password@host:5432/licensing.')
  @IsUrl(DATABASE_ADDRESS)
  ESEP_DATABASE_URL!: string;

  @Variable(
    'It is a file with the certificates (PEM) of those who vouch for the database, and for nothing else; with it the database must prove its name.',
  )
  @IsOptional()
  @IsString()
  ESEP_DATABASE_CA_FILE?: string;

  @Variable('It names this installation inside the name of its logs, e.g. local or aifc-prod.')
  @Matches(/^[a-z0-9][a-z0-9.-]{0,62}$/)
  ESEP_DEPLOYMENT: string = 'local';

  @Variable('It is the least important line to log.')
  @IsIn(['silent', 'fatal', 'error', 'warn', 'info', 'debug', 'trace'])
  ESEP_LOG_LEVEL: string = 'info';

  @Variable('It says whether this is development, test or production.')
  @IsIn(['development', 'test', 'production'])
  NODE_ENV: string = 'development';
}

/** The configuration of every service. */
export class ServiceConfig extends StoreConfig {
  @Variable(
    'They are the only names by which callers may ask for the service, e.g. esep.example.kz,localhost; without it any name will do.',
  )
  @IsOptional()
  @Matches(HOST_NAMES)
  ESEP_HOST_NAMES?: string;

  @Variable(
    'It is the database under the role that owns the tables and migrates them; without it the service does so itself.',
  )
  @IsOptional()
  @IsUrl(DATABASE_ADDRESS)
  ESEP_DATABASE_OWNER_URL?: string;

  @Variable('It is the authority whose ledger this is, e.g. AIFC.')
  @Matches(/^[A-Za-z0-9][A-Za-z0-9 .-]{0,62}$/)
  ESEP_AUTHORITY: string = 'AIFC';

  @Variable(
    'It is the organisation of the regulator’s staff in access tokens; their roles count there.',
  )
  @Matches(/^[a-z0-9][a-z0-9-]{0,62}$/)
  ESEP_REGULATOR: string = 'aifc';

  @Variable(
    'It is the `iss` of the access tokens to trust, e.g. https://id.example.kz/realms/esep.',
  )
  @MinLength(1)
  ESEP_ISSUER!: string;

  @Variable('It is the `aud` that an access token must have.')
  @MinLength(1)
  ESEP_AUDIENCE: string = 'esep';

  @Variable(
    'It is the `typ` that an access token must have: at+jwt by RFC 9068, JWT of older providers.',
  )
  @Matches(/^[a-zA-Z0-9+.-]{1,64}$/)
  ESEP_TOKEN_TYPE: string = 'at+jwt';

  @Variable('It is where the identity provider publishes its keys (JWKS).')
  @IsOptional()
  @IsUrl(web)
  ESEP_JWKS_URL?: string;

  @Variable('true when clients reach the service over TLS, at a proxy in front of it.')
  @IsIn([true, false], { message: 'must be true or false' })
  ESEP_TLS: boolean = false;

  @Variable('It is how many requests a second one sender may go on with; 0 sets no limit.')
  @IsInt()
  @Min(0)
  ESEP_REQUESTS_PER_SECOND: number = 200;

  @Variable(
    'It is the network whose addresses are taken beside those of the main networks: the one that is observed.',
  )
  @IsIn([...ADDRESS_NETWORKS])
  ESEP_BITCOIN_NETWORK: string = 'mainnet';
}

/** The configuration is wrong. The message names every wrong variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

/**
 * Reads a schema's variables. `<variable>_FILE` may name a file with the value instead, because a URL
 * with a password is a secret. Throws one `ConfigError` that says of every wrong variable what is wrong
 * and what to give instead. It never contains values, because some are secrets.
 */
export const readConfig = <Config extends object>(
  Schema: new () => Config,
  env: NodeJS.ProcessEnv,
): Config => {
  const config = new Schema();
  const values = config as Record<string, unknown>;
  const unreadable: string[] = [];
  for (const [variable, value] of Object.entries(env)) {
    const name = propertyOf(config, variable);
    // Compose files and shells cannot unset a variable, so an empty one counts as not set.
    if (name === undefined || value === undefined || value === '') continue;
    const text = name === variable ? value : textOf(value);
    if (text === undefined) unreadable.push(`${variable}: is a file that cannot be read.`);
    else values[name] = valueOf(text, Reflect.getMetadata('design:type', config, name));
  }

  const problems = [...unreadable, ...wrongVariables(config), ...developmentVariables(config, env)];
  if (problems.length > 0)
    throw new ConfigError(
      `The configuration is wrong; correct these environment variables:\n  ${problems.join('\n  ')}`,
    );
  return config;
};

/** The URL with this CA only, and with the server's name verified. */
export const withDatabaseCa = (address: string, file: string | undefined): string => {
  if (file === undefined) return address;
  const url = new URL(address);
  url.searchParams.set('sslmode', 'verify-full');
  // Read at each connection, because a CA may be replaced.
  url.searchParams.set('sslrootcert', file);
  return url.href;
};

const textOf = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
};

/** The property that a variable sets, by its value or by the file that it names. */
const propertyOf = (config: object, variable: string): string | undefined =>
  [variable, variable.replace(/_FILE$/, '')].find((name) =>
    Reflect.hasMetadata(EXPLANATION, config, name),
  );

const valueOf = (text: string, type: unknown): unknown => {
  if (type === Number) return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  if (type === Boolean) return text === 'true' || (text === 'false' ? false : text);
  return text;
};

const wrongVariables = (config: object): string[] =>
  validateSync(config).map(({ property, value, constraints = {} }) => {
    const wrong = value === undefined ? 'is missing' : Object.values(constraints).join(' and ');
    const explanation: unknown = Reflect.getMetadata(EXPLANATION, config, property);
    return `${property}: ${wrong.replaceAll(`${property} `, '')}. ${String(explanation)}`;
  });

const developmentVariables = (config: object, env: NodeJS.ProcessEnv): string[] =>
  isProduction(env)
    ? Object.keys(env)
        .filter((name) => env[name] && isForDevelopment(config, name))
        .map((name) => `${name}: is for development only. Unset it, or NODE_ENV=production.`)
    : [];

const isForDevelopment = (config: object, variable: string): boolean => {
  const name = propertyOf(config, variable);
  return name !== undefined && Reflect.hasMetadata(DEVELOPMENT_ONLY, config, name);
};

const isProduction = (env: NodeJS.ProcessEnv): boolean => env['NODE_ENV'] === 'production';

/** Throws in production, for features that could forge evidence. */
export const refuseInProduction = (feature: string, env = process.env): void => {
  if (isProduction(env))
    throw new ConfigError(
      `${feature} is for development only and does not run under NODE_ENV=production.`,
    );
};
