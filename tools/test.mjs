// npm test: installs, builds, checks types, format and architecture, and runs every test. Ends with
// one line: N passed, N failed, N skipped. Plain JavaScript for Node 20.19.
import { spawnSync } from 'node:child_process';
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
const failed = [];

check('build', node, ['tools/build.mjs']);
check('types', node, ['node_modules/typescript7/bin/tsc', '-p', 'tsconfig.json']);
check('architecture', join(bin, 'nx'), ['run', 'esep:lint', '--outputStyle=static']);
check('code', join(bin, 'oxlint'), ['--deny-warnings']);
check('format', join(bin, 'prettier'), ['--check', '--log-level=warn', '.']);

const options = process.argv.slice(2);
const jest = (options) => (report) =>
  run(node, ['tools/jest.mjs', '--json', `--outputFile=${report}`, ...options]);
// The tests of the whole have a machine's worth of processes each: they come last, one by one.
const runs =
  options.length > 0
    ? [jest(options)]
    : [jest(['--testPathIgnorePatterns=/e2e/']), jest(['--runInBand', 'e2e/'])];
const { text, ok } = testReport(runs, failed);
console.log(text);
process.exit(ok ? 0 : 1);

function check(name, command, args) {
  const started = Date.now();
  const ok = run(command, args);
  console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) failed.push(name);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}
