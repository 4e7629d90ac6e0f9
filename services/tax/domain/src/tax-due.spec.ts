import type { Verdict } from '@esep/contracts';

import type { JudgedMonth } from './judged-month.js';
import {
  taxDue,
  type Receipt,
  type TaxAnswer,
  type TaxQuestion,
  type TaxTerms,
} from './tax-due.js';

const AIFC: TaxTerms = {
  rulePackHash: 'a1',
  base: 'profit',
  rateBps: 1_500,
  harsherRateBps: 3_000,
  rateConditions: ['approved-pool', 'sold-share-met'],
};
const KZ_LAW: TaxTerms = {
  rulePackHash: 'b1',
  base: 'value-at-receipt',
  rateBps: 2_000,
  harsherRateBps: 2_000,
  rateConditions: ['approved-pool', 'sold-share-met'],
};
const BTC = 100_000_000n;
const ETC = 10n ** 18n;

// 70,000.00 USD at 512.34 KZT is 35,863,800.00 KZT a bitcoin; 20.00 USD is 10,246.80 KZT an ETC.
describe('The tax of a quarter', () => {
  const oneBtc = [btc(BTC)];
  const sat = { price: { amount: 3_586_380_000n, currency: 'KZT' } };
  it.each`
    receipts                                     | terms     | costTiyn          | baseTiyn          | amountTiyn      | why
    ${oneBtc}                                    | ${AIFC}   | ${0n}             | ${3_586_380_000n} | ${537_957_000n} | ${'15 % of 35,863,800.00'}
    ${oneBtc}                                    | ${AIFC}   | ${1_000_000_000n} | ${2_586_380_000n} | ${387_957_000n} | ${'15 % of what is left after costs of 10,000,000.00'}
    ${oneBtc}                                    | ${AIFC}   | ${3_586_379_999n} | ${1n}             | ${0n}           | ${'15 % of a tiyn is less than a tiyn'}
    ${oneBtc}                                    | ${AIFC}   | ${3_586_380_000n} | ${0n}             | ${0n}           | ${'costs as great as the value'}
    ${oneBtc}                                    | ${AIFC}   | ${9_000_000_000n} | ${0n}             | ${0n}           | ${'a loss is no negative tax'}
    ${oneBtc}                                    | ${KZ_LAW} | ${0n}             | ${3_586_380_000n} | ${717_276_000n} | ${'20 % of 35,863,800.00'}
    ${oneBtc}                                    | ${KZ_LAW} | ${1_000_000_000n} | ${3_586_380_000n} | ${717_276_000n} | ${'costs are not deducted from receipts'}
    ${[etc(ETC)]}                                | ${AIFC}   | ${0n}             | ${1_024_680n}     | ${153_702n}     | ${'15 % of 10,246.80'}
    ${[btc(BTC), etc(ETC)]}                      | ${AIFC}   | ${0n}             | ${3_587_404_680n} | ${538_110_702n} | ${'the assets are added up'}
    ${[etc(1n)]}                                 | ${AIFC}   | ${0n}             | ${0n}             | ${0n}           | ${'the least unit of ETC is worth nothing'}
    ${[btc(1n, sat)]}                            | ${AIFC}   | ${0n}             | ${35n}            | ${5n}           | ${'a satoshi: 35.8638 and 5.37957'}
    ${[btc(1n)]}                                 | ${AIFC}   | ${0n}             | ${35n}            | ${5n}           | ${'the same by way of dollars'}
    ${[btc(1n), btc(1n), btc(1n)]}               | ${AIFC}   | ${0n}             | ${107n}           | ${16n}          | ${'107.5914 and 16.13871: rounded once, not per row'}
    ${[btc(2n, kzt(345_000_000n))]}              | ${AIFC}   | ${0n}             | ${6n}             | ${1n}           | ${'15 % of 6.9, not of 6'}
    ${[btc(BTC), btc(0n, { price: undefined })]} | ${AIFC}   | ${0n}             | ${3_586_380_000n} | ${537_957_000n} | ${'nothing received needs no price'}
    ${[]}                                        | ${AIFC}   | ${0n}             | ${0n}             | ${0n}           | ${'nothing mined'}
  `(
    'is $amountTiyn tiyn on $baseTiyn: $why',
    ({ receipts, terms, costTiyn, baseTiyn, amountTiyn }) =>
      expect(taxDue(question({ receipts, terms, costTiyn }))).toMatchObject({
        status: 'due',
        baseTiyn,
        amountTiyn,
      }),
  );

  describe('has the rate (TAX-1)', () => {
    const unapproved = [{ findingType: 'unapproved-pool', asset: 'BTC', period: '2026-02' }];
    it.each<{ verdicts: readonly Verdict[]; rateBps: number; breaches?: typeof unapproved }>([
      { verdicts: ['compliant', 'compliant', 'compliant'], rateBps: 1_500 },
      { verdicts: ['compliant', 'breach', 'compliant'], rateBps: 3_000 },
      { verdicts: ['compliant', 'compliant', 'breach-cured-late'], rateBps: 3_000 },
      {
        verdicts: ['compliant', 'compliant', 'compliant'],
        breaches: unapproved,
        rateBps: 3_000,
      },
    ])('$rateBps bps when the months are $verdicts and beside them $breaches', (row) => {
      const judgements = judged('BTC', [BTC, 0n, 0n], row.verdicts);
      const findings = row.breaches ?? [];
      const answer = taxDue(question({ receipts: oneBtc, judgements, findings }));
      expect(answer).toMatchObject({ status: 'due', rateBps: row.rateBps });
    });

    it('of the harsher kind for all when one asset is in breach', () => {
      const judgements = [
        ...judged('BTC', [BTC, 0n, 0n]),
        ...judged('ETC', [0n, 0n, 0n], ['compliant', 'compliant', 'breach']),
      ];
      expect(taxDue(question({ receipts: oneBtc, judgements }))).toMatchObject({
        rateBps: 3_000,
        amountTiyn: 1_075_914_000n,
      });
    });
  });

  it('is explained step by step', () =>
    expect(due(question({ receipts: [etc(ETC), btc(BTC / 2n)], costTiyn: 50n })).why).toEqual([
      { rule: 'TAX-3', text: 'BTC 2026-01-05: 0.5 BTC × 70000 USD × 512.34 KZT = 17931900 KZT' },
      { rule: 'TAX-3', text: 'ETC 2026-01-05: 1 ETC × 20 USD × 512.34 KZT = 10246.8 KZT' },
      {
        rule: 'TAX-1',
        text: 'Mining profit: 17942146.8 KZT − costs of 0.5 KZT, not below 0 = 17942146.3 KZT',
      },
      { rule: 'LIC-14', text: 'approved-pool: kept' },
      { rule: 'SALE-1', text: 'sold-share-met: kept' },
      { rule: 'TAX-1', text: 'Nothing that the lower rate asks for is broken: 15 %' },
      {
        rule: 'TAX-1',
        text: '17942146.3 KZT × 15 % = 2691321.94 KZT, rounded down to whole tiyn',
      },
    ]));

  it('is explained by what was broken', () => {
    const judgements = judged('BTC', [BTC, 0n, 0n], ['breach', 'compliant', 'breach-cured-late']);
    const findings = [{ findingType: 'unapproved-pool', asset: 'BTC', period: '2026-02' }];
    const { why } = due(question({ receipts: oneBtc, judgements, findings, terms: AIFC }));
    expect(why.slice(2, 5)).toEqual([
      { rule: 'LIC-14', text: 'approved-pool: not kept, BTC 2026-02: unapproved-pool (1)' },
      {
        rule: 'SALE-1',
        text: 'sold-share-met: not kept, BTC 2026-01 is breach, BTC 2026-03 is breach-cured-late',
      },
      { rule: 'TAX-1', text: 'Not kept: approved-pool, sold-share-met: 30 %' },
    ]);
  });

  it('is explained under TAX-2 where receipts are taxed', () =>
    expect(due(question({ receipts: oneBtc, terms: KZ_LAW })).why.slice(1)).toEqual([
      {
        rule: 'TAX-2',
        text: 'Value at receipt: 35863800 KZT; what sales bring is outside the base',
      },
      { rule: 'LIC-14', text: 'approved-pool: kept' },
      { rule: 'SALE-1', text: 'sold-share-met: kept' },
      { rule: 'TAX-2', text: 'Nothing that the lower rate asks for is broken: 20 %' },
      { rule: 'TAX-2', text: '35863800 KZT × 20 % = 7172760 KZT, rounded down to whole tiyn' },
    ]));

  it('does not depend on the order of what comes in', () => {
    const receipts = [btc(BTC), etc(ETC), btc(5n, kzt(7n)), btc(5n)];
    const judgements = [
      ...judged('BTC', [BTC + 10n, 0n, 0n], ['breach', 'compliant', 'breach']),
      ...judged('ETC', [ETC, 0n, 0n], ['breach', 'compliant', 'compliant']),
    ];
    const findings = [
      { findingType: 'unapproved-pool', asset: 'ETC', period: '2026-02' },
      { findingType: 'unapproved-pool', asset: 'BTC', period: '2026-02' },
    ];
    const asked = question({ receipts, judgements, findings });
    const turned = {
      ...asked,
      receipts: [...receipts].reverse(),
      judgements: [...judgements].reverse(),
      findings: [...findings].reverse(),
    };
    expect(taxDue(turned)).toEqual(taxDue(asked));
  });
});

