import { mkdtemp, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { instantOf } from '@esep/kernel';
import { evolveChainBy, unobserved, unspentAt, type ChainEvent } from '@esep/pool-reporting-domain';
import { payments, Transaction } from 'bitcoinjs-lib';

import { addressOf } from './bitcoin-address.js';
import { BITCOIN_NETWORKS } from './bitcoin-network.js';
import { blockFolder } from './block-folder.js';
import type { RawBlock } from './block-reader.js';
import { ChainFollower, type FollowOptions } from './chain-follower.js';
import { decodeHeader } from './decode-block.js';
import { mineBlock, type MinedBlock } from './mine-block.js';
import { read } from './reading.js';

const network = BITCOIN_NETWORKS.regtest;
const NOW = '2026-04-01T00:00:00.000Z';
const LONG_AGO = '2024-01-01T00:00:00.000Z';
const START_SECONDS = 1_772_000_000;

const taproot = taprootWallet();
const [alia, bulat, stranger] = [1, 2, 3].map((n) => wallet(n)) as [Wallet, Wallet, Wallet];

let folder: string;
let chain: MinedBlock[];
let branches: number;
let log: ChainEvent[];
let kept: RawBlock[];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esep-chain-'));
  [chain, branches, log, kept] = [[], 0, [], []];
});
afterEach(() => rm(folder, { recursive: true }));

describe('A follower', () => {
  it('takes block after block, the facts of each at once, and keeps the bytes beside them', async () => {
    const payout = pay([], [alia, 50n]);
    await mine([payout], [], [pay([[payout, 0]], [stranger, 49n])]);
    const follower = follow();
    await follower.watch(binding(alia));
    expect(await settle(follower)).toEqual({ followed: 3, orphaned: 0, rescanned: 0 });
    expect(log.map(nameOf)).toEqual([
      'AddressWatched',
      'BlockAttributed 1',
      'ChainMovementObserved 1',
      'BlockAttributed 2',
      'BlockAttributed 3',
      'ChainMovementObserved 3',
    ]);
    expect(kept.map(({ hash }) => hash)).toEqual(chain.map(({ hash }) => hash));
    expect(kept[0]?.bytes).toEqual(chain[0]?.bytes);
    expect(follower.state).toEqual(evolveChainBy(unobserved('BTC'), log));
  });

  it('does no more in a step than it was told', async () => {
    await mine([], [], [], [], []);
    const follower = follow({ blocksPerStep: 2 });
    expect(await follower.step()).toMatchObject({ followed: 2, caughtUp: false });
    expect(await follower.step()).toMatchObject({ followed: 2, caughtUp: false });
    expect(await follower.step()).toMatchObject({ followed: 1, caughtUp: true });
    expect(await follower.step()).toMatchObject({ followed: 0, caughtUp: true });
  });

  it('refuses an address of another network, which could never be seen', async () => {
    const outcome = await follow().watch({
      ...binding(alia),
      address: 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4',
    });
    expect(outcome).toMatchObject({ ok: false, reason: 'address-not-of-network' });
    expect(log).toEqual([]);
  });

  it('watches an address in the way it stands in blocks, however it was typed', async () => {
    await follow().watch({ ...binding(alia), address: alia.address.toUpperCase() });
    expect(log).toMatchObject([{ address: alia.address }]);
  });
});

describe('When a block is bad', () => {
  it('nothing behind it is taken, and it goes on once the block is mended', async () => {
    await mine([pay([], [alia, 1n])], [pay([], [alia, 2n])], [pay([], [alia, 3n])]);
    await truncate(fileOf(2), 100);
    const follower = follow();
    await follower.watch(binding(alia));
    const report = await follower.step();
    expect(report).toMatchObject({ followed: 1, problem: { reason: 'block-truncated' } });
    await save(chain[1]!);
    expect(await settle(follower)).toMatchObject({ followed: 2 });
    expect(balance(follower, alia)).toBe(6n);
  });

  it('FIGURES-27: as when it does not follow the one before, which is said with its height', async () => {
    await mine([], []);
    const follower = follow();
    await settle(follower);
    const [, second] = chain;
    await branchAt(1, [], []);
    await save(second!);
    expect(await follower.step()).toMatchObject({
      followed: 0,
      height: 3,
      problem: { reason: 'block-not-next', message: expect.stringContaining('block 3') },
    });
  });

  it('as when one is missing in between', async () => {
    await mine([], [], []);
    await rm(fileOf(2));
    const follower = follow({ blocksPerStep: 1 });
    await follower.step();
    expect(await follower.step()).toMatchObject({ problem: { reason: 'block-not-found' } });
  });

  it('as when the folder is missing or empty', async () => {
    expect(await follow().step()).toMatchObject({ problem: { reason: 'block-not-found' } });
    const source = blockFolder(join(folder, 'nowhere'));
    expect(await follow({ source }).step()).toMatchObject({
      problem: { reason: 'block-not-found', message: expect.stringContaining('nowhere') },
    });
  });
});

