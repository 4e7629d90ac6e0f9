import { LICENSEE, OTHER, startTestTax, type TestTax } from '../testing/test-tax.js';

describe('The costs of a quarter (TAX-1)', () => {
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

  it('FIGURES-7: are taken off once an officer has accepted them, and not before', async () => {
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    expect((await declare('1000000000', licensee)).status).toBe(201);
    expect(await list('state=open')).toMatchObject({
      items: [
        {
          declaration: 1,
          cost: { amount: '1000000000' },
          state: 'open',
          evidence: 'Invoices 1 to 9',
          declaredBy: `licensee-of-${LICENSEE}`,
        },
      ],
    });
    expect(await tax.assessed({ version: 1 })).toMatchObject({ costs: { amount: '0' } });
    expect((await answer('accept', { declaration: 1, evidence: 'Folder 7' })).status).toBe(201);
    expect(await tax.assessed({ version: 2 })).toMatchObject({
      base: { amount: '2586380000' },
      costs: { amount: '1000000000' },
      difference: { amount: '-150000000' },
    });
    expect(await list('state=accepted')).toMatchObject({
      items: [{ declaration: 1, answeredBy: 'tax-officer-of-aifc', answer: 'Folder 7' }],
    });
    const explained = await tax.get(`assessments/${LICENSEE}/2026-Q1/explain`);
    expect(explained.body).toMatchObject({ version: 2, base: { amount: '2586380000' } });
  });

  it('FIGURES-7: that an officer declared are accepted by another one', async () => {
    expect((await declare('1000000000')).status).toBe(201);
    const accepted = { declaration: 1, evidence: 'Folder 7' };
    expect(await answer('accept', accepted)).toMatchObject(problem('second-person-required'));
    expect((await answer('accept', accepted, await tax.second())).status).toBe(201);
    await tax.assessed({ version: 2 });
  });

  it('FIGURES-7: are accepted as they were looked at, and not as they were declared since', async () => {
    const licensee = await tax.tokenOf('licensee', LICENSEE);
    await declare('1000000000', licensee);
    await declare('1000000000000000', licensee);
    expect(await answer('accept', { declaration: 1, evidence: 'Folder 7' })).toMatchObject(
      problem('declaration-superseded'),
    );
    expect(
      (await answer('reject', { declaration: 2, reason: 'Nobody spends as much' })).status,
    ).toBe(201);
    expect(await list('')).toMatchObject({
      items: [
        { declaration: 2, state: 'rejected', answer: 'Nobody spends as much' },
        { declaration: 1, state: 'superseded' },
      ],
    });
    await tax.known();
    expect(await tax.assessment()).toMatchObject({ version: 1, costs: { amount: '0' } });
  });

  it('are declared by the licensee itself or an officer, of licensees that there are', async () => {
    const other = await tax.tokenOf('licensee', OTHER);
    expect((await declare('1', other)).status).toBe(403);
    const nobody = { licenseeId: OTHER, quarter: '2026-Q1', cost: tenge('1') };
    expect((await tax.post('cost-declarations', nobody)).body).toMatchObject({
      type: 'urn:esep:problem:licensee-unknown',
    });
    expect((await answer('accept', { declaration: 7, evidence: 'x' })).status).toBe(404);
  });

  it('FIGURES-12: are found in a list; a licensee sees its own', async () => {
    await declare('1');
    await declare('2');
    const first = await list('limit=1');
    expect(first).toMatchObject({ items: [{ declaration: 2 }] });
    expect(await list(`limit=1&cursor=${String(first['next'])}`)).toMatchObject({
      items: [{ declaration: 1, state: 'superseded' }],
      next: null,
    });
    const other = await tax.tokenOf('licensee', OTHER);
    expect((await tax.get('cost-declarations', other)).body).toMatchObject({ items: [] });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function declare(amount: string, token?: string) {
    const cost = tenge(amount);
    const body = { licenseeId: LICENSEE, quarter: '2026-Q1', cost, evidence: 'Invoices 1 to 9' };
    return tax.post('cost-declarations', body, token);
  }
  function answer(how: 'accept' | 'reject', body: object, token?: string) {
    return tax.post(`cost-declarations/${LICENSEE}/2026-Q1/${how}`, body, token);
  }
  async function list(query: string) {
    return (await tax.get(`cost-declarations?${query}`)).body;
  }
});

function tenge(amount: string) {
  return { amount, currency: 'KZT' };
}
function problem(fact: string) {
  return { status: 422, body: { type: `urn:esep:problem:${fact}` } };
}
