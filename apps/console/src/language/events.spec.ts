import { CATALOGUE } from '@esep/contracts';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The macros of these files are for Vite, so that they are read and not run.

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');
const keysIn = (text: string): string[] =>
  [...text.matchAll(/^ {2}(\w+): msg`/gm)].map(([, key = '']) => key);

const listIn = (file: string, name: string): string[] =>
  keysIn(new RegExp(`const ${name}: Words = \\{([^]*?)\\};`).exec(read(file))?.[1] ?? '');

it('has words for every event that there is, and for nothing else', () => {
  const steps = listIn('acts.ts', 'ACTS').flatMap((act) =>
    ['Proposed', 'Confirmed', 'Declined'].map((step) => act + step),
  );
  const said = new Set([
    ...listIn('events.ts', 'EVENTS'),
    ...listIn('words.ts', 'REPORT_EVENTS'),
    ...listIn('words.ts', 'FINDING_EVENTS'),
    ...steps,
  ]);
  expect([...said].toSorted()).toEqual(Object.keys(CATALOGUE).toSorted());
});
