import type { SubmissionAnswer } from '@esep/platform';
import { licenseeIdOf } from '@esep/platform/testing';

import {
  addressNamed,
  startTestPoolReporting,
  type TestPoolReporting,
} from '../testing/test-pool-reporting.js';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
  await pool.license('L-beta', 'beta');
  await pool.bindWallet(addressNamed('beta'), 'beta');
});
afterAll(() => pool.close());

describe('A report of distributions', () => {
  it('is recorded with its rows, one behind the other, each under its licensee', async () => {
    const from = (await pool.store.head()).next;
    const rows = [
      row('first-a'),
      row('first-b', { licenceId: 'L-beta', wallet: addressNamed('beta') }),
    ];
    const { status, body, headers } = await send(report('first', rows));
    expect(status).toBe(201);
    expect(body).toEqual({ ...taken('first', 2), receipt: body.receipt });
    expect(headers.get('idempotent-replay')).toBeNull();

    const [submission, a, b, ...more] = await pool.recorded(from);
    expect(more).toEqual([]);
    expect(body.receipt).toBe(`/pool-reporting/v1/receipts/${submission?.eventId}`);
    expect(submission).toMatchObject({
      type: 'SubmissionRecorded',
      stream: 'submission-distributions-dmp-1-first',
      body: { rows: 2, rejected: 0, firstPosition: from + 1, lastPosition: from + 2 },
    });
    expect(a).toMatchObject({
      type: 'DistributionRecorded',
      stream: 'distribution-dmp-1-first-a',
      validAt: '2026-03-05T06:00:00.000Z',
      body: { licenseeId: licenseeIdOf('alpha'), gross: '101', fee: '1', net: '100' },
      meta: { organisation: 'dmp-1', submission: submission?.eventId },
    });
    expect(b).toMatchObject({
      body: { licenseeId: licenseeIdOf('beta'), wallet: addressNamed('beta') },
    });
  });

  it('has a receipt that anybody with the file can check', async () => {
    const { body } = await send(report('receipt', [row('receipt-a')]));
    const { status, body: file } = await pool.get(body.receipt ?? '');
    expect(status).toBe(200);
    expect(file).toMatchObject({ event: expect.stringContaining('"reportId":"receipt"') });
  });

  it('may be empty', async () => {
    const from = (await pool.store.head()).next;
    expect((await send(report('empty', []))).body).toMatchObject(taken('empty', 0));
    const [submission, ...more] = await pool.recorded(from);
    expect(more).toEqual([]);
    expect(submission?.body).not.toHaveProperty('firstPosition');
  });

  it('is taken up to 10,000 rows', async () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => row(`large-${i}`));
    const { status, body } = await send(report('large', rows));
    expect([status, body.accepted]).toEqual([201, 10_000]);
  });
});

describe('The same report again', () => {
  it('gets the same answer and the same receipt, and records nothing', async () => {
    const bad = row('again-b', { net: '99' });
    const first = await send(report('again', [row('again-a'), bad]));
    const from = (await pool.store.head()).next;
    const again = await send(report('again', [row('again-a'), bad]));
    expect(again).toMatchObject({ status: 201, body: first.body });
    expect(again.headers.get('idempotent-replay')).toBe('true');
    expect((await pool.store.head()).next).toBe(from);
  });

  it('may have its fields in another order', async () => {
    const { rowId, ...rest } = row('order-a');
    const first = await send(report('order', [{ rowId, ...rest }]));
    const again = await send(report('order', [{ ...rest, rowId }]));
    expect(again.body).toEqual(first.body);
    expect(again.headers.get('idempotent-replay')).toBe('true');
  });

  it('is recorded once when it is sent several times at once', async () => {
    const body = report('at-once', [row('at-once-a'), row('at-once-b')]);
    const answers = await Promise.all(Array.from({ length: 8 }, () => send(body)));
    const receipts = new Set(answers.map((answer) => answer.body.receipt));
    expect([...answers.map(({ status }) => status), receipts.size]).toEqual([
      ...answers.map(() => 201),
      1,
    ]);
    expect(await pool.store.readStream('distribution-dmp-1-at-once-a')).toHaveLength(1);
  });

  it('with other content is refused', async () => {
    await send(report('changed', [row('changed-a')]));
    const { status, body } = await send(report('changed', [row('changed-b')]));
    expect(status).toBe(409);
    expect(body).toMatchObject({
      type: 'urn:esep:problem:report-changed',
      detail: expect.stringContaining('Send the new content as the next version.'),
    });
  });
});

describe('A higher version of a report', () => {
  it('replaces rows by id and withdraws those it no longer has', async () => {
    await send(report('versions', [row('v-same'), row('v-changed'), row('v-gone')]));
    const from = (await pool.store.head()).next;
    const rows = [row('v-same'), row('v-changed', { gross: '201', net: '200' }), row('v-new')];
    const { body } = await send(report('versions', rows, { version: 2 }));
    expect(body).toMatchObject({ version: 2, accepted: 3, rejected: [] });
    const [submission, ...events] = await pool.recorded(from);
    expect(events.map(({ type, stream }) => [type, stream])).toEqual([
      ['DistributionReplaced', 'distribution-dmp-1-v-changed'],
      ['DistributionRecorded', 'distribution-dmp-1-v-new'],
      ['DistributionWithdrawn', 'distribution-dmp-1-v-gone'],
    ]);
    expect(submission?.body).toMatchObject({ firstPosition: from + 1, lastPosition: from + 3 });
  });

  it('remembers the rows of every version before it', async () => {
    await send(report('third', [row('third-a')]));
    await send(report('third', [row('third-a'), row('third-b')], { version: 2 }));
    const from = (await pool.store.head()).next;
    await send(report('third', [], { version: 3 }));
    expect((await pool.recorded(from)).map(({ type }) => type)).toEqual([
      'SubmissionRecorded',
      'DistributionWithdrawn',
      'DistributionWithdrawn',
    ]);
  });

  it('closes the way for a lower one', async () => {
    await send(report('lower', [row('lower-a')], { version: 3 }));
    const { status, body } = await send(report('lower', [row('lower-a')], { version: 2 }));
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: 'urn:esep:problem:version-superseded' });
  });
});

