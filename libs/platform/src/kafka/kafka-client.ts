import { readFileSync } from 'node:fs';
import { connect as connectPlain, isIP } from 'node:net';
import { connect as connectSecure } from 'node:tls';

import kafkajs, {
  type Admin,
  type Consumer,
  type ISocketFactory,
  type KafkaMessage,
} from 'kafkajs';
import RequestQueue from 'kafkajs/src/network/requestQueue/index.js';

import { retry } from '../runtime/retry.js';
import { sleep } from '../runtime/sleep.js';
import {
  declarationOf,
  faultsOf,
  type TopicPartition,
  type Topic,
  type TopicState,
} from './kafka-topics.js';

// The only file that imports kafkajs, which is no longer maintained: another client replaces this file
// alone. It throws errors and never prints them; callers retry.

// A CommonJS package: Node finds only some of its exports by name.
const { ConfigResourceTypes, Kafka, logLevel } = kafkajs;

// Without this, each connection polls its empty queue every millisecond: half of the processor time of
// an idle service (tulios/kafkajs#1704).
const { prototype: requests } = RequestQueue;
const checkPending = requests.scheduleCheckPendingRequests;
requests.scheduleCheckPendingRequests = function () {
  if (this.pending.length > 0) checkPending.call(this);
};

export interface KafkaClientOptions {
  /** `host:port` of at least one broker. */
  readonly brokers: readonly string[];
  readonly clientId: string;
  /** Replication factor; 1 by default. */
  readonly replicas?: number;
  /** Mutual TLS; without it connections are not encrypted. */
  readonly tls?: KafkaTls;
}

/** PEM files, read again for each connection, because certificates are renewed. */
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
   * Sends in this order per partition with `acks=all`; rejects if that is not certain. Returns the
   * offset of the first message in each partition, if the broker gave it.
   */
  send(messages: readonly OutgoingMessage[]): Promise<readonly (TopicPartition & Offset)[] | void>;
  close(): Promise<void>;
}

export interface KafkaConsumerOptions {
  readonly group: string;
  readonly topics: readonly Topic[];
  /** Called after each rebalance with the partitions of this member. */
  readonly onAssigned: (places: readonly TopicPartition[]) => void;
  readonly onBatch: (place: TopicPartition, messages: readonly IncomingMessage[]) => void;
}

export interface KafkaConsumer {
  pause(place: TopicPartition): void;
  resume(place: TopicPartition): void;
  commit(offsets: readonly (TopicPartition & Offset)[]): Promise<void>;
  /** Rejects when the consumer crashed and must be replaced. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

// About two seconds in all, because callers retry as well.
const RETRY = { retries: 4, initialRetryTime: 100, maxRetryTime: 1_000 };

// For so long a dead member keeps its partitions; the minimum that brokers allow by default.
const SESSION_MS = 6_000;
const HEARTBEAT_MS = 2_000;

/** `fetch.max.wait.ms`: a broker without records answers after this time. */
const WAIT_MS_MAX = 500;

/** Pause before the next fetch, because a request costs as much for one record as for many. */
const GATHER_MS = 10;
const PARTITIONS_MAX = 65;

const REBALANCE_TIMEOUT_MS = 20_000;

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
   * Creates missing topics, never changes existing ones, and returns the names it created. Throws
   * `TopicFault` if a topic has another number of partitions or a weaker setting than declared.
   */
  async ensureTopics(topics: readonly Topic[]): Promise<readonly string[]> {
    const declared = topics.map((topic) => declarationOf(topic, this.replicas));
    const admin = this.kafka.admin();
    await admin.connect();
    try {
      const there = new Set(await admin.listTopics());
      const missing = declared.filter(({ topic }) => !there.has(topic));
      // Only if one is missing: a service may lack the right to create topics.
      if (missing.length > 0)
        await admin.createTopics({ topics: missing.map(newTopic) }).catch(throwUncreated);
      const stateOf = await statesOf(admin, topics);
      const faults = declared.flatMap((topic) => faultsOf(topic, stateOf(topic)));
      if (faults.length > 0) throw new TopicFault(faults.join(' '));
      return missing.map(({ topic }) => topic);
    } finally {
      await admin.disconnect();
    }
  }

