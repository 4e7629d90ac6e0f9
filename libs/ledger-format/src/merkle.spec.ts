import fc from 'fast-check';

import { leafHashOf } from './envelope.js';
import {
  consistencyProof,
  EMPTY_ROOT,
  growTree,
  inclusionProof,
  nodeHash,
  nodesOfConsistency,
  nodesOfInclusion,
  rootOf,
  subtreesOf,
  verifyConsistency,
  verifyInclusion,
  type NodeId,
  type NodeReader,
} from './merkle.js';

// Leaves, roots and proofs that every implementation of RFC 6962 is tested with; they come from the
// first one, `merkle_tree_test.cc` of Certificate Transparency.
const LEAVES = [
  '',
  '00',
  '10',
  '2021',
  '3031',
  '40414243',
  '5051525354555657',
  '606162636465666768696a6b6c6d6e6f',
].map((hex) => leafHashOf(Buffer.from(hex, 'hex')));
const ROOTS = [
  'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
];
const LEAF_1 = '96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7';
const FROM_2_TO_4 = '5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e';
const FROM_4_TO_8 = '6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4';
const LEAF_4 = 'bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b';
const FROM_6_TO_8 = 'ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0';
const FROM_4_TO_6 = '0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a';

const SIZES = Array.from({ length: 71 }, (_, size) => size);
const many = Array.from({ length: 70 }, (_, i) => leafHashOf(`leaf ${i}`));
const read = readerOf(many);
const roots = SIZES.map((size) => rootOf(size, read));
const aNumber = fc.oneof(fc.nat(20), fc.maxSafeInteger(), fc.double());

