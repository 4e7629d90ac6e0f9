import type { Readable } from 'node:stream';

/** What became of a file that was put: another file that has its name stays as it is. */
export type PutOutcome = 'stored' | 'already-stored' | 'name-taken';

/** Where chunks are kept. Names are paths without a beginning slash, as `NAME` has them. */
export interface ChunkStorage {
  /**
   * Keeps the file under the name, durably once this is over. The same file may be put again.
   * `sha256` is of the file, hex; throws where other bytes arrive.
   */
  put(name: string, path: string, sha256: string): Promise<PutOutcome>;
  /** Undefined where nothing has the name. */
  get(name: string): Promise<Readable | undefined>;
  /** Also where nothing has the name. */
  remove(name: string): Promise<void>;
  /** All names that begin so, in the order of their characters. */
  list(prefix: string): AsyncIterable<string>;
}

/** Nothing that a file system or a server of objects would read otherwise. */
const NAME = /^(?!.*\.part$)[a-z0-9][a-z0-9_-]*([./][a-z0-9][a-z0-9_-]*)*$/;

/** Throws where the name is none: names are made by us. */
export const checkName = (name: string): void => {
  if (!NAME.test(name) || name.length > 512) throw new Error(`"${name}" is no name of a chunk.`);
};