  /** Waits until groups can be joined: a new cluster creates its offsets topic for some seconds. */
  async ensureGroups(): Promise<void> {
    const admin = this.kafka.admin();
    await admin.connect();
    const ask = () => admin.fetchOffsets({ groupId: 'esep-nobody', topics: [] });
    await retryWhileRebalancing(ask).finally(() => admin.disconnect());
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
   * Reads the topics up to their present end, each partition in order, in a group of its own. Starts
   * again after a retryable error, so a message may come twice.
   */
  readAll(
    topics: readonly Topic[],
    group: string,
    take: (message: IncomingMessage) => void,
  ): Promise<void> {
    return retryWhileRebalancing(() => this.readToEnd(topics, group, take));
  }

  private async readToEnd(
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

  /** Joins a group and consumes its partitions, from the beginning where no offset is committed. */
  async consume(options: KafkaConsumerOptions): Promise<KafkaConsumer> {
    const consumer = this.kafka.consumer({
      groupId: options.group,
      sessionTimeout: SESSION_MS,
      heartbeatInterval: HEARTBEAT_MS,
      rebalanceTimeout: SESSION_MS,
      maxWaitTimeInMs: WAIT_MS_MAX,
      allowAutoTopicCreation: false,
      // `failed` reports a crash, and the caller replaces the consumer.
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
        // All partitions of one response are handled before the next fetch.
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

/** Retries while brokers elect leaders and coordinators. */
const retryWhileRebalancing = <T>(ask: () => Promise<T>): Promise<T> =>
  retry(ask, {
    ...{ firstMs: 200, maxMs: 1_000, patienceMs: REBALANCE_TIMEOUT_MS },
    isRetryable: (error) => isRetryableByBroker(error as kafkajs.KafkaJSError),
  });

/** kafkajs marks a missing group coordinator as not retriable, although one is elected soon. */
const isRetryableByBroker = ({ retriable, name }: kafkajs.KafkaJSError): boolean =>
  retriable || name === 'KafkaJSGroupCoordinatorNotFound';

/** Offset of the last message of each partition that is not empty. */
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

/** A topic differs from its declaration. The message says how; only a person may change it. */
export class TopicFault extends Error {
  override readonly name = 'TopicFault';
}

/** kafkajs' own message names no topic; the errors inside it do. */
const throwUncreated = (error: unknown): never => {
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

/** kafkajs throws if the consumer has crashed meanwhile. */
const whileRunning = (act: () => void): void => {
  try {
    act();
  } catch {
    // `failed` reports it.
  }
};

const failureOf = (consumer: Consumer): Promise<never> => {
  const failed = new Promise<never>((_resolve, reject) => {
    consumer.on(consumer.events.CRASH, ({ payload: { error } }) => reject(error));
  });
  // While the consumer is being closed nothing awaits it: that must not be an unhandled rejection.
  failed.catch(() => undefined);
  return failed;
};

const incoming = ({ offset, value, headers }: KafkaMessage): IncomingMessage => ({
  offset,
  value: value?.toString('utf8') ?? '',
  header: (name) => headers?.[name]?.toString(),
});

// Without `noDelay` small requests wait for each other (Nagle).
const SOCKET_OPTIONS = { noDelay: true, keepAlive: true };

const plainSockets: ISocketFactory = ({ host, port, onConnect }) =>
  connectPlain({ host, port, ...SOCKET_OPTIONS }, onConnect);

const secureSockets =
  ({ caFile, certFile, keyFile }: KafkaTls): ISocketFactory =>
  ({ host, port, onConnect }) => {
    const [ca, cert, key] = [caFile, certFile, keyFile].map((file) => readFileSync(file));
    const servername = isIP(host) ? '' : host;
    return connectSecure({ host, port, servername, ca, cert, key, ...SOCKET_OPTIONS }, onConnect);
  };
