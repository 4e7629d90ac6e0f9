import { StoreUnavailable } from '../event-store/event-store.js';

export interface ClientTokenOptions {
  /** The token endpoint of the identity provider. */
  readonly url: string;
  readonly clientId: string;
  /** Asked for at each request, because secrets are renewed. */
  readonly clientSecret: () => Promise<string>;
  readonly audience: string;
  readonly timeoutMs?: number;
}

interface Answer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}

/** A token is renewed when this part of its life is over, so that none expires on its way. */
const RENEWAL_SHARE = 2 / 3;

/**
 * The access token of a service by the client-credentials grant (RFC 6749 §4.4): one for all callers
 * until it is to be renewed. Rejects with `StoreUnavailable` while there is none to be had.
 */
export const clientToken = (options: ClientTokenOptions): (() => Promise<string>) => {
  let token: Promise<string> | undefined;
  return () =>
    (token ??= grant(options).then(
      ({ value, seconds }) => {
        const renewal = setTimeout(forget, seconds * RENEWAL_SHARE * 1_000);
        renewal.unref();
        return value;
      },
      (error: unknown) => {
        forget();
        throw error;
      },
    ));

  function forget(): void {
    token = undefined;
  }
};

const grant = async ({
  url,
  clientId,
  clientSecret,
  audience,
  timeoutMs = 10_000,
}: ClientTokenOptions): Promise<{ value: string; seconds: number }> => {
  // Each part is form-encoded before both are joined (RFC 6749 §2.3.1).
  const identity = [clientId, await clientSecret()].map(encodeURIComponent).join(':');
  const response = await fetch(url, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(identity).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', audience }),
    signal: AbortSignal.timeout(timeoutMs),
  }).catch((error: unknown) => {
    throw new StoreUnavailable(`${url} gives no token.`, { cause: error });
  });
  const answer = (await response.json().catch(() => ({}))) as Answer;
  const { access_token: value, expires_in: seconds } = answer;
  if (!response.ok || typeof value !== 'string')
    throw new StoreUnavailable(`${url} gives no token to ${clientId}: ${response.status}.`);
  // A provider need not say how long a token lives.
  return { value, seconds: typeof seconds === 'number' ? seconds : 60 };
};
