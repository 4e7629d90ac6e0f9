import { aifc2026, DIGITAL_ASSETS_LAW } from './aifc-2026.js';
import { BEGINNING, frozen, type DatedValue, type RulePack, type Source } from './rule-pack.js';
import type { MiningFee } from './rule-values.js';

// What REGIME.md marks [L]: the law and practice of Kazakhstan where they differ from the regime as
// ordered. An act is named only where it is known for certain.

const found = <Value>(fact: string, value: Value, act?: string): DatedValue<Value> => ({
  from: BEGINNING,
  value,
  source: { fact, mark: 'L', ...(act && { act }) },
});

// The fee of TAX-4 in its three known forms. Between the ends of the progressive scale of 2023 the
// steps are not confirmed: below the price from which the least fee applies, the top rate is taken.
const flatFee: MiningFee = {
  applies: true,
  period: 'quarter',
  payableByDayOfNextMonth: 20,
  withoutMeterTiyn: 100,
  ownPowerTiyn: 100,
  ownRenewablePowerTiyn: 100,
  bands: [{ fromPriceTiyn: 0, feeTiyn: 100 }],
};
const progressiveFee: MiningFee = {
  ...flatFee,
  withoutMeterTiyn: 2_500,
  ownPowerTiyn: 1_000,
  bands: [
    { fromPriceTiyn: 0, feeTiyn: 2_500 },
    { fromPriceTiyn: 2_400, feeTiyn: 100 },
  ],
};
const feeOf2022: Source = {
  fact: 'TAX-4',
  mark: 'L',
  act: 'Tax Code, as amended by Law of the Republic of Kazakhstan of 24 June 2021 № 53-VII',
};
const feeOf2023: Source = {
  fact: 'TAX-4',
  mark: 'L',
  act: 'Tax Code, art. 606-3, as amended by Law of the Republic of Kazakhstan of 11 July 2022 № 135-VII',
  note: 'The steps between the top and the least rate are not confirmed',
};

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
    miningFee: {
      rule: 'TAX-4',
      values: [
        { from: BEGINNING, value: { applies: false }, source: feeOf2022 },
        { from: '2022-01-01', value: flatFee, source: feeOf2022 },
        { from: '2023-01-01', value: progressiveFee, source: feeOf2023, assumption: true },
        {
          from: '2026-01-01',
          value: progressiveFee,
          source: {
            fact: 'TAX-4',
            mark: 'A',
            note: 'A new Tax Code is in force; its rates are not confirmed, the earlier ones are kept',
          },
          assumption: true,
        },
      ],
    },
  },
});