describe('A reorganisation', () => {
  const payout = pay([], [alia, 50n]);
  const sale = pay([[payout, 0]], [stranger, 30n], [alia, 19n]);

  it('reverses what it undoes, newest first, and takes the heavier branch', async () => {
    await mine([payout], [], [sale], []);
    const follower = follow();
    await follower.watch(binding(alia));
    await settle(follower);
    await branchAt(2, [], [sale], []);
    const before = log.length;
    expect(await follower.step()).toMatchObject({ orphaned: 2, followed: 3 });
    expect(log.slice(before).map(nameOf)).toEqual([
      'BlockOrphaned 4',
      'ChainMovementReversed 3',
      'BlockOrphaned 3',
      'BlockAttributed 3',
      'BlockAttributed 4',
      'ChainMovementObserved 4',
      'BlockAttributed 5',
    ]);
    expect(balance(follower, alia)).toBe(19n);
    expect(follower.state).toEqual(evolveChainBy(unobserved('BTC'), log));
  });

  it('waits while two branches have the same work', async () => {
    await mine([], [], [sale]);
    const follower = follow();
    await settle(follower);
    await branchAt(2, []);
    const before = log.length;
    expect(await follower.step()).toMatchObject({ problem: { reason: 'branch-not-heavier' } });
    expect(log).toHaveLength(before);
  });

  it('is not believed when the branch has no work', async () => {
    await mine([], [], []);
    const follower = follow();
    await settle(follower);
    const before = log.length;
    await branchAt(2, [], []);
    const forged = Buffer.from(chain[3]!.bytes);
    // The header of the last block: changed until it has too little work.
    do forged.writeUInt32LE(forged.readUInt32LE(76) + 1, 76);
    while (decodeHeader(forged, network).ok);
    await writeFile(fileOf(4), forged);
    expect(await follower.step()).toMatchObject({
      orphaned: 0,
      problem: { reason: 'proof-of-work-insufficient' },
    });
    expect(log).toHaveLength(before);
  });

  it('is not seen in a source that is merely behind', async () => {
    await mine([], [], []);
    const follower = follow();
    await settle(follower);
    await rm(fileOf(3));
    const before = log.length;
    expect(await follower.step()).toMatchObject({ problem: { reason: 'source-behind' } });
    expect(log).toHaveLength(before);
    await save(chain[2]!);
    await mine([]);
    expect(await settle(follower)).toMatchObject({ followed: 1, orphaned: 0 });
  });

  it('that leaves nothing in common is for a person to look at', async () => {
    await mine([], []);
    const follower = follow();
    await settle(follower);
    await branchAt(0, [], [], []);
    const before = log.length;
    expect(await follower.step()).toMatchObject({ problem: { reason: 'reorganisation-too-deep' } });
    expect(log).toHaveLength(before);
  });
});

