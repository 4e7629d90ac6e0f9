import { DevelopmentClock, type Role } from '@esep/platform';
import { testContext, type TestClient, type TestContext } from '@esep/platform/testing';
import { SITE_EVIDENCE } from '@esep/rulebook';

import { licensingParts, startLicensing } from '../index.js';

// Data centres over HTTP (LIC-9): who may say what, and what is read back, as of any instant.

const NOW = '2026-05-20T07:00:00.000Z';
const FROM = '2026-05-20T06:00:00.000Z';
const JUNE = '2026-06-01T00:00:00.000Z';
const AUGUST = '2026-08-01T00:00:00.000Z';
const TERMS = {
  ...{ name: 'Ekibastuz 2', region: 'KZ-55', address: 'Industrial zone 14', tenure: 'owned' },
  ...{ control: 'full', powerKw: 45_000, cooling: 'air', powerRedundancy: 'N+1' },
  security: 'guarded',
  evidence: SITE_EVIDENCE.map((of) => ({ of, sha256: 'a'.repeat(64) })),
};

let context: TestContext;
let client: TestClient;
let officer: string;
let holders: readonly string[];

beforeAll(async () => {
  const clock = await DevelopmentClock.start({ startAt: NOW });
  context = await testContext(licensingParts, { clock });
  client = await context.serve(await startLicensing(context.context));
  officer = await tokenOf('licensing-officer', 'aifc');
  holders = [await imported('L-1', '990140000007'), await imported('L-2', '120540000001')];
});
afterAll(() => context.close());

