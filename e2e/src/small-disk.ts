import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync } from 'node:fs';
import { chown, mkdir, open, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { Client } from 'pg';

import type { DisturbedCluster } from './disturbed-cluster.js';

/** A file system of its own, in memory, that is full soon. */
export interface SmallDisk {
  readonly path: string;
  remove(): void;
}

/** `missing` says in a sentence why there is none. */
export const smallDisk = (megabytes: number): SmallDisk | { readonly missing: string } => {
  const path = mkdtempSync(join(tmpdir(), 'esep-disk-'));
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', path]);
  if (mounted.status !== 0) {
    rmdirSync(path);
    return { missing: 'this account may not mount a file system' };
  }
  chmodSync(path, 0o755);
  return {
    path,
    remove: () => {
      spawnSync('umount', ['--lazy', path]);
      rmdirSync(path);
    },
  };
};

const FILLER = 'filler';

/** Until nothing more fits. */
export const fillDisk = async (path: string): Promise<void> => {
  const file = await open(join(path, FILLER), 'w');
  for (let size = 1 << 20; size >= 512;)
    await file.write(Buffer.alloc(size)).catch(() => {
      size /= 2;
    });
  await file.close();
};

/** What filled it goes away. */
export const makeRoom = (path: string): Promise<void> => rm(join(path, FILLER));

/** Has the files of a database on the disk; its connections are ended. */
export const moveDatabase = async (
  { postgres, directory }: Pick<DisturbedCluster, 'postgres' | 'directory'>,
  database: string,
  path: string,
): Promise<void> => {
  const { uid, gid } = await stat(join(directory, 'postgres', 'data'));
  const folder = join(path, 'postgres');
  await mkdir(folder);
  await chown(folder, uid, gid);
  const admin = new Client({ connectionString: postgres.url('postgres') });
  await admin.connect();
  await admin.query(`create tablespace small location '${folder}'`);
  for (let moved = false; !moved;)
    moved = await admin
      .query(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${database}'`)
      .then(() => admin.query(`alter database ${database} set tablespace small`))
      .then(
        () => true,
        () => false,
      );
  await admin.end();
};
