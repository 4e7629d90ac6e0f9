import type {
  BlockAttributed,
  ChainMovementObserved,
  ChainSpendsUnresolved,
} from '@esep/contracts';
import { accept, isHiddenWhenSpent, refuse, sum, type Decision, type Instant } from '@esep/kernel';

import type {
  DecodedBlock,
  DecodedInput,
  DecodedOutput,
  DecodedTransaction,
} from './decoded-block.js';
import {
  outpointOf,
  tipOf,
  type ChainEvent,
  type KnownMovement,
  type ObservedChain,
  type Outpoint,
  type OwnOutput,
} from './observed-chain.js';
import { attributeBlock, type PoolRegistry } from './pool-attribution.js';

// The events of a block about addresses that were ever bound. Facts only: supervision judges whether a
// movement is a transfer, a deposit or a private sale, because bindings and licences of that day may
// become known later.

/** Outputs that were looked up because no observed block showed them at a watched address. */
export type EarlierOutputs = ReadonlyMap<Outpoint, EarlierOutput>;

export interface EarlierOutput {
  readonly address?: string;
  readonly amount: bigint;
}

export interface WalletBinding {
  readonly address: string;
  readonly licenseeId: string;
  readonly from: Instant;
}

/** Watches an address from now on. `needsRescan` if blocks from before have to be read again. */
export const watchAddress = (
  chain: ObservedChain,
  { address, licenseeId, from }: WalletBinding,
  watchedAt: Instant,
): readonly ChainEvent[] => {
  const knownFrom = chain.watched.get(address)?.get(licenseeId);
  if (knownFrom !== undefined && knownFrom <= from) return [];
  // Any of them, because block times are not in order.
  const needsRescan = chain.blocks.some(({ time }) => from <= time);
  const { asset } = chain;
  return [{ type: 'AddressWatched', asset, address, licenseeId, from, needsRescan, watchedAt }];
};

/** The events of the next block; refuses any other block. */
export const observeBlock = (
  chain: ObservedChain,
  block: DecodedBlock,
  registry: PoolRegistry,
  earlier: EarlierOutputs = new Map(),
): Decision<ChainEvent, 'block-not-next'> => {
  const tip = tipOf(chain);
  if (tip && (block.previousHash !== tip.hash || block.height !== tip.height + 1))
    return refuse('block-not-next');
  return accept<ChainEvent>(
    attributed(block, registry),
    ...unresolvedIn(chain, block, earlier),
    ...movementsIn(chain, block, earlier),
  );
};

/** The new events of a block that was read before these addresses were watched. */
export const observeAgain = (
  chain: ObservedChain,
  block: DecodedBlock,
  addresses: ReadonlySet<string>,
  earlier: EarlierOutputs = new Map(),
): readonly ChainEvent[] => [
  ...unresolvedIn(chain, block, earlier),
  ...movementsIn(chain, block, earlier, addresses),
];

/** Reverses the last block, newest movement first. */
export const orphanTip = (
  chain: ObservedChain,
  at: Instant,
): Decision<ChainEvent, 'reorganisation-too-deep'> => {
  const tip = tipOf(chain);
  if (!tip || chain.blocks.length === 1) return refuse('reorganisation-too-deep');
  const { asset } = chain;
  const { height, hash } = tip;
  const reversals = [...chain.movements]
    .filter(([, movement]) => movement.hash === hash)
    .reverse()
    .map(([txid, { holders }]) => {
      const type = 'ChainMovementReversed' as const;
      return { type, asset, txid, height, hash, holders, reversedAt: at };
    });
  return accept<ChainEvent>(...reversals, {
    type: 'BlockOrphaned',
    asset,
    height,
    hash,
    orphanedAt: at,
  });
};

/**
 * Inputs that may spend coins of a watched address although the spent output was never observed: it may
 * be from before the binding, or from before the first block. The caller looks the outputs up and
 * passes them as `earlier`.
 */
