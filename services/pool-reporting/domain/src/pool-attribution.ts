import { holdsAt, type Instant, type Interval } from '@esep/kernel';

import type { DecodedBlock } from './decoded-block.js';

// Attributes a block to a pool by the regulator's registry, whose tags are matched literally: public
// lists attribute a tag like `/f2pool.kz/` to another, larger pool.

/** Addresses are canonical, as in decoded blocks. */
export interface RegisteredPool {
  readonly poolId: string;
  readonly approvals: readonly (Interval & {
    readonly coinbaseTags: readonly string[];
    readonly payoutAddresses: readonly string[];
  })[];
  /** Addresses beside those of an approval, which count while one is in force. */
  readonly added: readonly (Interval & { readonly address: string })[];
}

/** The tags and addresses of a pool at one instant. */
interface PoolMarks {
  readonly poolId: string;
  readonly coinbaseTags: readonly string[];
  readonly payoutAddresses: readonly string[];
}

export interface PoolRegistry {
  /** Position of the registry's last change, so that an attribution can be repeated. */
  readonly version: number;
  readonly pools: readonly RegisteredPool[];
}

export interface PoolAttribution {
  /** The tag that the coinbase script carries, as registered. */
  readonly byTag?: string;
  /** The registered address that the coinbase pays. */
  readonly byAddress?: string;
  /** Absent if no mark matches, and if marks of several pools do. */
  readonly poolId?: string;
  /** Tags and payees point to different pools: the block is attributed to none until a person decides. */
  readonly isContradictory: boolean;
}

/**
 * By tag: the whole script is searched, not only what looks like text; case of ASCII letters does
 * not matter; the longest tag wins, so a pool's tag may contain another's. By payee: any output of
 * the coinbase. Pools that were not approved when the block was found get none.
 */
export const attributeBlock = (
  { coinbase, time }: Pick<DecodedBlock, 'coinbase' | 'time'>,
  { pools: registered }: PoolRegistry,
): PoolAttribution => {
  const pools = registered.flatMap((pool) => marksAt(pool, time));
  const tags = tagsIn(coinbase.scriptSig, pools);
  const payees = payeesIn(coinbase.outputs, pools);
  const suspects = new Set([...tags, ...payees].map(({ poolId }) => poolId));
  const [poolId] = suspects;
  const byTag = tags[0]?.mark;
  const byAddress = payees[0]?.mark;
  return {
    ...(byTag !== undefined && { byTag }),
    ...(byAddress !== undefined && { byAddress }),
    ...(poolId !== undefined && suspects.size === 1 && { poolId }),
    isContradictory: suspects.size > 1,
  };
};

const marksAt = ({ poolId, approvals, added }: RegisteredPool, at: Instant): PoolMarks[] => {
  const approved = approvals.filter((approval) => holdsAt(approval, at));
  if (approved.length === 0) return [];
  const addresses = added.filter((one) => holdsAt(one, at)).map(({ address }) => address);
  return [
    {
      poolId,
      coinbaseTags: approved.flatMap(({ coinbaseTags }) => coinbaseTags),
      payoutAddresses: [
        ...approved.flatMap(({ payoutAddresses }) => payoutAddresses),
        ...addresses,
      ],
    },
  ];
};

/** A tag or an address of a pool. */
interface Mark {
  readonly poolId: string;
  readonly mark: string;
}

/** The longest of the tags that occur; several when pools share it or have tags of that length. */
const tagsIn = (scriptSig: string, pools: readonly PoolMarks[]): readonly Mark[] => {
  const script = folded(bytesOfHex(scriptSig));
  const found = pools.flatMap(({ poolId, coinbaseTags }) =>
    coinbaseTags
      .map((mark) => ({ poolId, mark, needle: folded(new TextEncoder().encode(mark)) }))
      .filter(({ needle }) => needle !== '' && script.includes(needle)),
  );
  const longest = Math.max(...found.map(({ needle }) => needle.length));
  return found.filter(({ needle }) => needle.length === longest);
};

const payeesIn = (
  outputs: DecodedBlock['coinbase']['outputs'],
  pools: readonly PoolMarks[],
): readonly Mark[] =>
  pools.flatMap(({ poolId, payoutAddresses }) =>
    outputs.flatMap(({ address }) =>
      address !== undefined && payoutAddresses.includes(address) ? [{ poolId, mark: address }] : [],
    ),
  );

const bytesOfHex = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16));

/** One character per byte, ASCII letters in lower case, other bytes unchanged. */
const folded = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) =>
    String.fromCharCode(byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte),
  ).join('');
