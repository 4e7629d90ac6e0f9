import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import { BITCOIN_NETWORKS } from './bitcoin-network.js';
import { bitcoinRpc, type BitcoinRpcOptions } from './bitcoin-rpc.js';

const network = BITCOIN_NETWORKS.regtest;
const HASH = 'ab'.repeat(32);

interface RpcCall {
  readonly id: number;
  readonly method: string;
  readonly params: readonly unknown[];
}
type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  calls: readonly RpcCall[],
) => void;

let server: Server;
let answer: Answer;
let requests: readonly RpcCall[][];

beforeAll(async () => {
  server = createServer((request, response) => {
    void text(request).then((body) => {
      const calls = JSON.parse(body) as RpcCall[];
      requests = [...requests, calls];
      answer(request, response, calls);
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
});
beforeEach(() => {
  requests = [];
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

describe('A node over JSON-RPC', () => {
  it('tells its tip, once it is a node of the right network', async () => {
    answer = node({ getblockchaininfo: () => ({ blocks: 7, bestblockhash: HASH }) });
    expect(await rpc().tip()).toEqual({ ok: true, value: { height: 7, hash: HASH } });
  });

  it('is asked for many blocks in two batches', async () => {
    answer = node({});
    const blocks = await rpc().blocks(3, 4);
    expect(blocks).toEqual({ ok: true, value: [3, 4, 5, 6].map((n) => Buffer.from([n])) });
    expect(requests.map((calls) => calls.map(({ method }) => method))).toEqual([
      Array.from({ length: 4 }, () => 'getblockhash'),
      Array.from({ length: 4 }, () => 'getblock'),
    ]);
    expect(requests[1]?.[0]?.params).toEqual([hashOf(3), 0]);
  });

  it('gives as many blocks as it has', async () => {
    answer = node({
      getblockhash: (height) => (Number(height) > 4 ? fail(-8, 'out of range') : hashOf(height)),
    });
    expect(await rpc().blocks(3, 4)).toMatchObject({ value: [Buffer.from([3]), Buffer.from([4])] });
    expect(await rpc().blocks(5, 4)).toEqual({ ok: true, value: [] });
    expect(await rpc().blockHash(5)).toMatchObject({ reason: 'block-not-found' });
  });

  it('that has pruned a block says so', async () => {
    answer = node({ getblock: () => fail(-1, 'Block not available (pruned data)') });
    expect(await rpc().blocks(3, 1)).toMatchObject({
      reason: 'block-not-found',
      message: expect.stringContaining('pruned'),
    });
  });

  it('without an index of transactions shows none', async () => {
    answer = node({ getrawtransaction: () => fail(-5, 'No such mempool transaction') });
    expect(await rpc().transactions([HASH])).toEqual({ ok: true, value: [undefined] });
    answer = node({ getrawtransaction: () => 'c0ffee' });
    expect(await rpc().transactions([HASH])).toEqual({
      ok: true,
      value: [Buffer.from('c0ffee', 'hex')],
    });
  });

  it('FIELD-4: that keeps what a block spends shows it, to the last base unit', async () => {
    const script = `0014${'ab'.repeat(20)}`;
    const spent = (value: number) => ({ value, scriptPubKey: { hex: script } });
    answer = node({
      getblock: (_, verbosity) => ({
        tx: [
          { vin: [{ coinbase: '00' }] },
          {
            vin: [
              { txid: HASH, vout: 1, prevout: spent(20_999_999.9769) },
              { txid: HASH, vout: 2, prevout: spent(0.1 + 0.2) },
              { txid: HASH, vout: 3, prevout: spent(1e-8) },
            ],
          },
        ].slice(0, verbosity === 3 ? 2 : 0),
      }),
    });
    expect(await rpc().spentOutputs(HASH)).toMatchObject({
      value: [
        { txid: HASH, vout: 1, amount: 2_099_999_997_690_000n, script: Buffer.from(script, 'hex') },
        { vout: 2, amount: 30_000_000n },
        { vout: 3, amount: 1n },
      ],
    });
  });

  it.each<[string, () => unknown]>([
    ['without them', () => ({ tx: [{ vin: [{ txid: HASH, vout: 1 }] }] })],
    ['with an error', () => fail(-1, 'Undo data not available (pruned)')],
    ['with something else', () => ({ tx: [null, 7, { vin: 'x' }] })],
    ['with nothing', () => null],
  ])('FIELD-4: that answers %s shows none', async (_, getblock) => {
    answer = node({ getblock });
    expect(await rpc().spentOutputs(HASH)).toEqual({ ok: true, value: undefined });
  });

  it('may answer a batch in any order', async () => {
    const ordered = node({});
    answer = (request, response, calls) => ordered(request, response, calls.toReversed());
    expect(await rpc().blocks(3, 2)).toMatchObject({ value: [Buffer.from([3]), Buffer.from([4])] });
  });

  it('is told user and password, which no message repeats', async () => {
    let authorization: string | undefined;
    answer = (request, response) => {
      authorization = request.headers.authorization;
      response.writeHead(401).end();
    };
    const outcome = await rpc().tip();
    expect(authorization).toBe(`Basic ${Buffer.from('esep:s3cret').toString('base64')}`);
    expect(outcome).toMatchObject({ reason: 'source-credentials-refused' });
    expect(JSON.stringify(outcome)).not.toContain('s3cret');
    expect(requests).toHaveLength(1);
  });
});

describe('What a sick node does', () => {
  it.each<[string, Answer, string]>([
    ['answers with a page', (_, response) => response.end('<html>'), 'source-answer-malformed'],
    ['answers with nothing', (_, response) => response.end(), 'source-answer-malformed'],
    [
      'answers with one object',
      (_, response) => response.end('{"result":1,"id":0}'),
      'source-answer-malformed',
    ],
    [
      'answers too few calls',
      (_, response, [call]) => response.end(JSON.stringify([{ id: call?.id, result: 1 }])),
      'source-answer-malformed',
    ],
    [
      'answers one call twice',
      (_, response) => response.end('[{"id":0,"result":1},{"id":0,"result":1}]'),
      'source-answer-malformed',
    ],
    [
      'answers with another kind of tip',
      node({ getblockchaininfo: () => ({ blocks: '7' }) }),
      'source-answer-malformed',
    ],
    ['answers with null', node({ getblockchaininfo: () => null }), 'source-answer-malformed'],
    [
      'is warming up',
      node({ getblockchaininfo: () => fail(-28, 'Loading block index…') }),
      'source-failed',
    ],
    ['fails', (_, response) => response.writeHead(500).end('[]'), 'source-failed'],
    [
      'sends us elsewhere',
      (_, response) => response.writeHead(307, { location: '/' }).end(),
      'source-unreachable',
    ],
    ['refuses', (_, response) => response.writeHead(403).end(), 'source-credentials-refused'],
    ['hangs', () => undefined, 'source-timed-out'],
    ['hangs in the middle', (_, response) => response.write('[{"id":0,'), 'source-timed-out'],
    ['hangs up', (request) => request.socket.destroy(), 'source-unreachable'],
    [
      'hangs up in the middle',
      (_, response) =>
        response
          .writeHead(200, { 'content-length': 100 })
          .write('[{"id":0', () => response.socket?.destroy()),
      'source-unreachable',
    ],
    ['never ends', (_, response) => flood(response), 'source-answer-too-large'],
    ['is one of another network', node({ getblockhash: () => HASH }), 'source-on-another-network'],
  ])('that %s is an answer, not a crash', async (_what, sick, reason) => {
    answer = sick;
    const outcome = await rpc().tip();
    expect(outcome).toMatchObject({ ok: false, reason });
    expect(outcome).toMatchObject({
      message: expect.stringMatching(/^.*127\.0\.0\.1.*\. \S.*\.$/),
    });
  });

  it.each([
    ['no hexadecimal', 'xyz'],
    ['half a byte', 'abc'],
    ['a number', 7],
    ['nothing', null],
  ])('that calls %s a block is an answer too', async (_what, block) => {
    answer = node({ getblock: () => block });
    expect(await rpc().blocks(1, 2)).toMatchObject({ reason: 'source-answer-malformed' });
  });

  it('that is over soon is not even noticed', async () => {
    const healthy = node({ getblockchaininfo: () => ({ blocks: 7, bestblockhash: HASH }) });
    answer = (request, response, calls) => {
      if (requests.length < 3) request.socket.destroy();
      else healthy(request, response, calls);
    };
    expect(await rpc().tip()).toMatchObject({ ok: true });
    expect(requests).toHaveLength(3);
  });

  it('that goes on is given up after a few attempts, with longer pauses between them', async () => {
    answer = (_, response) => response.writeHead(502).end();
    const startedAt = performance.now();
    expect(await rpc({ attempts: 4, backoffMs: 20 }).tip()).toMatchObject({ ok: false });
    expect(requests).toHaveLength(4);
    expect(performance.now() - startedAt).toBeGreaterThanOrEqual(20 + 40 + 80 - 5);
  });

  it('that is not there at all is an answer too', async () => {
    const gone = createServer().listen(0, '127.0.0.1');
    await once(gone, 'listening');
    const { port } = gone.address() as AddressInfo;
    await new Promise((resolve) => gone.close(resolve));
    expect(await rpc({ url: `http://127.0.0.1:${port}/` }).tip()).toMatchObject({
      reason: 'source-unreachable',
      message: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function rpc(but: Partial<BitcoinRpcOptions> = {}) {
  const { port } = server.address() as AddressInfo;
  return bitcoinRpc({
    url: `http://127.0.0.1:${port}/`,
    user: 'esep',
    password: 's3cret',
    network,
    timeoutMs: 300,
    attempts: 3,
    backoffMs: 1,
    ...but,
  });
}
/** A node whose block at height n is the one byte n, but for the methods given. */
function node(methods: Record<string, (...params: unknown[]) => unknown>): Answer {
  const all: typeof methods = {
    getblockhash: hashOf,
    getblock: (hash) => String(hash).slice(0, 2),
    ...methods,
  };
  return (_request, response, calls) => {
    const answers = calls.map(({ id, method, params }) => {
      const result = all[method]?.(...params);
      return result instanceof Failure
        ? { id, result: null, error: { code: result.code, message: result.message } }
        : { id, result, error: null };
    });
    response.end(JSON.stringify(answers));
  };
}
function hashOf(height: unknown): string {
  return height === 0
    ? network.genesisHash
    : Number(height).toString(16).padStart(2, '0').repeat(32);
}
class Failure {
  constructor(
    readonly code: number,
    readonly message: string,
  ) {}
}
function fail(code: number, message: string): Failure {
  return new Failure(code, message);
}
function flood(response: ServerResponse) {
  const more = () => {
    while (!response.destroyed && response.write('x'.repeat(10_000)));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}
