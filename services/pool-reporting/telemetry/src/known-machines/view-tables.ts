import type { MigrationInterface, QueryRunner } from 'typeorm';

export class TelemetryView1769990400320 implements MigrationInterface {
  readonly name = 'TelemetryView1769990400320';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(TABLES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema telemetry cascade; drop table rule_packs');
  }
}

const TABLES = `
  create schema telemetry;
  create table telemetry.machines (
    -- 1, 2, 3 … in the order of licensing's log; files of readings name machines by it.
    number integer primary key,
    serial text collate "C" not null unique
  );
  create table telemetry.placements (
    number integer not null references telemetry.machines,
    from_at timestamptz(3) not null,
    until_at timestamptz(3),
    licence_id text collate "C" not null,
    data_centre_id text collate "C" not null,
    algorithm text not null,
    -- Hundredths of the unit of the algorithm.
    hashrate integer not null,
    -- Watts.
    power integer not null,
    primary key (number, from_at)
  );
  -- How many machines begin to stand somewhere at an instant; negative where they leave.
  create table telemetry.machine_counts (
    position bigint not null,
    item integer not null,
    licence_id text collate "C" not null,
    data_centre_id text collate "C" not null,
    algorithm text not null,
    at timestamptz(3) not null,
    machines integer not null,
    primary key (position, item)
  );
  create index machine_counts_by_site
    on telemetry.machine_counts (licence_id, data_centre_id, algorithm, at);
  create table telemetry.holders (
    licence_id text collate "C" not null,
    held_from timestamptz(3) not null,
    licensee_id text not null,
    primary key (licence_id, held_from)
  );
  create table telemetry.affiliations (
    licence_id text collate "C" not null,
    pool_id text collate "C" not null,
    asset text not null,
    from_at timestamptz(3) not null,
    until_at timestamptz(3),
    primary key (licence_id, pool_id, asset, from_at)
  );
  -- Up to where of licensing's log the machines are known: whoever has built a register of them compares.
  create table telemetry.known (position bigint not null);
  insert into telemetry.known values (-1);
  create table rule_packs (
    position bigint primary key,
    pack_id text not null,
    hash text not null,
    bytes text not null,
    effective_from timestamptz(3) not null,
    recorded_at timestamptz(3) not null
  );
`;
