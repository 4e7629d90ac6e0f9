import { statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';

// Imports nothing of this package, because tools/test-postgres.mjs loads it as it stands.

const MEMORY = '/dev/shm';
const ROOM_BYTES = 4 * 2 ** 30;

/**
 * Where what tests write for a minute belongs: in memory, where the machine has room there. On a disk
 * the databases of two test files at a time wait for it, and for each other, most of their time.
 */
export const scratchFolder = (): string =>
  process.platform === 'linux' &&
  roomIn(MEMORY) >= ROOM_BYTES &&
  process.availableMemory() >= 2 * ROOM_BYTES
    ? MEMORY
    : tmpdir();

/** Bytes; 0 of what is not there. */
const roomIn = (path: string): number => {
  try {
    const { bsize, bavail } = statfsSync(path);
    return bsize * bavail;
  } catch {
    return 0;
  }
};
