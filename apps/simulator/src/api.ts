import { setTimeout as sleep } from 'node:timers/promises';

// The public HTTP API as any other client sees it: one bounded number of requests at a time, what
// went wrong in words, and the same content again when the server could not answer.

/** What is wrong with one field, as problem+json says it. */
export interface FieldError {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** The server's answer was no. `fact` is the last part of the problem's type, e.g. `report-changed`. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';

  constructor(
    /** Method and path. */
    readonly call: string,
    readonly status: number,
    readonly fact: string,
    readonly detail: string,
    readonly errors: readonly FieldError[] = [],
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

export interface Request {
  readonly method: 'GET' | 'POST';
  /** With its query, e.g. `/licensing/v1/pools?limit=5`. */
  readonly path: string;
  readonly token?: string;
  readonly body?: unknown;
  readonly idempotencyKey?: string;
}

/** A request in the bytes that every attempt of it sends. */
interface Prepared {
  readonly call: string;
  readonly url: string;
  readonly init: RequestInit;
}

type Attempt =
  | { readonly done: true; readonly body: unknown }
  | { readonly done: false; readonly waitMs: number; readonly error: Error };

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
  send<Answer>(request: Request): Promise<Answer> {
    const prepared = this.prepare(request);
    return this.inTurn(() => this.persist(prepared)) as Promise<Answer>;
  }

  private prepare({ method, path, token, body, idempotencyKey }: Request): Prepared {
    const headers: Record<string, string> = { accept: 'application/json' };
    if (token !== undefined) headers['authorization'] = `Bearer ${token}`;
    if (idempotencyKey !== undefined) headers['idempotency-key'] = idempotencyKey;
    const init: RequestInit = { method, headers };
    if (body !== undefined) {
      headers['content-type'] = 'application/json';
      init.body = JSON.stringify(body);
    }
    return { call: `${method} ${path.split('?')[0]}`, url: this.baseUrl + path, init };
  }

  private async persist(request: Prepared): Promise<unknown> {
    const giveUpAt = performance.now() + this.patienceMs;
    for (let backOffMs = FIRST_WAIT_MS; ; backOffMs = Math.min(backOffMs * 2, WAIT_MS_MAX)) {
      const attempt = await this.attempt(request);
      if (attempt.done) return attempt.body;
      const waitMs = Math.max(backOffMs, attempt.waitMs);
      if (performance.now() + waitMs > giveUpAt) throw attempt.error;
      await sleep(waitMs);
    }
  }

  private async attempt({ call, url, init }: Prepared): Promise<Attempt> {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ANSWER_MS_MAX) });
      const text = await response.text();
      this.answered += 1;
      if (response.ok) return { done: true, body: answerIn(call, text) };
      const error = problemOf(call, response, text);
      if (response.status !== 503 && response.status !== 429) throw error;
      const waitMs = Number(response.headers.get('retry-after') ?? 0) * 1_000;
      return { done: false, waitMs: Number.isFinite(waitMs) ? waitMs : 0, error };
    } catch (error) {
      const lost = lossOf(error);
      if (lost === undefined) throw error;
      const message = `${call} got no answer from ${this.baseUrl}: ${lost}`;
      return { done: false, waitMs: 0, error: new ApiUnreachable(message, { cause: error }) };
    }
  }
}

const answerIn = (call: string, text: string): unknown => {
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new ApiProblem(call, 200, 'answer-not-json', text.slice(0, 200));
  }
};

const problemOf = (call: string, { status, statusText }: Response, text: string): ApiProblem => {
  const { type, detail, errors } = documentIn(text);
  const fact = type?.split(':').at(-1) ?? statusText.toLowerCase().replaceAll(' ', '-');
  return new ApiProblem(call, status, fact, detail ?? (type ? '' : text.slice(0, 200)), errors);
};

interface ProblemDocument {
  readonly type?: string;
  readonly detail?: string;
  readonly errors?: readonly FieldError[];
}

const documentIn = (text: string): ProblemDocument => {
  try {
    return JSON.parse(text) as ProblemDocument;
  } catch {
    return {};
  }
};

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
