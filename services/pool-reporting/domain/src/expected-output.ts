import { BPS_PER_WHOLE, sum } from '@esep/kernel';

import { HASHES_ALL } from './difficulty.js';

// What a hash rate should have earned (POOL-7), without intermediate rounding.
//
// A block takes D · 2⁴⁸ / 65535 hashes on average. With D = 65535 · 2²⁰⁸ / target that is
// 2²⁵⁶ / target, so every sum below has one denominator, and a rate of zero is a plain zero.

/** Steady work under one target, which is to say within one difficulty epoch. */
export interface HashWork {
  /** Hashes per second. */
  readonly hashrate: bigint;
  readonly seconds: bigint;
  readonly target: bigint;
}

/** Work with what a block paid while it was done. */
export interface PaidHashWork extends HashWork {
  /** A height of the epoch: it sets the subsidy. */
  readonly height: number;
  /** Mean transaction fees of a block, in base units. */
  readonly meanFees: bigint;
}

/** An exact fraction; the denominator is positive. */
export interface Ratio {
  readonly numerator: bigint;
  readonly denominator: bigint;
}

const SUBSIDY_AT_START = 50n * 100_000_000n;
const HALVING_INTERVAL = 210_000;

/** The coins, in base units of BTC, that a block of this height may create. */
export const subsidyAt = (height: number): bigint =>
  SUBSIDY_AT_START >> BigInt(Math.floor(height / HALVING_INTERVAL));

/** Hashes that a block takes on average under a target. */
export const hashesPerBlock = (target: bigint): Ratio => ({
  numerator: HASHES_ALL,
  denominator: target,
});

/** λ: the mean number of blocks that the work finds. */
export const expectedBlocks = (works: readonly HashWork[]): Ratio => ({
  numerator: sum(works.map(targetTimesHashes)),
  denominator: HASHES_ALL,
});

/** E: what the work earns in base units of BTC, less a fee in basis points of the gross. */
export const expectedOutput = (works: readonly PaidHashWork[], feeBps: bigint): Ratio => ({
  numerator:
    sum(works.map((work) => targetTimesHashes(work) * (subsidyAt(work.height) + work.meanFees))) *
    (BPS_PER_WHOLE - feeBps),
  denominator: HASHES_ALL * BPS_PER_WHOLE,
});

/** The whole number nearest to a ratio that is not negative; a half counts up. */
export const nearestWhole = ({ numerator, denominator }: Ratio): bigint =>
  (2n * numerator + denominator) / (2n * denominator);

const targetTimesHashes = ({ hashrate, seconds, target }: HashWork): bigint =>
  hashrate * seconds * target;
