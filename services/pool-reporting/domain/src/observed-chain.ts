import type {
  AddressesRescanned,
  AddressWatched,
  BlockAttributed,
  BlockOrphaned,
  ChainMovementObserved,
  ChainMovementReversed,
  ChainSpendsResolved,
  ChainSpendsUnresolved,
} from '@esep/contracts';
import { unreachable, type Instant } from '@esep/kernel';

import { workOf } from './difficulty.js';

// The state of the observer of one chain, folded from its own events alone: the watched addresses, all
// outputs ever at them, and the last blocks, so that a reorganisation can be walked back.

export type ChainEvent =
  | AddressWatched
  | AddressesRescanned
  | BlockAttributed
  | BlockOrphaned
  | ChainMovementObserved
  | ChainMovementReversed
  | ChainSpendsUnresolved
  | ChainSpendsResolved;

export interface ObservedChain {
  readonly asset: string;
  /** The last blocks, newest last. */
  readonly blocks: readonly ObservedBlock[];
  /** Address → licensee → since when it is bound. An address once bound is watched for ever. */
  readonly watched: ReadonlyMap<string, ReadonlyMap<string, Instant>>;
  /** The number of watches in the log. */
  readonly watches: number;
  /** Watches for which earlier blocks still have to be read again. */
  readonly pending: readonly PendingWatch[];
  readonly outputs: ReadonlyMap<Outpoint, OwnOutput>;
  readonly movements: ReadonlyMap<string, KnownMovement>;
  /** The height from which on watched coins may have been spent unseen; absent when none was. */
  readonly unresolvedFrom?: number;
}

export interface ObservedBlock {
  readonly height: number;
  readonly hash: string;
  readonly time: Instant;
  /** Hashes that it took on average. */
  readonly work: bigint;
}

export interface PendingWatch {
  /** The n-th watch of the log. */
  readonly watch: number;
  readonly address: string;
  readonly from: Instant;
}

/** `<txid>:<vout>` */
export type Outpoint = string;

/** An output at an address that is or was bound. Spent ones stay: a rescan meets them again. */
export interface OwnOutput {
  readonly address: string;
  readonly amount: bigint;
  readonly spentBy?: string;
}

/** What was recorded of a transaction so far. */
export interface KnownMovement {
  readonly height: number;
  readonly hash: string;
  readonly holders: readonly string[];
  /** Own outputs that it spends, and own outputs that it makes. */
  readonly spent: readonly Outpoint[];
  readonly made: readonly Outpoint[];
}

/** A day of blocks. Reorganisations of mainnet went two deep in ten years; 100 is coinbase maturity. */
export const BLOCKS_REMEMBERED = 144;

export const outpointOf = ({ txid, vout }: { txid: string; vout: number }): Outpoint =>
  `${txid}:${vout}`;

export const unobserved = (asset: string): ObservedChain => ({
  asset,
  blocks: [],
  watched: new Map(),
  watches: 0,
  pending: [],
  outputs: new Map(),
  movements: new Map(),
});

export const tipOf = ({ blocks }: ObservedChain): ObservedBlock | undefined => blocks.at(-1);

/** The stream that an event belongs to. */
export const chainStreamOf = (event: ChainEvent): string => {
  switch (event.type) {
    case 'BlockAttributed':
    case 'BlockOrphaned':
    case 'ChainSpendsUnresolved':
    case 'ChainSpendsResolved':
      return `chain-${event.asset}`;
    case 'ChainMovementObserved':
    case 'ChainMovementReversed':
      return `chain-movement-${event.txid}`;
    case 'AddressWatched':
      return `chain-watch-${event.asset}-${event.address}`;
    case 'AddressesRescanned':
      return `chain-rescan-${event.asset}`;
    default:
      return unreachable(event);
  }
};

/** Coins at an address now, as far as they were seen to arrive. */
export const unspentAt = (
  { outputs }: ObservedChain,
  address: string,
): { readonly outpoint: Outpoint; readonly amount: bigint }[] =>
  [...outputs].flatMap(([outpoint, output]) =>
    output.address === address && output.spentBy === undefined
      ? [{ outpoint, amount: output.amount }]
      : [],
  );

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────
// `evolveChainBy` copies the maps once for all its events: once per event would be quadratic.

