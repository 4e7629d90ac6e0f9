import type { Reading } from './reading.js';

/** A source of raw blocks. Its answers are not trusted: `BlockReader` checks them. */
export interface ChainSource {
  /** For messages: where it is, without credentials. */
  readonly name: string;
  /** The last block of the source's best chain. */
  tip(): Promise<Reading<ChainTip, SourceProblem>>;
  /** Hash of the block at a height of that chain. */
  blockHash(height: number): Promise<Reading<string, SourceProblem>>;
  /** Up to `count` raw blocks of that chain from a height on, in order; fewer where it ends. */
  blocks(from: number, count: number): Promise<Reading<readonly Uint8Array[], SourceProblem>>;
  /** Raw transactions, each undefined if the source has no index or not this one. */
  transactions(
    txids: readonly string[],
  ): Promise<Reading<readonly (Uint8Array | undefined)[], SourceProblem>>;
  /**
   * The outputs that a block spends; undefined if the source does not keep them. They are trusted,
   * because no hash in the block commits to them.
   */
  spentOutputs(hash: string): Promise<Reading<readonly SpentOutput[] | undefined, SourceProblem>>;
}

export interface SpentOutput {
  readonly txid: string;
  readonly vout: number;
  readonly script: Uint8Array;
  /** Base units. */
  readonly amount: bigint;
}

export interface ChainTip {
  readonly height: number;
  readonly hash: string;
}

/** All of them are retryable. */
export type SourceProblem =
  | 'source-unreachable'
  | 'source-timed-out'
  | 'source-failed'
  | 'source-credentials-refused'
  | 'source-answer-malformed'
  | 'source-answer-too-large'
  | 'source-on-another-network'
  | 'block-not-found';
