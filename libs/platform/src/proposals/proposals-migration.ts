import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds the proposals among all events: there is no table of them (docs/adr/0009). The index has little
 * else, and costs every other event the comparison alone. It goes by how names end, because the list of
 * names grows with each act of two persons, and the condition of an index does not; a reader asks for
 * the types of the catalogue as well.
 */
export class ExpandProposals1769990400018 implements MigrationInterface {
  readonly name = 'ExpandProposals1769990400018';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(
      `create index proposals on ledger.events (position) where ${IS_INDEXED('bytes')}`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop index ledger.proposals');
  }
}

/** Word for word as the index has it, else the database does not use it. */
export const IS_INDEXED = (bytes: string): string => `${bytes} like '%Proposed","v":%'`;
