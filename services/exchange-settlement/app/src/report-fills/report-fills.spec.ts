import type { ProblemDocument } from '@esep/platform';
import { licenseeIdOf } from '@esep/platform/testing';

import {
  ALPHA,
  BETA,
  NOBODY,
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from '../testing/test-exchange-settlement.js';

const NUMBER = 'identity-number-malformed';
const LATER = '2026-03-05T11:30:00+05:00';

let exchange: TestExchangeSettlement;
beforeAll(async () => {
  exchange = await startTestExchangeSettlement();
  await exchange.register(ALPHA, 'alpha');
});
afterAll(() => exchange.close());

describe('A report of fills', () => {
  it('is recorded fill by fill, under the licensee, without identity numbers', async () => {
    const from = (await exchange.store.head()).next;
    const answer = await exchange.report('fills', 'first', [
      fill('t-1', { counterpartyBin: BETA, feeAsset: 'KZT', fee: '12', settledAt: LATER }),
    ]);
    expect(answer).toMatchObject({ accepted: 1, rejected: [] });
    const [submission, recorded, ...more] = await exchange.recorded(from);
    expect(more).toEqual([]);
    expect(submission?.body).toMatchObject({ kind: 'fills', sender: 'ex-1' });
    expect(recorded).toMatchObject({
      type: 'FillRecorded',
      stream: 'fill-ex-1-t-1-sell',
      validAt: '2026-03-05T06:00:00.000Z',
      body: {
        licenseeId: licenseeIdOf('alpha'),
        quantity: '7500000000',
        quote: { amount: '123456', currency: 'KZT' },
        counterpartyId: exchange.partyOf(BETA),
        fee: '12',
      },
    });
    expect(JSON.stringify(recorded)).not.toMatch(new RegExp(`${ALPHA}|${BETA}`));
  });

  it('takes both sides of a trade', async () => {
    const answer = await exchange.report('fills', 'both', [
      fill('t-2'),
      fill('t-2', { side: 'buy' }),
    ]);
    expect(answer).toMatchObject({ accepted: 2, rejected: [] });
  });

  it('counts a fill once that is sent again under another report', async () => {
    await exchange.report('fills', 'once', [fill('t-3')]);
    const again = await exchange.report('fills', 'once-again', [fill('t-3')]);
    expect(again).toMatchObject({ accepted: 1, rejected: [] });
    expect(await exchange.eventsOf('fill-ex-1-t-3-sell')).toHaveLength(1);
  });

  it.each<[string, object, string]>([
    ['before the regime', { executedAt: '2023-12-31T23:59:59+06:00' }, 'before-regime'],
    ['of more than there is', { quantity: '2100000000000001' }, 'quantity-above-supply'],
    [
      'for more than can be added up',
      { quote: { amount: `1${'0'.repeat(37)}`, currency: 'KZT' } },
      'quantity-above-supply',
    ],
  ])('API-1: has a fill %s rejected, and the rest stand', async (name, but, code) => {
    const id = name.replaceAll(' ', '-');
    const answer = await exchange.report('fills', id, [fill(id, but), fill(`${id}-good`)]);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ rowId: `${id}:sell`, code }] });
  });

  it('has a fill rejected that was reported with other content', async () => {
    await exchange.report('fills', 'changed-1', [fill('t-4')]);
    const { rejected } = await exchange.report('fills', 'changed-2', [
      fill('t-4', { quantity: '1' }),
    ]);
    expect(rejected).toMatchObject([{ rowId: 't-4:sell', code: 'fill-changed' }]);
  });

  it.each<[string, object, string]>([
    ['of an asset nobody knows', { asset: 'XYZ' }, 'asset-unknown'],
    ['of nothing', { quantity: '0' }, 'quantity-zero'],
    ['of the future', { executedAt: '2026-03-06T12:00:00+05:00' }, 'instant-in-future'],
    ['for a quote without a code', { quote: { amount: '1', currency: '₸' } }, 'quote-malformed'],
    ['with half a fee', { fee: '1' }, 'fee-incomplete'],
    [
      'settled before it was made',
      { settledAt: '2026-03-01T00:00:00Z' },
      'settled-before-executed',
    ],
  ])('has a fill %s rejected, and the rest stand', async (_name, but, code) => {
    const answer = await exchange.report('fills', code, [fill(code, but), fill(`${code}-good`)]);
    expect(answer).toMatchObject({ accepted: 1, rejected: [{ rowId: `${code}:sell`, code }] });
  });

  it('takes a fill against any coin: whether that is a sale is not decided here (SALE-8)', async () => {
    const quote = { amount: '75000000', currency: 'USDT' };
    expect(await exchange.report('fills', 'usdt', [fill('t-5', { quote })])).toMatchObject({
      accepted: 1,
    });
  });

  it('has one version only', async () => {
    const rows = [fill('t-6')];
    const body = { reportId: 'two', version: 2, exchangeId: 'ex-1', rows };
    const { status, body: problem } = await exchange.send('fills', body);
    expect([status, (problem as ProblemDocument).type]).toEqual([
      422,
      'urn:esep:problem:fills-are-corrected-not-replaced',
    ]);
  });

  it('is taken from its own venue only', async () => {
    const body = { reportId: 'other', version: 1, exchangeId: 'ex-1', rows: [] };
    const { status } = await exchange.send('fills', body, await exchange.tokenOf('ex-2'));
    expect(status).toBe(403);
    const pool = await exchange.tokenOf('ex-1', 'pool');
    expect((await exchange.send('fills', body, pool)).status).toBe(403);
  });

  it.each<[string, object, string, string]>([
    ['a number with a wrong check digit', { licenseeBin: '061211600013' }, '/licenseeBin', NUMBER],
    ['a counterparty that is no number', { counterpartyBin: 'x' }, '/counterpartyBin', NUMBER],
    ['a third side', { side: 'both' }, '/side', 'choice-unknown'],
    ['a quote that is a number', { quote: 5 }, '/quote', 'object-expected'],
    [
      'a negative amount',
      { quote: { amount: '-5', currency: 'KZT' } },
      '/quote/amount',
      'quantity-negative',
    ],
  ])('is refused whole for %s', async (_name, but, pointer, code) => {
    const rows = [fill('t-7', but)];
    const body = { reportId: 'malformed', version: 1, exchangeId: 'ex-1', rows };
    const { status, body: problem } = await exchange.send('fills', body);
    expect(status).toBe(400);
    expect((problem as ProblemDocument).errors).toMatchObject([
      { pointer: `/rows/0${pointer}`, code },
    ]);
    // What was sent may be somebody's number.
    expect(JSON.stringify(problem)).not.toContain('061211600013');
  });
});

