import {
  inputsToLookUp,
  outpointOf,
  type DecodedBlock,
  type DecodedInput,
  type EarlierOutput,
  type EarlierOutputs,
  type ObservedChain,
  type Outpoint,
} from '@esep/pool-reporting-domain';

import { addressOf } from './bitcoin-address.js';
import type { BitcoinNetwork } from './bitcoin-network.js';
import type { ChainSource, SourceProblem } from './chain-source.js';
import {
  decodeBlock,
  decodeHeader,
  decodeTransaction,
  type BlockHeader,
  type BlockProblem,
} from './decode-block.js';
import { read, unreadable, type Reading } from './reading.js';

export type ReadProblem = SourceProblem | BlockProblem;

/** The raw block of some events, for archives. */
export interface RawBlock {
  readonly height: number;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** Reads and checks the blocks of a source. */
export class BlockReader {
  constructor(
    private readonly source: ChainSource,
    private readonly network: BitcoinNetwork,
  ) {}

  /** Raw blocks of the source's best chain; fewer where it ends. */
  async raw(from: number, count: number): Promise<Reading<readonly Uint8Array[], ReadProblem>> {
    return count <= 0 ? read([]) : this.source.blocks(from, count);
  }

  header(bytes: Uint8Array): Reading<BlockHeader, BlockProblem> {
    return decodeHeader(bytes, this.network);
  }

  decode(bytes: Uint8Array, height: number): Reading<DecodedBlock, BlockProblem> {
    return decodeBlock(bytes, { network: this.network, height });
  }

  missing(height: number) {
    return unreadable(
      'block-not-found',
      `${this.source.name} has no block at height ${height}, though it has later ones. Give it this block too.`,
    );
  }

  /**
   * Looks up the outputs that `inputsToLookUp` lists: first by transaction, which is checked by its id,
   * then in what the source keeps with the block. Some may stay unknown.
   */
  async earlierOutputs(
    chain: ObservedChain,
    block: DecodedBlock,
  ): Promise<Reading<EarlierOutputs, ReadProblem>> {
    const outputs = new Map<Outpoint, EarlierOutput>();
    const inputs = inputsToLookUp(chain, block);
    const found = await this.byTransaction(inputs, outputs);
    if (!found.ok) return found;
    if (inputs.every((input) => outputs.has(outpointOf(input)))) return read(outputs);
    const spent = await this.source.spentOutputs(block.hash);
    if (!spent.ok) return spent;
    for (const { txid, vout, script, amount } of spent.value ?? []) {
      const address = addressOf(script, this.network);
      const outpoint = outpointOf({ txid, vout });
      if (!outputs.has(outpoint))
        outputs.set(outpoint, { ...(address !== undefined && { address }), amount });
    }
    return read(outputs);
  }

  private async byTransaction(
    inputs: readonly DecodedInput[],
    outputs: Map<Outpoint, EarlierOutput>,
  ): Promise<Reading<'asked', ReadProblem>> {
    const txids = [...new Set(inputs.map(({ txid }) => txid))];
    for (let from = 0; from < txids.length; from += TRANSACTIONS_AT_ONCE) {
      const some = txids.slice(from, from + TRANSACTIONS_AT_ONCE);
      const raw = await this.source.transactions(some);
      if (!raw.ok) return raw;
      raw.value.forEach((bytes, i) => this.take(bytes, some[i] as string, outputs));
      // None of so many: the source has no index.
      if (raw.value.every((bytes) => bytes === undefined)) break;
    }
    return read('asked');
  }

  private take(
    bytes: Uint8Array | undefined,
    txid: string,
    outputs: Map<Outpoint, EarlierOutput>,
  ): void {
    const transaction = bytes && decodeTransaction(bytes, txid, this.network);
    for (const { vout, address, value: amount } of transaction?.outputs ?? [])
      outputs.set(outpointOf({ txid, vout }), {
        ...(address !== undefined && { address }),
        amount,
      });
  }
}

const TRANSACTIONS_AT_ONCE = 50;
