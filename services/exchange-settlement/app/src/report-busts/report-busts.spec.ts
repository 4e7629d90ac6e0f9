import {
  ALPHA,
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from '../testing/test-exchange-settlement.js';

let exchange: TestExchangeSettlement;
beforeAll(async () => {
  exchange = await startTestExchangeSettlement();
  await exchange.register(ALPHA, 'alpha');
});
afterAll(() => exchange.close());

describe('A bust', () => {
  it('acts on both sides of its trade', async () => {
    await exchange.report('fills', 'f-1', [fill('t-1', 'sell'), fill('t-1', 'buy')]);
    expect(await bust('b-1', 't-1')).toMatchObject({ accepted: 1, rejected: [] });
    for (const side of ['sell', 'buy'])
      expect(await typesOf(`fill-ex-1-t-1-${side}`)).toEqual(['FillRecorded', 'FillBusted']);
    expect(await typesOf('trade-ex-1-t-1')).toEqual(['TradeBusted']);
  });

  it('acts on a fill that comes later', async () => {
    await bust('b-2', 't-2');
    await exchange.report('fills', 'f-2', [fill('t-2', 'sell')]);
    expect(await typesOf('fill-ex-1-t-2-sell')).toEqual(['FillRecorded', 'FillBusted']);
  });

  it('is final', async () => {
    await bust('b-3', 't-3');
    const { rejected } = await bust('b-3-other', 't-3', 'something else');
    expect(rejected).toMatchObject([{ rowId: 't-3', code: 'already-busted' }]);
  });

  it('meets its fill even when both arrive at the same moment', async () => {
    for (let i = 0; i < 15; i += 1) {
      await Promise.all([
        exchange.report('fills', `race-f-${i}`, [fill(`r-${i}`, 'sell')]),
        bust(`race-b-${i}`, `r-${i}`),
      ]);
      expect(await typesOf(`fill-ex-1-r-${i}-sell`)).toEqual(['FillRecorded', 'FillBusted']);
    }
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function bust(reportId: string, tradeId: string, reason = 'clearly erroneous') {
  return exchange.report('busts', reportId, [{ tradeId, reason }]);
}

async function typesOf(stream: string) {
  return (await exchange.eventsOf(stream)).map(({ type }) => type);
}

function fill(tradeId: string, side: string) {
  return {
    tradeId,
    side,
    licenseeBin: ALPHA,
    asset: 'BTC',
    quantity: '7500000000',
    quote: { amount: '123456', currency: 'KZT' },
    executedAt: '2026-03-05T11:00:00+05:00',
  };
}
