import { TAX_FACTS } from '@esep/contracts';
import type { Projection } from '@esep/platform';

import { COST_DECLARATIONS_TABLE } from '../declare-costs/cost-declaration-list.js';
import { PRICES_TABLE } from '../publish-prices/price-table.js';
import { PAYMENTS_TABLE } from '../record-payment/payment-list.js';
import { RELEASES_TABLE } from '../release-retained/release-list.js';

/** Findings that a rate may depend on, at each change of whether they stand (TAX-1). */
export const FINDINGS_TABLE = `
create table if not exists findings (
  position bigint primary key,
  finding_id uuid not null,
  finding_type text not null,
  licensee_id text collate "C" not null,
  asset text not null,
  period text collate "C" not null,
  stands boolean not null,
  recorded_at text collate "C" not null
);
create index if not exists findings_of_licensee on findings (licensee_id, period);
`;

/** What a quarter's receipts are found by. */
export const DISTRIBUTIONS_BY_DAY =
  'create index if not exists distributions_by_day on distributions (licensee_id, day);';

/**
 * The facts of all services that taxes depend on. Insert-only, each with its position and when it was
 * recorded, so that any assessment can be computed again from what was known then. Instants are text: in
 * the fixed width of the ledger, text order is time order.
 */
export const taxFactsProjection: Projection = {
  name: 'tax_facts',
  consumer: TAX_FACTS.consumer,
  version: 3,
  tables: `
    create table licensees (
      licensee_id text collate "C" primary key,
      name text
    );
    create table opening_stock (
      position bigint primary key,
      licensee_id text collate "C" not null,
      asset text not null,
      quantity numeric(78, 0) not null,
      -- Of several with the same instant the last recorded holds.
      at text collate "C"
    );
    create index on opening_stock (licensee_id);

    create table rule_packs (
      position bigint primary key,
      pack_id text not null,
      hash text not null,
      bytes text not null,
      effective_from text collate "C" not null,
      recorded_at text collate "C" not null
    );

    -- Every version of every row, and what ended it. Without a day it is withdrawn or reversed.
    create table distributions (
      position bigint primary key,
      event_id uuid not null,
      licensee_id text collate "C" not null,
      pool_id text not null,
      row_id text not null,
      asset text not null,
      day text collate "C",
      net numeric(78, 0),
      version integer,
      recorded_at text collate "C" not null
    );
    create index on distributions (licensee_id, pool_id, row_id);
    ${DISTRIBUTIONS_BY_DAY}

    create table judgements (
      position bigint primary key,
      event_id uuid not null,
      licensee_id text collate "C" not null,
      asset text not null,
      period text collate "C" not null,
      revision integer not null,
      state text not null,
      verdict text not null,
      -- Sums of what others reported: whatever they come to is kept, and an assessment says what is
      -- wrong with it. A column that cannot hold it would park the licensee.
      mined numeric not null,
      retained numeric not null,
      recorded_at text collate "C" not null
    );
    create index on judgements (licensee_id, period);

    ${FINDINGS_TABLE}

    -- Whose quarter is to be assessed: touched counts what arrived, the last of it recorded at
    -- touched_at; assessed is the count at the last assessment. awaits is what it still waits for.
    create table quarters (
      licensee_id text collate "C" not null,
      quarter text collate "C" not null,
      touched bigint not null default 1,
      touched_at text collate "C" not null,
      assessed bigint not null default 0,
      awaits_reason text,
      awaits_detail text,
      primary key (quarter, licensee_id)
    );
    create index on quarters (quarter) where touched > assessed;
    ${PRICES_TABLE}
    ${RELEASES_TABLE}
    ${PAYMENTS_TABLE}
    ${COST_DECLARATIONS_TABLE}
  `,
  // touched counts deliveries, and a copy has others; what was assessed is looked at again.
  incidental: {
    quarters: ['touched', 'touched_at', 'assessed', 'awaits_reason', 'awaits_detail'],
  },
};
