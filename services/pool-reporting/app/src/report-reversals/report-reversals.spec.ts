import type { SubmissionAnswer } from '@esep/platform';

import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
  await distribute('first', ['d-1', 'd-2', 'd-3']);
});
afterAll(() => pool.close());

describe('A report of reversals', () => {
  it('takes back the credits that it names (POOL-5)', async () => {
    const { status, body } = await reverse('orphan-1', ['d-1']);
    expect([status, body.accepted]).toEqual([201, 1]);
    expect(await typesOf('d-1')).toEqual(['DistributionRecorded', 'DistributionReversed']);
    expect(await typesOf('d-2')).toEqual(['DistributionRecorded']);
  });

  it('says the same twice to no effect', async () => {
    await reverse('orphan-2', ['d-2']);
    const { body } = await reverse('orphan-2-again', ['d-2']);
    expect(body).toMatchObject({ accepted: 1, rejected: [] });
    expect(await typesOf('d-2')).toHaveLength(2);
  });

  it('has a row rejected that nobody reported', async () => {
    const { body } = await reverse('orphan-3', ['d-nobody']);
    expect(body).toMatchObject({ accepted: 0, rejected: [{ code: 'row-unknown' }] });
  });

  it('of another pool finds nothing', async () => {
    const token = await pool.tokenOf('dmp-2');
    const { body } = await reverse('orphan-4', ['d-3'], { poolId: 'dmp-2', token });
    expect(body).toMatchObject({ accepted: 0, rejected: [{ code: 'row-unknown' }] });
    expect(await typesOf('d-3')).toEqual(['DistributionRecorded']);
  });

  it('holds against a later version of the credit', async () => {
    await distribute('later', ['l-1']);
    await reverse('orphan-5', ['l-1']);
    await distribute('later', ['l-1'], { version: 2, gross: '201', net: '200' });
    expect(await typesOf('l-1')).toEqual([
      'DistributionRecorded',
      'DistributionReversed',
      'DistributionReplaced',
    ]);
  });

  it('meets the credit that it names even when both arrive at the same moment', async () => {
    for (let i = 0; i < 10; i += 1) {
      const [, reversal] = await Promise.all([
        distribute(`meet-${i}`, [`m-${i}`]),
        reverse(`meet-orphan-${i}`, [`m-${i}`]),
      ]);
      // Either the reversal came first and found nothing, or it came second and took effect.
      expect(await typesOf(`m-${i}`)).toHaveLength(1 + reversal.body.accepted);
    }
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function reverse(
  reportId: string,
  rowIds: readonly string[],
  { poolId = 'dmp-1', token }: { poolId?: string; token?: string } = {},
) {
  const rows = rowIds.map((rowId) => ({ rowId, cause: 'block 00ab orphaned' }));
  const answer = await pool.send('reversals', { reportId, version: 1, poolId, rows }, token);
  return { ...answer, body: answer.body as SubmissionAnswer };
}

async function distribute(
  reportId: string,
  rowIds: readonly string[],
  { version = 1, gross = '101', net = '100' } = {},
) {
  const rows = rowIds.map((rowId) => {
    const distributedAt = '2026-03-05T11:00:00+05:00';
    const amounts = { gross, fee: '1', net };
    return {
      rowId,
      licenceId: 'L-alpha',
      asset: 'BTC',
      scheme: 'SOLO',
      block: '00ab',
      ...amounts,
      distributedAt,
    };
  });
  const body = { reportId, version, poolId: 'dmp-1', rows };
  expect(await pool.send('distributions', body)).toMatchObject({ status: 201 });
}

async function typesOf(rowId: string) {
  const events = await pool.store.readStream(`distribution-dmp-1-${rowId}`);
  return events.map(({ envelope }) => envelope.type);
}
