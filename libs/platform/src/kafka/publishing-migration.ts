import type { MigrationInterface, QueryRunner } from 'typeorm';

/** How far a service's log was published. */
export class Publishing1769990400004 implements MigrationInterface {
  readonly name = 'Publishing1769990400004';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(PUBLISHING_SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema publishing cascade');
  }
}

export const PUBLISHING_SCHEMA = `
create schema publishing;

create table publishing.progress (
  log text primary key,
  -- Everything below this position was sent.
  next bigint not null,
  -- Position of the last record sent to each lane that has one.
  last jsonb not null,
  -- Offset up to which, at least, each lane's partition was filled.
  offsets jsonb not null default '{}'
);
`;

/** For databases created before offsets were saved. */
export class PublishedOffsets1769990400016 implements MigrationInterface {
  readonly name = 'PublishedOffsets1769990400016';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `alter table publishing.progress add column if not exists offsets jsonb not null default '{}'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table publishing.progress drop column offsets');
  }
}
