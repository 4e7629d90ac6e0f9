import type { Reading } from './reading.js';

/** Where raw blocks come from. Nothing that it says is believed before it is checked. */
export interface ChainSource {
  /** For messages: where it is, without credentials. */
  readonly name: string;
  /** The last block of the chain that the source holds for the best. */
  tip(): Promise<Reading<ChainTip, SourceProblem>>;
  /** Hash of the block at a height of that chain. */
  blockHash(height: number): Promise<Reading<string, SourceProblem>>;
  /** Up to `count` raw blocks of that chain from a height on, in order; fewer where it ends. */
  blocks(from: number, count: number): Promise<Reading<readonly Uint8Array[], SourceProblem>>;
  /** Raw transactions, each undefined when the source has no index of them, or not this one. */
  transactions(
    txids: readonly string[],
  ): Promise<Reading<readonly (Uint8Array | undefined)[], SourceProblem>>;
  /**
   * The outputs that a block spends, where the source keeps them with the block; undefined where it
   * does not. Nothing commits to them but the source.
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

/** All of them may pass; an observer asks again later. */
export type SourceProblem =
  | 'source-unreachable'
  | 'source-timed-out'
  | 'source-failed'
  | 'source-credentials-refused'
  | 'source-answer-malformed'
  | 'source-answer-too-large'
  | 'source-on-another-network'
  | 'block-not-found';
