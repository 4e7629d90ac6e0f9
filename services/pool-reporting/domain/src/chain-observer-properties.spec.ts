import type { ChainMovementObserved } from '@esep/contracts';
import { instantOf } from '@esep/kernel';
import fc from 'fast-check';

import { observeAgain, observeBlock, orphanTip, watchAddress } from './chain-observer.js';
import type { DecodedBlock, DecodedOutput, DecodedTransaction } from './decoded-block.js';
import {
  evolveChain,
  evolveChainBy,
  outpointOf,
  unobserved,
  type ChainEvent,
  type ObservedChain,
} from './observed-chain.js';

// Whatever the order in which blocks come, are orphaned, and addresses are bound, interrupted
// rescans included: what is known in the end is what somebody would know who had all bindings from
// the start and saw only the blocks that stand.

const NOW = '2026-04-01T00:00:00.000Z';
const LONG_AGO = '1970-01-01T00:00:00.000Z';
const ADDRESSES = ['a', 'b', 'c', 'd', 'e'];
const REGISTRY = { version: 1, pools: [] };

type ChainAct =
  | { readonly kind: 'mine'; readonly transactions: readonly Choices[] }
  | { readonly kind: 'orphan'; readonly depth: number }
  | { readonly kind: 'bind'; readonly address: string; readonly holder: string; cutAt: number };

/** Which unspent outputs a transaction takes, and whom it pays; numbers are taken modulo. */
interface Choices {
  readonly spend: readonly number[];
  readonly pay: readonly (string | undefined)[];
}

describe('Observing a chain', () => {
  it('comes to the same whatever happened on the way', () =>
    fc.assert(
      fc.property(fc.array(steps(), { minLength: 1, maxLength: 40 }), (script) => {
        const { told, state, blocks, bindings } = play(script);
        const straight = observeStraight(blocks, bindings);
        expect(contentOf(state)).toEqual(contentOf(straight.state));
        expect(heard(told)).toEqual(heard(straight.told));
        expect(told.reduce(evolveChain, unobserved('BTC'))).toEqual(state);
      }),
      { numRuns: 300 },
    ));
});

/** Plays a script as a follower would, and keeps what it told. */
const play = (script: readonly ChainAct[]) => {
  const told: ChainEvent[] = [];
  const blocks: DecodedBlock[] = [];
  const bindings: { address: string; licenseeId: string; from: string }[] = [];
  let state = unobserved('BTC');
  let minted = 0;
  const record = (events: readonly ChainEvent[]) => {
    told.push(...events);
    state = evolveChainBy(state, events);
  };
  for (const step of script) {
    if (step.kind === 'mine') {
      const block = mined(blocks, step.transactions, () => (minted += 1));
      blocks.push(block);
      record(accepted(observeBlock(state, block, REGISTRY)));
    } else if (step.kind === 'orphan') {
      for (let i = 0; i < step.depth && blocks.length > 1; i += 1) {
        blocks.pop();
        record(accepted(orphanTip(state, NOW)));
      }
    } else {
      const binding = { address: step.address, licenseeId: step.holder, from: LONG_AGO };
      bindings.push(binding);
      record(watchAddress(state, binding, NOW));
      const again = (block: DecodedBlock) =>
        record(observeAgain(state, block, new Set([step.address])));
      // A pass that is cut short, and the whole one after the restart.
      blocks.slice(0, step.cutAt).forEach(again);
      blocks.forEach(again);
    }
  }
  return { told, state, blocks, bindings };
};

const observeStraight = (
  blocks: readonly DecodedBlock[],
  bindings: readonly { address: string; licenseeId: string; from: string }[],
) => {
  const told: ChainEvent[] = [];
  let state = unobserved('BTC');
  for (const binding of bindings) state = evolveChainBy(state, watchAddress(state, binding, NOW));
  for (const block of blocks) {
    const events = accepted(observeBlock(state, block, REGISTRY));
    told.push(...events);
    state = evolveChainBy(state, events);
  }
  return { told, state };
};

