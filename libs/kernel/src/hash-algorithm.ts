import type { Asset } from './asset.js';

/**
 * What a machine computes. Hash rates are told in `unit`, with two decimals at most, and kept as whole
 * hundredths of it; hash rates of two algorithms have no sum. `assets` are the coins of the regime that
 * it mines (LIC-10: ASIC or GPU does not matter).
 */
export interface HashAlgorithm {
  readonly code: 'sha256' | 'scrypt' | 'etchash' | 'kheavyhash';
  readonly unit: 'TH/s' | 'GH/s' | 'MH/s';
  readonly assets: readonly Asset['code'][];
}

export const HASH_ALGORITHMS: readonly HashAlgorithm[] = [
  { code: 'sha256', unit: 'TH/s', assets: ['BTC', 'BCH'] },
  { code: 'scrypt', unit: 'MH/s', assets: ['LTC', 'DOGE'] },
  { code: 'etchash', unit: 'MH/s', assets: ['ETC'] },
  { code: 'kheavyhash', unit: 'GH/s', assets: ['KAS'] },
];

/** The greatest hash rate of one machine: what fits into 32 bits in hundredths of its unit. */
export const HASHRATE_MAX = 20_000_000;

/** The greatest power of one machine, in watts. */
export const MACHINE_POWER_MAX_W = 1_000_000;
