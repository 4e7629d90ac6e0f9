import { BTC, LICENSEE, OTHER, startTestTax, type TestTax } from '../testing/test-tax.js';

// 15 % of one bitcoin in January are 5,379,570.00 KZT; a quarter of it need not be sold.
const TAX = '537957000';

describe('The part that need not be sold (SALE-3)', () => {
  let tax: TestTax;
  beforeEach(async () => {
    tax = await startTestTax();
    await tax.register();
    await tax.adopt();
    await tax.compliantQuarter();
    await tax.price();
    await tax.rate();
    await tax.assessed({ version: 1 });
  });
  afterEach(() => tax.close());

  it('is released when the tax of its quarter is paid and approved, and not before', async () => {
    expect(await tax.release()).toMatchObject(problem('assessment-not-paid'));
    expect((await tax.pay('537956999', 'KZ-1')).status).toBe(201);
    expect((await tax.release()).status).toBe(422);
    expect((await tax.pay('1', 'KZ-2')).status).toBe(201);
    expect(await tax.assessment()).toMatchObject({
      isPaid: true,
      paid: { amount: TAX },
      outstanding: { amount: '0' },
      payments: [{ reference: 'KZ-1' }, { reference: 'KZ-2' }],
    });
    expect(await tax.release()).toMatchObject(problem('assessment-not-approved'));
    expect((await tax.approve()).status).toBe(201);
    expect(await tax.assessment()).toMatchObject({ approvedBy: 'tax-officer-of-aifc' });
    expect(await tax.release()).toMatchObject({
      status: 201,
      body: { stream: `release-${LICENSEE}-BTC-2026-01` },
    });
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ licenseeId: LICENSEE, asset: 'BTC', period: '2026-01', quantity: '25000000' }],
    });
    expect(JSON.stringify((await tax.get('releases')).body)).not.toContain('objection');
  });

  it('FIGURES-8: is released by two persons, and by nobody alone', async () => {
    await paidAndApproved();
    const asked = { licenseeId: LICENSEE, asset: 'BTC', period: '2026-01' };
    const { status, body } = await tax.post('releases', asked);
    expect(status).toBe(202);
    const answer = `proposals/${String(body['proposalId'])}`;
    expect(await tax.post(`${answer}/confirm`, {})).toMatchObject(
      problem('second-person-required'),
    );
    expect((await tax.get('releases')).body).toMatchObject({ items: [] });
    expect((await tax.post(`${answer}/confirm`, {}, await tax.second())).status).toBe(201);
    expect((await tax.get('releases')).body).toMatchObject({ items: [{ quantity: '25000000' }] });
    expect(await tax.post(`${answer}/decline`, {}, await tax.second())).toMatchObject(
      problem('already-confirmed'),
    );
  });

  it('FIGURES-8: is not released when what it needs is gone by the time it is confirmed', async () => {
    await paidAndApproved();
    const asked = { licenseeId: LICENSEE, asset: 'BTC', period: '2026-01' };
    const { body } = await tax.post('releases', asked);
    await tax.price('2026-01-05', '8000000');
    const confirm = `proposals/${String(body['proposalId'])}/confirm`;
    expect(await tax.post(confirm, {}, await tax.second())).toMatchObject(
      problem('assessment-not-paid'),
    );
    expect((await tax.get('releases')).body).toMatchObject({ items: [] });
  });

  it('FIGURES-7: is not released because somebody declared costs', async () => {
    const cost = { amount: '1000000000000000', currency: 'KZT' };
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    const declared = { licenseeId: LICENSEE, quarter: '2026-Q1', cost };
    expect((await tax.post('cost-declarations', declared, licensee)).status).toBe(201);
    await tax.known();
    expect(await tax.release()).toMatchObject(problem('assessment-not-paid'));
    expect(await tax.assessment()).toMatchObject({
      version: 1,
      isPaid: false,
      outstanding: { amount: TAX },
      costs: { amount: '0' },
    });
    const accept = `cost-declarations/${LICENSEE}/2026-Q1/accept`;
    const accepted = { declaration: 1, evidence: 'Folder 7' };
    expect((await tax.post(accept, accepted, licensee)).status).toBe(403);
    expect((await tax.post(accept, { declaration: 1 })).status).toBe(400);
  });

  it('FIGURES-7: that was released and would not be today is shown as such', async () => {
    await paidAndApproved();
    await tax.release();
    await tax.price('2026-01-05', '8000000');
    await tax.assessed({ version: 2 });
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ period: '2026-01', objection: 'assessment-not-paid' }],
    });
    await tax.pay('76851000', 'KZ-2');
    await tax.approve(2);
    expect(JSON.stringify((await tax.get('releases')).body)).not.toContain('objection');
    // A restatement: less was retained than was released.
    await tax.judge('2026-01', BTC, { revision: 2, figures: { ...FIGURES, retained: '1' } });
    await tax.known();
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ objection: 'exceeds-retained' }],
    });
  });

  it('FIGURES-8: is not released while something stands in the way of the assessment', async () => {
    await paidAndApproved();
    // Coins without a price: what the quarter owes cannot be said any more.
    await tax.mine('2026-02-05T07:00:00.000Z', '7');
    await tax.judge('2026-02', '7', { revision: 2 });
    await tax.assessed({ state: 'blocked', reason: 'price-missing' });
    expect(await tax.release()).toMatchObject({
      ...problem('assessment-blocked'),
      body: { detail: expect.stringContaining('price-missing: BTC 2026-02-05') as string },
    });
  });

  it('FIGURES-8: is not released of a quarter in which another month is inconclusive', async () => {
    await paidAndApproved();
    const doubtful = { revision: 2, state: 'provisional', verdict: 'inconclusive' } as const;
    await tax.judge('2026-02', '0', doubtful);
    await tax.assessed({ state: 'blocked' });
    expect(await tax.release()).toMatchObject({
      ...problem('assessment-blocked'),
      body: { detail: expect.stringContaining('period-inconclusive: BTC 2026-02') as string },
    });
  });

  it('FIGURES-8: is not released while receipts await their judgement', async () => {
    await paidAndApproved();
    await tax.mine('2026-02-05T07:00:00.000Z', '7');
    await tax.known();
    expect(await tax.release()).toMatchObject(problem('assessment-blocked'));
  });

  it('FIGURES-8: is not released of a month of which coins are still to be sold', async () => {
    await tax.judge('2026-01', BTC, { revision: 2, verdict: 'breach' });
    await tax.assessed({ version: 2 });
    await tax.pay('717276000');
    await tax.approve(2);
    expect(await tax.release()).toMatchObject(problem('coins-outstanding'));
    await tax.judge('2026-01', BTC, { revision: 3, verdict: 'breach-cured-late' });
    await tax.assessed({ version: 3 });
    await tax.approve(3);
    expect((await tax.release()).status).toBe(201);
  });

  it('FIGURES-7: waits for each version to be approved', async () => {
    await paidAndApproved();
    await tax.price('2026-01-05', '6000000');
    await tax.assessed({ version: 2 });
    expect(await tax.release()).toMatchObject(problem('assessment-not-approved'));
    expect(await tax.approve(1)).toMatchObject(problem('version-superseded'));
    expect((await tax.approve(2)).status).toBe(201);
    expect((await tax.release()).status).toBe(201);
  });

  it('is released in parts, and never more than there is', async () => {
    await paidAndApproved();
    expect((await tax.release({ quantity: '10000000' })).status).toBe(201);
    expect(await tax.release({ quantity: '15000001' })).toMatchObject(problem('exceeds-retained'));
    expect((await tax.release()).status).toBe(201);
    expect(await tax.release()).toMatchObject(problem('nothing-to-release'));
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    expect((await tax.get('releases', licensee)).body).toMatchObject({
      items: [{ quantity: '15000000' }, { quantity: '10000000' }],
    });
    const other = await tax.tokenOf('licensee', OTHER);
    expect((await tax.get('releases', other)).body).toMatchObject({ items: [] });
  });

  it('waits again when a later version asks for more', async () => {
    await paidAndApproved();
    await tax.price('2026-01-05', '8000000');
    // At once: it is not overtaken by a release either.
    expect(await tax.release()).toMatchObject(problem('assessment-not-paid'));
  });

  it('of a month that is not judged for good is not released', async () => {
    await paidAndApproved();
    await tax.judge('2026-01', BTC, { revision: 2, state: 'provisional', verdict: 'inconclusive' });
    await tax.assessed({ state: 'blocked' });
    expect(await tax.release()).toMatchObject(problem('period-not-final'));
    expect(await tax.release({ period: '2026-04' })).toMatchObject(problem('period-not-final'));
  });

  it('of what was held at go-live needs no tax (SALE-5)', async () => {
    const opening = { period: 'opening' };
    expect(await tax.release(opening)).toMatchObject(problem('nothing-to-release'));
    await tax.holdOpeningStock('5');
    expect((await tax.release(opening)).status).toBe(201);
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ period: 'opening', quantity: '5' }],
    });
    // What is corrected replaces what was declared, and shows what was released too much.
    await tax.correctOpeningStock('3');
    await tax.known();
    expect((await tax.get('releases')).body).toMatchObject({
      items: [{ period: 'opening', objection: 'exceeds-retained' }],
    });
    expect(await tax.release(opening)).toMatchObject(problem('nothing-to-release'));
  });

  it('is released through tax officers only', async () => {
    await paidAndApproved();
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    const asked = { licenseeId: LICENSEE, asset: 'BTC', period: '2026-01' };
    expect((await tax.post('releases', asked, licensee)).status).toBe(403);
    const { body } = await tax.post('releases', asked);
    const confirm = `proposals/${String(body['proposalId'])}/confirm`;
    expect((await tax.post(confirm, {}, licensee)).status).toBe(403);
    expect((await tax.post('proposals/nonsense/confirm', {})).status).toBe(404);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  async function paidAndApproved() {
    await tax.pay(TAX);
    await tax.approve();
  }
});

const FIGURES = {
  mined: BTC,
  required: '75000000',
  soldInTime: '75000000',
  soldLate: '0',
  shortfall: '0',
  outstanding: '0',
  surplus: '0',
  dischargedBps: 7_500,
  soldBps: 7_500,
  retained: '25000000',
  due: '2026-02-10T19:00:00.000Z',
} as const;

function problem(fact: string) {
  return { status: 422, body: { type: `urn:esep:problem:${fact}` } };
}
