import 'reflect-metadata';

import { Body, Controller, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import {
  ClientKafka,
  EventPattern,
  Payload,
  Transport,
  type KafkaOptions,
} from '@nestjs/microservices';
import { Pool } from 'pg';

// What a fill costs at the least with the libraries that Esep stands on, each as its manual has it: a
// service that keeps the body of a request as a row and tells Kafka, or one that keeps a row for each
// message. Nothing is checked, hashed, sealed, counted or said only once.
//
//   bare-service.js takes|records <broker> <database URL>

const [role = '', broker = '', connectionString = ''] = process.argv.slice(2);
const TOPIC = 'bare';

interface Fills {
  readonly reportId: string;
}

const pool = new Pool({ connectionString, max: 8 });

const keep = (table: string, fills: object) =>
  pool.query({
    name: table,
    text: `insert into ${table} (body) values ($1)`,
    values: [JSON.stringify(fills)],
  });

const options = {
  client: { brokers: [broker], clientId: `bare-${role}` },
  consumer: { groupId: 'bare' },
} satisfies KafkaOptions['options'];

/** Answers its port. */
const takes = async (): Promise<number> => {
  const kafka = new ClientKafka({ ...options, producerOnlyMode: true });
  await kafka.connect();

  @Controller()
  class Fill {
    @Post('fills')
    async take(@Body() fills: Fills) {
      await keep('taken', fills);
      // Whoever reported does not wait for Kafka, as with Esep.
      kafka.emit(TOPIC, fills).subscribe();
      return { reportId: fills.reportId, accepted: 1, rejected: [] };
    }
  }
  @Module({ controllers: [Fill] })
  class Door {}

  const app = await NestFactory.create(Door, { logger: false });
  await app.listen(0, '127.0.0.1');
  return Number(new URL(await app.getUrl()).port);
};

const records = async (): Promise<number> => {
  @Controller()
  class Recorder {
    @EventPattern(TOPIC)
    async record(@Payload() fills: Fills): Promise<void> {
      await keep('recorded', fills);
    }
  }
  @Module({ controllers: [Recorder] })
  class Recording {}

  const app = await NestFactory.createMicroservice(Recording, {
    transport: Transport.KAFKA,
    options,
    logger: false,
  });
  await app.listen();
  return 0;
};

process.send?.(await (role === 'takes' ? takes() : records()));
