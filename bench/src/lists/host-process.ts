import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';

const MAIN = join(import.meta.dirname, '../../../apps/embedded/dist/main.js');

export interface HostProcess {
  readonly url: string;
  /** Undefined where nothing can be read of it: of a host that somebody else started, say. */
  readonly pid: number | undefined;
  stop(): Promise<void>;
}

/**
 * `npm start -- --no-demo` on an empty ledger, in a process of its own; it ends with this one. With the
 * demonstration where that is asked for: once it has been lived through.
 */
export const startHostProcess = async (
  directory: string,
  flags: readonly string[],
  onLine: (line: string) => void,
  { isDemonstrated = false } = {},
): Promise<HostProcess> => {
  const child = fork(
    MAIN,
    [`--${isDemonstrated ? '' : 'no-'}demo`, '--port', '0', '--data', directory],
    {
      execArgv: [...process.execArgv, ...flags],
      // One exchange sends all of it.
      env: { ...process.env, ESEP_REQUESTS_PER_SECOND: '0' },
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    },
  );
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stderr as Readable });
  const url = await new Promise<string>((resolve, reject) => {
    lines.on('line', (line) => {
      onLine(line);
      const [, ready] = (isDemonstrated ? /^Open (\S+)/ : /^Ready at (\S+)/).exec(line) ?? [];
      if (ready !== undefined) resolve(ready);
    });
    void ended.then(() => reject(new Error('The host did not start.')));
  });
  const stop = async (): Promise<void> => {
    child.kill('SIGINT');
    await ended;
  };
  return { url, pid: process.platform === 'linux' ? child.pid : undefined, stop };
};

/** Resident memory in MB, now and at its peak. */
export const memoryOf = async (
  pid: number,
): Promise<{ readonly now: number; readonly peak: number }> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const of = (name: string): number =>
    (Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) * 1_024) / 1e6;
  return { now: of('VmRSS'), peak: of('VmHWM') };
};
