import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the proposals among all events (docs/adr/0009: the log alone says who proposed what). Keys of
 * an event's bytes are sorted, so `v` follows its type. The index holds nothing else, and costs every
 * other event the comparison alone.
 */
export class ExpandProposals1769990400018 implements MigrationInterface {
  readonly name = 'ExpandProposals1769990400018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index proposals on ledger.events (position) where ${IS_PROPOSAL('bytes')}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ledger.proposals');
  }
}

/** Word for word as the index has it, else the database does not use it. */
export const IS_PROPOSAL = (bytes: string): string => `${bytes} like '%Proposed","v":%'`;
