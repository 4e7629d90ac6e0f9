// C2SP tlog-tiles: the tree's hashes and the log's entries in files of 256.

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 256;

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