describe('The tree of a log is the tree of RFC 6962', () => {
  it.each(ROOTS.map((root, size) => ({ size, root })))(
    'the published root of $size leaves is $root',
    ({ size, root }) => expect(hexOf(rootOf(size, readerOf(LEAVES)))).toBe(root),
  );

  it.each([
    { index: 0, size: 1, proof: [] },
    { index: 0, size: 8, proof: [LEAF_1, FROM_2_TO_4, FROM_4_TO_8] },
    { index: 5, size: 8, proof: [LEAF_4, FROM_6_TO_8, ROOTS[4]] },
    { index: 2, size: 3, proof: [ROOTS[2]] },
    { index: 1, size: 5, proof: [ROOTS[1], FROM_2_TO_4, LEAF_4] },
  ])('leaf $index of $size has the published inclusion proof', ({ index, size, proof }) =>
    expect(inclusionProof(index, size, readerOf(LEAVES)).map(hexOf)).toEqual(proof),
  );

  it.each([
    { old: 1, size: 1, proof: [] },
    { old: 1, size: 8, proof: [LEAF_1, FROM_2_TO_4, FROM_4_TO_8] },
    { old: 6, size: 8, proof: [FROM_4_TO_6, FROM_6_TO_8, ROOTS[4]] },
    { old: 2, size: 5, proof: [FROM_2_TO_4, LEAF_4] },
  ])('the tree of $old in that of $size has the published consistency proof', (row) =>
    expect(consistencyProof(row.old, row.size, readerOf(LEAVES)).map(hexOf)).toEqual(row.proof),
  );

  it.each(SIZES)('of %d leaves has the root and the proofs that the RFC defines', (size) => {
    const root = roots[size] as Buffer;
    expect(hexOf(root)).toBe(hexOf(naiveRoot(many, 0, size)));
    for (let index = 0; index < size; index += 1) {
      const proof = inclusionProof(index, size, read);
      expect(proof.map(hexOf)).toEqual(naivePath(index, many, 0, size).map(hexOf));
      expect(verifyInclusion(many[index] as Buffer, index, size, proof, root)).toBe(true);
    }
    for (let old = 0; old <= size; old += 1) {
      const proof = consistencyProof(old, size, read);
      const defined = old === 0 ? [] : naiveSubproof(old, many, 0, size, true);
      expect(proof.map(hexOf)).toEqual(defined.map(hexOf));
      expect(verifyConsistency(old, size, proof, roots[old] as Buffer, root)).toBe(true);
    }
  });

  it('is read for a proof exactly where was told beforehand', () => {
    const reads: string[] = [];
    const nameOf = ({ level, index }: NodeId) => `${level}/${index}`;
    const spy: NodeReader = (node) => {
      reads.push(nameOf(node));
      return read(node);
    };
    const readsOf = (prove: () => unknown) => {
      reads.length = 0;
      prove();
      return [...reads];
    };
    for (const size of SIZES)
      for (let i = 0; i < size; i += 1) {
        const inclusion = readsOf(() => inclusionProof(i, size, spy));
        expect(nodesOfInclusion(i, size).map(nameOf)).toEqual(inclusion);
        const consistency = readsOf(() => consistencyProof(i, size, spy));
        expect(nodesOfConsistency(i, size).map(nameOf)).toEqual(consistency);
      }
  });

  it('is the same whether it grew by single leaves or by batches', () =>
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 }), (batches) => {
        const nodes = new Map<string, Buffer>();
        let size = 0;
        for (const batch of batches) {
          const leaves = Array.from({ length: batch }, (_, i) => leafHashOf(`leaf ${size + i}`));
          for (const { level, index, hash } of growTree(size, leaves, readFrom(nodes)))
            nodes.set(`${level}/${index}`, hash);
          size += batch;
        }
        const all = Array.from({ length: size }, (_, i) => leafHashOf(`leaf ${i}`));
        expect(hexOf(rootOf(size, readFrom(nodes)))).toBe(hexOf(naiveRoot(all, 0, size)));
        expect(nodes.size).toBe(completeNodes(size));
      }),
    ));

  it('covers a range by its complete subtrees', () => {
    expect(subtreesOf(0, 7)).toEqual([
      { level: 2, index: 0 },
      { level: 1, index: 2 },
      { level: 0, index: 6 },
    ]);
    expect(subtreesOf(4, 4)).toEqual([]);
  });

  it('is exact for logs larger than anybody will write', () => {
    // Of a log whose leaves are all alike, each complete subtree is known by its level.
    const alike: Buffer[] = [leafHashOf('alike')];
    for (let level = 1; level < 53; level += 1) {
      const child = alike[level - 1] as Buffer;
      alike.push(nodeHash(child, child));
    }
    const reader: NodeReader = ({ level }) => alike[level] as Buffer;
    for (const size of [2 ** 48 - 1, 2 ** 50 - 1, 2 ** 50, 2 ** 50 + 1, Number.MAX_SAFE_INTEGER]) {
      const root = rootOf(size, reader);
      for (const index of [0, 1, 2 ** 47, size - 2, size - 1]) {
        const proof = inclusionProof(index, size, reader);
        expect(verifyInclusion(reader({ level: 0, index }), index, size, proof, root)).toBe(true);
      }
      for (const old of [1, 2 ** 47 - 1, 2 ** 47, size - 1, size]) {
        const proof = consistencyProof(old, size, reader);
        expect(verifyConsistency(old, size, proof, rootOf(old, reader), root)).toBe(true);
      }
    }
  });

  it.each([
    [-1, 3],
    [3, 3],
    [0.5, 3],
    [0, 2.5],
    [NaN, 3],
  ])('has no leaf %d of %d to prove', (index, size) =>
    expect(() => inclusionProof(index, size, read)).toThrow('No leaf'),
  );

  it.each([
    [-1, 3],
    [4, 3],
    [1.5, 3],
    [1, Infinity],
  ])('has no tree of %d in a tree of %d to prove', (old, size) =>
    expect(() => consistencyProof(old, size, read)).toThrow('No tree'),
  );
});

