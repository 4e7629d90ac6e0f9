import { randomUUID } from 'node:crypto';

import {
  Copies1769990400005,
  openDatabase,
  ServiceConfig,
  Subscriptions1769990400001,
  type Database,
} from '@esep/platform';
import { testDatabase } from '@esep/platform/testing';
import { aifc2026, reconciliationRules } from '@esep/rulebook';

import { FactBook } from './fact-book.js';
import { reconciliationProjection } from './reconciliation-projection.js';

// What is remembered of the tables is of one copy of them: when another copy comes in its place,
// which may hold other rows, nothing of the former may be in a figure.

const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
const AT = '2026-03-05T07:00:00.000Z';
const LATER = '2026-04-01T00:00:00.000Z';
const RULES = reconciliationRules(aifc2026);

describe('What is remembered of the facts', () => {
  let database: Database;
  beforeEach(async () => {
    const config = new ServiceConfig();
    config.ESEP_DATABASE_URL = await testDatabase('facts');
    database = await openDatabase(config, {
      service: 'supervision',
      migrations: [Subscriptions1769990400001, Copies1769990400005],
      projections: [reconciliationProjection],
    });
    await query('create schema reconciliation_next');
    await query(`set search_path to reconciliation_next; ${reconciliationProjection.tables};
                 set search_path to default`);
    for (const schema of ['reconciliation', 'reconciliation_next'])
      await query(
        `insert into ${schema}.licensees values ('${LICENSEE}', 'party', 'legal-entity', 'Batys')`,
      );
  });
  afterEach(() => database.close());

  it('is forgotten when the tables were built anew and somebody switched to them', async () => {
    const book = new FactBook(database.dataSource);
    await keep('reconciliation', 1, 100);
    expect(await mined(book)).toBe(100n);
    await keep('reconciliation', 9, 5);
    expect(await mined(book)).toBe(105n);
    // The copy has what was kept before and after the last look, and not what nobody said.
    await keep('reconciliation_next', 1, 100);
    await keep('reconciliation_next', 2, 30);
    expect(await mined(book)).toBe(105n);
    await query(`alter schema reconciliation rename to reconciliation_old;
                 alter schema reconciliation_next rename to reconciliation`);
    expect(await Promise.all([mined(book), mined(book)])).toEqual([130n, 130n]);
    await keep('reconciliation', 3, 7);
    expect(await mined(book)).toBe(137n);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  const query = (text: string): Promise<unknown> => database.dataSource.query(text);

  /** A pool's distribution, as the consumer keeps it. */
  async function keep(schema: string, position: number, net: number): Promise<void> {
    const body = {
      poolId: 'dmp-1',
      rowId: `d-${position}`,
      reportId: 'r-1',
      version: 1,
      licenseeId: LICENSEE,
      licenceId: 'L-1',
      asset: 'BTC',
      scheme: 'FPPS',
      gross: String(net),
      fee: '0',
      net: String(net),
      distributedAt: AT,
    };
    await database.dataSource.query(
      `insert into ${schema}.facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
       values ('esep/pool-reporting/test', $1, $2, 'BTC', $3, $4, 'DistributionRecorded', $5)`,
      [position, LICENSEE, randomUUID(), AT, JSON.stringify(body)],
    );
  }

  async function mined(book: FactBook): Promise<bigint | undefined> {
    const found = await book.ask({ licenseeId: LICENSEE, asset: 'BTC' }, (fold) =>
      fold.reconcileWork(RULES, LATER, LATER),
    );
    return found?.rows.find(({ period }) => period === '2026-03')?.mined;
  }
});