export const inputsToLookUp = (
  { watched, outputs }: ObservedChain,
  { transactions }: DecodedBlock,
): readonly DecodedInput[] => {
  if (watched.size === 0) return [];
  const inThisBlock = new Set(transactions.map(({ txid }) => txid));
  const isHidden = [...watched.keys()].some(isHiddenWhenSpent);
  const mayBeOurs = ({ claimedAddress = '', otherClaim = '', mayHide }: DecodedInput) =>
    watched.has(claimedAddress) ||
    watched.has(otherClaim) ||
    mayHide === 'any' ||
    (mayHide === 'witness-program' && isHidden);
  return transactions.flatMap(({ inputs }) =>
    inputs.filter(
      (input) =>
        mayBeOurs(input) && !outputs.has(outpointOf(input)) && !inThisBlock.has(input.txid),
    ),
  );
};

/** Those of them whose outputs could not be looked up. */
export const unresolvedInputs = (
  chain: ObservedChain,
  block: DecodedBlock,
  earlier: EarlierOutputs,
): readonly DecodedInput[] =>
  inputsToLookUp(chain, block).filter((input) => !earlier.has(outpointOf(input)));

/** Recorded for the first such block only: from there on figures are incomplete until it is resolved. */
const unresolvedIn = (
  chain: ObservedChain,
  block: DecodedBlock,
  earlier: EarlierOutputs,
): readonly ChainSpendsUnresolved[] => {
  const { asset, height, hash, time: blockTime } = block;
  if ((chain.unresolvedFrom ?? Infinity) <= height) return [];
  const { length: inputs } = unresolvedInputs(chain, block, earlier);
  return inputs === 0
    ? []
    : [{ type: 'ChainSpendsUnresolved', asset, height, hash, blockTime, inputs }];
};

const attributed = (block: DecodedBlock, registry: PoolRegistry): BlockAttributed => {
  const { asset, height, hash, previousHash, time: blockTime } = block;
  const { byTag, byAddress, poolId } = attributeBlock(block, registry);
  return {
    type: 'BlockAttributed',
    asset,
    height,
    hash,
    previousHash,
    blockTime,
    bits: block.bits,
    registryVersion: registry.version,
    ...(poolId !== undefined && { poolId }),
    ...(byTag !== undefined && { byTag }),
    ...(byAddress !== undefined && { byAddress }),
  };
};

// ── Movements ───────────────────────────────────────────────────────────────────────────────────

const movementsIn = (
  chain: ObservedChain,
  block: DecodedBlock,
  earlier: EarlierOutputs,
  only?: ReadonlySet<string>,
): readonly ChainMovementObserved[] => {
  // A transaction may spend what another one of the same block made.
  const made = new Map<Outpoint, OwnOutput>();
  const outputAt = (outpoint: Outpoint) =>
    made.get(outpoint) ?? chain.outputs.get(outpoint) ?? earlier.get(outpoint);

  return block.transactions.flatMap((transaction) => {
    const touch = touchOf(chain, transaction, outputAt);
    for (const { outpoint, address, amount } of touch.made) made.set(outpoint, { address, amount });
    if (touch.addresses.size === 0) return [];
    if (only && ![...touch.addresses].some((address) => only.has(address))) return [];
    const movement = movementOf(chain, block, transaction, touch);
    if (isKnown(chain.movements.get(transaction.txid), movement, touch)) return [];
    return inParts(chain, movement);
  });
};

/** Where a transaction touches watched addresses. */
interface Touch {
  readonly addresses: ReadonlySet<string>;
  readonly inputs: ChainMovementObserved['inputs'];
  readonly unseenInputs: NonNullable<ChainMovementObserved['unseenInputs']>;
  readonly made: readonly { outpoint: Outpoint; address: string; amount: bigint }[];
}

const touchOf = (
  { watched }: ObservedChain,
  { txid, inputs, outputs }: DecodedTransaction,
  outputAt: (outpoint: Outpoint) => EarlierOutput | undefined,
): Touch => {
  const own: Touch['inputs'][number][] = [];
  const unseenInputs: Touch['unseenInputs'][number][] = [];
  for (const { txid, vout, claimedAddress, otherClaim } of inputs) {
    const output = outputAt(outpointOf({ txid, vout }));
    const claims = [claimedAddress, otherClaim];
    const address = output ? output.address : claims.find((one) => one && watched.has(one));
    if (address === undefined || !watched.has(address)) continue;
    if (output) own.push({ txid, vout, address, amount: String(output.amount) });
    else unseenInputs.push({ txid, vout, address });
  }
  const made = outputs.flatMap(({ vout, address, value: amount }) =>
    address !== undefined && watched.has(address)
      ? [{ outpoint: outpointOf({ txid, vout }), address, amount }]
      : [],
  );
  const addresses = new Set([...own, ...unseenInputs, ...made].map(({ address }) => address));
  return { addresses, inputs: own, unseenInputs, made };
};

