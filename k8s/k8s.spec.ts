import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

import { READERS } from '@esep/contracts';
import { ProcessConfig, readConfig } from '@esep/platform';

import { declarationOf, TOPICS } from '../libs/platform/src/kafka/kafka-topics.js';
import { faultsIn, SERVICES } from './policies.js';
import { complaintsOf, obstacle, render, type Manifest } from './schemas.js';

// The manifests are rendered and read here as a cluster would. No cluster saw them in these tests.

const why = obstacle();
const suite = why === undefined ? describe : describe.skip;
const reason = why === undefined ? '' : `: not checked, because ${why}`;

describe.each([
  { overlay: 'prod', namespace: 'esep', replicas: 3 },
  { overlay: 'dev', namespace: 'esep-dev', replicas: 1 },
])('The manifests', ({ overlay, namespace, replicas }) => {
  suite(`of ${overlay}${reason}`, () => {
    let all: Manifest[];
    beforeAll(() => {
      all = render(join(import.meta.dirname, 'overlays', overlay));
      // Compiles every schema, and fetches them the first time.
      all.forEach(complaintsOf);
    }, 300_000);

    it('are what Kubernetes and the operators take, field by field', () => {
      expect(all.length).toBeGreaterThan(60);
      expect(all.flatMap(complaintsOf)).toEqual([]);
    });

    it('keep what this house asks of everything that runs', () =>
      expect(faultsIn(all, replicas)).toEqual([]));

    it('are all in their namespace', () => {
      const elsewhere = all.filter(
        ({ kind, metadata }) =>
          (kind === 'Namespace' ? metadata.name : metadata.namespace) !== namespace,
      );
      expect(elsewhere).toEqual([]);
      expect(JSON.stringify(all.filter(isOf('ScaledObject')))).toContain(
        `kafka-kafka-bootstrap.${namespace}.svc:9093`,
      );
    });

    it('declare the topics as the services do', () => {
      const found = all.filter(isOf('KafkaTopic')).map(({ metadata, spec }) => {
        const { config, ...others } = spec as { config: Record<string, unknown> };
        const settings = Object.entries(config).map(([name, value]) => [name, String(value)]);
        return { topic: metadata.name, ...others, settings: Object.fromEntries(settings) };
      });
      const declared = TOPICS.map((topic) => declarationOf(topic, replicas));
      const byName = (a: { topic: string }, b: { topic: string }) => (a.topic < b.topic ? -1 : 1);
      expect(found.sort(byName)).toEqual(declared.sort(byName));
    });

    it('scale each service by a consumer that it has', () => {
      const groups = all.filter(isOf('ScaledObject')).map(({ spec }) => {
        const [trigger] = (spec as { triggers: { metadata: { consumerGroup: string } }[] })
          .triggers;
        return trigger!.metadata.consumerGroup.split('.');
      });
      expect(groups.map(([, service]) => service).sort()).toEqual(
        SERVICES.filter((service) => service !== 'licensing').sort(),
      );
      for (const [prefix, service, consumer] of groups) {
        expect(prefix).toBe('esep');
        const consumers = READERS.filter((reader) => reader.service === service);
        expect(consumers.map((reader) => reader.consumer)).toContain(consumer);
      }
    });

    it.each(SERVICES)('give %s all that it must know, and its secrets as files', (name) => {
      const folder = mkdtempSync(join(tmpdir(), 'esep-k8s-'));
      const { files, env } = surroundingsOf(name, all);
      for (const [file, content] of Object.entries(files))
        writeFileSync(join(folder, file), content);
      const local = Object.entries(env).map(([variable, value]) => [
        variable,
        value.replace('/run/secrets/esep', folder),
      ]);
      const config = readConfig(ProcessConfig, {
        ...Object.fromEntries(local),
        NODE_ENV: 'production',
      });
      for (const value of Object.values(env).filter((one) => one.startsWith('/run/secrets')))
        expect(Object.keys(files)).toContain(basename(value));
      rmSync(folder, { recursive: true });
      expect(config.ESEP_CLIENT_ID).toBe(`esep-${name}`);
      expect(config.ESEP_KAFKA_REPLICAS).toBe(replicas);
      expect(config.ESEP_LOGS.split(',').map((log) => log.split('=')[0])).toEqual(SERVICES);
      const url = new URL(config.ESEP_DATABASE_URL);
      expect([url.hostname, url.username]).toEqual([`${name}-database-rw`, 'esep_service']);
      expect(basename(config.ESEP_DATABASE_CA_FILE ?? '')).toBe('database-ca.crt');
      expect(config.ESEP_DATABASE_OWNER_URL).toBeUndefined();
      expect(files['ledger-public.pem']).toContain('BEGIN PUBLIC KEY');
      expect(JSON.stringify(files)).not.toContain('PRIVATE KEY');
    });
  });
});

