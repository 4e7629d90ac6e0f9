import { createHash } from 'node:crypto';
import { mkdir, open, readdir, rename, rm, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';

import { v7 as uuidv7 } from 'uuid';

/** A body as it was sent, on this machine's disk. */
export interface Spooled {
  readonly path: string;
  readonly bytes: number;
  /** Hex. */
  readonly sha256: string;
}

export type SpoolRefusal = 'body-too-large' | 'body-broken-off';

/**
 * Bodies on their way, each a file that is whole or not there: what is being received ends with `.part`.
 * Nothing in it is the only copy of what was acknowledged.
 */
export class Spool {
  private constructor(private readonly directory: string) {}

  /** Removes what a process before this one did not finish. */
  static async open(directory: string): Promise<Spool> {
    await mkdir(directory, { recursive: true });
    for (const name of await readdir(directory)) await rm(join(directory, name), { force: true });
    return new Spool(directory);
  }

  async take(
    body: AsyncIterable<Uint8Array>,
    bytesMax: number,
  ): Promise<Spooled | { readonly refused: SpoolRefusal }> {
    const path = join(this.directory, uuidv7());
    const part = `${path}.part`;
    const file = await open(part, 'wx');
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of body) {
        bytes += chunk.length;
        if (bytes > bytesMax) return await this.refuse(part, file, 'body-too-large');
        hash.update(chunk);
        await file.write(chunk);
      }
    } catch (error) {
      const refused = await this.refuse(part, file, 'body-broken-off');
      // A disk that is full is our trouble, not the sender's.
      if ((error as NodeJS.ErrnoException).syscall === 'write') throw error;
      return refused;
    }
    await file.sync();
    await file.close();
    await rename(part, path);
    return { path, bytes, sha256: hash.digest('hex') };
  }

  async remove({ path }: Spooled): Promise<void> {
    await rm(path, { force: true });
  }

  /** A place for a file that is made from a body, on the same disk. */
  placeFor({ path }: Spooled, item: number): string {
    return `${path}.${item}.parquet`;
  }

  private async refuse(part: string, file: FileHandle, refused: SpoolRefusal) {
    await file.close();
    await rm(part, { force: true });
    return { refused };
  }
}
