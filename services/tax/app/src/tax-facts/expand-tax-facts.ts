import { addToCopies } from '@esep/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import { COST_DECLARATIONS_TABLE } from '../declare-costs/cost-declaration-list.js';
import { PAYMENTS_TABLE } from '../record-payment/payment-list.js';
import { DISTRIBUTIONS_BY_DAY, FINDINGS_TABLE } from './tax-facts-projection.js';

/** Proposals are read from the log since version 3. */
const PROPOSALS_TABLE = `
create table if not exists proposals (
  position bigint primary key,
  proposal_id uuid not null unique,
  act text not null,
  stream text not null,
  terms text not null,
  proposed_by text not null,
  proposed_at text collate "C" not null,
  expires_at text collate "C" not null,
  answer text,
  answered_by text,
  answered_at text collate "C"
);
`;

/**
 * What version 2 of `tax_facts` has and a copy of version 1 has not: findings of every kind, payments
 * and declarations, and columns that hold whatever sums come to. The copy that is read has of the past
 * only the findings of unapproved pools, until it is built anew.
 */
export class ExpandTaxFacts1769990400300 implements MigrationInterface {
  readonly name = 'ExpandTaxFacts1769990400300';

  async up(runner: QueryRunner): Promise<void> {
    const [found] = (await runner.query(
      `select to_regclass('tax_facts.pool_breaches') is not null as is_there`,
    )) as { is_there: boolean }[];
    if (!found?.is_there) return;
    await runner.query(`
      set local search_path to tax_facts, public;
      alter table judgements alter column mined type numeric, alter column retained type numeric;
      alter table opening_stock add column if not exists at text collate "C";
      ${FINDINGS_TABLE} ${PAYMENTS_TABLE} ${PROPOSALS_TABLE} ${COST_DECLARATIONS_TABLE}
      insert into findings
        select position, finding_id, 'unapproved-pool', licensee_id, asset, period, stands, recorded_at
          from pool_breaches
        on conflict do nothing;
      set local search_path to default;
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop table if exists tax_facts.findings, tax_facts.payments, tax_facts.cost_declarations
    `);
  }
}

/** An index that copies of the release before lack. */
export class ExpandDistributions1769990400303 implements MigrationInterface {
  readonly name = 'ExpandDistributions1769990400303';

  async up(runner: QueryRunner): Promise<void> {
    await addToCopies(runner, 'tax_facts', 'distributions', DISTRIBUTIONS_BY_DAY);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const place of ['', '_next'])
      await runner.query(`drop index if exists tax_facts${place}.distributions_by_day`);
  }
}
