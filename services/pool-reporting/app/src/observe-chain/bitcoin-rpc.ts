import { retry } from '@esep/platform';

import type { BitcoinNetwork } from './bitcoin-network.js';
import type { ChainSource, ChainTip, SourceProblem } from './chain-source.js';
import { spentOutputsIn } from './spent-outputs.js';
import { read, unreadable, type Reading, type Unreadable } from './reading.js';

// A Bitcoin node over JSON-RPC: Bitcoin Core or btcd. Blocks are asked for as bytes (verbosity 0) and
// decoded here, so that amounts stay exact and no two kinds of node differ. Every request is a batch,
// because btcd closes the connection after each answer.

export interface BitcoinRpcOptions {
  /** Without credentials in it, e.g. `http://127.0.0.1:8332/`. */
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly network: BitcoinNetwork;
  /** For one request, its answer read whole. */
  readonly timeoutMs?: number;
  /** How often a request is tried in all. */
  readonly attempts?: number;
  /** Pause before the second attempt; it doubles from one to the next. */
  readonly backoffMs?: number;
}

/** Hex doubles the bytes of a block; the rest is the frame of JSON around it. */
const BLOCK_ANSWER_BYTES_MAX = 2 * 4_000_000 + 1_000;
const SMALL_ANSWER_BYTES_MAX = 100_000;
const TRANSACTIONS_ANSWER_BYTES_MAX = 64_000_000;
/** A full block with all that it spends, in the words of JSON. */
const SPENT_ANSWER_BYTES_MAX = 128_000_000;

interface Call {
  readonly method: string;
  readonly params: readonly (string | number)[];
}

