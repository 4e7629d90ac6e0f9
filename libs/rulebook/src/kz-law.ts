import { aifc2026, DIGITAL_ASSETS_LAW } from './aifc-2026.js';
import { BEGINNING, frozen, type DatedValue, type RulePack } from './rule-pack.js';

// What REGIME.md marks [L]: the law and practice of Kazakhstan where they differ from the regime as
// ordered. An act is named only where it is known for certain.

const found = <Value>(fact: string, value: Value, act?: string): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact, mark: 'L', ...(act && { act }) },
});

export const kzLaw: RulePack = frozen<RulePack>({
  ...aifc2026,
  packId: 'kz-law',
  title: 'Digital mining in the law of Kazakhstan',
  rules: {
    ...aifc2026.rules,
    issuingAuthority: {
      rule: 'LIC-1',
      values: [
        found('LIC-1', {
          code: 'KZ-MINISTRY',
          name: 'The ministry authorised for digital assets',
        }),
      ],
    },
    licenceTermMonths: { rule: 'LIC-11', values: [found('LIC-11', 36, DIGITAL_ASSETS_LAW)] },
    suspensionMonths: { rule: 'LIC-11', values: [found('LIC-11', { min: 1, max: 6 })] },
    taxRateBps: { rule: 'TAX-1', values: [found('TAX-2', 2_000)] },
    taxBase: { rule: 'TAX-1', values: [found('TAX-2', 'value-at-receipt')] },
    harsherTaxRateBps: {
      rule: 'TAX-1',
      values: [
        {
          from: BEGINNING,
          value: 2_000,
          source: { fact: 'TAX-1', mark: 'A', note: 'The law knows no preferential rate to lose' },
          assumption: true,
        },
      ],
    },
    priceRule: {
      rule: 'TAX-3',
      values: [
        found('TAX-3', {
          list: 'state-published',
          setOn: 'working-days',
          otherDays: 'previous-working-day',
          exchangeRate: 'national-bank-of-the-date',
          missingPrice: 'blocks-assessment',
        }),
      ],
    },
  },
});
