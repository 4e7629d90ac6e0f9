import { TURN_MS_MAX } from '@esep/kernel';

/** A stretch in which one piece of work kept the process from everything else. */
export interface Stall {
  /** Processor time of this thread; a machine that is busy with others does not make it longer. */
  readonly cpuMs: number;
  readonly wallMs: number;
  /** On the clock of `process.hrtime`, in microseconds. */
  readonly fromUs: number;
  readonly untilUs: number;
  /** Requests that were being served. */
  readonly serving: readonly string[];
}

export type OnStall = (stall: Stall) => void;

const TICK_MS = 20;

const listeners = new Set<OnStall>();
const underWay = new Set<{ readonly name: string }>();
let tick: NodeJS.Timeout | undefined;

/**
 * Notices when the loop does not turn for longer than `TURN_MS_MAX`: while a pool's report is being
 * hashed, nobody else is answered. Between two ticks the thread may do as much as a tick is long
 * without anything having waited; what it does beyond that, a timer that was due has waited for.
 *
 * One watch for the process, whoever listens. Returns how to stop listening.
 */
export const watchLoop = (onStall: OnStall): (() => void) => {
  listeners.add(onStall);
  tick ??= startTicking();
  return () => {
    listeners.delete(onStall);
    if (listeners.size > 0) return;
    clearInterval(tick);
    tick = undefined;
  };
};

/** Is anybody listening? Of several services in a process one is enough to write a line. */
export const isWatched = (): boolean => listeners.size > 0;

/** Says that a request is being served, for whoever looks for what held the loop. Returns its end. */
export const serving = (name: string): (() => void) => {
  const one = { name };
  underWay.add(one);
  return () => underWay.delete(one);
};

const startTicking = (): NodeJS.Timeout => {
  let fromUs = nowUs();
  let cpu = process.threadCpuUsage();
  const interval = setInterval(() => {
    const untilUs = nowUs();
    const used = process.threadCpuUsage(cpu);
    const cpuMs = (used.user + used.system) / 1_000 - TICK_MS;
    if (cpuMs > TURN_MS_MAX) {
      const requests = [...underWay].map(({ name }) => name);
      const wallMs = (untilUs - fromUs) / 1_000;
      for (const listener of listeners)
        listener({ cpuMs, wallMs, fromUs, untilUs, serving: requests });
    }
    fromUs = untilUs;
    cpu = process.threadCpuUsage();
  }, TICK_MS);
  return interval.unref();
};

const nowUs = (): number => Number(process.hrtime.bigint() / 1_000n);
