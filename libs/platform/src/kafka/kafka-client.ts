import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { connect as connectSecure } from 'node:tls';

import kafkajs, {
  type Admin,
  type Consumer,
  type ISocketFactory,
  type KafkaMessage,
} from 'kafkajs';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

import {
  declarationOf,
  faultsOf,
  type TopicPartition,
  type Topic,
  type TopicState,
} from './kafka-topics.js';

// All that is known here of kafkajs, which is no longer maintained: another client replaces this
// file and nothing else. Errors are thrown, never printed; whoever calls tries again in its own time.

// Node does not find all that this package exports by name.
const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

// Each connection looks every millisecond whether it may send what waits, also when nothing waits:
// half of what an idle service does (tulios/kafkajs#1704).
const { prototype: requests } = RequestQueue;
const lookSoon = requests.scheduleCheckPendingRequests;
requests.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0) lookSoon.call(this);
};

export interface KafkaClientOptions {
  /** `host:port` of some brokers. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** How many copies every record has; 1 without it, as on a single broker. */
  readonly replicas?: number;
  /** Both sides show a certificate; without it nothing is encrypted. */
  readonly tls?: KafkaTls;
}

/** Files in PEM. They are read at each connection, because certificates are renewed. */
export interface KafkaTls {
  readonly caFile: string;
  readonly certFile: string;
  readonly keyFile: string;
}

export interface OutgoingMessage extends TopicPartition {
  readonly key: string | null;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface Offset {
  readonly offset: string;
}

export interface IncomingMessage {
  readonly offset: string;
  readonly value: string;
  header(name: string): string | undefined;
}

export interface KafkaProducer {
  /**
   * All of it, in this order per partition, on every replica; rejects when that is not certain.
   * Gives the place of the first message in each partition, if that is known.
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly (TopicPartition & Offset)[] | void>;
  close(): Promise<void>;
}

export interface KafkaConsumerOptions {
  readonly group: string;
  readonly topics: readonly Topic[];
  /** Which partitions this member of the group has from now on. */
  readonly onAssigned: (places: readonly TopicPartition[]) => void;
  readonly onBatch: (place: TopicPartition, messages: readonly IncomingMessage[]) => void;
}

export interface KafkaConsumer {
  pause(place: TopicPartition): void;
  resume(place: TopicPartition): void;
  /** Where the group goes on after a restart. */
  commit(offsets: readonly (TopicPartition & Offset)[]): Promise<void>;
  /** Rejects when the consumer cannot go on. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

// Short, because whoever calls comes again: about two seconds in all.
const RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };

// A member that died holds its partitions for this long: the least that brokers allow by default.
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 2_000;

/** How long a broker holds a request for which it has nothing yet; it answers at once when it has. */
const WAIT_MS_MAX = 500;

/** A request costs as much for one record as for many. */
const GATHER_MS = 10;
const PARTITIONS_MAX = 65;

const TRIES_MAX = 100;
const TRY_AGAIN_MS = 200;

export class KafkaClient {
  private readonly kafka: kafkajs.Kafka;

  private readonly replicas: number;

  constructor({ brokers, clientId, replicas = 1, tls }: KafkaClientOptions) {
    this.replicas = replicas;
    this.kafka = new Kafka({
      brokers: [...brokers],
      clientId,
      logLevel: logLevel.NOTHING,
      retry: RETRY,
      socketFactory: tls ? secureSockets(tls) : plainSockets,
    });
  }

  /**
   * Creates what is not there, and changes nothing that is. Gives the topics created. Throws when a
   * topic has another number of partitions than it must, or keeps records less safely.
   */
  async ensureTopics(topics: readonly Topic[]): Promise<readonly string[]> {
    const declared = topics.map((topic) => declarationOf(topic, this.replicas));
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const there = new Set(await admin.listTopics());
      const missing = declared.filter(({ topic }) => !there.has(topic));
      // Asked for only where needed: a service need not be allowed to create topics.
      if (missing.length > 0)
        await admin.createTopics({ topics: missing.map(newTopic) }).catch(tellUncreated);
      const stateOf = await statesOf(admin, topics);
      const faults = declared.flatMap((topic) => faultsOf(topic, stateOf(topic)));
      if (faults.length > 0) throw new TopicFault(faults.join(' '));
      return missing.map(({ topic }) => topic);
    } finally {
      await admin.disconnect();
    }
  }

