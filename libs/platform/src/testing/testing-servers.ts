import { existsSync } from 'node:fs';
import { connect } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

// Where a test finds its real servers, in this order: the one whose URL the environment gives; a
// container, where Docker is there; what can be started from local binaries. All specifications and
// the end-to-end tests ask here and nowhere else.
//
// The containers have not been run yet: no machine that these tests ran on so far had Docker.
//
// Imports nothing of this package, because tools/test-postgres.mjs loads it as it stands.

export type TestServer = 'postgres' | 'kafka' | 'kurrentdb';

export type ServerSource =
  | { readonly from: 'environment'; readonly url: string }
  | { readonly from: 'docker' }
  | { readonly from: 'local' }
  | { readonly from: 'nowhere'; readonly why: string };

export interface ServerOffers {
  /** The variable of the environment that names a server, and what it holds. */
  readonly variable: string;
  readonly url: string | undefined;
  /** What stands in the way, as a sentence; undefined when nothing does. */
  readonly dockerObstacle: () => Promise<string | undefined>;
  readonly localObstacle: () => Promise<string | undefined>;
}

/** Asks for what comes later in the order only when what comes before is not there. */
export const chooseSource = async (offers: ServerOffers): Promise<ServerSource> => {
  if (offers.url) return { from: 'environment', url: offers.url };
  const docker = await offers.dockerObstacle();
  if (docker === undefined) return { from: 'docker' };
  const local = await offers.localObstacle();
  if (local === undefined) return { from: 'local' };
  return { from: 'nowhere', why: `${local} ${docker} Or set ${offers.variable}.` };
};

export const VARIABLES: Readonly<Record<TestServer, string>> = {
  postgres: 'ESEP_TEST_POSTGRES_URL',
  kafka: 'ESEP_TEST_KAFKA_BROKERS',
  kurrentdb: 'KURRENTDB_URL',
};

const LOCAL: Readonly<Record<TestServer, () => Promise<string | undefined>>> = {
  // From npm, with everything else.
  postgres: async () => undefined,
  kafka: async () => (await kafkaLauncher()).obstacle(),
  kurrentdb: async () => 'KurrentDB comes in no package of npm, Maven or Go.',
};

export const sourceOf = (server: TestServer): Promise<ServerSource> =>
  chooseSource({
    variable: VARIABLES[server],
    url: process.env[VARIABLES[server]],
    dockerObstacle,
    localObstacle: LOCAL[server],
  });

// ── Docker ──────────────────────────────────────────────────────────────────────────────────────

type Environment = Readonly<Record<string, string | undefined>>;

const ANSWER_MS = 500;

/**
 * Why no container can be started here, as a sentence. Looks where testcontainers looks, without
 * loading it: where there is no Docker, this takes a millisecond.
 */
export const dockerObstacle = async (
  env: Environment = process.env,
): Promise<string | undefined> => {
  if (env['ESEP_TEST_DOCKER'] === 'off') return 'ESEP_TEST_DOCKER=off forbids Docker.';
  const host = env['DOCKER_HOST'];
  const address = host ? addressOf(host) : socketsOf(env).map(socketAddress).find(exists);
  if (!address) return host ? `Not a Docker host: ${host}.` : 'Docker is not there.';
  return (await answers(address))
    ? undefined
    : `Docker does not answer at ${host ?? address.path ?? ''}.`;
};

interface Address {
  readonly path?: string;
  readonly host?: string;
  readonly port?: number;
}

const addressOf = (host: string): Address | undefined => {
  if (!URL.canParse(host)) return undefined;
  const { protocol, hostname, port, pathname } = new URL(host);
  if (protocol === 'unix:') return socketAddress(pathname);
  return hostname === '' ? undefined : { host: hostname, port: Number(port || 2375) };
};

const socketAddress = (path: string): Address => ({ path });

const exists = ({ path }: Address): boolean => path !== undefined && existsSync(path);

const socketsOf = (env: Environment): readonly string[] => [
  '/var/run/docker.sock',
  ...(env['XDG_RUNTIME_DIR'] ? [join(env['XDG_RUNTIME_DIR'], 'docker.sock')] : []),
  join(homedir(), '.docker/run/docker.sock'),
  join(homedir(), '.docker/desktop/docker.sock'),
  join('/run/user', String(process.getuid?.() ?? ''), 'docker.sock'),
];

const answers = ({ path, host, port }: Address): Promise<boolean> =>
  new Promise((resolve) => {
    const socket = path === undefined ? connect(port ?? 0, host ?? '') : connect(path);
    const settle = (answer: boolean): void => {
      socket.destroy();
      resolve(answer);
    };
    socket.setTimeout(ANSWER_MS, () => settle(false));
    socket.on('connect', () => settle(true));
    socket.on('error', () => settle(false));
  });

export interface RunningServer {
  /** As the environment would give it. */
  readonly url: string;
  stop(): Promise<void>;
}

export const startContainer = (server: TestServer): Promise<RunningServer> => CONTAINERS[server]();

const CONTAINERS: Readonly<Record<TestServer, () => Promise<RunningServer>>> = {
  postgres: async () => {
    const { PostgreSqlContainer } = await import('@testcontainers/postgresql');
    const container = await new PostgreSqlContainer('postgres:18')
      // As embedded: whoever reaches it may come in by any role, and bytes sort as bytes.
      .withEnvironment({
        POSTGRES_HOST_AUTH_METHOD: 'trust',
        POSTGRES_INITDB_ARGS: '--encoding=UTF8 --locale=C',
      })
      .withCommand(['postgres', ...POSTGRES_SETTINGS.flatMap((setting) => ['-c', setting])])
      .start();
    return { url: container.getConnectionUri(), stop: async () => void (await container.stop()) };
  },
  kafka: async () => {
    const { KafkaContainer } = await import('@testcontainers/kafka');
    // The module starts the images of Confluent only; 8.1 is Apache Kafka 4.1.
    const container = await new KafkaContainer('confluentinc/cp-kafka:8.1.0').start();
    const url = `${container.getHost()}:${container.getMappedPort(KAFKA_PORT)}`;
    return { url, stop: async () => void (await container.stop()) };
  },
  kurrentdb: async () => {
    const { KurrentDbContainer } = await import('@testcontainers/kurrentdb');
    const container = await new KurrentDbContainer('kurrentplatform/kurrentdb:26.1.1')
      // A report of 10,000 rows is one append; the default allows a megabyte.
      .withEnvironment({ KURRENTDB_MAX_APPEND_SIZE: '16777216' })
      .start();
    return {
      url: `${container.getConnectionString()}&defaultDeadline=60000`,
      stop: async () => void (await container.stop()),
    };
  },
};

const POSTGRES_SETTINGS = [
  'fsync=off',
  'synchronous_commit=off',
  'full_page_writes=off',
  'max_connections=400',
];
const KAFKA_PORT = 9093;

// ── Local binaries ──────────────────────────────────────────────────────────────────────────────

export interface KafkaOptions {
  readonly port?: number;
  /** What clients are told, when something stands in between. */
  readonly advertisedPort?: number;
  readonly detached?: boolean;
}

export interface KafkaLauncher {
  obstacle(): string | undefined;
  startKafka(
    directory: string,
    options?: KafkaOptions,
  ): Promise<{ readonly pid: number; readonly port: number }>;
  stopKafka(directory: string): Promise<void>;
}

export const kafkaLauncher = async (): Promise<KafkaLauncher> => {
  const script = join(import.meta.dirname, '../../../../deploy/local/kafka.mjs');
  return (await import(pathToFileURL(script).href)) as KafkaLauncher;
};
