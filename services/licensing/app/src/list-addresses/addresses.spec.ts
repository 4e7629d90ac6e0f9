import type { WalletBound } from '@esep/contracts';
import { EventStore, eventToAppend } from '@esep/platform';
import {
  licenseeIdOf,
  testContext,
  type TestClient,
  type TestContext,
} from '@esep/platform/testing';
import { address } from 'bitcoinjs-lib';

import { licensingParts, startLicensing } from '../index.js';

// Every address that licensing takes, over HTTP: wallets, lists of licences and approvals, and the
// sets that grow.

const FROM = '2024-01-01T00:00:00.000Z';
/** Within a day of the clock of a test context: one person may say it. */
const RECENT = '2026-03-05T00:00:00.000Z';
const LATER = '2025-01-01T00:00:00.000Z';
const CASH = 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a';
const ACCOUNT = '0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed';
const SEGWIT = 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq';

let context: TestContext;
let client: TestClient;
let officer: string;
let second: string;

beforeAll(async () => {
  context = await testContext(licensingParts);
  client = await context.serve(await startLicensing(context.context));
  const role = { organisation: 'aifc', roles: ['licensing-officer'] as const };
  officer = await context.token({ ...role, subject: 'officer-1' });
  second = await context.token({ ...role, subject: 'officer-2' });
  for (const [licenceId, licenseeBin] of [
    ['L-1', '990140000007'],
    ['L-2', '120540000011'],
  ])
    await taken('licences/import', {
      licenceId,
      licenseeBin,
      name: 'Mining LLP',
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: FROM,
    });
  await taken('exchanges', { id: 'ex-1', name: 'Exchange', approvedFrom: FROM });
  await taken('pools', { id: 'dmp-1', name: 'Pool', approvedFrom: FROM });
});
afterAll(() => context.close());

const PROOF = { method: 'witnessed', content: 'a'.repeat(64) };

describe('FIELD-6: a wallet has one holder, however it is written', () => {
  it.each([
    ['BCH', CASH, CASH.slice(12)],
    ['BCH', CASH, '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu'],
    ['BCH', CASH, CASH.toUpperCase()],
    ['ETC', ACCOUNT, ACCOUNT.slice(2)],
    ['ETC', ACCOUNT, '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed'],
    ['BTC', SEGWIT, `bitcoin:${SEGWIT}`],
    ['BTC', SEGWIT, `  ${SEGWIT} `],
    ['BTC', SEGWIT, SEGWIT.toUpperCase()],
  ])(
    '%s %s meets another holder as %s: a conflict, and nobody’s coins',
    async (asset, first, other) => {
      await taken('licences/L-1/wallets', { asset, address: first, from: RECENT, proof: PROOF });
      const again = { asset, address: other, from: RECENT, proof: PROOF };
      expect(await (await post('licences/L-2/wallets', again)).json()).toMatchObject({
        stream: `wallet-${asset}-${first}`,
        version: 2,
      });
    },
  );

  it('and is released under any of its spellings', async () => {
    const wallet = { asset: 'LTC', from: RECENT, proof: PROOF };
    await taken('licences/L-1/wallets', {
      ...wallet,
      address: '3CDJNfdWX8m2NwuGUV3nhXHXEeLygMXoAj',
    });
    await taken('licences/L-1/wallets/MJRSgZ3UUFcTBTBAaN38XAXvZLwRe8WVw7/release', {
      asset: 'LTC',
      to: new Date(Date.now() + 86_400_000).toISOString(),
    });
  });

  it('also where a ledger of before bound it under a spelling of its own', async () => {
    const legacy = '12c6DSiU4Rq3P4ZxziKxzrL5LmMBrzjrJX';
    const ledger = await testContext(licensingParts);
    const app = await startLicensing(ledger.context);
    const served = await ledger.serve(app);
    const bound: WalletBound = {
      type: 'WalletBound',
      asset: 'BCH',
      address: legacy,
      licenseeId: licenseeIdOf('before'),
      licenceId: 'L-0',
      from: FROM,
      proof: 'signed',
    };
    const stream = `wallet-BCH-${legacy}`;
    await app.get(EventStore).append({
      writes: [{ stream, expectedVersion: 0, events: [eventToAppend(bound)] }],
      meta: { actor: 'a', organisation: 'aifc', correlationId: 'c', causationId: 'c' },
    });
    const token = await ledger.token({
      organisation: 'aifc',
      subject: 'officer-1',
      roles: ['licensing-officer'],
    });
    const call = (path: string, body: object) =>
      served.call(`licensing/v1/${path}`, { token, body });
    await call('licences/import', {
      licenceId: 'L-1',
      licenseeBin: '990140000007',
      name: 'Mining LLP',
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: FROM,
    });
    const answer = await call('licences/L-1/wallets', {
      asset: 'BCH',
      address: legacy,
      from: RECENT,
      proof: PROOF,
    });
    expect(await answer.json()).toMatchObject({ stream, version: 2 });
    await ledger.close();
  });
});

