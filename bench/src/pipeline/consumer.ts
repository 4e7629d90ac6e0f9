import { Controller, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Ctx, EventPattern, Payload, Transport, type KafkaContext } from '@nestjs/microservices';
import {
  KafkaClient,
  KafkaTransport,
  Subscription,
  SUBSCRIPTION_SCHEMA,
  type Consumer,
} from '@esep/platform';
import { DataSource } from 'typeorm';

import { median, type Figure, type Settings, type TestServers } from './figure.js';
import { filledLog, newDatabase, type FilledLog } from './filled-log.js';

// The same facts from the same topic, each with one row of effect, exactly once: by a subscription,
// and by Nest's own Kafka server, which hands over one message after the other, with a row that says
// which were seen, in the transaction of the effect.

const SERVICE = 'consumed';
const TOPIC = `esep.${SERVICE}.v1`;

/** What a turn brought about: effects, and the milliseconds from the first fact to the last. */
interface Turn {
  readonly effects: number;
  readonly ms: number;
}

export const measureConsumer = async (
  servers: TestServers,
  { events, rounds, seconds, onNote }: Settings,
): Promise<readonly Figure[]> => {
  onNote(`A log of ${events} fills to consume`);
  const log = await filledLog(servers, SERVICE, events);
  const database = await new DataSource({
    type: 'postgres',
    url: await newDatabase(servers.postgres.url('postgres'), 'effects'),
    // As a subscription has it, which says everything again after a crash. Nest's server gets it to
    // its advantage: what it has committed to Kafka would then be lost.
    extra: { options: '-c synchronous_commit=off' },
  }).initialize();
  const [own, nest]: [number[], number[]] = [[], []];
  const ms = (seconds * 1_000) / rounds;
  try {
    await log.publish(new KafkaClient({ brokers: servers.brokers, clientId: 'esep-bench' }));
    await database.query(SUBSCRIPTION_SCHEMA);
    const bySubscription = async (round: number) =>
      own.push(rateOf(await subscribe(servers, log, database, events, round)));
    const byEventPattern = async (round: number) =>
      nest.push(rateOf(await listen(servers, database, { events, ms }, round)));
    for (let round = 0; round < rounds; round += 1) {
      const turns = [bySubscription, byEventPattern];
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
        await database.query(EFFECTS);
        await turn(round);
      }
      onNote(
        `Round ${round + 1} of ${rounds}: subscription ${own.at(-1)?.toFixed(0)}/s, @EventPattern ${nest.at(-1)?.toFixed(0)}/s`,
      );
    }
  } finally {
    await database.destroy();
    await log.close();
  }
  const ratio = median(own.map((rate, i) => rate / (nest[i] as number)));
  return [
    { what: 'Subscription by Kafka', value: median(own), unit: 'facts/s' },
    { what: 'One at a time by @EventPattern', value: median(nest), unit: 'facts/s' },
    { what: 'Subscription beside @EventPattern', value: ratio, unit: '×', limit: 5, atLeast: true },
  ];
};

const rateOf = ({ effects, ms }: Turn): number => (effects * 1_000) / ms;

const EFFECTS = `
  drop table if exists effects, seen;
  create table effects (event_id uuid, licensee_id uuid, quantity numeric(78, 0));
  create table seen (event_id uuid primary key)`;

interface Fill {
  readonly licenseeId: string;
  readonly quantity: string;
}

// ── Esep ────────────────────────────────────────────────────────────────────────────────────────

/** From the first fact until all of the log took effect. */
const subscribe = async (
  { brokers }: TestServers,
  { store }: FilledLog,
  database: DataSource,
  events: number,
  round: number,
): Promise<Turn> => {
  let begun: number | undefined;
  const consumer: Consumer = {
    name: `recorder_v${round}`,
    logs: [store.log],
    wants: new Set(['FillRecorded']),
    async handle(facts, tx) {
      begun ??= performance.now();
      const fills = facts.map(({ envelope }) => envelope.body as unknown as Fill);
      await tx.query(
        'insert into effects select * from unnest($1::uuid[], $2::uuid[], $3::numeric[])',
        [
          facts.map(({ envelope }) => envelope.eventId),
          fills.map(({ licenseeId }) => licenseeId),
          fills.map(({ quantity }) => quantity),
        ],
      );
    },
  };
  const kafka = new KafkaClient({ brokers, clientId: 'esep-bench' });
  const now = () => new Date().toISOString();
  const subscription = await Subscription.open(consumer, database, now);
  const strategy = new KafkaTransport({
    kafka,
    subscription,
    readers: [store],
    group: `bench-subscription-${round}`,
    onTrouble: (source, error) => console.error(source, error),
  });
  const app = await NestFactory.createMicroservice(Nothing, { strategy, logger: false });
  await app.listen();
  const whole = await subscription.waitForPosition(store.log, events, 120_000);
  const ms = performance.now() - (begun ?? Number.NaN);
  await app.close();
  const effects = await countOf(database, 'distinct event_id');
  if (!whole || effects !== events || (await countOf(database, '*')) !== events)
    throw new Error(`${effects} of ${events} facts took effect.`);
  return { effects, ms };
};

const countOf = async (database: DataSource, what: string): Promise<number> => {
  const [row] = await database.query<{ n: number }[]>(`select count(${what})::int n from effects`);
  return row?.n ?? 0;
};

@Module({})
class Nothing {}

// ── Nest ────────────────────────────────────────────────────────────────────────────────────────

/** As many as it takes within so many milliseconds from the first. */
const listen = async (
  { brokers }: TestServers,
  database: DataSource,
  { events, ms }: { readonly events: number; readonly ms: number },
  round: number,
): Promise<Turn> => {
  let begun: number | undefined;
  let lastAt = 0;
  let effects = 0;
  const done = Promise.withResolvers<void>();

  @Controller()
  class Recorder {
    @EventPattern(TOPIC)
    async record(@Payload() fact: object, @Ctx() context: unknown): Promise<void> {
      begun ??= performance.now();
      const { headers } = (context as KafkaContext).getMessage();
      const eventId = String(headers?.['ce_id']);
      if (!('body' in fact)) return;
      const { licenseeId, quantity } = fact.body as Fill;
      await database.transaction(async (tx) => {
        const seen = await tx.query<unknown[]>(
          'insert into seen values ($1) on conflict do nothing returning 1',
          [eventId],
        );
        if (seen.length === 0) return;
        await tx.query('insert into effects values ($1, $2, $3)', [eventId, licenseeId, quantity]);
      });
      lastAt = performance.now();
      effects += 1;
      if (effects === events || lastAt - begun > ms) done.resolve();
    }
  }
  @Module({ controllers: [Recorder] })
  class Recording {}

  const app = await NestFactory.createMicroservice(Recording, {
    transport: Transport.KAFKA,
    options: {
      client: { brokers: [...brokers], clientId: 'nest' },
      consumer: { groupId: `bench-nest-${round}` },
      subscribe: { fromBeginning: true },
    },
    logger: false,
  });
  await app.listen();
  await done.promise;
  await app.close();
  return { effects, ms: lastAt - (begun ?? Number.NaN) };
};
