import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { KafkaClient, type KafkaTls } from '@esep/platform';
import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  Kafka,
  logLevel,
  ResourcePatternTypes,
  type AclEntry,
} from 'kafkajs';

import { freePort } from '../libs/platform/src/runtime/free-port.js';
import { declarationOf, TOPICS, type Topic } from '../libs/platform/src/kafka/kafka-topics.js';
import { READS, SERVICES } from './policies.js';
import { obstacle, render, type Manifest } from './schemas.js';

// A broker that knows clients by their certificates and allows what the KafkaUsers of k8s/ say, as
// Strimzi would set one up; and on it the services' own client, in the name of each service.

interface Launcher {
  obstacle(): string | undefined;
  startKafka(directory: string, options: { detached: boolean }): Promise<unknown>;
  stopKafka(directory: string): Promise<void>;
}

const script = pathToFileURL(join(import.meta.dirname, '../deploy/local/kafka.mjs')).href;
const launcher = (await import(script)) as Launcher;
const why =
  obstacle() ??
  launcher.obstacle() ??
  (spawnSync('openssl', ['version']).error ? 'certificates are made by openssl' : undefined);
const suite = why === undefined ? describe : describe.skip;

const NOT_ALLOWED = /not authorized|does not host/i;

suite(`On a broker with TLS${why === undefined ? '' : `: not tried, because ${why}`}`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'esep-kafka-users-'));
  let plain: number;
  let secure: number;

  beforeAll(async () => {
    plain = await freePort();
    secure = await freePort();
    makeAuthority(folder);
    for (const name of ['broker', 'stranger', ...SERVICES]) makeCertificate(folder, name);
    const settings = properties(folder, plain, secure, await freePort());
    writeFileSync(join(folder, 'server.properties'), settings);
    await launcher.startKafka(folder, { detached: false });
    await setUp(plain, render(join(import.meta.dirname, 'overlays/dev')));
  }, 300_000);
  afterAll(async () => {
    await launcher.stopKafka(folder);
    rmSync(folder, { recursive: true });
  });

  it.each(SERVICES)('%s writes its own topics, and its readers read them', async (service) => {
    const own = topicsOf(service);
    const client = clientOf(service);
    expect(await client.ensureTopics(own)).toEqual([]);
    const value = `said by ${service}`;
    await write(client, own, value);
    const readers = SERVICES.filter((reader) => READS[reader]?.includes(service));
    for (const reader of readers) {
      const consumer = clientOf(reader);
      expect(await consumer.ensureTopics(own)).toEqual([]);
      const group = `esep.${reader}.facts_of_${service}_v1`;
      expect(await readAll(consumer, group, own)).toEqual([value, value]);
    }
  });

  it.each(SERVICES)('%s writes no topic of another', async (service) => {
    const client = clientOf(service);
    for (const other of SERVICES.filter((other) => other !== service))
      await expect(write(client, topicsOf(other).slice(0, 1), 'forged')).rejects.toThrow(
        NOT_ALLOWED,
      );
  });

  // Supervision consumes what all say.
  const others = SERVICES.filter((service) => service !== 'supervision');
  it.each(others)('%s sees no topic that it does not consume', async (service) => {
    const known = [service, ...(READS[service] ?? [])];
    for (const other of SERVICES.filter((other) => !known.includes(other)))
      await expect(clientOf(service).ensureTopics(topicsOf(other))).rejects.toThrow(NOT_ALLOWED);
  });

  it('nobody joins the consumers of another', async () => {
    const topics = topicsOf('licensing');
    await expect(readAll(clientOf('tax'), 'esep.supervision.x_v1', topics)).rejects.toThrow(
      /coordinator/,
    );
  });

  it('nobody makes or changes a topic', async () => {
    const topic = { topic: 'esep.tax.other.v1', partitions: 1 };
    await expect(clientOf('tax').ensureTopics([topic])).rejects.toThrow(NOT_ALLOWED);
  });

  it('whom nobody knows sees nothing', async () =>
    await expect(clientOf('stranger').ensureTopics(topicsOf('tax'))).rejects.toThrow(NOT_ALLOWED));

  it('nobody comes in without a certificate, or to a broker without one', async () => {
    const brokers = [`localhost:${secure}`];
    const plainly = new KafkaClient({ brokers, clientId: 'plain' });
    await expect(plainly.ensureTopics(topicsOf('tax'))).rejects.toThrow(/connection/i);
    makeAuthority(folder, 'other-authority');
    const tls = { ...filesOf('tax'), caFile: join(folder, 'other-authority.crt') };
    const deceived = new KafkaClient({ brokers, clientId: 'deceived', tls });
    await expect(deceived.ensureTopics(topicsOf('tax'))).rejects.toThrow(/certificate/);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function clientOf(service: string): KafkaClient {
    const brokers = [`localhost:${secure}`];
    return new KafkaClient({ brokers, clientId: `esep-${service}`, tls: filesOf(service) });
  }

  function filesOf(name: string): KafkaTls {
    const file = (ending: string) => join(folder, ending);
    return { caFile: file('ca.crt'), certFile: file(`${name}.crt`), keyFile: file(`${name}.key`) };
  }
});

const topicsOf = (service: string): Topic[] =>
  TOPICS.filter(({ topic }) => topic.startsWith(`esep.${service}.`));

async function write(client: KafkaClient, topics: readonly Topic[], value: string): Promise<void> {
  const producer = await client.producer();
  try {
    await producer.send(
      topics.map(({ topic }) => ({ topic, partition: 0, key: null, value, headers: {} })),
    );
  } finally {
    await producer.close();
  }
}

