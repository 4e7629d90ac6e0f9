import { spawnSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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
