import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What the intake of reports needs of licensing's register: who holds a licence or a wallet, and
 * when. Instants are text: in the fixed width of the ledger, text order is time order.
 */
export class Register1769990400200 implements MigrationInterface {
  readonly name = 'Register1769990400200';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema register;
      create table register.holdings (
        what text not null,
        licensee_id text not null,
        held_from text collate "C" not null,
        held_until text collate "C",
        primary key (what, held_from, licensee_id)
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema register cascade');
  }
}
