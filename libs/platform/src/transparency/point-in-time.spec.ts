import { execFile } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { chmod, mkdir, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

import { Client } from 'pg';

import { EmbeddedPostgres } from '../postgres/embedded-postgres.js';
import { event, meta } from '../testing/event-store.contract.js';
import { fileWitness } from './ledger-key.js';
import { LEDGER_SCHEMA } from '../event-store/ledger-migration.js';
import { PostgresEventStore } from '../event-store/postgres-event-store.js';
import { LogRewound, Sealer } from './sealer.js';
import { testPool } from '../testing/testing.js';

// What docs/operations.md asks of a backup, with PostgreSQL's own means: a base backup while it is
// written to, the archive of its WAL, and a recovery to the end of that archive on another server.

const LOG = 'esep/test/local';
const clock = { now: () => new Date().toISOString() };
const { privateKey: key } = generateKeyPairSync('ed25519');
const run = promisify(execFile);

describe('A database that is lost', () => {
  let home: string;
  let server: EmbeddedPostgres;
  let restored: EmbeddedPostgres | undefined;

  beforeEach(async () => {
    home = await mkdtemp(join(tmpdir(), 'esep-wal-'));
    // PostgreSQL does not run as root; whoever it runs as must be able to enter, and to archive.
    await chmod(home, 0o755);
    await mkdir(join(home, 'archive'), { mode: 0o777 });
    await chmod(join(home, 'archive'), 0o777);
    server = await EmbeddedPostgres.start({
      directory: join(home, 'lost'),
      settings: { archive_mode: 'on', archive_command: `cp %p ${home}/archive/%f` },
    });
    await inDatabase(server, LEDGER_SCHEMA);
  }, 60_000);
  afterEach(async () => {
    await server.stop('immediate');
    await restored?.stop('immediate');
    restored = undefined;
    await rm(home, { recursive: true, force: true });
  }, 60_000);

  it('comes back to its last moment from a base backup and the archive of its WAL', async () => {
    await appendAndSeal(server, 20);
    await baseBackup();
    await appendAndSeal(server, 30);
    const leaves = await leavesIn(server);
    await archiveAll();
    await server.stop('immediate');

    restored = await recover();
    expect(await leavesIn(restored)).toEqual(leaves);
    expect(leaves).toHaveLength(50);
    // The service starts on it, and goes on.
    await appendAndSeal(restored, 1);
  }, 120_000);

  it('is refused when the last of its WAL was not archived', async () => {
    await appendAndSeal(server, 20);
    await baseBackup();
    await appendAndSeal(server, 30);
    await archiveAll();
    await appendAndSeal(server, 3);
    await server.stop('immediate');

    restored = await recover();
    expect(await leavesIn(restored)).toHaveLength(50);
    const refused = appendAndSeal(restored, 1);
    await expect(refused).rejects.toThrow(LogRewound);
    await expect(refused).rejects.toThrow('has 50 events; 53 were signed');
  }, 120_000);

  // ── Vocabulary ────────────────────────────────────────────────────────────────────────────────

  /** What a service does from its start to its end. */
  async function appendAndSeal(where: EmbeddedPostgres, count: number): Promise<void> {
    const pool = testPool(where.url('postgres'));
    try {
      const witness = fileWitness(join(home, 'heads'), 'test');
      const store = await PostgresEventStore.open({ log: LOG, authority: 'AIFC', clock, pool });
      const sealer = await Sealer.open({ log: LOG, pool, clock, key, witness });
      const { next } = await store.head();
      for (let n = next; n < next + count; n += 1)
        await store.append({
          writes: [{ stream: `row-${n}`, expectedVersion: 0, events: [event()] }],
          meta,
        });
      await sealer.seal();
      await store.close();
    } finally {
      await pool.end();
    }
  }

  async function leavesIn(where: EmbeddedPostgres): Promise<string[]> {
    const rows = await inDatabase(where, 'select leaf from ledger.events order by position');
    return rows.map(({ leaf }) => (leaf as Buffer).toString('hex'));
  }

  /** As pg_basebackup makes it, while the server goes on. */
  async function baseBackup(): Promise<void> {
    const client = new Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query(`select pg_backup_start('nightly', true)`);
    await mkdir(join(home, 'restored'));
    await run('cp', ['-a', join(home, 'lost/data'), join(home, 'restored/data')]);
    await run('cp', ['-a', join(home, 'lost/password'), join(home, 'restored/password')]);
    const { rows } = await client.query<{ labelfile: string }>('select * from pg_backup_stop()');
    await client.end();
    const data = join(home, 'restored/data');
    await rm(join(data, 'postmaster.pid'), { force: true });
    // What the archive has is not needed twice, and must be there.
    await run('find', [join(data, 'pg_wal'), '-type', 'f', '-delete']);
    await writeFile(join(data, 'backup_label'), rows[0]?.labelfile ?? '');
    await writeFile(join(data, 'recovery.signal'), '');
    const { uid, gid } = await stat(join(home, 'lost/data'));
    await run('chown', ['-R', `${uid}:${gid}`, join(home, 'restored')]);
  }

  /** Waits until everything that was committed is in the archive. */
  async function archiveAll(): Promise<void> {
    const [current] = await inDatabase(
      server,
      'select pg_walfile_name(pg_current_wal_lsn()) as segment, pg_switch_wal()',
    );
    for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
      const [archiver] = await inDatabase(server, 'select last_archived_wal from pg_stat_archiver');
      if (String(archiver?.['last_archived_wal'] ?? '') >= String(current?.['segment'])) return;
      if (Date.now() > deadline) throw new Error('The WAL was not archived in time.');
    }
  }

  async function recover(): Promise<EmbeddedPostgres> {
    const started = await EmbeddedPostgres.start({
      directory: join(home, 'restored'),
      settings: { restore_command: `cp ${home}/archive/%f %p` },
    });
    for (const deadline = Date.now() + 30_000; ; await sleep(50)) {
      const [state] = await inDatabase(started, 'select pg_is_in_recovery() as recovering');
      if (state?.['recovering'] === false) return started;
      if (Date.now() > deadline) throw new Error('It did not recover in time.');
    }
  }
});

const inDatabase = async (
  server: EmbeddedPostgres,
  text: string,
): Promise<readonly Record<string, unknown>[]> => {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(text).finally(() => client.end());
  return rows;
};
