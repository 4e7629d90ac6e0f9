import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { clientOf, type Answered, type EsepClient, type Problem } from '@esep/client';

// The public HTTP API as any other client sees it: one bounded number of requests at a time, what
// went wrong in words, and the same content again when the server could not answer.

/** The server's answer was no. `fact` is the last part of the problem's type, e.g. `report-changed`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    /** Method and path. */
    readonly call: string,
    readonly status: number,
    readonly fact: string,
    readonly detail: string,
    readonly errors: NonNullable<Problem['errors']> = [],
  ) {
    const fields = errors.map(({ pointer, code, message }) => `${pointer} ${code} (${message})`);
    const parts = [`${call} was answered ${status} ${fact}`, detail, ...fields];
    super(parts.filter((part) => part !== '').join(': '));
  }
}

/** Nobody answered in time. */
export class ApiUnreachable extends Error {
  override readonly name = 'ApiUnreachable';
}

export interface ApiOptions {
  /** e.g. `http://127.0.0.1:7080` */
  readonly baseUrl: string;
  /** Requests under way at one time. */
  readonly concurrency?: number;
  /** How long one call goes on trying. */
  readonly patienceMs?: number;
}

/** A call of the client, e.g. `(esep) => esep.GET('/licensing/v1/pools')`. */
export type Call<Body> = (esep: EsepClient) => Promise<Answered<Body>>;

export interface CallOptions {
  readonly token?: string;
  /** Is it to be done once, however often it is sent? Its key is made of its content. */
  readonly isCommand?: boolean;
}

type Attempt =
  | { readonly done: true; readonly response: Response }
  | { readonly done: false; readonly waitMs: number; readonly failure: Response | Error };

const FIRST_WAIT_MS = 100;
const WAIT_MS_MAX = 2_000;
const ANSWER_MS_MAX = 30_000;
/** Connections that broke or did not come about. What was sent may have taken effect all the same. */
const LOST = new Set([
  'ECONNRESET',
  'ECONNREFUSED',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
]);

/**
 * Sends requests. A call that nobody answered (a lost connection, 503, 429) is sent again word for
 * word until `patienceMs` is over: reports and commands carry keys, so that a second time changes
 * nothing.
 */
export class Api {
  /** Answers received, the refusals among them. */
  answered = 0;

  private readonly baseUrl: string;
  private readonly patienceMs: number;
  private readonly inTurn: Turn;

  constructor({ baseUrl, concurrency = 8, patienceMs = 30_000 }: ApiOptions) {
    this.baseUrl = baseUrl.replace(/\/+$/, '');
    this.patienceMs = patienceMs;
    this.inTurn = turns(concurrency);
  }

  /** The body of the answer; throws `ApiProblem` or `ApiUnreachable`. */
  async send<Body>(
    call: Call<Body>,
    { token, isCommand = false }: CallOptions = {},
  ): Promise<Body> {
    let name = '';
    const send = async (request: Request): Promise<Response> => {
      name = nameOf(request);
      if (isCommand) request.headers.set('idempotency-key', await keyOf(request));
      return this.inTurn(() => this.persist(request));
    };
    const { data, error, response } = await call(
      clientOf({ baseUrl: this.baseUrl, token, fetch: send }),
    ).catch((thrown: unknown) => {
      const { name: kind, message } = thrown as Error;
      if (kind !== 'SyntaxError') throw thrown;
      throw new ApiProblem(name, 200, 'answer-not-json', message);
    });
    if (error !== undefined) throw problemOf(name, response.status, error);
    return data;
  }

  private async persist(request: Request): Promise<Response> {
    const giveUpAt = performance.now() + this.patienceMs;
    for (let backOffMs = FIRST_WAIT_MS; ; backOffMs = Math.min(backOffMs * 2, WAIT_MS_MAX)) {
      const attempt = await this.attempt(request.clone());
      if (attempt.done) return attempt.response;
      const waitMs = Math.max(backOffMs, attempt.waitMs);
      if (performance.now() + waitMs > giveUpAt) {
        if (attempt.failure instanceof Error) throw attempt.failure;
        return attempt.failure;
      }
      await sleep(waitMs);
    }
  }

  private async attempt(request: Request): Promise<Attempt> {
    try {
      const answer = await fetch(request, { signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      // A connection can also break off in the middle of an answer.
      const response = new Response((await answer.text()) || null, answer);
      this.answered += 1;
      if (response.status !== 503 && response.status !== 429) return { done: true, response };
      const waitMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
      return { done: false, waitMs: Number.isFinite(waitMs) ? waitMs : 0, failure: response };
    } catch (error) {
      const lost = lossOf(error);
      if (lost === undefined) throw error;
      const message = `${nameOf(request)} got no answer from ${this.baseUrl}: ${lost}`;
      return { done: false, waitMs: 0, failure: new ApiUnreachable(message, { cause: error }) };
    }
  }
}

const nameOf = ({ method, url }: Request): string => `${method} ${new URL(url).pathname}`;

/** The key is made of the content, so that a run that broke off may be begun again. */
const keyOf = async (request: Request): Promise<string> => {
  const body = JSON.parse((await request.clone().text()) || '{}') as unknown;
  const content = JSON.stringify([new URL(request.url).pathname, body]);
  return createHash('sha256').update(content).digest('hex');
};

const problemOf = (
  call: string,
  status: number,
  { type, title, detail = '', errors }: Problem,
): ApiProblem => {
  const fact = type === 'about:blank' ? title.toLowerCase().replaceAll(' ', '-') : factIn(type);
  return new ApiProblem(call, status, fact, detail, errors);
};

const factIn = (type: string): string => type.split(':').at(-1) ?? type;

/** Why there was no answer; undefined for anything else that was thrown. */
const lossOf = (thrown: unknown): string | undefined => {
  const { name, code, cause } = thrown as Fault;
  if (name === 'TimeoutError') return `nothing within ${ANSWER_MS_MAX / 1_000} s`;
  return [code, cause?.code].find((found) => found !== undefined && LOST.has(found));
};

interface Fault {
  readonly name?: string;
  readonly code?: string;
  readonly cause?: { readonly code?: string };
}

type Turn = <Result>(run: () => Promise<Result>) => Promise<Result>;

/** At most `limit` at a time; the others wait in the order in which they came. */
const turns = (limit: number): Turn => {
  const waiting: (() => void)[] = [];
  let free = limit;
  return async (run) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await run();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    }
  };
};