describe('An address that is bound since earlier', () => {
  const payout = pay([], [alia, 50n], [bulat, 40n]);
  const joint = pay(
    [
      [payout, 0],
      [payout, 1],
    ],
    [stranger, 85n],
  );

  it('is looked for in the blocks since then, in passes that go on over many steps', async () => {
    await mine([], [payout], [], [joint], []);
    const follower = follow({ blocksPerStep: 2 });
    await follower.watch(binding(alia));
    await settle(follower);
    await follower.watch(binding(bulat));
    const before = log.length;
    expect(await follower.step()).toMatchObject({ rescanned: 2, caughtUp: false });
    await settle(follower);
    expect(log.slice(before).map(nameOf)).toEqual([
      'ChainMovementObserved 2',
      'ChainMovementObserved 4',
      'AddressesRescanned',
    ]);
    expect(log.at(-2)).toMatchObject({
      foreignInputs: 0,
      fee: '5',
      holders: [alia.holder, bulat.holder],
    });
    expect(log.at(-1)).toMatchObject({ fromHeight: 1, throughHeight: 5, watches: 2 });
    expect(await follower.step()).toMatchObject({ rescanned: 0, caughtUp: true });
  });

  it('is looked for from a day before, because times of blocks are not in order', async () => {
    await mine(...Array.from({ length: 400 }, () => []));
    const follower = follow({ blocksPerStep: 100 });
    await settle(follower);
    await follower.watch({
      ...binding(bulat),
      from: instantOf((START_SECONDS + 300 * 600) * 1_000),
    });
    await settle(follower);
    expect(log.at(-1)).toMatchObject({ fromHeight: 156, throughHeight: 400 });
  });

  it('is not looked for before the first block that is ever read', async () => {
    await mine([pay([], [bulat, 7n])], [], []);
    const follower = follow({ fromHeight: 2 });
    await settle(follower);
    await follower.watch(binding(bulat));
    await settle(follower);
    expect(log.at(-1)).toMatchObject({ fromHeight: 2 });
    expect(balance(follower, bulat)).toBe(0n);
  });

  it('is found while new blocks come in, and the pass catches up with them', async () => {
    await mine([payout], [], [], []);
    const follower = follow({ blocksPerStep: 1 });
    await settle(follower);
    await follower.watch(binding(bulat));
    await follower.step();
    await mine([pay([[payout, 1]], [stranger, 39n])]);
    await settle(follower);
    expect(balance(follower, bulat)).toBe(0n);
    expect(log.filter(({ type }) => type === 'ChainMovementObserved').map(nameOf)).toEqual([
      'ChainMovementObserved 1',
      'ChainMovementObserved 5',
    ]);
  });

  it('is found though a reorganisation goes by in the middle of the pass', async () => {
    await mine([], [payout], [], [joint]);
    const follower = follow({ blocksPerStep: 3 });
    await settle(follower);
    await follower.watch(binding(bulat));
    await follower.step();
    await branchAt(1, [], [], [payout], [joint], []);
    // The three blocks that the pass had read, two of them gone, are read once more.
    expect(await settle(follower)).toEqual({ followed: 5, orphaned: 3, rescanned: 6 });
    expect(log.filter(({ type }) => type.startsWith('ChainMovement')).map(nameOf)).toEqual([
      'ChainMovementObserved 2',
      'ChainMovementReversed 2',
      'ChainMovementObserved 4',
      'ChainMovementObserved 5',
    ]);
    expect(follower.state.pending).toEqual([]);
  });
});

describe('FIELD-4: coins that were there before their address was bound', () => {
  // What came first: the coins, the first block that is read, the binding. Whatever the order, and
  // whatever the address is: every coin that leaves it is seen.
  const kinds = [
    ['taproot', taproot],
    ['a key hash', alia],
  ] as const;
  it.each(kinds)('at %s are seen to leave, with all that is known of them', async (_, holder) => {
    const gift = pay([], [holder, 70n], [stranger, 1n]);
    const sale = spent(pay([[gift, 0]], [stranger, 69n]), holder);
    await mine([gift], [], [sale]);
    const orders: [string, (follower: ChainFollower) => Promise<unknown>][] = [
      [
        'bound first',
        async (follower) => (await follower.watch(binding(holder)), settle(follower)),
      ],
      ['read first', async (follower) => (await settle(follower), follower.watch(binding(holder)))],
      [
        'bound after the coins came',
        (follower) => follower.watch(binding(holder, timeOf(chain[1]!.height))),
      ],
    ];
    for (const [order, live] of orders)
      for (const fromHeight of [1, 2, 3]) {
        log = [];
        const follower = follow({ fromHeight });
        await live(follower);
        await settle(follower);
        const left = log.filter(
          (event) => event.type === 'ChainMovementObserved' && event.height === 3,
        );
        expect([order, fromHeight, left]).toMatchObject([
          order,
          fromHeight,
          [{ inputs: [{ address: holder.address, amount: '70' }], fee: '1', foreignInputs: 0 }],
        ]);
        expect(log.some(({ type }) => type === 'ChainSpendsUnresolved')).toBe(false);
      }
  });

  it.each(kinds)(
    'at %s leave unresolved where the source has not their blocks, which is said once',
    async (_, holder) => {
      const gift = pay([], [holder, 70n], [holder, 5n]);
      const [first, second] = [0, 1].map((vout) =>
        spent(pay([[gift, vout]], [stranger, 4n]), holder),
      ) as [Transaction, Transaction];
      await mine([], [first], [second]);
      const follower = follow();
      await follower.watch(binding(holder));
      await settle(follower);
      const said = log.filter(({ type }) => type === 'ChainSpendsUnresolved');
      expect(said).toMatchObject([{ height: 2, inputs: 1, blockTime: timeOf(2) }]);
      expect(follower.state.unresolvedFrom).toBe(2);
    },
  );

  it('are resolved at the next start, when the source can show them', async () => {
    const gift = pay([], [taproot, 70n]);
    const sale = spent(pay([[gift, 0]], [stranger, 69n]), taproot);
    await mine([gift], [], [sale], []);
    const source = blockFolder(folder);
    const blind = {
      ...source,
      transactions: (txids: readonly string[]) => Promise.resolve(read(txids.map(() => undefined))),
    };
    const follower = follow({ source: blind, fromHeight: 2 });
    await follower.watch(binding(taproot));
    await settle(follower);
    expect(follower.state.unresolvedFrom).toBe(3);
    const again = follow({ fromHeight: 2 });
    expect(await settle(again)).toMatchObject({ rescanned: 2 });
    expect(log.slice(-2)).toMatchObject([
      { type: 'ChainMovementObserved', inputs: [{ amount: '70' }] },
      { type: 'ChainSpendsResolved', fromHeight: 3, throughHeight: 4 },
    ]);
    expect(again.state.unresolvedFrom).toBeUndefined();
  });

  it('that nobody bound are looked up by nobody', async () => {
    const gift = pay([], [taproot, 70n]);
    await mine([spent(pay([[gift, 0]], [stranger, 69n]), taproot)]);
    const follower = follow();
    await follower.watch(binding(alia));
    await settle(follower);
    expect(log.map(({ type }) => type)).toEqual(['AddressWatched', 'BlockAttributed']);
  });

  it('are told as a claim when they leave and the source cannot show where they came from', async () => {
    await mine([spending('ab'.repeat(32), alia)]);
    const follower = follow();
    await follower.watch(binding(alia));
    await settle(follower);
    expect(log.at(-1)).toMatchObject({
      type: 'ChainMovementObserved',
      inputs: [],
      unseenInputs: [{ txid: 'ab'.repeat(32), vout: 0, address: alia.address }],
      holders: [alia.holder],
    });
  });
});

