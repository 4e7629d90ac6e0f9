// node tools/jest.mjs [path…] [jest options]: Jest over the whole workspace or the paths named.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { root, runtime } from './runtime.mjs';

const jest = join(root, 'node_modules/jest/bin/jest.js');
const options = ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'];
const config = ['--config', join(root, 'jest.config.mjs'), '--passWithNoTests'];
const { status } = spawnSync(runtime(), [...options, jest, ...config, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
process.exit(status ?? 1);
