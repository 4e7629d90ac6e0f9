import { DevelopmentClock } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';

import { licensingParts, startLicensing } from '../index.js';

const NOW = '2026-05-20T07:00:00.000Z';
const FROM = '2026-05-20T06:00:00.000Z';
const LATER = '2026-05-21T00:00:00.000Z';
const [FIRST, SECOND] = [
  'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
  '1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa',
];

let context: TestContext;
let client: TestClient;
let officer: string;
let holder: string;
let other: string;

beforeAll(async () => {
  const clock = await DevelopmentClock.start({ startAt: NOW });
  context = await testContext(licensingParts, { clock });
  client = await context.serve(await startLicensing(context.context));
  officer = await tokenOf('licensing-officer', 'aifc');
  await said('pools', { id: 'dmp-1', name: 'One', approvedFrom: FROM });
  holder = await imported('L-1', {
    licenseeBin: '990140000007',
    relatedParties: [
      { bin: '010140000004', relation: 'parent', from: FROM, until: LATER },
      { bin: '791028302728', relation: 'director', from: FROM },
    ],
    openingStock: [{ asset: 'BTC', quantity: '150000000', at: FROM }],
    affiliations: [{ poolId: 'dmp-1', asset: 'BTC', from: FROM }],
  });
  other = await imported('L-2', { licenseeBin: '120540000001' });
  for (const address of [FIRST, SECOND]) await bound('L-1', address);
  await bound('L-2', FIRST);
  await said(`licences/L-1/wallets/${SECOND}/release`, { to: LATER });
});
afterAll(() => context.close());

describe('What belongs to a licensee', () => {
  it('are wallets, with their dates, and whether somebody else claims them', async () => {
    const wallet = { asset: 'BTC', licenceId: 'L-1', from: FROM, proofMethod: 'witnessed' };
    expect(await listed('wallets')).toEqual([
      { ...wallet, address: SECOND, until: LATER, disputed: false },
      { ...wallet, address: FIRST, until: null, disputed: true },
    ]);
    expect(await listed(`wallets?asOf=${NOW}`)).toHaveLength(2);
    expect(await listed('wallets?asOf=2026-05-20T05:00:00.000Z')).toEqual([]);
    expect(await listed('wallets?asset=LTC')).toEqual([]);
    expect(await listed('wallets', other)).toMatchObject([{ address: FIRST, licenceId: 'L-2' }]);
  });

  it('are pools, related parties and opening stock', async () => {
    expect(await listed('affiliations')).toEqual([
      { licenceId: 'L-1', poolId: 'dmp-1', asset: 'BTC', from: FROM, until: null },
    ]);
    expect(await listed('related-parties')).toEqual([
      // A person's number is in no list.
      { relation: 'director', partyId: expect.any(String), bin: null, from: FROM, until: null },
      {
        ...{ relation: 'parent', partyId: expect.any(String), bin: '010140000004' },
        ...{ from: FROM, until: LATER },
      },
    ]);
    expect(await listed('opening-stock')).toEqual([
      { asset: 'BTC', at: FROM, quantity: '150000000' },
    ]);
    for (const list of ['affiliations', 'related-parties', 'opening-stock', 'wallets'])
      expect((await ask(`licensees/${holder}/${list}`, officer)).status).toBe(200);
    expect(await listed('affiliations', other)).toEqual([]);
  });

  it.each(['wallets', 'related-parties'])('is read page by page: %s', async (list) => {
    const whole = await listed(list);
    const pages: object[] = [];
    for (let cursor = ''; ;) {
      const { items, next } = await page(`licensees/${holder}/${list}?limit=1${cursor}`);
      pages.push(...items);
      if (next === null) break;
      cursor = `&cursor=${next}`;
    }
    expect(pages).toEqual(whole);
  });

  it('is for staff and for itself', async () => {
    const own = await tokenOf('licensee', holder);
    expect((await ask(`licensees/${holder}/wallets`, own)).status).toBe(200);
    expect((await ask(`licensees/${other}/wallets`, own)).status).toBe(403);
    const pool = await tokenOf('pool', 'dmp-1');
    expect((await ask(`licensees/${holder}/related-parties`, pool)).status).toBe(403);
    const nobody = '019a0000-0000-7000-8000-000000000000';
    expect((await ask(`licensees/${nobody}/wallets`, officer)).status).toBe(404);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Listed {
  readonly items: object[];
  readonly next: string | null;
}

function tokenOf(role: 'licensing-officer' | 'licensee' | 'pool', organisation: string) {
  return context.token({ subject: `${role}-1`, organisation, roles: [role] });
}

function ask(path: string, token: string) {
  return client.call(`licensing/v1/${path}`, { token });
}

async function page(path: string): Promise<Listed> {
  const answer = await ask(path, officer);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Listed;
}

async function listed(list: string, licenseeId = holder): Promise<object[]> {
  return (await page(`licensees/${licenseeId}/${list}`)).items;
}

async function said(path: string, body: object): Promise<Record<string, unknown>> {
  const answer = await client.call(`licensing/v1/${path}`, { token: officer, body });
  const read = (await answer.json()) as Record<string, unknown>;
  expect([path, answer.status, read]).toEqual([path, 201, read]);
  return read;
}

async function imported(licenceId: string, but: object): Promise<string> {
  const { licenseeId } = await said('licences/import', {
    ...{ licenceId, name: `Holder of ${licenceId}`, kind: 'legal-entity', authority: 'AIFC' },
    issuedAt: '2024-01-01T00:00:00+05:00',
    ...but,
  });
  return licenseeId as string;
}

function bound(licenceId: string, address: string) {
  const proof = { method: 'witnessed', content: '0'.repeat(64) };
  return said(`licences/${licenceId}/wallets`, { asset: 'BTC', address, from: FROM, proof });
}