const movementOf = (
  chain: ObservedChain,
  { height, hash, time: blockTime }: DecodedBlock,
  { txid, inputs: allInputs, outputs: allOutputs }: DecodedTransaction,
  { addresses, inputs, unseenInputs, made }: Touch,
): ChainMovementObserved => {
  // Addresses that were never bound stay out of the ledger unless a watched address pays them.
  const pays = inputs.length + unseenInputs.length > 0;
  const outputs = pays
    ? allOutputs
    : allOutputs.filter(({ address }) => address !== undefined && chain.watched.has(address));
  const foreignInputs = allInputs.length - inputs.length - unseenInputs.length;
  const isEveryInputKnown = inputs.length > 0 && inputs.length === allInputs.length;
  return {
    type: 'ChainMovementObserved',
    asset: chain.asset,
    txid,
    height,
    hash,
    blockTime,
    inputs,
    ...(unseenInputs.length > 0 && { unseenInputs }),
    foreignInputs,
    outputs: outputs.map(({ vout, address, value }) => ({
      vout,
      ...(address !== undefined && { address }),
      amount: String(value),
    })),
    ...(!pays && { foreignOutputs: allOutputs.length - made.length }),
    ...(isEveryInputKnown && { fee: String(feeOf(inputs, allOutputs)) }),
    holders: holdersOf(chain, addresses),
  };
};

const feeOf = (inputs: Touch['inputs'], outputs: readonly DecodedOutput[]): bigint =>
  sum(inputs.map(({ amount }) => BigInt(amount))) - sum(outputs.map(({ value }) => value));

/** What is known of a transaction only grows, so equal counts mean nothing new. */
const isKnown = (
  known: KnownMovement | undefined,
  { hash, inputs, holders }: ChainMovementObserved,
  { made }: Touch,
): boolean =>
  known?.hash === hash &&
  known.spent.length === inputs.length &&
  known.made.length === made.length &&
  known.holders.length === holders.length;

/** Keeps an event of the largest transaction below the 65,535 bytes of a log entry. */
const ENTRIES_PER_EVENT = 200;

const inParts = (
  chain: ObservedChain,
  whole: ChainMovementObserved,
): readonly ChainMovementObserved[] => {
  const { inputs, unseenInputs = [], outputs, ...common } = whole;
  const unseenFrom = inputs.length;
  const outputsFrom = unseenFrom + unseenInputs.length;
  const of = Math.ceil((outputsFrom + outputs.length) / ENTRIES_PER_EVENT);
  if (of === 1) return [whole];
  const payers = [...inputs, ...unseenInputs].map(({ address }) => address);
  return Array.from({ length: of }, (_, i) => {
    // Inputs, unseen inputs and outputs as one row, cut into pieces of equal length.
    const piece = <Entry>(entries: readonly Entry[], rowFrom: number) =>
      entries.slice(
        Math.max(0, i * ENTRIES_PER_EVENT - rowFrom),
        Math.max(0, (i + 1) * ENTRIES_PER_EVENT - rowFrom),
      );
    const unseenHere = piece(unseenInputs, unseenFrom);
    const outputsHere = piece(outputs, outputsFrom);
    const payees = outputsHere.flatMap(({ address }) => address ?? []);
    return {
      ...common,
      inputs: piece(inputs, 0),
      ...(unseenHere.length > 0 && { unseenInputs: unseenHere }),
      outputs: outputsHere,
      part: { number: i + 1, of },
      holders: holdersOf(chain, [...payers, ...payees]),
    };
  });
};

const holdersOf = ({ watched }: ObservedChain, addresses: Iterable<string>): readonly string[] => {
  const holders = new Set<string>();
  for (const address of addresses)
    for (const holder of watched.get(address)?.keys() ?? []) holders.add(holder);
  return [...holders].sort();
};
