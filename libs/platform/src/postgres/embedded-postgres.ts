import { execFile } from 'node:child_process';
import { createHmac, randomBytes } from 'node:crypto';
import { lchown, mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { freePort } from '../runtime/free-port.js';
import {
  asAccount,
  failToChown,
  writeInput,
  postgresPlaceFor,
  PostgresUnusable,
  type PostgresPlace,
} from './postgres-place.js';

export { freePort };
export { ELSEWHERE, whyNotWritable } from './postgres-place.js';

// PostgreSQL from npm, for `npm start` and for tests. The server is started by `pg_ctl`, which puts
// it into a session of its own: Ctrl-C reaches this process only, and the database stops last. A
// server that outlived a `kill -9` of its parent is found by its `postmaster.pid` and stopped first.
//
// It listens on 127.0.0.1, which every user of the machine can reach: each role has a password, derived
// from one random secret in a file that only the user who started the server can read.

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
  private password = '';

  private constructor(
    private readonly options: EmbeddedPostgresOptions,
    private readonly place: PostgresPlace,
    readonly port: number,
  ) {}

  /** Creates the cluster if there is none, recovers it if it was left running, and starts it. */
  static async start(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
    const place = await postgresPlaceFor(options.directory);
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port || (await freePort());
      const server = new EmbeddedPostgres(options, place, port);
      await server.initialise();
      if (await server.isRunning()) await server.stop();
      await server.setPassword();
      try {
        await server.launch();
        return server;
      } catch (error) {
        // Another process may have taken the port since `freePort`.
        if (options.port || attempt === 5 || !/already in use/.test(String(error))) throw error;
      }
    }
  }

  /** Where its files are: elsewhere than asked for if the server's account may not enter there. */
  get directory(): string {
    return this.place.directory;
  }

  /** Connection URL of a database in this server. */
  url(database: string, user = USER): string {
    return `postgres://${user}:${this.passwordOf(user)}@127.0.0.1:${this.port}/${database}`;
  }

  /** The password that `url` has for a role: create the role with it. */
  passwordOf(role: string): string {
    return createHmac('sha256', this.password).update(role).digest('hex');
  }

  async stop(mode: 'fast' | 'immediate' = 'fast'): Promise<void> {
    if (await this.isRunning()) await this.control('stop', '-m', mode, '-w', '-t', '60');
  }

  /** Starts again after `stop`, on the same port with the same data. */
  async launch(): Promise<void> {
    const settings = {
      listen_addresses: '127.0.0.1',
      unix_socket_directories: '',
      // Three supervisions and three taxes are nine instances, each with 30 connections at most.
      max_connections: 400,
      // 5 services share the buffers of one small machine.
      shared_buffers: '256MB',
      wal_level: 'replica',
      max_wal_size: '2GB',
      ...this.options.settings,
    };
    // Created here, because the server's account may create no files in the directory.
    await writeFile(this.logFile, '', { flag: 'wx', mode: 0o600 }).catch(ignoreExisting);
    await this.giveToAccount(this.logFile);
    const flags = [
      ...(await sharedMemory()),
      ...Object.entries(settings).map(([name, value]) => `-c ${name}='${value}'`),
    ];
    try {
      await this.control(
        'start',
        '-w',
        '-t',
        '60',
        '-l',
        'postgres.log',
        '-o',
        `-p ${this.port} ${flags.join(' ')}`,
      );
    } catch (error) {
      const log = await readFile(this.logFile, 'utf8').catch(() => '');
      const reason = log.trimEnd().split('\n').slice(-5).join('\n');
      throw new PostgresUnusable(
        `PostgreSQL did not start in ${this.options.directory}:\n${reason}`,
        { cause: error },
      );
    }
  }

  private get data(): string {
    return join(this.place.directory, 'data');
  }

  private get logFile(): string {
    return join(this.place.directory, 'postgres.log');
  }

  private async initialise(): Promise<void> {
    const version = await readFile(join(this.data, 'PG_VERSION'), 'utf8').catch(() => undefined);
    if (version?.trim() === MAJOR) return;
    if (version !== undefined)
      throw new PostgresUnusable(
        `${this.data} was written by PostgreSQL ${version.trim()}; this build runs ${MAJOR}. Use the release that wrote it, or start with --reset.`,
      );
    // A half-made cluster has no PG_VERSION and nothing worth keeping.
    for (const path of [this.data, this.passwordFile])
      await rm(path, { recursive: true, force: true });
    await mkdir(this.data, { mode: 0o700 });
    await this.giveToAccount(this.data);
    // `reject` until there is a password.
    const flags = [
      '--auth=reject',
      `--username=${USER}`,
      '--encoding=UTF8',
      '--locale=C',
      '--no-sync',
      ...(await sharedMemory()),
    ];
    await run(this.place.programs.initdb, ['-D', this.data, ...flags], this.processOptions).catch(
      (error: unknown) => {
        const why = (error as { stderr?: string }).stderr || String(error);
        throw new PostgresUnusable(
          `PostgreSQL could not create its files in ${this.data}: ${why.trim()}`,
        );
      },
    );
  }

  private get passwordFile(): string {
    return join(this.place.directory, 'password');
  }

  /**
   * Sets the superuser's password, also in a cluster of an earlier release that had none. The file is
   * written last: after a crash in between, all of it is repeated.
   */
  private async setPassword(): Promise<void> {
    this.password = await readFile(this.passwordFile, 'utf8').catch(() => '');
    if (this.password !== '') return;
    this.password = randomBytes(32).toString('hex');
    const order = ['--single', ...(await sharedMemory()), '-D', this.data, 'postgres'];
    const running = run(this.place.programs.postgres, order, this.processOptions);
    writeInput(running.child, `alter role ${USER} password '${this.passwordOf(USER)}'\n`);
    const { stderr } = await running;
    if (/\b(ERROR|FATAL|PANIC):/.test(stderr))
      throw new PostgresUnusable(`PostgreSQL took no password in ${this.data}: ${stderr.trim()}`);
    const line = 'umask 077; cat > "$1"';
    await asAccount(this.place.account, line, join(this.data, 'pg_hba.conf'), HOST_BASED_ACCESS);
    await writeFile(this.passwordFile, this.password, { mode: 0o600, flush: true });
  }

  private async isRunning(): Promise<boolean> {
    return this.control('status').then(
      () => true,
      () => false,
    );
  }

  /** `pg_ctl` runs a shell: paths of the user are in the environment and `cwd`, not in its line. */
  private async control(...args: string[]): Promise<void> {
    await run(this.place.programs.pg_ctl, args, this.processOptions);
  }

  private get processOptions() {
    const { account, directory } = this.place;
    return {
      ...(account.uid === undefined ? {} : { uid: account.uid }),
      ...(account.gid === undefined ? {} : { gid: account.gid }),
      cwd: directory,
      env: { PATH: process.env['PATH'], TZ: 'UTC', PGDATA: this.data },
    };
  }

  private async giveToAccount(path: string): Promise<void> {
    const { uid, gid } = this.place.account;
    if (uid === undefined || gid === undefined) return;
    await lchown(path, uid, gid).catch((error: unknown) =>
      failToChown(path, this.place.account, error),
    );
  }
}

const MAJOR = '18';

const ignoreExisting = (error: unknown): void => {
  if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
};

const HOST_BASED_ACCESS = `# Written by Esep when the password was made.
local all         all              scram-sha-256
host  all         all 127.0.0.1/32 scram-sha-256
host  replication all 127.0.0.1/32 scram-sha-256
`;

/** A few parallel queries use up less; containers often have 64 MB. */
const SHARED_MEMORY_BYTES = 256 * 2 ** 20;

/** Uses files in the data directory for the queries' shared memory where /dev/shm is small. */
const sharedMemory = async (): Promise<readonly string[]> => {
  if (process.platform !== 'linux') return [];
  const { bsize, blocks } = await statfs('/dev/shm').catch(() => ({ bsize: 0, blocks: 0 }));
  return bsize * blocks < SHARED_MEMORY_BYTES ? ['-c', 'dynamic_shared_memory_type=mmap'] : [];
};
