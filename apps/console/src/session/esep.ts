import { clientOf, type Answered, type Problem } from '@esep/client';

import { token, tokenAfter } from './session.js';

/** A refusal as something that a query can throw. */
export class Refused extends Error {
  constructor(readonly problem: Problem) {
    super(problem.detail ?? problem.title);
  }
}

const send = async (request: Request): Promise<Response> => {
  const again = request.clone();
  const given = await token();
  const answer = await fetch(withToken(request, given));
  return answer.status === 401 ? fetch(withToken(again, await tokenAfter(given))) : answer;
};

const withToken = (request: Request, given: string): Request => {
  request.headers.set('authorization', `Bearer ${given}`);
  return request;
};

/** The API, as whoever is signed in. */
export const esep = clientOf({ baseUrl: location.origin, fetch: send });

/** What a call was answered; a refusal is thrown. */
export const answerOf = async <Body>(call: Promise<Answered<Body>>): Promise<Body> => {
  const { data, error } = await call;
  if (error) throw new Refused(error);
  return data;
};

/** The bytes at an address that an answer named, e.g. a receipt. */
export const textAt = async (path: string): Promise<string> => (await datedTextAt(path)).text;

/** The same, and when it became what it is, where that is said. */
export const datedTextAt = async (
  path: string,
): Promise<{ readonly text: string; readonly at: string | null }> => {
  const answer = await send(new Request(new URL(path, location.origin)));
  const text = await answer.text();
  if (!answer.ok) throw new Refused(JSON.parse(text) as Problem);
  return { text, at: answer.headers.get('last-modified') };
};

/** A stream at an address, which ends with whatever ends it; a refusal is thrown. */
export const streamAt = async (
  path: string,
  { signal, headers }: Required<Pick<RequestInit, 'signal' | 'headers'>>,
): Promise<ReadableStream<Uint8Array<ArrayBuffer>>> => {
  const url = new URL(path, location.origin);
  const answer = await send(new Request(url, { signal, headers, cache: 'no-store' }));
  if (!answer.ok || !answer.body) throw new Refused((await answer.json()) as Problem);
  return answer.body;
};

/** What is answered to JSON that is sent as it stands, each digit of it. */
export const jsonSentTo = async <Body>(path: string, json: string): Promise<Body> => {
  const answer = await send(
    new Request(new URL(path, location.origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: json,
    }),
  );
  const body: unknown = await answer.json();
  if (!answer.ok) throw new Refused(body as Problem);
  return body as Body;
};

/** A page of a list as CSV, and the address of the next one. */
export const csvAt = async (
  path: string,
  signal: AbortSignal,
): Promise<{ readonly text: string; readonly next: string | undefined }> => {
  const answer = await send(
    new Request(new URL(path, location.origin), { headers: { accept: 'text/csv' }, signal }),
  );
  const text = await answer.text();
  if (!answer.ok) throw new Refused(JSON.parse(text) as Problem);
  const [, next] = /^<([^>]+)>; rel="next"$/.exec(answer.headers.get('link') ?? '') ?? [];
  return { text, next };
};
