import { createHash, randomBytes } from 'node:crypto';

import { TestBrowser, until } from '@esep/platform/testing';

import { describeOnBothHosts, openTestHosts, type TestHost, type TestHosts } from './test-hosts.js';

// Whoever is at a browser signs in, and all five services know who that is. What the sign-in refuses is in
// apps/embedded/src/sign-in.

interface Tokens {
  readonly access_token: string;
  readonly refresh_token: string;
  readonly id_token: string;
  readonly error?: string;
}

describeOnBothHosts('A person', (kind) => {
  let hosts: TestHosts;
  let esep: TestHost;
  beforeAll(async () => {
    hosts = await openTestHosts(kind);
    esep = await hosts.start('2026-01-02T00:00:00.000Z', {
      sector: { pools: ['dmp-1'], exchanges: [] },
    });
  }, 120_000);
  afterAll(async () => {
    await esep?.close();
    await hosts?.close();
  });

  const signIn = async (person: (page: string) => string) => {
    const { issuer, clientId, scope } = (await json('/config.json')) as Record<string, string>;
    const discovered = await fetch(`${issuer}/.well-known/openid-configuration`);
    const server = (await discovered.json()) as Record<string, string>;
    const browser = new TestBrowser(({ pathname }) => ['/signed-in', '/'].includes(pathname));
    const verifier = randomBytes(32).toString('base64url');
    const redirect = `${esep.host.url}/signed-in`;
    const address = new URL(server['authorization_endpoint'] ?? '');
    address.search = new URLSearchParams({
      client_id: clientId ?? '',
      redirect_uri: redirect,
      response_type: 'code',
      scope: scope ?? '',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
    }).toString();
    const page = await browser.open(address);
    const { url } = await browser.press(page, 'person', person(page.text));
    const ask = async (grant: Readonly<Record<string, string>>) => {
      const body = new URLSearchParams({ client_id: clientId ?? '', ...grant });
      const answer = await fetch(server['token_endpoint'] ?? '', { method: 'POST', body });
      return (await answer.json()) as Tokens;
    };
    const tokens = await ask({
      grant_type: 'authorization_code',
      code: url.searchParams.get('code') ?? '',
      redirect_uri: redirect,
      code_verifier: verifier,
    });
    const refresh = (token: string) => ask({ grant_type: 'refresh_token', refresh_token: token });
    const signOut = async (idToken: string) => {
      const leave = new URL(server['end_session_endpoint'] ?? '');
      leave.searchParams.set('id_token_hint', idToken);
      await browser.press(await browser.open(leave), 'logout', 'yes');
    };
    return { tokens, refresh, signOut };
  };

  const json = async (path: string, token?: string): Promise<unknown> => {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    return (await fetch(esep.host.url + path, { headers })).json();
  };

  it('API-22: of the regulator is known to every service, also after its clock was moved', async () => {
    const { tokens, refresh, signOut } = await signIn(() => 'analyst-dana');
    const dana = { subject: 'analyst-dana', name: 'Dana, supervision', organisation: 'aifc' };
    for (const service of ['licensing', 'pool-reporting', 'exchange-settlement', 'tax'])
      expect(await json(`/${service}/v1/me`, tokens.access_token)).toMatchObject(dana);
    const me = await json('/supervision/v1/me', tokens.access_token);
    expect(me).toMatchObject({ ...dana, roles: ['supervision-analyst'] });
    expect((me as { may: object[] }).may).toContainEqual({
      method: 'GET',
      path: '/supervision/v1/findings',
      summary: expect.any(String) as string,
    });

    await esep.moveClock('2026-02-02T00:00:00.000Z');
    const late = await json('/supervision/v1/me', tokens.access_token);
    expect(late).toMatchObject({ type: 'urn:esep:problem:token-expired' });
    const fresh = await refresh(tokens.refresh_token);
    expect(await json('/supervision/v1/me', fresh.access_token)).toMatchObject(dana);
    expect((await refresh(tokens.refresh_token)).error).toBe('invalid_grant');

    const again = await signIn(() => 'analyst-dana');
    await again.signOut(again.tokens.id_token);
    expect((await again.refresh(again.tokens.refresh_token)).error).toBe('invalid_grant');
    await signOut(fresh.id_token);
  });

  it('of a licensee is there as soon as its licence is, and reads its own', async () => {
    const officer = { role: 'licensing-officer', organisation: 'aifc' } as const;
    const at = '2026-01-01T00:00:00+05:00';
    const { body } = await esep.call('/licensing/v1/licences/import', officer, {
      licenceId: 'DM-2026-01',
      licenseeBin: '990140000007',
      name: 'Qazyna Mining LLP',
      kind: 'legal-entity',
      authority: 'AIFC',
      issuedAt: at,
      affiliations: [],
    });
    const organisation = body['licenseeId'] as string;
    await until(async () => {
      const { body: licences } = await esep.call('/licensing/v1/licences', officer);
      return (licences['items'] as object[]).length === 1;
    });
    const { tokens } = await signIn((page) => {
      const [, person = ''] = /value="([^"]+)">DM-2026-01/.exec(page) ?? [];
      return person;
    });
    const me = await json('/supervision/v1/me', tokens.access_token);
    expect(me).toMatchObject({ name: 'DM-2026-01', organisation, roles: ['licensee'] });
  });
});
