import {
  at,
  finder,
  LABEL,
  labelsOf,
  matches,
  unless,
  type Finder,
  type Labels,
  type Rules,
} from './manifest-parts.js';
import { consoleNetworkFaults, namespaceFaults, networkFaults } from './reach.js';
import type { Manifest } from './schemas.js';

// What schemas cannot say. Each rule names the object and what is wrong with it.

export const SERVICES = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
];

/** Whose facts a service takes, beside its own. */
export const READS: Readonly<Record<string, readonly string[]>> = {
  licensing: [],
  'pool-reporting': ['licensing'],
  'exchange-settlement': ['licensing'],
  tax: ['licensing', 'pool-reporting', 'supervision'],
  supervision: ['licensing', 'pool-reporting', 'exchange-settlement', 'tax'],
};

/** With one broker nothing can be kept twice, and a database has no second server. */
export const faultsIn = (all: readonly Manifest[], replicas: number): string[] => {
  const one = finder(all);
  return [
    ...namespaceFaults(all),
    ...edgeFaults(all, one),
    ...(replicas > 1 ? digestFaults(all) : []),
    ...SERVICES.flatMap((service) => [
      ...processFaults(service, one),
      ...partFaults(service, one),
      ...networkFaults(service, all),
      ...databaseFaults(service, one, replicas > 1),
      ...brokerFaults(service, one),
    ]),
    ...consoleFaults(all, one),
    ...kafkaFaults(one, replicas),
    // The name that stands in k8s/service where the real one is to be.
    ...all.flatMap(({ kind, metadata }) =>
      /^service\b|\bservice-|\.service\./.test(metadata.name) ? [`${kind} ${metadata.name}`] : [],
    ),
  ];
};

// ── The process ─────────────────────────────────────────────────────────────────────────────────

const processFaults = (service: string, one: Finder): string[] => [
  ...closedFaults(`Deployment ${service}-sealer`, podOf(one, `${service}-sealer`)),
  ...servingFaults(service, 'service', `dist/${service}/main.js,serve`, one),
  ...unless({
    [`ScaledObject ${service} makes more instances than the 12 partitions can serve.`]:
      Number(at(one('ScaledObject', service), 'maxReplicaCount') ?? 1) <= 12,
  }),
];

/** What is asked of every pod that callers reach. */
const servingFaults = (service: string, component: string, args: string, one: Finder): string[] => {
  const deployment = one('Deployment', service);
  const labels = labelsOf(service, component);
  const pod = at(deployment, 'template', 'spec');
  const container = at(pod, 'containers', 0);
  const has = (...path: string[]) => at(container, ...path) !== undefined;
  const spread = (at(pod, 'topologySpreadConstraints') ?? []) as readonly unknown[];
  const budget = at(one('PodDisruptionBudget', service), 'selector', 'matchLabels');
  const selector = at(one('Service', service), 'selector');
  const name = `Deployment ${service}`;
  const closed = closedFaults(name, pod);
  const others = unless({
    [`${name} has no startupProbe.`]: has('startupProbe'),
    [`${name} has no readinessProbe.`]: has('readinessProbe'),
    [`${name} has no livenessProbe.`]: has('livenessProbe'),
    [`${name} does not say how much memory it takes.`]:
      has('resources', 'requests', 'memory') &&
      has('resources', 'requests', 'cpu') &&
      has('resources', 'limits', 'memory'),
    [`${name} is not spread over nodes and zones.`]:
      spread.length === 2 &&
      spread.every((rule) => at(rule, 'labelSelector', 'matchLabels', LABEL) === service),
    [`${name} runs something else.`]: String(at(container, 'args')) === args,
    [`${name} does not select its own pods.`]:
      matches(labels, at(deployment, 'template', 'metadata', 'labels') as Labels) &&
      at(deployment, 'selector', 'matchLabels', LABEL) === service,
    [`Service ${service} does not lead to its pods.`]:
      selector !== undefined && matches(selector, labels),
    [`There is no PodDisruptionBudget of ${service}.`]:
      budget !== undefined && matches(budget, labels),
  });
  return [...closed, ...others];
};

