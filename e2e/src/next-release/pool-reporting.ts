import {
  LogDirectory,
  ProcessConfig,
  readConfig,
  runService,
  startService,
  type ServiceParts,
} from '@esep/platform';
import { ChainConfig, chainSettings, poolReportingParts } from '@esep/pool-reporting';
import type { MigrationInterface, QueryRunner } from 'typeorm';

// Pool reporting as a next release may be: with one table more.

class ExpandByNotes1769990500200 implements MigrationInterface {
  readonly name = 'ExpandByNotes1769990500200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query('create table notes (position bigint primary key, note text not null)');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table notes');
  }
}

const withNotes = (parts: ServiceParts): ServiceParts => ({
  ...parts,
  migrations: [...parts.migrations, ExpandByNotes1769990500200],
});

await runService(
  withNotes(poolReportingParts({ logs: new LogDirectory() })),
  ProcessConfig,
  (context) => {
    const chain = chainSettings(readConfig(ChainConfig, process.env));
    return startService(withNotes(poolReportingParts(context, chain)), context);
  },
);
