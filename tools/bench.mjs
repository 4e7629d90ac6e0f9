// npm run bench:<name> [-- options]: builds, then runs bench/src/<name>.ts. Plain JavaScript for
// Node 20.19.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { fail, install } from './install.mjs';
import { root, runtime, SERVICE_FLAGS } from './runtime.mjs';

install();
const [name, ...options] = process.argv.slice(2);
const node = runtime();
const build = spawnSync(node, [join(root, 'tools/build.mjs')], { stdio: 'inherit' });
if (build.status !== 0) fail('The build failed.');
const bench = join(root, `bench/dist/${name}.js`);
const { status } = spawnSync(node, [...SERVICE_FLAGS, bench, ...options], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