  /** Waits until groups can be joined: brokers that were never asked for one prepare for some seconds. */
  async ensureGroups(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const ask = () => admin.fetchOffsets({ groupId: 'esep-nobody', topics: [] });
    await patiently(ask).finally(() => admin.disconnect());
  }

  async producer(): Promise<KafkaProducer> {
    const producer = this.kafka.producer({
      idempotent: true,
      maxInFlightRequests: 1,
      allowAutoTopicCreation: false,
      createPartitioner:
        () =>
        ({ message }) =>
          message.partition ?? 0,
    });
    await producer.connect();
    return {
      async send(messages) {
        const byTopic = Map.groupBy(messages, ({ topic }) => topic);
        const sent = await producer.sendBatch({
          acks: -1,
          topicMessages: [...byTopic].map(([topic, messages]) => ({
            topic,
            messages: messages.map(({ partition, key, value, headers }) => {
              return { partition, key, value, headers };
            }),
          })),
        });
        return sent.map(({ topicName: topic, partition, baseOffset: offset = '-1' }) => {
          return { topic, partition, offset };
        });
      },
      close: () => producer.disconnect(),
    };
  }

  /**
   * Everything that topics hold now, each partition in its order, by a group that nobody else is in.
   * From the start again when the brokers are busy with themselves: then messages come twice.
   */
  readAll(
    topics: readonly Topic[],
    group: string,
    take: (message: IncomingMessage) => void,
  ): Promise<void> {
    return patiently(() => this.readThrough(topics, group, take));
  }

  private async readThrough(
    topics: readonly Topic[],
    group: string,
    take: (message: IncomingMessage) => void,
  ): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const ends = await endsOf(admin, topics).finally(() => admin.disconnect());
    const nameOf = ({ topic, partition }: TopicPartition) => `${topic} ${partition}`;
    const left = new Map(ends.map((end) => [nameOf(end), end.last]));
    const done = Promise.withResolvers<void>();
    if (left.size === 0) return;
    const onBatch = (place: TopicPartition, messages: readonly IncomingMessage[]): void => {
      const last = left.get(nameOf(place)) ?? -1n;
      for (const message of messages) if (BigInt(message.offset) <= last) take(message);
      if (BigInt(messages.at(-1)?.offset ?? -1) >= last) left.delete(nameOf(place));
      if (left.size === 0) done.resolve();
    };
    const consumer = await this.consume({ group, topics, onAssigned: () => undefined, onBatch });
    await Promise.race([done.promise, consumer.failed]).finally(() => consumer.close());
  }

  /** Joins a group and takes what its partitions bring, from the start where nothing was committed. */
  async consume(options: KafkaConsumerOptions): Promise<KafkaConsumer> {
    const consumer = this.kafka.consumer({
      groupId: options.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: SESSION_MS,
      maxWaitTimeInMs: WAIT_MS_MAX,
      allowAutoTopicCreation: false,
      // A crash is told below; a new consumer is made by whoever asked for this one.
      retry: { ...RETRY, restartOnFailure: () => Promise.resolve(false) },
    });
    const failed = failureOf(consumer);
    consumer.on(consumer.events.GROUP_JOIN, ({ payload: { memberAssignment } }) =>
      options.onAssigned(
        Object.entries(memberAssignment).flatMap(([topic, partitions]) =>
          partitions.map((partition) => ({ topic, partition })),
        ),
      ),
    );
    try {
      await consumer.connect();
      const topics = options.topics.map(({ topic }) => topic);
      await consumer.subscribe({ topics, fromBeginning: true });
      await consumer.run({
        autoCommit: false,
        // All that one request brought is taken at once, and the next one waits for a little more.
        partitionsConsumedConcurrently: PARTITIONS_MAX,
        eachBatch: async ({ batch: { topic, partition, messages } }) => {
          options.onBatch({ topic, partition }, messages.map(incoming));
          await sleep(GATHER_MS);
        },
      });
    } catch (error) {
      await consumer.disconnect().catch(() => undefined);
      throw error;
    }
    return {
      pause: ({ topic, partition }) =>
        whileRunning(() => consumer.pause([{ topic, partitions: [partition] }])),
      resume: ({ topic, partition }) =>
        whileRunning(() => consumer.resume([{ topic, partitions: [partition] }])),
      commit: async (offsets) =>
        consumer.commitOffsets(
          offsets.map(({ offset, ...place }) => ({ ...place, offset: `${BigInt(offset) + 1n}` })),
        ),
      failed,
      close: () => consumer.disconnect(),
    };
  }
}

