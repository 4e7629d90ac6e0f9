import { LICENSEE, startTestTax, type TestTax } from '../testing/test-tax.js';

describe('What is proposed in tax', () => {
  let tax: TestTax;
  beforeAll(async () => {
    tax = await startTestTax();
    await tax.register();
    await tax.adopt();
    await tax.holdOpeningStock('5');
  });
  afterAll(() => tax.close());

  it('FIGURES-12: is found by who is to be the second person, with what it is about', async () => {
    const price = await propose('2026-01-05');
    expect(await list('state=open')).toMatchObject({
      items: [
        {
          proposalId: price,
          act: 'Price',
          stream: 'prices-BTC',
          terms: { asset: 'BTC', day: '2026-01-05', value: { amount: '7000000' } },
          state: 'open',
          proposedBy: 'tax-officer-of-aifc',
          expiresAt: expect.stringMatching(/^2026-04-26T06:/) as string,
        },
      ],
      next: null,
    });
    await tax.post(`proposals/${price}/confirm`, {}, await tax.second());
    expect(await list('state=open')).toMatchObject({ items: [] });
    expect(await list('')).toMatchObject({
      items: [{ proposalId: price, state: 'confirmed', answeredBy: 'second-officer' }],
    });
  });

  it('FIGURES-12: is listed page by page and by what it is about, whatever it is', async () => {
    const value = { amount: '51234', currency: 'KZT' };
    const rate = { currency: 'USD', day: '2026-01-05', value, source: 'National Bank' };
    await tax.post('exchange-rates', rate);
    const release = { licenseeId: LICENSEE, asset: 'BTC', period: 'opening' };
    expect((await tax.post('releases', release)).status).toBe(202);
    const first = await list('limit=1');
    expect(first).toMatchObject({
      items: [{ act: 'RetainedRelease', terms: { period: 'opening', quantity: '5' } }],
    });
    expect(await list(`limit=1&cursor=${String(first['next'])}`)).toMatchObject({
      items: [{ act: 'ExchangeRate' }],
    });
    expect(await list('act=ExchangeRate&state=open')).toMatchObject({
      items: [{ terms: { currency: 'USD' } }],
      next: null,
    });
    const [{ receipt }] = first['items'] as [{ receipt: string }];
    expect((await tax.get(receipt.replace('/tax/v1/', ''))).status).toBe(200);
  });

  it('FIGURES-12: is read by tax officers and auditors', async () => {
    expect((await tax.get('proposals', await tax.tokenOf('auditor'))).status).toBe(200);
    expect((await tax.get('proposals', await tax.tokenOf('licensee', LICENSEE))).status).toBe(403);
  });

  it('FIGURES-12: expires, and is shown as such', async () => {
    const late = await propose('2026-01-06');
    await tax.clock.moveTo('2026-04-26T07:00:00.000Z');
    expect(await tax.post(`proposals/${late}/confirm`, {}, await tax.second())).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:proposal-expired' },
    });
    expect(await list('state=expired&limit=1')).toMatchObject({ items: [{ proposalId: late }] });
    expect(await list('state=open')).toMatchObject({ items: [] });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function propose(day: string): Promise<string> {
    const value = { amount: '7000000', currency: 'USD' };
    const { body } = await tax.post('prices', { asset: 'BTC', day, value, source: 'List 1' });
    return String(body['proposalId']);
  }
  async function list(query: string) {
    return (await tax.get(`proposals?${query}`)).body;
  }
});
