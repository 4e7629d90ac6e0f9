import { targetOf } from '@esep/pool-reporting-domain';
import { Transaction } from 'bitcoinjs-lib';
import { fastMerkleRoot } from 'bitcoinjs-lib/src/merkle';

import { reversedHex, sha256d } from './sha256d.js';

// Blocks for networks whose work is cheap (regtest, simnet): demonstrations and tests have chains of
// their own, with any pool's tag in the coinbase.

export interface BlockPlan {
  readonly height: number;
  readonly previousHash: string;
  readonly timeSeconds: number;
  readonly bits: number;
  /** Stands in the coinbase script, behind the height. */
  readonly tag: string;
  readonly payees: readonly { readonly script: Uint8Array; readonly value: bigint }[];
  readonly transactions?: readonly Transaction[];
}

export interface MinedBlock {
  readonly height: number;
  readonly hash: string;
  readonly coinbase: Transaction;
  readonly bytes: Uint8Array;
}

const BLOCK_VERSION = 0x2000_0000;
const RESERVED = new Uint8Array(32);

export const mineBlock = (plan: BlockPlan): MinedBlock => {
  const transactions = plan.transactions ?? [];
  const coinbase = coinbaseOf(plan, transactions);
  const all = [coinbase, ...transactions];
  const header = headerOf(
    plan,
    fastMerkleRoot(
      all.map((transaction) => transaction.getHash(false)),
      sha256d,
    ),
  );
  const work = workedOn(header, plan.bits);
  const body = all.map((transaction) => transaction.toBuffer());
  return {
    height: plan.height,
    hash: reversedHex(sha256d(work)),
    coinbase,
    bytes: Buffer.concat([work, countOf(all.length), ...body]),
  };
};

const coinbaseOf = (
  { height, tag, payees }: BlockPlan,
  transactions: readonly Transaction[],
): Transaction => {
  const coinbase = new Transaction();
  coinbase.version = 2;
  const scriptSig = Buffer.concat([heightPush(height), Buffer.from(tag)]);
  coinbase.addInput(new Uint8Array(32), 0xffff_ffff, 0xffff_ffff, scriptSig);
  payees.forEach(({ script, value }) => coinbase.addOutput(script, value));
  // BIP 141: the coinbase commits to the witnesses of all others.
  const leaves = [RESERVED, ...transactions.map((transaction) => transaction.getHash(true))];
  const root = sha256d(Buffer.concat([fastMerkleRoot(leaves, sha256d), RESERVED]));
  coinbase.addOutput(Buffer.concat([Buffer.from('6a24aa21a9ed', 'hex'), root]), 0n);
  coinbase.setWitness(0, [RESERVED]);
  return coinbase;
};

/** BIP 34, written the shortest way; a script must have two bytes. */
const heightPush = (height: number): Uint8Array => {
  if (height === 0) return Uint8Array.from([0x00, 0x00]);
  if (height <= 16) return Uint8Array.from([0x50 + height, 0x00]);
  const bytes: number[] = [];
  for (let rest = height; rest > 0; rest = Math.floor(rest / 256)) bytes.push(rest % 256);
  // The highest bit would be a sign.
  if ((bytes.at(-1) as number) >= 0x80) bytes.push(0);
  return Uint8Array.from([bytes.length, ...bytes]);
};

const headerOf = (
  { previousHash, timeSeconds, bits }: BlockPlan,
  merkleRoot: Uint8Array,
): Buffer => {
  const header = Buffer.alloc(80);
  header.writeInt32LE(BLOCK_VERSION, 0);
  Buffer.from(previousHash, 'hex').reverse().copy(header, 4);
  header.set(merkleRoot, 36);
  header.writeUInt32LE(timeSeconds, 68);
  header.writeUInt32LE(bits, 72);
  return header;
};

/** The header with the first nonce that is good. */
const workedOn = (header: Buffer, bits: number): Buffer => {
  const target = targetOf(bits);
  if (target === undefined) throw new Error(`Bits ${bits.toString(16)} are no target`);
  for (let nonce = 0; nonce <= 0xffff_ffff; nonce += 1) {
    header.writeUInt32LE(nonce, 76);
    const digest = reversedHex(sha256d(header));
    if (BigInt(`0x${digest}`) <= target) return header;
  }
  throw new Error(`No nonce is good for bits ${bits.toString(16)}`);
};

const countOf = (count: number): Uint8Array => {
  if (count < 0xfd) return Uint8Array.from([count]);
  const bytes = Buffer.alloc(3, 0xfd);
  bytes.writeUInt16LE(count, 1);
  return bytes;
};
