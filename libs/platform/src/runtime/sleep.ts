import { setTimeout } from 'node:timers/promises';

/** Resolves after `ms`, rejects if aborted before. A port: simulations have an implementation of their own. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {});

/** Resolves after some milliseconds, or as soon as it is aborted. */
export const pause = (
  ms: number,
  signal: AbortSignal | undefined,
  by: Sleep = sleep,
): Promise<void> => by(ms, signal).catch(() => undefined);