// ── Planted errors ──────────────────────────────────────────────────────────────────────────────

suite(`A manifest that is wrong${reason}`, () => {
  let good: Manifest[];
  beforeAll(() => {
    good = render(join(import.meta.dirname, 'overlays/prod'));
    good.forEach(complaintsOf);
  }, 300_000);

  const CONTAINER = 'spec.template.spec.containers.0';
  const CLUSTER = 'Cluster tax-database';
  const OPEN = 'NetworkPolicy services-to-kafka';
  const SEALER = 'spec.template.spec.containers.0';
  const SETTINGS = 'ConfigMap settings';

  it.each<[sentence: string, object: string, path: string, value: unknown, fault: string]>([
    // What schemas say.
    ['a field misspelt', 'Deployment tax', 'spec.replica', 3, 'replica'],
    ['a field misspelt deep inside', 'Deployment tax', `${CONTAINER}.readinessProb`, {}, 'readin'],
    ['a number for a text', 'Service tax', 'spec.ports.0.name', 7080, '/spec/ports/0/name'],
    ['a text for a number', 'Deployment tax', 'spec.replicas', 'many', '/spec/replicas'],
    ['no selector', 'Deployment tax', 'spec.selector', undefined, 'selector'],
    ['an API that is no more', 'PodDisruptionBudget tax', 'apiVersion', 'policy/v1beta1', 'nobody'],
    ['a kind that nobody has', 'Kafka kafka', 'kind', 'Kafkaa', 'nobody knows'],
    ['an unknown field of a database', CLUSTER, 'spec.instance', 3, 'instance'],
    [
      'synchrony nobody has heard of',
      CLUSTER,
      'spec.postgresql.synchronous.method',
      'all',
      'method',
    ],
    ['no word about storage', 'KafkaNodePool brokers', 'spec.storage', undefined, 'storage'],
    ['an unknown field of a topic', 'KafkaTopic esep.tax.v1', 'spec.partition', 12, 'partition'],
    [
      'an act that Kafka lacks',
      'KafkaUser tax',
      'spec.authorization.acls.0.operations',
      ['Write', 'Peek'],
      'operations',
    ],
    [
      'a scale without a target',
      'ScaledObject tax',
      'spec.scaleTargetRef',
      undefined,
      'scaleTargetRef',
    ],
    ['a backup at no time', 'ScheduledBackup tax-database', 'spec.schedule', undefined, 'schedule'],
    [
      'a store without a place',
      'ObjectStore backups',
      'spec.configuration',
      undefined,
      'configuration',
    ],
    // What this house says.
    [
      'no probe of readiness',
      'Deployment tax',
      `${CONTAINER}.readinessProbe`,
      undefined,
      'readinessProbe',
    ],
    [
      'no probe of its start',
      'Deployment tax',
      `${CONTAINER}.startupProbe`,
      undefined,
      'startupProbe',
    ],
    [
      'no probe of its life',
      'Deployment tax',
      `${CONTAINER}.livenessProbe`,
      undefined,
      'livenessProbe',
    ],
    ['no limit of memory', 'Deployment tax', `${CONTAINER}.resources.limits`, undefined, 'memory'],
    [
      'root in a container',
      'Deployment tax',
      'spec.template.spec.securityContext.runAsNonRoot',
      false,
      'root',
    ],
    [
      'a root file system to write to',
      'Deployment tax',
      `${CONTAINER}.securityContext.readOnlyRootFilesystem`,
      false,
      'read-only',
    ],
    [
      'new privileges',
      'Deployment tax',
      `${CONTAINER}.securityContext.allowPrivilegeEscalation`,
      true,
      'privileges',
    ],
    [
      'capabilities',
      'Deployment tax',
      `${CONTAINER}.securityContext.capabilities`,
      { drop: [] },
      'capabilities',
    ],
    [
      'every call of the kernel',
      'Deployment tax',
      'spec.template.spec.securityContext.seccompProfile',
      undefined,
      'seccomp',
    ],
    [
      'a token of the cluster',
      'Deployment tax',
      'spec.template.spec.automountServiceAccountToken',
      true,
      'token',
    ],
    ['any version of the image', 'Deployment tax', `${CONTAINER}.image`, 'esep:latest', 'pinned'],
    [
      'all of it on one node',
      'Deployment tax',
      'spec.template.spec.topologySpreadConstraints',
      undefined,
      'spread',
    ],
    ['another program', 'Deployment tax', `${CONTAINER}.args`, ['dist/licensing/main.js'], 'runs'],
    [
      'a selector of others',
      'Service tax',
      'spec.selector',
      { 'app.kubernetes.io/name': 'licensing' },
      'Service tax',
    ],
    ['no budget of disruption', 'PodDisruptionBudget tax', '', undefined, 'PodDisruptionBudget'],
    [
      'a budget of others',
      'PodDisruptionBudget tax',
      'spec.selector.matchLabels',
      { a: 'b' },
      'PodDisruptionBudget',
    ],
    ['a policy that opens all', OPEN, 'spec.egress', [{}], 'reaches anything'],
    [
      'a policy that opens the internet',
      OPEN,
      'spec.egress.0.to',
      [{ ipBlock: { cidr: '0.0.0.0/0' } }],
      'reaches 0.0.0.0/0',
    ],
    ['a policy that opens every port', OPEN, 'spec.egress.0.ports', undefined, 'any port'],
    [
      'another’s database in reach',
      'NetworkPolicy tax-to-database',
      'spec.egress.0.to.0.podSelector.matchLabels',
      { 'cnpg.io/cluster': 'licensing-database' },
      'licensing-database',
    ],
    [
      'no policy that closes',
      'NetworkPolicy closed',
      'spec.policyTypes',
      ['Ingress'],
      'not closed',
    ],
    [
      'Deployment: a policy that closes services only',
      'NetworkPolicy closed',
      'spec.podSelector',
      { matchLabels: { 'app.kubernetes.io/component': 'service' } },
      'The namespace is not closed',
    ],
    [
      'Deployment: pods that are not restricted',
      'Namespace esep',
      'metadata.labels.["pod-security.kubernetes.io/enforce"]',
      'baseline',
      'not restricted',
    ],
    [
      'Deployment: brokers that are not restricted',
      'KafkaNodePool brokers',
      'spec.template.kafkaContainer',
      undefined,
      'Kafka runs in pods that are not restricted',
    ],
    [
      'Deployment: an image by its tag',
      'Deployment tax',
      `${CONTAINER}.image`,
      'images.example.kz/esep:0.1.0',
      'Deployment tax has an image without a digest',
    ],
    [
      'Deployment: a database by its tag',
      CLUSTER,
      'spec.imageName',
      'ghcr.io/cloudnative-pg/postgresql:18.4-standard-trixie',
      'Cluster tax-database has an image without a digest',
    ],
    [
      'Deployment: an Ingress of no class',
      'Ingress esep',
      'spec.ingressClassName',
      undefined,
      'The Ingress has no class',
    ],
    [
      'Deployment: an Ingress that takes a megabyte',
      'Ingress esep',
      'metadata.annotations.["nginx.ingress.kubernetes.io/proxy-body-size"]',
      undefined,
      'The Ingress takes smaller bodies',
    ],
    [
      'Deployment: an Ingress without pages',
      'Ingress esep',
      'spec.rules.0.http.paths.5',
      undefined,
      'The Ingress leads elsewhere',
    ],
    [
      'Deployment: a service that answers at the address of another',
      'Ingress esep',
      'spec.rules.0.http.paths.3.backend.service.name',
      'console',
      'The Ingress leads elsewhere',
    ],
    [
      'Deployment: a console that writes to its root file system',
      'Deployment console',
      `${CONTAINER}.securityContext.readOnlyRootFilesystem`,
      false,
      'Deployment console has a file system that is not read-only',
    ],
    [
      'Deployment: a console that runs a service',
      'Deployment console',
      `${CONTAINER}.args`,
      ['dist/tax/main.js', 'serve'],
      'Deployment console runs something else',
    ],
    [
      'Deployment: a console in the image of the services',
      'Deployment console',
      `${CONTAINER}.image`,
      `images.example.kz/esep@sha256:${'0'.repeat(64)}`,
      'another image than its own',
    ],
    [
      'API-6: a console that knows all settings',
      'Deployment console',
      `${CONTAINER}.envFrom`,
      [{ configMapRef: { name: 'settings' } }],
      'knows more than where people sign in',
    ],
    [
      'Deployment: a console that reaches services',
      'NetworkPolicy services-to-each-other',
      'spec.podSelector.matchLabels',
      { 'app.kubernetes.io/part-of': 'esep' },
      'The console reaches app.kubernetes.io/component=service:7080',
    ],
    [
      'Deployment: a console that anybody reaches',
      'NetworkPolicy console-from-callers',
      'spec.ingress.0.from',
      undefined,
      'The console is reached by anything',
    ],
    [
      'Deployment: a console that nobody reaches',
      'NetworkPolicy console-from-callers',
      '',
      undefined,
      'The console is not reached by the ingress',
    ],
    [
      'Deployment: keys of tokens over plain HTTP',
      SETTINGS,
      'data.ESEP_JWKS_URL',
      'http://keycloak.identity.svc:8080/certs',
      'ESEP_JWKS_URL is asked without TLS',
    ],
    [
      'Deployment: client secrets over plain HTTP',
      SETTINGS,
      'data.ESEP_TOKEN_URL',
      'http://keycloak.identity.svc:8080/token',
      'ESEP_TOKEN_URL is asked without TLS',
    ],
    [
      'Deployment: the database’s authority trusted for all',
      SETTINGS,
      'data.NODE_EXTRA_CA_CERTS',
      '/run/secrets/esep/database-ca.crt',
      'trusted for everything',
    ],
    [
      'API-6: the owner’s secrets where it serves',
      'Deployment tax',
      `${CONTAINER}.volumeMounts.0.name`,
      'owner',
      'tax serves with other secrets',
    ],
    [
      'API-6: the key of the log where it serves',
      'Deployment tax',
      'spec.template.spec.volumes.1.projected.sources.0.secret.name',
      'tax-sealer',
      'tax serves with other secrets',
    ],
    [
      'API-6: heads that it may write over',
      'Deployment tax',
      `${CONTAINER}.volumeMounts.1.readOnly`,
      false,
      'tax may write over the heads',
    ],
    ['API-6: all in one', 'Deployment tax', `${CONTAINER}.args.1`, 'all', 'runs something else'],
    [
      'API-6: no migration',
      'Deployment tax',
      'spec.template.spec.initContainers',
      undefined,
      'tax does not migrate',
    ],
    ['API-6: no sealer', 'Deployment tax-sealer', '', undefined, 'tax is not sealed apart'],
    [
      'API-6: a sealer that owns the tables',
      'Deployment tax-sealer',
      'spec.template.spec.volumes.1.projected.sources.1.secret.name',
      'tax-database-app',
      'tax is not sealed apart',
    ],
    [
      'API-6: a sealer with privileges',
      'Deployment tax-sealer',
      `${SEALER}.securityContext`,
      undefined,
      'tax-sealer may get new privileges',
    ],
    [
      'API-6: no role that seals',
      CLUSTER,
      'spec.managed.roles.1',
      undefined,
      'has no roles beside the owner',
    ],
    [
      'callers from anywhere',
      'NetworkPolicy services-from-callers',
      'spec.ingress.0.from',
      undefined,
      'is reached by anything',
    ],
    [
      'a database anybody reaches',
      'NetworkPolicy tax-database',
      'spec.ingress',
      [{}],
      'tax-database',
    ],
    ['a database without a policy', 'NetworkPolicy tax-database', '', undefined, 'tax-database'],
    ['one copy of a fact', CLUSTER, 'spec.postgresql.synchronous', undefined, 'synchronous'],
    [
      'a copy when convenient',
      CLUSTER,
      'spec.postgresql.synchronous.dataDurability',
      'preferred',
      'synchronous',
    ],
    ['no backups', 'ScheduledBackup tax-database', '', undefined, 'ScheduledBackup'],
    ['no archive', CLUSTER, 'spec.plugins', undefined, 'archive'],
    ['a topic missing', 'KafkaTopic esep.tax.global.v1', '', undefined, 'esep.tax.global.v1'],
    ['brokers without TLS', 'Kafka kafka', 'spec.kafka.listeners.0.tls', false, 'TLS'],
    [
      'brokers that ask nobody who they are',
      'Kafka kafka',
      'spec.kafka.listeners.0.authentication',
      undefined,
      'TLS',
    ],
    [
      'brokers that allow everything',
      'Kafka kafka',
      'spec.kafka.authorization',
      undefined,
      'authoriz',
    ],
    [
      'one acknowledgement',
      'Kafka kafka',
      'spec.kafka.config.["min.insync.replicas"]',
      1,
      'min.insync',
    ],
    [
      'a user that writes others’ topics',
      'KafkaUser tax',
      'spec.authorization.acls.3.operations',
      ['Read', 'Write'],
      'KafkaUser tax',
    ],
    [
      'a user that reads everything',
      'KafkaUser tax',
      'spec.authorization.acls.3.resource.name',
      'esep.',
      'KafkaUser tax',
    ],
    [
      'a user that joins others’ groups',
      'KafkaUser tax',
      'spec.authorization.acls.2.resource.name',
      'esep.',
      'KafkaUser tax',
    ],
    ['no user', 'KafkaUser tax', '', undefined, 'KafkaUser tax'],
    ['more instances than partitions', 'ScaledObject tax', 'spec.maxReplicaCount', 13, '12'],
  ])('by %s is refused (%s)', (_sentence, object, path, value, fault) => {
    const planted = plant(good, object, path, value);
    const faults = [...planted.flatMap(complaintsOf), ...faultsIn(planted, 3)];
    expect(faults.join('\n')).toContain(fault);
  });
});

