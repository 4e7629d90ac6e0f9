import { spawnSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';

import {
  consistencyProof,
  growTree,
  inclusionProof,
  leafHashOf,
  openCheckpoint,
  rootOf,
  signCheckpoint,
  tileIndexPath,
  verifierKeyOf,
  type NodeReader,
} from '@esep/ledger-format';

// Whoever doubts the ledger should not have to trust our verifier. Go's `sumdb/note` and
// `sumdb/tlog`, which guard the checksums of every Go module, open our checkpoints and check our
// proofs; the program in e2e/go-witness only hands them over.

const LOG = 'esep/exchange-settlement/demo';
const OFFLINE = /dial tcp|no such host|connection refused|i\/o timeout|module lookup disabled/;

const obstacle = whyNot();
const describeWithGo = obstacle ? describe.skip : describe;

const { privateKey, publicKey } = generateKeyPairSync('ed25519');

interface Verdict {
  readonly opened: boolean;
  readonly size: number;
  readonly sameRoot: boolean;
  readonly inclusion: readonly boolean[];
  readonly consistency: readonly boolean[];
}

interface Answer {
  readonly trees: readonly Verdict[];
  readonly tiles: readonly string[];
  readonly ours: { readonly verifierKey: string; readonly note: string };
}

describeWithGo(`Go's own transparency-log packages${obstacle}`, () => {
  const sizes = [1, 2, 3, 255, 256, 257, ...Array.from({ length: 8 }, () => random(1, 900))];
  const trees = sizes.map(treeOf);
  const tampered = treeOf(100);
  const indexes = [0, 999, 1_000, 1_234_067, 999_999_999];
  const answer = ask({
    verifierKey: verifierKeyOf(LOG, publicKey),
    trees: [...trees, turned(tampered), foreign(tampered)],
    tiles: indexes.flatMap((index) => [
      { index, width: 256 },
      { index, width: 12 },
    ]),
  });

  it.each(trees.map((tree, i) => ({ ...tree, verdict: answer.trees[i] })))(
    'open our checkpoint of $size events, come to the same root and accept our proofs',
    ({ size, inclusion, consistency, verdict }) =>
      expect(verdict).toEqual({
        opened: true,
        size,
        sameRoot: true,
        inclusion: inclusion.map(() => true),
        consistency: consistency.map(() => true),
      }),
  );

  it('refuse our proofs when one bit of each is another', () =>
    expect(answer.trees.at(-2)).toEqual({
      opened: true,
      size: 100,
      sameRoot: false,
      inclusion: tampered.inclusion.map(() => false),
      consistency: tampered.consistency.map(() => false),
    }));

  it('refuse a checkpoint of our name under another key', () =>
    expect(answer.trees.at(-1)?.opened).toBe(false));

  it('call the tiles as we do, but for the height, which tlog-tiles leaves out', () =>
    expect(answer.tiles).toEqual(
      indexes.flatMap((index) => [
        `tile/8/0/${tileIndexPath(index)}`,
        `tile/8/0/${tileIndexPath(index)}.p/12`,
      ]),
    ));

  it('sign checkpoints that we open', () => {
    const root = Buffer.alloc(32);
    root.set([1, 2, 3]);
    expect(openCheckpoint(answer.ours.note, answer.ours.verifierKey)).toEqual({
      ok: true,
      value: { origin: 'witness.example/log', size: 7, root },
    });
  });
});

function whyNot(): string {
  const go = run(['version'], '');
  if (go.error) return ': not asked, because this machine has no `go`';
  const modules = run(['mod', 'download'], '');
  const unreachable = modules.status !== 0 && OFFLINE.test(modules.stderr);
  return unreachable ? ': not asked, because the Go module proxy is out of reach' : '';
}

function ask(question: object): Answer {
  if (obstacle) return { trees: [], tiles: [], ours: { verifierKey: '', note: '' } };
  const { status, stdout, stderr } = run(['run', '.'], JSON.stringify(question));
  if (status !== 0) throw new Error(`go run failed: ${stderr}`);
  return JSON.parse(stdout) as Answer;
}

function run(parameters: readonly string[], input: string) {
  return spawnSync('go', parameters, {
    cwd: join(import.meta.dirname, '../go-witness'),
    env: { ...process.env, GOFLAGS: '-mod=readonly', GOTOOLCHAIN: 'local' },
    input,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    timeout: 120_000,
  });
}

function treeOf(size: number) {
  const entries = Array.from({ length: size }, (_, i) => Buffer.from(`event ${i}`));
  const leaves = entries.map((entry) => leafHashOf(entry));
  const read = readerOf(leaves);
  const root = rootOf(size, read);
  const places = [...new Set([0, 1, size >> 1, size - 1, random(0, size - 1)])];
  return {
    size,
    checkpoint: signCheckpoint({ origin: LOG, size, root }, privateKey),
    entries: entries.map(base64),
    inclusion: places
      .filter((index) => index < size)
      .map((index) => ({
        index,
        leaf: base64(leaves[index] as Buffer),
        proof: inclusionProof(index, size, read).map(base64),
      })),
    consistency: places
      .filter((old) => old > 0 && old <= size)
      .map((old) => ({
        old,
        oldRoot: base64(rootOf(old, read)),
        proof: consistencyProof(old, size, read).map(base64),
      })),
  };
}

type Tree = ReturnType<typeof treeOf>;

function turned(tree: Tree): Tree {
  const turn = (hash: string) => {
    const bytes = Buffer.from(hash, 'base64');
    const bit = random(0, 255);
    bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
    return base64(bytes);
  };
  const one = (proof: readonly string[]) => {
    const at = random(0, proof.length - 1);
    return proof.map((hash, i) => (i === at ? turn(hash) : hash));
  };
  return {
    ...tree,
    entries: tree.entries.map((entry, i) => (i === 40 ? base64(Buffer.from('other')) : entry)),
    inclusion: tree.inclusion.map((row) => ({ ...row, proof: one(row.proof) })),
    consistency: tree.consistency.map((row) => ({ ...row, proof: one(row.proof) })),
  };
}

function foreign(tree: Tree): Tree {
  const head = { origin: LOG, size: tree.size, root: leafHashOf('root') };
  return { ...tree, checkpoint: signCheckpoint(head, generateKeyPairSync('ed25519').privateKey) };
}

function readerOf(leaves: readonly Buffer[]): NodeReader {
  const nodes = growTree(0, leaves, () => {
    throw new Error('A tree from nothing reads nothing.');
  });
  const byName = new Map(nodes.map(({ level, index, hash }) => [`${level}/${index}`, hash]));
  return ({ level, index }) => byName.get(`${level}/${index}`) as Buffer;
}

function base64(bytes: Buffer): string {
  return bytes.toString('base64');
}

function random(least: number, most: number): number {
  return least + Math.floor(Math.random() * (most - least + 1));
}
