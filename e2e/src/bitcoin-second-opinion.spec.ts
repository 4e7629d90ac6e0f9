import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { instantOf } from '@esep/kernel';
import {
  BITCOIN_NETWORKS,
  blockFolder,
  ChainFollower,
  decodeBlock,
} from '@esep/pool-reporting/observe-chain';
import {
  attributeBlock,
  unobserved,
  type ChainEvent,
  type DecodedBlock,
} from '@esep/pool-reporting-domain';

// Real blocks of mainnet, read by the ledger and by a program in Python that shares no code with it.

const BLOCKS = join(import.meta.dirname, '../../../shared/fixtures/bitcoin/blocks');
const SCRIPT = join(import.meta.dirname, '../second-opinion/bitcoin_decode.py');
const HEIGHTS = [831_328, 831_329, 831_330, 831_331, 831_332];

const obstacle = whyNot();
const described = obstacle === undefined ? describe : describe.skip;

/** Paid and paying within these five blocks, or paid by their largest transactions. */
const BUSY = [
  'bc1qryhgpmfv03qjhhp2dj8nw8g4ewg08jzmgy3cyx',
  'bc1qxasa5rlfjzuwyd4m9stl60rkepjveh5ncsmcj2',
  'bc1qjskmeqvkrwy7ys4dnx6ew6ynv8av0laa4dpu28',
  'bc1pf4zawy5swns6yeu5us0fp8ms068ny0vy8rm5dkn3lq70up6crt6qh3hhf4',
  '3ExbsAL6YtLkNNtR2RUYffhnQgq1qbgUsh',
  '3NUaFmtCGmUojS382xFmSBrzMjAiAgdApY',
  // The payee of three of the five coinbases.
  'bc1qxhmdufsvnuaaaer4ynz88fspdsxq2h9e9cetdj',
];

/** A quarter of a minute alone, and many times that at the end of a long run. */
const PATIENCE_MS = 300_000;

interface TheirBlock {
  readonly hash: string;
  readonly previousHash: string;
  readonly time: number;
  readonly bits: number;
  readonly height: number;
  readonly scriptSig: string;
  readonly transactions: readonly {
    readonly txid: string;
    readonly inputs: readonly { readonly txid: string; readonly vout: number }[];
    readonly outputs: readonly {
      readonly vout: number;
      readonly value: string;
      readonly script: string;
      readonly address: string | null;
    }[];
  }[];
  readonly movements: readonly object[];
}

described(`Real blocks${obstacle ?? ''}`, () => {
  it.each([830_000, ...HEIGHTS])('are read as Python reads them: %d', (height) => {
    const [theirs] = secondOpinion([height]);
    const ours = decoded(height);
    expect(ours).toMatchObject({
      hash: theirs?.hash,
      previousHash: theirs?.previousHash,
      height: theirs?.height,
      bits: theirs?.bits,
      time: instantOf((theirs?.time ?? 0) * 1_000),
      coinbase: { scriptSig: theirs?.scriptSig },
    });
    // Compared as text: a difference in a block of 3,000 transactions should not print all of them.
    expect(firstDifference(transactionsOf(ours), theirTransactions(theirs!))).toBeUndefined();
  });

  it(
    'are followed with the movements that Python finds, to the last base unit',
    async () => {
      const theirs = secondOpinion(HEIGHTS, ...BUSY.flatMap((address) => ['--watch', address]));
      const { movements, claims } = await followed(BUSY);
      const expected = theirs.flatMap(({ movements }) => movements);
      expect(expected.length).toBeGreaterThan(100);
      expect(movements).toEqual(expected);
      expect(claims).toBeGreaterThan(0);
    },
    PATIENCE_MS,
  );

  it(
    'give the same movements to addresses that were bound when all was read',
    async () => {
      const early = await followed(BUSY);
      const late = await followed([], BUSY);
      expect(late.movements).toEqual(early.movements);
    },
    PATIENCE_MS,
  );

  it('are attributed by tag and payee, and not to a pool whose tag is only alike', () => {
    const registry = {
      version: 1,
      pools: [
        pool('pool-a', ['/F2Pool/'], '1KGG9kvV5zXiqyQAMfY32sGt9eFLMmgpgX'),
        pool('pool-a-kz', ['/f2pool.kz/'], '1BoatSLRHtKNngkdXEeobR76b53LETtpyT'),
        pool(
          'pool-b',
          ['Foundry USA Pool', 'Foundry'],
          'bc1qxhmdufsvnuaaaer4ynz88fspdsxq2h9e9cetdj',
        ),
        // The tag of one pool with the payee of another.
        pool('pool-c', ['Mined by AntPool'], '1JBVrhSSDrZrRmm4RnoWouqgGGqJMvWHi8'),
        pool('pool-d', [], '38XnPvu9PmonFU9WouPXUjYbW91wa5MerL'),
      ],
    };
    const attributed = HEIGHTS.map((height) => attributeBlock(decoded(height), registry));
    const foundry = {
      byTag: 'Foundry USA Pool',
      byAddress: 'bc1qxhmdufsvnuaaaer4ynz88fspdsxq2h9e9cetdj',
      poolId: 'pool-b',
      isContradictory: false,
    };
    expect(attributed).toEqual([
      foundry,
      foundry,
      {
        byTag: 'Mined by AntPool',
        byAddress: '38XnPvu9PmonFU9WouPXUjYbW91wa5MerL',
        isContradictory: true,
      },
      {
        byTag: '/F2Pool/',
        byAddress: '1KGG9kvV5zXiqyQAMfY32sGt9eFLMmgpgX',
        poolId: 'pool-a',
        isContradictory: false,
      },
      foundry,
    ]);
  });
});