/** The manifests with one value changed; without a path the whole object, without a value removed. */
function plant(all: readonly Manifest[], object: string, path: string, value: unknown): Manifest[] {
  const copy = structuredClone(all) as Manifest[];
  // A ConfigMap has a name that follows from what is in it.
  const index = copy.findIndex(
    ({ kind, metadata }) => `${kind} ${metadata.name.replace(/-\w{10}$/, '')}` === object,
  );
  if (index < 0) throw new Error(`There is no ${object}.`);
  if (path === '') return copy.toSpliced(index, 1);
  const keys = [...path.matchAll(/\["(.+?)"\]|([^.]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain,
  );
  const last = keys.pop()!;
  let parent = copy[index] as Record<string, unknown>;
  for (const key of keys) parent = parent[key!] as Record<string, unknown>;
  if (value === undefined) delete parent[last];
  else parent[last] = value;
  return copy;
}

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const isOf =
  (kind: string) =>
  (manifest: Manifest): boolean =>
    manifest.kind === kind;

interface Pod {
  readonly containers: readonly {
    readonly envFrom: readonly { readonly configMapRef: { readonly name: string } }[];
    readonly env: readonly { readonly name: string; readonly value: string }[];
  }[];
  readonly volumes: readonly {
    readonly name: string;
    readonly projected?: {
      readonly sources: readonly {
        readonly secret: {
          readonly name: string;
          readonly items?: readonly { readonly key: string; readonly path: string }[];
        };
      }[];
    };
  }[];
}

/** The variables and secret files that a service finds; what the operators make is invented here. */
function surroundingsOf(service: string, all: readonly Manifest[]) {
  const deployment = all.find(
    ({ kind, metadata }) => kind === 'Deployment' && metadata.name === service,
  )!;
  const pod = (deployment['spec'] as { template: { spec: Pod } }).template.spec;
  const [container] = pod.containers;
  const settings = all.find(
    ({ kind, metadata }) =>
      kind === 'ConfigMap' && metadata.name === container?.envFrom[0]?.configMapRef.name,
  );
  const env: Record<string, string> = { ...(settings?.['data'] as Record<string, string>) };
  for (const { name, value } of container?.env ?? []) env[name] = value;
  const sources = pod.volumes.find(({ name }) => name === 'secrets')?.projected?.sources ?? [];
  const files: Record<string, string> = {};
  for (const { secret } of sources) {
    const found = secrets().get(secret.name);
    if (secret.items)
      for (const { key, path } of secret.items)
        files[path] = found?.[key] ?? 'postgres://esep_owner:x@database:5432/esep';
    else Object.assign(files, found, { 'client-secret': 'x', 'bitcoin-rpc': 'http://node:8332' });
  }
  return { env, files };
}

let made: ReadonlyMap<string, Readonly<Record<string, string>>> | undefined;

/** What deploy/make-secrets.mjs makes for a cluster. */
function secrets() {
  if (made) return made;
  const script = join(import.meta.dirname, '../deploy/make-secrets.mjs');
  const { stdout } = spawnSync(process.execPath, [script, '--kubernetes'], { encoding: 'utf8' });
  const { items } = JSON.parse(stdout) as {
    items: { metadata: { name: string }; stringData: Record<string, string> }[];
  };
  made = new Map(items.map(({ metadata, stringData }) => [metadata.name, stringData]));
  return made;
}