describe('FIELD-6: what is no address is refused by a code, wherever it is sent', () => {
  const bad = [
    ['BTC', SEGWIT.replace('ar0', 'ar9'), 'address-checksum-wrong'],
    ['BTC', 'tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx', 'address-of-another-network'],
    ['BTC', `${SEGWIT.slice(0, 20).toUpperCase()}${SEGWIT.slice(20)}`, 'address-malformed'],
    ['ETC', '0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAeD', 'address-checksum-wrong'],
  ] as const;

  it.each(bad)('%s %s as a wallet', async (asset, written, code) =>
    refusedAt(
      'licences/L-1/wallets',
      { asset, address: written, from: FROM, proof: PROOF },
      { pointer: '/address', code },
    ),
  );

  it.each(bad)('%s %s among deposit and payout addresses', async (asset, written, code) => {
    const added = { asset, addresses: [written], from: FROM };
    const wrong = { pointer: '/addresses/0', code };
    await refusedAt('exchanges/ex-1/deposit-addresses', added, wrong);
    await refusedAt('pools/dmp-1/payout-addresses', added, wrong);
    await refusedAt(
      'exchanges',
      { id: 'ex-2', name: 'E', approvedFrom: FROM, depositAddresses: [written] },
      { pointer: '/depositAddresses/0', code },
    );
    await refusedAt(
      'pools',
      { id: 'dmp-2', name: 'P', approvedFrom: FROM, payoutAddresses: [written] },
      { pointer: '/payoutAddresses/0', code },
    );
  });
});

describe('FIELD-8: an exchange may have any number of deposit addresses', () => {
  it('ten thousand by one call, each with its dates', async () => {
    const addresses = numbered(10_000);
    await taken('exchanges/ex-1/deposit-addresses', { asset: 'BTC', addresses, from: FROM });
    const ended = { asset: 'BTC', addresses: addresses.slice(0, 3), to: LATER };
    await taken('exchanges/ex-1/deposit-addresses/end', ended);
    const all = await listed('exchanges/ex-1/deposit-addresses');
    expect(all).toHaveLength(10_000);
    expect(new Set(all.map(({ address: one }) => one))).toEqual(new Set(addresses));
    const inUse = await listed('exchanges/ex-1/deposit-addresses', '&asOf=2026-01-01T00:00:00Z');
    expect(inUse).toHaveLength(9_997);
    expect(all.filter(({ until }) => until !== null)).toMatchObject([
      { asset: 'BTC', from: FROM, until: LATER },
      { until: LATER },
      { until: LATER },
    ]);
  });

  it('and a pool any number of payout addresses', async () => {
    const addresses = numbered(1_500);
    await taken('pools/dmp-1/payout-addresses', { asset: 'BTC', addresses, from: FROM });
    await taken('pools/dmp-1/payout-addresses/end', { asset: 'BTC', addresses, to: LATER });
    const all = await listed('pools/dmp-1/payout-addresses');
    expect([all.length, all[0]]).toMatchObject([1_500, { from: FROM, until: LATER }]);
  });

  it('says nothing twice', async () => {
    const [one = ''] = numbered(1);
    const added = { asset: 'BTC', addresses: [one, one.toUpperCase()], from: LATER };
    await taken('pools/dmp-1/payout-addresses', added);
    await taken('pools/dmp-1/payout-addresses', added);
    const all = await listed('pools/dmp-1/payout-addresses');
    expect(all.filter(({ address: of }) => of === one).map(({ from }) => from)).toEqual([
      FROM,
      LATER,
    ]);
  });

  it('but the list in a licence or an approval ends where its event does: by a refusal', async () => {
    for (const [path, body] of [
      ['exchanges', { id: 'ex-3', depositAddresses: numbered(1_443) }],
      ['pools', { id: 'dmp-3', payoutAddresses: numbered(1_000), coinbaseTags: TAGS }],
    ] as const) {
      const answer = await post(path, { name: 'Too many', approvedFrom: FROM, ...body });
      expect([answer.status, await answer.json()]).toMatchObject([
        422,
        { type: 'urn:esep:problem:addresses-too-many' },
      ]);
    }
  });

  it.each([
    ['exchanges/ex-9/deposit-addresses', { from: FROM }, 'exchange-not-licensed'],
    ['pools/dmp-9/payout-addresses', { from: FROM }, 'pool-not-approved'],
    ['exchanges/ex-1/deposit-addresses/end', { to: FROM }, 'address-not-added'],
  ])(
    'and there is none without a licence, nor an end without a start: %s',
    async (path, at, refusal) => {
      const answer = await post(path, { asset: 'BTC', addresses: [ofNumber(99_999)], ...at });
      expect(await answer.json()).toMatchObject({ type: `urn:esep:problem:${refusal}` });
    },
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const TAGS = Array.from({ length: 100 }, (_, i) => `/${'七'.repeat(95)}${i}/`);

function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => ofNumber(i));
}
function ofNumber(number: number): string {
  const program = Buffer.alloc(20);
  program.writeUInt32BE(number);
  return address.toBech32(program, 0, 'bc');
}
function post(path: string, body: object) {
  return client.call(`licensing/v1/${path}`, { token: officer, body });
}
/** What is dated back waits for a second person. */
async function taken(path: string, body: object) {
  const answer = await post(path, body);
  if (answer.status > 299) throw new Error(await answer.text());
  const { proposalId } = (await answer.json()) as { proposalId?: string };
  if (proposalId === undefined) return;
  const confirm = `licensing/v1/proposals/${proposalId}/confirm`;
  const confirmed = await client.call(confirm, { token: second, body: {} });
  if (confirmed.status !== 201) throw new Error(await confirmed.text());
}
async function refusedAt(path: string, body: object, error: object) {
  const answer = await post(path, body);
  expect([answer.status, await answer.json()]).toMatchObject([400, { errors: [error] }]);
}
async function listed(path: string, query = '') {
  const items: { asset: string; address: string; from: string; until: string | null }[] = [];
  for (let next: string | undefined = ''; next !== undefined;) {
    const cursor: string = next === '' ? '' : `&cursor=${next}`;
    const answer = await client.call(`licensing/v1/${path}?limit=500${query}${cursor}`, {
      token: officer,
    });
    const page = (await answer.json()) as { items: typeof items; next?: string | null };
    items.push(...page.items);
    next = page.next ?? undefined;
  }
  return items;
}
