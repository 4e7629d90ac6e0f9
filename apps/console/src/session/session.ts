import { clientOf, type Schemas } from '@esep/client';
import * as oauth from 'oauth4webapi';

import { firstLocale } from '../language/language.js';

// The only place that knows how one signs in: OpenID Connect, authorisation code with PKCE, at the provider
// that /config.json names. Tokens live in memory alone. A page that is loaded anew goes to the provider and
// comes back, and whoever is still signed in there notices nothing.

/** Who is signed in, as the services know it. */
export type Person = Schemas['supervision']['MeAnswer'];

interface Provider {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly scope: string;
  readonly options: { readonly [oauth.allowInsecureRequests]: boolean };
}

interface Tokens {
  readonly access: string;
  /** When to get others, in milliseconds since 1970. */
  readonly until: number;
  readonly refresh: string | undefined;
}

/** What has to be known when the browser comes back. Neither is a token, or of use for another tab. */
interface Begun {
  readonly verifier: string;
  readonly state: string;
  readonly returnTo: string;
}

/** The page that the provider sends browsers to. */
const SIGNED_IN = '/signed-in';
const BEGUN = 'esep-sign-in';
/** A token is not used in its last seconds: it would expire on the way. */
const MARGIN_SECONDS = 30;

let tokens: Tokens | undefined;
let person: Person | undefined;
const listeners = new Set<() => void>();
const become = (next: Person | undefined): void => {
  person = next;
  for (const listener of listeners) listener();
};

/** Calls a listener whenever somebody else is there; gives what ends that. */
export const onPersonChange = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Who is signed in; undefined before somebody is. */
export const me = (): Person | undefined => person;

/** A token that is good for now. */
export const token = async (): Promise<string> => {
  if (tokens && Date.now() >= tokens.until && !(await renew())) await signIn();
  if (!tokens) throw new Error('Nobody is signed in.');
  return tokens.access;
};

/** Another token than one that was refused: the services’ time may be ahead of this browser’s. */
export const tokenAfter = async (refused: string): Promise<string> => {
  if (tokens?.access === refused && !(await renew())) await signIn();
  return token();
};

/** For what nobody asked for: false where one would have to sign in again, and lose what one writes. */
export const haveToken = async (): Promise<boolean> =>
  tokens !== undefined && (Date.now() < tokens.until || (await renew()));

/** Goes to the provider, which sends the browser back to the same view. The page ends, so nothing follows. */
export const signIn = async (returnTo = hereAndNow()): Promise<never> => {
  const { server, client, scope } = await provider();
  const begun = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    returnTo,
  } satisfies Begun;
  sessionStorage.setItem(BEGUN, JSON.stringify(begun));
  return leaveFor(server.authorization_endpoint, {
    client_id: client.client_id,
    redirect_uri: location.origin + SIGNED_IN,
    response_type: 'code',
    scope,
    state: begun.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(begun.verifier),
    code_challenge_method: 'S256',
    ui_locales: firstLocale(),
  });
};

/** Signs in, or goes on where the provider has sent the browser back. Throws where that did not work. */
export const resume = async (): Promise<void> => {
  if (location.pathname !== SIGNED_IN) return signIn();
  const kept = sessionStorage.getItem(BEGUN);
  sessionStorage.removeItem(BEGUN);
  if (kept === null) return signIn('/');
  const { verifier, state, returnTo } = JSON.parse(kept) as Begun;
  const back = new URL(location.href);
  history.replaceState(null, '', returnTo);
  const { server, client, options } = await provider();
  const answer = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    oauth.validateAuthResponse(server, client, back, state),
    location.origin + SIGNED_IN,
    verifier,
    options,
  );
  keep(await oauth.processAuthorizationCodeResponse(server, client, answer));
  const { data, error } = await clientOf({
    baseUrl: location.origin,
    token: await token(),
  }).GET('/supervision/v1/me');
  if (error) throw new Error(error.detail);
  become(data);
};

/** Ends the session at the provider, and with it what could give other tokens. */
export const signOut = async (): Promise<void> => {
  tokens = undefined;
  become(undefined);
  const { server, client } = await provider();
  await leaveFor(server.end_session_endpoint ?? location.origin, {
    client_id: client.client_id,
    post_logout_redirect_uri: `${location.origin}/`,
    ui_locales: firstLocale(),
  });
};

const hereAndNow = (): string => location.pathname + location.search + location.hash;

const keep = ({
  access_token: access,
  expires_in: seconds = Infinity,
  refresh_token: refresh = tokens?.refresh,
}: oauth.TokenEndpointResponse): void => {
  tokens = { access, refresh, until: Date.now() + (seconds - MARGIN_SECONDS) * 1_000 };
};

let renewing: Promise<boolean> | undefined;

/**
 * Gets other tokens; false where only signing in gives some. A refresh token is good once: whoever needs a
 * token meanwhile waits for the same answer.
 */
const renew = (): Promise<boolean> => {
  renewing ??= askForOthers().finally(() => {
    renewing = undefined;
  });
  return renewing;
};

const askForOthers = async (): Promise<boolean> => {
  const { server, client, options } = await provider();
  const { refresh } = tokens ?? {};
  if (refresh === undefined) return false;
  const answer = await oauth.refreshTokenGrantRequest(
    server,
    client,
    oauth.None(),
    refresh,
    options,
  );
  try {
    keep(await oauth.processRefreshTokenResponse(server, client, answer));
    return true;
  } catch (error) {
    if (error instanceof oauth.ResponseBodyError) return false;
    throw error;
  }
};

const leaveFor = (
  address = '',
  parameters: Readonly<Record<string, string>> = {},
): Promise<never> => {
  const url = new URL(address);
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  location.replace(url);
  return new Promise(() => undefined);
};

let found: Promise<Provider> | undefined;

const provider = (): Promise<Provider> => {
  found ??= findProvider().catch((error: unknown) => {
    found = undefined;
    throw error;
  });
  return found;
};

const findProvider = async (): Promise<Provider> => {
  const config = await fetch('/config.json');
  const { issuer, clientId, scope } = (await config.json()) as Readonly<
    Record<'issuer' | 'clientId' | 'scope', string>
  >;
  const url = new URL(issuer);
  // A development host has no TLS.
  const options = { [oauth.allowInsecureRequests]: url.protocol === 'http:' };
  const answer = await oauth.discoveryRequest(url, options);
  const server = await oauth.processDiscoveryResponse(url, answer);
  return { server, client: { client_id: clientId }, scope, options };
};

/** Whether whoever is signed in has one of these roles. The services decide what that allows. */
export const haveRole = (...roles: readonly string[]): boolean =>
  person?.roles.some((role) => roles.includes(role)) ?? false;
