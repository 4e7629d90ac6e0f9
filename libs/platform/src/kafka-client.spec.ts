import { setTimeout as sleep } from 'node:timers/promises';

import { jest } from '@jest/globals';

import { KafkaClient, type KafkaConsumer, type KafkaProducer } from './kafka-client.js';
import { TOPICS } from './kafka-topics.js';
import { kafkaObstacle, TestKafka } from './testing-kafka.js';

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(`A Kafka client${obstacle ? `, skipped: ${obstacle}` : ''}`, () => {
  const topics = TOPICS.slice(0, 1);
  let broker: TestKafka;
  let producer: KafkaProducer;
  let consumer: KafkaConsumer;

  beforeAll(async () => {
    broker = await TestKafka.start();
    const kafka = new KafkaClient({ brokers: broker.brokers, clientId: 'idle' });
    await kafka.ensureTopics(topics);
    await kafka.ensureGroups();
    producer = await kafka.producer();
    const assigned = Promise.withResolvers<void>();
    const onAssigned = () => assigned.resolve();
    consumer = await kafka.consume({ group: 'idle', topics, onAssigned, onBatch: () => undefined });
    await Promise.race([assigned.promise, consumer.failed]);
  });
  afterAll(async () => {
    await consumer.close();
    await producer.close();
    await broker.close();
  });

  it('that has nothing to do hardly wakes up', async () => {
    const timers = jest.spyOn(globalThis, 'setTimeout');
    await sleep(1_000);
    // By itself kafkajs sets one in each millisecond, for each of its connections.
    expect(timers.mock.calls.length).toBeLessThan(50);
    timers.mockRestore();
  });
});
