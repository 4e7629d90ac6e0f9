import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = join(import.meta.dirname, '../..');

/** The host as a process of its own, as `npm start` runs it. */
export interface Started {
  readonly process: ChildProcess;
  readonly output: string;
  /** What is on its standard output. */
  readonly printed: string;
  readonly ended: Promise<number | null>;
  prints(text: RegExp, withinMs: number): Promise<void>;
  stop(signal: NodeJS.Signals): Promise<number | null>;
}

export const startHost = (options: string[], env: NodeJS.ProcessEnv = {}): Started => {
  const main = join(ROOT, 'apps/embedded/dist/main.js');
  const child = spawn(process.execPath, ['--enable-source-maps', main, ...options], {
    env: { ...process.env, ...env },
  });
  let [output, printed] = ['', ''];
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    printed += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  return {
    process: child,
    get output() {
      return output;
    },
    get printed() {
      return printed;
    },
    ended,
    async prints(text, withinMs) {
      const deadline = Date.now() + withinMs;
      while (!text.test(output)) {
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`${text} was not printed:\n${output}`);
        await sleep(50);
      }
    },
    async stop(signal) {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      return ended;
    },
  };
};
