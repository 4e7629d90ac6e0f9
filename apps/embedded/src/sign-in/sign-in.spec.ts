import { mkdtemp, rm } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { Controller, Get, Module } from '@nestjs/common';
import { CurrentPrincipal, demoPrincipals, handlerOf, type Principal } from '@esep/platform';
import {
  scratchFolder,
  startTestService,
  TestBrowser,
  type BrowsedPage,
  type TestService,
} from '@esep/platform/testing';
import * as oauth from 'oauth4webapi';

import { jsonFile } from '../data-directory.js';
import { closeServer, listen, type FrontDoor } from '../front-door.js';
import { demoPerson, type DemoPerson } from './demo-people.js';
import { createSignIn, type SignInConfig } from './sign-in.js';
import { SignInStore, type Remembered } from './sign-in-store.js';

// The sign-in as a browser and the console see it, beside a service that takes its tokens. The client is
// the one of the console; nothing here knows how the provider works inside.

@Controller('sample/v1/who')
class WhoController {
  @Get()
  who(@CurrentPrincipal() principal: Principal): Principal {
    return principal;
  }
}

@Module({ controllers: [WhoController] })
class WhoModule {}

const PEOPLE = demoPrincipals({ pools: ['dmp-1'], exchanges: ['ex-1'] }).map((one) =>
  demoPerson(one),
);
const REFRESH_SECONDS = 2;

let directory: string;
let service: TestService;
let door: FrontDoor;
let origin: string;

/** As a host does at its start: what is remembered is read from its file. */
const start = async (refreshSeconds = 3_600): Promise<void> => {
  const signIn = createSignIn({
    issuer: service.issuer,
    clock: service.clock,
    store: await SignInStore.open(jsonFile<Remembered>(join(directory, 'sign-ins.json'))),
    cookieKey: Buffer.alloc(32, 7),
    port: door.port,
    names: ['127.0.0.1', 'localhost', 'esep.example.kz'],
    people: {
      all: async () => PEOPLE,
      find: async (subject) => PEOPLE.find((person) => person.subject === subject),
    },
    refreshSeconds,
  });
  door.routes.set(
    'dev',
    signIn.handlerBeside((_, response) => response.end('others')),
  );
  door.routes.set('config.json', signIn.config);
};

beforeAll(async () => {
  directory = await mkdtemp(join(scratchFolder(), 'esep-sign-in-'));
  service = await startTestService({ name: 'sample', module: WhoModule });
  door = await listen(0, ['esep.example.kz']);
  origin = `http://127.0.0.1:${door.port}`;
  door.routes.set('sample', handlerOf(service.app));
  await start();
});
afterAll(async () => {
  await closeServer(door.server);
  await service.close();
  await rm(directory, { recursive: true });
});

const INSECURE = { [oauth.allowInsecureRequests]: true } as const;

interface Changed {
  readonly verifier?: string;
  readonly redirect?: string;
  /** The origin of the page that asks. */
  readonly from?: string;
}

/** The console: what it finds out, and how it asks for tokens. */
const openConsole = async (at = origin) => {
  const config = (await (await fetch(`${at}/config.json`)).json()) as SignInConfig;
  const issuer = new URL(config.issuer);
  const found = await oauth.discoveryRequest(issuer, INSECURE);
  const server = await oauth.processDiscoveryResponse(issuer, found);
  const client: oauth.Client = { client_id: config.clientId };
  const redirect = `${at}/signed-in`;
  const verifier = oauth.generateRandomCodeVerifier();
  const browser = new TestBrowser((url) => url.pathname === '/signed-in' || url.pathname === '/');
  const addressWith = async (changed: Readonly<Record<string, string | undefined>> = {}) => {
    const url = new URL(server.authorization_endpoint as string);
    const parameters = {
      client_id: config.clientId,
      redirect_uri: redirect,
      response_type: 'code',
      scope: config.scope,
      state: 'the-state',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...changed,
    };
    for (const [name, value] of Object.entries(parameters))
      if (value !== undefined) url.searchParams.set(name, value);
    return url;
  };
  const none = oauth.None();
  return {
    browser,
    server,
    addressWith,
    /** Chooses a person where the browser is asked; comes back with the code. */
    async signIn(person: string): Promise<BrowsedPage> {
      const page = await browser.open(await addressWith());
      return page.text === '' ? page : browser.press(page, 'person', person);
    },
    async exchange({ url }: BrowsedPage, changed: Changed = {}) {
      const parameters = oauth.validateAuthResponse(server, client, url, 'the-state');
      const answer = await oauth.authorizationCodeGrantRequest(
        server,
        client,
        none,
        parameters,
        changed.redirect ?? redirect,
        changed.verifier ?? verifier,
        // As a browser has it in each request that changes something, also to its own origin.
        { ...INSECURE, headers: new Headers({ origin: changed.from ?? at }) },
      );
      return oauth.processAuthorizationCodeResponse(server, client, answer);
    },
    async refresh(token = '') {
      const answer = await oauth.refreshTokenGrantRequest(server, client, none, token, INSECURE);
      return oauth.processRefreshTokenResponse(server, client, answer);
    },
    /** By the name of the client: no token stands in an address. */
    async signOut(): Promise<BrowsedPage> {
      const url = new URL(server.end_session_endpoint as string);
      url.searchParams.set('client_id', config.clientId);
      url.searchParams.set('post_logout_redirect_uri', `${at}/`);
      return browser.press(await browser.open(url), 'logout', 'yes');
    },
  };
};

