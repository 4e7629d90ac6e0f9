import { catalogueEntry, keysOf } from '@esep/contracts';
import type { Envelope } from '@esep/ledger-format';

// Where the facts of a log go (DESIGN §5): `esep.<service>.v1`, 12 partitions by licensee, and
// `esep.<service>.global.v1`, one partition, for what concerns everybody. Each partition is a lane.
// What a topic must be is said here and nowhere else; k8s/ is held against it.

export interface Topic {
  readonly topic: string;
  readonly partitions: number;
}

/** What a topic is on the brokers; the settings are named as Kafka names them. */
export interface TopicState extends Topic {
  readonly replicas: number;
  readonly settings: Readonly<Record<string, string>>;
}

export interface TopicPartition {
  readonly topic: string;
  readonly partition: number;
}

/** A part of a fact: the lane it goes to, and the licensees for whom it goes there. */
export interface Part {
  readonly lane: string;
  readonly keys: readonly string[];
}

const LICENSEE_PARTITIONS = 12;
/** The lane of what concerns everybody. */
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

/** Asked for with every message. */
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

/** What a topic must be where every record has this many copies: 1 for development, else 3. */
export const declarationOf = ({ topic, partitions }: Topic, replicas: number): TopicState => ({
  topic,
  partitions,
  replicas,
  settings: {
    'cleanup.policy': 'delete',
    // A fact counts as sent only when a second broker has it.
    'min.insync.replicas': replicas > 1 ? '2' : '1',
    // The log keeps facts for ever, and what a topic no longer has is read from there. Kafka would
    // keep mostly watermarks: a day's 0.6 GB per service and copy when nothing happens. Seven days
    // are longer than an outage that nobody attends to, and than the backup is old from which a log
    // is restored.
    'retention.ms': String(7 * 24 * 60 * 60 * 1_000),
    'retention.bytes': '-1',
    // More than the publisher ever sends at once to one partition.
    'max.message.bytes': String(1024 * 1024 + 12),
  },
});

/** Settings of which more is as good, and −1 is without limit. The others must be as declared. */
const AT_LEAST = new Set(['min.insync.replicas', 'retention.ms', 'max.message.bytes']);

/** What of a topic is not as it must be, in a sentence each. */
export const faultsOf = (declared: TopicState, found: TopicState): string[] => {
  const { topic, partitions, replicas, settings } = declared;
  return [
    // A licensee's partition depends on the number, and its order on the partition.
    ...(found.partitions === partitions
      ? []
      : [`Topic ${topic} has ${found.partitions} partitions and must have ${partitions}.`]),
    ...(found.replicas >= replicas
      ? []
      : [`Topic ${topic} has ${found.replicas} copies and must have at least ${replicas}.`]),
    ...Object.entries(settings).flatMap(([name, wanted]) => {
      const actual = found.settings[name] ?? 'not set';
      const enough = AT_LEAST.has(name)
        ? actual === '-1' || Number(actual) >= Number(wanted)
        : actual === wanted;
      const must = AT_LEAST.has(name) ? `at least ${wanted}` : wanted;
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
 * The lanes a fact goes to: once to each partition that one of its licensees belongs to. A private
 * fact goes nowhere. Throws for a type that the catalogue does not have: nobody said where it goes.
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

/** The partition that Kafka's own default partitioner gives this key. */
export const laneOfLicensee = (licenseeId: string): string =>
  `L${(murmur2(Buffer.from(licenseeId)) & 0x7fffffff) % LICENSEE_PARTITIONS}`;

/** MurmurHash2 of 32 bits with the seed that Kafka uses. */
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
