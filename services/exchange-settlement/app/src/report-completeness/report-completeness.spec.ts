import {
  startTestExchangeSettlement,
  type TestExchangeSettlement,
} from '../testing/test-exchange-settlement.js';

let exchange: TestExchangeSettlement;
beforeAll(async () => {
  exchange = await startTestExchangeSettlement();
});
afterAll(() => exchange.close());

describe('A venue that says how far it has reported', () => {
  it('is answered where that stands in the log', async () => {
    const { status, body } = await say('2026-03-01T00:00:00+05:00');
    expect(status).toBe(201);
    expect(body).toEqual({
      stream: 'completeness-ex-1',
      version: 1,
      position: 0,
      receipt: expect.stringMatching(/^\/exchange-settlement\/v1\/receipts\/[0-9a-f-]{36}$/),
    });
    expect((await exchange.recorded())[0]).toMatchObject({
      type: 'ExchangeReportedThrough',
      body: { exchangeId: 'ex-1', through: '2026-02-28T19:00:00.000Z' },
    });
  });

  it('says nothing new with what it said before', async () => {
    const { status, body } = await say('2026-02-28T00:00:00+05:00');
    expect(status).toBe(201);
    expect(body).toMatchObject({ version: 1, position: 0 });
    expect((await exchange.store.head()).next).toBe(1);
  });

  it('API-1: cannot have reported what was before the regime', async () => {
    const { status, body } = await say('2023-12-31T23:59:59+06:00');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:esep:problem:before-regime',
      detail: expect.stringContaining('before the regime began'),
    });
  });

  it('cannot have reported the future', async () => {
    const { status, body } = await say('2026-03-05T12:06:00+05:00');
    expect(status).toBe(422);
    expect(body).toMatchObject({
      type: 'urn:esep:problem:instant-in-future',
      detail: expect.stringContaining('more than 5 minutes ahead'),
    });
  });

  it('speaks for itself alone', async () => {
    const { status } = await say('2026-03-02T00:00:00+05:00', await exchange.tokenOf('ex-2'));
    expect(status).toBe(403);
  });
});

function say(through: string, token?: string) {
  return exchange.send('completeness', { exchangeId: 'ex-1', through }, token);
}
