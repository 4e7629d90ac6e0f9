import type { ChainMovementObserved } from '@esep/contracts';
import { instantOf } from '@esep/kernel';

import {
  inputsToLookUp,
  observeAgain,
  observeBlock,
  orphanTip,
  watchAddress,
  type EarlierOutputs,
} from './chain-observer.js';
import type { DecodedBlock, DecodedInput, DecodedTransaction } from './decoded-block.js';
import {
  chainStreamOf,
  evolveChain,
  evolveChainBy,
  unobserved,
  unspentAt,
  type ChainEvent,
  type ObservedChain,
} from './observed-chain.js';

const NOW = '2026-04-01T00:00:00.000Z';
const LONG_AGO = '2024-01-01T00:00:00.000Z';
const REGISTRY = {
  version: 7,
  pools: [
    {
      poolId: 'dmp-1',
      approvals: [
        {
          from: '2020-01-01T00:00:00.000Z',
          coinbaseTags: ['/Altyn/'],
          payoutAddresses: ['pool'],
        },
      ],
      added: [],
    },
  ],
};

describe('The next block', () => {
  it('is attributed to a pool, whoever else occurs in it', () =>
    expect(factsOf(observing(), block(1, [], { scriptSig: '2f416c74796e2f' }))).toEqual([
      {
        type: 'BlockAttributed',
        asset: 'BTC',
        height: 1,
        hash: 'block-1',
        previousHash: 'block-0',
        blockTime: timeOf(1),
        bits: 0x207fffff,
        registryVersion: 7,
        poolId: 'dmp-1',
        byTag: '/Altyn/',
      },
    ]));

  it('must follow our last one', () => {
    const chain = after(observing(), block(1, []));
    const refused = { accepted: false, reason: 'block-not-next' };
    expect(observeBlock(chain, block(1, []), REGISTRY)).toEqual(refused);
    expect(observeBlock(chain, block(3, []), REGISTRY)).toEqual(refused);
    expect(observeBlock(chain, { ...block(2, []), previousHash: 'another' }, REGISTRY)).toEqual(
      refused,
    );
  });

  it('may be any block when none was read yet', () =>
    expect(observeBlock(observing(), block(831_328, []), REGISTRY)).toMatchObject({
      accepted: true,
    }));
});