describe('A fill for a licensee nobody knows', () => {
  it('is rejected and kept by the blind index of its number', async () => {
    const from = (await exchange.store.head()).next;
    const but = { licenseeBin: NOBODY, counterpartyBin: ALPHA };
    const { rejected } = await exchange.report('fills', 'nobody', [fill('n-1', but)]);
    expect(rejected).toMatchObject([{ rowId: 'n-1:sell', code: 'licensee-unknown' }]);
    const [, kept] = await exchange.recorded(from);
    expect(kept?.body['content']).toEqual({
      ...fill('n-1'),
      licenseeBin: exchange.partyOf(NOBODY),
      counterpartyBin: exchange.partyOf(ALPHA),
    });
  });

  it('may be sent again once the licensee is registered, however shortly before', async () => {
    const but = { licenseeBin: BETA };
    await exchange.report('fills', 'late-1', [fill('n-2', but)]);
    await exchange.register(BETA, 'beta');
    expect(await exchange.report('fills', 'late-2', [fill('n-2', but)])).toMatchObject({
      accepted: 1,
      rejected: [],
    });
    const [recorded] = await exchange.eventsOf('fill-ex-1-n-2-sell');
    expect(recorded?.body['licenseeId']).toBe(licenseeIdOf('beta'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function fill(tradeId: string, but: object = {}) {
  return {
    tradeId,
    side: 'sell',
    licenseeBin: ALPHA,
    asset: 'BTC',
    quantity: '7500000000',
    quote: { amount: '123456', currency: 'KZT' },
    executedAt: '2026-03-05T11:00:00+05:00',
    ...but,
  };
}
