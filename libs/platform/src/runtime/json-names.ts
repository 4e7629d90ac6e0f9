// Distinguishes the member names of a JSON text without making strings of them.

/** The name between two quotes. */
export const decoded = (bytes: Buffer, from: number, to: number): string =>
  JSON.parse(bytes.toString('utf8', from - 1, to + 1)) as string;

/** Numbers the names of a document, and finds names that an open object has twice. */
export class JsonNames {
  private readonly most: number;
  private readonly names: Pieces;
  /** Names with escapes, each spelling decoded once; most documents have none. */
  private spellings: Pieces | undefined;
  private readonly nameOf: number[] = [];
  /** For each depth that was entered and each name: the last object that had it. */
  private readonly owners: Uint32Array[] = [];
  private readonly open: Uint32Array;
  private objects = 0;

  constructor(
    private readonly bytes: Buffer,
    { depths, most }: { readonly depths: number; readonly most: number },
  ) {
    // The shortest member takes four bytes: a small body needs only small tables.
    this.most = Math.min(most, (bytes.length >> 2) + 1);
    this.names = new Pieces(this.most);
    this.open = new Uint32Array(depths);
  }

  enter(depth: number): void {
    this.objects += 1;
    this.open[depth] = this.objects;
    this.owners[depth] ??= new Uint32Array(this.most);
  }

  /** True if the open object at a depth has not had the name. */
  isNewIn(depth: number, id: number): boolean {
    const owners = this.owners[depth] as Uint32Array;
    if (owners[id] === this.open[depth]) return false;
    owners[id] = this.open[depth] as number;
    return true;
  }

  /** Undefined if there are too many names. */
  idOf(from: number, to: number, isPlain: boolean): number | undefined {
    if (isPlain) return this.names.idOf(this.bytes, from, to);
    this.spellings ??= new Pieces(this.most);
    const spelling = this.spellings.idOf(this.bytes, from, to);
    if (spelling === undefined) return undefined;
    const known = this.nameOf[spelling];
    if (known !== undefined) return known;
    const name = Buffer.from(decoded(this.bytes, from, to));
    const id = this.names.idOf(name, 0, name.length);
    if (id !== undefined) this.nameOf[spelling] = id;
    return id;
  }
}

interface Piece {
  readonly source: Buffer;
  readonly from: number;
  readonly to: number;
  readonly hash: number;
}

/**
 * Numbers distinct byte sequences 0, 1, 2 …, up to `most` of them. The hash is seeded per process, so
 * that no sender can construct collisions.
 */
class Pieces {
  private readonly known: Piece[] = [];
  /** By hash, the number plus one; 0 is free. */
  private readonly slots: Uint16Array;

  constructor(private readonly most: number) {
    this.slots = new Uint16Array(2 << (32 - Math.clz32(most)));
  }

  idOf(source: Buffer, from: number, to: number): number | undefined {
    let hash = SEED;
    for (let at = from; at < to; at += 1) hash = imul(hash ^ (source[at] as number), FACTOR);
    hash ^= hash >>> 15;
    const mask = this.slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const id = (this.slots[slot] as number) - 1;
      if (id < 0) return this.add(slot, { source, from, to, hash });
      const known = this.known[id] as Piece;
      if (known.hash === hash && isSame(known, source, from, to)) return id;
    }
  }

  private add(slot: number, piece: Piece): number | undefined {
    if (this.known.length === this.most) return undefined;
    this.slots[slot] = this.known.push(piece);
    return this.known.length - 1;
  }
}

const { imul } = Math;
const SEED = Math.trunc(Math.random() * 2 ** 32);
const FACTOR = Math.trunc(Math.random() * 2 ** 29) * 8 + 5;

const isSame = (known: Piece, source: Buffer, from: number, to: number): boolean => {
  if (known.to - known.from !== to - from) return false;
  for (let at = from, own = known.from; at < to; at += 1, own += 1)
    if (known.source[own] !== source[at]) return false;
  return true;
};
