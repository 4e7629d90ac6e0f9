import {
  consistencyProof,
  HASH_BYTES,
  nodeInTile,
  nodesOfConsistency,
  openCheckpoint,
  tileOfNode,
  tilePathOf,
  verifyConsistency,
  type CheckpointProblem,
  type TreeHead,
} from '@esep/ledger-format';

/** A signed head, and the key of its log as it was known then. */
export interface SignedHead {
  readonly note: string;
  readonly key: string;
}

export type Continuation =
  | { readonly verdict: 'proven'; readonly from: number; readonly to: number }
  | { readonly verdict: 'not-proven'; readonly reason: ContinuationProblem };

export type ContinuationProblem =
  | CheckpointProblem
  /** The log signs by another key than it did, and nobody but the log says so. */
  | 'key-changed'
  | 'kept-head-unreadable'
  | 'log-renamed'
  | 'log-shorter'
  | 'log-changed'
  | 'tiles-missing';

/** Gives the hashes of a tile by its path; undefined where the log has none. */
export type TileReader = (path: string) => Promise<Uint8Array | undefined>;

/** The present head may be checked with the kept one's key, or with another that is known to be the log's. */
interface Trust {
  readonly isKeyTrusted: boolean;
}

/**
 * Does the present head of a log continue one that was kept: is every event of then still there, the
 * same and at its place? Reads the few tiles that prove it, and believes none of them: hashes that are
 * not the log's do not lead to both roots.
 */
export const verifyContinuation = async (
  kept: SignedHead,
  present: SignedHead,
  { isKeyTrusted }: Trust,
  tileAt: TileReader,
): Promise<Continuation> => {
  const head = openCheckpoint(present.note, present.key);
  if (!head.ok) return notProven(head.reason);
  const before = openCheckpoint(kept.note, kept.key);
  if (!before.ok) return notProven('kept-head-unreadable');
  const [old, now] = [before.value, head.value];
  if (old.origin !== now.origin) return notProven('log-renamed');
  if (old.size > now.size) return notProven('log-shorter');
  const hashes = await tilesOf(old.size, now.size, tileAt);
  if (hashes === undefined) return notProven('tiles-missing');
  if (!isContinued(old, now, hashes)) return notProven('log-changed');
  // Last, so that a change of the log is never put down to its key.
  if (kept.key !== present.key && !isKeyTrusted) return notProven('key-changed');
  return { verdict: 'proven', from: old.size, to: now.size };
};

const notProven = (reason: ContinuationProblem): Continuation => ({
  verdict: 'not-proven',
  reason,
});

type Tiles = ReadonlyMap<string, Buffer>;

/** As many as the tree is high, twice, however long the log is. */
const tilesOf = async (
  old: number,
  size: number,
  tileAt: TileReader,
): Promise<Tiles | undefined> => {
  const tiles = new Map<string, Buffer>();
  for (const node of nodesOfConsistency(old, size)) {
    const tile = tileOfNode(node, size);
    const path = tilePathOf(tile);
    if (tiles.has(path)) continue;
    const bytes = await tileAt(path);
    if (bytes?.length !== tile.width * HASH_BYTES) return undefined;
    tiles.set(path, Buffer.from(bytes));
  }
  return tiles;
};

const isContinued = (old: TreeHead, now: TreeHead, tiles: Tiles): boolean => {
  const proof = consistencyProof(old.size, now.size, (node) =>
    nodeInTile(node, tiles.get(tilePathOf(tileOfNode(node, now.size))) as Buffer),
  );
  return verifyConsistency(old.size, now.size, proof, old.root, now.root);
};
