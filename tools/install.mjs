// Installs what the lock file names, when it is not installed yet. Plain JavaScript for Node 20.19.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { accessSync, constants, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

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
  failUnlessWritable('Packages are to be installed');
  console.log('Installing what the lock file names (once, about a minute) …');
  if (!installPackages(root)) fail('npm did not succeed; what it printed above says why.');
  writeFileSync(marker, lock);
}

/**
 * Runs the scripts of those packages only that `allowScripts` in package.json names as true. The npm
 * that comes with Node 20 does not read that, and would run whatever a package of any depth brings.
 */
export function installPackages(directory) {
  const npm = (...order) => {
    const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
    return (
      spawnSync('npm', [...order, ...quiet], { cwd: directory, stdio: 'inherit' }).status === 0
    );
  };
  if (!npm('ci', '--ignore-scripts')) return false;
  const { allowScripts = {} } = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
  const named = Object.keys(allowScripts).filter(
    (name) => allowScripts[name] && existsSync(join(directory, 'node_modules', name)),
  );
  return named.length === 0 || npm('rebuild', '--ignore-scripts=false', ...named);
}

/** A checkout that is only read is as good as any, once it is installed and built. */
export function failUnlessWritable(what) {
  try {
    accessSync(root, constants.W_OK);
  } catch ({ code }) {
    fail(
      `${what}, and ${root} cannot be written to (${code}). Copy it to where you may write, or have whoever may write there run: npm start -- --help`,
    );
  }
}

export function fail(sentence) {
  console.error(sentence);
  process.exit(1);
}

// node tools/install.mjs: nothing but this.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) install();
