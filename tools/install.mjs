// Installs what the lock file names, when it is not installed yet. Plain JavaScript for Node 20.19.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { root } from './runtime.mjs';

const marker = join(root, 'node_modules', '.installed-from');

export function install() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major < 20 || (major === 20 && minor < 19))
    fail(`Node.js 20.19 or newer is needed to start; this is ${process.versions.node}.`);
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(marker) && readFileSync(marker, 'utf8') === lock) return;
  console.log('Installing what the lock file names (once, about a minute) …');
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  const { status } = spawnSync('npm', ['ci', ...quiet], { cwd: root, stdio: 'inherit' });
  if (status !== 0) fail('npm ci did not succeed; what it printed above says why.');
  writeFileSync(marker, lock);
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}
