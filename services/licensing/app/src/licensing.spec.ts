import { verifyReceipt, type ReceiptFile } from '@esep/ledger-format';
import { ROLES } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { aifc2026 } from '@esep/rulebook';

import { licensingParts, startLicensing } from './index.js';

// The register over HTTP, on a real database: who may mine, run a pool and trade.

const BIN = '990140000007';
const FROM = '2024-01-01T00:00:00+05:00';
/** Within a day of the clock of a test context: one person may say it. */
const RECENT = '2026-03-05T00:00:00+05:00';

describe('Licensing', () => {
  let context: TestContext;
  let client: TestClient;
  let officer: string;
  let second: string;

  beforeAll(async () => {
    context = await testContext(licensingParts);
    client = await context.serve(await startLicensing(context.context));
    const role = {
      organisation: 'aifc',
      roles: ['licensing-officer', 'enforcement-officer'] as const,
    };
    officer = await context.token({ ...role, subject: 'officer-1' });
    second = await context.token({ ...role, subject: 'officer-2' });
  });
  afterAll(() => context.close());

  describe('pools (LIC-13)', () => {
    it('are approved five at a time; a sixth is refused', async () => {
      for (let n = 1; n <= 5; n += 1) expect((await approve(`dmp-${n}`)).status).toBe(201);
      const sixth = await approve('dmp-6');
      expect(sixth.status).toBe(422);
      expect(await sixth.json()).toMatchObject({
        type: 'urn:esep:problem:pool-cap-reached',
        detail: expect.stringContaining('has to be withdrawn first'),
      });
    });

    it('have ids that cannot be taken for one another in the name of a stream', async () => {
      const answer = await approve('dmp-1-b');
      expect(await answer.json()).toMatchObject({ type: 'urn:esep:problem:sender-id-ambiguous' });
    });

    it.each(['aifc', 'tax', 'supervision', '0195c1f0-5a00-7c3e-9d41-6b2f8a70c001'])(
      'FIGURES-3: cannot have the id of another kind of organisation: %s',
      async (id) => {
        for (const answer of [
          await approve(id),
          await post('licensing/v1/exchanges', { id, name: 'Any', approvedFrom: FROM }),
        ]) {
          expect(answer.status).toBe(422);
          expect(await answer.json()).toMatchObject({
            type: 'urn:esep:problem:sender-id-reserved',
          });
        }
      },
    );

    it('make room by withdrawal', async () => {
      const at = '2025-06-01T00:00:00+05:00';
      const reason = 'Went out of business.';
      await withdraw('pools/dmp-5', { at, reason });
      expect((await approve('dmp-6', at)).status).toBe(201);
      const pools = await get('licensing/v1/pools?asOf=2025-07-01T00:00:00Z');
      expect(
        (pools.items as { id: string; approved: boolean }[]).filter((pool) => pool.approved),
      ).toHaveLength(5);
    });

    it('stay five when several are approved for one free place at the same moment', async () => {
      const at = '2025-09-01T00:00:00+05:00';
      await withdraw('pools/dmp-6', { at, reason: 'Went out of business.' });
      const answers = await Promise.all(['x-1', 'x-2', 'x-3'].map((id) => approve(id, at)));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 422, 422]);
    });

    it('are named in one way, however their letters were put together', async () => {
      const name = 'Қазмай';
      const body = { id: 'ex-nfc', name: name.normalize('NFD'), approvedFrom: FROM };
      expect(body.name).not.toBe(name);
      expect((await enter('licensing/v1/exchanges', body)).status).toBe(201);
      const { items } = await get('licensing/v1/exchanges');
      expect(items).toContainEqual(expect.objectContaining({ id: 'ex-nfc', name }));
    });

    it('are named as CSV too', async () => {
      const answer = await client.call('licensing/v1/pools', {
        token: officer,
        headers: { accept: 'text/csv' },
      });
      expect(await answer.text()).toContain('dmp-1;');
    });
  });

  describe('a licence brought in at go-live', () => {
    it('gives its holder an opaque id, the same again and again', async () => {
      const first = await post('licensing/v1/licences/import', licence());
      expect(first.status).toBe(201);
      const { licenseeId, receipt } = (await first.json()) as {
        licenseeId: string;
        receipt: string;
      };
      expect(licenseeId).toMatch(/^[0-9a-f-]{36}$/);
      expect(receipt).toMatch(/^\/licensing\/v1\/receipts\//);
      const again = await post('licensing/v1/licences/import', licence());
      expect(await again.json()).toMatchObject({ licenseeId });
      const found = await post('licensing/v1/licensees/lookup', { bin: BIN });
      expect(await found.json()).toEqual({
        licenseeId,
        kind: 'legal-entity',
        name: 'Batys Mining LLP',
      });
    });

    it('is found by its holder', async () => {
      await post('licensing/v1/licences/import', licence());
      const found = await post('licensing/v1/licensees/lookup', { bin: BIN });
      const { licenseeId } = (await found.json()) as { licenseeId: string };
      const { items } = await get(`licensing/v1/licences?licenseeId=${licenseeId}`);
      expect(items).toMatchObject([{ licenceId: 'L-1', licenseeId, status: 'active' }]);
    });

    it('API-3: is not even told of to another licensee', async () => {
      await post('licensing/v1/licences/import', licence());
      const stranger = await context.token({
        subject: 'm',
        organisation: '019a0000-0000-7000-8000-00000000000b',
        roles: ['licensee'],
      });
      const answers = await Promise.all(
        [BIN, '250149000022'].map(async (bin) => {
          const answer = await post('licensing/v1/licensees/lookup', { bin }, stranger);
          return [answer.status, ((await answer.json()) as { type: string }).type];
        }),
      );
      expect(answers).toEqual([0, 1].map(() => [404, 'urn:esep:problem:licensee-unknown']));
    });

    it('gives one id when it is brought in twice at the same moment', async () => {
      const body = licence({ licenceId: 'L-3', licenseeBin: '120540000021' });
      const answers = await Promise.all(
        [1, 2, 3].map(() => post('licensing/v1/licences/import', body)),
      );
      const ids = await Promise.all(
        answers.map(async (a) => ((await a.json()) as { licenseeId: string }).licenseeId),
      );
      expect(new Set(ids).size).toBe(1);
    });

    it('hashes nothing personal of an individual entrepreneur in plain', async () => {
      const iin = '791028302728';
      const name = 'Айгүл Серікқызы';
      const kind = 'individual-entrepreneur';
      const body = licence({ licenceId: 'L-2', licenseeBin: iin, name, kind });
      expect((await post('licensing/v1/licences/import', body)).status).toBe(201);
      const found = await post('licensing/v1/licensees/lookup', { bin: iin });
      expect(await found.json()).toMatchObject({ kind, name });
      const auditor = await context.token({
        subject: 'a',
        organisation: 'aifc',
        roles: ['auditor'],
      });
      const log = await (
        await client.call('licensing/v1/events?limit=1000', { token: auditor })
      ).text();
      expect(log).toContain('LicenseeRegistered');
      expect(log).not.toContain(iin);
      expect(log).not.toContain(name);
    });

    it('is refused for a number that cannot exist, naming the field', async () => {
      const answer = await post(
        'licensing/v1/licences/import',
        licence({ licenseeBin: '990140000001' }),
      );
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({
        errors: [{ pointer: '/licenseeBin', code: 'identity-number-malformed' }],
      });
    });

    it('can be proved offline by its receipt', async () => {
      const answer = await post('licensing/v1/licences/import', licence({ licenceId: 'L-9' }));
      const { receipt } = (await answer.json()) as { receipt: string };
      const file = (await get(receipt.slice(1))) as unknown as ReceiptFile;
      const key = await (await client.call('licensing/v1/log/key')).text();
      expect(verifyReceipt(file.event, file.proof, key).ok).toBe(true);
    });
  });

  describe('a sanction (LIC-11)', () => {
    it('takes two persons', async () => {
      await post('licensing/v1/licences/import', licence());
      const from = '2026-07-10T00:00:00+05:00';
      const until = '2026-09-10T00:00:00+05:00';
      const proposed = await post('licensing/v1/licences/L-1/suspend', {
        from,
        until,
        ground: 'late reports',
      });
      expect(proposed.status).toBe(202);
      const { proposalId } = (await proposed.json()) as { proposalId: string };
      const confirm = `licensing/v1/proposals/${proposalId}/confirm`;
      const same = await post(confirm, {});
      expect(same.status).toBe(422);
      expect(await same.json()).toMatchObject({ type: 'urn:esep:problem:second-person-required' });
      expect((await post(confirm, {}, second)).status).toBe(201);
      expect(await get('licensing/v1/licences/L-1')).toMatchObject({
        status: 'active',
        suspensions: [{ from: utc(from), until: utc(until) }],
      });
    });
  });

  describe('the law', () => {
    it('is changed by two persons, and refused when it does not hold together', async () => {
      const effectiveFrom = '2027-01-01T00:00:00+05:00';
      const pack = { ...aifc2026, packId: 'aifc-2027' };
      const proposed = await post('licensing/v1/rule-packs', { pack, effectiveFrom });
      expect(proposed.status).toBe(202);
      const { proposalId } = (await proposed.json()) as { proposalId: string };
      const confirmed = await post(`licensing/v1/proposals/${proposalId}/confirm`, {}, second);
      expect(confirmed.status).toBe(201);
      const broken = await post('licensing/v1/rule-packs', {
        pack: { ...pack, rules: {} },
        effectiveFrom,
      });
      expect(broken.status).toBe(400);
      expect(await broken.json()).toMatchObject({ type: 'urn:esep:problem:rule-pack-invalid' });
    });
  });

  it('FIGURES-10: records a second holder of an address beside the first, however it is spelt', async () => {
    await post('licensing/v1/licences/import', licence());
    await post(
      'licensing/v1/licences/import',
      licence({ licenceId: 'L-3', licenseeBin: '120540000021' }),
    );
    const binding = {
      asset: 'BTC',
      address: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      from: RECENT,
      proof: { method: 'witnessed', content: 'a'.repeat(64) },
    };
    expect((await enter('licensing/v1/licences/L-1/wallets', binding)).status).toBe(201);
    const other = await post('licensing/v1/licences/L-3/wallets', binding);
    expect(other.status).toBe(201);
    const second = (await other.json()) as { stream: string; version: number };
    expect(second).toMatchObject({ stream: `wallet-BTC-${binding.address}`, version: 2 });
    const capitals = { ...binding, address: binding.address.toUpperCase() };
    const again = await post('licensing/v1/licences/L-3/wallets', capitals);
    expect(await again.json()).toMatchObject({ version: 2 });
  });

  it('answers a repeated command with its first answer, and refuses its key for another content', async () => {
    const headers = { 'idempotency-key': 'approve-ex-1' };
    const body = { id: 'ex-1', name: 'AIFC Crypto Exchange', approvedFrom: RECENT };
    const call = (content: object) =>
      client.call('licensing/v1/exchanges', { token: officer, body: content, headers });
    const first = await call(body);
    const again = await call(body);
    expect(await again.json()).toEqual(await first.json());
    expect(again.headers.get('idempotent-replay')).toBe('true');
    const other = await call({ ...body, name: 'Another' });
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: 'urn:esep:problem:idempotency-key-reused' });
  });

  it('API-14: keeps the key of a command that changed nothing', async () => {
    const headers = { 'idempotency-key': 'approve-ex-quiet' };
    const body = { id: 'ex-quiet', name: 'Quiet Exchange', approvedFrom: RECENT };
    const call = (content: object, more = {}) =>
      client.call('licensing/v1/exchanges', { token: officer, body: content, headers: more });
    const made = await (await call(body)).json();
    expect(await (await call(body, headers)).json()).toEqual(made);
    const again = await call(body, headers);
    expect([await again.json(), again.headers.get('idempotent-replay')]).toEqual([made, 'true']);
    const other = await call({ ...body, id: 'ex-loud' }, headers);
    expect(other.status).toBe(422);
    expect(await other.json()).toMatchObject({ type: 'urn:esep:problem:idempotency-key-reused' });
  });

  describe('feeds pools and exchanges', () => {
    const licenceId = 'L-fed';
    const wallet = { asset: 'BTC', address: '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2' };
    const suspended = { from: '2026-07-10T00:00:00+05:00', until: '2026-09-10T00:00:00+05:00' };
    const reinstatedFrom = '2026-08-01T00:00:00+05:00';
    const revokedFrom = '2026-08-20T00:00:00+05:00';
    let licenseeId: string;

    beforeAll(async () => {
      const body = licence({ licenceId, licenseeBin: '120540000011', name: 'Fed Mining LLP' });
      const imported = await post('licensing/v1/licences/import', body);
      ({ licenseeId } = (await imported.json()) as { licenseeId: string });
      const exchange = { id: 'fed-exchange', name: 'Fed exchange', approvedFrom: RECENT };
      expect((await post('licensing/v1/exchanges', exchange)).status).toBe(201);
      await act('wallets', {
        ...wallet,
        from: RECENT,
        proof: { method: 'witnessed', content: 'a'.repeat(64) },
      });
      await act(`wallets/${wallet.address}/release`, { to: revokedFrom });
      await sanction('suspend', { ...suspended, ground: 'late reports' });
      await sanction('reinstate', { from: reinstatedFrom, ground: 'reports came' });
      await sanction('revoke', { from: revokedFrom, ground: 'sold privately' }, 'decline');
      await sanction('revoke', { from: revokedFrom, ground: 'sold privately' });
    });

    it.each(['pool', 'exchange'] as const)(
      'whose token is of a %s: wallets, and stop notices that two persons gave',
      async (role) => {
        const items = (await fed(role)).items.filter((item) => item.licenseeId === licenseeId);
        expect(items).toMatchObject([
          { type: 'LicenceImported', licenceId, issuedAt: utc(FROM) },
          { type: 'WalletBound', licenceId, ...wallet, from: utc(RECENT) },
          { type: 'WalletReleased', ...wallet, to: utc(revokedFrom) },
          {
            type: 'LicenceSuspended',
            licenceId,
            from: utc(suspended.from),
            until: utc(suspended.until),
          },
          { type: 'LicenceReinstated', licenceId, at: utc(reinstatedFrom) },
          { type: 'LicenceRevoked', licenceId, at: utc(revokedFrom) },
        ]);
      },
    );

    it('who was approved, and who no longer is', async () => {
      const { items } = await fed('exchange');
      expect(items).toContainEqual(
        expect.objectContaining({ type: 'PoolApproved', poolId: 'dmp-1' }),
      );
      expect(items).toContainEqual(
        expect.objectContaining({ type: 'PoolApprovalWithdrawn', poolId: 'dmp-5' }),
      );
    });

    it('a proof of each, and nothing of who is behind a licence', async () => {
      const { items } = await fed('pool');
      const stop = items.findLast(({ type }) => type === 'LicenceRevoked');
      const file = (await get(String(stop?.receipt).slice(1))) as unknown as ReceiptFile;
      const key = await (await client.call('licensing/v1/log/key')).text();
      expect(verifyReceipt(file.event, file.proof, key).ok).toBe(true);
      expect(JSON.stringify(items)).not.toMatch(/120540000011|Fed Mining/);
    });

    it.each(['pool', 'exchange'] as const)(
      'API-8: whose token is of a %s may check all that it is shown',
      async (role) => {
        const organisation = role === 'pool' ? 'dmp-1' : 'fed-exchange';
        const token = await context.token({ subject: 'p', organisation, roles: [role] });
        const { items } = await fed(role);
        expect(items.length).toBeGreaterThan(10);
        for (const { receipt } of items)
          expect((await client.call(String(receipt).slice(1), { token })).status).toBe(200);
      },
    );

    it('API-8: a licensee may check what its figures rest upon for all', async () => {
      const token = await context.token({
        subject: 'm',
        organisation: licenseeId,
        roles: ['licensee'],
      });
      const statuses = new Map<string, Set<number>>();
      for (const { type, receipt, ...body } of (await fed('pool')).items) {
        const { status } = await client.call(String(receipt).slice(1), { token });
        const whose = body['licenseeId'] === undefined ? 'all' : body['licenseeId'] === licenseeId;
        const key = `${String(type)} ${whose}`;
        statuses.set(key, (statuses.get(key) ?? new Set()).add(status));
      }
      expect(statuses.get('PoolApproved all')).toEqual(new Set([200]));
      expect(statuses.get('PoolApprovalWithdrawn all')).toEqual(new Set([200]));
      expect(statuses.get('ExchangeLicensed all')).toEqual(new Set([200]));
      expect(statuses.get('LicenceSuspended true')).toEqual(new Set([200]));
      expect(statuses.get('LicenceImported false')).toEqual(new Set([404]));
    });

    it('API-21: up to its end only, and then about itself, whose approval was withdrawn', async () => {
      const gone = { id: 'gone-exchange', name: 'Gone', approvedFrom: FROM };
      expect((await enter('licensing/v1/exchanges', gone)).status).toBe(201);
      const reader = { subject: 'p', organisation: gone.id, roles: ['exchange'] as const };
      const token = await context.token(reader);
      const read = async (path: string) =>
        (await (await client.call(path, { token })).json()) as {
          items: Record<string, unknown>[];
        };
      const before = (await read('licensing/v1/feed?limit=500')).items;
      expect(before).toContainEqual(expect.objectContaining({ licenseeId }));

      const { exchange } = await withdrawn(gone.id);
      const after = (await read('licensing/v1/feed?limit=500')).items;
      expect(after.map(({ type }) => type)).toEqual(['ExchangeLicensed', exchange]);
      expect(after.every(({ exchangeId }) => exchangeId === gone.id)).toBe(true);
      for (const { receipt, ...fact } of before) {
        const { status } = await client.call(String(receipt).slice(1), { token });
        expect([fact['type'], status]).toEqual([
          fact['type'],
          fact['exchangeId'] === gone.id ? 200 : 404,
        ]);
      }
    });

    it('API-21: with nothing whom nobody approved', async () => {
      const token = await context.token({ subject: 'p', organisation: 'unheard', roles: ['pool'] });
      const answer = await client.call('licensing/v1/feed', { token });
      expect(await answer.json()).toMatchObject({ items: [] });
    });

    /** Ends the licence of an exchange at a time that has passed. */
    async function withdrawn(id: string) {
      const at = '2025-06-01T00:00:00+05:00';
      await withdraw(`exchanges/${id}`, { at, reason: 'Closed.' });
      return { exchange: 'ExchangeLicenceWithdrawn' };
    }

    it('page by page, without a gap, to the end', async () => {
      const whole = await fed('pool');
      const pages: object[] = [];
      let after = -1;
      for (;;) {
        const page = await fed('pool', `?limit=2&after=${after}`);
        if (page.items.length === 0) break;
        pages.push(...page.items);
        after = page.next;
      }
      expect(pages).toEqual(whole.items);
      expect(await fed('pool', `?after=${whole.next}`)).toEqual({ items: [], next: whole.next });
    });

    async function act(path: string, body: object) {
      expect((await post(`licensing/v1/licences/${licenceId}/${path}`, body)).status).toBe(201);
    }
    async function sanction(what: string, body: object, answer = 'confirm') {
      const proposed = await post(`licensing/v1/licences/${licenceId}/${what}`, body);
      const { proposalId } = (await proposed.json()) as { proposalId: string };
      const path = `licensing/v1/proposals/${proposalId}/${answer}`;
      expect((await post(path, {}, second)).status).toBe(201);
    }
    async function fed(role: 'pool' | 'exchange', query = '') {
      const organisation = role === 'pool' ? 'dmp-1' : 'fed-exchange';
      const token = await context.token({ subject: 'p', organisation, roles: [role] });
      const answer = await client.call(`licensing/v1/feed${query}`, { token });
      return (await answer.json()) as { items: Record<string, unknown>[]; next: number };
    }
  });

  it('API-7: shows one licence to those who may read the list', async () => {
    const body = licence({ licenceId: 'L-seen', licenseeBin: '250149000032' });
    const imported = await post('licensing/v1/licences/import', body);
    const { licenseeId } = (await imported.json()) as { licenseeId: string };
    const readers = [
      { organisation: 'aifc', role: 'auditor', status: 200 },
      { organisation: 'tax', role: 'service', status: 200 },
      { organisation: 'dmp-1', role: 'pool', status: 403 },
      { organisation: 'ex-1', role: 'exchange', status: 403 },
      { organisation: licenseeId, role: 'licensee', status: 403 },
      { organisation: 'dmp-1', role: 'auditor', status: 403 },
    ] as const;
    for (const { organisation, role, status } of readers) {
      const token = await context.token({ subject: 's', organisation, roles: [role] });
      for (const path of ['licences', 'licences/L-seen', 'licences/none'])
        expect([role, path, (await client.call(`licensing/v1/${path}`, { token })).status]).toEqual(
          [role, path, status === 200 && path.endsWith('none') ? 404 : status],
        );
    }
  });

  it('shows its register to anybody, and its changes to nobody without a token', async () => {
    expect((await client.call('licensing/v1/register')).status).toBe(200);
    expect((await client.call('licensing/v1/pools', { body: {} })).status).toBe(401);
    const pool = await context.token({ subject: 'p', organisation: 'dmp-1', roles: ['pool'] });
    expect((await client.call('licensing/v1/pools', { token: pool, body: {} })).status).toBe(403);
  });

  describe('FIGURES-3: a person of a pool', () => {
    let proposalId: string;
    let members: string[];

    beforeAll(async () => {
      const body = licence({ licenceId: 'L-own', licenseeBin: '250149000042' });
      expect((await post('licensing/v1/licences/import', body)).status).toBe(201);
      const act = { from: '2026-03-06T00:00:00+05:00', until: '2026-04-06T00:00:00+05:00' };
      const path = 'licensing/v1/licences/L-own/suspend';
      const proposed = await post(path, { ...act, ground: 'late reports' });
      ({ proposalId } = (await proposed.json()) as { proposalId: string });
      members = await Promise.all(
        ROLES.map((role) =>
          context.token({ subject: 'insider', organisation: 'dmp-1', roles: [role] }),
        ),
      );
    });

    it.each(['confirm', 'decline'])(
      'FIGURES-3: has no say about sanctions, whatever the pool calls them: %s',
      async (answer) => {
        for (const token of members) {
          const path = `licensing/v1/proposals/${proposalId}/${answer}`;
          expect((await post(path, {}, token)).status).toBe(403);
        }
      },
    );

    it('FIGURES-3: proposes nothing and approves nobody', async () => {
      const body = { from: FROM, ground: 'x', id: 'dmp-9', name: 'x', approvedFrom: FROM };
      for (const token of members)
        for (const path of ['licences/L-own/suspend', 'pools', 'exchanges', 'rule-packs'])
          expect((await post(`licensing/v1/${path}`, body, token)).status).toBe(403);
    });
  });

  it('estimates what a licence costs (LIC-12)', async () => {
    const answer = await client.call('licensing/v1/cost-estimates', { body: {} });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      currency: 'USD',
      why: { rule: 'LIC-12' },
      assumed: [
        { value: 'stays-the-applicants', why: { assumption: true } },
        { value: 'rest-of-the-total', why: { assumption: true } },
      ],
    });
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function approve(id: string, approvedFrom = FROM) {
    return enter('licensing/v1/pools', { id, name: `Pool ${id}`, approvedFrom });
  }
  /** What is dated back waits for a second person: the answer to the one, or to the other. */
  async function enter(path: string, body: object) {
    const answer = await post(path, body);
    if (answer.status !== 202) return answer;
    const { proposalId } = (await answer.json()) as { proposalId: string };
    return post(`licensing/v1/proposals/${proposalId}/confirm`, {}, second);
  }
  /** What is withdrawn for a time that has passed is a correction, of two persons. */
  async function withdraw(sender: string, body: object) {
    const correction = { ...body, correction: true };
    const proposed = await post(`licensing/v1/${sender}/withdraw-approval`, correction);
    const { proposalId } = (await proposed.json()) as { proposalId: string };
    const confirm = `licensing/v1/proposals/${proposalId}/confirm`;
    expect((await post(confirm, {}, second)).status).toBe(201);
  }
  function post(path: string, body: object, token = officer) {
    return client.call(path, { token, body });
  }
  async function get(path: string) {
    const answer = await client.call(path, { token: officer });
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  }
  function utc(instant: string) {
    return new Date(instant).toISOString();
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
});
