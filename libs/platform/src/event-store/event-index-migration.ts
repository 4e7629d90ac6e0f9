import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Finds events by their type and by whom they are about (`EventSearch`). Indexes only: nothing of the
 * log changes, and the release before appends beside them as ever.
 *
 * What is indexed never fails for any bytes, because an index that failed would refuse an append: a
 * sender's rejected row may hold whatever it likes under the same names.
 */
export class ExpandEventIndexes1769990400019 implements MigrationInterface {
  readonly name = 'ExpandEventIndexes1769990400019';

  async up(runner: QueryRunner): Promise<void> {
    await runner.query(EVENT_INDEXES);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`
      drop index ledger.events_of_type;
      drop index ledger.events_about;
      drop index ledger.events_among;
    `);
  }
}

// Word for word as the indexes have them, else the database does not use them. `split_part` goes over
// bytes; what counts characters costs an append four times as much.

/** The last of this name, because keys are sorted: whatever its body holds stands before it. */
export const TYPE = `split_part(split_part(bytes, '"type":"', -1), '"', 1)`;

/** Whom it is about, by the first of this name: the body's own, in every event that has one. */
export const ABOUT = `left(split_part(bytes, '"licenseeId":"', 2), 36)`;

/** Those whom a movement on a chain is about, each in its quotes. */
export const AMONG = `string_to_array(substring(bytes from '"holders":\\[(["0-9a-f,-]*)\\]'), ',')`;
export const HAS_AMONG = `${TYPE} like 'ChainMovement%'`;

/** For a log that is made without migrations. */
export const EVENT_INDEXES = `
create index events_of_type on ledger.events ((${TYPE}) collate "C", position);
create index events_about on ledger.events ((${ABOUT}) collate "C", position);
create index events_among on ledger.events using gin ((${AMONG})) where ${HAS_AMONG};
`;