export const evolveChain = (chain: ObservedChain, event: ChainEvent): ObservedChain =>
  evolveChainBy(chain, [event]);

/** The same as evolving by one event after the other. */
export const evolveChainBy = (
  chain: ObservedChain,
  events: Iterable<ChainEvent>,
): ObservedChain => {
  const draft: Draft = draftOf(chain);
  for (const event of events) remember(draft, event);
  return draft;
};

type Draft = ReturnType<typeof draftOf> & { unresolvedFrom?: number };

const draftOf = (chain: ObservedChain) => ({
  ...chain,
  blocks: [...chain.blocks],
  watched: new Map(chain.watched),
  pending: [...chain.pending],
  outputs: new Map(chain.outputs),
  movements: new Map(chain.movements),
});

const remember = (draft: Draft, event: ChainEvent): void => {
  switch (event.type) {
    case 'BlockAttributed':
      draft.blocks.push(observedBlockOf(event));
      if (draft.blocks.length > BLOCKS_REMEMBERED) draft.blocks.shift();
      return;
    case 'BlockOrphaned':
      draft.blocks.pop();
      return;
    case 'ChainMovementObserved':
      return rememberMovement(draft, event);
    case 'ChainMovementReversed':
      return forgetMovement(draft, event.txid);
    case 'AddressWatched':
      return rememberWatch(draft, event);
    case 'ChainSpendsUnresolved':
      draft.unresolvedFrom = Math.min(draft.unresolvedFrom ?? Infinity, event.height);
      return;
    case 'ChainSpendsResolved':
      if (event.fromHeight <= (draft.unresolvedFrom ?? Infinity)) delete draft.unresolvedFrom;
      return;
    case 'AddressesRescanned':
      draft.pending = draft.pending.filter(({ watch }) => watch > event.watches);
      return;
    default:
      return unreachable(event);
  }
};

const observedBlockOf = ({ height, hash, blockTime, bits }: BlockAttributed): ObservedBlock => ({
  height,
  hash,
  time: blockTime,
  work: bits === undefined ? 0n : workOf(bits),
});

const rememberWatch = (draft: Draft, event: AddressWatched): void => {
  const { address, licenseeId, from, needsRescan } = event;
  draft.watches += 1;
  draft.watched.set(address, new Map(draft.watched.get(address)).set(licenseeId, from));
  if (needsRescan) draft.pending.push({ watch: draft.watches, address, from });
};

const rememberMovement = (draft: Draft, event: ChainMovementObserved): void => {
  const { txid, height, hash } = event;
  // Before BIP 34 a coinbase could repeat an older one, whose coins it replaces.
  if ((draft.movements.get(txid)?.hash ?? hash) !== hash) forgetMovement(draft, txid);
  const known = draft.movements.get(txid);

  const spent = event.inputs.map(outpointOf);
  event.inputs.forEach(({ address, amount }, i) => {
    draft.outputs.set(spent[i]!, { address, amount: BigInt(amount), spentBy: txid });
  });
  const made: Outpoint[] = [];
  for (const { vout, address, amount } of event.outputs) {
    if (address === undefined || !draft.watched.has(address)) continue;
    const outpoint = outpointOf({ txid, vout });
    made.push(outpoint);
    // Recorded again after a rescan: it may have been spent since.
    if (!draft.outputs.has(outpoint))
      draft.outputs.set(outpoint, { address, amount: BigInt(amount) });
  }
  draft.movements.set(txid, {
    height,
    hash,
    holders: union(known?.holders, event.holders),
    spent: union(known?.spent, spent),
    made: union(known?.made, made),
  });
};

const forgetMovement = (draft: Draft, txid: string): void => {
  const movement = draft.movements.get(txid);
  if (!movement) return;
  draft.movements.delete(txid);
  movement.made.forEach((outpoint) => draft.outputs.delete(outpoint));
  for (const outpoint of movement.spent) {
    const output = draft.outputs.get(outpoint);
    if (output) draft.outputs.set(outpoint, { address: output.address, amount: output.amount });
  }
};

const union = (known: readonly string[] = [], more: readonly string[]): readonly string[] =>
  known.length === 0 ? more : [...new Set([...known, ...more])].sort();
