import { startTestTax, type TestTax } from '../testing/test-tax.js';

describe('The published prices (TAX-3)', () => {
  let tax: TestTax;
  beforeAll(async () => {
    tax = await startTestTax();
  });
  afterAll(() => tax.close());

  it('are listed by day, each with its source and its proof', async () => {
    await tax.price('2026-01-05', '7000000');
    await tax.price('2026-01-06', '7100000');
    await tax.price('2026-01-06', '2000', 'USD', 'ETC');
    const { body } = await tax.get('prices?asset=BTC');
    expect(body).toMatchObject({
      items: [
        { asset: 'BTC', day: '2026-01-06', value: { amount: '7100000', currency: 'USD' } },
        { asset: 'BTC', day: '2026-01-05', source: 'List 1' },
      ],
      next: null,
    });
    const [first] = body['items'] as { receipt: string }[];
    expect((await tax.get((first?.receipt ?? '').replace('/tax/v1/', ''))).status).toBe(200);
  });

  it('are read page by page', async () => {
    const first = (await tax.get('prices?limit=2')).body;
    expect(first['items']).toHaveLength(2);
    const rest = (await tax.get(`prices?limit=2&cursor=${String(first['next'])}`)).body;
    expect(rest).toMatchObject({ items: [{ day: '2026-01-05', asset: 'BTC' }], next: null });
  });

  it('published again are corrected, and the earlier one can still be read', async () => {
    const before = tax.clock.now();
    await tax.clock.moveTo('2026-04-12T06:10:00.000Z');
    await tax.price('2026-01-06', '7200000');
    const now = (await tax.get('prices?asset=BTC&from=2026-01-06')).body;
    expect(now).toMatchObject({ items: [{ value: { amount: '7200000' } }] });
    const then = (await tax.get(`prices?asset=BTC&from=2026-01-06&knownAt=${before}`)).body;
    expect(then).toMatchObject({ items: [{ value: { amount: '7100000' } }] });
  });

  it('can be had as CSV', async () => {
    const headers = { accept: 'text/csv' };
    const { body } = await tax.get('prices?asset=ETC', undefined, headers);
    expect(body['text']).toContain('2026-01-06;2000;USD;List 1');
  });

  it('are not of tomorrow, and are never zero', async () => {
    expect(await tax.price('2026-04-13')).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:day-in-future' },
    });
    expect(await tax.price('2026-01-05', '0')).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:price-not-positive' },
    });
  });

  it('of currencies are in tenge', async () => {
    expect((await tax.rate('2026-01-05')).status).toBe(201);
    expect((await tax.get('exchange-rates?currency=USD')).body).toMatchObject({
      items: [{ currency: 'USD', day: '2026-01-05', value: { amount: '51234' } }],
    });
    const value = { amount: '1', currency: 'USD' };
    const body = { currency: 'USD', day: '2026-01-05', value, source: 'x' };
    expect(await tax.post('exchange-rates', body)).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:rate-not-in-tenge' },
    });
  });

  it('sent again under their key are not published again', async () => {
    const body = list1('KAS', '5');
    const key = { 'idempotency-key': 'kas-1' };
    const first = await tax.post('prices', body, undefined, key);
    const again = await tax.post('prices', body, undefined, key);
    expect(again.body).toEqual(first.body);
    const recorded = await tax.recorded();
    expect(recorded.filter(({ stream }) => stream === 'prices-KAS')).toHaveLength(1);
  });

  it('are published by tax officers only', async () => {
    const licensee = await tax.tokenOf('licensee', 'a');
    expect((await tax.post('prices', list1('BTC', '1'), licensee)).status).toBe(403);
    expect((await tax.get('prices', licensee)).status).toBe(200);
  });

  it('FIGURES-11: are published by two persons, and by nobody alone', async () => {
    const { status, body } = await tax.post('prices', list1('LTC', '9000'));
    expect(status).toBe(202);
    expect((await tax.get('prices?asset=LTC')).body).toMatchObject({ items: [] });
    const answer = `proposals/${String(body['proposalId'])}`;
    expect(await tax.post(`${answer}/confirm`, {})).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:second-person-required' },
    });
    const licensee = await tax.tokenOf('licensee', 'a');
    expect((await tax.post(`${answer}/confirm`, {}, licensee)).status).toBe(403);
    expect((await tax.post(`${answer}/confirm`, {}, await tax.second())).status).toBe(201);
    expect((await tax.get('prices?asset=LTC')).body).toMatchObject({
      items: [{ asset: 'LTC', value: { amount: '9000' } }],
    });
  });

  it('FIGURES-11: that were declined are not published', async () => {
    const { body } = await tax.post('prices', list1('BCH', '30000'));
    const answer = `proposals/${String(body['proposalId'])}`;
    expect((await tax.post(`${answer}/decline`, {}, await tax.second())).status).toBe(201);
    expect(await tax.post(`${answer}/confirm`, {}, await tax.second())).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:proposal-closed' },
    });
    expect((await tax.get('prices?asset=BCH')).body).toMatchObject({ items: [] });
  });

  it('FIGURES-11: far from the one before are asked for a reason', async () => {
    await tax.adopt();
    await tax.known();
    await tax.price('2026-01-08', '300', 'USD', 'ETC');
    const collapsed = { ...list1('ETC', '1'), day: '2026-01-09' };
    expect(await tax.post('prices', collapsed)).toMatchObject({
      status: 422,
      body: {
        type: 'urn:esep:problem:outlier-without-reason',
        detail: expect.stringContaining('`reason`') as string,
      },
    });
    const reason = 'The chain stood still for a day';
    expect((await tax.byTwo('prices', { ...collapsed, reason })).status).toBe(201);
    expect((await tax.get('prices?asset=ETC&from=2026-01-09')).body).toMatchObject({
      items: [{ value: { amount: '1' } }],
    });
    const rate = { currency: 'USD', source: 'National Bank' };
    const of = (day: string, amount: string) => ({
      ...rate,
      day,
      value: { amount, currency: 'KZT' },
    });
    await tax.byTwo('exchange-rates', of('2026-01-08', '51000'));
    expect(await tax.post('exchange-rates', of('2026-01-09', '1'))).toMatchObject({
      status: 422,
      body: { type: 'urn:esep:problem:outlier-without-reason' },
    });
  });

  it('stand in the OpenAPI document with all else that tax answers', async () => {
    const { body } = await tax.get('openapi.json');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining([
        '/tax/v1/prices',
        '/tax/v1/exchange-rates',
        '/tax/v1/assessments',
        '/tax/v1/assessments/{licenseeId}/{quarter}',
        '/tax/v1/assessments/{licenseeId}/{quarter}/explain',
        '/tax/v1/assessments/{licenseeId}/{quarter}/approve',
        '/tax/v1/cost-declarations',
        '/tax/v1/cost-declarations/{licenseeId}/{quarter}/accept',
        '/tax/v1/cost-declarations/{licenseeId}/{quarter}/reject',
        '/tax/v1/payments',
        '/tax/v1/releases',
        '/tax/v1/proposals/{proposalId}/confirm',
        '/tax/v1/proposals/{proposalId}/decline',
      ]),
    );
  });
});

function list1(asset: string, amount: string) {
  return { asset, day: '2026-01-05', value: { amount, currency: 'USD' }, source: 'List 1' };
}
