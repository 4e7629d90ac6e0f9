import type { RequestListener } from 'node:http';

import { millisOf } from '@esep/kernel';
import {
  type Clock,
  type DevelopmentIssuer,
  LOOPBACK_NAMES,
  Problem,
  sendProblem,
} from '@esep/platform';
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';
import helmet from 'helmet';
import { errors, Provider, type Configuration, type KoaContextWithOIDC } from 'oidc-provider';

import type { DataDirectory } from '../data-directory.js';
import type { DemoSector } from '../development.module.js';
import { namesOf } from '../front-door.js';
import { demoPeople, type DemoPeople } from './demo-people.js';
import {
  choicePage,
  PRESS,
  refusedPage,
  SIGN_IN,
  signedOutPage,
  signOutPage,
  STYLE,
} from './sign-in-pages.js';
import { SignInStore } from './sign-in-store.js';
import { languageOf, type Language, type Obstacle } from './sign-in-words.js';

// OpenID Connect for people, on a development host: whoever reaches it chooses whom to be. Its access tokens
// are those of the development issuer, so that services accept them as they accept the others.

export const CONSOLE_CLIENT = 'esep-console';

/** Where a browser comes back to after the sign-in, below the origin of the console. */
const SIGNED_IN = '/signed-in';

/** The resource that access tokens are for. Its identifier must be a URI; their `aud` is that of the issuer. */
const API = 'urn:esep:api';

/** Anybody can ask by any port. */
const ORIGINS_MAX = 8;

const ACCESS_SECONDS = 600;
const SESSION_SECONDS = 43_200;

export interface SignInOptions {
  readonly issuer: DevelopmentIssuer;
  readonly clock: Clock;
  readonly store: SignInStore;
  /** Signs the cookies. */
  readonly cookieKey: Buffer;
  /** The port of the host, and the names by which it may be asked for. */
  readonly port: number;
  readonly names: readonly string[];
  /** Whom one may choose to be. */
  readonly people: DemoPeople;
  /** How long a refresh token is good that nobody used. */
  readonly refreshSeconds?: number;
}

/** What a console has to know to sign somebody in. */
export interface SignInConfig {
  readonly issuer: string;
  readonly clientId: string;
  readonly scope: string;
}

export interface SignIn {
  /** Answers what is below `SIGN_IN`, and has `others` answer the rest of what is below `/dev`. */
  handlerBeside(others: RequestListener): RequestListener;
  /** Answers `GET /config.json`. */
  readonly config: RequestListener;
}

/** The sign-in of a host, with what it remembers in the host's directory. */
export const startSignIn = async (
  data: DataDirectory,
  { port, hostNames, sector, clock, issuer }: HostSettings,
): Promise<SignIn> =>
  createSignIn({
    issuer,
    clock,
    store: await SignInStore.open(data.file('secrets/sign-ins.json')),
    cookieKey: await data.secretBytes('sign-in-cookies'),
    port,
    names: namesOf(hostNames),
    people: demoPeople(sector, `http://127.0.0.1:${port}`, issuer),
  });

interface HostSettings {
  readonly port: number;
  readonly hostNames?: readonly string[] | undefined;
  readonly sector: DemoSector;
  readonly clock: Clock;
  readonly issuer: DevelopmentIssuer;
}

export const createSignIn = (options: SignInOptions): SignIn => {
  const apps = new Map<string, Express>();
  const appOf = (origin: string): Express => {
    const known = apps.get(origin) ?? createApp(origin, options);
    apps.delete(origin);
    apps.set(origin, known);
    const [oldest] = apps.keys();
    // Whoever comes back to it finds what was remembered, with another one.
    if (oldest !== undefined && apps.size > ORIGINS_MAX) apps.delete(oldest);
    return known;
  };
  /** Without an origin of this host there is no issuer: a foreign name may not become one. */
  const at =
    (handle: (origin: string) => RequestListener): RequestListener =>
    (request, response) => {
      const origin = originOf(request.headers.host, options);
      if (origin !== undefined) return handle(origin)(request, response);
      const detail = `One signs in at the address of this host, e.g. http://127.0.0.1:${options.port}.`;
      sendProblem(response, new Problem(421, 'host-unknown', { detail }));
    };
  const signIn = at(appOf);
  return {
    handlerBeside: (others) => (request, response) =>
      (request.url?.startsWith(`${SIGN_IN}/`) ? signIn : others)(request, response),
    config: at((origin) => (_request, response) => {
      const config = { issuer: `${origin}${SIGN_IN}`, clientId: CONSOLE_CLIENT, scope: 'openid' };
      response.writeHead(200, { 'content-type': 'application/json', 'cache-control': 'no-store' });
      response.end(JSON.stringify(config satisfies SignInConfig));
    }),
  };
};

