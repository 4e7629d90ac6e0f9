import { nodeHash, type NodeId } from './merkle.js';

// C2SP tlog-tiles: the tree's hashes and the log's entries in files of 256.

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;
export const HASH_BYTES = 32;

export interface Tile {
  /** Tile level: 0 holds leaf hashes, 1 the roots of full level-0 tiles, and so on. */
  readonly level: number;
  readonly index: number;
  /** 1 … 256; less than 256 is a partial tile. */
  readonly width: number;
}

/** `1234067` is `x001/x234/067`. */
export const tileIndexPath = (index: number): string => {
  const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, '0');
  const groups = digits.match(/\d{3}/g) as string[];
  return groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join('/');
};

/** Where a log serves a tile, behind `log/tile/`: `0/x001/067`, and `1/000.p/12` where it is partial. */
export const tilePathOf = ({ level, index, width }: Tile): string =>
  `${level}/${tileIndexPath(index)}${width < TILE_WIDTH ? `.p/${width}` : ''}`;

/** The tile that a complete subtree is computed from, as wide as a tree of `size` leaves has it. */
export const tileOfNode = ({ level, index }: NodeId, size: number): Tile => {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const tileIndex = Math.floor((index * 2 ** (level % TILE_HEIGHT)) / TILE_WIDTH);
  const hashes = Math.floor(size / TILE_WIDTH ** tileLevel);
  const width = Math.min(TILE_WIDTH, hashes - tileIndex * TILE_WIDTH);
  return { level: tileLevel, index: tileIndex, width };
};

/** The hash of a complete subtree, out of the hashes of its tile. */
export const nodeInTile = ({ level, index }: NodeId, hashes: Buffer): Buffer => {
  const count = 2 ** (level % TILE_HEIGHT);
  const first = (index * count) % TILE_WIDTH;
  let row = Array.from({ length: count }, (_, at) =>
    hashes.subarray((first + at) * HASH_BYTES, (first + at + 1) * HASH_BYTES),
  );
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, at) =>
      nodeHash(row[2 * at] as Buffer, row[2 * at + 1] as Buffer),
    );
  return row[0] as Buffer;
};

/** Reads `x001/x234/067` or `067.p/12`; undefined when it is no path of a tile. */
export const parseTilePath = (path: string): { index: number; width: number } | undefined => {
  const match = /^((?:x\d{3}\/)*\d{3})(?:\.p\/([1-9]\d{0,2}))?$/.exec(path);
  if (!match) return undefined;
  const [, groups = '', partial] = match;
  const index = Number(groups.replaceAll(/[x/]/g, ''));
  if (!Number.isSafeInteger(index)) return undefined;
  const width = partial === undefined ? TILE_WIDTH : Number(partial);
  if (width > TILE_WIDTH || (partial !== undefined && width === TILE_WIDTH)) return undefined;
  return tileIndexPath(index) === groups ? { index, width } : undefined;
};

/** An entry bundle: each entry behind its length as a 16-bit big-endian number. */
export const entryBundle = (entries: readonly Uint8Array[]): Buffer =>
  Buffer.concat(
    entries.flatMap((entry) => {
      const length = Buffer.alloc(2);
      length.writeUInt16BE(entry.length);
      return [length, entry];
    }),
  );
