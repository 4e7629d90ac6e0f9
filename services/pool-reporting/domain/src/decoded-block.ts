import type { Instant } from '@esep/kernel';

// A block of a UTXO chain (BTC, LTC, BCH, DOGE) as plain values. The decoder checks the bytes; the domain
// never sees the wire format of a chain.

export interface DecodedBlock {
  readonly asset: string;
  readonly height: number;
  /** Hashes and transaction ids are hex in the order that people read. */
  readonly hash: string;
  readonly previousHash: string;
  /** The header's own time: neither exact nor always later than that of the block before. */
  readonly time: Instant;
  /** The target of the proof of work, in the header's compact form. */
  readonly bits: number;
  readonly coinbase: {
    /** Hex of the whole coinbase script. */
    readonly scriptSig: string;
    readonly outputs: readonly DecodedOutput[];
  };
  /** In the order of the block; the first is the coinbase, which spends nothing. */
  readonly transactions: readonly DecodedTransaction[];
}

export interface DecodedTransaction {
  readonly txid: string;
  readonly inputs: readonly DecodedInput[];
  readonly outputs: readonly DecodedOutput[];
}

export interface DecodedInput {
  readonly txid: string;
  readonly vout: number;
  /**
   * The address of the key or script that the unlocking script shows. A claim: only the spent output
   * proves it. Absent where a script shows none (P2TR key path, P2PK).
   */
  readonly claimedAddress?: string;
  /** Another address that the same scripts could spend from. */
  readonly otherClaim?: string;
  /**
   * The output may be at an address that the scripts do not show: at one of taproot or a later witness
   * program, or at any.
   */
  readonly mayHide?: 'witness-program' | 'any';
}

export interface DecodedOutput {
  readonly vout: number;
  /** Absent for scripts that have no address, such as data carriers. */
  readonly address?: string;
  /** Hex. */
  readonly script: string;
  /** Base units. */
  readonly value: bigint;
}
