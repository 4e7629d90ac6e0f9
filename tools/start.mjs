// npm start: installs, builds and runs the embedded host. Plain JavaScript for Node 20.19.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { fail, failUnlessWritable, install } from './install.mjs';
import { root, runtime, SERVICE_FLAGS } from './runtime.mjs';

install();
const node = runtime();
const build = spawnSync(node, [join(root, 'tools/build.mjs')], { encoding: 'utf8' });
if (build.status !== 0) failUnlessWritable('Sources are to be compiled');
if (build.status !== 0) fail(`The build failed:\n${build.stdout}${build.stderr}`);

const host = spawn(
  node,
  [...SERVICE_FLAGS, join(root, 'apps/embedded/dist/main.js'), ...process.argv.slice(2)],
  { cwd: root, stdio: ['inherit', 'inherit', 'inherit', 'ipc'] },
);
// Ctrl-C reaches the host by itself; this process only waits for it to finish what it is doing.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => signal !== 'SIGINT' && host.kill(signal));
host.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
