import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

import { Api, ApiProblem, ApiUnreachable } from './api.js';
import { Caller } from './caller.js';

interface Asked {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

type Reply = (response: ServerResponse, asked: Asked) => void;

let server: Server;
let baseUrl: string;
let asked: Asked[];
/** What the server does with each request in turn; the last one from then on. */
let replies: Reply[];

beforeEach(async () => {
  asked = [];
  replies = [];
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method, url, headers } = request;
      const one: Asked = { method, url, headers, body: Buffer.concat(chunks).toString() };
      const reply = replies[Math.min(asked.length, replies.length - 1)] as Reply;
      asked.push(one);
      reply(response, one);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

describe('A client of the API', () => {
  it('sends the same content again when the ledger could not answer', async () => {
    replies = [unavailable(), hangUp, answer({ accepted: 1, rejected: [] })];
    const taken = await caller().submit('busts', 'kzt-crypto-market', 'busts-1', [
      { tradeId: 't-1', reason: 'The buyer did not pay' },
    ]);
    expect(taken).toEqual({ accepted: 1, rejected: [] });
    expect(asked).toHaveLength(3);
    expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
    expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
      reportId: 'busts-1',
      version: 1,
      exchangeId: 'kzt-crypto-market',
      rows: [{ tradeId: 't-1', reason: 'The buyer did not pay' }],
    });
  });

  it('waits as long as the ledger asks for', async () => {
    replies = [unavailable('1'), answer({})];
    const began = performance.now();
    await api().send((esep) => esep.GET('/licensing/v1/pools'));
    expect(performance.now() - began).toBeGreaterThan(950);
  });

  it('gives up when its patience is over, and says why', async () => {
    replies = [unavailable()];
    const failed = failureOf(api({ patienceMs: 350 }).send((esep) => esep.GET('/dev/v1/tokens')));
    expect(await failed).toMatchObject({ status: 503, fact: 'starting' });
    expect(asked.length).toBeGreaterThan(1);
  });

  it('says that nobody answers', async () => {
    await new Promise((resolve) => server.close(resolve));
    const lost = failureOf(api({ patienceMs: 50 }).send((esep) => esep.GET('/dev/v1/tokens')));
    expect(await lost).toBeInstanceOf(ApiUnreachable);
    expect((await lost).message).toBe(
      `GET /dev/v1/tokens got no answer from ${baseUrl}: ECONNREFUSED`,
    );
  });

  it('tells a refusal in full, and does not ask twice', async () => {
    const errors = [{ pointer: '/rows/0/net', code: 'quantity-negative', message: 'must not be' }];
    replies = [problem(400, { type: 'urn:esep:problem:body-invalid', detail: 'A field.', errors })];
    const failure = await failureOf(caller().reportThrough('pool', 'dmp-1', 'yesterday'));
    expect(failure).toBeInstanceOf(ApiProblem);
    expect(failure.message).toBe(
      'POST /pool-reporting/v1/completeness was answered 400 body-invalid: A field.: /rows/0/net quantity-negative (must not be)',
    );
    expect(failure).toMatchObject({ status: 400, fact: 'body-invalid', errors });
    expect(asked).toHaveLength(1);
  });

  it('shows what came where no problem document came', async () => {
    replies = [(response) => response.writeHead(502).end('<html>')];
    const failure = await failureOf(api().send((esep) => esep.GET('/dev/v1/clock')));
    expect(failure.message).toBe('GET /dev/v1/clock was answered 502 bad-gateway: <html>');
  });

  it('never has more requests under way than it may', async () => {
    let underWay = 0;
    let most = 0;
    replies = [
      (response) => {
        underWay += 1;
        most = Math.max(most, underWay);
        void sleep(20).then(() => {
          underWay -= 1;
          response.end('{}');
        });
      },
    ];
    const one = api({ concurrency: 3 });
    const calls = Array.from({ length: 12 }, () => one.send((esep) => esep.GET('/dev/v1/clock')));
    await Promise.all(calls);
    expect(asked).toHaveLength(12);
    expect(most).toBe(3);
    expect(one.answered).toBe(12);
  });

  it('carries its token, and a key of its content with a command', async () => {
    replies = [answer({})];
    await caller().reportThrough('pool', 'dmp-1', '2026-02-01T00:00:00+05:00');
    await caller().reportThrough('pool', 'dmp-1', '2026-02-01T00:00:00+05:00');
    await caller().reportThrough('pool', 'dmp-1', '2026-03-01T00:00:00+05:00');
    const keys = asked.map(({ headers }) => headers['idempotency-key']);
    expect(asked[0]?.headers.authorization).toBe('Bearer secret');
    expect(keys[0]).toMatch(/^[0-9a-f]{64}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  it('asks for a dry run where it wants one, and only there', async () => {
    replies = [answer({ accepted: 0, rejected: [] })];
    await caller().submit('fills', 'kzt-crypto-market', 'r-1', [], { dryRun: true });
    await caller().submit('fills', 'kzt-crypto-market', 'r-1', []);
    expect(asked.map(({ url }) => url)).toEqual([
      '/exchange-settlement/v1/fills?dryRun=true',
      '/exchange-settlement/v1/fills',
    ]);
  });

  it('knows that a clock which is past an instant cannot be set to it', async () => {
    replies = [
      answer({ now: '2026-01-01T00:00:00.000Z' }),
      problem(422, { type: 'urn:esep:problem:clock-moves-forward-only' }),
      problem(403, { type: 'urn:esep:problem:role-missing' }),
    ];
    expect(await caller().moveClock('2026-01-01T00:00:00.000Z')).toBe(true);
    expect(await caller().moveClock('2026-01-01T00:00:00.000Z')).toBe(false);
    const failure = await failureOf(caller().moveClock('2026-01-01T00:00:00.000Z'));
    expect(failure).toMatchObject({ fact: 'role-missing' });
  });

  it('finds nobody behind a number that nobody has', async () => {
    replies = [
      problem(404, { type: 'urn:esep:problem:licensee-unknown' }),
      answer({ licenseeId: 'id-1' }),
    ];
    expect(await caller().licenseeIdOf('250149000022')).toBeUndefined();
    expect(await caller().licenseeIdOf('250149000022')).toBe('id-1');
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function api(options: { concurrency?: number; patienceMs?: number } = {}): Api {
  return new Api({ baseUrl, ...options });
}

function caller(): Caller {
  return new Caller(api(), 'secret');
}

function answer(body: object): Reply {
  return (response) => response.writeHead(201).end(JSON.stringify(body));
}

function problem(status: number, document: object): Reply {
  return (response) => {
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ status, ...document }));
  };
}

function unavailable(retryAfter?: string): Reply {
  return (response, one) => {
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    problem(503, { type: 'urn:esep:problem:starting' })(response, one);
  };
}

function hangUp(response: ServerResponse): void {
  response.socket?.destroy();
}

async function failureOf(promise: Promise<unknown>): Promise<Error> {
  try {
    await promise;
  } catch (error) {
    return error as Error;
  }
  throw new Error('It did not fail.');
}
