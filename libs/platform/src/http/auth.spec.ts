import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { Controller, Get, Module, Param } from '@nestjs/common';
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWTPayload } from 'jose';

import {
  CurrentPrincipal,
  hasRole,
  organisationIs,
  Public,
  requireOrganisation,
  Roles,
  TokenVerifier,
} from './auth.js';
import { fixedClock } from '../runtime/clock.js';
import { ServiceConfig } from '../runtime/config.js';
import { DevelopmentIssuer, demoPrincipals, type IssuerKey } from './development-issuer.js';
import { Problem, type ProblemDocument } from './problem.js';
import { ROLES, type Principal, type Role } from './request-context.js';
import { startTestService, TEST_NOW, type TestService } from '../testing/test-service.js';

@Roles('pool')
@Controller('sample/v1/pools')
class PoolController {
  @Get(':id')
  read(@Param('id') id: string, @CurrentPrincipal() principal: Principal): Principal {
    requireOrganisation(principal, id);
    return principal;
  }

  @Get(':id/register')
  @Public()
  register(@Param('id') id: string): { id: string } {
    return { id };
  }

  @Get(':id/checks')
  @Roles('auditor', 'supervision-analyst')
  checks(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Module({ controllers: [PoolController] })
class PoolModule {}

const pool: Principal = { subject: 'robot-1', organisation: 'dmp-1', roles: ['pool'] };

describe('A service that is asked with a token', () => {
  let service: TestService;

  beforeAll(async () => {
    service = await startTestService({ name: 'sample', module: PoolModule });
  });

  afterAll(() => service.close());

  const ask = (token: string | undefined, path = 'dmp-1', headers: Record<string, string> = {}) =>
    service.call(`sample/v1/pools/${path}`, {
      ...(token === undefined ? {} : { token }),
      headers,
    });

  const refusalOf = async (response: Response): Promise<[number, string]> => [
    response.status,
    ((await response.json()) as ProblemDocument).type.replace('urn:esep:problem:', ''),
  ];

  it('knows whose it is', async () => {
    const response = await ask(await service.issuer.token({ ...pool, name: 'Robot' }));
    expect(await response.json()).toEqual({ ...pool, name: 'Robot' });
  });

  it('of another pool, refuses it', async () => {
    const response = await ask(await service.tokenOf('pool', 'dmp-2'));
    const problem = (await response.json()) as ProblemDocument;
    expect(problem).toMatchObject({
      type: 'urn:esep:problem:other-organisation',
      status: 403,
      detail: 'This token speaks for dmp-2, not for dmp-1.',
    });
  });

  it('FIGURES-3: of a pool that calls its robot an auditor, refuses it and says why', async () => {
    const token = await service.issuer.token({
      ...pool,
      roles: ['auditor', 'supervision-analyst'],
    });
    const response = await ask(token, 'dmp-1/checks');
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({
      type: 'urn:esep:problem:role-missing',
      detail:
        'This call needs one of auditor, supervision-analyst, in the organisation that the role belongs to; this token speaks for dmp-1.',
    });
  });

  it('of another role, refuses it', async () => {
    expect(await refusalOf(await ask(await service.tokenOf('exchange', 'dmp-1')))).toEqual([
      403,
      'role-missing',
    ]);
  });

  it('lets a handler ask for other roles than its controller', async () => {
    expect((await ask(await service.tokenOf('auditor'), 'dmp-1/checks')).status).toBe(200);
    expect((await ask(await service.tokenOf('pool', 'dmp-1'), 'dmp-1/checks')).status).toBe(403);
  });

  it('lets anybody read what is public, whatever the token', async () => {
    expect((await ask(undefined, 'dmp-1/register')).status).toBe(200);
    expect((await ask('rubbish', 'dmp-1/register')).status).toBe(200);
  });

  it('asks for one when there is none', async () => {
    const response = await ask(undefined);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    expect(await refusalOf(response)).toEqual([401, 'token-missing']);
  });

  it.each(['Basic ZGVtbzpkZW1v', 'Bearer', 'Bearer a b', 'Bearer {}'])(
    'refuses an Authorization that is no bearer token: %s',
    async (authorization) => {
      const response = await ask(undefined, 'dmp-1', { authorization });
      expect(await refusalOf(response)).toEqual([401, 'token-invalid']);
    },
  );

  it('refuses it from the moment its time is over by the clock of the service', async () => {
    const token = await service.issuer.token(pool, 3_600);
    expect((await ask(token)).status).toBe(200);
    await service.clock.moveTo('2026-03-05T08:00:30.000Z');
    expect((await ask(token)).status).toBe(200);
    await service.clock.moveTo('2026-03-05T08:01:50.000Z');
    const response = await ask(token);
    expect(response.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect(await refusalOf(response)).toEqual([401, 'token-expired']);
  });
});

describe('A token', () => {
  const config = Object.assign(new ServiceConfig(), { ESEP_ISSUER: 'https://id.test' });
  const clock = fixedClock(TEST_NOW);
  const now = Date.parse(TEST_NOW) / 1_000;
  const good: JWTPayload = {
    iss: 'https://id.test',
    aud: 'esep',
    sub: 'robot-1',
    organisation: 'dmp-1',
    roles: ['pool', 'emperor'],
    exp: now + 60,
  };
  const without = (claim: string): JWTPayload =>
    Object.fromEntries(Object.entries(good).filter(([name]) => name !== claim));
  let issuer: DevelopmentIssuer;
  let privateKey: Parameters<SignJWT['sign']>[0];
  let verifier: TokenVerifier;

  beforeAll(async () => {
    const pair = await generateKeyPair('ES256', { extractable: true });
    privateKey = pair.privateKey;
    issuer = await DevelopmentIssuer.start({ clock, issuer: 'https://id.test', audience: 'esep' });
    const publicKey = { ...(await exportJWK(pair.publicKey)), kid: 'es', alg: 'ES256' };
    verifier = new TokenVerifier(config, clock, { keys: [...issuer.jwks().keys, publicKey] });
  });

  const signed = (payload: JWTPayload, typ: string | undefined = 'at+jwt') =>
    new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', kid: 'es', ...(typ === '' ? {} : { typ }) })
      .sign(privateKey);

  const refusal = async (token: string): Promise<Problem> => {
    const thrown: unknown = await verifier.verify(token).catch((error: unknown) => error);
    if (thrown instanceof Problem) return thrown;
    throw new Error(`The token was accepted: ${JSON.stringify(thrown)}`);
  };

  it('names its subject, organisation and the roles that we know', async () => {
    expect(await verifier.verify(await signed(good))).toEqual(pool);
  });

  it.each<[string, JWTPayload, string]>([
    ['for another audience', { ...good, aud: 'bank' }, 'aud'],
    ['of another issuer', { ...good, iss: 'https://evil.test' }, 'iss'],
    ['that is not valid yet', { ...good, nbf: now + 120 }, 'nbf'],
    ['without an end', without('exp'), 'exp'],
    ['without a subject', without('sub'), 'sub'],
    ['without an organisation', without('organisation'), 'organisation'],
    ['without roles', without('roles'), 'roles'],
  ])('%s is refused', async (_what, payload, claim) => {
    const problem = await refusal(await signed(payload));
    expect(problem).toMatchObject({ status: 401, fact: 'token-invalid' });
    expect(problem.message).toBe(`The token's ${claim} is not what it must be.`);
  });

  it.each<[string, JWTPayload]>([
    ['an empty subject', { ...good, sub: '' }],
    ['a blank subject', { ...good, sub: ' ' }],
    ['a subject with a line break', { ...good, sub: 'a\nb' }],
    ['a subject of 129 characters', { ...good, sub: 'a'.repeat(129) }],
    ['a person’s number for a subject', { ...good, sub: '791028302728' }],
    ['an empty organisation', { ...good, organisation: '' }],
    ['an organisation that is no text', { ...good, organisation: ['dmp-1'] }],
  ])('API-18: with %s is refused', async (_what, payload) => {
    expect(await refusal(await signed(payload))).toMatchObject({
      status: 401,
      fact: 'token-invalid',
    });
  });

  it.each(['', 'JWT', 'dpop+jwt', 'logout+jwt', 'x'])(
    'API-18: of another type than an access token is refused: %j',
    async (typ) => {
      const problem = await refusal(await signed(good, typ));
      expect(problem).toMatchObject({ status: 401, fact: 'token-invalid' });
      expect(problem.message).toBe("The token's typ is not what it must be.");
    },
  );

  it('API-18: has the type that is configured, for providers that know no other', async () => {
    const { keys } = issuer.jwks();
    const older = Object.assign(new ServiceConfig(), {
      ESEP_ISSUER: 'https://id.test',
      ESEP_TOKEN_TYPE: 'JWT',
    });
    const token = await issuer.token(pool);
    await expect(new TokenVerifier(older, clock, { keys }).verify(token)).rejects.toMatchObject({
      fact: 'token-invalid',
    });
    expect(await verifier.verify(await signed(good, 'application/AT+JWT'))).toEqual(pool);
  });

  describe.each(ROLES)('with the role %s', (role) => {
    const LICENSEE = '0195c1f0-5a00-7c3e-9d41-6b2f8a70c001';
    const HOME: Partial<Record<Role, readonly string[]>> = {
      pool: ['dmp-1'],
      exchange: ['dmp-1'],
      licensee: [LICENSEE],
      service: ['tax', 'aifc'],
    };
    const home = HOME[role] ?? ['aifc'];

    it.each(['dmp-1', LICENSEE, 'tax', 'aifc', 'AIFC'])(
      'FIGURES-3: in %s',
      async (organisation) => {
        const token = await signed({ ...good, organisation, roles: [role] });
        expect((await verifier.verify(token)).roles).toEqual(
          home.includes(organisation) ? [role] : [],
        );
      },
    );
  });

  it('FIGURES-3, API-18: is staff of the organisation that is configured', async () => {
    const elsewhere = Object.assign(new ServiceConfig(), {
      ESEP_ISSUER: 'https://id.test',
      ESEP_REGULATOR: 'afsa',
    });
    const tokens = new TokenVerifier(elsewhere, clock, issuer.jwks());
    const rolesIn = async (organisation: string) =>
      (await tokens.verify(await issuer.token({ ...pool, organisation, roles: ['auditor'] })))
        .roles;
    expect([await rolesIn('afsa'), await rolesIn('aifc')]).toEqual([['auditor'], []]);
  });

  it('whose roles are no list is refused', async () => {
    expect(await refusal(await signed({ ...good, roles: 'pool' }))).toMatchObject({ status: 401 });
  });

  it('without a signature is refused', async () => {
    expect(await refusal(new UnsecuredJWT(good).encode())).toMatchObject({
      status: 401,
      fact: 'token-invalid',
    });
  });

  it('signed by the public key as a secret is refused', async () => {
    const [key] = issuer.jwks().keys;
    const forged = await new SignJWT(good)
      .setProtectedHeader({ alg: 'HS256', kid: key?.kid as string })
      .sign(Buffer.from(key?.x as string, 'base64url'));
    expect(await refusal(forged)).toMatchObject({ status: 401, fact: 'token-invalid' });
  });

  it('signed by a key of somebody else is refused', async () => {
    const other = await DevelopmentIssuer.start({
      clock,
      issuer: 'https://id.test',
      audience: 'esep',
    });
    expect(await refusal(await other.token(pool))).toMatchObject({ fact: 'token-invalid' });
  });

  it('that was changed after it was signed is refused', async () => {
    const [header, , signature] = (await signed(good)).split('.');
    const payload = Buffer.from(JSON.stringify({ ...good, organisation: 'dmp-2' }));
    const forged = [header, payload.toString('base64url'), signature].join('.');
    expect(await refusal(forged)).toMatchObject({ status: 401, fact: 'token-invalid' });
  });

  describe('of an identity provider elsewhere', () => {
    let provider: Server;
    let asked = 0;
    let broken = false;

    beforeAll(async () => {
      provider = createServer((_request, response) => {
        asked += 1;
        response.statusCode = broken ? 500 : 200;
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify(issuer.jwks()));
      });
      await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    });

    afterAll(() => new Promise((resolve) => provider.close(resolve)));

    const remote = () =>
      new TokenVerifier(
        Object.assign(new ServiceConfig(), {
          ESEP_ISSUER: 'https://id.test',
          ESEP_JWKS_URL: `http://127.0.0.1:${(provider.address() as AddressInfo).port}/jwks`,
        }),
        clock,
      );

    it('is checked with keys that are fetched once', async () => {
      const tokens = remote();
      for (let i = 0; i < 3; i += 1) await tokens.verify(await issuer.token(pool));
      expect(asked).toBe(1);
    });

    it('is neither right nor wrong while the keys cannot be had', async () => {
      broken = true;
      const token = await issuer.token(pool);
      await expect(remote().verify(token)).rejects.toMatchObject({
        status: 503,
        fact: 'identity-provider-unavailable',
      });
    });

    it('cannot be checked while nobody answers there', async () => {
      const config = Object.assign(new ServiceConfig(), {
        ESEP_ISSUER: 'https://id.test',
        ESEP_JWKS_URL: 'http://127.0.0.1:1/jwks',
      });
      const token = await issuer.token(pool);
      await expect(new TokenVerifier(config, clock).verify(token)).rejects.toMatchObject({
        status: 503,
      });
    });
  });
});

describe('The development issuer', () => {
  const options = { clock: fixedClock(TEST_NOW), issuer: 'https://id.test', audience: 'esep' };

  it('publishes no secret', async () => {
    const { keys } = (await DevelopmentIssuer.start(options)).jwks();
    expect(keys).toHaveLength(1);
    expect(keys[0]).not.toHaveProperty('d');
    expect(keys[0]).toMatchObject({ kty: 'OKP', crv: 'Ed25519', alg: 'EdDSA' });
  });

  it('keeps its key, so that tokens outlive a restart', async () => {
    const kept: { key?: Parameters<IssuerKey['save']>[0] } = {};
    const key: IssuerKey = {
      load: async () => kept.key,
      save: async (given) => {
        kept.key = given;
      },
    };
    const before = await DevelopmentIssuer.start({ ...options, key });
    const after = await DevelopmentIssuer.start({ ...options, key });
    expect(after.jwks()).toEqual(before.jwks());
  });

  it('does not run where figures are real', async () => {
    const before = process.env['NODE_ENV'];
    process.env['NODE_ENV'] = 'production';
    try {
      await expect(DevelopmentIssuer.start(options)).rejects.toThrow('for development only');
    } finally {
      process.env['NODE_ENV'] = before;
    }
  });

  it('gives a token to each role and organisation of a demonstration', async () => {
    const issuer = await DevelopmentIssuer.start(options);
    const config = Object.assign(new ServiceConfig(), { ESEP_ISSUER: options.issuer });
    const verifier = new TokenVerifier(config, options.clock, issuer.jwks());
    const tokens = await issuer.tokens(
      demoPrincipals({
        pools: ['dmp-1', 'dmp-2'],
        exchanges: ['ace'],
        licensees: ['0195c1f0-5a00-7c3e-9d41-6b2f8a70c001'],
        services: ['tax'],
      }),
    );
    expect(new Set(tokens.flatMap(({ roles }) => roles)).size).toBe(11);
    for (const { token, ...principal } of tokens)
      expect(await verifier.verify(token)).toEqual(principal);
    // Two persons must be able to act in each deciding role.
    for (const role of ['licensing-officer', 'enforcement-officer', 'tax-officer'] as const)
      expect(tokens.filter((token) => hasRole(token, role))).toHaveLength(2);
    expect(tokens.filter((token) => organisationIs(token, 'dmp-2'))).toHaveLength(1);
  });
});
