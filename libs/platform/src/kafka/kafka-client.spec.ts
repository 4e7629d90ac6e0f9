import { createRequire } from 'node:module';
import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';
import kafkajs from 'kafkajs';

import { KafkaClient, type KafkaConsumer, type KafkaProducer } from './kafka-client.js';
import { TOPICS } from './kafka-topics.js';
import { kafkaObstacle, TestKafka } from '../testing/testing-kafka.js';

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

const { prototype: cluster } = createRequire(import.meta.url)('kafkajs/src/cluster') as {
  readonly prototype: { findGroupCoordinatorMetadata(): Promise<object> };
};

/** Its declaration has no parameter. */
const NotFound = kafkajs.KafkaJSGroupCoordinatorNotFound as new (why: string) => Error;

suite(`A Kafka client${obstacle ? `, skipped: ${obstacle}` : ''}`, () => {
  const topics = TOPICS.slice(0, 1);
  let broker: TestKafka;
  let kafka: KafkaClient;
  let producer: KafkaProducer;
  let consumer: KafkaConsumer;

  beforeAll(async () => {
    broker = await TestKafka.start();
    kafka = new KafkaClient({ brokers: broker.brokers, clientId: 'idle' });
    await kafka.ensureTopics(topics);
    await kafka.ensureGroups();
    producer = await kafka.producer();
    const assigned = Promise.withResolvers<void>();
    const onAssigned = () => assigned.resolve();
    consumer = await kafka.consume({ group: 'idle', topics, onAssigned, onBatch: () => undefined });
    await Promise.race([assigned.promise, consumer.failed]);
  });
  afterAll(async () => {
    await consumer?.close();
    await producer?.close();
    await broker?.close();
  });

  it('that has nothing to do hardly wakes up', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await sleep(1_000);
    // By itself kafkajs sets one in each millisecond, for each of its connections.
    expect(timers.mock.calls.length).toBeLessThan(50);
    timers.mockRestore();
  });

  it('waits for groups for longer than kafkajs does by itself', async () => {
    const none = new NotFound('Failed to find group coordinator');
    const find = jest.spyOn(cluster, 'findGroupCoordinatorMetadata');
    find.mockRejectedValueOnce(none).mockRejectedValueOnce(none);
    await kafka.ensureGroups();
    expect(find.mock.calls.length).toBeGreaterThan(2);
    find.mockRestore();
  });
});
