import createClient, { type Client } from 'openapi-fetch';

import type * as Development from './paths/dev.js';
import type * as ExchangeSettlement from './paths/exchange-settlement.js';
import type * as Licensing from './paths/licensing.js';
import type * as PoolReporting from './paths/pool-reporting.js';
import type * as Supervision from './paths/supervision.js';
import type * as Tax from './paths/tax.js';
import type * as Telemetry from './paths/telemetry.js';

/** Bodies and answers by service and name, as the OpenAPI documents name them. */
export interface Schemas {
  readonly licensing: Licensing.components['schemas'];
  readonly 'pool-reporting': PoolReporting.components['schemas'];
  readonly 'exchange-settlement': ExchangeSettlement.components['schemas'];
  /** A program of pool-reporting, at its addresses. */
  readonly telemetry: Telemetry.components['schemas'];
  readonly tax: Tax.components['schemas'];
  readonly supervision: Supervision.components['schemas'];
  /** What only a development host has. */
  readonly dev: Development.components['schemas'];
}

export type ServiceName = Exclude<keyof Schemas, 'dev' | 'telemetry'>;

/** Why a call was refused (RFC 9457). `about:blank` where something on the way refused it. */
export type Problem = Schemas[keyof Schemas]['ProblemSchema'];

/** What a call is answered: `data`, or the `error` where it was refused. */
export type Answered<Body> = (
  | { readonly data: Body; readonly error?: never }
  | { readonly data?: never; readonly error: Problem }
) & { readonly response: Response };

/** Whether a service works. Hosts have it at different addresses, so that no document names it. */
type ReadinessPaths = Record<
  '/health/ready' | `/${ServiceName}/health/ready`,
  {
    readonly get: {
      readonly responses: {
        readonly 200: { readonly content: { readonly 'application/json': object } };
        readonly default: { readonly content: { readonly 'application/problem+json': Problem } };
      };
    };
  }
>;

interface Paths
  extends
    Licensing.paths,
    PoolReporting.paths,
    ExchangeSettlement.paths,
    Tax.paths,
    Telemetry.paths,
    Supervision.paths,
    Development.paths,
    ReadinessPaths {}

/** Other content is asked for by `parseAs` and a header `accept`. */
type Json = 'application/json' | 'application/problem+json';

/** Its methods are named as those of HTTP, and take the address as the document has it. */
export type EsepClient = Client<Paths, Json>;

export interface ClientOptions {
  /** Where Esep is, e.g. `http://127.0.0.1:7080`. */
  readonly baseUrl: string;
  /** Without one, only what is open to everybody can be asked. */
  readonly token?: string | undefined;
  /** Sends a request; for time limits and retries. Default: `fetch`. */
  readonly fetch?: (request: Request) => Promise<Response>;
}

/**
 * A client of all services. A refusal is a value, `error`; a call that nobody answers throws what `fetch`
 * throws, and an answer that is not JSON a `SyntaxError`.
 */
export const clientOf = ({ baseUrl, token, fetch: send = fetch }: ClientOptions): EsepClient =>
  createClient<Paths, Json>({
    baseUrl: baseUrl.replace(/\/+$/, ''),
    headers: {
      accept: 'application/json',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    fetch: async (request) => withProblem(await send(request)),
  });

const DETAIL_CHARACTERS_MAX = 200;

/** Without it, `error` would be a text where a proxy refuses, and undefined where it says nothing. */
const withProblem = async (response: Response): Promise<Response> => {
  const { ok, status, statusText } = response;
  if (ok) return response;
  const text = await response.text();
  const detail = text.slice(0, DETAIL_CHARACTERS_MAX);
  const problem = problemIn(text) ?? { type: 'about:blank', title: statusText, status, detail };
  const headers = new Headers(response.headers);
  for (const name of ['content-length', 'content-encoding']) headers.delete(name);
  return new Response(JSON.stringify(problem), { status, statusText, headers });
};

const problemIn = (text: string): unknown => {
  try {
    const body: unknown = JSON.parse(text);
    return typeof body === 'object' && body !== null && 'type' in body ? body : undefined;
  } catch {
    return undefined;
  }
};
