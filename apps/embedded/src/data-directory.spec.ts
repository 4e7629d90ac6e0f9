import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { watch } from 'node:fs';
import { lstat, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { DataDirectory } from './data-directory.js';

describe('The data directory', () => {
  let path: string;
  const children: ChildProcess[] = [];

  beforeEach(async () => {
    path = await mkdtemp(join(tmpdir(), 'esep-data-'));
  });
  afterEach(async () => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
    await rm(path, { recursive: true, force: true });
  });

  describe('is used by one host at a time', () => {
    const MAIN = 'apps/embedded/dist/main.js';

    it('and refused to a second one', async () => {
      const { pid } = await run('sleep', '60');
      await writeFile(join(path, 'host.pid'), `${pid} ${(await statOf(pid))[19]}`);
      await expect(DataDirectory.open(path)).rejects.toThrow(`(process ${pid}) is using ${path}`);
      await expect(DataDirectory.reset(path)).rejects.toThrow(`(process ${pid}) is using ${path}`);
    });

    it('and says which one', async () => {
      const directory = await DataDirectory.open(path);
      const holder = `${process.pid} ${(await statOf(process.pid))[19]}`;
      expect(await readFile(join(path, 'host.pid'), 'utf8')).toBe(holder);
      await directory.release();
      await expect(readFile(join(path, 'host.pid'))).rejects.toThrow('ENOENT');
    });

    it('but not held by a later process with the same id, whatever its command line', async () => {
      const { pid } = await run(process.execPath, '-e', 'setInterval(Date, 1000)', MAIN);
      for (const holder of [`${pid} 1`, `${pid}`]) {
        await writeFile(join(path, 'host.pid'), holder);
        await (await DataDirectory.open(path)).release();
      }
    });

    it('but not held by one that ended, also when nobody has noticed', async () => {
      const parent = await run('sh', '-c', 'sleep 0 & echo $!; exec sleep 60');
      const [line] = (await once(parent.stdout!, 'data')) as [Buffer];
      const pid = Number(line);
      while ((await statOf(pid))[0] !== 'Z') await sleep(10);
      await writeFile(join(path, 'host.pid'), `${pid} ${(await statOf(pid))[19]}`);
      await (await DataDirectory.open(path)).release();
    });

    async function run(command: string, ...args: string[]) {
      const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'ignore'] });
      children.push(child);
      await once(child, 'spawn');
      return Object.assign(child, { pid: child.pid! });
    }
    async function statOf(pid: number): Promise<string[]> {
      return (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /s, '').split(' ');
    }
  });

  describe('keeps its secrets', () => {
    it('once made', async () => {
      const directory = await DataDirectory.open(path);
      const made = await directory.secretBytes('key');
      expect(made).toHaveLength(32);
      expect(await directory.secretBytes('key')).toEqual(made);
      const { mode } = await lstat(join(path, 'secrets', 'key'));
      expect(mode & 0o777).toBe(0o600);
    });

    it('and makes no new one where one was lost', async () => {
      const directory = await DataDirectory.open(path);
      await mkdir(join(path, 'secrets'));
      await writeFile(join(path, 'secrets', 'key'), '');
      await expect(directory.secretBytes('key')).rejects.toThrow(
        'key is empty. Put back the secret',
      );
    });

    it('and writes over none that it cannot read', async () => {
      const directory = await DataDirectory.open(path);
      await mkdir(join(path, 'secrets'));
      await symlink('key', join(path, 'secrets', 'key'));
      await expect(directory.secretBytes('key')).rejects.toThrow('key cannot be read: ELOOP.');
      expect((await lstat(join(path, 'secrets', 'key'))).isSymbolicLink()).toBe(true);
    });
  });

  it('gives a file its name when it is whole', async () => {
    await mkdir(join(path, 'secrets'));
    const written = await writtenInPlace(path, () => DataDirectory.open(path));
    expect(written).toContain('layout.json.new');
    expect(written).not.toContain('layout.json');
    const directory = await DataDirectory.open(path);
    const secrets = await writtenInPlace(join(path, 'secrets'), () => directory.ledgerKey('tax'));
    expect(secrets).toContain('tax.ledger.pem.new');
    expect(secrets).not.toContain('tax.ledger.pem');
  });

  it('FIELD-12: says which directory it cannot write to, and what to do', async () => {
    const inFile = join(path, 'file/data');
    await writeFile(join(path, 'file'), '');
    await expect(DataDirectory.open(inFile)).rejects.toThrow(
      `The data cannot be kept in ${inFile} (ENOTDIR). Name another directory: npm start -- --data DIR`,
    );
  });

  it('FIELD-12: takes along at a reset what its database keeps elsewhere', async () => {
    const elsewhere = await mkdtemp(join(tmpdir(), 'esep-postgres-'));
    const others = await mkdtemp(join(tmpdir(), 'esep-others-'));
    await symlink(elsewhere, join(path, 'postgres'));
    await DataDirectory.reset(path);
    await expect(lstat(elsewhere)).rejects.toThrow('ENOENT');
    // What is not by its name of ours stays.
    await mkdir(path);
    await symlink(others, join(path, 'postgres'));
    await DataDirectory.reset(path);
    expect((await lstat(others)).isDirectory()).toBe(true);
    await rm(others, { recursive: true });
  });

  it('says of a damaged file which one it is', async () => {
    await writeFile(join(path, 'layout.json'), '{"lay');
    await expect(DataDirectory.open(path)).rejects.toThrow('layout.json is damaged.');
  });

  /** The files of a folder whose content changed under their name while something was done. */
  async function writtenInPlace(folder: string, act: () => Promise<unknown>): Promise<string[]> {
    const changed: string[] = [];
    let isOver = false;
    const watcher = watch(folder, (kind, name) => {
      if (kind === 'change') changed.push(name ?? '');
      if (name === 'over') isOver = true;
    });
    await act();
    await writeFile(join(folder, 'over'), '.');
    while (!isOver) await sleep(10);
    watcher.close();
    return changed;
  }
});
