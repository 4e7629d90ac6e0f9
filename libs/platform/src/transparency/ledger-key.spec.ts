import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { fileWitness, HeadUnreadable } from './ledger-key.js';

const head = (size: number) => ({ size, root: size.toString(16).padStart(64, '0') });

describe('The last signed head, in a file beside the database', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'esep-heads-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  const path = () => join(directory, 'heads', 'tax.head.json');
  const witness = () => fileWitness(join(directory, 'heads'), 'tax');

  it('is none before the first was signed', async () => {
    expect(await witness().last()).toBeUndefined();
  });

  it('is found again by the next process, and never becomes smaller', async () => {
    await witness().keep(head(7));
    await witness().keep(head(5));
    expect(await witness().last()).toEqual(head(7));
  });

  it.each([
    ['is empty, as a full disk leaves it', ''],
    ['is half of one', '{"size":7,"ro'],
    ['is of another kind', '{"size":"7","root":"abc"}'],
  ])('is an error, not none, when the file %s', async (_what, content) => {
    await mkdir(join(directory, 'heads'));
    await writeFile(path(), content);
    await expect(witness().last()).rejects.toThrow(HeadUnreadable);
    await expect(witness().last()).rejects.toThrow(/tax\.head\.json.* put it back from a copy/);
    // Nor is it replaced by what a database that was set back would sign.
    await expect(witness().keep(head(3))).rejects.toThrow(HeadUnreadable);
    expect(await readFile(path(), 'utf8')).toBe(content);
  });

  it('is an error, not none, when the file may not be read', async () => {
    // A directory in its place cannot be read by anybody, also not by root.
    await mkdir(path(), { recursive: true });
    await expect(witness().last()).rejects.toThrow(HeadUnreadable);
  });
});
