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
  const [own, bare]: [Turn[], Turn[]] = [[], []];
  try {
    const publish = async () => own.push(await turn(events, () => log.publish(kafka)));
    const send = async () => bare.push(await turn(events, () => sendBare(brokers, batches)));
    for (let round = 0; round < rounds; round += 1) {
      for (const turn of round % 2 === 0 ? [publish, send] : [send, publish]) await turn();
      const shown = (turns: readonly Turn[]) => turns.at(-1)?.perSecond.toFixed(0);
      onNote(
        `Round ${round + 1} of ${rounds}: publisher ${shown(own)}/s, bare producer ${shown(bare)}/s`,
      );
    }
  } finally {
    await log.close();
  }
  const ratio = median(own.map(({ perSecond }, i) => perSecond / (bare[i] as Turn).perSecond));
  const inFigures = (what: string, turns: readonly Turn[]): Figure[] => [
    { what, value: median(turns.map(({ perSecond }) => perSecond)), unit: 'events/s' },
    {
      what: `${what}: processor time per event`,
      value: median(turns.map(({ cpuUs }) => cpuUs)),
      unit: 'µs',
    },
  ];
  return [
    ...inFigures('Publisher', own),
    ...inFigures('A bare idempotent producer with the same messages', bare),
    {
      what: 'Publisher beside the bare producer',
      value: ratio,
      unit: '×',
      limit: 0.8,
      atLeast: true,
    },
    {
      what: 'The same by processor time',
      value: median(own.map(({ cpuUs }, i) => (bare[i] as Turn).cpuUs / cpuUs)),
      unit: '×',
    },
  ];
};

interface Turn {
  readonly perSecond: number;
  /** Of this process: noise of others makes an event late, hardly dearer. */
  readonly cpuUs: number;
}

const turn = async (events: number, work: () => Promise<unknown>): Promise<Turn> => {
  const [cpu, begun] = [process.cpuUsage(), performance.now()];
  await work();
  const took = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  return { perSecond: (events * 1_000) / took, cpuUs: (user + system) / events };
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
