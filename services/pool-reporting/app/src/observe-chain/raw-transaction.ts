import { Transaction } from 'bitcoinjs-lib';

import { sha256d } from './sha256d.js';

export interface RawTransaction {
  readonly content: Transaction;
  readonly bytes: Uint8Array;
  /** The hash that the merkle tree holds, in the order of the wire. */
  readonly id: Uint8Array;
}

export const transactionAt = (
  bytes: Uint8Array,
  offset: number,
): RawTransaction | 'block-truncated' | 'block-malformed' => {
  const rest = bytes.subarray(offset);
  try {
    const content = Transaction.fromBuffer(rest, true);
    const length = content.byteLength();
    // A number written longer than it need be: its bytes would not be those that the hash is of.
    if (length > rest.length) return 'block-malformed';
    const own = rest.subarray(0, length);
    return { content, bytes: own, id: sha256d(withoutWitness(content, own)) };
  } catch (error) {
    // Reading beyond the end is a RangeError or a plain Error of the library, by what was read.
    return error instanceof Error && /superfluous/.test(error.message)
      ? 'block-malformed'
      : 'block-truncated';
  }
};

/** The bytes that the transaction id is the hash of: no marker, no flag, no witness (BIP 144). */
const withoutWitness = (content: Transaction, bytes: Uint8Array): Uint8Array => {
  if (!content.hasWitnesses()) return bytes;
  const bodyLength = content.byteLength(false) - 8;
  return Buffer.concat([
    bytes.subarray(0, 4),
    bytes.subarray(6, 6 + bodyLength),
    bytes.subarray(bytes.length - 4),
  ]);
};

/**
 * Bitcoin's variable-length count, as far as a block of four million bytes can need it. It has one
 * form only: the same number in more bytes would be another block with the same hash.
 */
export const countAt = (
  bytes: Uint8Array,
  offset: number,
): { readonly value: number; readonly bytes: number } | 'block-truncated' | 'block-malformed' => {
  const first = bytes[offset];
  if (first === undefined) return 'block-truncated';
  if (first < 0xfd) return { value: first, bytes: 1 };
  const width = { 0xfd: 2, 0xfe: 4, 0xff: 8 }[first] ?? 0;
  if (offset + 1 + width > bytes.length) return 'block-truncated';
  const view = new DataView(bytes.buffer, bytes.byteOffset + offset + 1, width);
  const value =
    width === 2 ? view.getUint16(0, true) : width === 4 ? view.getUint32(0, true) : Infinity;
  const isShortest = value >= (width === 2 ? 0xfd : 0x1_0000) && width < 8;
  return isShortest ? { value, bytes: 1 + width } : 'block-malformed';
};
