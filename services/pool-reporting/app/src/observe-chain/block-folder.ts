import { open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';

import type { ChainSource, ChainTip, SourceProblem } from './chain-source.js';
import { read, unreadable, type Reading } from './reading.js';
import { reversedHex, sha256d } from './sha256d.js';
import { TransactionIndex } from './transaction-index.js';

const FILE = /^(\d{7})\.bin$/;
const HEADER_BYTES = 80;
/** Twice what a block can have: enough to say so instead of filling the memory. */
const FILE_BYTES_MAX = 8_000_000;

/** A folder of raw blocks, one file each, named by height: `0831328.bin`. */
export const blockFolder = (folder: string): ChainSource => {
  const pathOf = (height: number) => join(folder, `${String(height).padStart(7, '0')}.bin`);

  const index = new TransactionIndex(folder);

  const hashAt = async (height: number): Promise<Reading<string, SourceProblem>> => {
    const path = pathOf(height);
    const file = await open(path).catch(problemOf(path));
    if ('ok' in file) return file;
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
      return bytesRead === HEADER_BYTES
        ? read(reversedHex(sha256d(buffer)))
        : unreadable(
            'source-answer-malformed',
            `${path} has ${bytesRead} bytes, less than a block's header. Copy the file again.`,
          );
    } finally {
      await file.close();
    }
  };

  const block = async (height: number): Promise<Reading<Uint8Array, SourceProblem>> => {
    const path = pathOf(height);
    const found = await stat(path).catch(problemOf(path));
    if ('ok' in found) return found;
    if (found.size > FILE_BYTES_MAX)
      return unreadable(
        'source-answer-too-large',
        `${path} has ${found.size} bytes, more than any block. Take it out of the folder.`,
      );
    const bytes = await readFile(path).catch(problemOf(path));
    return 'ok' in bytes ? bytes : read(bytes);
  };

  return {
    name: folder,

    async tip(): Promise<Reading<ChainTip, SourceProblem>> {
      const names = await readdir(folder).catch(problemOf(folder));
      if ('ok' in names) return names;
      const heights = names.flatMap((name) => FILE.exec(name)?.slice(1).map(Number) ?? []);
      if (heights.length === 0)
        return unreadable(
          'block-not-found',
          `${folder} holds no block. Put files named by height there, such as 0831328.bin.`,
        );
      const height = Math.max(...heights);
      const hash = await hashAt(height);
      return hash.ok ? read({ height, hash: hash.value }) : hash;
    },

    blockHash: hashAt,

    async blocks(from, count) {
      const blocks: Uint8Array[] = [];
      for (let height = from; height < from + count; height += 1) {
        const found = await block(height);
        if (!found.ok && found.reason === 'block-not-found') break;
        if (!found.ok) return found;
        blocks.push(found.value);
      }
      return read(blocks);
    },

    transactions: async (txids) => {
      const found = await index.find(txids);
      return read(found);
    },
    spentOutputs: () => Promise.resolve(read(undefined)),
  };
};

const problemOf = (path: string) => (error: unknown) =>
  isMissing(error)
    ? unreadable(
        'block-not-found',
        `There is no ${path}. Put the raw blocks there, or correct the path.`,
      )
    : unreadable(
        'source-unreachable',
        `${path} cannot be read: ${String(error)}. Check the path and its permissions.`,
      );

const isMissing = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