describe('Data centres', () => {
  it('are registered, amended and closed, and read as of any instant', async () => {
    const first = await send('data-centres', site('dc-1', 'L-1'), officer);
    expect(first).toMatchObject({ status: 201, body: { stream: 'data-centre-dc-1', version: 1 } });
    const again = await send('data-centres', site('dc-1', 'L-1'), officer);
    expect(again.body['position']).toBe(first.body['position']);
    const larger = { ...TERMS, from: JUNE, powerKw: 60_000 };
    expect(await say('data-centres/dc-1/amend', larger)).toBe(201);
    expect(await say('data-centres/dc-1/close', { at: AUGUST, reason: 'sold' })).toBe(201);
    const [licenseeId] = holders;
    const { control: _, ...shown } = TERMS;
    expect(await read('data-centres/dc-1')).toEqual({
      ...{ id: 'dc-1', licenseeId, licenceId: 'L-1', from: FROM, status: 'open' },
      ...{ closedAt: AUGUST, closedWhy: 'sold', leasedUntil: null, asOf: expect.any(String) },
      ...shown,
    });
    const [june, august] = [JUNE, AUGUST].map((asOf) => `data-centres?asOf=${asOf}`);
    for (const list of [june, august])
      // What lies ahead is not known yet.
      expect((await ask(list ?? '', officer)).status).toBe(400);
  });

  it('are not in the answer to a date before them otherwise than as not yet open', async () => {
    const before = await read('data-centres?asOf=2026-05-19T00:00:00.000Z');
    expect(before['items']).toMatchObject([{ id: 'dc-1', status: 'not-yet-open' }]);
  });

  it('are what was known: nothing before it was recorded', async () => {
    const early = `data-centres/dc-1?knownAt=2026-05-20T05:00:00.000Z`;
    expect((await ask(early, officer)).status).toBe(404);
  });

  it.each([
    ['licence-unknown', 404, { licenceId: 'L-9' }],
    ['licence-not-active', 422, { from: '2026-05-20T05:00:00.000Z' }],
    ['control-not-full', 422, { control: 'shared' }],
    ['evidence-missing', 422, { evidence: TERMS.evidence.slice(1) }],
    ['lease-end-missing', 422, { tenure: 'leased' }],
    ['data-centre-registered-before', 422, { id: 'dc-1', licenceId: 'L-2' }],
  ])('are refused with %s', async (code, status, other) => {
    const answer = await send('data-centres', { ...site('dc-3', 'L-1'), ...other }, officer);
    expect([answer.status, answer.body['type']]).toEqual([status, `urn:esep:problem:${code}`]);
  });

  it.each([
    ['/powerKw', { powerKw: 0 }],
    ['/powerKw', { powerKw: 1.5 }],
    ['/region', { region: 'KZ-AKM' }],
    ['/evidence', { evidence: [] }],
    ['/from', { from: '0026-05-20T06:00:00.000Z' }],
    ['/leasedUntil', { leasedUntil: '9026-05-20T06:00:00.000Z' }],
    ['/id', { id: '../dc' }],
  ])('are malformed at %s', async (pointer, other) => {
    const body = { ...site('dc-4', 'L-1'), ...other };
    const answer = await send('data-centres', body, officer);
    const errors = answer.body['errors'] as { pointer: string }[];
    expect([answer.status, errors.map((error) => error.pointer)]).toEqual([400, [pointer]]);
  });

  it('are listed page by page, for staff all and for a licensee its own', async () => {
    for (const [id, licenceId] of [
      ['dc-0', 'L-2'],
      ['dc-2', 'L-1'],
    ] as const)
      expect(await say('data-centres', site(id, licenceId))).toBe(201);
    expect(await ids('data-centres', officer)).toEqual(['dc-0', 'dc-1', 'dc-2']);
    expect(await ids(`data-centres?licenseeId=${holders[0]}`, officer)).toEqual(['dc-1', 'dc-2']);
    const first = await read('data-centres?limit=2');
    const rest = `data-centres?limit=2&cursor=${String(first['next'])}`;
    expect(await ids(rest, officer)).toEqual(['dc-2']);
    const own = await tokenOf('licensee', holders[1] ?? '');
    expect(await ids('data-centres', own)).toEqual(['dc-0']);
    expect((await ask('data-centres/dc-0', own)).status).toBe(200);
    expect((await ask('data-centres/dc-1', own)).status).toBe(404);
    expect((await ask(`data-centres?licenseeId=${holders[0]}`, own)).status).toBe(403);
  });

  it('are an officer’s to register', async () => {
    for (const role of ['supervision-analyst', 'auditor', 'pool'] as const) {
      const token = await tokenOf(role, role === 'pool' ? 'dmp-1' : 'aifc');
      const answer = await send('data-centres', site('dc-9', 'L-1'), token);
      expect([role, answer.status]).toEqual([role, 403]);
    }
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function site(id: string, licenceId: string) {
  return { ...TERMS, id, licenceId, from: FROM };
}

async function say(path: string, body: object): Promise<number> {
  return (await send(path, body, officer)).status;
}

async function send(path: string, body: object, token: string) {
  const answer = await client.call(`licensing/v1/${path}`, { token, body });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

function ask(path: string, token: string) {
  return client.call(`licensing/v1/${path}`, { token });
}

async function read(path: string): Promise<Record<string, unknown>> {
  const answer = await ask(path, officer);
  expect([path, answer.status]).toEqual([path, 200]);
  return (await answer.json()) as Record<string, unknown>;
}

async function ids(path: string, token: string): Promise<readonly string[]> {
  const answer = await ask(path, token);
  expect([path, answer.status]).toEqual([path, 200]);
  const { items } = (await answer.json()) as { items: { id: string }[] };
  return items.map(({ id }) => id);
}

function tokenOf(role: Role, organisation: string) {
  return context.token({ subject: `${role}-1`, organisation, roles: [role] });
}

async function imported(licenceId: string, licenseeBin: string): Promise<string> {
  const about = { name: `Holder of ${licenceId}`, kind: 'legal-entity', authority: 'AIFC' };
  const body = { licenceId, licenseeBin, ...about, issuedAt: FROM };
  const answer = await send('licences/import', body, officer);
  expect([licenceId, answer.status]).toEqual([licenceId, 201]);
  return answer.body['licenseeId'] as string;
}