describe('An inclusion proof proves nothing', () => {
  const anInclusion = fc
    .integer({ min: 1, max: 70 })
    .chain((size) => fc.record({ size: fc.constant(size), index: fc.nat(size - 1) }));
  const verify = (index: number, size: number, proof: readonly Buffer[], leaf = many[index]) =>
    verifyInclusion(leaf as Buffer, index, size, proof, roots[size] as Buffer);

  it('when any bit of it is another', () =>
    fc.assert(
      fc.property(anInclusion, fc.nat(), fc.nat(255), ({ index, size }, which, bit) => {
        const proof = inclusionProof(index, size, read);
        fc.pre(proof.length > 0);
        expect(verify(index, size, flipped(proof, which % proof.length, bit))).toBe(false);
      }),
    ));

  it('when any bit of the leaf or of the root is another', () =>
    fc.assert(
      fc.property(anInclusion, fc.nat(255), ({ index, size }, bit) => {
        const proof = inclusionProof(index, size, read);
        const [leaf, root] = [many[index] as Buffer, roots[size] as Buffer];
        const flip = (hash: Buffer) => flipped([hash], 0, bit)[0] as Buffer;
        expect(verifyInclusion(flip(leaf), index, size, proof, root)).toBe(false);
        expect(verifyInclusion(leaf, index, size, proof, flip(root))).toBe(false);
      }),
    ));

  it('of the leaf at any other place', () =>
    fc.assert(
      fc.property(anInclusion, fc.integer({ min: -2, max: 72 }), ({ index, size }, other) => {
        fc.pre(other !== index);
        const proof = inclusionProof(index, size, read);
        expect(verify(other, size, proof, many[index])).toBe(false);
      }),
    ));

  // Sizes whose paths turn alike are told apart by the checkpoint, which signs size and root together.
  it('in a tree of a size that asks for a longer or a shorter path', () =>
    fc.assert(
      fc.property(anInclusion, fc.integer({ min: -2, max: 150 }), ({ index, size }, other) => {
        const proof = inclusionProof(index, size, read);
        const root = roots[size] as Buffer;
        fc.pre(other <= index || pathLength(index, other) !== proof.length);
        expect(verifyInclusion(many[index] as Buffer, index, other, proof, root)).toBe(false);
      }),
    ));

  it('when its elements are missing, doubled or in another order', () =>
    fc.assert(
      fc.property(anInclusion, fc.nat(), ({ index, size }, which) => {
        const proof = inclusionProof(index, size, read);
        expect(verify(index, size, [...proof, roots[1] as Buffer])).toBe(false);
        fc.pre(proof.length > 1);
        const at = which % proof.length;
        expect(verify(index, size, proof.toSpliced(at, 1))).toBe(false);
        expect(verify(index, size, proof.toReversed())).toBe(false);
      }),
    ));

  it('and never throws, whatever is claimed', () =>
    fc.assert(
      fc.property(
        aNumber,
        aNumber,
        fc.array(fc.uint8Array({ minLength: 30, maxLength: 33 })),
        fc.uint8Array({ maxLength: 33 }),
        (index, size, proof, root) =>
          expect(verifyInclusion(many[0] as Buffer, index, size, proof, root)).toBe(false),
      ),
    ));
});

describe('A consistency proof proves nothing', () => {
  const aConsistency = fc
    .integer({ min: 2, max: 70 })
    .chain((size) =>
      fc.record({ size: fc.constant(size), old: fc.integer({ min: 1, max: size - 1 }) }),
    );
  const verify = (old: number, size: number, proof: readonly Buffer[]) =>
    verifyConsistency(old, size, proof, roots[old] as Buffer, roots[size] as Buffer);

  it('when any bit of it is another', () =>
    fc.assert(
      fc.property(aConsistency, fc.nat(), fc.nat(255), ({ old, size }, which, bit) => {
        const proof = consistencyProof(old, size, read);
        expect(verify(old, size, flipped(proof, which % proof.length, bit))).toBe(false);
      }),
    ));

  it('when any bit of either root is another', () =>
    fc.assert(
      fc.property(aConsistency, fc.nat(255), ({ old, size }, bit) => {
        const proof = consistencyProof(old, size, read);
        const [oldRoot, root] = [roots[old] as Buffer, roots[size] as Buffer];
        const flip = (hash: Buffer) => flipped([hash], 0, bit)[0] as Buffer;
        expect(verifyConsistency(old, size, proof, flip(oldRoot), root)).toBe(false);
        expect(verifyConsistency(old, size, proof, oldRoot, flip(root))).toBe(false);
      }),
    ));

  it('of a tree of any other size', () =>
    fc.assert(
      fc.property(aConsistency, fc.integer({ min: -2, max: 72 }), ({ old, size }, other) => {
        fc.pre(other !== old);
        const proof = consistencyProof(old, size, read);
        const [oldRoot, root] = [roots[old] as Buffer, roots[size] as Buffer];
        expect(verifyConsistency(other, size, proof, oldRoot, root)).toBe(false);
      }),
    ));

  it('when its elements are missing, doubled or in another order', () =>
    fc.assert(
      fc.property(aConsistency, fc.nat(), ({ old, size }, which) => {
        const proof = consistencyProof(old, size, read);
        expect(verify(old, size, [...proof, roots[1] as Buffer])).toBe(false);
        expect(verify(old, size, proof.toSpliced(which % proof.length, 1))).toBe(false);
        fc.pre(proof.length > 1);
        expect(verify(old, size, proof.toReversed())).toBe(false);
      }),
    ));

  it('that a log which forgot or changed an event is the same log', () => {
    const forked = many.with(3, leafHashOf('another'));
    const root = rootOf(70, readerOf(forked));
    const proof = consistencyProof(40, 70, readerOf(forked));
    expect(verifyConsistency(40, 70, proof, roots[40] as Buffer, root)).toBe(false);
  });

  it('from the empty log but that it is empty', () => {
    expect(verifyConsistency(0, 5, [], EMPTY_ROOT, roots[5] as Buffer)).toBe(true);
    expect(verifyConsistency(0, 5, [], roots[1] as Buffer, roots[5] as Buffer)).toBe(false);
    expect(verifyConsistency(0, 5, [EMPTY_ROOT], EMPTY_ROOT, roots[5] as Buffer)).toBe(false);
  });

  it('and never throws, whatever is claimed', () =>
    fc.assert(
      fc.property(
        aNumber,
        aNumber,
        fc.array(fc.uint8Array({ minLength: 30, maxLength: 33 })),
        (old, size, proof) =>
          expect(verifyConsistency(old, size, proof, roots[3] as Buffer, roots[5] as Buffer)).toBe(
            false,
          ),
      ),
    ));
});

