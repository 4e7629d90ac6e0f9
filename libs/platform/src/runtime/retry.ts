import { pause, type Sleep } from './sleep.js';

/** How long is waited before something that failed is tried again. */
export interface BackOff {
  /** Before the second attempt. Each later pause is twice as long as the one before it, */
  readonly firstMs: number;
  /** and none is longer than this. */
  readonly maxMs: number;
  /** From 0 to 1: the share of each pause that is waited, so that two callers fall out of step. */
  readonly random?: () => number;
  readonly sleep?: Sleep;
}

export interface RetryOptions<T> extends BackOff {
  /** May this error pass by itself? Without it none may. Attempts are counted from 1. */
  readonly isRetryable?: (error: unknown, attempt: number) => boolean;
  /** Does this value say that the attempt failed? The value of the last attempt is returned. */
  readonly isFailure?: (value: T, attempt: number) => boolean;
  /** No attempt begins later than this. */
  readonly patienceMs?: number;
  /** How much time has passed, by which patience is measured. */
  readonly passedMs?: () => number;
  readonly onRetry?: (error: unknown, pauseMs: number) => void;
  /** Once it is aborted nothing is waited for: the attempt under way, or the next one, is the last. */
  readonly signal?: AbortSignal;
}

/** The outcome of the first attempt that succeeds or cannot be repeated; rejects with its error. */
export const retry = async <T>(
  work: (attempt: number) => Promise<T>,
  options: RetryOptions<T>,
): Promise<T> => {
  const { isRetryable = () => false, isFailure = () => false, onRetry, signal } = options;
  const { patienceMs = Infinity, passedMs = () => performance.now() } = options;
  const until = passedMs() + patienceMs;
  for (let attempt = 1; ; attempt += 1) {
    const pauseMs = pauseAfter(attempt, options);
    const isLast = () => signal?.aborted === true || passedMs() + pauseMs > until;
    try {
      const value = await work(attempt);
      if (!isFailure(value, attempt) || isLast()) return value;
    } catch (error) {
      if (!isRetryable(error, attempt) || isLast()) throw error;
      onRetry?.(error, pauseMs);
    }
    await pause(pauseMs, signal, options.sleep);
  }
};

export interface KeepRunningOptions extends BackOff {
  readonly signal: AbortSignal;
  readonly onTrouble: (error: unknown) => unknown;
  /** An error that is not ends the loop. */
  readonly isRetryable?: (error: unknown) => boolean;
}

/**
 * Runs a loop that goes on until it is aborted. After an error it is begun anew, after a pause that
 * grows until the loop says that something succeeded. Whoever aborts it is told of no error.
 */
export const keepRunning = async (
  loop: (succeeded: () => void) => Promise<void>,
  options: KeepRunningOptions,
): Promise<void> => {
  const { signal, onTrouble, isRetryable = () => true } = options;
  for (let failures = 0; !signal.aborted;) {
    try {
      return await loop(() => {
        failures = 0;
      });
    } catch (error) {
      if (!isRetryable(error)) throw error;
      if (signal.aborted) return;
      failures += 1;
      await onTrouble(error);
      await pause(pauseAfter(failures, options), signal, options.sleep);
    }
  }
};

const pauseAfter = (failures: number, { firstMs, maxMs, random = () => 1 }: BackOff): number =>
  random() * Math.min(firstMs * 2 ** (failures - 1), maxMs);
