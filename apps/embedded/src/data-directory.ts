import { randomBytes } from 'node:crypto';
import { mkdir, readFile, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { keptSecret, newLedgerKeyPem, LedgerKey } from '@esep/platform';

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
    await mkdir(path, { recursive: true });
    const layout = join(path, 'layout.json');
    const text = await readFile(layout, 'utf8').catch(() => undefined);
    const version = text === undefined ? LAYOUT : (JSON.parse(text) as { layout: number }).layout;
    if (version > LAYOUT)
      throw new HostProblem(
        `${path} was written by a newer Esep (layout ${version}; this one knows ${LAYOUT}). Start the newer one, or use another directory with --data.`,
      );
    const directory = new DataDirectory(path);
    await directory.lock();
    if (text === undefined) await jsonFile(layout).save({ layout: LAYOUT });
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
    await rm(path, { recursive: true, force: true });
  }

  async secretBytes(name: string): Promise<Buffer> {
    const hex = await keptSecret(join(this.path, 'secrets', name), () =>
      randomBytes(32).toString('hex'),
    );
    return Buffer.from(hex, 'hex');
  }

  async ledgerKey(service: string): Promise<LedgerKey> {
    const pem = await keptSecret(
      join(this.path, 'secrets', `${service}.ledger.pem`),
      newLedgerKeyPem,
    );
    return LedgerKey.fromPem(pem);
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
    await writeFile(this.lockFile, String(process.pid));
  }

  private async refuseIfUsed(): Promise<void> {
    const pid = Number(await readFile(this.lockFile, 'utf8').catch(() => '0'));
    if (!pid || pid === process.pid || !(await isHost(pid))) return;
    throw new HostProblem(
      `Another Esep (process ${pid}) is using ${this.path}. Stop it, or use another directory with --data.`,
    );
  }
}

const OWN_PROGRAM = 'apps/embedded/dist/main.js';

/** A process id may have been given to something else since; only a host of ours counts. */
const isHost = async (pid: number): Promise<boolean> => {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => OWN_PROGRAM);
  return command.includes(OWN_PROGRAM);
};

/** A small JSON file, read and replaced whole. */
export const jsonFile = <Value>(path: string) => ({
  load: async (): Promise<Value | undefined> => {
    const text = await readFile(path, 'utf8').catch(() => undefined);
    return text === undefined ? undefined : (JSON.parse(text) as Value);
  },
  save: async (value: Value): Promise<void> => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, JSON.stringify(value), { mode: 0o600 });
    await rename(`${path}.new`, path);
  },
});
