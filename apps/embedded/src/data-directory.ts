import { randomBytes } from 'node:crypto';
import {
  mkdir,
  readFile,
  readdir,
  readlink,
  rename,
  rm,
  unlink,
  writeFile,
} from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';

import { LedgerKey, newLedgerKeyPem } from '@esep/platform';
import { ELSEWHERE, whyNotWritable } from '@esep/platform/embedded-postgres';

/** Changes when an older build could not read the directory any more. */
const LAYOUT = 1;

/** By these a directory is known to be a ledger's, also one that a start left half made. */
const OWN = new Set(['layout.json', 'host.pid', 'postgres']);

/** Something that a person can mend. The message says how; no stack is shown. */
export class HostProblem extends Error {
  override readonly name = 'HostProblem';
}

/** Everything the embedded host keeps: the databases, its secrets, the last signed heads. */
export class DataDirectory {
  private constructor(readonly path: string) {}

  /** Opens or makes it. Refuses one of a newer version, and one that another host is using. */
  static async open(path: string): Promise<DataDirectory> {
    await mkdir(path, { recursive: true }).catch(() => undefined);
    const why = await whyNotWritable(path);
    if (why !== undefined)
      throw new HostProblem(
        `The data cannot be kept in ${path} (${why}). Name another directory: npm start -- --data DIR`,
      );
    const directory = new DataDirectory(path);
    const file = directory.file<{ layout: number }>('layout.json');
    const kept = await file.load();
    if (kept && kept.layout > LAYOUT)
      throw new HostProblem(
        `${path} was written by a newer Esep (layout ${kept.layout}; this one knows ${LAYOUT}). Start the newer one, or use another directory with --data.`,
      );
    await directory.lock();
    if (!kept) await file.save({ layout: LAYOUT });
    return directory;
  }

  /** Deletes everything, after making sure that nobody is using it. */
  static async reset(path: string): Promise<void> {
    const directory = new DataDirectory(path);
    await directory.refuseIfUsed();
    const entries = await readdir(path).catch(() => []);
    if (entries.length > 0 && !entries.some((name) => OWN.has(name)))
      throw new HostProblem(
        `${path} holds nothing of Esep and is not deleted. Delete it yourself, or name another directory with --data.`,
      );
    await directory.removeElsewhere();
    await rm(path, { recursive: true, force: true });
  }

  /** The database's files, where its user could not enter the directory. */
  private async removeElsewhere(): Promise<void> {
    const elsewhere = await readlink(join(this.path, 'postgres')).catch(() => '');
    if (basename(elsewhere).startsWith(ELSEWHERE))
      await rm(elsewhere, { recursive: true, force: true });
  }

  async secretBytes(name: string): Promise<Buffer> {
    return Buffer.from(await this.secret(name, () => randomBytes(32).toString('hex')), 'hex');
  }

  async ledgerKey(service: string): Promise<LedgerKey> {
    return LedgerKey.fromPem(await this.secret(`${service}.ledger.pem`, newLedgerKeyPem));
  }

  /** Made on first use, and never again: without it, what it sealed or signed is lost. */
  private async secret(name: string, make: () => string): Promise<string> {
    const path = join(this.path, 'secrets', name);
    const kept = await textOf(path);
    if (kept === '')
      throw new HostProblem(
        `${path} is empty. Put back the secret that was kept there, or begin with an empty ledger: --reset.`,
      );
    if (kept !== undefined) return kept;
    const made = make();
    await replace(path, made);
    return made;
  }

  file<Value>(name: string) {
    return jsonFile<Value>(join(this.path, name));
  }

  async release(): Promise<void> {
    await unlink(this.lockFile).catch(() => undefined);
  }

  private get lockFile(): string {
    return join(this.path, 'host.pid');
  }

  private async lock(): Promise<void> {
    await this.refuseIfUsed();
    await writeFile(this.lockFile, (await runningAs(process.pid)) ?? '');
  }

  private async refuseIfUsed(): Promise<void> {
    const holder = (await textOf(this.lockFile)) ?? '';
    const pid = Number(holder.split(' ')[0]);
    if (!pid || pid === process.pid || (await runningAs(pid)) !== holder) return;
    throw new HostProblem(
      `Another Esep (process ${pid}) is using ${this.path}. Stop it, or use another directory with --data.`,
    );
  }
}

/**
 * A running process by its id and its start, because the id may have been given to another since.
 * Where there is no /proc, the id alone has to do. Undefined when it ended, also when whoever
 * started it has not noticed yet.
 */
const runningAs = async (pid: number): Promise<string | undefined> => {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs under another user.
    if (codeOf(error) !== 'EPERM') return undefined;
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The program's name, in parentheses, may hold spaces; the start is the 20th field behind it.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : `${pid} ${fields[19] ?? ''}`.trim();
};

/** A small JSON file, read and replaced whole. */
export const jsonFile = <Value>(path: string) => ({
  load: async (): Promise<Value | undefined> => {
    const text = await textOf(path);
    if (text === undefined) return undefined;
    try {
      return JSON.parse(text) as Value;
    } catch {
      throw new HostProblem(
        `${path} is damaged. Put back what was kept there, or begin with an empty ledger: --reset.`,
      );
    }
  },
  save: (value: Value): Promise<void> => replace(path, JSON.stringify(value)),
});

/** Undefined only where there is no file: one that cannot be read is not to be made anew. */
const textOf = async (path: string): Promise<string | undefined> => {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw new HostProblem(`${path} cannot be read: ${codeOf(error)}.`);
  }
};

/** The file gets its name when it is whole and on the disk, so that a kill leaves no half of it. */
const replace = async (path: string, text: string): Promise<void> => {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, text, { mode: 0o600, flush: true });
  await rename(`${path}.new`, path);
};

const codeOf = (error: unknown): string | undefined => (error as NodeJS.ErrnoException).code;
