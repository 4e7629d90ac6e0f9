// npm test: installs, builds, checks types, format and architecture, and runs every test. Ends with
// one line: N passed, N failed, N skipped. Plain JavaScript for Node 20.19.
import { spawn, spawnSync } from 'node:child_process';
import { delimiter, dirname, join } from 'node:path';

import { install } from './install.mjs';
import { root, runtime } from './runtime.mjs';
import { testReport } from './test-report.mjs';

install();
const node = runtime();
const bin = join(root, 'node_modules', '.bin');
const env = {
  ...process.env,
  PATH: [dirname(node), bin, process.env.PATH].join(delimiter),
  NX_DAEMON: 'false',
  NX_TUI: 'false',
};
const TSC = 'node_modules/typescript7/bin/tsc';
const failed = [];

await check('build', node, ['tools/build.mjs']);
// Beside each other: each of the longer two has one thread.
await Promise.all([
  check('format', join(bin, 'prettier'), ['--check', '--log-level=warn', '.']),
  check('architecture', join(bin, 'nx'), ['run', 'esep:lint', '--outputStyle=static']),
  check('types', node, [TSC, '-p', 'tsconfig.json']),
  check('types of the console', node, [TSC, '-p', 'apps/console/tsconfig.json']),
  check('code', join(bin, 'oxlint'), ['--deny-warnings']),
  check('unused', join(bin, 'knip'), ['--tsConfig', 'knip.tsconfig.json']),
]);

const options = process.argv.slice(2);
const jest = (options) => (report) =>
  run(node, ['tools/jest.mjs', '--json', `--outputFile=${report}`, ...options]);
// The tests of the whole have a machine's worth of processes each, which wait for each other a third of
// the time: two of them at once, and after all others. Of the others three, of which one waits.
const runs =
  options.length > 0
    ? [jest(options)]
    : [
        jest(['--testPathIgnorePatterns=/e2e/', '--maxWorkers=3']),
        jest(['--maxWorkers=2', 'e2e/']),
      ];
const { text, ok } = testReport(runs, failed);
console.log(text);
process.exit(ok ? 0 : 1);

/** Says what it found when it is done, all of it in one piece. */
async function check(name, command, args) {
  const started = Date.now();
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = [];
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => output.push(chunk));
  const ok = await new Promise((resolve) => {
    child.once('error', (error) => {
      output.push(Buffer.from(`${error.message}\n`));
      resolve(false);
    });
    child.once('close', (status) => resolve(status === 0));
  });
  process.stdout.write(Buffer.concat(output));
  console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) failed.push(name);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}