// ── The console ─────────────────────────────────────────────────────────────────────────────────

/** It serves files: whoever breaks in finds no secret, and reaches nobody. */
const consoleFaults = (all: readonly Manifest[], one: Finder): string[] => {
  const pod = podOf(one, 'console');
  const container = at(pod, 'containers', 0);
  const variables = (at(container, 'env') ?? []) as Rules[];
  return [
    ...servingFaults('console', 'console', 'dist/console/main.js,apps/console/dist', one),
    ...unless({
      'The console has another image than its own.': /\/?esep-console[@:]/.test(
        String(at(container, 'image')),
      ),
      'The console knows more than where people sign in.':
        at(container, 'envFrom') === undefined &&
        at(pod, 'volumes') === undefined &&
        variables.every((one) => at(one, 'valueFrom', 'configMapKeyRef') !== undefined) &&
        variables.map(({ name }) => name).join() === 'ESEP_ISSUER,ESEP_TOKEN_URL',
    }),
    ...consoleNetworkFaults(all),
  ];
};

const podOf = (one: Finder, deployment: string): unknown =>
  at(one('Deployment', deployment), 'template', 'spec');

const containersOf = (pod: unknown): readonly unknown[] =>
  ['initContainers', 'containers'].flatMap((kind) => (at(pod, kind) ?? []) as unknown[]);

