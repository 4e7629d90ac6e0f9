import { randomUUID } from 'node:crypto';

import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Kafka, logLevel } from 'kafkajs';
import { DataSource } from 'typeorm';

import { LogForked } from '../subscriptions/direct-transport.js';
import { accepted, meta } from '../testing/event-store.contract.js';
import type { LogReader } from '../event-store/event-store.js';
import { KafkaClient, type KafkaProducer, type OutgoingMessage } from './kafka-client.js';
import { KafkaPublisher } from './kafka-publisher.js';
import { laneAt, laneOfLicensee, topicsOf } from './kafka-topics.js';
import { KafkaTransport } from './kafka-transport.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { PUBLISHING_SCHEMA } from './publishing-migration.js';
import type { Consumer } from '../subscriptions/consumer.js';
import { Subscription } from '../subscriptions/subscription.js';
import { SUBSCRIPTION_SCHEMA } from '../subscriptions/subscription-migration.js';
import { brokerIsOurs, kafkaObstacle, TestKafka } from '../testing/testing-kafka.js';
import { testDatabase, testLedger, testPool, until } from '../testing/testing.js';
import {
  EFFECTS_SCHEMA,
  transportContract,
  type TransportHarness,
} from '../testing/transport.contract.js';

const WAIT_MS = 50_000;
const clock = { now: () => new Date().toISOString() };
const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

