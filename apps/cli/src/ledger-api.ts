import { visible } from '@esep/verifier';

import type { ExitCode, World } from './world.js';

export type Answer = { readonly ok: true; readonly body: unknown } | Failure;

/** `problem` is for people, and says what to do where that is known. No answer has no status. */
export interface Failure {
  readonly ok: false;
  readonly status?: number;
  readonly problem: string;
}

export interface LedgerApi {
  get(path: string): Promise<Answer>;
  /** What is plain text, as a checkpoint is. */
  getText(path: string): Promise<Answer>;
  post(path: string, body: string, patienceMs?: number): Promise<Answer>;
}

/** Says the problem. Refused by Esep is 1; not asked at all is 2. */
export const failed = ({ problem, status }: Failure, world: World): ExitCode => {
  world.err(problem);
  return status === undefined ? 2 : 1;
};

const PATIENCE_MS = 60_000;

export const ledgerApi = (env: Readonly<Record<string, string | undefined>>): LedgerApi => {
  const base = (env['ESEP_URL'] ?? 'http://127.0.0.1:7080').replace(/\/+$/, '');
  const token = env['ESEP_TOKEN'];
  const headers = {
    accept: 'application/json, text/plain',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  return {
    get: (path) => ask(base, path, { headers }),
    getText: (path) => ask(base, path, { headers }, 'text'),
    post: (path, body, patienceMs) => {
      const type = { 'content-type': 'application/json' };
      const request = { method: 'POST', headers: { ...headers, ...type }, body };
      return ask(base, path, request, 'json', patienceMs);
    },
  };
};

const ask = async (
  base: string,
  path: string,
  request: RequestInit,
  expected: 'json' | 'text' = 'json',
  patienceMs = PATIENCE_MS,
): Promise<Answer> => {
  try {
    const signal = AbortSignal.timeout(patienceMs);
    const response = await fetch(base + path, { ...request, signal });
    const text = await response.text();
    if (!response.ok) {
      const body = isJson(response) ? (JSON.parse(text) as unknown) : {};
      return { ok: false, status: response.status, problem: problemText(response.status, body) };
    }
    return { ok: true, body: expected === 'text' ? text : (JSON.parse(text) as unknown) };
  } catch (error) {
    return { ok: false, problem: unreachable(base, error as Error, patienceMs) };
  }
};

const isJson = (response: Response): boolean =>
  /^application\/(problem\+)?json\b/.test(response.headers.get('content-type') ?? '');

const unreachable = (base: string, { name, message }: Error, patienceMs: number): string => {
  if (name === 'SyntaxError') return `${base} did not answer in JSON, so it is not Esep.`;
  if (name === 'TimeoutError') return `${base} did not answer within ${patienceMs / 1_000} s.`;
  if (message.startsWith('Failed to parse URL')) return `ESEP_URL is no address: ${base}`;
  return `Nothing answers at ${base}. Start Esep with npm start, or set ESEP_URL.`;
};

/** RFC 9457, in lines. */
const problemText = (status: number, body: unknown): string => {
  const problem = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly type?: string;
    readonly title?: string;
    readonly detail?: string;
    readonly errors?: readonly { pointer: string; code: string; message: string }[];
  };
  const fact = problem.type?.replace('urn:esep:problem:', '');
  const head = [String(status), fact ?? problem.title, problem.detail].filter(Boolean).join(' – ');
  const errors = (problem.errors ?? []).map(
    ({ pointer, code, message }) => `  ${pointer}  ${code}: ${message}`,
  );
  return [head, ...errors, ...(HINTS[status] ?? [])].map(visible).join('\n');
};

const HINTS: Readonly<Record<number, readonly string[]>> = {
  401: ['Set ESEP_TOKEN to a token that is valid now.'],
  403: ['The token in ESEP_TOKEN may not do this.'],
};