/** What the state holds, in an order that does not depend on how it got there. */
const contentOf = ({ outputs, movements, blocks }: ObservedChain) => ({
  blocks: blocks.map(({ hash }) => hash),
  outputs: Object.fromEntries([...outputs].sort()),
  movements: Object.fromEntries(
    [...movements]
      .sort()
      .map(([txid, { spent, made, ...movement }]) => [
        txid,
        { ...movement, spent: [...spent].sort(), made: [...made].sort() },
      ]),
  ),
});

/** What a reader of the events knows who joins facts of one transaction as the contract says. */
const heard = (events: readonly ChainEvent[]) => {
  const known = new Map<string, ReturnType<typeof joined>>();
  for (const event of events) {
    if (event.type === 'ChainMovementObserved')
      known.set(event.txid, joined(event, known.get(event.txid)));
    if (event.type === 'ChainMovementReversed') known.delete(event.txid);
  }
  return Object.fromEntries([...known].sort());
};

const joined = (
  event: ChainMovementObserved,
  known?: { inputs: object; outputs: object; holders: readonly string[] },
) => ({
  hash: event.hash,
  fee: event.fee,
  foreignInputs: event.foreignInputs,
  foreignOutputs: event.foreignOutputs,
  inputs: {
    ...known?.inputs,
    ...Object.fromEntries(event.inputs.map((input) => [outpointOf(input), input])),
  },
  outputs: {
    ...known?.outputs,
    ...Object.fromEntries(event.outputs.map((output) => [output.vout, output])),
  },
  holders: [...new Set([...(known?.holders ?? []), ...event.holders])].sort(),
});

const mined = (
  blocks: readonly DecodedBlock[],
  choices: readonly Choices[],
  next: () => number,
): DecodedBlock => {
  const height = blocks.length + 1;
  const coinbase = transactionOf(next(), [], ['a', undefined]);
  const transactions = [coinbase];
  const unspent = unspentOf(blocks);
  const add = ({ txid, outputs }: DecodedTransaction) =>
    outputs.forEach(({ vout }) => unspent.push({ txid, vout }));
  add(coinbase);
  for (const { spend, pay } of choices) {
    const inputs = spend.flatMap((pick) => unspent.splice(pick % unspent.length, 1));
    if (inputs.length === 0) continue;
    const transaction = transactionOf(next(), inputs, pay);
    transactions.push(transaction);
    add(transaction);
  }
  return {
    asset: 'BTC',
    height,
    hash: `block-${next()}`,
    previousHash: blocks.at(-1)?.hash ?? 'genesis',
    time: instantOf(height * 600_000_000),
    bits: 0x207fffff,
    coinbase: { scriptSig: '', outputs: coinbase.outputs },
    transactions,
  };
};

const transactionOf = (
  id: number,
  inputs: DecodedTransaction['inputs'],
  pay: Choices['pay'],
): DecodedTransaction => {
  const outputs = pay.map((address, vout): DecodedOutput => ({
    vout,
    ...(address !== undefined && { address }),
    script: '',
    value: BigInt(id * 10 + vout),
  }));
  return { txid: `tx-${id}`, inputs, outputs };
};

const unspentOf = (blocks: readonly DecodedBlock[]) => {
  const transactions = blocks.flatMap(({ transactions }) => transactions);
  const spent = new Set(transactions.flatMap(({ inputs }) => inputs.map(outpointOf)));
  return transactions
    .flatMap(({ txid, outputs }) => outputs.map(({ vout }) => ({ txid, vout })))
    .filter((outpoint) => !spent.has(outpointOf(outpoint)));
};

const accepted = (
  decision: ReturnType<typeof observeBlock> | ReturnType<typeof orphanTip>,
): readonly ChainEvent[] => {
  if (!decision.accepted) throw new Error(decision.reason);
  return decision.events;
};

function steps(): fc.Arbitrary<ChainAct> {
  const address = fc.constantFrom(...ADDRESSES);
  const choices = fc.record({
    spend: fc.array(fc.nat(50), { minLength: 1, maxLength: 3 }),
    pay: fc.array(fc.option(address, { nil: undefined }), { minLength: 1, maxLength: 4 }),
  });
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant('mine' as const),
        transactions: fc.array(choices, { maxLength: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('orphan' as const),
        depth: fc.integer({ min: 1, max: 4 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('bind' as const),
        address,
        holder: fc.constantFrom('h-1', 'h-2'),
        cutAt: fc.nat(20),
      }),
    },
  );
}
