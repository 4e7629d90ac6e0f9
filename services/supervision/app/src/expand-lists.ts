import type { MigrationInterface, QueryRunner } from 'typeorm';

import { CURRENT_ROWS_SCHEMA, CURRENT_TABLES } from './current-rows/current-rows-tables.js';
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