describe('A crash between reading and recording', () => {
  // Every append in turn fails once, before or after it took effect; then the process starts again
  // with what the log says. The log must end as if nothing had happened.
  it.each(['before', 'after'] as const)('%s the append loses and doubles nothing', async (when) => {
    const payout = pay([], [alia, 50n], [bulat, 40n]);
    const joint = pay(
      [
        [payout, 0],
        [payout, 1],
      ],
      [stranger, 85n],
    );
    const scenario = async (start: () => ChainFollower, failing: () => boolean) => {
      const run = async (work: (follower: ChainFollower) => Promise<unknown>) => {
        do {
          const follower = start();
          await work(follower).catch((error: unknown) => {
            if (!String(error).includes('crash')) throw error;
            // What failed with its outcome unknown is not asked again.
            return expect(follower.step()).rejects.toThrow('follow anew');
          });
        } while (failing());
      };
      await run((follower) => follower.watch(binding(alia)));
      await mine([], [payout], [joint], []);
      await run(settle);
      await branchAt(2, [], [joint], []);
      await run(settle);
      await run((follower) => follower.watch(binding(bulat)));
      await run(settle);
      return [...log];
    };

    const undisturbed = await scenario(
      () => follow(),
      () => false,
    );
    await clear();
    let appends = 0;
    let crashed = false;
    const failed = new Set<number>();
    const start = () => {
      crashed = false;
      return follow({
        emit: async (events) => {
          const isFailing = !failed.has(appends);
          if (isFailing) failed.add(appends);
          if (isFailing && when === 'before') {
            crashed = true;
            throw new Error('crash');
          }
          log.push(...events);
          appends += 1;
          if (isFailing) {
            crashed = true;
            throw new Error('crash');
          }
        },
      });
    };
    const disturbed = await scenario(start, () => crashed);
    expect(failed.size).toBeGreaterThan(10);
    expect(disturbed).toEqual(undisturbed);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Wallet {
  readonly address: string;
  readonly holder: string;
  readonly script: Uint8Array;
  readonly pubkey: Uint8Array;
}

function wallet(number: number): Wallet {
  const pubkey = Uint8Array.from([2, ...new Uint8Array(32).fill(number)]);
  const script = payments.p2wpkh({ pubkey }).output as Uint8Array;
  return {
    address: addressOf(script, network) as string,
    holder: `licensee-${number}`,
    script,
    pubkey,
  };
}
function taprootWallet(): Wallet {
  const script = Buffer.concat([Buffer.from([0x51, 0x20]), Buffer.alloc(32, 7)]);
  return {
    address: addressOf(script, network) as string,
    holder: 'licensee-of-taproot',
    script,
    pubkey: new Uint8Array(0),
  };
}
/** The witness of a payment: a signature, and the key where the address needs one. */
function spent(transaction: Transaction, { pubkey }: Wallet): Transaction {
  const signature = Buffer.alloc(64, 0x30);
  transaction.setWitness(0, pubkey.length > 0 ? [signature, Buffer.from(pubkey)] : [signature]);
  return transaction;
}
function timeOf(height: number): string {
  return instantOf((START_SECONDS + height * 600) * 1_000);
}
function binding({ address, holder }: Wallet, from = LONG_AGO) {
  return { address, licenseeId: holder, from };
}
function follow(but: Partial<FollowOptions> = {}): ChainFollower {
  return new ChainFollower({
    source: blockFolder(folder),
    network,
    fromHeight: 1,
    state: evolveChainBy(unobserved('BTC'), log),
    registry: () => ({ version: 1, pools: [] }),
    emit: (events, evidence) => {
      log.push(...events);
      if (evidence) kept.push(evidence);
      return Promise.resolve();
    },
    now: () => NOW,
    ...but,
  });
}
/** Steps until nothing is left to do, and counts what was done. */
async function settle(follower: ChainFollower) {
  const done = { followed: 0, orphaned: 0, rescanned: 0 };
  for (let steps = 0; steps < 500; steps += 1) {
    const { followed, orphaned, rescanned, caughtUp, problem } = await follower.step();
    if (problem) throw new Error(problem.message);
    if (caughtUp && followed + orphaned + rescanned === 0) return done;
    done.followed += followed;
    done.orphaned += orphaned;
    done.rescanned += rescanned;
  }
  throw new Error('It never settles');
}
/** Each list of transactions becomes a block on the tip. */
async function mine(...blocks: readonly (readonly Transaction[])[]): Promise<void> {
  for (const transactions of blocks) {
    const previous = chain.at(-1);
    const height = (previous?.height ?? 0) + 1;
    const block = mineBlock({
      height,
      previousHash: previous?.hash ?? network.genesisHash,
      timeSeconds: START_SECONDS + height * 600,
      bits: 0x207fffff,
      tag: `/test ${branches}/`,
      payees: [{ script: stranger.script, value: 5_000_000_000n }],
      transactions,
    });
    chain.push(block);
    await save(block);
  }
}
/** Drops the blocks above a height and mines others there. */
async function branchAt(height: number, ...blocks: readonly (readonly Transaction[])[]) {
  branches += 1;
  for (const block of chain.splice(height)) await rm(fileOf(block.height));
  await mine(...blocks);
}
async function clear() {
  for (const name of await readdir(folder)) await rm(join(folder, name));
  [chain, branches, log] = [[], 0, []];
}
function save({ height, bytes }: MinedBlock) {
  return writeFile(fileOf(height), bytes);
}
function fileOf(height: number): string {
  return join(folder, `${String(height).padStart(7, '0')}.bin`);
}
function pay(
  coins: readonly (readonly [from: Transaction, vout: number])[],
  ...payees: readonly (readonly [to: Wallet, value: bigint])[]
): Transaction {
  const transaction = new Transaction();
  if (coins.length === 0) {
    transaction.addInput(new Uint8Array(32).fill(9), payees.length);
    // It says whose it was, and that is nobody here.
    transaction.setInputScript(0, Buffer.from('0130', 'hex'));
  }
  coins.forEach(([from, vout]) => transaction.addInput(from.getHash(false), vout));
  payees.forEach(([{ script }, value]) => transaction.addOutput(script, value));
  return transaction;
}
/** Spends an output of a transaction nobody has, with the key of a wallet. */
function spending(txid: string, { pubkey }: Wallet): Transaction {
  const transaction = pay([], [stranger, 1n]);
  transaction.ins = [];
  transaction.addInput(Buffer.from(txid, 'hex').reverse(), 0);
  transaction.setWitness(0, [Buffer.alloc(71, 0x30), pubkey]);
  return transaction;
}
function balance(follower: ChainFollower, { address }: Wallet): bigint {
  return unspentAt(follower.state, address).reduce((sum, { amount }) => sum + amount, 0n);
}
function nameOf(event: ChainEvent): string {
  return 'height' in event ? `${event.type} ${event.height}` : event.type;
}
