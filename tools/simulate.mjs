// npm run simulate -- [options]: builds, then runs e2e/src/simulation/main.ts. Plain JavaScript for
// Node 20.19.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { fail, install } from './install.mjs';
import { root, runtime, SERVICE_FLAGS } from './runtime.mjs';

install();
const node = runtime();
const build = spawnSync(node, [join(root, 'tools/build.mjs')], { stdio: 'inherit' });
if (build.status !== 0) fail('The build failed.');
const simulation = join(root, 'e2e/dist/simulation/main.js');
const { status } = spawnSync(node, [...SERVICE_FLAGS, simulation, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