/** What Pod Security `restricted` asks of a pod, and what this house asks beyond that. */
const closedFaults = (name: string, pod: unknown): string[] => {
  const containers = containersOf(pod);
  const all = (...path: string[]) => containers.map((container) => at(container, ...path));
  return unless({
    [`${name} is not there.`]: containers.length > 0,
    [`${name} may run as root.`]: at(pod, 'securityContext', 'runAsNonRoot') === true,
    [`${name} has a file system that is not read-only.`]: all(
      'securityContext',
      'readOnlyRootFilesystem',
    ).every((is) => is === true),
    [`${name} may get new privileges.`]: all('securityContext', 'allowPrivilegeEscalation').every(
      (may) => may === false,
    ),
    [`${name} has capabilities.`]: all('securityContext', 'capabilities', 'drop').every(
      (drop) => String(drop) === 'ALL',
    ),
    [`${name} has no seccomp profile.`]:
      at(pod, 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault',
    [`${name} has a token of the cluster.`]: at(pod, 'automountServiceAccountToken') === false,
    [`${name} has no limit of memory.`]: all('resources', 'limits', 'memory').every(Boolean),
    [`${name} has an image that is not pinned.`]: all('image').every((image) =>
      /@sha256:[0-9a-f]{64}$|:(?!latest)[\w.-]+$/.test(String(image)),
    ),
  });
};

// ── Its parts ───────────────────────────────────────────────────────────────────────────────────

/** Which secrets a container finds, by the names of the volumes that it mounts. */
const secretsOf = (pod: unknown, container: unknown): readonly string[] => {
  const mounts = ((at(container, 'volumeMounts') ?? []) as Rules[]).map(({ name }) => name);
  return ((at(pod, 'volumes') ?? []) as Rules[])
    .filter(({ name }) => mounts.includes(name))
    .flatMap((volume) => (at(volume, 'projected', 'sources') ?? []) as Rules[])
    .map((source) => String(at(source, 'secret', 'name')));
};

/** Each part of a service knows its own secrets, and what signs or owns is in no pod that is called. */
const partFaults = (service: string, one: Finder): string[] => {
  const pod = podOf(one, service);
  const sealing = podOf(one, `${service}-sealer`);
  const [migrate, serve] = [at(pod, 'initContainers', 0), at(pod, 'containers', 0)];
  const seal = at(sealing, 'containers', 0);
  const database = `${service}-database`;
  const main = `dist/${service}/main.js`;
  const knows = (who: unknown, container: unknown, ...secrets: string[]) =>
    secretsOf(who, container).join() === secrets.join();
  const heads = (container: unknown) =>
    ((at(container, 'volumeMounts') ?? []) as Rules[]).find(({ name }) => name === 'heads');
  return unless({
    [`${service} serves with other secrets than its own.`]: knows(
      pod,
      serve,
      ...[service, `${database}-service`, `${database}-ca`],
      ...[`kafka-${service}`, 'kafka-cluster-ca-cert'],
    ),
    [`${service} does not migrate as the owner, and apart.`]:
      String(at(migrate, 'args')) === `${main},migrate` &&
      knows(pod, migrate, `${database}-app`, `${database}-ca`) &&
      heads(migrate) === undefined,
    [`${service} is not sealed apart.`]:
      String(at(seal, 'args')) === `${main},seal` &&
      knows(sealing, seal, `${service}-sealer`, `${database}-sealer`, `${database}-ca`) &&
      at(one('Deployment', `${service}-sealer`), 'replicas') === 1,
    [`${service} may write over the heads of its log.`]: heads(serve)?.['readOnly'] === true,
    [`${service} does not keep the heads of its log.`]:
      heads(seal) !== undefined && heads(seal)?.['readOnly'] !== true,
  });
};

// ── The edge and the images ──────────────────────────────────────────────────────────────────────

/** The API takes 8 MiB, and whoever stands in front must not take less. */
const BODY_MIB = 8;

const edgeFaults = (all: readonly Manifest[], one: Finder): string[] => {
  const ingress = all.find(({ kind }) => kind === 'Ingress');
  const annotations = at(ingress, 'metadata', 'annotations');
  const size = /^(\d+)m$/.exec(
    String(at(annotations, 'nginx.ingress.kubernetes.io/proxy-body-size')),
  );
  const settings = all.find(
    ({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.startsWith('settings'),
  );
  const values = (settings?.['data'] ?? {}) as Labels;
  const plain = ['ESEP_JWKS_URL', 'ESEP_TOKEN_URL', 'ESEP_ISSUER'].filter(
    (name) => !values[name]?.startsWith('https://'),
  );
  return [
    ...unless({
      'The Ingress has no class.': at(one('Ingress', 'esep'), 'ingressClassName') !== undefined,
      'The Ingress leads elsewhere than to each service by its name, and to the console.':
        routesOf(one('Ingress', 'esep')).join() ===
        [...SERVICES.map((name) => `/${name} ${name}`), '/ console'].join(),
      'The Ingress takes smaller bodies than the API.': Number(size?.[1] ?? 0) >= BODY_MIB,
      'The authority of the database is trusted for everything.':
        values['NODE_EXTRA_CA_CERTS'] === undefined &&
        values['ESEP_DATABASE_CA_FILE'] !== undefined,
    }),
    ...plain.map((name) => `${name} is asked without TLS.`),
  ];
};

const routesOf = (ingress: unknown): readonly string[] =>
  ((at(ingress, 'rules', 0, 'http', 'paths') ?? []) as Rules[]).map(
    (route) => `${at(route, 'path')} ${at(route, 'backend', 'service', 'name')}`,
  );

/** What runs is what was looked at, whoever moves a tag. */
const digestFaults = (all: readonly Manifest[]): string[] => {
  const images = all.flatMap((object) => {
    const spec = object['spec'];
    const pod = at(spec, 'template', 'spec');
    const own = object.kind === 'Cluster' ? [at(spec, 'imageName')] : [];
    return [...own, ...containersOf(pod).map((container) => at(container, 'image'))].map(
      (image) => [`${object.kind} ${object.metadata.name}`, String(image)] as const,
    );
  });
  return images.flatMap(([name, image]) =>
    /@sha256:[0-9a-f]{64}$/.test(image) ? [] : [`${name} has an image without a digest: ${image}.`],
  );
};

// ── Databases and brokers ───────────────────────────────────────────────────────────────────────

const databaseFaults = (service: string, one: Finder, isCopied: boolean): string[] => {
  const name = `${service}-database`;
  const cluster = one('Cluster', name);
  const synchronous = at(cluster, 'postgresql', 'synchronous');
  const rules = unless({
    [`Cluster ${name} is not there.`]: cluster !== undefined,
    [`Cluster ${name} takes connections without TLS.`]:
      at(cluster, 'postgresql', 'pg_hba', 0) === 'hostnossl all all all reject',
    [`Cluster ${name} has no roles beside the owner.`]:
      at(cluster, 'managed', 'roles', 0, 'name') === 'esep_service' &&
      at(cluster, 'managed', 'roles', 1, 'name') === 'esep_sealer',
  });
  if (!isCopied) return rules;
  const copied = unless({
    [`Cluster ${name} has fewer than three servers.`]: Number(at(cluster, 'instances')) >= 3,
    [`Cluster ${name} is not synchronous.`]:
      at(synchronous, 'dataDurability') === 'required' && Number(at(synchronous, 'number')) >= 1,
    [`Cluster ${name} has no archive.`]: at(cluster, 'plugins', 0, 'isWALArchiver') === true,
    [`There is no ScheduledBackup of ${name}.`]:
      at(one('ScheduledBackup', name), 'cluster', 'name') === name,
  });
  return [...rules, ...copied];
};

/** What a service may do on the brokers, exactly. */
const brokerFaults = (service: string, one: Finder): string[] => {
  const acls = (at(one('KafkaUser', service), 'authorization', 'acls') ?? []) as Rules[];
  const found = acls.map(
    ({ resource, operations }) =>
      `${at(resource, 'type')} ${at(resource, 'patternType')} ${at(resource, 'name')}: ${String(operations)}`,
  );
  const wanted = [
    `topic literal esep.${service}.v1: Describe,DescribeConfigs,Read,Write`,
    `topic literal esep.${service}.global.v1: Describe,DescribeConfigs,Read,Write`,
    `group prefix esep.${service}.: Describe,Read`,
    ...(READS[service] ?? []).map(
      (source) => `topic prefix esep.${source}.: Describe,DescribeConfigs,Read`,
    ),
  ];
  const differ = [
    ...found.filter((acl) => !wanted.includes(acl)),
    ...wanted.filter((acl) => !found.includes(acl)),
  ];
  const topics = [`esep.${service}.v1`, `esep.${service}.global.v1`];
  return [
    ...differ.map((acl) => `KafkaUser ${service} differs in ${acl}.`),
    ...topics.flatMap((topic) =>
      one('KafkaTopic', topic) ? [] : [`There is no KafkaTopic ${topic}.`],
    ),
  ];
};

const isRestricted = (context: unknown): boolean =>
  at(context, 'allowPrivilegeEscalation') === false &&
  String(at(context, 'capabilities', 'drop')) === 'ALL';

const kafkaFaults = (one: Finder, replicas: number): string[] => {
  const kafka = at(one('Kafka', 'kafka'), 'kafka');
  const operator = at(one('Kafka', 'kafka'), 'entityOperator', 'template');
  const brokers = at(one('KafkaNodePool', 'brokers'), 'template');
  const listeners = (at(kafka, 'listeners') ?? []) as Rules[];
  return unless({
    'Kafka listens without TLS of both sides.': listeners.every(
      (listener) => listener['tls'] === true && at(listener, 'authentication', 'type') === 'tls',
    ),
    'Kafka runs in pods that are not restricted.':
      [operator, brokers].every(
        (template) =>
          at(template, 'pod', 'securityContext', 'runAsNonRoot') === true &&
          at(template, 'pod', 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault',
      ) &&
      [
        at(brokers, 'kafkaContainer'),
        at(operator, 'topicOperatorContainer'),
        at(operator, 'userOperatorContainer'),
      ].every((container) => isRestricted(at(container, 'securityContext'))),
    'Kafka lets everybody in.': listeners.every(
      (listener) => at(listener, 'networkPolicyPeers', 0) !== undefined,
    ),
    'Kafka authorizes nobody.': at(kafka, 'authorization', 'type') === 'simple',
    'Kafka makes topics by itself.': at(kafka, 'config', 'auto.create.topics.enable') === false,
    'Kafka has another min.insync.replicas than its brokers allow.':
      at(kafka, 'config', 'min.insync.replicas') === (replicas > 1 ? 2 : 1),
    'There are fewer brokers than copies.':
      Number(at(one('KafkaNodePool', 'brokers'), 'replicas')) >= replicas,
  });
};
