import type { ChainMovementObserved } from '@esep/contracts';
import {
  bitcoinRpc,
  ChainFollower,
  type FollowOptions,
  type RawBlock,
  type StepReport,
} from '@esep/pool-reporting/observe-chain';
import { evolveChainBy, unobserved, unspentAt, type ChainEvent } from '@esep/pool-reporting-domain';

import {
  BitcoinScenario,
  maturePoolBlock,
  MINERS,
  POOL_TAG,
  seasonOf,
  type Season,
} from './bitcoin-scenario.js';
import { Btcd, btcdBinary } from './btcd.js';

// The chain observer against a real node, with blocks mined for the purpose.

const NOW = '2026-04-20T00:00:00.000Z';
const LONG_AGO = '2026-01-01T00:00:00.000Z';
const START = '2026-03-01T00:00:00.000Z';
const REGISTRY = {
  version: 3,
  pools: [
    {
      poolId: 'dmp-1',
      approvals: [
        { from: '2009-01-03T00:00:00.000Z', coinbaseTags: [POOL_TAG], payoutAddresses: [] },
      ],
      added: [],
    },
  ],
};

const binary = btcdBinary();
const described = 'path' in binary ? describe : describe.skip;
const obstacle = 'missing' in binary ? ` (skipped: ${binary.missing})` : '';

let node: Btcd;
let scenario: BitcoinScenario;
let season: Season;
let log: ChainEvent[];
let kept: RawBlock[];

