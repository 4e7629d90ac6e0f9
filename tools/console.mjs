// The console, apps/console/dist: made by Vite, and only when something that it is made of changed.
import { existsSync } from 'node:fs';
import { glob, stat } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from './runtime.mjs';

export const CONSOLE = join(root, 'apps/console');

/** Of other projects, the sources that are in it. */
const PARTS = [
  'apps/console/{src,public}/**/*',
  'apps/console/*.{html,json,ts}',
  '{libs/{client,kernel,ledger-format},apps/verifier}/src/**/*.ts',
  // Written by npm at each installation.
  'node_modules/.package-lock.json',
];

const changedAt = async (path) => (await stat(path)).mtimeMs;

/** Makes it where it is older than its parts; an image of the services has no sources of it. */
export const buildConsole = async () => {
  if (!existsSync(join(CONSOLE, 'index.html')) || !existsSync(join(CONSOLE, 'src'))) return false;
  const builtAt = await changedAt(join(CONSOLE, 'dist/index.html')).catch(() => 0);
  const parts = await Promise.all(
    (await Array.fromAsync(glob(PARTS, { cwd: root }))).map((path) => changedAt(join(root, path))),
  );
  if (Math.max(...parts) <= builtAt) return false;
  const { build } = await import('vite');
  await build({
    root: CONSOLE,
    configFile: join(CONSOLE, 'vite.config.ts'),
    logLevel: 'warn',
    mode: 'production',
  });
  return true;
};
