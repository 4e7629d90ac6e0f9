import { at, LABEL, labelsOf, matches, unless, type Labels, type Rules } from './manifest-parts.js';
import type { Manifest } from './schemas.js';

// Who reaches whom, by the NetworkPolicies: exactly those who must.

const DNS = 'kube-system/k8s-app=kube-dns:53';
const EVENTS = 'app.kubernetes.io/component=service:7080';

export const networkFaults = (service: string, all: readonly Manifest[]): string[] => {
  const allowed = [
    `cnpg.io/cluster=${service}-database:5432`,
    'strimzi.io/cluster=kafka,strimzi.io/kind=Kafka:9093',
    EVENTS,
    DNS,
    'identity/:8443',
    ...(service === 'pool-reporting' ? ['bitcoin/:8332'] : []),
  ];
  const callers = [EVENTS, 'ingress/:7080', 'monitoring/:7080'];
  const own = labelsOf(service);
  const sealer = labelsOf(service, 'sealer');
  const database = { 'cnpg.io/cluster': `${service}-database` };
  const clients = [
    `${LABEL}=${service},app.kubernetes.io/part-of=esep:5432`,
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
    ...(peersOf(all, database, 'Ingress')?.includes(clients[0] ?? '')
      ? []
      : [`${service}-database is not reached by its service.`]),
    ...outside(
      peersOf(all, sealer, 'Egress'),
      allowed.slice(0, 1).concat(DNS),
      `${service}-sealer reaches`,
    ),
    ...outside(peersOf(all, sealer, 'Ingress'), [], `${service}-sealer is reached by`),
  ];
};

/** A browser asks the services, not the console: it reaches nobody, and only the ingress reaches it. */
export const consoleNetworkFaults = (all: readonly Manifest[]): string[] => {
  const labels = labelsOf('console', 'console');
  const callers = peersOf(all, labels, 'Ingress');
  return [
    ...(isClosed(all, labels) ? [] : ['The console is not closed where nothing is said.']),
    ...outside(peersOf(all, labels, 'Egress'), [DNS], 'The console reaches'),
    ...outside(callers, ['ingress/:7080'], 'The console is reached by'),
    ...(callers?.includes('ingress/:7080') ? [] : ['The console is not reached by the ingress.']),
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

/** Whatever runs in the namespace, and nobody has thought of, reaches nobody. */
export const namespaceFaults = (all: readonly Manifest[]): string[] => {
  const labels = all.find(({ kind }) => kind === 'Namespace')?.metadata.labels;
  return [
    ...unless({
      'The namespace takes pods that are not restricted.':
        labels?.['pod-security.kubernetes.io/enforce'] === 'restricted',
      'The namespace is not closed where nothing is said.': isClosed(all, {}),
    }),
    ...outside(peersOf(all, {}, 'Egress'), [DNS], 'a pod of any kind reaches'),
    ...outside(peersOf(all, {}, 'Ingress'), [], 'a pod of any kind is reached by'),
  ];
};
