import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, rm } from 'node:fs/promises';
import { dirname, join, relative, sep } from 'node:path';
import type { Readable } from 'node:stream';

import { sha256Of, syncFile } from '../parquet/file-digest.js';
import { checkName, type ChunkStorage, type PutOutcome } from './chunk-storage.js';

/** Keeps chunks in a folder. */
export class FolderStorage implements ChunkStorage {
  constructor(private readonly folder: string) {}

  async put(name: string, path: string, sha256: string): Promise<PutOutcome> {
    const to = this.pathOf(name);
    await this.makeFolder(dirname(to));
    const part = `${to}.${randomUUID()}.part`;
    try {
      await copyFile(path, part, constants.COPYFILE_FICLONE);
      if ((await sha256Of(part)) !== sha256) throw new Error(`${path} does not have ${sha256}.`);
      await syncFile(part);
      // Unlike a renamed file, a link never takes the place of what is there.
      await link(part, to);
      await syncFile(dirname(to));
      return 'stored';
    } catch (error) {
      if (!isCode(error, 'EEXIST')) throw error;
      return (await sha256Of(to)) === sha256 ? 'already-stored' : 'name-taken';
    } finally {
      await rm(part, { force: true });
    }
  }

  async get(name: string): Promise<Readable | undefined> {
    try {
      const file = await open(this.pathOf(name), 'r');
      return file.createReadStream();
    } catch (error) {
      if (isCode(error, 'ENOENT')) return undefined;
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    await rm(this.pathOf(name), { force: true });
  }

  async *list(prefix: string): AsyncGenerator<string> {
    const entries = await readdir(this.folder, { recursive: true, withFileTypes: true });
    const names = entries
      .filter((entry) => entry.isFile() && !entry.name.endsWith('.part'))
      .map((entry) => relative(this.folder, join(entry.parentPath, entry.name)))
      .map((path) => path.replaceAll(sep, '/'));
    yield* names.filter((name) => name.startsWith(prefix)).toSorted(byCharacters);
  }

  /** Where a file can be read: it is whole, and stays as it is. */
  pathOf(name: string): string {
    checkName(name);
    return join(this.folder, ...name.split('/'));
  }

  /** Each new folder is a name in the one above it, which must be on the disk too. */
  private async makeFolder(path: string): Promise<void> {
    const first = await mkdir(path, { recursive: true });
    if (first === undefined) return;
    for (let made = path; made.length >= first.length; made = dirname(made))
      await syncFile(dirname(made));
  }
}

const byCharacters = (a: string, b: string): number => (a < b ? -1 : Number(a > b));

const isCode = (error: unknown, code: string): boolean =>
  (error as { readonly code?: unknown }).code === code;
