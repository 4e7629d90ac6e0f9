import { RULE_OF } from '@esep/rulebook';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// The macros of questions.ts are for Vite, so that the file is read and not run.

it('asks for every value that a rule pack has, once', () => {
  const source = readFileSync(join(import.meta.dirname, 'questions.ts'), 'utf8');
  const asked = [...source.matchAll(/^ {6}(\w+): msg`/gm)].map(([, key]) => key);
  expect(asked.toSorted()).toEqual(Object.keys(RULE_OF).toSorted());
});
