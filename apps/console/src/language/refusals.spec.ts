import { LICENSING_REFUSALS } from '@esep/licensing-domain';
import { SUPERVISION_REFUSALS } from '@esep/supervision-domain';
import { TAX_REFUSALS } from '@esep/tax-domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// locales.spec.ts says that what is in refusals.ts is translated; here, that nothing is absent from it.
// Its macros are for Vite, so that the file is read and not run.

const source = readFileSync(join(import.meta.dirname, 'refusals.ts'), 'utf8');
const codes = new Set([...source.matchAll(/^ {2}'([a-z-]+)': msg`/gm)].map(([, code]) => code));

/** Of keys, rule packs and what only services send to themselves: no form of the console leads there. */
const NOT_OF_FORMS =
  /^(key-|not-genesis|revocation-before|rule-pack-|proposal-id-taken|assessed-from|judged-|asset-unknown|currency-unknown|day-malformed|rate-|reason-required|dismissal-takes-two-persons)/;

describe('Why something was not done', () => {
  it.each(Object.entries({ LICENSING_REFUSALS, SUPERVISION_REFUSALS, TAX_REFUSALS }))(
    'is said in words for each code that a form may meet: %s',
    (_name, refusals) => {
      const met = Object.keys(refusals).filter((code) => !NOT_OF_FORMS.test(code));
      expect(met.length).toBeGreaterThan(10);
      expect(met.filter((code) => !codes.has(code))).toEqual([]);
    },
  );
});
