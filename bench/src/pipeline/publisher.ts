import { KafkaClient, type KafkaProducer, type OutgoingMessage } from '@esep/platform';
import kafkajs from 'kafkajs';

import { median, type Figure, type Settings, type TestServers } from './figure.js';
import { filledLog } from './filled-log.js';

// Esep's publisher reads a log, makes messages of its events, sends them and notes how far it came.
// The bare producer beside it has the same messages in memory already, in the same batches.

const { Kafka, logLevel } = kafkajs;
const SERVICE = 'published';

export const measurePublisher = async (
  servers: TestServers,
  { events, rounds, onNote }: Settings,
): Promise<readonly Figure[]> => {
  const { brokers } = servers;
  onNote(`A log of ${events} fills to publish`);
  const log = await filledLog(servers, SERVICE, events);
  const kafka = new RecordingKafka({ brokers, clientId: 'esep-bench' });
  // Compilers and the broker warm up outside the count; what was sent is what the other sends.
  await log.publish(kafka);
  const batches = kafka.recorded.splice(0);
  kafka.recording = false;
  const [own, bare]: [number[], number[]] = [[], []];
  try {
    const publish = async () => own.push(await rateOf(events, () => log.publish(kafka)));
    const send = async () => bare.push(await rateOf(events, () => sendBare(brokers, batches)));
    for (let round = 0; round < rounds; round += 1) {
      for (const turn of round % 2 === 0 ? [publish, send] : [send, publish]) await turn();
      onNote(
        `Round ${round + 1} of ${rounds}: publisher ${own.at(-1)?.toFixed(0)}/s, bare producer ${bare.at(-1)?.toFixed(0)}/s`,
      );
    }
  } finally {
    await log.close();
  }
  const ratio = median(own.map((rate, i) => rate / (bare[i] as number)));
  return [
    { what: 'Publisher', value: median(own), unit: 'events/s' },
    {
      what: 'A bare idempotent producer with the same messages',
      value: median(bare),
      unit: 'events/s',
    },
    {
      what: 'Publisher beside the bare producer',
      value: ratio,
      unit: '×',
      limit: 0.8,
      atLeast: true,
    },
  ];
};

const rateOf = async (events: number, work: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now();
  await work();
  return (events * 1_000) / (performance.now() - begun);
};

class RecordingKafka extends KafkaClient {
  readonly recorded: (readonly OutgoingMessage[])[] = [];
  recording = true;

  override async producer(): Promise<KafkaProducer> {
    const producer = await super.producer();
    return {
      close: () => producer.close(),
      send: async (messages) => {
        const facts = messages.some(({ headers }) => 'position' in headers);
        if (this.recording && facts) this.recorded.push(messages);
        await producer.send(messages);
      },
    };
  }
}

const sendBare = async (
  brokers: readonly string[],
  batches: readonly (readonly OutgoingMessage[])[],
): Promise<void> => {
  const kafka = new Kafka({ brokers: [...brokers], logLevel: logLevel.NOTHING });
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  for (const messages of batches)
    await producer.sendBatch({
      acks: -1,
      topicMessages: [...Map.groupBy(messages, ({ topic }) => topic)].map(([topic, messages]) => ({
        topic,
        messages: messages.map(({ partition, key, value, headers }) => {
          return { partition, key, value, headers };
        }),
      })),
    });
  await producer.disconnect();
};
