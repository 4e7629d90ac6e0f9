import { RECONCILIATION } from '@esep/contracts';
import type { Projection } from '@esep/platform';

import { CURRENT_ROWS_SCHEMA, CURRENT_TABLES } from '../current-rows/current-rows-tables.js';

/** The ids of all licences that it ever held, the first recorded first. */
export const LICENCES_COLUMN = "licences text[] not null default '{}'";

/** What supervision knows of each licensee's coins, as the services said it (RECONCILIATION §1). */
export const reconciliationProjection: Projection = {
  name: 'reconciliation',
  consumer: RECONCILIATION.consumer,
  version: 4,
  tables: `
    create table licensees (
      licensee_id uuid primary key,
      party_id text not null,
      kind text not null,
      name text,
      ${LICENCES_COLUMN}
    );

    -- One row per fact; without a licensee it is about everybody, without an asset about all coins.
    -- kept_in is the transaction that kept it: what is new since a snapshot is told by it.
    create table facts (
      log text not null,
      position bigint not null,
      licensee_id uuid,
      asset text,
      event_id uuid not null,
      recorded_at timestamptz(3) not null,
      type text not null,
      body text not null,
      kept_in xid8 not null default pg_current_xact_id(),
      primary key (log, position)
    );
    create index on facts (licensee_id, kept_in);
    create index on facts (kept_in) where type in ('WalletBound', 'WalletReleased');

    -- Movements of coins, each once, however many licensees it concerns. payers are the addresses
    -- ever bound that it spends from: whose they are may become known later.
    create table movements (
      log text not null,
      position bigint not null,
      licensee_ids uuid[] not null,
      asset text not null,
      payers text[] not null,
      event_id uuid not null,
      recorded_at timestamptz(3) not null,
      type text not null,
      body text not null,
      kept_in xid8 not null default pg_current_xact_id(),
      primary key (log, position)
    );
    create index on movements (kept_in);
    create index on movements using gin (licensee_ids);
    create index on movements using gin (payers);

    -- How far each chain was read: the first block of every day.
    create table chain_days (
      asset text not null,
      day date not null,
      block_time timestamptz(3) not null,
      recorded_at timestamptz(3) not null,
      kept_in xid8 not null default pg_current_xact_id(),
      primary key (asset, day)
    );

    create table rule_packs (
      hash text not null,
      position bigint primary key,
      pack_id text not null,
      effective_from timestamptz(3) not null,
      recorded_at timestamptz(3) not null,
      bytes text not null
    );

    -- A licensee's coins of one asset. touched counts what arrived, the last of it recorded at
    -- touched_at; judged is the count at the last judgement that knew it all.
    create table subjects (
      licensee_id uuid not null,
      asset text not null,
      touched bigint not null default 1,
      touched_at timestamptz(3) not null,
      judged bigint not null default 0,
      next_judgement_at timestamptz(3),
      primary key (licensee_id, asset)
    );
    create index on subjects (next_judgement_at);
    ${CURRENT_ROWS_SCHEMA}
  `,
  derived: CURRENT_TABLES,
  // kept_in tells when a row was written, touched counts deliveries, and a copy has others; what was
  // judged is looked at again.
  incidental: {
    facts: ['kept_in'],
    movements: ['kept_in'],
    chain_days: ['kept_in'],
    subjects: ['touched', 'touched_at', 'judged', 'next_judgement_at'],
  },
};
