import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Checkpoints, parked and deferred facts of each subscription. */
export class Subscriptions1769990400001 implements MigrationInterface {
  readonly name = 'Subscriptions1769990400001';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(SUBSCRIPTION_SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema subscriptions cascade');
  }
}

export const SUBSCRIPTION_SCHEMA = `
create schema subscriptions;

-- A lane is an ordered way from a log to a subscription: the whole log, or one partition of a topic.
create table subscriptions.checkpoints (
  subscription text not null,
  log text not null,
  lane text not null,
  next bigint not null,
  leaf text,
  recorded_at timestamptz(3) not null,
  primary key (subscription, log, lane)
);

-- Facts that wait for their key: the one that failed (attempts > 0) and all that came behind it.
create table subscriptions.parked (
  subscription text not null,
  log text not null,
  position bigint not null,
  key text not null,
  bytes text not null,
  attempts integer not null,
  error text,
  parked_at timestamptz(3) not null,
  primary key (subscription, key, log, position)
);

-- Completeness facts that wait until the other lanes of their log have passed them.
create table subscriptions.held (
  subscription text not null,
  log text not null,
  position bigint not null,
  bytes text not null,
  primary key (subscription, log, position)
);
`;
