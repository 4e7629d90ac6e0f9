import {
  aifc2026,
  evaluate,
  kzLaw,
  RULE_KEYS,
  RULE_OF,
  type DatedValue,
  type RuleKey,
} from './index.js';

// Every value that REGIME.md marks [S], by the id of its fact.

const TODAY = '2026-11-22';

describe('The pack of the AIFC says, as the regime was stated:', () => {
  it.each<[rule: string, key: RuleKey, value: unknown]>([
    ['LIC-1', 'issuingAuthority', { code: 'AIFC', name: 'Astana International Financial Centre' }],
    ['LIC-2', 'applicantKinds', ['legal-entity', 'individual-entrepreneur']],
    ['LIC-3', 'foreignOwnershipBpsMax', 10_000],
    ['LIC-3', 'refusedStructures', ['offshore-structure', 'nominee-director']],
    ['LIC-4', 'beneficialOwnerBpsMin', 2_500],
    ['LIC-4', 'personParticulars', ['name', 'identity-number', 'signature', 'residence']],
    [
      'LIC-5',
      'applicationWindows',
      {
        totalMonths: { min: 6, max: 9 },
        phases: [
          { phase: 'preparation', months: { min: 2, max: 4 } },
          { phase: 'incorporation', months: { min: 2, max: 3 } },
          { phase: 'approval', months: { min: 2, max: 3 } },
        ],
      },
    ],
    [
      'LIC-6',
      'preparationEvidence',
      [
        'business-plan',
        'financial-projections-with-bank-statements',
        'aml-cft-policies',
        'kyc-software-documentation',
        'management-experience',
      ],
    ],
    [
      'LIC-7',
      'incorporationEvidence',
      [
        'aifc-office-lease',
        'aml-officer',
        'compliance-officer',
        'paid-up-share-capital',
        'management-board-in-kazakhstan',
      ],
    ],
    ['LIC-7', 'localEmployeesMin', 2],
    ['LIC-7', 'boardMembersInKazakhstanMin', 4],
    ['LIC-7', 'shareCapitalMin', { amount: '5000000', currency: 'USD' }],
    [
      'LIC-8',
      'approvalTests',
      ['live-aml-checks', 'client-onboarding-simulation', 'approved-pool-connection'],
    ],
    ['LIC-9', 'dataCentreTenures', ['owned', 'leased-long-term']],
    [
      'LIC-9',
      'dataCentreEvidence',
      [
        'deed-or-signed-lease',
        'power-supply-contract',
        'physical-access-logs',
        'cooling-standard',
        'power-redundancy-standard',
        'security-standard',
      ],
    ],
    [
      'LIC-10',
      'machineParticulars',
      ['serial', 'model', 'nominal-hashrate', 'nominal-power', 'data-centre'],
    ],
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
    ['LIC-13', 'poolCap', 5],
    ['LIC-15', 'fineMax', { amount: '1000000000', currency: 'KZT' }],
    [
      'LIC-15',
      'unlicensedMiningConsequences',
      ['equipment-seizure', 'bank-account-freeze', 'fine', 're-entry-bar', 'back-taxes'],
    ],
    ['POOL-1', 'poolReports', ['hashrate', 'payout', 'coin-movement']],
    ['SALE-1', 'saleShareBps', 7_500],
    ['SALE-2', 'quoteCurrencies', ['KZT', 'USD']],
    ['SALE-2', 'saleCountsAt', 'trade'],
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
    [
      'SUP-2',
      'breachConsequences',
      ['suspension', 'revocation', 'back-taxes', 'fine', 'licensing-bar', 'asset-freeze'],
    ],
    ['SUP-5', 'auditPeriod', 'quarter'],
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
    ['fiatArrivalWorkingDays', 5],
    ['graceDays', 10],
    ['deadlineRoll', 'next-working-day'],
    ['saleBasis', 'coins-per-asset'],
    ['period', 'calendar-month'],
    ['carryForward', false],
    ['licenceTermMonths', 36],
    ['suspensionMonths', { min: 1, max: 6 }],
    ['harsherTaxRateBps', 2_000],
    ['priceToleranceBps', 2_500],
    ['miningFee', { applies: false }],
  ])('%s', (key, value) => {
    const answer = evaluate(aifc2026, key, TODAY);
    expect(answer.value).toEqual(value);
    expect(answer.why.assumption).toBe(true);
  });

  it('everything whose source is neither stated nor given by the regime', () => {
    const unconfirmed = RULE_KEYS.filter((key) => key !== 'holidays')
      .flatMap(valuesOf)
      .filter(({ source }) => source.mark === 'A' || source.mark === 'L');
    expect(unconfirmed.length).toBeGreaterThan(10);
    expect(unconfirmed.filter(({ assumption }) => assumption !== true)).toEqual([]);
  });

  it('and nothing that was stated', () => {
    const stated = RULE_KEYS.flatMap(valuesOf).filter(({ source }) => source.mark === 'S');
    expect(stated.length).toBeGreaterThan(25);
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
      'miningFee',
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