/** Follows the five blocks; `late` addresses are bound when all of them were read. */
async function followed(early: readonly string[], late: readonly string[] = []) {
  const log: ChainEvent[] = [];
  const follower = new ChainFollower({
    source: blockFolder(BLOCKS),
    network: BITCOIN_NETWORKS.mainnet,
    fromHeight: HEIGHTS[0] as number,
    state: unobserved('BTC'),
    registry: () => ({ version: 1, pools: [] }),
    emit: (events) => Promise.resolve(void log.push(...events)),
    now: () => '2026-04-01T00:00:00.000Z',
  });
  const watch = (address: string) =>
    follower.watch({
      address,
      licenseeId: `holder-of-${address}`,
      from: '2024-01-01T00:00:00.000Z',
    });
  for (const address of early) await watch(address);
  expect(await follower.step()).toMatchObject({ followed: HEIGHTS.length, caughtUp: true });
  for (const address of late) await watch(address);
  if (late.length > 0)
    expect(await follower.step()).toMatchObject({ rescanned: HEIGHTS.length, caughtUp: true });
  const movements = movementsOf(log, new Set([...early, ...late]));
  return { movements, claims: log.filter((event) => 'unseenInputs' in event).length };
}

/**
 * The facts of each transaction, joined as the contract says, in the words of the other program. It
 * does not ask for whom an input speaks, so inputs that spend coins from before these blocks are
 * foreign to it, and outputs that are told because of them alone are none of its business.
 */
function movementsOf(log: readonly ChainEvent[], watched: ReadonlySet<string>): object[] {
  const observed = log.filter((event) => event.type === 'ChainMovementObserved');
  const whole = Map.groupBy(observed, ({ txid }) => txid);
  return [...whole.values()].flatMap((parts) => {
    const { txid, foreignInputs, fee = null } = parts[0]!;
    const inputs = parts.flatMap(({ inputs }) => inputs);
    const unseen = parts.flatMap(({ unseenInputs = [] }) => unseenInputs);
    const outputs = parts
      .flatMap(({ outputs }) => outputs)
      .filter(({ address = '' }) => inputs.length > 0 || watched.has(address))
      .map((output) => ({ address: null, ...output }));
    if (inputs.length + outputs.length === 0) return [];
    return [{ txid, inputs, foreignInputs: foreignInputs + unseen.length, outputs, fee }];
  });
}

function decoded(height: number): DecodedBlock {
  const bytes = readFileSync(fileOf(height));
  const block = decodeBlock(bytes, { network: BITCOIN_NETWORKS.mainnet, height });
  if (!block.ok) throw new Error(block.message);
  return block.value;
}

function transactionsOf({ transactions }: DecodedBlock): string[] {
  return transactions.map(({ txid, inputs, outputs }, i) =>
    JSON.stringify([
      txid,
      i === 0 ? [] : inputs.map(({ txid, vout }) => [txid, vout]),
      outputs.map(({ vout, value, script, address }) => [
        vout,
        String(value),
        script,
        address ?? null,
      ]),
    ]),
  );
}

function theirTransactions({ transactions }: TheirBlock): string[] {
  return transactions.map(({ txid, inputs, outputs }, i) =>
    JSON.stringify([
      txid,
      i === 0 ? [] : inputs.map(({ txid, vout }) => [txid, vout]),
      outputs.map(({ vout, value, script, address }) => [vout, value, script, address]),
    ]),
  );
}

function firstDifference(ours: readonly string[], theirs: readonly string[]) {
  const length = Math.max(ours.length, theirs.length);
  const index = Array.from({ length }, (_, i) => i).find((i) => ours[i] !== theirs[i]);
  return index === undefined ? undefined : { index, ours: ours[index], theirs: theirs[index] };
}

function pool(poolId: string, coinbaseTags: readonly string[], payoutAddress: string) {
  const approval = { coinbaseTags, payoutAddresses: [payoutAddress] };
  return { poolId, approvals: [{ from: '2009-01-03T00:00:00.000Z', ...approval }], added: [] };
}

function secondOpinion(heights: readonly number[], ...options: readonly string[]): TheirBlock[] {
  const printed = execFileSync('python3', [SCRIPT, ...options, ...heights.map(fileOf)], {
    encoding: 'utf8',
    maxBuffer: 200_000_000,
  });
  return printed
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as TheirBlock);
}

function fileOf(height: number): string {
  return join(BLOCKS, `${String(height).padStart(7, '0')}.bin`);
}

/** Why this cannot be tested here, for the title of what is skipped. */
function whyNot(): string | undefined {
  if (!existsSync(BLOCKS)) return ' (skipped: ../shared is absent)';
  if (spawnSync('python3', ['--version']).status !== 0) return ' (skipped: there is no python3)';
  return undefined;
}