/**
 * This machine's own names are asked for in plain, at any port, because ports are forwarded; other names over
 * TLS, which a tunnel ends, but at the port of the host itself.
 */
const originOf = (
  host: string | undefined,
  { port, names }: Pick<SignInOptions, 'port' | 'names'>,
): string | undefined => {
  const [, name = '', at] = /^(.*?)(?::(\d+))?$/.exec((host ?? '').toLowerCase()) ?? [];
  if (!names.includes(name)) return undefined;
  const isPlain = LOOPBACK_NAMES.some((one) => one === name) || Number(at ?? 80) === port;
  return URL.parse(`${isPlain ? 'http' : 'https'}://${host}`)?.origin;
};

const createApp = (origin: string, options: SignInOptions): Express => {
  const provider = new Provider(`${origin}${SIGN_IN}`, configurationOf(origin, options));
  // Its addresses are those of its origin, also behind a tunnel that ends TLS.
  provider.proxy = true;
  provider.on('server_error', (_context, error) => console.error(error));
  const app = express();
  app.disable('x-powered-by');
  app.use(HEADERS);
  const uid = `${SIGN_IN}/interaction/:uid`;
  app.get(
    uid,
    handled(async (request, response) => {
      const found = await interactionOf(provider, request, response);
      if (!found) return;
      const language = languageOf(found.params['ui_locales'], request.headers['accept-language']);
      sendPage(response, choicePage(language, found.uid, await options.people.all()));
    }),
  );
  app.post(
    uid,
    express.urlencoded({ extended: false, limit: 4_096 }),
    handled(async (request, response) => {
      const { person } = (request.body ?? {}) as { person?: unknown };
      if (!(await interactionOf(provider, request, response))) return;
      const chosen = typeof person === 'string' ? await options.people.find(person) : undefined;
      if (!chosen) return refuse(request, response, 'unknown');
      const login = { accountId: chosen.subject };
      await provider.interactionFinished(request, response, { login });
    }),
  );
  app.get(`${SIGN_IN}/sign-in.css`, (_, response) => void response.type('css').send(STYLE));
  app.get(`${SIGN_IN}/press.js`, (_, response) => void response.type('js').send(PRESS));
  const handle = provider.callback();
  app.use(SIGN_IN, (request, response) => {
    request.headers['x-forwarded-proto'] = new URL(origin).protocol.slice(0, -1);
    delete request.headers['x-forwarded-host'];
    void handle(request, response);
  });
  app.use(failed);
  return app;
};

/** Files of ours and no script or style in a page, as the console has it. */
const HEADERS = helmet({
  contentSecurityPolicy: {
    useDefaults: false,
    directives: {
      'default-src': ["'none'"],
      'script-src': ["'self'"],
      'style-src': ["'self'"],
      'img-src': ['data:'],
      'base-uri': ["'none'"],
      'form-action': ["'self'"],
      'frame-ancestors': ["'none'"],
    },
  },
  // Without TLS, browsers refuse or ignore these.
  strictTransportSecurity: false,
  crossOriginOpenerPolicy: false,
  originAgentCluster: false,
});

const failed: ErrorRequestHandler = (error: { status?: number }, request, response, next) => {
  const { status = 500 } = error;
  if (response.headersSent) return next(error);
  if (status >= 500) console.error(error);
  refuse(request, response, 'refused', status);
};

