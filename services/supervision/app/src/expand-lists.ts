import { addToCopies } from '@esep/platform';
import type { MigrationInterface, QueryRunner } from 'typeorm';

import {
  AMOUNTS,
  CELL,
  CURRENT_ROWS_SCHEMA,
  CURRENT_TABLES,
  ROW_INDEXES,
} from './current-rows/current-rows-tables.js';
import { ROW_SORTS } from './reconciliations/row-key.js';
import {
  CHANGES_SCHEMA,
  FINDINGS_IN_ORDER,
  RESTATED_ONLY,
} from './judge-periods/judgement-book.js';
import { LICENCES_COLUMN } from './project-facts/reconciliation-projection.js';

/** The tables and indexes that lists are read from, for copies of the projection that were made before. */
export class ExpandLists1769990400301 implements MigrationInterface {
  readonly name = 'ExpandLists1769990400301';

  async up(runner: QueryRunner): Promise<void> {
    await addToCopies(runner, 'reconciliation', 'facts', CURRENT_ROWS_SCHEMA);
    await addToCopies(runner, 'judgement_book', 'findings', FINDINGS_IN_ORDER);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const place of ['', '_next'])
      for (const table of CURRENT_TABLES)
        await runner.query(`drop table if exists reconciliation${place}.${table}`);
  }
}

/** Columns and indexes that copies of the release before lack: what lists are sorted and counted by. */
export class ExpandRows1769990400302 implements MigrationInterface {
  readonly name = 'ExpandRows1769990400302';

  async up(runner: QueryRunner): Promise<void> {
    const columns = AMOUNTS.map((amount) => `add column if not exists ${amount}`).join(', ');
    const what = `
      alter table current_rows ${columns};
      alter table current_subjects add column if not exists facts integer;
      ${ROW_INDEXES}`;
    await addToCopies(runner, 'reconciliation', 'current_rows', what);
    await addToCopies(runner, 'judgement_book', 'judgements', RESTATED_ONLY);
  }

  async down(runner: QueryRunner): Promise<void> {
    const columns = ROW_SORTS.map((sort) => `drop column if exists ${sort}`).join(', ');
    for (const place of ['', '_next'])
      await runner.query(`
        alter table if exists reconciliation${place}.current_rows ${columns};
        alter table if exists reconciliation${place}.current_subjects drop column if exists facts;
        drop index if exists reconciliation${place}.current_rows_counted;
        drop index if exists judgement_book${place}.judgements_restated`);
  }
}

/** What the board and its changes are read from. What was recorded before is in a copy that is built anew. */
export class ExpandBoard1769990400303 implements MigrationInterface {
  readonly name = 'ExpandBoard1769990400303';

  async up(runner: QueryRunner): Promise<void> {
    const licences = `
      alter table licensees add column if not exists ${LICENCES_COLUMN};
      update licensees l set licences = held.licences
        from (select licensee_id, array_agg(licence order by recorded_at, position) as licences
                from (select distinct on (licensee_id, licence) *
                        from (select licensee_id, body::json->>'licenceId' as licence, recorded_at, position
                                from facts where type in ('LicenceImported', 'LicenceTransferred')) f
                       order by licensee_id, licence, recorded_at, position) f
               group by licensee_id) held
       where held.licensee_id = l.licensee_id`;
    await addToCopies(runner, 'reconciliation', 'licensees', licences);
    const cell = `alter table current_rows add column if not exists ${CELL}`;
    await addToCopies(runner, 'reconciliation', 'current_rows', cell);
    await addToCopies(runner, 'judgement_book', 'findings', CHANGES_SCHEMA);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const place of ['', '_next'])
      await runner.query(`
        alter table if exists reconciliation${place}.licensees drop column if exists licences;
        alter table if exists reconciliation${place}.current_rows drop column if exists cell;
        drop table if exists judgement_book${place}.changes;
        drop table if exists judgement_book${place}.judged_instants`);
  }
}
