import { DevelopmentClock } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { aifc2026, packHash } from '@esep/rulebook';

import { licensingParts, startLicensing } from '../index.js';

// The queue of the second person: everything that was proposed and what became of it, and the law
// that it is judged by.

const NOW = '2026-05-20T07:00:00.000Z';
const FROM = '2024-01-01T00:00:00+05:00';
const DAY_MS = 86_400_000;

describe('FIGURES-12: proposals', () => {
  let context: TestContext;
  let client: TestClient;
  let clock: DevelopmentClock;
  let officer: string;
  let second: string;

  beforeAll(async () => {
    clock = await DevelopmentClock.start({ startAt: NOW });
    context = await testContext(licensingParts, { clock });
    client = await context.serve(await startLicensing(context.context));
    const role = { organisation: 'aifc', roles: ['licensing-officer'] as const };
    officer = await context.token({ ...role, subject: 'officer-1' });
    second = await context.token({ ...role, subject: 'officer-2' });
    for (const id of ['dmp-1', 'dmp-2', 'dmp-3', 'dmp-4'])
      await post('pools', { id, name: id, approvedFrom: NOW });
  });
  afterAll(() => context.close());

  it('are listed with their terms and what became of them, the latest first', async () => {
    const at = '2026-12-01T00:00:00+05:00';
    const ids = [];
    for (const id of ['dmp-1', 'dmp-2', 'dmp-3'])
      ids.push(await proposed(`pools/${id}/withdraw-approval`, { at, reason: `of ${id}` }));
    await post(`proposals/${ids[0]}/confirm`, {}, second);
    await post(`proposals/${ids[1]}/decline`, {}, second);
    const { items } = await list();
    expect(items).toMatchObject([
      { proposalId: ids[2], state: 'open' },
      { proposalId: ids[1], state: 'declined', answeredBy: 'officer-2' },
      {
        proposalId: ids[0],
        act: 'PoolApprovalWithdrawal',
        state: 'confirmed',
        stream: 'pool-dmp-1',
        terms: { poolId: 'dmp-1', at: new Date(at).toISOString(), reason: 'of dmp-1' },
        proposedBy: 'officer-1',
        answeredBy: 'officer-2',
      },
    ]);
    for (const state of ['open', 'declined', 'confirmed'])
      expect((await list(`state=${state}`)).items).toMatchObject([{ state }]);
    expect((await list('state=expired')).items).toEqual([]);
  });

  it('are paged without a gap, and found by what is proposed', async () => {
    const whole = await list();
    const pages: object[] = [];
    for (let query = 'limit=1'; ;) {
      const page = await list(query);
      pages.push(...page.items);
      if (page.next === null) break;
      query = `limit=1&cursor=${page.next}`;
    }
    expect(pages).toEqual(whole.items);
    expect((await list('act=LicenceSuspension')).items).toEqual([]);
    expect((await list('act=PoolApprovalWithdrawal')).items).toEqual(whole.items);
  });

  it('are read one by one, with the law that is proposed', async () => {
    const pack = { ...aifc2026, packId: 'aifc-2027' };
    const effectiveFrom = '2027-01-01T00:00:00+05:00';
    const id = await proposed('rule-packs', { pack, effectiveFrom });
    const [listed] = (await list('act=RulePackAdoption')).items;
    expect(listed?.['terms']).not.toHaveProperty('bytes');
    const { terms } = (await get(`proposals/${id}`)) as { terms: { bytes: string } };
    expect(JSON.parse(terms.bytes)).toMatchObject({ packId: 'aifc-2027' });
    expect((await call('proposals/no-such')).status).toBe(404);
  });

  it('show the name that is to be confirmed, also that of a person', async () => {
    const imported = await post('licences/import', {
      licenceId: 'L-1',
      licenseeBin: '791028302728',
      name: 'Айгүл',
      kind: 'individual-entrepreneur',
      authority: 'AIFC',
      issuedAt: FROM,
    });
    const { licenseeId } = (await imported.json()) as { licenseeId: string };
    const renaming = { name: 'Айгүл Серікқызы', from: NOW, ground: 'married' };
    const id = await proposed(`licensees/${licenseeId}/name`, renaming);
    expect(await get(`proposals/${id}`)).toMatchObject({ terms: { name: renaming.name } });
  });

  it('expire by themselves', async () => {
    await clock.moveTo(new Date(Date.parse(clock.now()) + 14 * DAY_MS + 60_000).toISOString());
    expect((await list('state=open')).items).toEqual([]);
    expect((await list('state=expired')).items).toHaveLength(3);
  });

  it('are for staff', async () => {
    const pool = await context.token({ subject: 'p', organisation: 'dmp-1', roles: ['pool'] });
    expect((await call('proposals', pool)).status).toBe(403);
  });

  it('are judged by a law that anybody with a token may read', async () => {
    const pool = await context.token({ subject: 'p', organisation: 'dmp-1', roles: ['pool'] });
    const laws = (await (await call('rule-packs', pool)).json()) as { items: object[] };
    const hash = packHash(aifc2026);
    expect(laws.items).toMatchObject([{ packId: 'aifc-2026', hash, inForce: true }]);
    const { pack } = (await get('rule-packs/in-force')) as { pack: object };
    expect(pack).toEqual(JSON.parse(JSON.stringify(aifc2026)));
    expect(await get(`rule-packs/${hash}`)).toMatchObject({ inForce: true });
    expect((await call('rule-packs/none')).status).toBe(404);
  });

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  function post(path: string, body: object, token = officer) {
    return client.call(`licensing/v1/${path}`, { token, body });
  }
  async function proposed(path: string, body: object) {
    const answer = await post(path, body);
    expect(answer.status).toBe(202);
    return ((await answer.json()) as { proposalId: string }).proposalId;
  }
  function call(path: string, token = officer) {
    return client.call(`licensing/v1/${path}`, { token });
  }
  async function get(path: string) {
    const answer = await call(path);
    expect(answer.status).toBe(200);
    return (await answer.json()) as Record<string, unknown>;
  }
  async function list(query = '') {
    const answer = await get(`proposals?${query}`);
    return answer as { items: Record<string, unknown>[]; next: string | null };
  }
});
