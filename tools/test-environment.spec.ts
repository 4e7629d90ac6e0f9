import { join } from 'node:path';

interface Environment {
  handleTestEvent(
    this: object,
    event: { readonly name: string },
    state: { readonly unhandledErrors: unknown[] },
  ): Promise<void>;
}

const { default: Environment } = (await import(
  join(import.meta.dirname, 'test-environment.mjs')
)) as { default: { prototype: Environment } };

// A check of test support that fails after the last test fails its file.

describe('The end of a test file', () => {
  const finished = async (...ends: (() => Promise<void>)[]) => {
    const unhandledErrors: unknown[] = [];
    const file = { global: { atEndOfFile: ends } };
    await Environment.prototype.handleTestEvent.call(
      file,
      { name: 'run_finish' },
      { unhandledErrors },
    );
    return unhandledErrors;
  };

  it('fails by what was found there, and goes on to the next', async () => {
    const held = new Error('The loop was held.');
    let isNextEnded = false;
    const next = async () => void (isNextEnded = true);
    expect(await finished(() => Promise.reject(held), next)).toEqual([[held, held]]);
    expect(isNextEnded).toBe(true);
  });

  it('fails nothing where all is well', async () => {
    expect(await finished(async () => undefined)).toEqual([]);
  });
});
