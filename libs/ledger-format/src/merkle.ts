import { hash } from 'node:crypto';

// The Merkle tree of RFC 6962 §2.1. A tree of n leaves is stored as the hashes of its complete
// subtrees: node (level, index) covers the leaves [index · 2^level, (index + 1) · 2^level).

export interface NodeId {
  readonly level: number;
  readonly index: number;
}

/** Gives the hash of a complete subtree. */
export type NodeReader = (node: NodeId) => Buffer;

export const EMPTY_ROOT: Buffer = hash('sha256', '', 'buffer');

const NODE_PREFIX = Buffer.of(1);

/** SHA-256(0x01 ‖ left ‖ right). */
export const nodeHash = (left: Uint8Array, right: Uint8Array): Buffer =>
  hash('sha256', Buffer.concat([NODE_PREFIX, left, right]), 'buffer');

/** The complete subtrees that cover [from, to), left to right; `from` must be aligned as in a tree. */
export const subtreesOf = (from: number, to: number): NodeId[] => {
  const nodes: NodeId[] = [];
  let start = from;
  while (start < to) {
    let level = 0;
    while (start % 2 ** (level + 1) === 0 && start + 2 ** (level + 1) <= to) level += 1;
    nodes.push({ level, index: start / 2 ** level });
    start += 2 ** level;
  }
  return nodes;
};

const fold = (hashes: readonly Buffer[]): Buffer =>
  hashes.reduceRight((right, left) => nodeHash(left, right));

/** MTH of the range [from, to). */
const rangeHash = (from: number, to: number, read: NodeReader): Buffer =>
  fold(subtreesOf(from, to).map(read));

/** The root of the first `size` leaves. */
export const rootOf = (size: number, read: NodeReader): Buffer =>
  size === 0 ? EMPTY_ROOT : rangeHash(0, size, read);

/** The greatest power of two smaller than n, for n > 1. By doubling: `log2` rounds above 2^48. */
const splitOf = (n: number): number => {
  let split = 1;
  while (split * 2 < n) split *= 2;
  return split;
};

/** The ranges whose hashes prove that leaf `index` is in a tree of `size`, leaf to root. */
const inclusionRanges = (index: number, size: number): (readonly [number, number])[] => {
  const ranges: (readonly [number, number])[] = [];
  let [from, to] = [0, size];
  while (to - from > 1) {
    const middle = from + splitOf(to - from);
    if (index < middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
    }
  }
  return ranges.reverse();
};

/** PROOF of RFC 6962 §2.1.2: the ranges that prove a tree of `old` leaves a prefix of one of `size`. */
const consistencyRanges = (old: number, size: number): (readonly [number, number])[] => {
  const ranges: (readonly [number, number])[] = [];
  let [from, to, whole] = [0, size, true];
  while (old !== to) {
    const middle = from + splitOf(to - from);
    if (old <= middle) {
      ranges.push([middle, to]);
      to = middle;
    } else {
      ranges.push([from, middle]);
      from = middle;
      whole = false;
    }
  }
  if (!whole) ranges.push([from, to]);
  return ranges.reverse();
};

/** Every complete subtree that a proof reads, so that storage can fetch them at once. */
export const nodesOfInclusion = (index: number, size: number): NodeId[] =>
  inclusionRanges(index, size).flatMap(([from, to]) => subtreesOf(from, to));

export const nodesOfConsistency = (old: number, size: number): NodeId[] =>
  old === 0 ? [] : consistencyRanges(old, size).flatMap(([from, to]) => subtreesOf(from, to));

/** PATH(index, D[size]) of RFC 6962 §2.1.1, for 0 ≤ index < size. */
export const inclusionProof = (index: number, size: number, read: NodeReader): Buffer[] => {
  if (!isCount(index) || !isCount(size) || index >= size)
    throw new Error(`No leaf ${index} in a tree of ${size}`);
  return inclusionRanges(index, size).map(([from, to]) => rangeHash(from, to, read));
};

