import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FolderStorage, S3Storage, type ChunkStorage } from '../index.js';
import { s3Obstacle, S3Server } from '../testing/s3-server.js';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'esep-storage-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const sha256Of = (bytes: string): string => createHash('sha256').update(bytes).digest('hex');

const fileOf = async (bytes: string): Promise<string> => {
  const path = join(folder, sha256Of(bytes));
  await writeFile(path, bytes);
  return path;
};

const contract = (storage: () => ChunkStorage): void => {
  const put = async (name: string, bytes: string) =>
    storage().put(name, await fileOf(bytes), sha256Of(bytes));
  const get = async (name: string): Promise<string | undefined> => {
    const stream = await storage().get(name);
    return stream && Buffer.concat(await stream.toArray()).toString();
  };
  const names = async (prefix: string): Promise<readonly string[]> => {
    const found: string[] = [];
    for await (const name of storage().list(prefix)) found.push(name);
    return found;
  };

  it('keeps a file under its name', async () => {
    expect(await put('kept/2026-11/one.parquet', 'one')).toBe('stored');
    expect(await get('kept/2026-11/one.parquet')).toBe('one');
    const long = 'x'.repeat(3_000_000);
    expect(await put('kept/long.parquet', long)).toBe('stored');
    expect(sha256Of((await get('kept/long.parquet')) ?? '')).toBe(sha256Of(long));
  });

  it('takes the same file again, and no other one under its name', async () => {
    expect(await put('again.parquet', 'one')).toBe('stored');
    expect(await put('again.parquet', 'one')).toBe('already-stored');
    expect(await put('again.parquet', 'two')).toBe('name-taken');
    expect(await get('again.parquet')).toBe('one');
  });

  it('of two files that are put under one name at once, keeps one', async () => {
    const outcomes = await Promise.all(['a', 'b'].map((bytes) => put('raced.parquet', bytes)));
    expect(outcomes.toSorted()).toEqual(['name-taken', 'stored']);
    expect(await get('raced.parquet')).toBe(['a', 'b'][outcomes.indexOf('stored')]);
  });

  it('keeps nothing that arrives as other bytes', async () => {
    const path = await fileOf('changed on its way');
    await expect(storage().put('changed.parquet', path, sha256Of('sent'))).rejects.toThrow();
    expect(await get('changed.parquet')).toBeUndefined();
    expect(await names('changed')).toEqual([]);
  });

  it('lists the names that begin so, in their order', async () => {
    for (const name of ['list/b.parquet', 'list/a/z.parquet', 'list/a.parquet', 'other.parquet'])
      await put(name, name);
    expect(await names('list/')).toEqual(['list/a.parquet', 'list/a/z.parquet', 'list/b.parquet']);
    expect(await names('nothing')).toEqual([]);
  });

  it('removes a file, and does not mind that there is none', async () => {
    await put('gone.parquet', 'one');
    for (let time = 0; time < 2; time += 1) await storage().remove('gone.parquet');
    expect(await get('gone.parquet')).toBeUndefined();
    expect(await put('gone.parquet', 'two')).toBe('stored');
  });

  it.each(['', '/a', '../a', 'a/../b', 'a//b', 'a/', 'A', 'a b', 'a.part', 'a\0', '.a'])(
    'has no name %j',
    async (name) => {
      await expect(storage().get(name)).rejects.toThrow('is no name');
      await expect(put(name, 'one')).rejects.toThrow('is no name');
      await expect(storage().remove(name)).rejects.toThrow('is no name');
    },
  );
};

describe('A folder of chunks', () => {
  let storage: FolderStorage;
  beforeAll(async () => {
    await mkdir(join(folder, 'chunks'));
    storage = new FolderStorage(join(folder, 'chunks'));
  });

  contract(() => storage);
});

const obstacle = s3Obstacle();
if (obstacle) console.log(`Chunks in a bucket are not tested: ${obstacle}`);
const described = obstacle ? describe.skip : describe;

described('A bucket of chunks', () => {
  let server: S3Server;
  let storage: S3Storage;
  beforeAll(async () => {
    server = await S3Server.start(folder);
    storage = new S3Storage(server.settings);
  });
  afterAll(async () => {
    storage.close();
    await server.stop();
  });

  contract(() => storage);
});