suite(obstacle ?? 'On a broker of Apache Kafka', () => {
  let broker: TestKafka;
  beforeAll(async () => {
    broker = await TestKafka.start();
  }, 180_000);
  afterAll(() => broker.close());

  describe('Facts that Kafka', () => {
    let source: Harness;
    let opened: Harness[];
    beforeEach(async () => {
      opened = [];
      source = await another();
    });
    afterEach(async () => {
      for (const { close } of opened) await close();
    });

    const itIfOurs = brokerIsOurs ? it : it.skip;
    itIfOurs(
      'cannot bring while its broker is down take effect when it is back',
      async () => {
        await credit('a');
        const started = await source.start(recorder());
        await takenBy(started, 1);
        await broker.halt();
        await credit('b', 'a');
        await new Promise((resolve) => setTimeout(resolve, 1_000));
        expect(await effects()).toEqual(['a 0']);
        await broker.resume();
        await takenBy(started, 3);
        expect(await effects()).toEqual(['a 0', 'b 0', 'a 1']);
      },
      120_000,
    );

    it('loses between others are read from their log', async () => {
      source.faults.lose = ({ headers }) => ['1', '3'].includes(headers['position'] ?? '');
      await credit('a', 'a', 'b', 'a', 'b', 'a');
      await takenBy(await source.start(recorder()), 6);
      expect(await effects()).toEqual(['a 0', 'a 1', 'b 2', 'a 3', 'b 4', 'a 5']);
      expect(source.faults.lost).toBe(2);
    });

    it('loses at the end are read from their log', async () => {
      source.faults.lose = ({ headers }) => Number(headers['position']) >= 1;
      await credit('a', 'b', 'c');
      await takenBy(await source.start(recorder()), 3);
      expect(await effects()).toEqual(['a 0', 'b 1', 'c 2']);
      expect(source.faults.lost).toBe(2);
    });

    it('brings altered are read from their log', async () => {
      source.faults.alter = (message) => ({
        ...message,
        value: message.value.replace('"amount":1', '"amount":7'),
      });
      await credit('a', 'b', 'c');
      await takenBy(await source.start(recorder()), 3);
      expect(await effects()).toEqual(['a 0', 'b 1', 'c 2']);
    });

    it('brings twice, because the publisher died before it noted what it sent, take effect once', async () => {
      source.faults.dieAfterSending = 2;
      await credit('a', 'b', 'a');
      await takenBy(await source.start(recorder()), 3);
      await credit('b');
      await takenBy(source.running.at(-1)!, 4);
      expect(await effects()).toEqual(['a 0', 'b 1', 'a 2', 'b 0']);
      expect(source.faults.dieAfterSending).toBe(0);
    });

    it('loses with topics that are made anew take effect once, and all is published again', async () => {
      await credit('a', 'b', 'a');
      const read = await source.start(recorder());
      await takenBy(read, 3);
      await deleteTopics(broker.brokers, source.log);
      await credit('b');
      await takenBy(read, 4);
      const published = new Set<string>();
      const reading = await new KafkaClient({ brokers: broker.brokers, clientId: 'test' }).consume({
        group: randomUUID(),
        topics: topicsOf(source.log),
        onAssigned: () => undefined,
        onBatch: (_place, messages) => {
          for (const message of messages) published.add(message.header('position') ?? 'mark');
        },
      });
      await until(() => ['0', '1', '2', '3'].every((position) => published.has(position)));
      await reading.close();
      expect(await effects()).toEqual(['a 0', 'b 1', 'a 2', 'b 0']);
    });

    it('brings from two publishers at once take effect once', async () => {
      source.publishTwice();
      const read = await source.start(recorder());
      for (let rounds = 0; rounds < 10; rounds += 1) {
        await credit('a', 'b');
        await takenBy(read, 2 * rounds + 2);
      }
      expect((await effects()).sort()).toEqual([
        ...Array.from({ length: 10 }, () => 'a 0'),
        ...Array.from({ length: 10 }, () => 'b 1'),
      ]);
    });

    it('brings in part wait, when they say "complete", for the partition that did not come', async () => {
      const late = laneOfLicensee('late');
      source.faults.lose = (message) => laneAt(source.log, message) === late;
      await credit('a', 'late');
      await append('completeness-dmp-1', 'PoolReportedThrough', { poolId: 'dmp-1', amount: 9 });
      const { subscription } = await source.start(recorder());
      await until(() => source.faults.lost > 2);
      expect(await effects()).toEqual([]);
      expect(subscription.knownThrough(source.log).next).toBe(0);
      source.faults.lose = () => false;
      await takenBy({ subscription }, 3);
      expect(await effects()).toEqual(['a 0', 'late 1', ' 9']);
    });

    it('brings in many pieces, because they are large, take effect each once', async () => {
      const text = 'x'.repeat(60_000);
      const writes = Array.from({ length: 40 }, (_, amount) => ({
        stream: `large-${amount}`,
        expectedVersion: 0,
        events: [event('DistributionRecorded', { licenseeId: 'a', amount, text })],
      }));
      await accepted(source.source, { writes, meta });
      await takenBy(await source.start(recorder()), 40);
      expect(await effects()).toEqual(Array.from({ length: 40 }, (_, amount) => `a ${amount}`));
    });

    it('brings by two partitions take effect once for each licensee', async () => {
      expect(laneOfLicensee('a')).not.toBe(laneOfLicensee('b'));
      const movement = { holders: ['a', 'b'], amount: 5 };
      await append('chain-movement-1', 'ChainMovementObserved', movement);
      const started = await source.start(recorder());
      await takenBy(started, 1);
      expect((await effects()).sort()).toEqual(['a 5', 'b 5']);
    });

    it('brings to two instances of a service take effect once, and "complete" after all', async () => {
      const brought = [new Set<string>(), new Set<string>()] as const;
      const first = await source.start(recorder(brought[0]));
      const second = await source.start(recorder(brought[1]));
      const licensees: string[] = [];
      for (let rounds = 0; rounds < 40 && brought.some(({ size }) => size === 0); rounds += 1) {
        const some = Array.from({ length: 20 }, () => randomUUID());
        licensees.push(...some);
        await credit(...some);
        await new Promise((resolve) => setTimeout(resolve, 500));
      }
      await append('completeness-dmp-1', 'PoolReportedThrough', { poolId: 'dmp-1', amount: 9 });
      await takenBy(first, licensees.length + 1);
      await takenBy(second, licensees.length + 1);
      for (const some of brought) expect(some.size).toBeGreaterThan(0);
      const all = await effects();
      expect(all.at(-1)).toBe(' 9');
      const credited = all.slice(0, -1).map((effect) => effect.split(' ')[0]);
      expect(credited.sort()).toEqual(licensees.sort());
    });

    it('brings from a log that was restored or forked take no effect', async () => {
      await credit('a', 'b');
      const read = await source.start(recorder());
      await takenBy(read, 2);
      await read.stop();
      for (const licensees of [['a'], ['c', 'd', 'e']]) {
        const other = await another(source.log);
        await credit.call(other, ...licensees);
        const errors: unknown[] = [];
        const { stop } = await other.start(recorder(), source.database, (error) =>
          errors.push(error),
        );
        await until(() => errors.some((error) => error instanceof LogForked));
        await stop();
      }
      expect(await effects()).toEqual(['a 0', 'b 1']);
    });

    it('brings from a log that is restored while they are read take no effect', async () => {
      const errors: unknown[] = [];
      await credit('a', 'b');
      const read = await source.start(recorder(), source.database, (error) => errors.push(error));
      await takenBy(read, 2);
      const restored = await another(source.log);
      source.restoreFrom(restored);
      await credit.call(restored, 'c', 'd', 'e');
      await until(() => errors.some((error) => error instanceof LogForked));
      expect(await effects()).toEqual(['a 0', 'b 1']);
    });

    // ── Vocabulary ────────────────────────────────────────────────────────────────────────────

    async function another(log?: string): Promise<Harness> {
      const created = await harness(log);
      opened.push(created);
      return created;
    }

    async function credit(this: Harness | void, ...licensees: string[]): Promise<void> {
      const writes = licensees.map((licenseeId, amount) => ({
        stream: `distribution-${randomUUID()}`,
        expectedVersion: 0,
        events: [event('DistributionRecorded', { licenseeId, amount })],
      }));
      await accepted((this ?? source).source, { writes, meta });
    }

    async function append(stream: string, type: string, body: Body): Promise<void> {
      const writes = [{ stream, expectedVersion: 0, events: [event(type, body)] }];
      await accepted(source.source, { writes, meta });
    }

    function recorder(brought = new Set<string>()): Consumer {
      return {
        name: 'recorder_v1',
        logs: [source.log],
        wants: new Set(['DistributionRecorded', 'ChainMovementObserved', 'PoolReportedThrough']),
        async handle(facts, tx) {
          for (const { envelope, keys } of facts)
            for (const key of keys.length > 0 ? keys : ['']) {
              brought.add(key);
              await tx.query('insert into effects (event_id, key, amount) values ($1, $2, $3)', [
                envelope.eventId,
                key,
                envelope.body['amount'],
              ]);
            }
        },
      };
    }

    async function effects(): Promise<string[]> {
      const rows = (await source.database.query('select key, amount from effects order by n')) as {
        key: string;
        amount: string;
      }[];
      return rows.map(({ key, amount }) => `${key} ${amount}`);
    }

    async function takenBy({ subscription }: { subscription: Subscription }, next: number) {
      if (!(await subscription.waitForPosition(source.log, next, WAIT_MS)))
        throw new Error(
          `Only ${subscription.knownThrough(source.log).next} of ${next} were taken.`,
        );
    }
  });

  transportContract('Kafka', () => harness());

  // ── A source and a consumer ─────────────────────────────────────────────────────────────────

  async function harness(log = `esep/source-${randomUUID()}/test`): Promise<Harness> {
    const { owner, url } = await testLedger('source');
    const pool = testPool(url);
    const publishing = testPool(owner);
    await publishing.query(PUBLISHING_SCHEMA);
    const source = await PostgresEventStore.open({ log, authority: 'AIFC', clock, pool });
    const database = await new DataSource({
      type: 'postgres',
      url: await testDatabase('consumer'),
    }).initialize();
    await database.query(SUBSCRIPTION_SCHEMA);
    await database.query(EFFECTS_SCHEMA);

    const faults = new Faults();
    const kafka = new FaultyKafka(broker.brokers, faults);
    const stopping = new AbortController();
    const onTrouble = () => undefined;
    const publish = () =>
      new KafkaPublisher({ reader: source, kafka, pool: publishing, onTrouble }).run(
        stopping.signal,
      );
    const published = [publish()];
    const running: Started[] = [];
    let held: LogReader = source;
    const reader: LogReader = {
      log,
      read: (from, limit) => held.read(from, limit),
      watermark: () => held.watermark(),
      onAppended: (listener) => held.onAppended(listener),
    };
    return {
      restoreFrom: (other) => {
        held = other.source;
      },
      publishTwice: () => void published.push(publish()),
      log,
      source,
      database,
      faults,
      running,
      async start(consumer, own = database, onTrouble = () => undefined) {
        const subscription = await Subscription.open(consumer, own, clock.now);
        const strategy = new KafkaTransport({
          kafka,
          subscription,
          readers: [reader],
          group: `${log}/${consumer.name}`,
          onTrouble: (_source, error) => onTrouble(error),
        });
        const app = await NestFactory.createMicroservice(Nothing, { strategy, logger: false });
        await app.listen();
        let stopped: Promise<void> | undefined;
        const started = { subscription, stop: () => (stopped ??= app.close()) };
        running.push(started);
        return started;
      },
      async close() {
        for (const { stop } of running) await stop();
        stopping.abort();
        await Promise.all(published);
        await database.destroy();
        await source.close();
        await pool.end();
        await publishing.end();
      },
    };
  }
});