describe('The lower rate is for who keeps all that the law lists (TAX-1)', () => {
  const all = [
    'licence-in-force',
    'approved-pool',
    'declared-pool',
    'sold-share-met',
    'retained-moved-after-release',
    'continuing-duties',
  ];
  const terms = { ...AIFC, rateConditions: all };
  const found = (findingType: string) => [{ findingType, asset: 'BTC', period: '2026-02' }];

  it.each`
    findingType                | broken
    ${'mined-without-licence'} | ${'licence-in-force'}
    ${'mined-while-suspended'} | ${'licence-in-force'}
    ${'unapproved-pool'}       | ${'approved-pool'}
    ${'undeclared-pool'}       | ${'declared-pool'}
    ${'early-release'}         | ${'retained-moved-after-release'}
  `('FIGURES-22: and $findingType breaks $broken', ({ findingType, broken }) => {
    const asked = question({ receipts: [btc(BTC)], findings: found(findingType), terms });
    const { rateBps, conditions } = due(asked);
    expect(rateBps).toBe(3_000);
    const failed = conditions.filter(({ state }) => state === 'broken');
    expect(failed).toMatchObject([
      { condition: broken, detail: `BTC 2026-02: ${findingType} (1)` },
    ]);
  });

  it('FIGURES-22: each is looked at, and one that no source tells of is said to be not known', () => {
    const { rateBps, conditions } = due(question({ receipts: [btc(BTC)], terms }));
    expect(rateBps).toBe(1_500);
    expect(conditions.map(({ condition, state }) => [condition, state])).toEqual(
      all.map((condition) => [condition, condition === 'continuing-duties' ? 'not-known' : 'kept']),
    );
  });

  it('FIGURES-22: and what the law does not list breaks nothing', () => {
    const onlyPool = { ...AIFC, rateConditions: ['approved-pool'] };
    const judgements = judged('BTC', [BTC, 0n, 0n], ['breach', 'compliant', 'compliant']);
    const findings = found('early-release');
    const asked = question({ receipts: [btc(BTC)], judgements, findings, terms: onlyPool });
    expect(due(asked).rateBps).toBe(1_500);
  });

  it('FIGURES-22: and a condition that nobody here can look at blocks instead of passing', () =>
    expect(
      taxDue(
        question({ receipts: [btc(BTC)], terms: { ...AIFC, rateConditions: ['good-conduct'] } }),
      ),
    ).toEqual({ status: 'blocked', reason: 'rate-condition-unknown', detail: 'good-conduct' }));
});

