import {
  ProcessConfig,
  runService,
  startService,
  type Projection,
  type ServiceParts,
} from '@esep/platform';
import { supervisionParts } from '@esep/supervision';
import type { MigrationInterface, QueryRunner } from 'typeorm';

// Supervision as a next release may be: it keeps one thing more of each fact. The tables that are
// there get the column, empty; those that are built anew have it filled.

class ExpandFacts1769990500100 implements MigrationInterface {
  readonly name = 'ExpandFacts1769990500100';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      'alter table if exists reconciliation.facts add column if not exists release text',
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table reconciliation.facts drop column release');
  }
}

const next = (projection: Projection): Projection =>
  projection.name === 'reconciliation'
    ? {
        ...projection,
        version: projection.version + 1,
        tables: `${projection.tables}; alter table facts add column release text default 'next';`,
      }
    : projection;

const parts: ServiceParts = {
  ...supervisionParts,
  migrations: [...supervisionParts.migrations, ExpandFacts1769990500100],
  projections: supervisionParts.projections.map(next),
};

await runService(parts, ProcessConfig, (context) => startService(parts, context));
