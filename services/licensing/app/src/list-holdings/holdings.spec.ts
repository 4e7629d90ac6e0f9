import { DevelopmentClock } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { aifc2026, packHash } from '@esep/rulebook';

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

describe('What somebody pastes into the search', () => {
  it.each([
    ['a licence', 'L-1', 'licence L-1'],
    ['the beginning of licences', 'L-', 'licence L-1, licence L-2'],
    ['a BIN', '120540000001', 'licence L-2'],
    ['words of a name', 'holder l-2', 'licence L-2'],
    ['a pool', 'dmp-1', 'pool dmp-1'],
    ['an address', SECOND, `wallet ${SECOND}`],
    ['an address of two, in capitals', FIRST.toUpperCase(), `wallet ${FIRST}, wallet ${FIRST}`],
    ['the law', packHash(aifc2026), `rule-pack ${packHash(aifc2026)}`],
    ['a month', '2026-03', 'month 2026-03'],
    ['a quarter', '2026-Q1', 'quarter 2026-Q1'],
    ['a day', ' 2026-03-05 ', 'day 2026-03-05'],
    ['nothing that is known', 'no-such', ''],
    ['a transaction that nobody saw', 'f'.repeat(64), ''],
  ])('is known for %s', async (_, q, expected) =>
    expect(named(await found(q, officer))).toBe(expected),
  );

  it('says where to go on, and whom it is about', async () => {
    expect(await found('L-1', officer)).toEqual([
      {
        ...{ kind: 'licence', id: 'L-1', title: 'Holder of L-1', licenseeId: holder },
        where: '/licensing/v1/licences/L-1',
      },
    ]);
    for (const { where } of [
      ...(await found('L-1', officer)),
      ...(await found(SECOND, officer)),
      ...(await found(holder, officer)),
      ...(await found('dmp-1', officer)),
    ])
      expect((await client.call(where.slice(1), { token: officer })).status).toBe(200);
  });

  it('is an event or a licensee by its id', async () => {
    const [event] = (await page(`licensees/${holder}/timeline?type=WalletBound`)).items;
    const { eventId } = event as { eventId: string };
    expect(await found(eventId, officer)).toMatchObject([
      { kind: 'event', title: 'WalletBound', licenseeId: holder },
    ]);
    expect(await found(holder, officer)).toMatchObject([{ kind: 'licensee', id: holder }]);
    const stranger = await tokenOf('licensee', other);
    expect(await found(eventId, stranger)).toEqual([]);
    expect(await found(eventId, await tokenOf('licensee', holder))).toHaveLength(1);
  });

  it('is of others as if it were not there', async () => {
    const stranger = await tokenOf('licensee', other);
    for (const q of ['L-1', 'holder', '990140000007', holder, SECOND])
      expect(named(await found(q, stranger))).toBe(q === 'holder' ? 'licence L-2' : '');
    expect(named(await found(FIRST, stranger))).toBe(`wallet ${FIRST}`);
    const pool = await tokenOf('pool', 'dmp-1');
    for (const q of ['L-1', 'holder', '990140000007', holder, FIRST])
      expect(await found(q, pool)).toEqual([]);
  });

  it('is refused where it is the number of a person', async () => {
    const answer = await ask('search?q=791028302728', officer);
    expect(answer.status).toBe(400);
    expect(await answer.text()).not.toContain('791028302728');
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

interface Found {
  readonly kind: string;
  readonly id: string;
  readonly where: string;
}

async function found(q: string, token: string): Promise<readonly Found[]> {
  const answer = await ask(`search?q=${encodeURIComponent(q)}`, token);
  expect([q, answer.status]).toEqual([q, 200]);
  return ((await answer.json()) as { items: Found[] }).items;
}

function named(items: readonly Found[]): string {
  return items.map(({ kind, id }) => `${kind} ${id}`).join(', ');
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
