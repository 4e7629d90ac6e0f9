import { setTimeout as sleep } from 'node:timers/promises';

import { Kafka, logLevel } from 'kafkajs';

import { createTopics } from './create-topics.js';
import { declarationOf, TOPICS } from './kafka/kafka-topics.js';
import { kafkaObstacle, TestKafka } from './testing/testing-kafka.js';

const obstacle = await kafkaObstacle();
const suite = obstacle === undefined ? describe : describe.skip;

describe('The command that creates topics', () => {
  it('says how it is called when it is not told where the brokers are', async () => {
    const usage = [1, [expect.stringContaining('--brokers HOST:PORT')]];
    expect(await run()).toEqual(usage);
    expect(await run('--brokers', '127.0.0.1:1', '--replicas', 'three')).toEqual(usage);
    // Half of what TLS takes must not end in a plain connection.
    expect(await run('--brokers', '127.0.0.1:1', '--ca', 'ca.crt')).toEqual(usage);
  });

  it('says that no broker answers', async () => {
    const [code, lines] = await run('--brokers', '127.0.0.1:1');
    expect([code, lines.length]).toEqual([1, 1]);
    expect(lines[0]).toContain('127.0.0.1:1');
  });
});

suite(obstacle ?? 'On a broker of Apache Kafka, the command that creates topics', () => {
  let broker: TestKafka;
  beforeAll(async () => {
    broker = await TestKafka.start();
  }, 180_000);
  afterAll(() => broker.close());

  const [first, ...others] = TOPICS.map(({ topic }) => topic);
  const onBroker = (...more: string[]) => run('--brokers', broker.brokers.join(','), ...more);

  it('creates those of all services, and the second time none', async () => {
    const asTheyMust = '10 topics are as they must be.';
    const [code, lines] = await onBroker();
    expect(code).toBe(0);
    expect(lines).toEqual(
      [first, ...others].map((topic) => `${topic} was created.`).concat(asTheyMust),
    );
    expect(await onBroker()).toEqual([0, [asTheyMust]]);
  });

  it('creates the one that is missing', async () => {
    await admin(async (client) => {
      await client.deleteTopics({ topics: [String(first)] });
      while ((await client.listTopics()).includes(String(first))) await sleep(20);
    });
    const [code, lines] = await onBroker();
    expect([code, lines[0]]).toEqual([0, `${first} was created.`]);
  });

  it('refuses copies that are too few, and makes no more of them', async () => {
    const [code, lines] = await onBroker('--replicas', '3');
    expect(code).toBe(1);
    expect(lines.join()).toContain(`Topic ${first} has 1 copies and must have at least 3.`);
    expect(lines.join()).toContain(
      `min.insync.replicas of topic ${first} is 1 and must be at least 2.`,
    );
  });

  it.each([
    ['retention.ms', '1000', 'at least 604800000'],
    ['retention.bytes', '1000000', '-1'],
    ['cleanup.policy', 'compact', 'delete'],
    ['max.message.bytes', '1000', 'at least 1048588'],
  ])('refuses %s of %s, and leaves it', async (name, value, must) => {
    await set(name, value);
    const fault = `${name} of topic ${first} is ${value} and must be ${must}.`;
    expect(await onBroker()).toEqual([1, [fault]]);
    expect(await onBroker()).toEqual([1, [fault]]);
    await set();
    expect((await onBroker())[0]).toBe(0);
  });

  it('is content with records that are kept for longer', async () => {
    await set('retention.ms', '-1');
    expect((await onBroker())[0]).toBe(0);
  });

  it('refuses another number of partitions, on which the order of a licensee depends', async () => {
    const topicPartitions = [{ topic: String(first), count: 13 }];
    await admin((client) => client.createPartitions({ topicPartitions }));
    expect(await onBroker()).toEqual([1, [`Topic ${first} has 13 partitions and must have 12.`]]);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  /** One setting of the first topic as given, the others as declared. */
  async function set(name?: string, value = ''): Promise<void> {
    const [topic] = TOPICS;
    const declared = topic ? declarationOf(topic, 1).settings : {};
    const settings = { ...declared, ...(name ? { [name]: value } : {}) };
    const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
    const resources = [{ type: 2, name: String(first), configEntries }];
    await admin((client) => client.alterConfigs({ validateOnly: false, resources }));
  }

  async function admin<T>(act: (client: ReturnType<Kafka['admin']>) => Promise<T>): Promise<T> {
    const brokers = [...broker.brokers];
    const client = new Kafka({ brokers, logLevel: logLevel.NOTHING }).admin();
    await client.connect();
    try {
      return await act(client);
    } finally {
      await client.disconnect();
    }
  }
});

async function run(...parameters: string[]): Promise<[number, string[]]> {
  const lines: string[] = [];
  const code = await createTopics(parameters, (line) => lines.push(line));
  return [code, lines];
}
