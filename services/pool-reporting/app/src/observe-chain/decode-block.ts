import { instantOf } from '@esep/kernel';
import {
  targetOf,
  type DecodedBlock,
  type DecodedInput,
  type DecodedTransaction,
} from '@esep/pool-reporting-domain';
import type { Transaction } from 'bitcoinjs-lib';
import { fastMerkleRoot } from 'bitcoinjs-lib/src/merkle';

import { addressOf, claimsOf } from './bitcoin-address.js';
import type { BitcoinNetwork } from './bitcoin-network.js';
import { read, unreadable, type Reading, type Unreadable } from './reading.js';
import { countAt, transactionAt, type RawTransaction } from './raw-transaction.js';
import { reversedHex, sha256d } from './sha256d.js';

// Decodes a raw Bitcoin block and checks that its proof of work commits to every byte. What needs the
// whole chain is not checked: signatures, double spends, the difficulty retarget. There the node is
// trusted.

export type BlockProblem =
  | 'block-too-large'
  | 'block-truncated'
  | 'block-malformed'
  | 'block-trailing-bytes'
  | 'coinbase-missing'
  | 'amount-out-of-range'
  | 'target-invalid'
  | 'target-too-easy'
  | 'proof-of-work-insufficient'
  | 'merkle-root-mismatch'
  | 'transaction-duplicated'
  | 'witness-commitment-mismatch'
  | 'height-unknown'
  | 'height-mismatch';

export interface BlockHeader {
  readonly version: number;
  readonly hash: string;
  readonly previousHash: string;
  readonly merkleRoot: Uint8Array;
  readonly timeSeconds: number;
  readonly bits: number;
}

export interface DecodeOptions {
  readonly network: BitcoinNetwork;
  /** The requested height; without it, the height in the coinbase (BIP 34). */
  readonly height?: number;
}

const HEADER_BYTES = 80;
/** Four million weight units, and a byte weighs at least one. */
const BLOCK_BYTES_MAX = 4_000_000;
/** 21 million coins. */
const AMOUNT_MAX = 21_000_000n * 100_000_000n;

export const decodeBlock = (
  bytes: Uint8Array,
  { network, height: expectedHeight }: DecodeOptions,
): Reading<DecodedBlock, BlockProblem> => {
  const header = decodeHeader(bytes, network);
  if (!header.ok) return header;
  const { hash, previousHash, bits, timeSeconds } = header.value;
  const body = readBody(bytes, hash);
  if (!body.ok) return body;
  const raw = body.value;

  const problem = rootProblem(raw, header.value) ?? amountProblem(raw, hash);
  if (problem) return problem;
  const height = heightOf(raw, header.value, network, expectedHeight);
  if (!height.ok) return height;
  const witness =
    height.value >= network.witnessFrom ? witnessProblem(raw, hash, height.value) : undefined;
  if (witness) return witness;

  const transactions = raw.map((transaction, i) => decoded(transaction, i === 0, network));
  const [coinbase] = raw;
  return read({
    asset: 'BTC',
    height: height.value,
    hash,
    previousHash,
    time: instantOf(timeSeconds * 1_000),
    bits,
    coinbase: {
      scriptSig: hex(coinbase.content.ins[0]!.script),
      outputs: transactions[0]!.outputs,
    },
    transactions,
  });
};