type Body = Record<string, string | number | string[]>;

interface Started {
  readonly subscription: Subscription;
  stop(): Promise<void>;
}

interface Harness extends TransportHarness {
  readonly log: string;
  readonly faults: Faults;
  readonly running: Started[];
  /** From now on two publish, as when a lease had two holders. */
  publishTwice(): void;
  /** From now on consumers find another log where this one was. */
  restoreFrom(other: Harness): void;
  start(
    consumer: Consumer,
    database?: DataSource,
    onTrouble?: (error: unknown) => void,
  ): Promise<Started>;
}

@Module({})
class Nothing {}

/** What goes wrong between the publisher and the broker. */
class Faults {
  lose: (message: OutgoingMessage) => boolean = () => false;
  alter: (message: OutgoingMessage) => OutgoingMessage = (message) => message;
  /** How many more times the publisher dies after it sent facts. */
  dieAfterSending = 0;
  lost = 0;
}

class FaultyKafka extends KafkaClient {
  constructor(
    brokers: readonly string[],
    private readonly faults: Faults,
  ) {
    super({ brokers, clientId: 'test' });
  }

  override async producer(): Promise<KafkaProducer> {
    const { send, close } = await super.producer();
    const { faults } = this;
    return {
      close,
      async send(messages) {
        const kept = messages.filter((message) => !faults.lose(message));
        faults.lost += messages.length - kept.length;
        const sent = await send(kept.map(faults.alter));
        const facts = messages.some(({ headers }) => 'position' in headers);
        if (!facts || faults.dieAfterSending === 0) return sent;
        faults.dieAfterSending -= 1;
        throw new Error('The publisher died.');
      },
    };
  }
}

function event(type: string, body: Body) {
  const validAt = '2026-03-05T07:00:00.000Z';
  return { eventId: randomUUID(), type, schemaVersion: 1, validAt, body };
}

async function deleteTopics(brokers: readonly string[], log: string): Promise<void> {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: topicsOf(log).map(({ topic }) => topic) });
  await admin.disconnect();
}