described(`A season on a real node${obstacle}`, () => {
  // The tests tell one story and build on each other.
  let follower: ChainFollower;

  beforeAll(async () => {
    node = await start();
    scenario = new BitcoinScenario(node, START);
    [log, kept] = [[], []];
    season = seasonOf(scenario, await maturePoolBlock(scenario));
    follower = follow();
    for (const name of MINERS.slice(0, 4)) await follower.watch(binding(name));
    await settle(follower);
  }, 120_000);
  afterAll(() => node?.stop());

  it('begins with a block of the pool, told by its tag among 101', () => {
    const attributed = log.filter(({ type }) => type === 'BlockAttributed');
    expect(attributed).toHaveLength(101);
    expect(attributed.filter((block) => 'poolId' in block)).toMatchObject([
      { height: 1, hash: season.found.hash, poolId: 'dmp-1', byTag: POOL_TAG, registryVersion: 3 },
    ]);
  });

  it('pays five miners in one transaction, of which four are known', async () => {
    const before = log.length;
    await scenario.mine({ payments: [season.payout] });
    await settle(follower);
    expect(movementsSince(before)).toEqual([
      expect.objectContaining({
        txid: season.payout.txid,
        inputs: [],
        foreignInputs: 1,
        outputs: MINERS.slice(0, 4).map((name, vout) => ({
          vout,
          address: scenario.wallet(name).address,
          amount: '900000000',
        })),
        // The fifth miner, and what the pool kept.
        foreignOutputs: 2,
        holders: MINERS.slice(0, 4).map(holderOf),
      }),
    ]);
  });

  it('sees the fifth miner once it is bound, in the block that was read before', async () => {
    const before = log.length;
    await follower.watch(binding('miner-5'));
    await settle(follower);
    expect(movementsSince(before)).toMatchObject([
      { txid: season.payout.txid, foreignOutputs: 1, holders: MINERS.map(holderOf) },
    ]);
    expect(balanceOf(follower, 'miner-5')).toBe(900_000_000n);
  });

  it('sees a deposit to an exchange, and nothing of what the exchange does with it', async () => {
    const before = log.length;
    await scenario.mine({ payments: [season.deposit] });
    await scenario.mine({ payments: [season.sweep] });
    await settle(follower);
    expect(movementsSince(before)).toMatchObject([
      {
        txid: season.deposit.txid,
        inputs: [
          {
            txid: season.payout.txid,
            vout: 0,
            address: scenario.wallet('miner-1').address,
            amount: '900000000',
          },
        ],
        foreignInputs: 0,
        outputs: [
          { vout: 0, address: scenario.wallet('exchange-deposit-1').address, amount: '675000000' },
          { vout: 1, address: scenario.wallet('miner-1').address, amount: '224999000' },
        ],
        fee: '1000',
        holders: [holderOf('miner-1')],
      },
    ]);
  });

  it('sees a private sale and a transaction of two holders, and calls them neither', async () => {
    const before = log.length;
    await scenario.mine({ payments: [season.privateSale] });
    await scenario.mine({ payments: [season.joint] });
    await settle(follower);
    const [sale, joint] = movementsSince(before);
    expect(sale).toMatchObject({
      txid: season.privateSale.txid,
      outputs: [{ address: scenario.wallet('unknown').address, amount: '500000000' }, {}],
      holders: [holderOf('miner-2')],
    });
    expect(joint).toMatchObject({
      txid: season.joint.txid,
      inputs: [
        { address: scenario.wallet('miner-3').address },
        { address: scenario.wallet('miner-4').address },
      ],
      fee: '1000',
      holders: [holderOf('miner-3'), holderOf('miner-4')],
    });
    // Nothing in the facts themselves tells one from the other.
    expect(Object.keys(sale!)).toEqual(Object.keys(joint!));
  });

  it('takes two blocks back when the node leaves them for a longer branch', async () => {
    const before = log.length;
    const height = scenario.chain.length;
    // On the other branch the private sale comes later, and the joint transaction never.
    await scenario.branchAt(height - 2, {}, {}, { payments: [season.privateSale] });
    await settle(follower);
    expect(
      log.slice(before).map((event) => [event.type, 'height' in event && event.height]),
    ).toEqual([
      ['ChainMovementReversed', height],
      ['BlockOrphaned', height],
      ['ChainMovementReversed', height - 1],
      ['BlockOrphaned', height - 1],
      ['BlockAttributed', height - 1],
      ['BlockAttributed', height],
      ['BlockAttributed', height + 1],
      ['ChainMovementObserved', height + 1],
    ]);
    expect(balanceOf(follower, 'miner-2')).toBe(399_999_000n);
    expect(balanceOf(follower, 'miner-3')).toBe(900_000_000n);
  });

  it('waits while the node has taken a block back, and no heavier branch in its place', async () => {
    const tip = await scenario.mine({ payments: [season.joint] });
    await settle(follower);
    const before = log.length;
    await node.rpc('invalidateblock', tip.hash);
    expect(await follower.step()).toMatchObject({ problem: { reason: 'source-behind' } });
    await scenario.branchAt(tip.height - 1, {});
    expect(await follower.step()).toMatchObject({ problem: { reason: 'branch-not-heavier' } });
    expect(log).toHaveLength(before);
    await scenario.mine({ payments: [season.joint] });
    await settle(follower);
    expect(log.slice(before).map(({ type }) => type)).toEqual([
      'ChainMovementReversed',
      'BlockOrphaned',
      'BlockAttributed',
      'BlockAttributed',
      'ChainMovementObserved',
    ]);
    expect(balanceOf(follower, 'miner-3')).toBe(99_999_000n);
  });

  it('FIELD-4: sees coins leave a taproot address that came before it was bound, and before the first block that is read', async () => {
    const holder = scenario.wallet('taproot-miner');
    const coin = scenario.reward(scenario.chain[4]!, scenario.wallet('nobody'));
    const gift = scenario.pay([coin], [[holder, 300_000_000n]]);
    const came = await scenario.mine({ payments: [gift] });
    await scenario.mine();
    const spent = scenario.pay([gift.coins[0]!], [[scenario.wallet('unknown'), 299_000_000n]]);
    await scenario.mine({ payments: [spent] });
    for (const fromHeight of [1, came.height + 1]) {
      const said: ChainEvent[] = [];
      const later = follow({
        fromHeight,
        state: unobserved('BTC'),
        emit: (events) => Promise.resolve(void said.push(...events)),
      });
      await settle(later);
      await later.watch(binding('taproot-miner'));
      await settle(later);
      expect(said.filter((event) => 'txid' in event && event.txid === spent.txid)).toMatchObject([
        {
          inputs: [{ txid: gift.txid, vout: 0, address: holder.address, amount: '300000000' }],
          foreignInputs: 0,
          fee: '1000',
        },
      ]);
      expect(said.some(({ type }) => type === 'ChainSpendsUnresolved')).toBe(false);
    }
    await settle(follower);
  });

  it('finds out whose coins an input spends that came before its address was bound', async () => {
    const before = log.length;
    const late = scenario.wallet('miner-late');
    const [coin5] = season.payout.coins.slice(4);
    const gift = scenario.pay([coin5!], [[late, 300_000_000n]]);
    await scenario.mine({ payments: [gift] });
    await settle(follower);
    await follower.watch({ ...binding('miner-late'), from: NOW });
    const spent = scenario.pay([gift.coins[0]!], [[scenario.wallet('unknown'), 299_000_000n]]);
    await scenario.mine({ payments: [spent] });
    await settle(follower);
    expect(movementsSince(before).at(-1)).toMatchObject({
      txid: spent.txid,
      inputs: [{ txid: gift.txid, vout: 0, address: late.address, amount: '300000000' }],
      foreignInputs: 0,
      fee: '1000',
      holders: [holderOf('miner-late')],
    });
  });

  it('is known after a restart as it was before, from the log alone', async () => {
    const again = follow();
    expect(again.state).toEqual(follower.state);
    expect(await again.step()).toMatchObject({ followed: 0, caughtUp: true });
  });

  it('has kept every block that it tells of', () => {
    const hashes = new Set(kept.map(({ hash }) => hash));
    for (const event of log) if ('hash' in event) expect(hashes).toContain(event.hash);
  });

  it('goes on when the node goes away, forgets everything, and comes back', async () => {
    const before = log.length;
    const { port } = node;
    await node.stop();
    expect(await follower.step()).toMatchObject({ problem: { reason: 'source-unreachable' } });
    node = await start(port);
    expect(await follower.step()).toMatchObject({ problem: { reason: 'source-behind' } });
    expect(log).toHaveLength(before);
    await scenario.moveTo(node);
    await scenario.mine();
    expect(await settle(follower)).toMatchObject({ caughtUp: true });
    expect(log.slice(before).map(({ type }) => type)).toEqual(['BlockAttributed']);
  });

  it('is refused from a node of another network', async () => {
    const stranger = await Btcd.start(pathOf(), { network: 'simnet' });
    try {
      const outcome = await follow({ source: rpcTo(stranger) }).step();
      expect(outcome).toMatchObject({ problem: { reason: 'source-on-another-network' } });
    } finally {
      await stranger.stop();
    }
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function pathOf(): string {
  if ('missing' in binary) throw new Error(binary.missing);
  return binary.path;
}
function start(port?: number): Promise<Btcd> {
  return Btcd.start(pathOf(), { network: 'regtest', ...(port !== undefined && { port }) });
}
function rpcTo({ url, user, password }: Btcd) {
  const { network } = scenario;
  return bitcoinRpc({ url, user, password, network, attempts: 2, backoffMs: 10 });
}
function follow(but: Partial<FollowOptions> = {}): ChainFollower {
  return new ChainFollower({
    source: rpcTo(node),
    network: scenario.network,
    fromHeight: 1,
    state: evolveChainBy(unobserved('BTC'), log),
    registry: () => REGISTRY,
    emit: (events, evidence) => {
      log.push(...events);
      if (evidence) kept.push(evidence);
      return Promise.resolve();
    },
    now: () => NOW,
    blocksPerStep: 50,
    ...but,
  });
}
async function settle(follower: ChainFollower): Promise<StepReport> {
  for (let steps = 0; steps < 100; steps += 1) {
    const report = await follower.step();
    if (report.problem) throw new Error(report.problem.message);
    if (report.caughtUp) return report;
  }
  throw new Error('It never settles');
}
function binding(name: string) {
  const { address } = scenario.wallet(name);
  return { address, licenseeId: holderOf(name), from: LONG_AGO };
}
function holderOf(name: string): string {
  return `licensee-of-${name}`;
}
function movementsSince(start: number): readonly ChainMovementObserved[] {
  return log.slice(start).filter((event) => event.type === 'ChainMovementObserved');
}
function balanceOf(follower: ChainFollower, name: string): bigint {
  const { address } = scenario.wallet(name);
  return unspentAt(follower.state, address).reduce((sum, { amount }) => sum + amount, 0n);
}