describe('A movement', () => {
  it('of coins that arrive tells of the addresses ever bound and counts the others', () => {
    const payout = tx(
      'payout',
      [coin('pool-coin', 0)],
      [
        ['alia', 50n],
        ['stranger', 7n],
        ['bulat', 40n],
      ],
    );
    expect(movements(watching('alia', 'bulat'), block(1, [payout]))).toEqual([
      {
        type: 'ChainMovementObserved',
        asset: 'BTC',
        txid: 'payout',
        height: 1,
        hash: 'block-1',
        blockTime: timeOf(1),
        inputs: [],
        foreignInputs: 1,
        outputs: [
          { vout: 0, address: 'alia', amount: '50' },
          { vout: 2, address: 'bulat', amount: '40' },
        ],
        foreignOutputs: 1,
        holders: ['holder-of-alia', 'holder-of-bulat'],
      },
    ]);
  });

  it('of coins that leave tells of every output, and of the fee when every input is known', () => {
    const chain = after(watching('alia'), block(1, [tx('in', [coin('x', 0)], [['alia', 50n]])]));
    const sale = tx(
      'out',
      [coin('in', 0)],
      [
        ['exchange', 30n],
        ['alia', 15n],
        [undefined, 0n],
      ],
    );
    expect(movements(chain, block(2, [sale]))).toMatchObject([
      {
        inputs: [{ txid: 'in', vout: 0, address: 'alia', amount: '50' }],
        foreignInputs: 0,
        outputs: [
          { vout: 0, address: 'exchange', amount: '30' },
          { vout: 1, address: 'alia', amount: '15' },
          { vout: 2, amount: '0' },
        ],
        fee: '5',
        holders: ['holder-of-alia'],
      },
    ]);
  });

  it('has no fee that could be told when an input is foreign', () => {
    const chain = after(watching('alia'), block(1, [tx('in', [], [['alia', 50n]])]));
    const [movement] = movements(
      chain,
      block(2, [tx('out', [coin('in', 0), coin('foreign', 3)], [['stranger', 60n]])]),
    );
    expect(movement).toMatchObject({ foreignInputs: 1 });
    expect(movement).not.toHaveProperty('fee');
  });

  it('with inputs of several holders names them all and judges nothing', () => {
    const chain = after(
      watching('alia', 'bulat'),
      block(1, [tx('a', [], [['alia', 50n]]), tx('b', [], [['bulat', 40n]])]),
    );
    const joint = tx('joint', [coin('b', 0), coin('a', 0)], [['stranger', 88n]]);
    expect(movements(chain, block(2, [joint]))).toMatchObject([
      {
        inputs: [
          { address: 'bulat', amount: '40' },
          { address: 'alia', amount: '50' },
        ],
        fee: '2',
        holders: ['holder-of-alia', 'holder-of-bulat'],
      },
    ]);
  });

  it('may spend what another transaction of the same block made', () => {
    const chain = watching('alia');
    const both = block(1, [
      tx('in', [coin('x', 0)], [['alia', 50n]]),
      tx('out', [coin('in', 0)], [['stranger', 49n]]),
    ]);
    expect(movements(chain, both)).toMatchObject([{ txid: 'in' }, { txid: 'out', fee: '1' }]);
    expect(unspentAt(after(chain, both), 'alia')).toEqual([]);
  });

  it('of a coinbase to a bound address has no inputs and no fee', () => {
    const [movement] = movements(watching('alia'), block(1, [], { payees: [['alia', 312n]] }));
    expect(movement).toMatchObject({ inputs: [], foreignInputs: 0, holders: ['holder-of-alia'] });
    expect(movement).not.toHaveProperty('fee');
  });

  it('between strangers is nobody’s business', () =>
    expect(
      movements(watching('alia'), block(1, [tx('t', [coin('x', 0)], [['stranger', 1n]])])),
    ).toEqual([]));

  it('of an address with two holders goes to both', () => {
    const chain = watch(watching('alia'), 'alia', 'holder-2');
    expect(movements(chain, block(1, [tx('t', [], [['alia', 1n]])]))).toMatchObject([
      { holders: ['holder-2', 'holder-of-alia'] },
    ]);
  });

  it('larger than an event may be comes in parts, and who pays gets every one', () => {
    const chain = after(watching('alia', 'bulat'), block(1, [tx('in', [], [['alia', 500n]])]));
    const payees = Array.from({ length: 450 }, (_, i): Payee => [i === 449 ? 'bulat' : 'x', 1n]);
    const large = block(2, [tx('out', [coin('in', 0)], payees)]);
    const parts = movements(chain, large);
    expect(parts.map(({ part }) => part)).toEqual([1, 2, 3].map((number) => ({ number, of: 3 })));
    expect(parts.map(({ inputs, outputs }) => inputs.length + outputs.length)).toEqual([
      200, 200, 51,
    ]);
    expect(parts.flatMap(({ outputs }) => outputs.map(({ vout }) => vout))).toEqual(
      Array.from({ length: 450 }, (_, vout) => vout),
    );
    expect(parts.map(({ holders }) => holders)).toEqual([
      ['holder-of-alia'],
      ['holder-of-alia'],
      ['holder-of-alia', 'holder-of-bulat'],
    ]);
    // Told again, all of it is known.
    const told = evolveChainBy(chain, parts);
    expect(observeAgain(told, large, new Set(['alia', 'bulat']))).toEqual([]);
  });

  it('of a payout to a whole sector reaches each holder in the part with its own output', () => {
    const names = Array.from({ length: 401 }, (_, i) => `miner-${i}`);
    const payout = tx(
      'payout',
      [coin('pool', 0)],
      names.map((name) => [name, 1n]),
    );
    const parts = movements(watching(...names), block(1, [payout]));
    expect(parts.map(({ holders }) => holders.length)).toEqual([200, 200, 1]);
    expect(new Set(parts.flatMap(({ holders }) => holders)).size).toBe(401);
  });
});

describe('An input that speaks for a bound address but spends coins never seen', () => {
  const spend = tx('out', [{ ...coin('early', 0), claimedAddress: 'alia' }], [['stranger', 9n]]);

  it('is told as what it is, a claim', () => {
    expect(inputsToLookUp(watching('alia'), block(1, [spend]))).toEqual(spend.inputs);
    const [movement] = movements(watching('alia'), block(1, [spend]));
    expect(movement).toMatchObject({
      inputs: [],
      unseenInputs: [{ txid: 'early', vout: 0, address: 'alia' }],
      foreignInputs: 0,
      outputs: [{ vout: 0, address: 'stranger', amount: '9' }],
      holders: ['holder-of-alia'],
    });
    expect(movement).not.toHaveProperty('fee');
  });

  it('is an input like any other once somebody has read the output', () => {
    const earlier: EarlierOutputs = new Map([['early:0', { address: 'alia', amount: 10n }]]);
    const [movement] = movements(watching('alia'), block(1, [spend]), earlier);
    expect(movement).toMatchObject({
      inputs: [{ txid: 'early', vout: 0, address: 'alia', amount: '10' }],
      fee: '1',
    });
    expect(movement).not.toHaveProperty('unseenInputs');
  });

  it('is nothing when the output turns out to be somebody else’s', () => {
    const earlier: EarlierOutputs = new Map([['early:0', { address: 'stranger', amount: 10n }]]);
    expect(movements(watching('alia'), block(1, [spend]), earlier)).toEqual([]);
  });

  it('gives its coins back when the block is orphaned', () => {
    const earlier: EarlierOutputs = new Map([['early:0', { address: 'alia', amount: 10n }]]);
    const chain = after(after(watching('alia'), block(1, [])), block(2, [spend]), earlier);
    expect(unspentAt(orphaned(chain), 'alia')).toEqual([{ outpoint: 'early:0', amount: 10n }]);
  });
});

