import type { KeyObject } from 'node:crypto';

import type { Instant } from '@esep/kernel';
import {
  EMPTY_ROOT,
  inclusionProof,
  nodeHash,
  nodesOfInclusion,
  formatProof,
  rootOf,
  signCheckpoint,
  subtreesOf,
  TILE_HEIGHT,
  TILE_WIDTH,
  type NodeId,
  type Tile,
} from '@esep/ledger-format';
import type { Pool } from 'pg';

import type { Clock } from '../runtime/clock.js';
import { sleep } from '../runtime/sleep.js';
import { StoreUnavailable } from '../event-store/event-store.js';

// Sealing: a projection of the log into its Merkle tree and signed tree heads. Leaves are a
// column of the log; only hashes of full tiles are stored beside it: one row for 256 events, which can
// be computed again.

export interface SealerOptions {
  readonly log: string;
  readonly pool: Pick<Pool, 'query'>;
  readonly clock: Clock;
  /** Without it another process signs, and `seal` waits for its head. */
  readonly key: KeyObject | undefined;
  /** How long `seal` waits for it. */
  readonly patienceMs?: number;
  /** Keeps the last signed head outside the database, so that a restored one cannot rewind. */
  readonly witness?: HeadWitness;
}

export interface HeadWitness {
  last(): Promise<SealedHead | undefined>;
  keep(head: SealedHead): Promise<void>;
}

export interface SealedHead {
  readonly size: number;
  readonly root: string;
}

export interface Checkpoint {
  readonly size: number;
  readonly root: Buffer;
  readonly note: string;
  readonly sealedAt: Instant;
}

/** The log is shorter than the last signed head, or differs from it: appending would fork it. */
export class LogRewound extends Error {
  override readonly name = 'LogRewound';
}

const HASH_BYTES = 32;
/** Fifteen intervals of the sealer. */
const SEAL_WAIT_MS = 3_000;
const POLL_INTERVAL_MS = 50;

export class Sealer {
  private sealing: Promise<Checkpoint> | undefined;

  private constructor(private readonly options: SealerOptions) {}

  /** Refuses a log that is shorter than, or differs from, the last head signed for it. */
  static async open(options: SealerOptions): Promise<Sealer> {
    const sealer = new Sealer(options);
    const last = await options.witness?.last();
    if (last) {
      const size = await sealer.size();
      const advice =
        'It was left as it is. Restore the database up to its last moment, or give its log back what is missing (docs/operations.md, A log that was set back).';
      if (size < last.size)
        throw new LogRewound(
          `${options.log} has ${size} events; ${last.size} were signed. ${advice}`,
        );
      const root = (await sealer.rootAt(last.size)).toString('hex');
      if (root !== last.root)
        throw new LogRewound(
          `${options.log} differs from what was signed at ${last.size} events. ${advice}`,
        );
    }
    return sealer;
  }

  /** Signs a head over everything committed so far. Calls at the same time share one seal. */
  seal(): Promise<Checkpoint> {
    const { key } = this.options;
    this.sealing ??= (key ? this.sealNow(key) : this.waitForSeal()).finally(() => {
      this.sealing = undefined;
    });
    return this.sealing;
  }

  private async waitForSeal(): Promise<Checkpoint> {
    const { log, patienceMs = SEAL_WAIT_MS } = this.options;
    const size = await this.size();
    for (const until = Date.now() + patienceMs; ; await sleep(POLL_INTERVAL_MS)) {
      const last = await this.checkpoint();
      if (last && last.size >= size) return last;
      if (Date.now() > until)
        throw new StoreUnavailable(
          `${log} is not sealed up to ${size} events. Is its sealer there?`,
        );
    }
  }

  private async sealNow(key: KeyObject): Promise<Checkpoint> {
    const { pool, log, clock, witness } = this.options;
    const [size, last] = [await this.size(), await this.checkpoint()];
    if (last && last.size === size) return last;
    await this.fillTiles(size);
    const root = await this.rootAt(size);
    const note = signCheckpoint({ origin: log, size, root }, key);
    // The witness first: a head that was published must be known after a restore of the database.
    await witness?.keep({ size, root: root.toString('hex') });
    const sealedAt = clock.now();
    await pool.query(
      'insert into ledger.checkpoints (size, root, note, sealed_at) values ($1, $2, $3, $4) on conflict do nothing',
      [size, root, note, sealedAt],
    );
    return { size, root, note, sealedAt };
  }

  /** The last head that was signed. */
  async checkpoint(): Promise<Checkpoint | undefined> {
    const { rows } = await this.options.pool.query<{
      size: string;
      root: Buffer;
      note: string;
      sealed_at: Date;
    }>('select size, root, note, sealed_at from ledger.checkpoints order by size desc limit 1');
    return rows.map(({ size, root, note, sealed_at }) => ({
      ...{ size: Number(size), root, note },
      sealedAt: sealed_at.toISOString(),
    }))[0];
  }