/** What one call of a batch came to. */
interface Outcome {
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export const bitcoinRpc = (options: BitcoinRpcOptions): ChainSource => {
  const { network } = options;
  const name = new URL(options.url).origin;
  const ask = (calls: readonly Call[], bytesMax: number) =>
    askAgain({ ...options, name }, calls, bytesMax);
  const malformed = (what: string) =>
    unreadable(
      'source-answer-malformed',
      `${name} did not answer with ${what}. Check that a Bitcoin node listens there.`,
    );

  return {
    name,

    async tip(): Promise<Reading<ChainTip, SourceProblem>> {
      const calls = [call('getblockchaininfo'), call('getblockhash', 0)];
      const answer = await ask(calls, SMALL_ANSWER_BYTES_MAX);
      if (!answer.ok) return answer;
      const [info, genesis] = answer.value;
      if (info?.error) return refused(name, 'getblockchaininfo', info.error);
      if (genesis?.error) return refused(name, 'getblockhash', genesis.error);
      // A wrong network would be silence, not an error: no address of ours occurs there.
      if (genesis?.result !== network.genesisHash)
        return unreadable(
          'source-on-another-network',
          `${name} is a node of another network than ${network.name}: its first block is ${String(genesis?.result)}. Correct the address of the node or the network.`,
        );
      return tipIn(info?.result) ?? malformed('the height and hash of its best block');
    },

    async blockHash(height) {
      const answer = await ask([call('getblockhash', height)], SMALL_ANSWER_BYTES_MAX);
      if (!answer.ok) return answer;
      const [outcome] = answer.value;
      if (outcome?.error) return blockRefused(name, height, outcome.error);
      return isHash(outcome?.result) ? read(outcome.result) : malformed('a block hash');
    },

    async blocks(from, count) {
      const heights = Array.from({ length: count }, (_, i) => from + i);
      const hashes = await ask(
        heights.map((height) => call('getblockhash', height)),
        count * SMALL_ANSWER_BYTES_MAX,
      );
      if (!hashes.ok) return hashes;
      const known = hashes.value.slice(0, firstIndex(hashes.value, isBeyondTheTip));
      const failed = known.find(({ error }) => error);
      if (failed?.error) return refused(name, 'getblockhash', failed.error);
      if (known.length === 0) return read([]);

      const blocks = await ask(
        known.map(({ result }) => call('getblock', String(result), 0)),
        known.length * BLOCK_ANSWER_BYTES_MAX,
      );
      if (!blocks.ok) return blocks;
      const missing = blocks.value.findIndex(({ error }) => error);
      const error = blocks.value[missing]?.error;
      if (error) return blockRefused(name, from + missing, error);
      const bytes = blocks.value.map(({ result }) => bytesOfHex(result));
      return bytes.every((block) => block !== undefined)
        ? read(bytes)
        : malformed('blocks in hexadecimal');
    },

    async transactions(txids) {
      const calls = txids.map((txid) => call('getrawtransaction', txid, 0));
      const answer = await ask(calls, TRANSACTIONS_ANSWER_BYTES_MAX);
      if (!answer.ok) return answer;
      const found: (Uint8Array | undefined)[] = [];
      for (const { result, error } of answer.value) {
        if (error && error.code !== NO_SUCH_TRANSACTION)
          return refused(name, 'getrawtransaction', error);
        const bytes = error ? undefined : bytesOfHex(result);
        if (!error && !bytes) return malformed('a transaction in hexadecimal');
        found.push(bytes);
      }
      return read(found);
    },

    async spentOutputs(hash) {
      const answer = await ask([call('getblock', hash, 3)], SPENT_ANSWER_BYTES_MAX);
      if (!answer.ok) return answer;
      const [outcome] = answer.value;
      // A node that has pruned what the block undoes answers without it, or not at all.
      return read(outcome?.error ? undefined : spentOutputsIn(outcome?.result));
    },
  };
};

const call = (method: string, ...params: readonly (string | number)[]): Call => ({
  method,
  params,
});

// ── Answers ─────────────────────────────────────────────────────────────────────────────────────

/** Also when the node keeps no index of transactions. */
const NO_SUCH_TRANSACTION = -5;
/** btcd and Bitcoin Core for a height above the tip. */
const OUT_OF_RANGE = [-1, -8];

const isBeyondTheTip = ({ error }: Outcome): boolean =>
  error !== undefined && OUT_OF_RANGE.includes(error.code);

const firstIndex = <Item>(items: readonly Item[], test: (item: Item) => boolean): number => {
  const index = items.findIndex(test);
  return index === -1 ? items.length : index;
};

const refused = (
  name: string,
  method: string,
  { code, message }: { code: number; message: string },
) =>
  unreadable(
    'source-failed',
    `${name} answered ${method} with error ${code}: ${message.slice(0, 200)}. See the log of the node.`,
  );

const blockRefused = (name: string, height: number, error: { code: number; message: string }) =>
  unreadable(
    'block-not-found',
    `${name} has no block at height ${height} (error ${error.code}: ${error.message.slice(0, 200)}). Wait for it, or use a node that is not pruned.`,
  );

const tipIn = (info: unknown): Reading<ChainTip, never> | undefined => {
  if (!isRecord(info)) return undefined;
  const { blocks: height, bestblockhash: hash } = info;
  return Number.isSafeInteger(height) && isHash(hash)
    ? read({ height: height as number, hash })
    : undefined;
};

const isHash = (value: unknown): value is string =>
  typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

const bytesOfHex = (value: unknown): Uint8Array | undefined => {
  if (typeof value !== 'string' || value.length % 2 !== 0) return undefined;
  const bytes = Buffer.from(value, 'hex');
  return bytes.length * 2 === value.length ? bytes : undefined;
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// ── Transport ───────────────────────────────────────────────────────────────────────────────────

type Endpoint = BitcoinRpcOptions & { readonly name: string };

const BACKOFF_MS_MAX = 10_000;
/** Problems that asking again at once cannot mend. */
const LASTING: readonly SourceProblem[] = ['source-credentials-refused', 'source-answer-too-large'];

const askAgain = (
  endpoint: Endpoint,
  calls: readonly Call[],
  bytesMax: number,
): Promise<Reading<readonly Outcome[], SourceProblem>> => {
  const { attempts = 4, backoffMs: firstMs = 250 } = endpoint;
  return retry(() => askOnce(endpoint, calls, bytesMax), {
    firstMs,
    maxMs: BACKOFF_MS_MAX,
    isFailure: (answer, attempt) =>
      !answer.ok && attempt < attempts && !LASTING.includes(answer.reason),
  });
};

const askOnce = async (
  { name, url, user, password, timeoutMs = 20_000 }: Endpoint,
  calls: readonly Call[],
  bytesMax: number,
): Promise<Reading<readonly Outcome[], SourceProblem>> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      redirect: 'error',
      headers: {
        'content-type': 'application/json',
        authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
      },
      body: JSON.stringify(calls.map((call, id) => ({ jsonrpc: '2.0', id, ...call }))),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const problem = statusProblem(name, response.status);
    if (problem) {
      await response.body?.cancel();
      return problem;
    }
    const text = await textOf(response, bytesMax);
    if (text === undefined)
      return unreadable(
        'source-answer-too-large',
        `${name} sent more than ${bytesMax} bytes, more than the answer can have. Check what listens there.`,
      );
    return outcomesIn(text, calls.length) ?? notJsonRpc(name);
  } catch (error) {
    return connectionProblem(name, error, timeoutMs);
  }
};

