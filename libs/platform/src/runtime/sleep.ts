import { setTimeout } from 'node:timers/promises';

/** Resolves after some milliseconds, rejects when it is aborted before. A simulation brings its own. */
export type Sleep = (ms: number, signal?: AbortSignal) => Promise<void>;

export const sleep: Sleep = (ms, signal) => setTimeout(ms, undefined, signal ? { signal } : {});
