// npm test: installs, builds, checks types, format and architecture, and runs every test. Ends with
// one line: N passed, N failed, N skipped. Plain JavaScript for Node 20.19.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, relative } from 'node:path';

import { install } from './install.mjs';
import { root, runtime } from './runtime.mjs';

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

const report = join(mkdtempSync(join(tmpdir(), 'esep-report-')), 'jest.json');
run(node, ['tools/jest.mjs', '--json', `--outputFile=${report}`, ...process.argv.slice(2)]);
if (!existsSync(report)) {
  console.log('\nThe tests broke off before they could say how they went.');
  console.log('\n0 passed, 1 failed, 0 skipped');
  process.exit(1);
}
const results = JSON.parse(readFileSync(report, 'utf8'));
rmSync(dirname(report), { recursive: true });

const skipped = results.testResults.flatMap(({ name, assertionResults }) =>
  assertionResults
    .filter(({ status }) => status === 'pending' || status === 'todo')
    .map(({ fullName }) => `${relative(root, name)}: ${fullName}`),
);
if (skipped.length > 0) console.log(`\nSkipped:\n  ${skipped.join('\n  ')}`);
const broken = results.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
);
for (const { name } of broken) failed.push(relative(root, name));
if (failed.length > 0) console.log(`\nFailed beside the tests: ${failed.join(', ')}`);
const failures = results.numFailedTests + failed.length;
console.log(`\n${results.numPassedTests} passed, ${failures} failed, ${skipped.length} skipped`);
process.exit(failures > 0 || results.numPassedTests === 0 ? 1 : 0);

function check(name, command, args) {
  const started = Date.now();
  const ok = run(command, args);
  console.log(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (!ok) failed.push(name);
}

function run(command, args) {
  return spawnSync(command, args, { cwd: root, env, stdio: 'inherit' }).status === 0;
}
