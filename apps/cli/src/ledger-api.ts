import { clientOf, type Answered, type EsepClient, type Problem } from '@esep/client';
import { visible } from '@esep/verifier';

import type { ExitCode, World } from './world.js';

export type Answer<Body> = { readonly ok: true; readonly body: Body } | Failure;

/** `problem` is for people, and says what to do where that is known. No answer has no status. */
export interface Failure {
  readonly ok: false;
  readonly status?: number;
  readonly problem: string;
}

export interface LedgerApi {
  /** What a call is answered, or why it was not. */
  ask<Body>(
    call: (esep: EsepClient) => Promise<Answered<Body>>,
    patienceMs?: number,
  ): Promise<Answer<Body>>;
}

/** Says the problem. Refused by Esep is 1; not asked at all is 2. */
export const failed = ({ problem, status }: Failure, world: World): ExitCode => {
  world.err(problem);
  return status === undefined ? 2 : 1;
};

const PATIENCE_MS = 60_000;

export const ledgerApi = (env: Readonly<Record<string, string | undefined>>): LedgerApi => {
  const baseUrl = (env['ESEP_URL'] ?? 'http://127.0.0.1:7080').replace(/\/+$/, '');
  const token = env['ESEP_TOKEN'];
  return {
    async ask(call, patienceMs = PATIENCE_MS) {
      const send = (request: Request) =>
        fetch(request, { signal: AbortSignal.timeout(patienceMs) });
      try {
        const { data, error, response } = await call(clientOf({ baseUrl, token, fetch: send }));
        if (error === undefined) return { ok: true, body: data };
        return { ok: false, status: response.status, problem: problemText(response.status, error) };
      } catch (error) {
        return { ok: false, problem: unreachable(baseUrl, error as Error, patienceMs) };
      }
    },
  };
};

const unreachable = (base: string, { name, message }: Error, patienceMs: number): string => {
  if (name === 'SyntaxError') return `${base} did not answer in JSON, so it is not Esep.`;
  if (name === 'TimeoutError') return `${base} did not answer within ${patienceMs / 1_000} s.`;
  if (message.startsWith('Failed to parse URL')) return `ESEP_URL is no address: ${base}`;
  return `Nothing answers at ${base}. Start Esep with npm start, or set ESEP_URL.`;
};

/** RFC 9457, in lines. */
const problemText = (status: number, { type, title, detail, errors = [] }: Problem): string => {
  const fact = type === 'about:blank' ? title : type.replace('urn:esep:problem:', '');
  const head = [String(status), fact, detail].filter(Boolean).join(' – ');
  const wrong = errors.map(({ pointer, code, message }) => `  ${pointer}  ${code}: ${message}`);
  return [head, ...wrong, ...(HINTS[status] ?? [])].map(visible).join('\n');
};

const HINTS: Readonly<Record<number, readonly string[]>> = {
  401: ['Set ESEP_TOKEN to a token that is valid now.'],
  403: ['The token in ESEP_TOKEN may not do this.'],
};
