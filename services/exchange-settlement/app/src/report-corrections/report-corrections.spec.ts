import { licenseeIdOf } from '@esep/platform/testing';

import {
  ALPHA,
  BETA,
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from '../testing/test-exchange-settlement.js';

let exchange: TestExchangeSettlement;
beforeAll(async () => {
  exchange = await startTestExchangeSettlement();
  await exchange.register(ALPHA, 'alpha');
});
afterAll(() => exchange.close());

describe('A correction', () => {
  it('replaces only the terms that it carries', async () => {
    await exchange.report('fills', 'f-1', [fill('t-1')]);
    const changes = { quantity: '7400000000', counterpartyBin: BETA };
    expect(await correct('c-1', 't-1', changes)).toMatchObject({ accepted: 1, rejected: [] });
    const [, corrected] = await exchange.eventsOf('fill-ex-1-t-1-sell');
    expect(corrected).toMatchObject({ type: 'FillCorrected' });
    expect(corrected?.body).toEqual({
      exchangeId: 'ex-1',
      tradeId: 't-1',
      side: 'sell',
      licenseeId: licenseeIdOf('alpha'),
      asset: 'BTC',
      reason: 'keyed in wrong',
      correctedAt: expect.any(String),
      quantity: '7400000000',
      counterpartyId: exchange.partyOf(BETA),
    });
  });

  it('acts on a fill that comes later', async () => {
    const quote = { amount: '1', currency: 'USD' };
    await correct('c-2', 't-2', { quote, executedAt: '2026-03-05T10:00:00+05:00' });
    await exchange.report('fills', 'f-2', [fill('t-2')]);
    const [, corrected] = await exchange.eventsOf('fill-ex-1-t-2-sell');
    expect(corrected?.body).toMatchObject({ quote, executedAt: '2026-03-05T05:00:00.000Z' });
  });

  it.each<[string, object, string]>([
    ['that changes nothing', {}, 'correction-empty'],
    ['to nothing', { quantity: '0' }, 'quantity-zero'],
    ['into the future', { settledAt: '2026-03-06T12:00:00+05:00' }, 'instant-in-future'],
    ['with half a fee', { feeAsset: 'KZT' }, 'fee-incomplete'],
  ])('%s is rejected', async (_name, changes, code) => {
    const { rejected } = await correct(`c-${code}`, 't-3', changes);
    expect(rejected).toMatchObject([{ rowId: 't-3', code }]);
  });

  it.each<[string, object, string]>([
    ['into the year 1999', { executedAt: '1999-03-06T12:00:00+05:00' }, 'before-regime'],
    ['to more than there is of it', { quantity: '2100000000000001' }, 'quantity-above-supply'],
    ['to more than of any asset', { quantity: `1${'0'.repeat(37)}` }, 'quantity-above-supply'],
  ])('API-1: %s is rejected', async (name, changes, code) => {
    const id = name.replaceAll(' ', '-');
    await exchange.report('fills', id, [fill(id)]);
    const { rejected } = await correct(id, id, changes);
    expect(rejected).toMatchObject([{ rowId: id, code }]);
  });

  it('of a busted trade is rejected', async () => {
    await exchange.report('busts', 'b-1', [{ tradeId: 't-4', reason: 'clearly erroneous' }]);
    const { rejected } = await correct('c-4', 't-4', { quantity: '5' });
    expect(rejected).toMatchObject([{ code: 'trade-busted' }]);
  });

  it('that is rejected is kept without identity numbers', async () => {
    const from = (await exchange.store.head()).next;
    await correct('c-5', 't-5', { quantity: '0', counterpartyBin: BETA });
    const [, kept] = await exchange.recorded(from);
    expect(kept?.body['content']).toMatchObject({ counterpartyBin: exchange.partyOf(BETA) });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function correct(reportId: string, tradeId: string, changes: object) {
  const rows = [{ tradeId, reason: 'keyed in wrong', ...changes }];
  return exchange.report('corrections', reportId, rows);
}

function fill(tradeId: string) {
  return {
    tradeId,
    side: 'sell',
    licenseeBin: ALPHA,
    asset: 'BTC',
    quantity: '7500000000',
    quote: { amount: '123456', currency: 'KZT' },
    executedAt: '2026-03-05T11:00:00+05:00',
  };
}
