import { open } from 'node:fs/promises';

const CHUNK_BYTES = 1 << 18;

/**
 * The bytes of a file, in memory that is used again for each chunk. New memory for each of them would be
 * collected late: some 50 MB of it.
 */
export async function* chunksOfFile(path: string): AsyncGenerator<Uint8Array> {
  const file = await open(path, 'r');
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  try {
    for (;;) {
      const { bytesRead } = await file.read(chunk, 0, CHUNK_BYTES);
      if (bytesRead === 0) return;
      yield chunk.subarray(0, bytesRead);
    }
  } finally {
    await file.close();
  }
}
