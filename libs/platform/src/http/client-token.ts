import { StoreUnavailable } from '../event-store/event-store.js';

export interface ClientTokenOptions {
  /** The token endpoint of the identity provider. */
  readonly url: string;
  readonly clientId: string;
  /** Read at each request, because secrets are rotated. */
  readonly clientSecret: () => Promise<string>;
  readonly audience: string;
  readonly timeoutMs?: number;
}

interface Answer {
  readonly access_token?: unknown;
  readonly expires_in?: unknown;
}

/** A token is renewed after this share of its lifetime, so that none expires in flight. */
const RENEWAL_SHARE = 2 / 3;

/**
 * The access token of a service by the client-credentials grant (RFC 6749 §4.4), shared by all callers
 * until it is renewed. Rejects with `StoreUnavailable` while the provider gives none.
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
  // `expires_in` is optional.
  return { value, seconds: typeof seconds === 'number' ? seconds : 60 };
};