/** PROOF(old, D[size]) of RFC 6962 §2.1.2, for 0 ≤ old ≤ size. Empty for old = 0 and old = size. */
export const consistencyProof = (old: number, size: number, read: NodeReader): Buffer[] => {
  if (!isCount(old) || !isCount(size) || old > size)
    throw new Error(`No tree of ${old} in a tree of ${size}`);
  if (old === 0) return [];
  return consistencyRanges(old, size).map(([from, to]) => rangeHash(from, to, read));
};

/** RFC 9162 §2.1.3.2. False for anything that does not prove it; never throws. */
export const verifyInclusion = (
  leaf: Uint8Array,
  index: number,
  size: number,
  proof: readonly Uint8Array[],
  root: Uint8Array,
): boolean => {
  if (!isCount(index) || !isCount(size) || index >= size) return false;
  let [fn, sn] = [BigInt(index), BigInt(size - 1)];
  let result: Uint8Array = leaf;
  for (const sibling of proof) {
    if (sn === 0n || sibling.length !== 32) return false;
    if (fn % 2n === 1n || fn === sn) {
      result = nodeHash(sibling, result);
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      result = nodeHash(result, sibling);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && Buffer.compare(result, root) === 0;
};

/** RFC 9162 §2.1.4.2: the tree of `old` with `oldRoot` is a prefix of the tree of `size` with `root`. */
export const verifyConsistency = (
  old: number,
  size: number,
  proof: readonly Uint8Array[],
  oldRoot: Uint8Array,
  root: Uint8Array,
): boolean => {
  if (!isCount(old) || !isCount(size) || old > size) return false;
  if (proof.some((node) => node.length !== 32)) return false;
  if (old === size) return proof.length === 0 && Buffer.compare(oldRoot, root) === 0;
  if (old === 0) return proof.length === 0 && Buffer.compare(oldRoot, EMPTY_ROOT) === 0;
  const path = isPowerOfTwo(old) ? [oldRoot, ...proof] : [...proof];
  const first = path.shift();
  if (first === undefined) return false;
  let [fn, sn] = [BigInt(old - 1), BigInt(size - 1)];
  while (fn % 2n === 1n) [fn, sn] = [fn / 2n, sn / 2n];
  let [fr, sr]: [Uint8Array, Uint8Array] = [first, first];
  for (const node of path) {
    if (sn === 0n) return false;
    if (fn % 2n === 1n || fn === sn) {
      [fr, sr] = [nodeHash(node, fr), nodeHash(node, sr)];
      while (fn % 2n === 0n && fn !== 0n) [fn, sn] = [fn / 2n, sn / 2n];
    } else {
      sr = nodeHash(sr, node);
    }
    [fn, sn] = [fn / 2n, sn / 2n];
  }
  return sn === 0n && Buffer.compare(fr, oldRoot) === 0 && Buffer.compare(sr, root) === 0;
};

const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 0;
const isPowerOfTwo = (n: number): boolean => n === 1 || splitOf(n) * 2 === n;

/** Node hashes that become complete when leaves [size, size + leaves.length) are added, bottom up. */
export const growTree = (
  size: number,
  leaves: readonly Buffer[],
  read: NodeReader,
): (NodeId & { readonly hash: Buffer })[] => {
  const fresh = new Map<string, Buffer>();
  const grown: (NodeId & { readonly hash: Buffer })[] = [];
  const at = (node: NodeId) => fresh.get(`${node.level}/${node.index}`) ?? read(node);
  const add = (node: NodeId, value: Buffer) => {
    fresh.set(`${node.level}/${node.index}`, value);
    grown.push({ ...node, hash: value });
  };
  leaves.forEach((leaf, i) => {
    add({ level: 0, index: size + i }, leaf);
    for (let level = 1, count = size + i + 1; count % 2 ** level === 0; level += 1) {
      const index = count / 2 ** level - 1;
      const child = level - 1;
      const left = at({ level: child, index: index * 2 });
      add({ level, index }, nodeHash(left, at({ level: child, index: index * 2 + 1 })));
    }
  });
  return grown;
};