describe('A reorganisation', () => {
  const arrival = tx('in', [coin('x', 0)], [['alia', 50n]]);
  const departure = tx(
    'out',
    [coin('in', 0)],
    [
      ['alia', 20n],
      ['stranger', 29n],
    ],
  );
  const before = after(watching('alia'), block(1, [arrival]));
  const chain = after(before, block(2, [departure]));

  it('takes a block back with its movements, each in the stream of the original', () => {
    const decision = orphanTip(chain, NOW);
    const [reversal, orphan] = decision.accepted ? decision.events : [];
    expect(reversal).toEqual({
      type: 'ChainMovementReversed',
      asset: 'BTC',
      txid: 'out',
      height: 2,
      hash: 'block-2',
      holders: ['holder-of-alia'],
      reversedAt: NOW,
    });
    expect(orphan).toEqual({
      type: 'BlockOrphaned',
      asset: 'BTC',
      height: 2,
      hash: 'block-2',
      orphanedAt: NOW,
    });
    const [original] = movements(before, block(2, [departure]));
    expect(chainStreamOf(reversal!)).toBe(chainStreamOf(original!));
  });

  it('leaves the state as if the block had never been', () =>
    expect(orphaned(chain)).toEqual(before));

  it('lets the same transaction be observed again in another block', () => {
    const other = { ...block(2, [departure]), hash: 'other-2' };
    expect(movements(orphaned(chain), other)).toMatchObject([{ txid: 'out', hash: 'other-2' }]);
  });

  it('never takes the last block that is remembered', () =>
    expect(orphanTip(before, NOW)).toEqual({
      accepted: false,
      reason: 'reorganisation-too-deep',
    }));

  it('can be at least 100 blocks deep', () => {
    let deep = observing();
    for (let height = 1; height <= 300; height += 1) deep = after(deep, block(height, []));
    for (let depth = 0; depth < 100; depth += 1) deep = orphaned(deep);
    expect(deep.blocks.at(-1)).toMatchObject({ height: 200 });
  });
});

describe('A coinbase that repeats an older one, as it could before BIP 34', () => {
  it('replaces its coins', () => {
    const repeated = (height: number) => ({
      ...block(height, []),
      transactions: [tx('same', [], [['alia', 50n]])],
    });
    const first = after(watching('alia'), repeated(1));
    const spent = after(first, block(2, [tx('out', [coin('same', 0)], [['stranger', 50n]])]));
    expect(unspentAt(spent, 'alia')).toEqual([]);
    expect(unspentAt(after(spent, repeated(3)), 'alia')).toEqual([
      { outpoint: 'same:0', amount: 50n },
    ]);
  });
});

describe('An address under watch', () => {
  const read = after(observing(), block(1, []));

  it('is looked for in earlier blocks when it is bound since earlier', () => {
    expect(watchAddress(read, binding('alia', timeOf(1)), NOW)).toEqual([
      {
        type: 'AddressWatched',
        asset: 'BTC',
        address: 'alia',
        licenseeId: 'holder-of-alia',
        from: timeOf(1),
        needsRescan: true,
        watchedAt: NOW,
      },
    ]);
    expect(watchAddress(read, binding('alia', NOW), NOW)).toMatchObject([{ needsRescan: false }]);
    expect(watchAddress(observing(), binding('alia', LONG_AGO), NOW)).toMatchObject([
      { needsRescan: false },
    ]);
  });

  it('is not put under watch twice, unless it is bound since earlier still', () => {
    const chain = watch(read, 'alia', 'holder-of-alia', timeOf(1));
    expect(watchAddress(chain, binding('alia', timeOf(1)), NOW)).toEqual([]);
    expect(watchAddress(chain, binding('alia', NOW), NOW)).toEqual([]);
    expect(watchAddress(chain, binding('alia', LONG_AGO), NOW)).toHaveLength(1);
  });

  it('waits until a pass over the blocks that began after it has ended', () => {
    const chain = watch(watch(read, 'alia', 'a', LONG_AGO), 'bulat', 'b', LONG_AGO);
    const ended = (watches: number) =>
      evolveChain(chain, {
        type: 'AddressesRescanned',
        asset: 'BTC',
        watches,
        fromHeight: 1,
        throughHeight: 1,
        rescannedAt: NOW,
      }).pending.map(({ address }) => address);
    expect(ended(0)).toEqual(['alia', 'bulat']);
    expect(ended(1)).toEqual(['bulat']);
    expect(ended(2)).toEqual([]);
  });
});

