import {
  outpointOf,
  unseenInputsOf,
  type DecodedBlock,
  type EarlierOutput,
  type EarlierOutputs,
  type ObservedChain,
  type Outpoint,
} from '@esep/pool-reporting-domain';

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

/** The block that facts rest on, for keeping. */
export interface RawBlock {
  readonly height: number;
  readonly hash: string;
  readonly bytes: Uint8Array;
}

/** A source whose blocks are checked before anybody sees them. */
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

  /** Looks up the outputs behind inputs that speak for a watched address (`unseenInputsOf`). */
  async earlierOutputs(
    chain: ObservedChain,
    block: DecodedBlock,
  ): Promise<Reading<EarlierOutputs, ReadProblem>> {
    const outputs = new Map<Outpoint, EarlierOutput>();
    for (const { txid } of unseenInputsOf(chain, block)) {
      if (outputs.has(outpointOf({ txid, vout: 0 }))) continue;
      const raw = await this.source.transaction(txid);
      if (!raw.ok) return raw;
      const transaction = raw.value && decodeTransaction(raw.value, txid, this.network);
      for (const { vout, address, value: amount } of transaction?.outputs ?? [])
        outputs.set(outpointOf({ txid, vout }), {
          ...(address !== undefined && { address }),
          amount,
        });
    }
    return read(outputs);
  }
}
