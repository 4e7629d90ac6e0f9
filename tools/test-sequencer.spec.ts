import { existsSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

interface Sequencer {
  readonly LONGEST: readonly string[];
  readonly default: new (options: object) => { sort(tests: readonly Test[]): readonly Test[] };
}

interface Test {
  readonly path: string;
  readonly context: { readonly config: { readonly cache: boolean }; readonly hasteFS: object };
}

const load = async () => (await import('./test-sequencer.mjs' as string)) as Sequencer;

describe('The order of test files', () => {
  it('names files that are there', async () => {
    const { LONGEST } = await load();
    for (const file of LONGEST) expect([file, existsSync(join(ROOT, file))]).toEqual([file, true]);
  });

  it('has the longest first, and then those of which most is written', async () => {
    const { LONGEST, default: Sequencer } = await load();
    const [first, second] = LONGEST as [string, string];
    const sizes = new Map([
      ['small.spec.ts', 1],
      ['large.spec.ts', 2],
    ]);
    const context = {
      config: { cache: false },
      hasteFS: { getSize: (path: string) => sizes.get(path) ?? 0 },
    };
    const given = ['small.spec.ts', second, 'large.spec.ts', first];
    const sorted = new Sequencer({}).sort(given.map((path) => ({ path, context })));
    expect(sorted.map(({ path }) => path)).toEqual([
      first,
      second,
      'large.spec.ts',
      'small.spec.ts',
    ]);
  });
});
