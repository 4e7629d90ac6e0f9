import { keepRunning, retry } from './retry.js';
import type { Sleep } from './sleep.js';

describe('What failed', () => {
  /** A clock of its own: it passes only while somebody waits. */
  const setUp = () => {
    const pauses: number[] = [];
    const sleep: Sleep = (ms) => {
      pauses.push(ms);
      return Promise.resolve();
    };
    const passedMs = () => pauses.reduce((sum, ms) => sum + ms, 0);
    return { pauses, options: { firstMs: 100, maxMs: 300, sleep, passedMs } };
  };
  const failing = (times: number) => (attempt: number) =>
    attempt > times ? Promise.resolve(attempt) : Promise.reject(new Error(`failure ${attempt}`));

  it('is tried again after pauses that double up to a bound', async () => {
    const { pauses, options } = setUp();
    expect(await retry(failing(4), { ...options, isRetryable: () => true })).toBe(5);
    expect(pauses).toEqual([100, 200, 300, 300]);
  });

  it('is not tried again when its error does not pass', async () => {
    const { pauses, options } = setUp();
    const isRetryable = (_error: unknown, attempt: number) => attempt < 2;
    await expect(retry(failing(4), { ...options, isRetryable })).rejects.toThrow('failure 2');
    await expect(retry(failing(1), options)).rejects.toThrow('failure 1');
    expect(pauses).toEqual([100]);
  });

  it('is tried while an attempt still begins within patience', async () => {
    const { pauses, options } = setUp();
    const told: string[] = [];
    const trial = retry(failing(9), {
      ...{ ...options, patienceMs: 400, isRetryable: () => true },
      onRetry: (error, ms) => told.push(`${(error as Error).message}, ${ms} ms`),
    });
    await expect(trial).rejects.toThrow('failure 3');
    expect(pauses).toEqual([100, 200]);
    expect(told).toEqual(['failure 1, 100 ms', 'failure 2, 200 ms']);
  });

  it('may be told by a value, and the last one is the answer', async () => {
    const { options } = setUp();
    const ask = (attempt: number) => Promise.resolve({ ok: attempt > 2, attempt });
    const isFailure = ({ ok }: { ok: boolean }) => !ok;
    expect(await retry(ask, { ...options, isFailure })).toEqual({ ok: true, attempt: 3 });
    const patience = { ...options, passedMs: () => 0, patienceMs: 50 };
    expect(await retry(ask, { ...patience, isFailure })).toEqual({ ok: false, attempt: 1 });
  });

  it('waits a share of each pause where chance is to keep callers out of step', async () => {
    const { pauses, options } = setUp();
    await retry(failing(2), { ...options, random: () => 0.25, isRetryable: () => true });
    expect(pauses).toEqual([25, 50]);
  });

  it('waits no longer than until it is aborted', async () => {
    const stop = new AbortController();
    const trial = retry(failing(9), {
      ...{ firstMs: 60_000, maxMs: 60_000, signal: stop.signal, isRetryable: () => true },
      onRetry: () => setImmediate(() => stop.abort()),
    });
    await expect(trial).rejects.toThrow('failure 2');
  });
});

describe('A loop that is kept running', () => {
  it('is begun anew after errors, sooner again once something succeeded, and ends unheard', async () => {
    const stop = new AbortController();
    const pauses: number[] = [];
    const troubles: string[] = [];
    let runs = 0;
    await keepRunning(
      (succeeded) => {
        runs += 1;
        if (runs === 3) succeeded();
        if (runs === 5) stop.abort();
        return Promise.reject(new Error(`run ${runs}`));
      },
      {
        firstMs: 100,
        maxMs: 1_000,
        signal: stop.signal,
        sleep: (ms) => {
          pauses.push(ms);
          return Promise.resolve();
        },
        onTrouble: (error) => troubles.push((error as Error).message),
      },
    );
    expect(pauses).toEqual([100, 200, 100, 200]);
    expect(troubles).toEqual(['run 1', 'run 2', 'run 3', 'run 4']);
  });

  it('ends with an error that does not pass', async () => {
    const running = keepRunning(() => Promise.reject(new Error('another log')), {
      firstMs: 100,
      maxMs: 100,
      signal: new AbortController().signal,
      isRetryable: () => false,
      onTrouble: () => undefined,
    });
    await expect(running).rejects.toThrow('another log');
  });
});
