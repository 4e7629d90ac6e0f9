import { LICENSEE, startTestTax, type TestTax } from './testing/test-tax.js';

// The clock of the specification stands in April 2026.

let tax: TestTax;
beforeAll(async () => {
  tax = await startTestTax();
});
afterAll(() => tax.close());

const money = (amount: string) => ({ amount, currency: 'KZT' });

describe('What is owed and paid', () => {
  it.each([
    ['2023-Q4', 422, 'before-regime'],
    ['1970-Q1', 422, 'before-regime'],
    ['2028-Q1', 422, 'instant-in-future'],
    ['9998-Q4', 422, 'instant-in-future'],
    ['0001-Q1', 400, 'body-invalid'],
    ['9999-Q1', 400, 'body-invalid'],
  ])('API-1: is of a quarter of the regime, and not of %s', async (quarter, status, fact) => {
    const problem = { status, body: { type: `urn:esep:problem:${fact}` } };
    expect(await tax.pay('1', `KZ-${quarter}`, { quarter })).toMatchObject(problem);
    const costs = { licenseeId: LICENSEE, quarter, cost: money('1') };
    expect(await tax.post('cost-declarations', costs)).toMatchObject(problem);
  });

  it('API-1: is at most what can be added up', async () => {
    expect(await tax.pay(`1${'0'.repeat(35)}1`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '/money/amount', code: 'quantity-beyond-bounds' }] },
    });
  });
});

describe('A price and a rate', () => {
  it.each([
    ['2023-11-30', 'before-regime'],
    ['1999-01-01', 'before-regime'],
    ['2028-01-01', 'instant-in-future'],
  ])('API-1: is of a day that somebody may need, and not of %s', async (day, fact) => {
    const problem = { status: 422, body: { type: `urn:esep:problem:${fact}` } };
    expect(await tax.price(day)).toMatchObject(problem);
    expect(await tax.rate(day)).toMatchObject(problem);
  });

  it('is of the last working day before the regime, which its first days off take over', async () => {
    expect((await tax.price('2023-12-29')).status).toBe(201);
    expect((await tax.rate('2023-12-29')).status).toBe(201);
  });
});
