import { TURN_MS_MAX } from '@esep/kernel';

/** A time in which one piece of work blocked the event loop. */
export interface Stall {
  /** Processor time of this thread, which other processes of the machine do not make longer. */
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
 * Reports work that blocked the event loop for longer than `TURN_MS_MAX`, so that no other request was
 * answered. Between two ticks the thread may work as long as a tick without delaying the timer; only
 * processor time beyond that counts.
 *
 * All listeners of a process share one timer. Returns the unsubscribe function.
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

/** Is there a listener? Of several services in a process only one logs. */
export const isWatched = (): boolean => listeners.size > 0;

/** Registers a request as being served, to be named in stalls. Returns the function that ends it. */
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