const who = async (token: string): Promise<[number, object]> => {
  const answer = await service.call('sample/v1/who', { token });
  return [answer.status, (await answer.json()) as object];
};

const refused = { error: 'invalid_grant' };
const PERSON = 'analyst-dana';
const {
  label: _label,
  at: _at,
  ...DANA
} = PEOPLE.find(({ subject }) => subject === PERSON) as DemoPerson;

describe('A person of the demonstration', () => {
  it('signs in, is known to a service by name, role and organisation, and signs out', async () => {
    const console_ = await openConsole();
    const back = await console_.signIn(PERSON);
    expect(`${back.url.origin}${back.url.pathname}`).toBe(`${origin}/signed-in`);
    const tokens = await console_.exchange(back);
    expect(tokens).toMatchObject({ token_type: 'bearer', expires_in: 600 });
    expect(oauth.getValidatedIdTokenClaims(tokens)).toMatchObject({
      sub: PERSON,
      name: DANA.name,
    });
    expect(await who(tokens.access_token)).toEqual([200, DANA]);

    const refreshed = await console_.refresh(tokens.refresh_token);
    expect(await who(refreshed.access_token)).toEqual([200, DANA]);
    expect(refreshed.refresh_token).not.toBe(tokens.refresh_token);

    const out = await console_.signOut();
    expect(out.url.href).toBe(`${origin}/`);
    await expect(console_.refresh(refreshed.refresh_token)).rejects.toMatchObject(refused);
    const asked = await console_.browser.open(await console_.addressWith());
    expect(asked.text).toContain('Who are you?');
  });

  it('gets no token from a page of another origin', async () => {
    const console_ = await openConsole();
    const back = await console_.signIn(PERSON);
    const asked = console_.exchange(back, { from: 'http://elsewhere.example' });
    await expect(asked).rejects.toMatchObject({ error: 'invalid_request' });
  });

  it('is asked once: a page that was loaded anew has the same person', async () => {
    const console_ = await openConsole();
    await console_.exchange(await console_.signIn(PERSON));
    const again = await console_.browser.open(await console_.addressWith());
    expect(again.url.pathname).toBe('/signed-in');
    expect(await who((await console_.exchange(again)).access_token)).toEqual([200, DANA]);
  });

  it('is another one in another browser, and signs out of one only', async () => {
    const [one, other] = [await openConsole(), await openConsole()];
    const tokens = await one.exchange(await one.signIn(PERSON));
    const others = await other.exchange(await other.signIn('pool-dmp-1'));
    await one.signOut();
    await expect(one.refresh(tokens.refresh_token)).rejects.toMatchObject(refused);
    const { access_token: token } = await other.refresh(others.refresh_token);
    expect(await who(token)).toMatchObject([200, { organisation: 'dmp-1', roles: ['pool'] }]);
  });

  it('API-22: stays signed in over a restart of the host, also in the middle of it', async () => {
    const console_ = await openConsole();
    const page = await console_.browser.open(await console_.addressWith());
    await start();
    const back = await console_.browser.press(page, 'person', PERSON);
    await start();
    const tokens = await console_.exchange(back);
    const refreshed = await console_.refresh(tokens.refresh_token);
    await start();
    await expect(console_.exchange(back)).rejects.toMatchObject(refused);
    // The replayed code ended what was made of it.
    await expect(console_.refresh(refreshed.refresh_token)).rejects.toMatchObject(refused);
  });

  it('goes on after the clock was moved: the token expires, and a new one is of the new time', async () => {
    const console_ = await openConsole();
    const tokens = await console_.exchange(await console_.signIn(PERSON));
    await service.clock.moveTo('2026-06-01T00:00:00.000Z');
    expect(await who(tokens.access_token)).toMatchObject([
      401,
      { type: 'urn:esep:problem:token-expired' },
    ]);
    const { access_token: token } = await console_.refresh(tokens.refresh_token);
    expect(await who(token)).toEqual([200, DANA]);
  });
});

