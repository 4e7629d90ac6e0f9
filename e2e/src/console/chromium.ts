import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import pack, { inflate } from '@sparticuz/chromium';
import { chromium, type Browser } from 'playwright-core';

// A browser that comes with the lock file, so that whoever runs the tests needs none.
// ESEP_TEST_CHROMIUM names another.

const named = process.env['ESEP_TEST_CHROMIUM'];

const NOT_OF_PEOPLE = new Set([
  // As on Lambda, where the first window that is closed ends them all.
  '--single-process',
  '--no-zygote',
  '--in-process-gpu',
  // With these it says of no request from which origin it comes, and takes answers that others refuse.
  '--disable-web-security',
  '--allow-running-insecure-content',
]);

/** Why there is no browser; undefined where there is one. */
export const browserObstacle: string | undefined =
  named !== undefined || (process.platform === 'linux' && process.arch === 'x64')
    ? undefined
    : 'npm brings a Chromium for Linux on x64 only; ESEP_TEST_CHROMIUM names another';

export const launchBrowser = async (): Promise<Browser> => {
  if (named !== undefined)
    return chromium.launch({ executablePath: named, args: ['--no-sandbox'] });
  const executablePath = await pack.executablePath();
  const { stdout } = spawnSync('ldd', [executablePath], { encoding: 'utf8' });
  return chromium.launch({
    executablePath,
    args: pack.args.filter((option) => !NOT_OF_PEOPLE.has(option)),
    // It brings the libraries that a small machine lacks, and unpacks them on Lambda alone.
    ...(/not found/.test(stdout)
      ? { env: { ...process.env, LD_LIBRARY_PATH: await ownLibraries() } }
      : {}),
  });
};

const ownLibraries = async (): Promise<string> => {
  const home = dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium')));
  return join(await inflate(join(home, '../bin/al2023.tar.br')), 'lib');
};