describe('A row of a report of distributions', () => {
  it.each<[string, object, string]>([
    ['whose gross less fee is not net', { net: '99' }, 'net-mismatch'],
    ['of a licence nobody knows', { licenceId: 'L-nobody' }, 'licence-unknown'],
    ['of an asset nobody knows', { asset: 'XYZ' }, 'asset-unknown'],
    ['of a scheme nobody knows', { scheme: 'PPX' }, 'scheme-unknown'],
    ['of the future', { distributedAt: '2026-03-06T12:00:00+05:00' }, 'instant-in-future'],
    ['FIELD-6: to what is no address', { wallet: 'my-wallet' }, 'address-malformed'],
    [
      'FIELD-6: to an address with a slip in it',
      { wallet: addressNamed('alpha').replace(/.$/, (last) => (last === 'q' ? 'p' : 'q')) },
      'address-checksum-wrong',
    ],
    [
      'FIELD-6: to an address of another network',
      { wallet: 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx' },
      'address-of-another-network',
    ],
    ['to a wallet of another', { wallet: addressNamed('beta') }, 'wallet-bound-to-another'],
    ['with half a transaction id', { payoutTxid: 'abc' }, 'txid-malformed'],
  ])('%s is rejected, and the rest stand', async (name, but, code) => {
    const id = code;
    const from = (await pool.store.head()).next;
    const { status, body } = await send(report(id, [row(`${id}-bad`, but), row(`${id}-good`)]));
    expect(status).toBe(201);
    expect(body).toMatchObject({ accepted: 1, rejected: [{ rowId: `${id}-bad`, code }] });
    expect(body.rejected[0]?.message).toMatch(/\w{3,}.*\.$/);
    const [submission, rejected, stands] = await pool.recorded(from);
    expect(submission?.body).toMatchObject({ rows: 2, rejected: 1, firstPosition: from + 2 });
    expect(rejected).toMatchObject({
      type: 'RowRejected',
      body: { code, content: row(`${id}-bad`, but) },
    });
    expect(stands?.type).toBe('DistributionRecorded');
  });

  it('up to five minutes ahead of our clock is taken', async () => {
    const soon = new Date(Date.parse(pool.context.clock.now()) + 4 * 60_000).toISOString();
    const { body } = await send(report('soon', [row('soon-a', { distributedAt: soon })]));
    expect(body).toMatchObject(taken('soon', 1));
  });

  it('that is twice in the report stands once', async () => {
    const { body } = await send(report('twice', [row('twice-a'), row('twice-a')]));
    expect(body).toMatchObject({
      accepted: 1,
      rejected: [{ rowId: 'twice-a', code: 'duplicate-row' }],
    });
  });

  it('that another report brought is rejected', async () => {
    await send(report('owner', [row('owned')]));
    const { body } = await send(report('thief', [row('owned')]));
    expect(body.rejected).toMatchObject([{ code: 'row-belongs-to-another-report' }]);
  });

  it('stands once when two reports bring it at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, i) => send(report(`race-${i}`, [row('raced')]))),
    );
    expect(answers.map(({ body }) => body.accepted).sort()).toEqual([0, 0, 0, 0, 0, 1]);
    expect(await pool.store.readStream('distribution-dmp-1-raced')).toHaveLength(1);
  });

  it('that was rejected may be sent again in the next version', async () => {
    await send(report('repaired', [row('repaired-a', { licenceId: 'L-late' })]));
    await pool.license('L-late', 'gamma');
    const rows = [row('repaired-a', { licenceId: 'L-late' })];
    const { body } = await send(report('repaired', rows, { version: 2 }));
    expect(body).toMatchObject({ accepted: 1, rejected: [] });
  });
});

describe('A dry run', () => {
  it('answers the same and records nothing', async () => {
    const body = report('dry', [row('dry-a'), row('dry-b', { net: '1' })]);
    const from = (await pool.store.head()).next;
    const dry = await pool.send('distributions?dryRun=true', body);
    expect(dry.status).toBe(200);
    expect((await pool.store.head()).next).toBe(from);
    const { receipt, ...real } = (await send(body)).body;
    expect(dry.body).toEqual(real);
    expect(receipt).toBeDefined();
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function send(body: object) {
  const answer = await pool.send('distributions', body);
  return { ...answer, body: answer.body as SubmissionAnswer };
}

function report(reportId: string, rows: readonly object[], but: object = {}) {
  return { reportId, version: 1, poolId: 'dmp-1', rows, ...but };
}

function taken(reportId: string, accepted: number) {
  return { reportId, version: 1, accepted, rejected: [] };
}

function row(rowId: string, but: object = {}) {
  return {
    rowId,
    licenceId: 'L-alpha',
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '101',
    fee: '1',
    net: '100',
    distributedAt: '2026-03-05T11:00:00+05:00',
    ...but,
  };
}
