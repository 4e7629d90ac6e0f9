import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { KafkaClient, TOPICS } from '@esep/platform';
import { ConfigResourceTypes, Kafka, logLevel } from 'kafkajs';

// What a broker can be brought to do to its topics, and what they hold then.

export async function deleteTopics(brokers: readonly string[]): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  await admin.deleteTopics({ topics: TOPICS.map(({ topic }) => topic) });
  await admin.disconnect();
}

/** What a topic takes, by how old it may be. */
export const HARDLY_ANYTHING = { 'message.timestamp.before.max.ms': '0' };
export const EVERYTHING = { 'message.timestamp.before.max.ms': '9223372036854775807' };

/** A setting that was given to the topic, not to its broker. */
const OF_THE_TOPIC = 1;

/** Gives a topic the settings that it was made with, and some more. */
export async function setTopic(
  brokers: readonly string[],
  topic: string,
  more: Readonly<Record<string, string>>,
): Promise<void> {
  const admin = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  const type = ConfigResourceTypes.TOPIC;
  const { resources } = await admin.describeConfigs({
    includeSynonyms: false,
    resources: [{ type, name: topic }],
  });
  const made = (resources[0]?.configEntries ?? []).filter(
    ({ configSource }) => configSource === OF_THE_TOPIC,
  );
  const settings = {
    ...Object.fromEntries(made.map((e) => [e.configName, e.configValue])),
    ...more,
  };
  const configEntries = Object.entries(settings).map(([name, value]) => ({ name, value }));
  await admin.alterConfigs({
    validateOnly: false,
    resources: [{ type, name: topic, configEntries }],
  });
  await admin.disconnect();
}

/** Of all facts that the topics of a service have, once nothing new comes for some seconds. */
export async function positionsIn(
  brokers: readonly string[],
  service: string,
): Promise<ReadonlySet<number>> {
  const kafka = new KafkaClient({ brokers, clientId: 'reader' });
  const topics = TOPICS.filter(({ topic }) => topic.startsWith(`esep.${service}.`));
  const positions = new Set<number>();
  for (let size = -1; positions.size === 0 || positions.size > size; await sleep(3_000)) {
    size = positions.size;
    await kafka.readAll(topics, randomUUID(), (message) => {
      const position = message.header('position');
      if (position !== undefined) positions.add(Number(position));
    });
  }
  return positions;
}
