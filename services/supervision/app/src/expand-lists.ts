import type { MigrationInterface, QueryRunner } from 'typeorm';

import {
  AMOUNTS,
  CURRENT_ROWS_SCHEMA,
  CURRENT_TABLES,
} from './current-rows/current-rows-tables.js';
import { ROW_SORTS } from './reconciliations/row-key.js';
import { FINDINGS_IN_ORDER } from './judge-periods/judgement-book.js';

/** What copies that were made before lack so that lists are read from tables: more tables and indexes. */
export class ExpandLists1769990400301 implements MigrationInterface {
  readonly name = 'ExpandLists1769990400301';

  async up(runner: QueryRunner): Promise<void> {
    for (const place of ['', '_next']) {
      await addTo(runner, `reconciliation${place}`, 'facts', CURRENT_ROWS_SCHEMA);
      await addTo(runner, `judgement_book${place}`, 'findings', FINDINGS_IN_ORDER);
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const place of ['', '_next'])
      for (const table of CURRENT_TABLES)
        await runner.query(`drop table if exists reconciliation${place}.${table}`);
  }
}

/** Columns that copies of the release before lack: what lists are sorted by, and what subjects take. */
export class ExpandRows1769990400302 implements MigrationInterface {
  readonly name = 'ExpandRows1769990400302';

  async up(runner: QueryRunner): Promise<void> {
    const columns = AMOUNTS.map((amount) => `add column if not exists ${amount}`).join(', ');
    for (const place of ['', '_next']) {
      const schema = `reconciliation${place}`;
      await runner.query(`alter table if exists ${schema}.current_rows ${columns}`);
      await runner.query(
        `alter table if exists ${schema}.current_subjects add column if not exists facts integer`,
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    const columns = ROW_SORTS.map((sort) => `drop column if exists ${sort}`).join(', ');
    for (const place of ['', '_next']) {
      const schema = `reconciliation${place}`;
      await runner.query(`alter table if exists ${schema}.current_rows ${columns}`);
      await runner.query(
        `alter table if exists ${schema}.current_subjects drop column if exists facts`,
      );
    }
  }
}

const addTo = async (
  runner: QueryRunner,
  schema: string,
  table: string,
  what: string,
): Promise<void> => {
  const [found] = (await runner.query('select to_regclass($1) is not null as is_there', [
    `${schema}.${table}`,
  ])) as { is_there: boolean }[];
  if (!found?.is_there) return;
  await runner.query(`set local search_path to ${schema}, public`);
  await runner.query(what);
  await runner.query('set local search_path to default');
};