const statusProblem = (name: string, status: number): Unreadable<SourceProblem> | undefined => {
  if (status === 401 || status === 403)
    return unreadable(
      'source-credentials-refused',
      `${name} refused the user and password (HTTP ${status}). Correct them in the configuration.`,
    );
  return status === 200
    ? undefined
    : unreadable('source-failed', `${name} answered with HTTP ${status}. See the log of the node.`);
};

const connectionProblem = (name: string, error: unknown, timeoutMs: number) =>
  isRecord(error) && error['name'] === 'TimeoutError'
    ? unreadable(
        'source-timed-out',
        `${name} did not answer within ${timeoutMs} ms. See whether the node is busy or hangs.`,
      )
    : unreadable(
        'source-unreachable',
        `The connection to ${name} failed (${causeOf(error)}). See whether the node runs.`,
      );

/** fetch hides the reason one level down. */
const causeOf = (error: unknown): string => {
  const cause = isRecord(error) && isRecord(error['cause']) ? error['cause'] : error;
  return isRecord(cause) ? String(cause['code'] ?? cause['message']) : String(cause);
};

const notJsonRpc = (name: string) =>
  unreadable(
    'source-answer-malformed',
    `${name} did not answer in JSON-RPC. Check that a Bitcoin node listens there.`,
  );

/** The body, or undefined as soon as it is larger than allowed. */
const textOf = async (response: Response, bytesMax: number): Promise<string | undefined> => {
  if (!response.body) return '';
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body) {
    size += chunk.length;
    // Leaving the loop cancels the rest.
    if (size > bytesMax) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
};

/** The outcomes in the order of the calls, or undefined when this is not the answer to a batch. */
const outcomesIn = (
  text: string,
  count: number,
): Reading<readonly Outcome[], never> | undefined => {
  const answers = parsedJson(text);
  if (!Array.isArray(answers) || answers.length !== count) return undefined;
  const outcomes: Outcome[] = [];
  for (const answer of answers) {
    const outcome = outcomeIn(answer);
    if (!outcome || !isRecord(answer) || outcomes[answer['id'] as number]) return undefined;
    outcomes[answer['id'] as number] = outcome;
  }
  return Array.from({ length: count }, (_, id) => id).every((id) => outcomes[id])
    ? read(outcomes)
    : undefined;
};

const outcomeIn = (answer: unknown): Outcome | undefined => {
  if (!isRecord(answer) || !Number.isSafeInteger(answer['id'])) return undefined;
  const { error, result } = answer;
  if (error === null || error === undefined) return { result };
  if (!isRecord(error) || typeof error['code'] !== 'number') return undefined;
  return { error: { code: error['code'], message: String(error['message']) } };
};

const parsedJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
