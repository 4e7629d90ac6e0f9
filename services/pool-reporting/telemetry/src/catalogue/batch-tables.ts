import type { MigrationInterface, QueryRunner } from 'typeorm';

// What is kept of batches beside the log: their files by name, what they come to hour by hour, and the
// sum of all that holds. A batch is there before its event; it counts once its event is in the log.

export class TelemetryBatches1769990400321 implements MigrationInterface {
  readonly name = 'TelemetryBatches1769990400321';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(
      'drop table telemetry.hours, telemetry.sums, telemetry.files, telemetry.batches',
    );
  }
}

/** Integers of any size: sums stay exact however many readings there are. */
const SUMS = `
    readings bigint not null,
    seconds numeric(78, 0) not null,
    accepted numeric(78, 0) not null,
    stale numeric(78, 0) not null,
    rejected numeric(78, 0) not null,
    hashrate_seconds numeric(78, 0) not null,
    energy numeric(78, 0) not null,
    metered_seconds numeric(78, 0) not null`;

const TABLES = `
  create table telemetry.batches (
    id uuid primary key default gen_random_uuid(),
    pool_id text collate "C" not null,
    sequence bigint not null,
    version integer not null,
    -- Of the body as it was sent: two bodies under one version are two rows, of which one may count.
    sha256 text not null,
    format text not null,
    received_at timestamptz(3) not null,
    from_at timestamptz(3),
    until_at timestamptz(3),
    rows bigint not null,
    refused jsonb not null,
    -- Once its event is in the log.
    event_id uuid,
    -- Of all versions of a sequence the one that holds.
    is_current boolean not null default false,
    -- How often it was sent again.
    repeats integer not null default 0,
    unique (pool_id, sequence, version, sha256)
  );
  create unique index current_batches on telemetry.batches (pool_id, sequence)
    where is_current;

  create table telemetry.files (
    batch uuid not null references telemetry.batches on delete cascade,
    item integer not null,
    name text not null,
    sha256 text not null,
    rows integer not null,
    bytes bigint not null,
    from_at timestamptz(3) not null,
    until_at timestamptz(3) not null,
    primary key (batch, item)
  );
  create index files_by_time on telemetry.files (from_at, until_at);

  create table telemetry.sums (
    batch uuid not null references telemetry.batches on delete cascade,
    licence_id text collate "C" not null,
    data_centre_id text collate "C" not null,
    algorithm text not null,
    hour timestamptz(3) not null,
    ${SUMS},
    primary key (batch, licence_id, data_centre_id, algorithm, hour)
  );

  create table telemetry.hours (
    licence_id text collate "C" not null,
    hour timestamptz(3) not null,
    data_centre_id text collate "C" not null,
    algorithm text not null,
    pool_id text collate "C" not null,
    ${SUMS},
    primary key (licence_id, hour, data_centre_id, algorithm, pool_id)
  );
`;
