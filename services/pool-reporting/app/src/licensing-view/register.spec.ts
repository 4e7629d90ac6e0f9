import { setTimeout } from 'node:timers/promises';

import { REGISTER } from '@esep/contracts';
import { Subscriptions, type SubmissionAnswer } from '@esep/platform';
import { licenseeIdOf } from '@esep/platform/testing';
import { DataSource, type QueryRunner } from 'typeorm';

import {
  addressNamed,
  startTestPoolReporting,
  type TestPoolReporting,
} from '../testing/test-pool-reporting.js';

const BOUND = ['wallet-bound-to-another'];

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
});
afterAll(() => pool.close());

describe('A licence', () => {
  it('that licensing has recorded is known to a report that comes right behind it', async () => {
    for (let i = 0; i < 20; i += 1) {
      await pool.license(`L-${i}`, `licensee-${i}`);
      expect(await report(`right-behind-${i}`, { licenceId: `L-${i}` })).toMatchObject([]);
    }
  });

  it('is waited for while the register is behind', async () => {
    const release = await holdRegister();
    await pool.license('L-slow', 'slow');
    const but = { licenceId: 'L-slow' };
    expect(await reportAndThen(release, 'slow', but)).toEqual({ waited: true, rejected: [] });
  });

  it('is not waited for without end', async () => {
    const release = await holdRegister();
    await pool.license('L-stuck', 'stuck');
    const began = performance.now();
    expect(await report('stuck', { licenceId: 'L-stuck' })).toMatchObject([
      { code: 'licence-unknown' },
    ]);
    expect(performance.now() - began).toBeLessThan(4_000);
    await release();
  });

  it('is not waited for when nobody has recorded it', async () => {
    const began = performance.now();
    expect(await report('nobody', { licenceId: 'L-nobody' })).toMatchObject([
      { code: 'licence-unknown' },
    ]);
    expect(performance.now() - began).toBeLessThan(1_000);
  });

  it('names its licensee also before its first day and after its last', async () => {
    const issuedAt = '2026-02-01T00:00:00.000Z';
    const validUntil = '2026-02-02T00:00:00.000Z';
    await pool.license('L-short', 'short', { issuedAt, validUntil });
    const rows = ['2026-01-15T00:00:00Z', '2026-03-01T00:00:00Z'];
    for (const distributedAt of rows)
      expect(
        await report(distributedAt.slice(0, 10), { licenceId: 'L-short', distributedAt }),
      ).toEqual([]);
    const events = await pool.store.readStream('distribution-dmp-1-2026-01-15');
    expect(events[0]?.envelope.body['licenseeId']).toBe(licenseeIdOf('short'));
  });
});

describe('FIGURES-24: A licence that was transferred', () => {
  it('is its first holder’s before, and its second holder’s from then on', async () => {
    await pool.license('L-passed', 'before');
    await pool.transferLicence('L-passed', 'before', 'after', '2026-02-01T00:00:00.000Z');
    await caughtUp();
    const days = ['2026-01-31', '2026-02-02'];
    for (const day of days) {
      const row = { licenceId: 'L-passed', distributedAt: `${day}T00:00:00.000Z` };
      expect(await report(`passed-${day}`, row)).toEqual([]);
    }
    const holders = await Promise.all(
      days.map(async (day) => {
        const [event] = await pool.store.readStream(`distribution-dmp-1-passed-${day}`);
        return event?.envelope.body['licenseeId'];
      }),
    );
    expect(holders).toEqual([licenseeIdOf('before'), licenseeIdOf('after')]);
  });
});

describe('A wallet', () => {
  const wallet = addressNamed('moved');
  // Bitcoin Cash may be written as Bitcoin is.
  const ofTwoCoins = '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu';
  beforeAll(async () => {
    await pool.license('L-old', 'old');
    await pool.license('L-new', 'new');
    await pool.bindWallet(wallet, 'old');
    await pool.releaseWallet(wallet, 'old', '2026-02-01T00:00:00.000Z');
    await pool.bindWallet(wallet, 'new', { from: '2026-02-10T00:00:00.000Z' });
    await pool.bindWallet(ofTwoCoins, 'new');
    // Who was bound is waited for by nobody: a row that nothing speaks against yet is taken.
    await caughtUp();
  });

  it.each<[string, string, string, string[]]>([
    ['is its first holder’s before it moved', 'L-old', '2026-01-31T23:59:59.999Z', []],
    ['is nobody else’s before it moved', 'L-new', '2026-01-31T23:59:59.999Z', BOUND],
    ['is free from the moment it was released', 'L-new', '2026-02-01T00:00:00Z', []],
    ['is its new holder’s from the moment it was bound', 'L-new', '2026-02-10T00:00:00Z', []],
    ['is no more its first holder’s then', 'L-old', '2026-02-10T00:00:00Z', BOUND],
  ])('%s', async (name, licenceId, distributedAt, codes) => {
    const rejected = await report(name.replaceAll(/\W/g, ''), { licenceId, distributedAt, wallet });
    expect(rejected.map(({ code }) => code)).toEqual(codes);
  });

  it('of one asset says nothing of the same address of another', async () => {
    const but = { licenceId: 'L-old', wallet: ofTwoCoins };
    expect(await report('other-asset', { ...but, asset: 'BCH' })).toEqual([]);
    expect(await report('same-asset', but)).toMatchObject([{ code: BOUND[0] }]);
  });

  it('that has just moved is its new holder’s to a report right behind', async () => {
    const release = await holdRegister();
    await pool.bindWallet(addressNamed('taken'), 'old');
    await release();
    expect(
      await report('old-holder', { licenceId: 'L-old', wallet: addressNamed('taken') }),
    ).toEqual([]);
    await caughtUp();
    const again = await holdRegister();
    const to = '2026-03-01T00:00:00.000Z';
    await pool.releaseWallet(addressNamed('taken'), 'old', to);
    await pool.bindWallet(addressNamed('taken'), 'new', { from: to });
    const but = { licenceId: 'L-new', wallet: addressNamed('taken') };
    expect(await reportAndThen(again, 'new-holder', but)).toEqual({ waited: true, rejected: [] });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

/** Reports one row and gives what was rejected. */
async function report(reportId: string, but: object) {
  const row = {
    rowId: reportId,
    licenceId: 'L-0',
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '101',
    fee: '1',
    net: '100',
    distributedAt: '2026-03-05T11:00:00+05:00',
    ...but,
  };
  const body = { reportId, version: 1, poolId: 'dmp-1', rows: [row] };
  const answer = await pool.send('distributions', body);
  expect(answer.status).toBe(201);
  return (answer.body as SubmissionAnswer).rejected;
}

/** Reports one row, lets the register go on after a while, and tells whether the answer waited for it. */
async function reportAndThen(release: () => Promise<void>, reportId: string, but: object) {
  let released = false;
  const [answer] = await Promise.all([
    report(reportId, but).then((rejected) => ({ waited: released, rejected })),
    setTimeout(300).then(() => {
      released = true;
      return release();
    }),
  ]);
  return answer;
}

/** Resolves when the register knows all that licensing has recorded. */
const caughtUp = () => pool.app.get(Subscriptions).caughtUp(REGISTER, pool.licensing.store.log);

/** Keeps the register from taking anything in, until the returned function is called. */
async function holdRegister(): Promise<() => Promise<void>> {
  const runner: QueryRunner = pool.app.get(DataSource).createQueryRunner();
  await runner.startTransaction();
  await runner.query('lock table register.holdings in share mode');
  return async () => {
    await runner.rollbackTransaction();
    await runner.release();
  };
}
