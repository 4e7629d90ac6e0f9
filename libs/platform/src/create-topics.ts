import { parseArgs } from 'node:util';

import { KafkaClient, TopicFault } from './kafka-client.js';
import { TOPICS } from './kafka-topics.js';

// Creates the topics of all services before any of them starts, where they may not do so themselves:
//
//   node libs/platform/dist/create-topics.js --brokers kafka-0:9092,kafka-1:9092 --replicas 3
//
// It may be run as often as one likes. Nothing that exists is changed; what is not as it must be is
// said, and ends it with 1.

/** Runs one command line; gives its exit code. */
export const createTopics = async (
  parameters: readonly string[],
  say: (line: string) => void,
): Promise<number> => {
  try {
    const { values } = parseArgs({ args: [...parameters], options: OPTIONS });
    const replicas = Number(values.replicas);
    if (!values.brokers || !(replicas >= 1)) throw new TypeError(USAGE);
    const brokers = values.brokers.split(',');
    const kafka = new KafkaClient({ brokers, clientId: 'esep-topics', replicas });
    const created = await kafka.ensureTopics(TOPICS);
    for (const topic of created) say(`${topic} was created.`);
    say(`${TOPICS.length} topics are as they must be.`);
    return 0;
  } catch (error) {
    const { name, message } = error as Error;
    say(error instanceof TopicFault || name === 'TypeError' ? message : `${name}: ${message}`);
    return 1;
  }
};

const OPTIONS = {
  brokers: { type: 'string' },
  replicas: { type: 'string', default: '1' },
} as const;

const USAGE = 'node libs/platform/dist/create-topics.js --brokers HOST:PORT[,…] [--replicas 3]';

if (import.meta.main) process.exitCode = await createTopics(process.argv.slice(2), console.log);
