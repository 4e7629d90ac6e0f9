import type { ProblemDocument } from '@esep/platform';

import { startTestPoolReporting, type TestPoolReporting } from '../testing/test-pool-reporting.js';

const ADDRESS = 'pool-reporting/v1/distributions';
const NOON = '2026-03-05T12:00:00';

let pool: TestPoolReporting;
beforeAll(async () => {
  pool = await startTestPoolReporting();
  await pool.license('L-alpha', 'alpha');
});
afterAll(() => pool.close());
// Whatever is refused whole leaves no trace.
afterEach(async () => expect((await pool.store.head()).next).toBe(0));

describe('A malformed report is refused whole:', () => {
  it.each<[string, object, string]>([
    ['a negative quantity', { gross: '-1' }, 'quantity-negative'],
    ['a fraction of a base unit', { gross: '1.5' }, 'quantity-fractional'],
    ['a quantity with an exponent', { gross: '1e3' }, 'quantity-malformed'],
    ['a quantity with a leading zero', { gross: '0101' }, 'quantity-malformed'],
    ['a quantity of 79 digits', { gross: '1'.padEnd(79, '0') }, 'quantity-too-large'],
    ['a quantity as a number', { gross: 101 }, 'quantity-not-a-string'],
    ['no quantity', { gross: undefined }, 'missing'],
    ['an empty quantity', { gross: '' }, 'quantity-malformed'],
    ['an id that is no text', { rowId: 7 }, 'string-expected'],
    ['an id with a slash', { rowId: 'a/b' }, 'row-id-malformed'],
    ['text with half of a surrogate pair', { wallet: 'bc1\ud800' }, 'text-malformed'],
    ['text with a control character', { wallet: 'bc1\u0000' }, 'text-malformed'],
    ['an instant without an offset', { distributedAt: NOON }, 'instant-without-offset'],
    [
      'an instant finer than a millisecond',
      { distributedAt: `${NOON}.0001Z` },
      'instant-finer-than-a-millisecond',
    ],
    ['a day that is none', { distributedAt: '2026-02-30T00:00:00Z' }, 'instant-malformed'],
    ['an instant as a number', { distributedAt: 1_772_683_200 }, 'string-expected'],
    ['a field nobody asked for', { surprise: true }, 'unknown-field'],
  ])('%s', async (_name, but, code) => {
    const { status, body } = await send(report([row(), { ...row('b'), ...but }]));
    const [field] = Object.keys(but);
    expect([status, body.type]).toEqual([400, 'urn:esep:problem:body-invalid']);
    expect(body.errors).toMatchObject([{ pointer: `/rows/1/${field}`, code }]);
  });

  it.each<[string, object, string]>([
    ['a version that is none', { version: 0 }, 'out-of-range'],
    ['half a version', { version: 1.5 }, 'integer-expected'],
    ['a version as text', { version: '1' }, 'integer-expected'],
    ['rows that are no list', { rows: {} }, 'list-expected'],
    ['a row that is no object', { rows: ['x'] }, 'object-expected'],
    ['a report id with a blank', { reportId: 'r 1' }, 'row-id-malformed'],
  ])('%s', async (_name, but, code) => {
    const { status, body } = await send({ ...report([row()]), ...but });
    expect(status).toBe(400);
    expect(body.errors).toMatchObject([{ code }]);
  });

  it.each(['', '{', '[1]', '"text"', 'null', '{"rows": [}', '{"a": 01}'])(
    'a body that is %j',
    async (text) => {
      const { status, body } = await send(text);
      expect(status).toBe(400);
      expect(body.detail).toMatch(/\.$/);
    },
  );

  it('bytes that are no UTF-8', async () => {
    const { status } = await send(Buffer.from('{"reportId":"\xff"}', 'latin1'));
    expect(status).toBe(400);
  });

  it('something else than JSON', async () => {
    const token = await pool.tokenOf('dmp-1');
    const headers = { 'content-type': 'text/xml' };
    const { status } = await pool.call(ADDRESS, { token, body: '<report/>', headers });
    expect(status).toBe(415);
  });

  it('10,001 rows', async () => {
    const rows = Array.from({ length: 10_001 }, (_, i) => row(`r-${i}`));
    const { status, body } = await send(report(rows));
    expect([status, body.type]).toEqual([413, 'urn:esep:problem:too-many-rows']);
  });

  it('a body of 9 MiB', async () => {
    const text = JSON.stringify(report([row()]));
    const { status, body } = await send(text + ' '.repeat(9 * 1024 * 1024 - text.length));
    expect([status, body.type]).toEqual([413, 'urn:esep:problem:body-too-large']);
  });

  it('a second version of what is final', async () => {
    const rows = [{ rowId: 'a', cause: 'orphaned' }];
    const { status, body } = await pool.send('reversals', { ...report(rows), version: 2 });
    expect(status).toBe(422);
    expect(body).toMatchObject({ type: 'urn:esep:problem:report-is-final' });
  });
});

describe('A report is taken from nobody else than its pool:', () => {
  it('not without a token', async () => {
    const { status } = await pool.call(ADDRESS, { body: report([row()]) });
    expect(status).toBe(401);
  });

  it('not with a token that has expired', async () => {
    const token = await pool.tokenOf('dmp-1', 'pool', -120);
    const { status, body } = await send(report([row()]), token);
    expect([status, body.type]).toEqual([401, 'urn:esep:problem:token-expired']);
  });

  it('not with a token of another pool', async () => {
    const { status, body } = await send(report([row()]), await pool.tokenOf('dmp-2'));
    expect([status, body.type]).toEqual([403, 'urn:esep:problem:other-organisation']);
  });

  it.each(['exchange', 'licensee', 'auditor', 'demo'] as const)(
    'not with a token of the role %s',
    async (role) => {
      const { status, body } = await send(report([row()]), await pool.tokenOf('dmp-1', role));
      expect([status, body.type]).toEqual([403, 'urn:esep:problem:role-missing']);
    },
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function send(body: unknown, token?: string) {
  const answer = await pool.send('distributions', body, token);
  return { ...answer, body: answer.body as ProblemDocument };
}

function report(rows: readonly object[]) {
  return { reportId: 'r-1', version: 1, poolId: 'dmp-1', rows };
}

function row(rowId = 'a') {
  return {
    rowId,
    licenceId: 'L-alpha',
    asset: 'BTC',
    scheme: 'FPPS',
    gross: '101',
    fee: '1',
    net: '100',
    distributedAt: '2026-03-05T11:00:00+05:00',
  };
}
