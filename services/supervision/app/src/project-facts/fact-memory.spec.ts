import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { finished } from '@esep/kernel';
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
import { FactMemory } from './fact-memory.js';
import { reconciliationProjection } from './reconciliation-projection.js';

// What is remembered of the tables is of one copy of them: when another copy comes in its place,
// which may hold other rows, nothing of the former may be in a figure.

const LICENSEE = '019a0000-0000-7000-8000-00000000000a';
const OTHERS = ['b', 'c'].map((end) => `019a0000-0000-7000-8000-00000000000${end}`);
const AT = '2026-03-05T07:00:00.000Z';
const LATER = '2026-04-01T00:00:00.000Z';
const MUCH_LATER = '2026-06-01T00:00:00.000Z';
const RULES = reconciliationRules(aifc2026);
/** More than are taken in one turn. */
const MANY_FACTS = 1_500;
const MANY = `
  insert into reconciliation.facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
  select 'esep/pool-reporting/test', 100 + n, '${LICENSEE}', 'BTC', gen_random_uuid(), '${AT}',
         'DistributionRecorded',
         json_build_object('poolId', 'dmp-1', 'rowId', 'm-' || n, 'reportId', 'r-2', 'version', 1,
           'licenseeId', '${LICENSEE}', 'licenceId', 'L-1', 'asset', 'BTC', 'scheme', 'FPPS',
           'gross', '1', 'fee', '0', 'net', '1', 'distributedAt', '${AT}')::text
    from generate_series(1, ${MANY_FACTS}) n`;

const WALLET = `
  insert into reconciliation.facts (log, position, licensee_id, asset, event_id, recorded_at, type, body)
  values ('esep/licensing/test', 1, '${LICENSEE}', 'BTC', gen_random_uuid(), '${AT}', 'WalletBound',
          json_build_object('asset', 'BTC', 'address', 'bc1', 'licenseeId', '${LICENSEE}',
            'licenceId', 'L-1', 'from', '${AT}', 'proof', 'p')::text)`;

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

  it('answers who waits for his turn while a wallet arrives, so that all is read afresh', async () => {
    const { dataSource } = database;
    const answered: (string | undefined)[] = [];
    let [release, reads] = [false, 0];
    // Called when the second reading begins: what was remembered is put away by then.
    let onReading: (() => Promise<void>) | undefined;
    const watched = new Proxy(dataSource, {
      get: (target, name) =>
        name === 'query'
          ? async (...asked: Parameters<typeof target.query>) => {
              if (asked[0].includes('from movements')) {
                reads += 1;
                await onReading?.();
              }
              return target.query(...asked);
            }
          : (Reflect.get(target, name) as unknown),
    });
    const book = new FactBook(watched);
    await keep('reconciliation', 1, 100);
    await mined(book);
    const subject = { licenseeId: LICENSEE, asset: 'BTC' };
    const long = book.ask(subject, function* () {
      while (!release) yield;
    });
    const waiting = book.ask(subject, (fold) =>
      finished(fold.fill('none') === undefined ? 'whole' : 'not'),
    );
    waiting.then(
      (answer) => answered.push(answer),
      () => undefined,
    );
    // Each reads what is new; then both have what they ask, and the second waits for the first.
    for (; reads < 3; await sleep(5));
    await sleep(100);
    expect(answered).toEqual([]);
    await query(WALLET);
    let readings = 0;
    onReading = async () => {
      readings += 1;
      if (readings < 2) return;
      release = true;
      await waiting;
    };
    expect(await mined(book)).toBe(100n);
    await long;
    expect([readings, answered]).toEqual([2, ['whole']]);
  });

  it('takes much that arrives in its turn, and does not read all of it again', async () => {
    const reads = countedReads();
    const book = new FactBook(reads.dataSource);
    await query(MANY);
    expect(await mined(book)).toBe(BigInt(MANY_FACTS));
    await query(MANY.replaceAll(/m-|100 \+/g, (text) => (text === 'm-' ? 'n-' : '10000 +')));
    // Who asks meanwhile gets all of it or nothing.
    const asked = await Promise.all(Array.from({ length: 5 }, () => mined(book)));
    expect(asked).toEqual(Array(5).fill(BigInt(2 * MANY_FACTS)));
    expect(reads.rows()).toBe(2 * MANY_FACTS);
  });

  it('drops what was used least, but not the largest: it would be read anew for each of its facts', async () => {
    const reads = countedReads();
    const memory = new FactMemory(reads.dataSource, 1);
    const ask = (licenseeId: string) =>
      memory.ask({ licenseeId, asset: 'BTC' }, (fold) => fold.reconcileWork(RULES, LATER, LATER));
    await query(MANY);
    for (const [index, other] of OTHERS.entries())
      await query(`insert into reconciliation.licensees values ('${other}', 'o', 'legal-entity', 'O');
        ${MANY.replaceAll(LICENSEE, other)
          .replace(`series(1, ${MANY_FACTS})`, 'series(1, 2)')
          .replace('100 + n', `${5_000 + index * 10} + n`)}`);
    const rows: number[] = [];
    for (const licensee of [LICENSEE, ...OTHERS, LICENSEE, ...OTHERS]) {
      await ask(licensee);
      rows.push(reads.rows());
    }
    expect(rows).toEqual([0, 2, 4, 4, 6, 8].map((more) => MANY_FACTS + more));
  });

  it('reads what is about everybody once, and has it in every fold, also in one that is held', async () => {
    const reads = countedReads('PoolReportedThrough');
    const memory = new FactMemory(reads.dataSource);
    const [other = ''] = OTHERS;
    await query(
      `insert into reconciliation.licensees values ('${other}', 'o', 'legal-entity', 'O')`,
    );
    const states = () =>
      Promise.all(
        [LICENSEE, other].map(async (licenseeId) => {
          const found = await memory.ask({ licenseeId, asset: 'BTC' }, (fold) =>
            fold.reconcileWork(RULES, MUCH_LATER, MUCH_LATER),
          );
          return found?.rows.find(({ period }) => period === '2026-03')?.state;
        }),
      );
    await query(MANY);
    await query(MANY.replaceAll(LICENSEE, other).replace('100 + n', '5000 + n'));
    const through = async (position: number, until: string) =>
      query(`insert into reconciliation.facts (log, position, event_id, recorded_at, type, body)
        values ('esep/pool-reporting/test', ${position}, gen_random_uuid(), '${AT}',
                'PoolReportedThrough', '{"poolId":"dmp-1","through":"${until}"}')`);
    await through(1, AT);
    expect(await states()).toEqual(['provisional', 'provisional']);
    await through(2, MUCH_LATER);
    expect(await states()).toEqual(['final', 'final']);
    expect(reads.rows()).toBe(2);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  const query = (text: string): Promise<unknown> => database.dataSource.query(text);

  /** Counts the facts that are read: those of subjects, or those of a type. */
  function countedReads(counted?: string) {
    let rows = 0;
    const dataSource = new Proxy(database.dataSource, {
      get: (target, name) =>
        name === 'query'
          ? async (...asked: Parameters<typeof target.query>) => {
              const found: { type: string | null }[] = await target.query(...asked);
              if (counted !== undefined || asked[0].includes('from movements'))
                rows += found.filter(({ type }) =>
                  counted === undefined ? type !== null : type === counted,
                ).length;
              return found;
            }
          : (Reflect.get(target, name) as unknown),
    });
    return { dataSource, rows: () => rows };
  }

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
