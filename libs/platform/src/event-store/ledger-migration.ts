import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The log and its tree, in a schema of its own.
 *
 * `events.bytes` is what was hashed. The database generates `leaf` from it; the other columns are copies
 * for lookup and order, and events are read from their bytes alone. Positions come from the
 * compare-and-swap on `head`: with a sequence, a late commit could fall below a reader's checkpoint.
 */
export class Ledger1769990400000 implements MigrationInterface {
  readonly name = 'Ledger1769990400000';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEDGER_SCHEMA);
  }

  async down(): Promise<void> {
    throw new Error('A ledger is never migrated down: it would delete evidence.');
  }
}

export const LEDGER_SCHEMA = `
create schema ledger;

create table ledger.head (
  single boolean primary key default true check (single),
  log text not null,
  next bigint not null,
  recorded_at timestamptz(3) not null
);

create function ledger.leaf(bytes text) returns bytea language sql immutable strict parallel safe
  as $$ select sha256('\\x00'::bytea || convert_to(bytes, 'UTF8')) $$;

create table ledger.events (
  position bigint primary key,
  event_id uuid not null unique,
  stream text collate "C" not null,
  version integer not null check (version > 0),
  bytes text not null,
  leaf bytea not null generated always as (ledger.leaf(bytes)) stored,
  unique (stream, version)
);

create table ledger.once (
  scope text not null,
  key text not null,
  fingerprint text not null,
  position bigint not null,
  last_position bigint not null,
  primary key (scope, key)
);

-- Hashes of C2SP tlog tiles from level 1 up; level 0 is the leaves themselves.
create table ledger.tiles (
  level integer not null check (level > 0),
  index bigint not null,
  hashes bytea not null,
  primary key (level, index)
);

create table ledger.checkpoints (
  size bigint primary key,
  root bytea not null,
  note text not null,
  sealed_at timestamptz(3) not null
);

create function ledger.refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'The ledger is append-only: % on %.% is refused', tg_op, tg_table_schema, tg_table_name
    using errcode = 'insufficient_privilege';
end $$;

create trigger append_only before update or delete or truncate on ledger.events
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.checkpoints
  for each statement execute function ledger.refuse_change();
create trigger append_only before delete or truncate on ledger.head
  for each statement execute function ledger.refuse_change();
`;

/**
 * Triggers refuse what appending and sealing never do: a head that goes back, a tile that does not grow.
 * Additive: the release before starts on such a database.
 */
export class ExpandLedgerGuards1769990400017 implements MigrationInterface {
  readonly name = 'ExpandLedgerGuards1769990400017';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(LEDGER_GUARDS);
  }

  async down(): Promise<void> {
    throw new Error('A ledger is never migrated down: it would lose its protection.');
  }
}

export const LEDGER_GUARDS = `
create trigger only_forward before update on ledger.head for each row
  when (new.next < old.next or new.recorded_at < old.recorded_at or new.log <> old.log)
  execute function ledger.refuse_change();
create trigger only_longer before update on ledger.tiles for each row
  when (new.level <> old.level or new.index <> old.index
        or substring(new.hashes from 1 for length(old.hashes)) <> old.hashes)
  execute function ledger.refuse_change();
create trigger append_only before delete or truncate on ledger.tiles
  for each statement execute function ledger.refuse_change();
create trigger append_only before update or delete or truncate on ledger.once
  for each statement execute function ledger.refuse_change();
`;
