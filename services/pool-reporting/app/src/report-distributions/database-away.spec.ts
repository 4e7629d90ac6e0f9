import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { REGISTER } from '@esep/contracts';
import { Subscriptions } from '@esep/platform';
import { EmbeddedPostgres } from '@esep/platform/testing';
import { DataSource } from 'typeorm';

import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

const SENDERS = 4;
const ROWS = 20;

describe('While the database is away for ten seconds', () => {
  let directory: string;
  let postgres: EmbeddedPostgres;
  let pool: TestPoolReporting;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'esep-away-'));
    // Its settings are those of production: what was committed is on the disk.
    postgres = await EmbeddedPostgres.start({ directory });
    pool = await startTestPoolReporting({ database: postgres.url('postgres') });
    await pool.license('L-alpha', 'alpha');
  });
  afterAll(async () => {
    await pool.close();
    await postgres.stop('immediate');
    await rm(directory, { recursive: true });
  });

  it('no acknowledged report is lost, and every other one can be sent again', async () => {
    const acknowledged = new Set<string>();
    const unacknowledged: string[] = [];
    const statuses = new Set<number>();
    let longestMs = 0;
    const stop = new AbortController();
    const senders = Array.from({ length: SENDERS }, async (_, sender) => {
      for (let n = 0; !stop.signal.aborted; n += 1) {
        const reportId = `s${sender}-${n}`;
        const begun = performance.now();
        const { status } = await pool.send('distributions', report(reportId));
        longestMs = Math.max(longestMs, performance.now() - begun);
        statuses.add(status);
        if (status === 201) acknowledged.add(reportId);
        else unacknowledged.push(reportId);
        await sleep(status === 201 ? 10 : 200);
      }
    });
    const moreAreTaken = async () => {
      const enough = acknowledged.size + 20;
      while (acknowledged.size < enough) await sleep(20);
    };
    await moreAreTaken();
    await postgres.stop('immediate');
    await sleep(10_000);
    await postgres.launch();
    await moreAreTaken();
    stop.abort();
    await Promise.all(senders);

    // Nobody is told that it was their fault, or ours.
    expect([201, 503]).toEqual(expect.arrayContaining([...statuses]));
    // Who sent meanwhile was asked to send again, or waited and was answered afterwards.
    expect(unacknowledged.length > 0 || longestMs > 5_000).toBe(true);
    for (const reportId of unacknowledged)
      expect(await pool.send('distributions', report(reportId))).toMatchObject({ status: 201 });

    const events = await pool.recorded();
    const sent = [...acknowledged, ...unacknowledged];
    const taken = events.filter(({ type }) => type === 'SubmissionRecorded');
    expect(taken.map(({ body }) => body['reportId']).sort()).toEqual(sent.sort());
    const rows = events.filter(({ type }) => type === 'DistributionRecorded');
    expect(new Set(rows.map(({ stream }) => stream)).size).toBe(rows.length);
    expect(rows).toHaveLength(sent.length * ROWS);
  }, 120_000);

  it('what reads the log goes on by itself afterwards', async () => {
    await pool.license('L-afterwards', 'afterwards');
    // It tries again seconds after it failed; a report waits for it for a shorter time than that.
    await pool.app.get(Subscriptions).caughtUp(REGISTER, pool.licensing.store.log);
    const { body } = await pool.send('distributions', report('afterwards', 'L-afterwards'));
    expect(body).toMatchObject({ accepted: ROWS });
    const { body: list } = await pool.get('pool-reporting/v1/submissions?reportId=afterwards');
    expect(list).toMatchObject({ items: [{ rows: ROWS, rejected: 0 }] });
  });

  it('the log is sealed again', async () => {
    const { next } = await pool.store.head();
    const sealed = 'select max(size) >= $1 as whole from ledger.checkpoints';
    const database = pool.app.get(DataSource);
    for (;;) {
      const [found] = await database.query<{ whole: boolean }[]>(sealed, [next]);
      if (found?.whole) return;
      await sleep(50);
    }
  });
});

function report(reportId: string, licenceId = 'L-alpha') {
  const rows = Array.from({ length: ROWS }, (_, i) => {
    const distributedAt = '2026-03-05T11:00:00+05:00';
    const amounts = { gross: '101', fee: '1', net: '100' };
    const rowId = `${reportId}-${i}`;
    return { rowId, licenceId, asset: 'BTC', scheme: 'PPLNS', ...amounts, distributedAt };
  });
  return { reportId, version: 1, poolId: 'dmp-1', rows };
}
