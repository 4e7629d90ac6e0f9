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
  /** A raw transaction, or undefined when the source has no index of them, or not this one. */
  transaction(txid: string): Promise<Reading<Uint8Array | undefined, SourceProblem>>;
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
