import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { refusalAnswer, type Refusals } from '@esep/kernel';
import { LICENSING_REFUSALS } from '@esep/licensing-domain';
import { SUPERVISION_REFUSALS } from '@esep/supervision-domain';
import { TAX_REFUSALS } from '@esep/tax-domain';

import { REFUSALS } from '../libs/platform/src/http/problem.js';

// A refusal that no table declares would be answered with 422 and without a word about what to do.

const root = join(import.meta.dirname, '..');

type Row = readonly [where: string, refusals: Refusals, sources: string];
const SERVICES: readonly Row[] = [
  ['the platform', REFUSALS, 'libs/{platform/src/{event-store,runtime},contracts/src}/*.ts'],
  ['licensing', LICENSING_REFUSALS, 'services/licensing/*/src/**/*.ts'],
  ['tax', TAX_REFUSALS, 'services/tax/*/src/**/*.ts'],
  ['supervision', SUPERVISION_REFUSALS, 'services/supervision/*/src/**/*.ts'],
];

const LITERAL = /\brefuse\(\s*'([a-z-]+)'|\b(?:accepted|appended): false,\s*reason: '([a-z-]+)'/g;

describe('Every refusal', () => {
  it.each(SERVICES)('of %s has a status and says what to do', (_where, refusals, sources) => {
    const all = { ...REFUSALS, ...refusals };
    const texts = globSync(sources, { cwd: root })
      .filter((file) => !/\.spec\.ts$|\.contract\.ts$|\/testing\//.test(file))
      .map((file) => readFileSync(join(root, file), 'utf8'));
    const refused = new Set(
      texts.flatMap((text) => [...text.matchAll(LITERAL)].map(([, one, other]) => one ?? other)),
    );
    const undeclared = [...refused].filter((reason = '') => !refusalAnswer(all, reason));
    expect(undeclared).toEqual([]);
    expect(refused.size).toBeGreaterThan(2);
  });

  it('of what does not exist is answered with 404, and nothing else is', () => {
    const all: Refusals = Object.assign({}, ...SERVICES.map(([, refusals]) => refusals));
    const missing = Object.keys(all).filter((reason) => refusalAnswer(all, reason)?.status === 404);
    expect(missing.toSorted()).toEqual(
      Object.keys(all)
        .filter((reason) => reason.endsWith('-unknown'))
        .toSorted(),
    );
    expect(missing.length).toBeGreaterThan(5);
  });
});