/** What the topics hold, one record for each. */
async function readAll(client: KafkaClient, group: string, topics: readonly Topic[]) {
  const found: string[] = [];
  const consumer = await new Promise<Awaited<ReturnType<KafkaClient['consume']>>>(
    (resolve, reject) => {
      const started = client.consume({
        group,
        topics,
        onAssigned: () => undefined,
        onBatch: (_place, messages) => {
          found.push(...messages.map(({ value }) => value));
          if (found.length >= topics.length) void started.then(resolve, reject);
        },
      });
      started.then(({ failed }) => failed, reject).catch(reject);
    },
  );
  await consumer.close();
  return found;
}

// ── The broker ──────────────────────────────────────────────────────────────────────────────────

/** Whoever comes by the plain port is the administrator, as Strimzi's operators are. */
const properties = (folder: string, plain: number, secure: number, controller: number): string => {
  const pem = (file: string) =>
    readFileSync(join(folder, file), 'utf8').trim().replaceAll('\n', '\\n');
  return `process.roles=broker,controller
node.id=1
controller.quorum.voters=1@127.0.0.1:${controller}
listeners=PLAINTEXT://127.0.0.1:${plain},SSL://127.0.0.1:${secure},CONTROLLER://127.0.0.1:${controller}
advertised.listeners=PLAINTEXT://127.0.0.1:${plain},SSL://localhost:${secure}
listener.security.protocol.map=PLAINTEXT:PLAINTEXT,SSL:SSL,CONTROLLER:PLAINTEXT
controller.listener.names=CONTROLLER
inter.broker.listener.name=PLAINTEXT
log.dirs=${join(folder, 'data')}
offsets.topic.replication.factor=1
offsets.topic.num.partitions=1
transaction.state.log.replication.factor=1
transaction.state.log.min.isr=1
auto.create.topics.enable=false
group.initial.rebalance.delay.ms=0
authorizer.class.name=org.apache.kafka.metadata.authorizer.StandardAuthorizer
super.users=User:ANONYMOUS
ssl.client.auth=required
ssl.keystore.type=PEM
ssl.keystore.certificate.chain=${pem('broker.crt')}
ssl.keystore.key=${pem('broker.key')}
ssl.truststore.type=PEM
ssl.truststore.certificates=${pem('ca.crt')}
`;
};

const OPERATIONS: Readonly<Record<string, AclOperationTypes>> = {
  Read: AclOperationTypes.READ,
  Write: AclOperationTypes.WRITE,
  Describe: AclOperationTypes.DESCRIBE,
  DescribeConfigs: AclOperationTypes.DESCRIBE_CONFIGS,
};

/** Does what the operator does: creates the topics, and allows what the users' manifests say. */
async function setUp(port: number, all: readonly Manifest[]): Promise<void> {
  const admin = new Kafka({ brokers: [`127.0.0.1:${port}`], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.createTopics({
    topics: TOPICS.map((topic) => declarationOf(topic, 1)).map((declared) => ({
      topic: declared.topic,
      numPartitions: declared.partitions,
      replicationFactor: 1,
      configEntries: Object.entries(declared.settings).map(([name, value]) => ({ name, value })),
    })),
  });
  const acl = all.filter(({ kind }) => kind === 'KafkaUser').flatMap(aclsOf);
  await admin.createAcls({ acl });
  // The broker takes them over a little later than it answers.
  const every = {
    resourceType: AclResourceTypes.ANY,
    resourcePatternType: ResourcePatternTypes.ANY,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  };
  for (let found = 0; found < acl.length; await sleep(50)) {
    const { resources } = await admin.describeAcls(every);
    found = resources.reduce((sum, { acls }) => sum + acls.length, 0);
  }
  // Who asks for a group first waits until the brokers can keep groups at all.
  for (let kept = false; !kept; await sleep(50))
    kept = await admin.fetchOffsets({ groupId: 'anybody' }).then(
      () => true,
      () => false,
    );
  await admin.disconnect();
}

interface UserSpec {
  readonly authorization: {
    readonly acls: readonly {
      readonly resource: { type: 'topic' | 'group'; name: string; patternType: string };
      readonly operations: readonly string[];
    }[];
  };
}

const aclsOf = ({ metadata, spec }: Manifest): AclEntry[] =>
  (spec as UserSpec).authorization.acls.flatMap(({ resource, operations }) =>
    operations.map((operation) => ({
      principal: `User:CN=${metadata.name}`,
      host: '*',
      operation: OPERATIONS[operation] ?? AclOperationTypes.UNKNOWN,
      permissionType: AclPermissionTypes.ALLOW,
      resourceName: resource.name,
      resourceType: resource.type === 'topic' ? AclResourceTypes.TOPIC : AclResourceTypes.GROUP,
      resourcePatternType:
        resource.patternType === 'prefix'
          ? ResourcePatternTypes.PREFIXED
          : ResourcePatternTypes.LITERAL,
    })),
  );

function makeAuthority(folder: string, name = 'ca'): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  const what = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  openssl(folder, 'req', ...what, ...files);
}

function makeCertificate(folder: string, name: string): void {
  const what = ['-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', `/CN=${name}`];
  const where = ['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  const by = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-addext', 'basicConstraints=critical,CA:FALSE'];
  openssl(folder, 'req', ...what, ...where, ...by, '-keyout', `${name}.key`, '-out', `${name}.crt`);
}

function openssl(cwd: string, ...parameters: string[]): void {
  execFileSync('openssl', parameters, { cwd, stdio: 'pipe' });
}