describe('Nobody signs in', () => {
  it('API-22: with a code that was used, and what was made of it ends', async () => {
    const console_ = await openConsole();
    const back = await console_.signIn(PERSON);
    const tokens = await console_.exchange(back);
    await expect(console_.exchange(back)).rejects.toMatchObject(refused);
    await expect(console_.refresh(tokens.refresh_token)).rejects.toMatchObject(refused);
  });

  it('API-22: with a code that another page asked for', async () => {
    const console_ = await openConsole();
    const back = await console_.signIn(PERSON);
    const verifier = oauth.generateRandomCodeVerifier();
    await expect(console_.exchange(back, { verifier })).rejects.toMatchObject(refused);
    const other = await console_.signIn(PERSON);
    const redirect = `${origin}/signed-in/`;
    await expect(console_.exchange(other, { redirect })).rejects.toMatchObject(refused);
  });

  it('API-22: with a refresh token that was used: whoever stole it ends the session of both', async () => {
    const console_ = await openConsole();
    const { refresh_token: first } = await console_.exchange(await console_.signIn(PERSON));
    const { refresh_token: second } = await console_.refresh(first);
    await expect(console_.refresh(first)).rejects.toMatchObject(refused);
    await expect(console_.refresh(second)).rejects.toMatchObject(refused);
  });

  it('with a refresh token that nobody used in time', async () => {
    await start(REFRESH_SECONDS);
    const console_ = await openConsole();
    const tokens = await console_.exchange(await console_.signIn(PERSON));
    await sleep(1_000 * (REFRESH_SECONDS + 1));
    await expect(console_.refresh(tokens.refresh_token)).rejects.toMatchObject(refused);
    await start();
  });

  it.each<[string, Readonly<Record<string, string | undefined>>]>([
    ['for another address', { redirect_uri: 'http://attacker.example/signed-in' }],
    ['for another port', { redirect_uri: 'http://127.0.0.1:1/signed-in' }],
    ['without an address', { redirect_uri: undefined }],
    ['as another client', { client_id: 'esep' }],
  ])('%s: the browser is told so, and sent nowhere', async (_what, changed) => {
    const console_ = await openConsole();
    const page = await console_.browser.open(await console_.addressWith(changed));
    expect([page.status, page.url.origin]).toEqual([400, origin]);
    expect(page.text).toContain('This did not work');
  });

  it.each<[string, Readonly<Record<string, string | undefined>>, string]>([
    ['without a challenge', { code_challenge: undefined }, 'invalid_request'],
    ['with a challenge in plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['by a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
    ['for another resource', { resource: 'urn:bank' }, 'invalid_target'],
    ['without being asked', { prompt: 'none' }, 'login_required'],
  ])('%s', async (_what, changed, error) => {
    const console_ = await openConsole();
    const page = await console_.browser.open(await console_.addressWith(changed));
    const { searchParams, hash } = page.url;
    expect(searchParams.get('error') ?? new URLSearchParams(hash.slice(1)).get('error')).toBe(
      error,
    );
    expect(searchParams.get('code')).toBeNull();
  });

  it('as somebody who is not there, or in the browser of another', async () => {
    const console_ = await openConsole();
    const page = await console_.browser.open(await console_.addressWith());
    const unknown = await console_.browser.open(page.url, { person: 'minister' });
    expect([unknown.status, unknown.text.includes('no such person')]).toEqual([400, true]);
    const other = await new TestBrowser().open(page.url, { person: PERSON });
    expect([other.status, other.text.includes('another browser')]).toEqual([400, true]);
  });
});

describe('The pages of the sign-in', () => {
  it('offer everybody of the demonstration, with role and organisation', async () => {
    const console_ = await openConsole();
    const { text } = await console_.browser.open(await console_.addressWith());
    for (const { label, organisation, subject } of PEOPLE) {
      const button = new RegExp(
        `value="${subject}">${label}\\s+<span>[\\w ]+ · ${organisation}</span>`,
      );
      expect(text).toMatch(button);
    }
  });

  it.each([
    ['kk', 'Сіз кімсіз?'],
    ['de ru', 'Кто вы?'],
    ['x', 'Who are you?'],
  ])('are in the language that the console asks for: %s', async (language, title) => {
    const console_ = await openConsole();
    const page = await console_.browser.open(await console_.addressWith({ ui_locales: language }));
    expect(page.text).toContain(`<h1>${title}</h1>`);
  });

  it('have no script or style in them, and are let have none', async () => {
    const console_ = await openConsole();
    const tokens = await console_.exchange(await console_.signIn(PERSON));
    const leaving = new URL(console_.server.end_session_endpoint as string);
    leaving.searchParams.set('id_token_hint', tokens.id_token as string);
    const other = await openConsole();
    const pages = [
      await other.browser.open(await other.addressWith()),
      await other.browser.open(await other.addressWith({ client_id: 'esep' })),
      await console_.browser.open(leaving),
    ];
    for (const { text, headers } of pages) {
      expect(text).not.toMatch(/<style|<script>| style=| on\w+=/);
      const policy = headers.get('content-security-policy');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("form-action 'self'");
      expect(policy).not.toContain('unsafe');
      for (const [, path = ''] of text.matchAll(/(?:href|src)="(\/dev[^"]+)"/g))
        expect((await fetch(origin + path)).status).toBe(200);
    }
  });

  const ORIGINS = [
    ['localhost:5173', 'http://localhost:5173'],
    ['127.0.0.1', 'http://127.0.0.1'],
    ['esep.example.kz', 'https://esep.example.kz'],
    ['esep.example.kz:8443', 'https://esep.example.kz:8443'],
    ...Array.from({ length: 20 }, (_, n) => [`localhost:${n + 1}`, `http://localhost:${n + 1}`]),
  ] as const;

  it('API-22: are of the host that was asked, by a name of its own', async () => {
    const issuers = await Promise.all(
      ORIGINS.map(async ([host = '']) => {
        const { text } = await ask('/dev/oidc/.well-known/openid-configuration', host);
        const { issuer, token_endpoint: token } = JSON.parse(text) as Record<string, string>;
        return [issuer, token, JSON.parse((await ask('/config.json', host)).text)];
      }),
    );
    const at = (base: string) => [
      `${base}/dev/oidc`,
      `${base}/dev/oidc/token`,
      { issuer: `${base}/dev/oidc`, clientId: 'esep-console', scope: 'openid' },
    ];
    expect(issuers).toEqual(ORIGINS.map(([, base]) => at(base)));
    for (const host of ['attacker.example', `attacker.example:${door.port}`, 'localhost:x']) {
      expect([host, (await ask('/config.json', host)).status]).toEqual([host, 421]);
      expect([host, (await ask('/dev/oidc/auth', host)).status]).toEqual([host, 421]);
    }
    const forwarded = { 'x-forwarded-host': 'attacker.example', 'x-forwarded-proto': 'ftp' };
    const path = '/dev/oidc/.well-known/openid-configuration';
    expect((await ask(path, `127.0.0.1:${door.port}`, forwarded)).text).not.toMatch(/attacker|ftp/);
    expect((await ask('/dev/v1/clock', `127.0.0.1:${door.port}`)).text).toBe('others');
  });

  const ask = (path: string, host: string, headers = {}) =>
    new Promise<{ status?: number; text: string }>((resolve, reject) => {
      const options = { host: '127.0.0.1', port: door.port, path, headers: { host, ...headers } };
      request(options, (answer) => {
        let text = '';
        answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      })
        .on('error', reject)
        .end();
    });
});
