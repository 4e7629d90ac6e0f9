import { estimateCost, type CostQuestion, type LicenceCost } from './cost-estimate.js';

// The figures of LIC-12. The stated items come to 70,000 and 120,000 a first year; that leaves 5,000
// to 30,000 of the stated total for software and fees, which nobody priced.
const COST: LicenceCost = {
  currency: 'USD',
  totalMin: usd(75_000),
  totalMax: usd(150_000),
  items: [
    { code: 'legal-incorporation', per: 'once', min: usd(20_000), max: usd(40_000) },
    { code: 'aifc-office', per: 'year', min: usd(10_000), max: usd(20_000) },
    { code: 'share-capital', per: 'once', min: usd(50_000) },
    { code: 'two-officers', per: 'year', min: usd(40_000), max: usd(60_000) },
    { code: 'aml-software', per: 'year' },
    { code: 'annual-fees', per: 'year' },
  ],
};

describe('The estimate of what a licence costs (LIC-12)', () => {
  it.each`
    years | low        | high       | why
    ${1}  | ${75_000}  | ${150_000} | ${'20 + 10 + 40 + 5 and 40 + 20 + 60 + 30'}
    ${2}  | ${130_000} | ${260_000} | ${'20 + 2 × 55 and 40 + 2 × 110'}
    ${3}  | ${185_000} | ${370_000} | ${'20 + 3 × 55 and 40 + 3 × 110'}
  `('for $years year(s) is USD $low to $high: $why', ({ years, low, high }) =>
    expect(estimate({ years }).spent).toEqual({ low: usd(low), high: usd(high) }),
  );

  it('leaves share capital out of the cost and shows it beside', () =>
    expect(estimate().kept).toEqual({ low: usd(50_000), high: usd(50_000) }));

  it('does not ask for share capital again every year', () =>
    expect(estimate({ years: 3 }).kept.low).toBe(usd(50_000)));

  it('breaks down into one line per item', () =>
    expect(
      estimate({ years: 2 }).lines.map(({ code, times, range }) => [code, times, range]),
    ).toEqual([
      ['legal-incorporation', 1, { low: usd(20_000), high: usd(40_000) }],
      ['aifc-office', 2, { low: usd(20_000), high: usd(40_000) }],
      ['share-capital', 1, { low: usd(50_000), high: usd(50_000) }],
      ['two-officers', 2, { low: usd(80_000), high: usd(120_000) }],
      ['aml-software', 2, undefined],
      ['annual-fees', 2, undefined],
    ]));

  it('says of each item where its figure comes from', () =>
    expect(
      estimate({ planned: [{ code: 'aml-software', amount: usd(1) }] }).lines.map(
        ({ source }) => source,
      ),
    ).toEqual(['stated', 'stated', 'stated', 'stated', 'planned', 'not-stated']));

  it('takes what the applicant plans instead of what is stated', () => {
    const { spent, lines } = estimate({ planned: [{ code: 'aifc-office', amount: usd(12_000) }] });
    expect(spent).toEqual({ low: usd(77_000), high: usd(142_000) });
    expect(lines[1]).toMatchObject({ source: 'planned', isUnusual: false });
  });

  describe('of the items that nobody priced', () => {
    const software = { code: 'aml-software', amount: usd(8_000) };
    const fees = { code: 'annual-fees', amount: usd(1_000) };
    it.each`
      planned             | restLow  | restHigh  | low       | high       | why
      ${[]}               | ${5_000} | ${30_000} | ${75_000} | ${150_000} | ${'the whole gap'}
      ${[fees]}           | ${4_000} | ${29_000} | ${75_000} | ${150_000} | ${'the gap less 1'}
      ${[software]}       | ${0}     | ${22_000} | ${78_000} | ${150_000} | ${'the gap less 8, never below nothing'}
      ${[software, fees]} | ${0}     | ${0}      | ${79_000} | ${129_000} | ${'nothing is open any more'}
    `('the rest of the total is $restLow to $restHigh: $why', (row) => {
      const { rest, spent } = estimate({ planned: row.planned });
      expect(rest).toEqual({ low: usd(row.restLow), high: usd(row.restHigh) });
      expect(spent).toEqual({ low: usd(row.low), high: usd(row.high) });
    });
  });

  it.each`
    code               | dollars   | isUnusual
    ${'aifc-office'}   | ${9_999}  | ${true}
    ${'aifc-office'}   | ${10_000} | ${false}
    ${'aifc-office'}   | ${20_000} | ${false}
    ${'aifc-office'}   | ${20_001} | ${true}
    ${'share-capital'} | ${50_000} | ${false}
    ${'share-capital'} | ${90_000} | ${false}
    ${'annual-fees'}   | ${90_000} | ${false}
    ${'annual-fees'}   | ${0}      | ${false}
  `('says of USD $dollars for $code that it is unusual: $isUnusual', (row) => {
    const { lines } = estimate({ planned: [{ code: row.code, amount: usd(row.dollars) }] });
    expect(lines.find(({ code }) => code === row.code)).toMatchObject({ isUnusual: row.isUnusual });
  });

  const office = (amount: bigint) => ({ code: 'aifc-office', amount });
  it.each`
    plan                                                             | reason                       | why
    ${{ years: 0 }}                                                  | ${'years-not-positive'}      | ${'no year'}
    ${{ years: 1.5 }}                                                | ${'years-not-positive'}      | ${'half a year'}
    ${{ planned: [{ code: 'yacht', amount: 1n }] }}                  | ${'cost-item-unknown'}       | ${'what is no item'}
    ${{ planned: [office(1n), office(2n)] }}                         | ${'cost-item-planned-twice'} | ${'two plans for one item'}
    ${{ planned: [office(-1n)] }}                                    | ${'cost-negative'}           | ${'less than nothing'}
    ${{ planned: [{ code: 'share-capital', amount: usd(49_999) }] }} | ${'cost-below-minimum'}      | ${'less than LIC-7 demands'}
  `('is refused as $reason for $why', ({ plan, reason }) =>
    expect(estimateCost({ ...question(), ...plan })).toEqual({ ok: false, reason }),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function usd(dollars: number): bigint {
  return BigInt(dollars) * 100n;
}
function question(but: Partial<CostQuestion> = {}): CostQuestion {
  return { cost: COST, years: 1, planned: [], ...but };
}
function estimate(but: Partial<CostQuestion> = {}) {
  const answer = estimateCost(question(but));
  if (!answer.ok) throw new Error(answer.reason);
  return answer.value;
}
