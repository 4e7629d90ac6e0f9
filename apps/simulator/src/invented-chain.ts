import { createHash } from 'node:crypto';

import { address } from 'bitcoinjs-lib';

// Addresses of test networks and transactions that are nobody's: they come from names by hashing.

const hashOf = (text: string): Buffer => createHash('sha256').update(text).digest();

const BECH32_PREFIX: Readonly<Record<string, string>> = { BTC: 'bcrt', LTC: 'rltc' };

const addresses = new Map<string, string>();

/** The address of an asset that belongs to somebody, e.g. `dmp-1`. */
export const inventedAddress = (asset: string, owner: string): string => {
  const whose = `address ${asset} ${owner}`;
  const known = addresses.get(whose) ?? addressOf(asset, hashOf(whose).subarray(0, 20));
  addresses.set(whose, known);
  return known;
};

const addressOf = (asset: string, hash: Buffer): string => {
  const prefix = BECH32_PREFIX[asset];
  if (prefix !== undefined) return address.toBech32(hash, 0, prefix);
  if (asset === 'ETC') return `0x${hash.toString('hex')}`;
  throw new Error(`No address can be invented for ${asset}.`);
};

/** Where a movement of coins stands in a chain. */
export interface ChainPlace {
  readonly txid: string;
  readonly vout: number;
}

/** A transaction of its own for each movement. */
export const inventedPlace = (asset: string, movementId: string): ChainPlace => ({
  txid: `${asset === 'ETC' ? '0x' : ''}${hashOf(`transaction ${movementId}`).toString('hex')}`,
  vout: 0,
});
