import { KafkaClient, type KafkaTls } from '../kafka/kafka-client.js';
import { LogDirectory, logOf } from '../event-store/log-directory.js';
import { clientToken } from '../http/client-token.js';
import { DevelopmentClock } from '../runtime/clock.js';
import { ConfigError } from '../runtime/config.js';
import { readSecret } from '../runtime/read-secret.js';
import { RemoteLog } from '../subscriptions/remote-log.js';
import { fileWitness, LedgerKey } from '../transparency/ledger-key.js';
import { clockOf, DevelopmentClockModule } from './process-clock.js';
import { ProcessConfig, type DirectProcessConfig } from './process-config.js';
import type { ServiceContext } from './service-host.js';

/** What a process gives to its service, from its configuration and the files that this names. */
export const contextOf = async (
  name: string,
  config: DirectProcessConfig,
  servesOnly: boolean,
): Promise<ServiceContext> => {
  const clock = await clockOf(config);
  const secret = (path: string) => readSecret(path, name);
  const bytes = async (path: string) => Buffer.from(await secret(path), 'hex');
  const ledgerKey = LedgerKey.fromPem(await secret(config.ESEP_LEDGER_KEY_FILE));
  if (servesOnly) refuseExcessSecrets(config, ledgerKey);
  else if (!ledgerKey.privateKey)
    throw new ConfigError(
      'ESEP_LEDGER_KEY_FILE: is a public key. Give the one that signs, or start with the word serve.',
    );
  return {
    config,
    clock,
    servesOnly,
    logs: logsOf(name, config),
    ...(config instanceof ProcessConfig ? { kafka: await kafkaOf(name, config) } : {}),
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
};

/** Refuses secrets that a process which callers can reach must not have. */
const refuseExcessSecrets = (config: DirectProcessConfig, key: LedgerKey): void => {
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

const logsOf = (name: string, config: DirectProcessConfig): LogDirectory => {
  const logs = new LogDirectory();
  const token = serviceTokenOf(name, config);
  for (const entry of config.ESEP_LOGS.split(',')) {
    const [service = '', url = ''] = entry.split(/=(.*)/s);
    // All services get the same list; each reads its own log directly.
    if (service === name) continue;
    logs.add(new RemoteLog({ log: logOf(service, config.ESEP_DEPLOYMENT), url, token }));
  }
  return logs;
};

export const serviceTokenOf = (
  name: string,
  config: DirectProcessConfig,
): (() => Promise<string>) => {
  const { ESEP_TOKEN_URL: url, ESEP_CLIENT_ID: clientId = '', ESEP_AUDIENCE: audience } = config;
  const file = (path = '') => readSecret(path, name);
  if (url === undefined) return () => file(config.ESEP_SERVICE_TOKEN_FILE);
  const clientSecret = () => file(config.ESEP_CLIENT_SECRET_FILE);
  return clientToken({ url, clientId, clientSecret, audience });
};
