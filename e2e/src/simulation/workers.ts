import { fork } from 'node:child_process';

import type { Outcome } from './simulation.js';

// Seeds in several processes, each with a server of its own: one process keeps a core and a half busy.

export interface Shared {
  readonly program: string;
  readonly workers: number;
  readonly from: number;
  readonly count: number;
  /** What each is told beside its seeds. */
  readonly options: readonly string[];
  readonly onOutcome: (outcome: Outcome) => void;
}

/** Shares the seeds out and gathers what they came to. Fails when all have ended, if one failed. */
export const runInWorkers = async (shared: Shared): Promise<readonly Outcome[]> => {
  const { program, workers, from, count, options, onOutcome } = shared;
  const outcomes: Outcome[] = [];
  const parts = Math.min(workers, count);
  let isBrokenOff = false;
  const ended = Array.from({ length: parts }, (_, index) => {
    const first = from + Math.floor((count * index) / parts);
    const after = from + Math.floor((count * (index + 1)) / parts);
    const own = ['--from', String(first), '--seeds', String(after - first), ...options];
    const worker = fork(program, own, { serialization: 'advanced' });
    for (const signal of ['SIGINT', 'SIGTERM'] as const)
      process.once(signal, () => {
        isBrokenOff = true;
        worker.kill('SIGTERM');
      });
    worker.on('message', (outcome: Outcome) => {
      outcomes.push(outcome);
      onOutcome(outcome);
    });
    return new Promise<void>((resolve, reject) => {
      worker.once('error', reject);
      worker.once('close', (code, signal) => {
        if (code === 0) resolve();
        else reject(new Error(`The process of ${own.join(' ')} ended with ${code ?? signal}.`));
      });
    });
  });
  const failed = (await Promise.allSettled(ended)).find(({ status }) => status === 'rejected');
  if (isBrokenOff) process.exit(130);
  if (failed?.status === 'rejected') throw failed.reason;
  return outcomes;
};

/** Reports to the parent process, violations too; everything is reported before `done`. */
export class Teller {
  private readonly told: Promise<void>[] = [];

  constructor() {
    // Whoever waits for it may be gone, since it began to start.
    const end = (): unknown => process.kill(process.pid, 'SIGTERM');
    process.once('disconnect', end);
    if (!process.connected) end();
  }

  tell(outcome: Outcome): void {
    this.told.push(
      new Promise((resolve) => {
        process.send?.(outcome, undefined, undefined, () => resolve());
      }),
    );
  }

  async done(): Promise<void> {
    await Promise.all(this.told);
    process.removeAllListeners('disconnect');
    process.disconnect();
  }
}
