import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';

import { licensingParts, startLicensing } from './index.js';

// The clock of the specification stands at 2026-03-05T07:00Z.

const BIN = '990140000007';
const FROM = '2025-01-01T00:00:00+05:00';

let context: TestContext;
let client: TestClient;
let officer: string;
beforeAll(async () => {
  context = await testContext(licensingParts);
  client = await context.serve(await startLicensing(context.context));
  const roles = ['licensing-officer', 'enforcement-officer'] as const;
  officer = await context.token({ subject: 'officer-1', organisation: 'aifc', roles });
});
afterAll(() => context.close());

describe('A date of the register', () => {
  it.each<[path: string, body: object, pointer: string]>([
    ['pools', { id: 'p', name: 'P', approvedFrom: 'DATE' }, '/approvedFrom'],
    ['exchanges', { id: 'x', name: 'X', approvedFrom: 'DATE' }, '/approvedFrom'],
    ['pools/p/withdraw-approval', { at: 'DATE', reason: 'r' }, '/at'],
    ['licences/import', licence({ issuedAt: 'DATE' }), '/issuedAt'],
    [
      'licences/import',
      licence({ affiliations: [{ poolId: 'p', asset: 'BTC', from: 'DATE' }] }),
      '/affiliations/0/from',
    ],
    [
      'licences/import',
      licence({ relatedParties: [{ bin: BIN, relation: 'parent', from: 'DATE' }] }),
      '/relatedParties/0/from',
    ],
    [
      'licences/import',
      licence({ openingStock: [{ asset: 'BTC', quantity: '1', at: 'DATE' }] }),
      '/openingStock/0/at',
    ],
    ['licences/L-1/suspend', { from: 'DATE', ground: 'g' }, '/from'],
    [
      'licences/L-1/wallets',
      {
        asset: 'BTC',
        address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
        from: 'DATE',
        proof: { method: 'witnessed', content: 'a'.repeat(64) },
      },
      '/from',
    ],
  ])('API-1: of %s lies between 2009 and a year from now: %j', async (path, body, pointer) => {
    for (const [date, code] of [
      ['0001-01-01T00:00:00Z', 'instant-out-of-range'],
      ['2009-01-02T23:59:59Z', 'instant-too-early'],
      ['2027-03-06T00:00:00Z', 'instant-in-future'],
      ['9999-12-31T23:59:59Z', 'instant-out-of-range'],
    ]) {
      const sent = JSON.parse(JSON.stringify(body).replace('DATE', date as string)) as object;
      const answer = await post(`licensing/v1/${path}`, sent);
      expect([date, answer.status]).toEqual([date, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer, code }] });
    }
  });

  it('API-1: that ends something lies within fifty years', async () => {
    const answer = await post(
      'licensing/v1/licences/import',
      licence({ validUntil: '2077-01-01T00:00:00Z' }),
    );
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      errors: [{ pointer: '/validUntil', code: 'instant-in-future' }],
    });
  });

  it('FIELD-3: from which a rule pack rules is one that every store can hold', async () => {
    for (const effectiveFrom of [
      '0000-01-01T00:00:00Z',
      '9999-12-31T23:59:59Z',
      '2008-01-01T00:00:00Z',
    ]) {
      const answer = await post('licensing/v1/rule-packs', { pack: {}, effectiveFrom });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/effectiveFrom' }] });
    }
  });
});

describe('A question about the register', () => {
  it.each(['licences', 'register', 'pools', 'exchanges', 'licences/L-1'])(
    'API-2: is not about the future: %s',
    async (list) => {
      for (const asOf of ['2026-03-05T07:10:00Z', '9999-12-31T23:59:59.999Z']) {
        const answer = await client.call(`licensing/v1/${list}?asOf=${asOf}`, { token: officer });
        expect(answer.status).toBe(400);
        expect(await answer.json()).toMatchObject({ errors: [{ pointer: '/asOf' }] });
      }
    },
  );

  it('API-2: is as of an instant that is not after what was known', async () => {
    expect((await post('licensing/v1/licences/import', licence())).status).toBe(201);
    const path = 'licensing/v1/licences/L-1?knownAt=2026-03-05T07:00:00Z';
    const wrong = await client.call(`${path}&asOf=2026-03-05T07:01:00Z`, { token: officer });
    expect(wrong.status).toBe(400);
    expect(await wrong.json()).toMatchObject({ type: 'urn:esep:problem:as-of-after-known-at' });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function post(path: string, body: object) {
  return client.call(path, { token: officer, body });
}
function licence(but: object = {}) {
  return {
    licenceId: 'L-1',
    licenseeBin: BIN,
    name: 'Batys Mining LLP',
    kind: 'legal-entity',
    authority: 'AIFC',
    issuedAt: FROM,
    ...but,
  };
}
