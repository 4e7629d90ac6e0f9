import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

// docs/hazards.md says what could go wrong, what prevents it and which test would notice. The page and
// the tests name each other: a number without a test is a promise, a test without a row a riddle.

const NUMBER = /^(API|FIELD|FIGURES)-\d+$/;

const root = join(import.meta.dirname, '..');
const page = readFileSync(join(root, 'docs/hazards.md'), 'utf8');

/** Numbers of the page, with the specifications that it names for each. */
const rows = new Map(
  page
    .split('\n')
    .flatMap((line) => {
      const [, number, , , tests = ''] = line.split('|').map((cell) => cell.trim());
      return number !== undefined && NUMBER.test(number) ? [[number, tests] as const] : [];
    })
    .map(([number, tests]) => [
      number,
      [...tests.matchAll(/`([^`]+)`/g)].map((match) => match[1] as string),
    ]),
);

/** A number counts where it begins the name of a test, or of a row that tests are made of. */
const NAMED = /['"`](?:(?:API|FIELD|FIGURES)-\d+[,:]? ?(?:and )?)+/g;

/** Numbers in the names of tests, with the specifications that have them. */
const tested = new Map<string, Set<string>>();
for (const file of globSync(
  '{libs,services,apps,e2e,tools,deploy,k8s}/**/{*.{spec,contract},worked-rows}.ts',
  {
    cwd: root,
    exclude: ['**/node_modules/**', '**/dist/**'],
  },
)) {
  if (file === 'tools/hazards.spec.ts') continue;
  const text = readFileSync(join(root, file), 'utf8');
  const names = [...text.matchAll(NAMED)].join(' ');
  for (const [number] of names.matchAll(/(?:API|FIELD|FIGURES)-\d+/g))
    tested.set(number, (tested.get(number) ?? new Set()).add(file));
}

/** Those of each kind, without a gap. */
const LAST = { API: 22, FIELD: 13, FIGURES: 28 } as const;
const numbers = Object.entries(LAST).flatMap(([kind, last]) =>
  Array.from({ length: last }, (_, index) => `${kind}-${index + 1}`),
);

describe('The page of hazards', () => {
  it.each(numbers)('has a row for %s, and a test is named by it', (number) => {
    expect(rows.has(number)).toBe(true);
    expect(tested.has(number)).toBe(true);
  });

  it('has no row for what no test is named by', () =>
    expect([...rows.keys()].filter((number) => !tested.has(number))).toEqual([]));

  it('has a row for every number that a test is named by', () =>
    expect([...tested.keys()].filter((number) => !rows.has(number))).toEqual([]));

  it.each([...rows])('names for %s the files whose tests are named by it', (number, files) => {
    expect(files.length).toBeGreaterThan(0);
    expect(files.filter((file) => !tested.get(number)?.has(file))).toEqual([]);
  });
});
