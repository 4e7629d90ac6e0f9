import { SUBMISSION_MESSAGES } from '@esep/contracts';
import { FILL_MESSAGES, TRADE_MESSAGES, TRANSFER_MESSAGES } from '@esep/exchange-settlement-domain';
import { DISTRIBUTION_MESSAGES, PAYOUT_MESSAGES } from '@esep/pool-reporting-domain';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// locales.spec.ts says that what is in remedies.ts is translated; here, that nothing is absent from it.
// Its macros are for Vite, so that the file is read and not run.

const source = readFileSync(join(import.meta.dirname, 'remedies.ts'), 'utf8');
const [rows = '', reports = ''] = source.split('export const REPORT_REMEDIES');
const codesIn = (text: string) =>
  [...text.matchAll(/^ {2}'([a-z-]+)': msg`[^`]{40,}`,$/gm)].map(([, code]) => code).toSorted();

describe('What to do about a refusal', () => {
  it('is known for each code that a row may be rejected with, and for no other', () => {
    const all = [
      DISTRIBUTION_MESSAGES,
      PAYOUT_MESSAGES,
      FILL_MESSAGES,
      TRADE_MESSAGES,
      TRANSFER_MESSAGES,
    ];
    const codes = new Set(all.flatMap((messages) => Object.keys(messages)));
    expect(codesIn(rows)).toEqual([...codes].toSorted());
  });

  it('is known for each code that a report may be refused with, and for no other', () => {
    expect(codesIn(reports)).toEqual(Object.keys(SUBMISSION_MESSAGES).toSorted());
  });
});
