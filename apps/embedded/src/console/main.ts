import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { join, resolve } from 'node:path';

import express from 'express';

import type { SignInConfig } from '../sign-in/sign-in.js';
import { consoleOf } from './console.js';

// node dist/console/main.js DIRECTORY: the console of a regime, in a process of its own behind the same
// name as the services (ADR 0030). It knows no secret and asks nobody.

/** Longer than proxies keep idle connections, as the services have it. */
const KEEP_ALIVE_MS = 75_000;
const HEADERS_MS = 90_000;
/** For requests in flight when the process stops. */
const GRACE_MS = 10_000;

const LOG_KEY = /^esep\/[^+\s]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]+=*$/;

interface Settings {
  readonly host: string;
  readonly port: number;
  readonly directory: string;
  /** What pages ask at /config.json. */
  readonly config: SignInConfig & {
    /** Public keys of the logs, which pages believe more than what the host of a log says. */
    readonly logKeys: readonly string[];
  };
  /** Where pages get tokens. */
  readonly origins: readonly string[];
}

const main = (): void => {
  const settings = readSettings(process.env, process.argv[2]);
  if (typeof settings === 'string') return fail(settings);
  const { host, port, directory, config, origins } = settings;
  const app = express();
  app.disable('x-powered-by');
  app.get('/health/{*path}', (_, response) => void response.json({ status: 'ok' }));
  app.get('/config.json', (_, response) => {
    response.set('cache-control', 'no-store').json(config);
  });
  app.use(consoleOf({ directory, asks: origins }));
  const options = { keepAliveTimeout: KEEP_ALIVE_MS, headersTimeout: HEADERS_MS };
  const server = createServer(options, app);
  server.on('error', ({ message }) => fail(message));
  server.listen(port, host, () => {
    const address = server.address();
    const taken = typeof address === 'object' ? address?.port : port;
    console.log(`The console is at http://${host}:${taken}.`);
  });
  const stop = (): void => {
    setTimeout(() => server.closeAllConnections(), GRACE_MS).unref();
    server.close();
    // One that was in use just now becomes idle only later.
    setInterval(() => server.closeIdleConnections(), 50).unref();
  };
  process.once('SIGTERM', stop).once('SIGINT', stop);
};

/** What the environment says, or what is wrong with it. */
const readSettings = (env: NodeJS.ProcessEnv, files: string | undefined): Settings | string => {
  const {
    ESEP_HOST: host = '127.0.0.1',
    ESEP_PORT = '7080',
    ESEP_ISSUER: issuer = '',
    ESEP_TOKEN_URL: tokens = issuer,
    ESEP_CONSOLE_CLIENT_ID: clientId = 'esep-console',
    ESEP_CONSOLE_SCOPE: scope = 'openid',
    ESEP_LOG_KEYS: keys = '',
  } = env;
  const directory = resolve(files ?? '');
  const port = Number(ESEP_PORT);
  if (files === undefined || !existsSync(join(directory, 'index.html')))
    return `There is no console in ${directory}. Name the folder that its build wrote: node main.js apps/console/dist`;
  if (!/^\d+$/.test(ESEP_PORT) || port > 65_535)
    return `ESEP_PORT is ${ESEP_PORT}. It is the TCP port to listen on, e.g. 7080; 0 takes a free one.`;
  const isProduction = env['NODE_ENV'] === 'production';
  for (const [name, value] of Object.entries({ ESEP_ISSUER: issuer, ESEP_TOKEN_URL: tokens }))
    if (!isAddress(value, isProduction))
      return `${name} is ${value === '' ? 'not set' : value}. It is an address of the identity provider over TLS, e.g. https://id.example.kz/realms/esep.`;
  if (!scope.split(' ').includes('openid'))
    return `ESEP_CONSOLE_SCOPE is ${scope}. It is what the console asks the identity provider for, openid among it.`;
  const logKeys = keys.split(/[\s,]+/).filter((key) => key !== '');
  const wrong = logKeys.find((key) => !LOG_KEY.test(key));
  if (wrong !== undefined)
    return `ESEP_LOG_KEYS has ${wrong}. It is the public keys of the logs, as GET /<service>/v1/log/key answers them, with commas between them: esep/tax/<deployment>+<8 hexadecimal digits>+<base64>.`;
  const origins = [...new Set([issuer, tokens].map((address) => new URL(address).origin))];
  return { host, port, directory, config: { issuer, clientId, scope, logKeys }, origins };
};

const isAddress = (value: string, onlyTls: boolean): boolean => {
  const protocol = URL.parse(value)?.protocol;
  return protocol === 'https:' || (protocol === 'http:' && !onlyTls);
};

const fail = (reason: string): void => {
  console.error(reason);
  process.exitCode = 1;
};

main();
