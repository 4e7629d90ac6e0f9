import { licenseeIdOf } from '@esep/platform/testing';

import {
  ALPHA,
  NOBODY,
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from '../testing/test-exchange-settlement.js';

let exchange: TestExchangeSettlement;
beforeAll(async () => {
  exchange = await startTestExchangeSettlement();
  await exchange.register(ALPHA, 'alpha');
});
afterAll(() => exchange.close());

describe('A report of deposits', () => {
  it('is recorded row by row, each under its licensee', async () => {
    expect(await report('first', [row('r-1')])).toMatchObject({ accepted: 1, rejected: [] });
    expect(await exchange.eventsOf('deposit-ex-1-r-1')).toMatchObject([
      {
        type: 'DepositCredited',
        validAt: '2026-03-05T06:00:00.000Z',
        body: { licenseeId: licenseeIdOf('alpha'), amount: '5000', txid: 'a'.repeat(64), vout: 1 },
      },
    ]);
  });

  it('may number its rows like a report of withdrawals', async () => {
    await exchange.report('withdrawals', 'same-ids', [row('same')]);
    expect(await report('same-ids', [row('same')])).toMatchObject({ accepted: 1 });
  });

  it('in a higher version replaces and withdraws its rows', async () => {
    await report('versions', [row('v-1'), row('v-2'), row('v-3')]);
    const rows = [row('v-1', { amount: '6000' }), row('v-2')];
    await exchange.report('deposits', 'versions', rows, { version: 2 });
    const types = async (id: string) =>
      (await exchange.eventsOf(`deposit-ex-1-${id}`)).map(({ type }) => type);
    expect(await types('v-1')).toEqual(['DepositCredited', 'DepositCredited']);
    expect(await types('v-2')).toEqual(['DepositCredited']);
    expect(await types('v-3')).toEqual(['DepositCredited', 'TransferWithdrawn']);
  });

  it.each<[string, object, string]>([
    ['for a licensee nobody knows', { licenseeBin: NOBODY }, 'licensee-unknown'],
    ['of an asset nobody knows', { asset: 'XYZ' }, 'asset-unknown'],
    ['of nothing', { amount: '0' }, 'amount-zero'],
    ['in half a transaction', { txid: 'ab' }, 'txid-malformed'],
    ['API-1: before the regime', { creditedAt: '2023-12-31T23:59:59+06:00' }, 'before-regime'],
    ['API-1: of more than there is', { amount: '2100000000000001' }, 'quantity-above-supply'],
    ['of the future', { creditedAt: '2026-03-06T12:00:00+05:00' }, 'instant-in-future'],
  ])('has a row %s rejected, and the rest stand', async (_name, but, code) => {
    const answer = await report(code, [row(code, but), row(`${code}-good`)]);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ rowId: code, code }] });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function report(reportId: string, rows: readonly object[]) {
  return exchange.report('deposits', reportId, rows);
}

/** Coins that a licensee brought to the venue. */
function row(rowId: string, but: object = {}) {
  return {
    rowId,
    licenseeBin: ALPHA,
    asset: 'BTC',
    amount: '5000',
    txid: 'a'.repeat(64),
    vout: 1,
    creditedAt: '2026-03-05T11:00:00+05:00',
    ...but,
  };
}