/** Again, while the brokers are busy with themselves. */
const patiently = async <T>(ask: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries += 1)
    try {
      return await ask();
    } catch (error) {
      if (tries === TRIES_MAX || !mayPass(error as kafkajs.KafkaJSError)) throw error;
      await sleep(TRY_AGAIN_MS);
    }
};

/** By itself kafkajs tries some times for a coordinator, and then says that it is not worth trying. */
const mayPass = ({ retriable, name }: kafkajs.KafkaJSError): boolean =>
  retriable || name === 'KafkaJSGroupCoordinatorNotFound';

/** How far partitions reach now, those that hold anything; by the offset of their last message. */
const endsOf = async (
  admin: Admin,
  topics: readonly Topic[],
): Promise<(TopicPartition & { readonly last: bigint })[]> => {
  const found = await Promise.all(
    topics.map(async ({ topic }) =>
      (await admin.fetchTopicOffsets(topic)).map(({ partition, low, high }) => {
        return { topic, partition, low: BigInt(low), last: BigInt(high) - 1n };
      }),
    ),
  );
  return found.flat().filter(({ low, last }) => last >= low);
};

/** A topic is not what it must be. The message says what differs; only a person may change it. */
export class TopicFault extends Error {
  override readonly name = 'TopicFault';
}

/** kafkajs says only that there were errors; each of them says which topic, and why. */
const tellUncreated = (error: unknown): never => {
  const { errors = [] } = error as { errors?: readonly { topic?: string; message: string }[] };
  if (errors.length === 0) throw error;
  const faults = errors.map(
    ({ topic, message }) => `Topic ${topic} is not there, and cannot be created: ${message}.`,
  );
  throw new TopicFault(faults.join(' '), { cause: error });
};

const newTopic = ({ topic, partitions, replicas, settings }: TopicState) => ({
  topic,
  numPartitions: partitions,
  replicationFactor: replicas,
  configEntries: Object.entries(settings).map(([name, value]) => ({ name, value })),
});

const statesOf = async (
  admin: Admin,
  topics: readonly Topic[],
): Promise<(of: Topic) => TopicState> => {
  const names = topics.map(({ topic }) => topic);
  const metadata = await admin.fetchTopicMetadata({ topics: names });
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: names.map((name) => ({ type: ConfigResourceTypes.TOPIC, name })),
  });
  return ({ topic }) => {
    const partitions = metadata.topics.find(({ name }) => name === topic)?.partitions ?? [];
    const entries = resources.find(({ resourceName }) => resourceName === topic)?.configEntries;
    return {
      topic,
      partitions: partitions.length,
      replicas: Math.min(...partitions.map(({ replicas }) => replicas.length)),
      settings: Object.fromEntries(
        (entries ?? []).map(({ configName, configValue }) => [configName, configValue]),
      ),
    };
  };
};

/** A consumer that has just failed fetches nothing, and says so by throwing. */
const whileRunning = (act: () => void): void => {
  try {
    act();
  } catch {
    // `failed` tells it.
  }
};

const failureOf = (consumer: Consumer): Promise<never> => {
  const failed = new Promise<never>((_resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  });
  // Whoever waits for it hears it; nobody may, when the consumer is being closed.
  failed.catch(() => undefined);
  return failed;
};

const incoming = ({ offset, value, headers }: KafkaMessage): IncomingMessage => ({
  offset,
  value: value?.toString('utf8') ?? '',
  header: (name) => headers?.[name]?.toString(),
});

// Small requests go out at once instead of waiting for each other.
const AT_ONCE = { noDelay: true, keepAlive: true };

const plainSockets: ISocketFactory = ({ host, port, onConnect }) =>
  connectPlain({ host, port, ...AT_ONCE }, onConnect);

const secureSockets =
  ({ caFile, certFile, keyFile }: KafkaTls): ISocketFactory =>
  ({ host, port, onConnect }) => {
    const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file));
    const servername = isIP(host) ? '' : host;
    return connectSecure({ host, port, servername, ca, cert, key, ...AT_ONCE }, onConnect);
  };
