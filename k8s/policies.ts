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
    ...SERVICES.flatMap((service) => [
      ...processFaults(service, one),
      ...networkFaults(service, all),
      ...databaseFaults(service, one, replicas > 1),
      ...brokerFaults(service, one),
    ]),
    ...kafkaFaults(one, replicas),
    // The name that stands in k8s/service where the real one is to be.
    ...all.flatMap(({ kind, metadata }) =>
      /^service\b|\bservice-|\.service\./.test(metadata.name) ? [`${kind} ${metadata.name}`] : [],
    ),
  ];
};

type Rules = Readonly<Record<string, unknown>>;
type Labels = Readonly<Record<string, string>>;
type Finder = (kind: string, name: string) => Rules | undefined;

/** The `spec` of an object, as far as it is there. */
const finder =
  (all: readonly Manifest[]): Finder =>
  (kind, name) =>
    all.find((object) => object.kind === kind && object.metadata.name === name)?.['spec'] as Rules;

/** A value deep inside, or undefined wherever something is missing. */
const at = (object: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((value, key) => (value as Rules | undefined)?.[key], object);

/** The faults whose rule does not hold. */
const unless = (rules: Readonly<Record<string, boolean>>): string[] =>
  Object.entries(rules).flatMap(([fault, holds]) => (holds ? [] : [fault]));

const LABEL = 'app.kubernetes.io/name';
const labelsOf = (service: string): Labels => ({
  [LABEL]: service,
  'app.kubernetes.io/component': 'service',
  'app.kubernetes.io/part-of': 'esep',
});
const matches = (selector: unknown, labels: Labels): boolean =>
  Object.entries((selector ?? {}) as Labels).every(([name, value]) => labels[name] === value);

// ── The process ─────────────────────────────────────────────────────────────────────────────────

const processFaults = (service: string, one: Finder): string[] => {
  const deployment = one('Deployment', service);
  const pod = at(deployment, 'template', 'spec');
  const container = at(pod, 'containers', 0);
  const has = (...path: string[]) => at(container, ...path) !== undefined;
  const spread = (at(pod, 'topologySpreadConstraints') ?? []) as readonly unknown[];
  const budget = at(one('PodDisruptionBudget', service), 'selector', 'matchLabels');
  const selector = at(one('Service', service), 'selector');
  const name = `Deployment ${service}`;
  return unless({
    [`${name} has no startupProbe.`]: has('startupProbe'),
    [`${name} has no readinessProbe.`]: has('readinessProbe'),
    [`${name} has no livenessProbe.`]: has('livenessProbe'),
    [`${name} does not say how much memory it takes.`]:
      has('resources', 'requests', 'memory') &&
      has('resources', 'requests', 'cpu') &&
      has('resources', 'limits', 'memory'),
    [`${name} may run as root.`]: at(pod, 'securityContext', 'runAsNonRoot') === true,
    [`${name} has a file system that is not read-only.`]:
      at(container, 'securityContext', 'readOnlyRootFilesystem') === true,
    [`${name} may get new privileges.`]:
      at(container, 'securityContext', 'allowPrivilegeEscalation') === false,
    [`${name} has capabilities.`]:
      at(container, 'securityContext', 'capabilities', 'drop', 0) === 'ALL',
    [`${name} has no seccomp profile.`]:
      at(pod, 'securityContext', 'seccompProfile', 'type') === 'RuntimeDefault',
    [`${name} has a token of the cluster.`]: at(pod, 'automountServiceAccountToken') === false,
    [`${name} has an image that is not pinned.`]: /:(?!latest)[\w.-]+$/.test(
      String(at(container, 'image')),
    ),
    [`${name} is not spread over nodes and zones.`]:
      spread.length === 2 &&
      spread.every((rule) => at(rule, 'labelSelector', 'matchLabels', LABEL) === service),
    [`${name} runs something else.`]:
      at(container, 'args', 0) === `services/${service}/app/dist/main.js`,
    [`${name} does not select its own pods.`]:
      matches(labelsOf(service), at(deployment, 'template', 'metadata', 'labels') as Labels) &&
      at(deployment, 'selector', 'matchLabels', LABEL) === service,
    [`Service ${service} does not lead to its pods.`]:
      selector !== undefined && matches(selector, labelsOf(service)),
    [`There is no PodDisruptionBudget of ${service}.`]:
      budget !== undefined && matches(budget, labelsOf(service)),
    [`ScaledObject ${service} makes more instances than the 12 partitions can serve.`]:
      Number(at(one('ScaledObject', service), 'maxReplicaCount') ?? 1) <= 12,
  });
};

// ── Who reaches whom ────────────────────────────────────────────────────────────────────────────

const EVENTS = 'app.kubernetes.io/component=service:7080';

const networkFaults = (service: string, all: readonly Manifest[]): string[] => {
  const allowed = [
    `cnpg.io/cluster=${service}-database:5432`,
    'strimzi.io/cluster=kafka,strimzi.io/kind=Kafka:9093',
    EVENTS,
    'kube-system/k8s-app=kube-dns:53',
    'identity/:8080',
    ...(service === 'pool-reporting' ? ['bitcoin/:8332'] : []),
  ];
  const callers = [EVENTS, 'ingress/:7080', 'monitoring/:7080'];
  const own = labelsOf(service);
  const database = { 'cnpg.io/cluster': `${service}-database` };
  const clients = [
    `app.kubernetes.io/component=service,${LABEL}=${service}:5432`,
    ...[5432, 8000].flatMap((port) => [
      `cnpg.io/cluster=${service}-database:${port}`,
      `cnpg-system/:${port}`,
    ]),
  ];
  return [
    ...(isClosed(all, own) ? [] : [`${service} is not closed where nothing is said.`]),
    ...outside(peersOf(all, own, 'Egress'), allowed, `${service} reaches`),
    ...outside(peersOf(all, own, 'Ingress'), callers, `${service} is reached by`),
    ...outside(peersOf(all, database, 'Ingress'), clients, `${service}-database is reached by`),
  ];
};

/** Who is too much; without a policy nobody is shut out at all. */
const outside = (peers: readonly string[] | undefined, allowed: readonly string[], who: string) =>
  peers === undefined
    ? [`${who} everybody: it is not closed.`]
    : peers.filter((peer) => !allowed.includes(peer)).map((peer) => `${who} ${peer}.`);

/** Is there a policy that lets nobody in or out, so that all others only add to it? */
const isClosed = (all: readonly Manifest[], labels: Labels): boolean =>
  all
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map((policy) => policy['spec'])
    .some(
      (policy) =>
        matches(at(policy, 'podSelector', 'matchLabels'), labels) &&
        String(at(policy, 'policyTypes')) === 'Ingress,Egress' &&
        at(policy, 'ingress') === undefined &&
        at(policy, 'egress') === undefined,
    );

/** Everybody whom some policy lets through to these pods or from them, as `peer:port`. */
const peersOf = (
  all: readonly Manifest[],
  labels: Labels,
  direction: 'Egress' | 'Ingress',
): string[] | undefined => {
  const policies = all
    .filter(({ kind }) => kind === 'NetworkPolicy')
    .map((policy) => policy['spec'])
    .filter((policy) => matches(at(policy, 'podSelector', 'matchLabels'), labels))
    .filter((policy) => (at(policy, 'policyTypes') as string[]).includes(direction));
  if (policies.length === 0) return undefined;
  const isOut = direction === 'Egress';
  return policies
    .flatMap((policy) => (at(policy, isOut ? 'egress' : 'ingress') ?? []) as Rules[])
    .flatMap((rule) => {
      const peers = (rule[isOut ? 'to' : 'from'] ?? []) as Rules[];
      const ports = (rule['ports'] ?? []) as Rules[];
      const names = peers.length === 0 ? ['anything'] : peers.map(peerName);
      const numbers = ports.length === 0 ? [' at any port'] : ports.map(({ port }) => `:${port}`);
      return names.flatMap((name) => numbers.map((number) => name + number));
    });
};

const peerName = (peer: Rules): string => {
  const block = at(peer, 'ipBlock', 'cidr');
  if (block !== undefined) return String(block);
  const namespace = at(peer, 'namespaceSelector', 'matchLabels', 'kubernetes.io/metadata.name');
  const pods = Object.entries((at(peer, 'podSelector', 'matchLabels') ?? {}) as Labels)
    .map(([name, value]) => `${name}=${value}`)
    .sort()
    .join();
  if (peer['namespaceSelector'] === undefined) return pods || 'every pod here';
  return `${namespace === undefined ? 'every namespace' : String(namespace)}/${pods}`;
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
    [`Cluster ${name} has no role beside the owner.`]:
      at(cluster, 'managed', 'roles', 0, 'name') === 'esep_service',
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

const kafkaFaults = (one: Finder, replicas: number): string[] => {
  const kafka = at(one('Kafka', 'kafka'), 'kafka');
  const listeners = (at(kafka, 'listeners') ?? []) as Rules[];
  return unless({
    'Kafka listens without TLS of both sides.': listeners.every(
      (listener) => listener['tls'] === true && at(listener, 'authentication', 'type') === 'tls',
    ),
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