describe('A block that is read again', () => {
  const arrival = block(1, [
    tx(
      'in',
      [coin('x', 0)],
      [
        ['alia', 50n],
        ['bulat', 40n],
      ],
    ),
  ]);
  const departure = block(2, [tx('out', [coin('in', 0), coin('in', 1)], [['stranger', 80n]])]);
  const chain = [arrival, departure].reduce(
    (state, block) => after(state, block),
    watching('alia'),
  );
  const late = watch(chain, 'bulat', 'holder-of-bulat', LONG_AGO);
  const again = (state: ObservedChain, block: DecodedBlock) =>
    observeAgain(state, block, new Set(['bulat'])) as readonly ChainMovementObserved[];

  it('tells of a transaction that was known only in part, whole', () => {
    const [first] = again(late, arrival);
    expect(first).toMatchObject({
      outputs: [{ address: 'alia' }, { address: 'bulat' }],
      holders: ['holder-of-alia', 'holder-of-bulat'],
    });
    const [second] = again(evolveChain(late, first!), departure);
    expect(second).toMatchObject({ foreignInputs: 0, fee: '10' });
  });

  it('gives the state that an early binding would have given, and then tells nothing more', () => {
    const rescanned = [arrival, departure].reduce(
      (state, block) => evolveChainBy(state, again(state, block)),
      late,
    );
    const early = [arrival, departure].reduce(
      (state, block) => after(state, block),
      watching('alia', 'bulat'),
    );
    expect(rescanned.outputs).toEqual(early.outputs);
    expect(rescanned.movements).toEqual(early.movements);
    expect([arrival, departure].flatMap((block) => again(rescanned, block))).toEqual([]);
  });

  it('says nothing of addresses that were not asked for', () =>
    expect(observeAgain(late, arrival, new Set(['somebody']))).toEqual([]));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Payee = readonly [address: string | undefined, value: bigint];

function timeOf(height: number) {
  return instantOf(Date.parse('2026-03-01T00:00:00Z') + height * 600_000);
}
function coin(txid: string, vout: number): DecodedInput {
  return { txid, vout };
}
function tx(
  txid: string,
  inputs: readonly DecodedInput[],
  payees: readonly Payee[],
): DecodedTransaction {
  const outputs = payees.map(([address, value], vout) => ({
    vout,
    ...(address !== undefined && { address }),
    script: '',
    value,
  }));
  return { txid, inputs, outputs };
}
function block(
  height: number,
  transactions: readonly DecodedTransaction[],
  { scriptSig = '', payees = [] }: { scriptSig?: string; payees?: readonly Payee[] } = {},
): DecodedBlock {
  const coinbase = tx(`coinbase-${height}`, [], payees);
  return {
    asset: 'BTC',
    height,
    hash: `block-${height}`,
    previousHash: `block-${height - 1}`,
    time: timeOf(height),
    bits: 0x207fffff,
    coinbase: { scriptSig, outputs: coinbase.outputs },
    transactions: [coinbase, ...transactions],
  };
}
function binding(address: string, from = LONG_AGO) {
  return { address, licenseeId: `holder-of-${address}`, from };
}
function observing(): ObservedChain {
  return unobserved('BTC');
}
function watch(chain: ObservedChain, address: string, licenseeId: string, from = LONG_AGO) {
  return evolveChainBy(chain, watchAddress(chain, { address, licenseeId, from }, NOW));
}
function watching(...addresses: string[]): ObservedChain {
  return addresses.reduce(
    (chain, address) => watch(chain, address, `holder-of-${address}`),
    observing(),
  );
}
function factsOf(
  chain: ObservedChain,
  block: DecodedBlock,
  earlier?: EarlierOutputs,
): readonly ChainEvent[] {
  const decision = observeBlock(chain, block, REGISTRY, earlier);
  if (!decision.accepted) throw new Error(decision.reason);
  return decision.events;
}
function movements(chain: ObservedChain, block: DecodedBlock, earlier?: EarlierOutputs) {
  return factsOf(chain, block, earlier).filter((fact) => fact.type === 'ChainMovementObserved');
}
function after(chain: ObservedChain, block: DecodedBlock, earlier?: EarlierOutputs) {
  return evolveChainBy(chain, factsOf(chain, block, earlier));
}
function orphaned(chain: ObservedChain): ObservedChain {
  const decision = orphanTip(chain, NOW);
  if (!decision.accepted) throw new Error(decision.reason);
  return evolveChainBy(chain, decision.events);
}