it('FIELD-5: A value that no event can carry blocks the assessment instead of breaking it', () => {
  const huge = 10n ** 36n;
  const price = { amount: huge, currency: 'USD' };
  const receipts = [btc(huge, { price, rateTiyn: huge })];
  expect(taxDue(question({ receipts }))).toMatchObject({
    status: 'blocked',
    reason: 'figures-out-of-range',
  });
});

describe('The tax of a quarter is said', () => {
  const [january, february, march] = judged('BTC', [BTC, 0n, 0n]) as [
    JudgedMonth,
    JudgedMonth,
    JudgedMonth,
  ];
  const open: JudgedMonth = { ...march, state: 'open', verdict: 'pending' };
  const inconclusive: JudgedMonth = { ...february, state: 'provisional', verdict: 'inconclusive' };
  const doubtful = (month: JudgedMonth): JudgedMonth => ({ ...inconclusive, period: month.period });
  const noPrice = { price: undefined };
  const noRate = { rateTiyn: undefined };

  it.each`
    but                                                                                                 | reason                              | detail
    ${{ judgements: [], receipts: [] }}                                                                 | ${'period-not-final'}               | ${'no period of 2026-Q1 is judged'}
    ${{ judgements: [january, february, open] }}                                                        | ${'period-not-final'}               | ${'BTC 2026-03'}
    ${{ judgements: [january, february] }}                                                              | ${'period-not-final'}               | ${'BTC 2026-03'}
    ${{ judgements: [february, march] }}                                                                | ${'period-not-final'}               | ${'BTC 2026-01'}
    ${{ judgements: [] }}                                                                               | ${'period-not-final'}               | ${'BTC 2026-01, BTC 2026-02, BTC 2026-03'}
    ${{ receipts: [btc(BTC), etc(1n, { day: '2026-02-11' })], judgements: [january, february, march] }} | ${'period-not-final'}               | ${'ETC 2026-02, ETC 2026-03'}
    ${{ judgements: [january, inconclusive, march] }}                                                   | ${'period-inconclusive'}            | ${'BTC 2026-02'}
    ${{ judgements: [january, inconclusive, open] }}                                                    | ${'period-inconclusive'}            | ${'BTC 2026-02'}
    ${{ judgements: judged('BTC', [BTC - 1n, 0n, 0n]) }}                                                | ${'receipts-differ-from-judgement'} | ${'BTC 2026-01'}
    ${{ judgements: judged('BTC', [BTC, 1n, 0n]) }}                                                     | ${'receipts-differ-from-judgement'} | ${'BTC 2026-02'}
    ${{ receipts: [btc(BTC, noPrice)] }}                                                                | ${'price-missing'}                  | ${'BTC 2026-01-05'}
    ${{ receipts: [btc(BTC - 1n), btc(1n, { ...noPrice, day: '2026-01-06' })] }}                        | ${'price-missing'}                  | ${'BTC 2026-01-06'}
    ${{ receipts: [btc(BTC, noRate)] }}                                                                 | ${'exchange-rate-missing'}          | ${'USD 2026-01-05'}
    ${{ receipts: [btc(1n, noRate), btc(BTC - 1n, noPrice)] }}                                          | ${'price-missing'}                  | ${'BTC 2026-01-05'}
  `('not at all, but blocked: $reason, $detail', ({ but, reason, detail }) =>
    expect(taxDue(question({ receipts: [btc(BTC)], ...but }))).toEqual({
      status: 'blocked',
      reason,
      detail,
    }),
  );

  it('not at all, but blocked with the same detail in whichever order the months come', () =>
    expect(
      taxDue(question({ receipts: [], judgements: [march, january, february].map(doubtful) })),
    ).toEqual({
      status: 'blocked',
      reason: 'period-inconclusive',
      detail: 'BTC 2026-01, BTC 2026-02, BTC 2026-03',
    }));

  it('of an asset of which nothing was received, only if somebody judged it', () =>
    expect(
      taxDue(question({ receipts: [btc(BTC), etc(0n)], judgements: [january, february, march] })),
    ).toMatchObject({ status: 'due', amountTiyn: 537_957_000n }));

  it('of an asset that began within the quarter, only from there on', () =>
    expect(
      taxDue(
        question({
          receipts: [btc(BTC, { day: '2026-02-28' })],
          judgements: judged('BTC', [0n, BTC, 0n]).slice(1),
        }),
      ),
    ).toMatchObject({ status: 'due', amountTiyn: 537_957_000n }));

  it('without an exchange rate where the price is in tenge', () =>
    expect(taxDue(question({ receipts: [btc(BTC, { ...kzt(100n), ...noRate })] }))).toMatchObject({
      status: 'due',
      baseTiyn: 100n,
      amountTiyn: 15n,
    }));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type ReceiptBut = Partial<{ [Field in keyof Receipt]: Receipt[Field] | undefined }>;

function btc(quantity: bigint, but: ReceiptBut = {}): Receipt {
  return receipt({
    asset: 'BTC',
    quantity,
    price: { amount: 7_000_000n, currency: 'USD' },
    ...but,
  });
}
function etc(quantity: bigint, but: ReceiptBut = {}): Receipt {
  return receipt({ asset: 'ETC', quantity, price: { amount: 2_000n, currency: 'USD' }, ...but });
}
function kzt(amount: bigint) {
  return { price: { amount, currency: 'KZT' } };
}
/** A field given as undefined is left out, as it is of a real receipt. */
function receipt(but: ReceiptBut): Receipt {
  const full = { day: '2026-01-05', rateTiyn: 51_234n, ...but };
  return Object.fromEntries(
    Object.entries(full).filter(([, value]) => value !== undefined),
  ) as unknown as Receipt;
}
function judged(
  asset: string,
  mined: readonly bigint[],
  verdicts: readonly Verdict[] = ['compliant', 'compliant', 'compliant'],
): JudgedMonth[] {
  return ['2026-01', '2026-02', '2026-03'].map((period, i) => ({
    asset,
    period,
    revision: 1,
    state: 'final',
    verdict: verdicts[i] as Verdict,
    mined: mined[i] as bigint,
  }));
}
/** Judged as received, in January, unless said otherwise. */
function question(but: Partial<TaxQuestion>): TaxQuestion {
  const receipts = but.receipts ?? [];
  const minedOf = (asset: string) =>
    receipts.filter((row) => row.asset === asset).reduce((sum, row) => sum + row.quantity, 0n);
  const assets = [...new Set(['BTC', ...receipts.map(({ asset }) => asset)])];
  const judgements = assets.flatMap((asset) => judged(asset, [minedOf(asset), 0n, 0n]));
  const quarter = '2026-Q1';
  return { quarter, judgements, receipts, findings: [], costTiyn: 0n, terms: AIFC, ...but };
}
function due(asked: TaxQuestion): Extract<TaxAnswer, { status: 'due' }> {
  const answer = taxDue(asked);
  if (answer.status !== 'due') throw new Error(answer.reason);
  return answer;
}
