import { catalogueEntry, keysOf } from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';

// The topics of a log: `esep.<service>.v1`, 12 partitions by licensee, and `esep.<service>.global.v1`,
// one partition, for events without a licensee. Each partition is a lane. The manifests in k8s/ are
// tested against the declarations here.

export interface Topic {
  readonly topic: string;
  readonly partitions: number;
}

/** A topic as brokers describe it; settings have Kafka's names. */
export interface TopicState extends Topic {
  readonly replicas: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** One copy of an event: its lane, and the licensees of that partition. */
export interface Part {
  readonly lane: string;
  readonly keys: readonly string[];
}

const LICENSEE_PARTITIONS = 12;
/** The lane of events without a licensee. */
export const GLOBAL = 'G';

/** `L0` … `L11` and `G`. */
export const LANES: readonly string[] = [
  ...Array.from({ length: LICENSEE_PARTITIONS }, (_, partition) => `L${partition}`),
  GLOBAL,
];

/** The two topics of a log, by its identity `esep/<service>/<deployment>`. */
export const topicsOf = (log: string): Topics => {
  const known = TOPICS_OF.get(log) ?? topicsOfService(log.split('/')[1] ?? log);
  TOPICS_OF.set(log, known);
  return known;
};

type Topics = readonly [licensees: Topic, everybody: Topic];

/** A cache: needed for every message. */
const TOPICS_OF = new Map<string, Topics>();

const topicsOfService = (service: string): Topics => [
  { topic: `esep.${service}.v1`, partitions: LICENSEE_PARTITIONS },
  { topic: `esep.${service}.global.v1`, partitions: 1 },
];

/** The topics of all services. */
export const TOPICS: readonly Topic[] = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
].flatMap(topicsOfService);

/** The declaration of a topic with this replication factor: 1 for development, else 3. */
export const declarationOf = ({ topic, partitions }: Topic, replicas: number): TopicState => ({
  topic,
  partitions,
  replicas,
  settings: {
    'cleanup.policy': 'delete',
    // With 3 replicas an acknowledged record survives the loss of one broker.
    'min.insync.replicas': replicas > 1 ? '2' : '1',
    // The log has all events for ever, and what a topic no longer has is read from it. Topics hold
    // mostly watermarks: 0.6 GB per idle service, day and replica. Seven days are longer than an
    // unattended outage, and older than a backup that a log is restored from.
    'retention.ms': String(7 * 24 * 60 * 60 * 1_000),
    'retention.bytes': '-1',
    // Above the largest batch of the publisher for one partition.
    'max.message.bytes': String(1024 * 1024 + 12),
  },
});

/** Settings that may be larger than declared, or −1 (no limit). The others must be equal. */
const MINIMUM_SETTINGS = new Set(['min.insync.replicas', 'retention.ms', 'max.message.bytes']);

/** How a topic differs from its declaration, one sentence each. */
export const faultsOf = (declared: TopicState, found: TopicState): string[] => {
  const { topic, partitions, replicas, settings } = declared;
  return [
    // With another number of partitions a licensee's events change partition and lose their order.
    ...(found.partitions === partitions
      ? []
      : [`Topic ${topic} has ${found.partitions} partitions and must have ${partitions}.`]),
    ...(found.replicas >= replicas
      ? []
      : [`Topic ${topic} has ${found.replicas} copies and must have at least ${replicas}.`]),
    ...Object.entries(settings).flatMap(([name, wanted]) => {
      const actual = found.settings[name] ?? 'not set';
      const enough = MINIMUM_SETTINGS.has(name)
        ? actual === '-1' || Number(actual) >= Number(wanted)
        : actual === wanted;
      const must = MINIMUM_SETTINGS.has(name) ? `at least ${wanted}` : wanted;
      return enough ? [] : [`${name} of topic ${topic} is ${actual} and must be ${must}.`];
    }),
  ];
};

export const partitionOf = (log: string, lane: string): TopicPartition => {
  const [licensees, everybody] = topicsOf(log);
  return lane === GLOBAL
    ? { topic: everybody.topic, partition: 0 }
    : { topic: licensees.topic, partition: Number(lane.slice(1)) };
};

export const laneAt = (log: string, { topic, partition }: TopicPartition): string =>
  topic === topicsOf(log)[1].topic ? GLOBAL : `L${partition}`;

/**
 * The lanes of an event: once each partition of its licensees; none for a private event. Throws for a
 * type that the catalogue lacks.
 */
export const partsOf = ({ type, body }: Pick<Envelope, 'type' | 'body'>): Part[] => {
  const entry = catalogueEntry(type);
  if (!entry) throw new Error(`The catalogue of contracts does not say where ${type} goes.`);
  switch (entry.topic) {
    case 'private':
      return [];
    case 'global':
      return [{ lane: GLOBAL, keys: [] }];
    case 'licensee': {
      const all = keysOf(type, body);
      if (all.length === 1) return [{ lane: laneOfLicensee(all[0] as string), keys: all }];
      const byLane = Map.groupBy(new Set(all), laneOfLicensee);
      return [...byLane].map(([lane, keys]) => ({ lane, keys }));
    }
  }
};

/** The same partition as Kafka's default partitioner chooses for this key. */
export const laneOfLicensee = (licenseeId: string): string =>
  `L${(murmur2(Buffer.from(licenseeId)) & 0x7fffffff) % LICENSEE_PARTITIONS}`;

/** 32-bit MurmurHash2 with Kafka's seed. */
const murmur2 = (bytes: Buffer): number => {
  const M = 0x5bd1e995;
  const whole = bytes.length - (bytes.length % 4);
  let hash = 0x9747b28c ^ bytes.length;
  for (let at = 0; at < whole; at += 4) {
    const mixed = Math.imul(bytes.readInt32LE(at), M);
    hash = Math.imul(hash, M) ^ Math.imul(mixed ^ (mixed >>> 24), M);
  }
  if (whole < bytes.length)
    hash = Math.imul(hash ^ bytes.readUIntLE(whole, bytes.length - whole), M);
  hash = Math.imul(hash ^ (hash >>> 13), M);
  return hash ^ (hash >>> 15);
};
