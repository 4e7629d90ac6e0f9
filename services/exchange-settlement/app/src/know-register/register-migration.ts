import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the intake of reports needs of licensing's register: who is behind an identity number. */
export class Register1769990400300 implements MigrationInterface {
  readonly name = 'Register1769990400300';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create schema register;
      create table register.licensees (
        party_id text primary key,
        licensee_id text not null
      );
    `);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop schema register cascade');
  }
}