// ── RFC 6962 §2.1, written down as it is defined, over D[from:to] ───────────────────────────────

function naiveRoot(leaves: readonly Buffer[], from: number, to: number): Buffer {
  if (from === to) return EMPTY_ROOT;
  if (to - from === 1) return leaves[from] as Buffer;
  const k = from + naiveSplit(to - from);
  return nodeHash(naiveRoot(leaves, from, k), naiveRoot(leaves, k, to));
}

function naivePath(m: number, leaves: readonly Buffer[], from: number, to: number): Buffer[] {
  if (to - from === 1) return [];
  const k = from + naiveSplit(to - from);
  return m < k
    ? [...naivePath(m, leaves, from, k), naiveRoot(leaves, k, to)]
    : [...naivePath(m, leaves, k, to), naiveRoot(leaves, from, k)];
}

function naiveSubproof(
  m: number,
  leaves: readonly Buffer[],
  from: number,
  to: number,
  whole: boolean,
): Buffer[] {
  if (m === to) return whole ? [] : [naiveRoot(leaves, from, to)];
  const k = from + naiveSplit(to - from);
  return m <= k
    ? [...naiveSubproof(m, leaves, from, k, whole), naiveRoot(leaves, k, to)]
    : [...naiveSubproof(m, leaves, k, to, false), naiveRoot(leaves, from, k)];
}

function naiveSplit(n: number): number {
  const powers = [1, 2, 4, 8, 16, 32, 64, 128, 256];
  return powers.findLast((power) => power < n) as number;
}

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function readerOf(leaves: readonly Buffer[]): NodeReader {
  const nodes = new Map(
    growTree(0, leaves, readFrom(new Map())).map(({ level, index, hash }) => [
      `${level}/${index}`,
      hash,
    ]),
  );
  return readFrom(nodes);
}

function readFrom(nodes: ReadonlyMap<string, Buffer>): NodeReader {
  return ({ level, index }) => {
    const hash = nodes.get(`${level}/${index}`);
    if (!hash) throw new Error(`Node ${level}/${index} is not complete`);
    return hash;
  };
}

function completeNodes(size: number): number {
  let count = 0;
  for (let width = 1; width <= size; width *= 2) count += Math.floor(size / width);
  return count;
}

function pathLength(index: number, size: number): number {
  const alike: NodeReader = () => EMPTY_ROOT;
  return inclusionProof(index, size, alike).length;
}

function flipped(hashes: readonly Buffer[], which: number, bit: number): Buffer[] {
  return hashes.map((hash, i) => {
    const copy = Buffer.from(hash);
    if (i === which) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
    return copy;
  });
}

function hexOf(hash: Buffer): string {
  return hash.toString('hex');
}