  /** The C2SP `.tlog-proof` of the event at a position, sealing first if it is not sealed yet. */
  async prove(position: number): Promise<string> {
    let checkpoint = await this.checkpoint();
    if (!checkpoint || checkpoint.size <= position) checkpoint = await this.seal();
    const { size, note } = checkpoint;
    if (size <= position)
      throw new Error(`No event at position ${position} in ${this.options.log}`);
    const read = await this.nodes(nodesOfInclusion(position, size), size);
    return formatProof({
      index: position,
      path: inclusionProof(position, size, read),
      checkpoint: note,
    });
  }

  /** The tree's root at any size up to the log's. */
  async rootAt(size: number): Promise<Buffer> {
    if (size === 0) return EMPTY_ROOT;
    return rootOf(size, await this.nodes(subtreesOf(0, size), size));
  }

  /** Hashes of a tile, `width` × 32 bytes; undefined when the log has fewer. */
  async tile({ level, index, width }: Tile): Promise<Buffer | undefined> {
    const hashes = await this.hashes(level, index);
    return hashes.length >= width * HASH_BYTES ? hashes.subarray(0, width * HASH_BYTES) : undefined;
  }

  private async size(): Promise<number> {
    const { rows } = await this.options.pool.query<{ next: string }>(
      'select next from ledger.head',
    );
    return Number(rows[0]?.next ?? 0);
  }

  private async leaves(index: number): Promise<Buffer> {
    const { rows } = await this.options.pool.query<{ leaf: Buffer }>({
      name: 'sealer-leaves',
      text: 'select leaf from ledger.events where position >= $1 and position < $2 order by position',
      values: [index * TILE_WIDTH, (index + 1) * TILE_WIDTH],
    });
    return Buffer.concat(rows.map(({ leaf }) => leaf));
  }

  private async storedTile(level: number, index: number): Promise<Buffer> {
    const { rows } = await this.options.pool.query<{ hashes: Buffer }>({
      name: 'sealer-tile',
      text: 'select hashes from ledger.tiles where level = $1 and index = $2',
      values: [level, index],
    });
    return rows[0]?.hashes ?? Buffer.alloc(0);
  }

  /** Appends to each level above the leaves the roots of the tiles below that are now full. */
  private async fillTiles(size: number): Promise<void> {
    // The signing process has filled them up to each of its heads.
    if (!this.options.key) return;
    for (let level = 1; TILE_WIDTH ** level <= size; level += 1) {
      const full = Math.floor(size / TILE_WIDTH ** level);
      for (let done = await this.hashesAt(level); done < full;) {
        const index = Math.floor(done / TILE_WIDTH);
        const upTo = Math.min(full, (index + 1) * TILE_WIDTH);
        const fresh: Buffer[] = [];
        for (let child = done; child < upTo; child += 1) {
          const below = await this.tile({ level: level - 1, index: child, width: TILE_WIDTH });
          fresh.push(subtreeRoot(below as Buffer));
        }
        await this.options.pool.query(
          `insert into ledger.tiles as t (level, index, hashes) values ($1, $2, $3)
           on conflict (level, index) do update set hashes = t.hashes || excluded.hashes
           where length(t.hashes) = $4`,
          [level, index, Buffer.concat(fresh), (done % TILE_WIDTH) * HASH_BYTES],
        );
        done = upTo;
      }
    }
  }

  private async hashesAt(level: number): Promise<number> {
    const { rows } = await this.options.pool.query<{ index: string; bytes: number }>(
      'select index, length(hashes) as bytes from ledger.tiles where level = $1 order by index desc limit 1',
      [level],
    );
    const last = rows[0];
    return last ? Number(last.index) * TILE_WIDTH + last.bytes / HASH_BYTES : 0;
  }

  /** Loads the tiles of some nodes of a tree of `size`; returns the hash of each node. */
  private async nodes(wanted: readonly NodeId[], size: number): Promise<(node: NodeId) => Buffer> {
    await this.fillTiles(size);
    const tiles = new Map<string, Buffer>();
    for (const node of wanted) {
      const { name, level, index } = tileOf(node);
      if (!tiles.has(name)) tiles.set(name, await this.hashes(level, index));
    }
    return (node) => {
      const { name, from, count } = tileOf(node);
      const hashes = tiles.get(name) as Buffer;
      return subtreeRoot(hashes.subarray(from * HASH_BYTES, (from + count) * HASH_BYTES));
    };
  }

  private hashes(level: number, index: number): Promise<Buffer> {
    return level === 0 ? this.leaves(index) : this.storedTile(level, index);
  }
}

/** Which hashes of which tile make up a node. */
const tileOf = ({ level, index }: NodeId) => {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const first = index * count;
  const tile = Math.floor(first / TILE_WIDTH);
  return {
    name: `${tileLevel}/${tile}`,
    level: tileLevel,
    index: tile,
    from: first % TILE_WIDTH,
    count,
  };
};

/** Root of a complete subtree from its hashes, whose count is a power of two. */
const subtreeRoot = (hashes: Buffer): Buffer => {
  let row = Array.from({ length: hashes.length / HASH_BYTES }, (_, i) =>
    hashes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
  while (row.length > 1)
    row = Array.from({ length: row.length / 2 }, (_, i) =>
      nodeHash(row[2 * i] as Buffer, row[2 * i + 1] as Buffer),
    );
  return row[0] as Buffer;
};
