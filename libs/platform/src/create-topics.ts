import { parseArgs } from 'node:util';

import { KafkaClient, TopicFault, type KafkaClientOptions } from './kafka/kafka-client.js';
import { TOPICS } from './kafka/kafka-topics.js';

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
    const kafka = new KafkaClient({ ...optionsIn(parameters), clientId: 'esep-topics' });
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

const optionsIn = (parameters: readonly string[]): Omit<KafkaClientOptions, 'clientId'> => {
  const { values } = parseArgs({ args: [...parameters], options: OPTIONS });
  const { brokers, ca: caFile, cert: certFile, key: keyFile } = values;
  const replicas = Number(values.replicas);
  const files = [caFile, certFile, keyFile].filter((file) => file !== undefined);
  if (!brokers || !(replicas >= 1) || files.length % 3 !== 0) throw new TypeError(USAGE);
  return {
    brokers: brokers.split(','),
    replicas,
    ...(caFile && certFile && keyFile ? { tls: { caFile, certFile, keyFile } } : {}),
  };
};

const OPTIONS = {
  brokers: { type: 'string' },
  replicas: { type: 'string', default: '1' },
  ca: { type: 'string' },
  cert: { type: 'string' },
  key: { type: 'string' },
} as const;

const USAGE =
  'node libs/platform/dist/create-topics.js --brokers HOST:PORT[,…] [--replicas 3] [--ca FILE --cert FILE --key FILE]';

if (import.meta.main) process.exitCode = await createTopics(process.argv.slice(2), console.log);