/** Decodes the first 80 bytes and checks the proof of work. */
export const decodeHeader = (
  bytes: Uint8Array,
  network: BitcoinNetwork,
): Reading<BlockHeader, BlockProblem> => {
  if (bytes.length < HEADER_BYTES)
    return unreadable(
      'block-truncated',
      `The block ends after ${bytes.length} bytes, within its header of 80. Fetch it again.`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const digest = sha256d(bytes.subarray(0, HEADER_BYTES));
  const header = {
    version: view.getInt32(0, true),
    hash: reversedHex(digest),
    previousHash: reversedHex(bytes.subarray(4, 36)),
    merkleRoot: bytes.subarray(36, 68),
    timeSeconds: view.getUint32(68, true),
    bits: view.getUint32(72, true),
  };
  return workProblem(header, network) ?? read(header);
};

const workProblem = ({ hash, bits }: BlockHeader, network: BitcoinNetwork) => {
  const target = targetOf(bits);
  const shownBits = bits.toString(16).padStart(8, '0');
  if (target === undefined)
    return unreadable(
      'target-invalid',
      `Block ${hash} has bits ${shownBits}, which are no target. Fetch it again from a trusted node.`,
    );
  if (target > network.easiestTarget)
    return unreadable(
      'target-too-easy',
      `Block ${hash} has bits ${shownBits}, easier than ${network.name} allows. Check that the source is a node of ${network.name}.`,
    );
  if (BigInt(`0x${hash}`) > target)
    return unreadable(
      'proof-of-work-insufficient',
      `The header's hash ${hash} is above the target of its bits ${shownBits}. The header was changed on the way; fetch the block again.`,
    );
  return undefined;
};

// ── Bytes ───────────────────────────────────────────────────────────────────────────────────────

type RawTransactions = readonly [RawTransaction, ...RawTransaction[]];

const readBody = (bytes: Uint8Array, hash: string): Reading<RawTransactions, BlockProblem> => {
  if (bytes.length > BLOCK_BYTES_MAX)
    return unreadable(
      'block-too-large',
      `Block ${hash} has ${bytes.length} bytes; no valid one has more than ${BLOCK_BYTES_MAX}. Check what the source serves.`,
    );
  const count = countAt(bytes, HEADER_BYTES);
  if (count === 'block-truncated')
    return unreadable(
      count,
      `Block ${hash} ends within the count of its transactions, after ${bytes.length} bytes. Fetch it again.`,
    );
  if (count === 'block-malformed')
    return unreadable(
      count,
      `Block ${hash} writes the count of its transactions in more bytes than it needs, which no node does. Fetch it again from a trusted node.`,
    );

  const transactions: RawTransaction[] = [];
  let offset = HEADER_BYTES + count.bytes;
  for (let i = 0; i < count.value; i += 1) {
    const transaction = transactionAt(bytes, offset);
    if (typeof transaction === 'string')
      return unreadable(
        transaction,
        `Transaction ${i} of ${count.value} in block ${hash}, at byte ${offset} of ${bytes.length}, cannot be read. Fetch the block again.`,
      );
    transactions.push(transaction);
    offset += transaction.bytes.length;
  }
  if (offset < bytes.length)
    return unreadable(
      'block-trailing-bytes',
      `Block ${hash} ends at byte ${offset}, but ${bytes.length - offset} more follow. Fetch it again, without what stands behind it.`,
    );
  const [first, ...others] = transactions;
  if (!first || !first.content.isCoinbase() || others.some(({ content }) => content.isCoinbase()))
    return unreadable(
      'coinbase-missing',
      `Block ${hash} must have one coinbase, as its first transaction, and has not. Fetch it again from a trusted node.`,
    );
  return read([first, ...others]);
};

// ── Commitments ─────────────────────────────────────────────────────────────────────────────────

const rootProblem = (
  transactions: RawTransactions,
  { hash, merkleRoot }: BlockHeader,
): Unreadable<BlockProblem> | undefined => {
  // CVE-2012-2459: repeating the last transactions of an odd row leaves the root as it was.
  const mutated = { value: false };
  const root = fastMerkleRoot(
    transactions.map(({ id }) => id),
    sha256d,
    mutated,
  );
  if (Buffer.compare(root, merkleRoot) !== 0)
    return unreadable(
      'merkle-root-mismatch',
      `The transactions of block ${hash} are not those that its header commits to. They were changed on the way; fetch the block again.`,
    );
  return mutated.value
    ? unreadable(
        'transaction-duplicated',
        `Block ${hash} repeats transactions in a way that its header cannot tell (CVE-2012-2459). Fetch it again from a trusted node.`,
      )
    : undefined;
};

const COMMITMENT = Uint8Array.from([0x6a, 0x24, 0xaa, 0x21, 0xa9, 0xed]);

/** BIP 141: the last output of the coinbase that looks like a commitment is the commitment. */
const witnessProblem = (
  transactions: RawTransactions,
  hash: string,
  height: number,
): Unreadable<BlockProblem> | undefined => {
  const [coinbase] = transactions;
  const commitment = coinbase.content.outs.findLast(
    ({ script }) => script.length >= 38 && Buffer.compare(script.subarray(0, 6), COMMITMENT) === 0,
  );
  const mismatch = (what: string) =>
    unreadable(
      'witness-commitment-mismatch',
      `${what} in block ${hash} at ${height}. Its witnesses were changed or left out on the way; fetch it again, with witnesses.`,
    );
  if (!commitment)
    return transactions.some(({ content }) => content.hasWitnesses())
      ? mismatch('There are witnesses that nothing commits to')
      : undefined;

  const [reserved, ...others] = coinbase.content.ins[0]!.witness;
  if (reserved?.length !== 32 || others.length > 0)
    return mismatch('The coinbase lacks the reserved value that its commitment needs');
  const leaves = transactions.map(({ bytes }, i) =>
    i === 0 ? new Uint8Array(32) : sha256d(bytes),
  );
  const root = sha256d(Buffer.concat([fastMerkleRoot(leaves, sha256d), reserved]));
  return Buffer.compare(root, commitment.script.subarray(6, 38)) === 0
    ? undefined
    : mismatch('The witnesses are not those that the coinbase commits to');
};

const amountProblem = (
  transactions: RawTransactions,
  hash: string,
): Unreadable<BlockProblem> | undefined => {
  const bad = transactions.find(({ content }) =>
    content.outs.some(({ value }) => value < 0n || value > AMOUNT_MAX),
  );
  return (
    bad &&
    unreadable(
      'amount-out-of-range',
      `Transaction ${reversedHex(bad.id)} in block ${hash} has an output that is negative or above 21 million coins. Fetch the block again from a trusted node.`,
    )
  );
};

const heightOf = (
  [coinbase]: RawTransactions,
  { hash, version }: BlockHeader,
  network: BitcoinNetwork,
  expected: number | undefined,
): Reading<number, BlockProblem> => {
  const told = version >= 2 ? heightIn(coinbase.content.ins[0]!.script) : undefined;
  const mustTell = (expected ?? 0) >= network.heightInCoinbaseFrom;
  if (expected === undefined)
    return told !== undefined
      ? read(told)
      : unreadable(
          'height-unknown',
          `Block ${hash} does not tell its height (BIP 34). Say at which height it was found.`,
        );
  return mustTell && told !== expected
    ? unreadable(
        'height-mismatch',
        `Block ${hash} was served for height ${expected}, but its coinbase says ${told ?? 'nothing'}. Check the source.`,
      )
    : read(expected);
};

/** The number that a script begins with: an opcode for 0 to 16, else a little-endian push. */
const heightIn = (script: Uint8Array): number | undefined => {
  const opcode = script[0];
  if (opcode === 0) return 0;
  if (opcode !== undefined && opcode >= 0x51 && opcode <= 0x60) return opcode - 0x50;
  if (opcode === undefined || opcode > 4 || script.length < 1 + opcode) return undefined;
  return script.subarray(1, 1 + opcode).reduceRight((height, byte) => height * 256 + byte, 0);
};

// ── Plain values ────────────────────────────────────────────────────────────────────────────────

const decoded = (
  { content, id }: RawTransaction,
  isCoinbase: boolean,
  network: BitcoinNetwork,
): DecodedTransaction => ({
  txid: reversedHex(id),
  inputs: isCoinbase ? [] : content.ins.map((input) => decodedInput(input, network)),
  outputs: content.outs.map(({ script, value }, vout) => {
    const address = addressOf(script, network);
    return { vout, ...(address !== undefined && { address }), script: hex(script), value };
  }),
});

const decodedInput = (
  { hash, index, script, witness }: Transaction['ins'][number],
  network: BitcoinNetwork,
): DecodedInput => ({
  txid: reversedHex(hash),
  vout: index,
  ...claimsOf(script, witness, network),
});

/**
 * Decodes one transaction; undefined if its id is not `txid` or it is malformed.
 */
export const decodeTransaction = (
  bytes: Uint8Array,
  txid: string,
  network: BitcoinNetwork,
): DecodedTransaction | undefined => {
  const transaction = transactionAt(bytes, 0);
  if (typeof transaction === 'string' || transaction.bytes.length !== bytes.length)
    return undefined;
  return reversedHex(transaction.id) === txid
    ? decoded(transaction, transaction.content.isCoinbase(), network)
    : undefined;
};

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
