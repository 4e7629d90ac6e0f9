import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Client, Pool } from 'pg';

import { SystemClock } from '../runtime/clock.js';
import { ConfigError, StoreConfig, Variable, withDatabaseCa } from '../runtime/config.js';
import { whileHolding } from '../postgres/lease.js';
import { fileWitness, HeadUnreadable, LedgerKey } from './ledger-key.js';
import { logOf } from '../event-store/log-directory.js';
import { LogRewound, Sealer } from './sealer.js';
import { readSecret } from '../runtime/read-secret.js';
import { keepRunning } from '../runtime/retry.js';
import { pause } from '../runtime/sleep.js';

// Seals a service's log in a process of its own, the only one with the log's private key. It serves
// nothing but its health.

export class SealConfig extends StoreConfig {
  @Variable('It is a file with the Ed25519 key (PEM, PKCS 8) that signs the heads of the log.')
  ESEP_LEDGER_KEY_FILE!: string;

  @Variable('It is a directory that outlives the database: the last signed head is kept there.')
  ESEP_HEADS_DIRECTORY!: string;
}

export interface Sealing {
  readonly url: string;
  /** Rejects when the log was rewound or its last head is unreadable: an operator must act. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

const SEAL_INTERVAL_MS = 200;
/** Ready as long as the last head was signed within this time. */
const HEALTHY_MS = 30_000;

/** Waits for the database and its tables, then seals until closed, while it holds the lease. */
export const sealService = async (service: string, config: SealConfig): Promise<Sealing> => {
  const key = LedgerKey.fromPem(await readSecret(config.ESEP_LEDGER_KEY_FILE, service));
  if (!key.privateKey)
    throw new ConfigError('ESEP_LEDGER_KEY_FILE: is a public key. The one that signs is needed.');
  const connection = {
    connectionString: withDatabaseCa(config.ESEP_DATABASE_URL, config.ESEP_DATABASE_CA_FILE),
    application_name: `esep-${service}-sealer`,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
  };
  const pool = new Pool({ ...connection, max: 2, statement_timeout: HEALTHY_MS });
  // Without a listener a lost idle connection ends the process; the next query reports the error.
  pool.on('error', () => undefined);
  const stop = new AbortController();
  let healthyAt = 0;
  const health = await serveHealth(config, () => Date.now() - healthyAt < HEALTHY_MS);
  const options = {
    log: logOf(service, config.ESEP_DEPLOYMENT),
    pool,
    clock: new SystemClock(),
    key: key.privateKey,
    witness: fileWitness(config.ESEP_HEADS_DIRECTORY, service),
  };
  const ended = whileHolding(
    `sealer ${service}`,
    () => new Client(connection),
    async (held) => {
      let sealer: Sealer | undefined;
      const loop = async (succeeded: () => void): Promise<void> => {
        sealer ??= await Sealer.open(options);
        while (!held.aborted) {
          await sealer.seal();
          healthyAt = Date.now();
          succeeded();
          await pause(SEAL_INTERVAL_MS, held);
        }
      };
      await keepRunning(loop, {
        ...{ firstMs: 1_000, maxMs: 5_000, signal: held },
        isRetryable: (error) => !(error instanceof LogRewound || error instanceof HeadUnreadable),
        onTrouble: (error) =>
          console.error(`The log of ${service} could not be sealed: ${(error as Error).message}`),
      });
    },
    stop.signal,
  );
  const close = async (): Promise<void> => {
    stop.abort();
    await ended.catch(() => undefined);
    await pool.end();
    await new Promise((resolve) => health.close(resolve));
  };
  const { port } = health.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, ended, close };
};

/** Liveness, and readiness: `isHealthy`. */
const serveHealth = async (
  { ESEP_HOST: host, ESEP_PORT: port }: StoreConfig,
  isHealthy: () => boolean,
): Promise<Server> => {
  const server = createServer(({ url }, response) => {
    const ok = url === '/health/live' || (url === '/health/ready' && isHealthy());
    response.writeHead(ok ? 200 : 503, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify({ status: ok ? 'ok' : 'not-ready' }));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, host, resolve);
  });
  return server;
};
