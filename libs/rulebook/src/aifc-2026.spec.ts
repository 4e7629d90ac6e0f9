import {
  aifc2026,
  evaluate,
  kzLaw,
  RULE_KEYS,
  RULE_OF,
  type DatedValue,
  type RuleKey,
} from './index.js';

// Every value that REGIME.md marks [S] and the software does, by the id of its fact.

const TODAY = '2026-11-22';

describe('The pack of the AIFC says, as the regime was stated:', () => {
  it.each<[rule: string, key: RuleKey, value: unknown]>([
    ['LIC-1', 'issuingAuthority', { code: 'AIFC', name: 'Astana International Financial Centre' }],
    ['LIC-2', 'applicantKinds', ['legal-entity', 'individual-entrepreneur']],
    [
      'LIC-12',
      'licenceCost',
      {
        currency: 'USD',
        totalMin: '7500000',
        totalMax: '15000000',
        items: [
          { code: 'legal-incorporation', per: 'once', min: '2000000', max: '4000000' },
          { code: 'aifc-office', per: 'year', min: '1000000', max: '2000000' },
          { code: 'share-capital', per: 'once', min: '5000000' },
          { code: 'two-officers', per: 'year', min: '4000000', max: '6000000' },
          { code: 'aml-software', per: 'year' },
          { code: 'annual-fees', per: 'year' },
        ],
      },
    ],
    ['LIC-9', 'siteTenures', ['owned', 'leased']],
    [
      'LIC-9',
      'siteEvidence',
      [
        ...['deed', 'lease', 'power-contract', 'access-logs'],
        ...['cooling', 'power-redundancy', 'security'],
      ],
    ],
    ['SALE-1', 'saleShareBps', 7_500],
    ['SALE-2', 'quoteCurrencies', ['KZT', 'USD']],
    ['SALE-3', 'retainedReleaseConditions', ['period-reported', 'tax-paid']],
    ['TAX-1', 'taxRateBps', 1_500],
    ['TAX-1', 'taxBase', 'profit'],
    [
      'TAX-1',
      'taxRateConditions',
      [
        'licence-in-force',
        'approved-pool',
        'declared-pool',
        'sold-share-met',
        'retained-moved-after-release',
        'continuing-duties',
      ],
    ],
  ])('%s %s', (rule, key, value) => {
    const answer = evaluate(aifc2026, key, TODAY);
    expect(answer.value).toEqual(value);
    expect(answer.why).toMatchObject({
      rule,
      source: { fact: rule, mark: 'S' },
      assumption: false,
    });
  });

  it('SALE-1: 50 % for 2024, 75 % from 2025, nothing before', () => {
    expect(aifc2026.rules.saleShareBps.values.map(({ from, value }) => [from, value])).toEqual([
      ['0001-01-01', 0],
      ['2024-01-01', 5_000],
      ['2025-01-01', 7_500],
    ]);
  });
});

describe('The pack of the AIFC marks as assumptions', () => {
  it.each<[key: RuleKey, value: unknown]>([
    ['poolCap', 5],
    ['saleCountsAt', 'trade'],
    ['curedLate', 'breach'],
    ['lawOfQuarter', 'law-of-its-last-day'],
    ['brokenMonth', 'breaks-its-quarter'],
    ['miningProfit', 'value-at-receipt-less-costs'],
    ['taxRounding', 'down-to-minor-units-once'],
    ['shareCapital', 'stays-the-applicants'],
    ['unstatedCosts', 'rest-of-the-total'],
    ['poolFeeLimitBps', 500],
    ['telemetryRefusedBpsMax', 100],
    ['telemetryNominalBpsMax', 15_000],
    ['telemetryLateDaysMax', 45],
    ['salePriceToleranceBps', 2_000],
    ['duplicateWindowHours', 72],
    ['payoutConfirmationHours', 24],
    ['rebuyWindowHours', 24],
    ['rebuyShareBps', 5_000],
    ['graceDays', 10],
    ['deadlineRoll', 'next-working-day'],
    ['saleBasis', 'coins-per-asset'],
    ['period', 'calendar-month'],
    ['carryForward', false],
    ['licenceTermMonths', 36],
    ['suspensionMonths', { min: 1, max: 6 }],
    ['harsherTaxRateBps', 2_000],
    ['priceToleranceBps', 2_500],
  ])('FIGURES-25: %s', (key, value) => {
    const answer = evaluate(aifc2026, key, TODAY);
    expect(answer.value).toEqual(value);
    expect(answer.why.assumption).toBe(true);
  });

  it('FIGURES-25: that nothing was to be sold before 2024, and not what was from then on', () =>
    expect(aifc2026.rules.saleShareBps.values.map(({ assumption }) => assumption ?? false)).toEqual(
      [true, false, false],
    ));

  it('everything whose source is neither stated nor given by the regime', () => {
    const unconfirmed = RULE_KEYS.filter((key) => key !== 'holidays')
      .flatMap(valuesOf)
      .filter(({ source }) => source.mark === 'A' || source.mark === 'L');
    expect(unconfirmed.length).toBeGreaterThan(10);
    expect(unconfirmed.filter(({ assumption }) => assumption !== true)).toEqual([]);
  });

  it('and nothing that was stated', () => {
    const stated = RULE_KEYS.flatMap(valuesOf).filter(({ source }) => source.mark === 'S');
    expect(stated.length).toBeGreaterThan(8);
    expect(stated.filter(({ assumption }) => assumption === true)).toEqual([]);
  });
});

describe('The pack of the law of Kazakhstan', () => {
  it('differs exactly in what the law says otherwise', () => {
    const differing = RULE_KEYS.filter((key) => kzLaw.rules[key] !== aifc2026.rules[key]);
    expect(differing).toEqual([
      'issuingAuthority',
      'licenceTermMonths',
      'suspensionMonths',
      'taxRateBps',
      'taxBase',
      'harsherTaxRateBps',
      'priceRule',
    ]);
  });

  it.each<[key: RuleKey, fact: string, value: unknown]>([
    [
      'issuingAuthority',
      'LIC-1',
      { code: 'KZ-MINISTRY', name: 'The ministry authorised for digital assets' },
    ],
    ['licenceTermMonths', 'LIC-11', 36],
    ['suspensionMonths', 'LIC-11', { min: 1, max: 6 }],
    ['taxRateBps', 'TAX-2', 2_000],
    ['taxBase', 'TAX-2', 'value-at-receipt'],
    [
      'priceRule',
      'TAX-3',
      {
        list: 'state-published',
        setOn: 'working-days',
        otherDays: 'previous-working-day',
        exchangeRate: 'national-bank-of-the-date',
        missingPrice: 'blocks-assessment',
      },
    ],
  ])('says %s by %s', (key, fact, value) => {
    const answer = evaluate(kzLaw, key, TODAY);
    expect(answer.value).toEqual(value);
    expect(answer.why).toMatchObject({ source: { fact, mark: 'L' }, assumption: false });
  });
});

it.each([aifc2026, kzLaw])('The rules of $packId stand under the facts they belong to', (pack) => {
  expect(Object.fromEntries(RULE_KEYS.map((key) => [key, pack.rules[key].rule]))).toEqual(RULE_OF);
});

function valuesOf(key: RuleKey): readonly DatedValue<unknown>[] {
  return aifc2026.rules[key].values;
}