/** Express 5 has a rejection of what is returned answered by its handler of errors. */
const handled =
  (handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
  (request, response) =>
    handle(request, response);

/** The sign-in under way of this browser; undefined after the browser was told that there is none. */
const interactionOf = async (provider: Provider, request: Request, response: Response) => {
  try {
    return await provider.interactionDetails(request, response);
  } catch (error) {
    if (!(error instanceof errors.OIDCProviderError)) throw error;
    refuse(request, response, 'expired');
  }
};

const refuse = (request: Request, response: Response, why: Obstacle, status = 400): void =>
  sendPage(response, refusedPage(languageOf(request.headers['accept-language']), why), status);

const sendPage = (response: Response, page: string, status = 200): void => {
  response.status(status).set('cache-control', 'no-store').type('html').send(page);
};

const languageAt = (context: KoaContextWithOIDC): Language =>
  languageOf(context.oidc?.params?.['ui_locales'], context.get('accept-language'));

const configurationOf = (
  origin: string,
  { issuer, clock, store, cookieKey, people, refreshSeconds = SESSION_SECONDS }: SignInOptions,
): Configuration => {
  return {
    adapter: (model: string) => store.adapterOf(model),
    jwks: { keys: [issuer.signingKey] },
    enabledJWA: { idTokenSigningAlgValues: ['EdDSA'] },
    clientDefaults: { id_token_signed_response_alg: 'EdDSA' },
    clients: [
      {
        client_id: CONSOLE_CLIENT,
        client_name: 'Esep',
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        response_types: ['code'],
        redirect_uris: [`${origin}${SIGNED_IN}`],
        post_logout_redirect_uris: [`${origin}/`],
      },
    ],
    responseTypes: ['code'],
    scopes: ['openid'],
    claims: { openid: ['sub', 'name'] },
    conformIdTokenClaims: false,
    allowOmittingSingleRegisteredRedirectUri: false,
    pkce: { required: () => true },
    rotateRefreshToken: true,
    issueRefreshToken: async () => true,
    // With the session, so that whoever signs out has no token left that gives others.
    expiresWithSession: async () => true,
    ttl: {
      AuthorizationCode: 60,
      AccessToken: ACCESS_SECONDS,
      IdToken: ACCESS_SECONDS,
      RefreshToken: refreshSeconds,
      Interaction: 3_600,
      Session: SESSION_SECONDS,
      Grant: SESSION_SECONDS,
    },
    // The console is served from the provider's own origin; pages of others get no token.
    clientBasedCORS: (_context, from) => from === origin,
    features: {
      devInteractions: { enabled: false },
      userinfo: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: {
        enabled: true,
        defaultResource: async (_context, _client, oneOf) => oneOf ?? API,
        useGrantedResource: async () => true,
        getResourceServerInfo: async (_context, resource) => {
          if (resource !== API) throw new errors.InvalidTarget();
          return {
            scope: '',
            audience: issuer.audience,
            accessTokenFormat: 'jwt',
            accessTokenTTL: ACCESS_SECONDS,
            jwt: { sign: { alg: 'EdDSA' } },
          };
        },
      },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: async (context, form) => {
          const isCertain = context.oidc.client !== undefined;
          context.body = signOutPage(languageAt(context), form, isCertain);
        },
        postLogoutSuccessSource: async (context) => {
          context.body = signedOutPage(languageAt(context));
        },
      },
    },
    cookies: {
      keys: [cookieKey.toString('hex')],
      long: { httpOnly: true, sameSite: 'lax', path: SIGN_IN },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    interactions: { url: (_context, { uid }) => `${SIGN_IN}/interaction/${uid}` },
    renderError: async (context, { error, error_description: description }) => {
      context.type = 'html';
      context.body = refusedPage(languageAt(context), 'refused', description ?? error);
    },
    findAccount: async (_context, subject) => {
      const person = await people.find(subject);
      return (
        person && { accountId: subject, claims: async () => ({ sub: subject, name: person.name }) }
      );
    },
    // The console is ours: nobody is asked whether it may do what it is for.
    loadExistingGrant: async ({ oidc: { client, session, provider } }) => {
      const { clientId } = client ?? {};
      const known = clientId && session?.grantIdFor(clientId);
      const grant = known ? await provider.Grant.find(known) : undefined;
      if (grant) return grant;
      const made = new provider.Grant({ clientId, accountId: session?.accountId });
      made.addOIDCScope('openid');
      await made.save();
      return made;
    },
    extraTokenClaims: async (_context, token) => {
      const person = await people.find(('accountId' in token && token.accountId) || '');
      return (
        person && { organisation: person.organisation, roles: person.roles, name: person.name }
      );
    },
    formats: {
      customizers: {
        // The services’ time, which may have been moved, and the issuer that they trust.
        jwt: (_context, _token, { payload }) => {
          const now = Math.floor(millisOf(clock.now()) / 1_000);
          Object.assign(payload, { iss: issuer.name, iat: now, exp: now + ACCESS_SECONDS });
        },
      },
    },
  };
};
