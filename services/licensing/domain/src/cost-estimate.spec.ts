import { estimateCost, type CostItem, type CostQuestion } from './cost-estimate.js';

// The figures of LIC-12, in thousands of USD; software and fees fill the rest of 75 to 150.
const ITEMS: readonly CostItem[] = [
  item('incorporation', 20, 40),
  item('office', 10, 20, { due: 'yearly' }),
  item('officers', 40, 60, { due: 'yearly' }),
  item('software-and-fees', 5, 30, { due: 'yearly', isAssumption: true }),
  item('share-capital', 50, undefined, { nature: 'kept', isMinimum: true }),
];

describe('The estimate of what a licence costs (LIC-12)', () => {
  it.each`
    years | low             | high            | why
    ${1}  | ${usd(75_000)}  | ${usd(150_000)} | ${'20 + 10 + 40 + 5 and 40 + 20 + 60 + 30'}
    ${2}  | ${usd(130_000)} | ${usd(260_000)} | ${'20 + 2 × 55 and 40 + 2 × 110'}
    ${3}  | ${usd(185_000)} | ${usd(370_000)} | ${'20 + 3 × 55 and 40 + 3 × 110'}
  `('is USD $low to $high cents for $years year(s): $why', ({ years, low, high }) =>
    expect(estimate({ years }).spent).toEqual({ low, high }),
  );

  it('leaves share capital out of the cost and shows it beside', () =>
    expect(estimate().kept).toEqual({ low: usd(50_000), high: usd(50_000) }));

  it('does not ask for share capital again every year', () =>
    expect(estimate({ years: 3 }).kept.low).toBe(usd(50_000)));

  it('breaks down into one line per item', () =>
    expect(
      estimate({ years: 2 }).lines.map(({ code, times, low, high }) => [code, times, low, high]),
    ).toEqual([
      ['incorporation', 1, usd(20_000), usd(40_000)],
      ['office', 2, usd(20_000), usd(40_000)],
      ['officers', 2, usd(80_000), usd(120_000)],
      ['software-and-fees', 2, usd(10_000), usd(60_000)],
      ['share-capital', 1, usd(50_000), usd(50_000)],
    ]));

  it('marks what nobody could confirm', () =>
    expect(
      estimate()
        .lines.filter(({ isAssumption }) => isAssumption)
        .map(({ code }) => code),
    ).toEqual(['software-and-fees']));

  it('takes what the applicant plans instead of the range', () => {
    const { spent, lines } = estimate({ planned: [{ code: 'office', amount: usd(12_000) }] });
    expect(spent).toEqual({ low: usd(77_000), high: usd(142_000) });
    expect(lines[1]).toMatchObject({ isPlanned: true, isOutsideRange: false });
  });

  it.each`
    code               | amount         | isOutsideRange
    ${'office'}        | ${usd(9_999)}  | ${true}
    ${'office'}        | ${usd(10_000)} | ${false}
    ${'office'}        | ${usd(20_000)} | ${false}
    ${'office'}        | ${usd(20_001)} | ${true}
    ${'share-capital'} | ${usd(50_000)} | ${false}
    ${'share-capital'} | ${usd(90_000)} | ${false}
  `(
    'says of $amount cents for $code that it is unusual: $isOutsideRange',
    ({ code, amount, isOutsideRange }) => {
      const { lines } = estimate({ planned: [{ code, amount }] });
      expect(lines.find((line) => line.code === code)).toMatchObject({ isOutsideRange });
    },
  );

  it('is no assumption any more once the applicant knows', () =>
    expect(
      estimate({ planned: [{ code: 'software-and-fees', amount: usd(8_000) }] }).lines.some(
        ({ isAssumption }) => isAssumption,
      ),
    ).toBe(false));

  const office = (amount: bigint) => ({ code: 'office', amount });
  it.each`
    plan                                                             | reason                       | why
    ${{ years: 0 }}                                                  | ${'years-not-positive'}      | ${'no year'}
    ${{ years: 1.5 }}                                                | ${'years-not-positive'}      | ${'half a year'}
    ${{ planned: [{ code: 'yacht', amount: 1n }] }}                  | ${'cost-item-unknown'}       | ${'not an item'}
    ${{ planned: [office(1n), office(2n)] }}                         | ${'cost-item-planned-twice'} | ${'two plans for one item'}
    ${{ planned: [office(-1n)] }}                                    | ${'cost-negative'}           | ${'below zero'}
    ${{ planned: [{ code: 'share-capital', amount: usd(49_999) }] }} | ${'cost-below-minimum'}      | ${'less than LIC-7 demands'}
  `('is refused as $reason for $why', ({ plan, reason }) =>
    expect(estimateCost({ ...question(), ...plan })).toEqual({ ok: false, reason }),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function usd(dollars: number): bigint {
  return BigInt(dollars) * 100n;
}
function item(
  code: string,
  lowThousand: number,
  highThousand: number | undefined,
  but: Partial<CostItem> = {},
): CostItem {
  const high = highThousand !== undefined && { high: usd(highThousand * 1000) };
  const plain = { due: 'once', nature: 'spent', isMinimum: false, isAssumption: false } as const;
  return { code, title: code, low: usd(lowThousand * 1000), ...high, ...plain, ...but };
}
function question(but: Partial<CostQuestion> = {}): CostQuestion {
  return { items: ITEMS, years: 1, planned: [], ...but };
}
function estimate(but: Partial<CostQuestion> = {}) {
  const answer = estimateCost(question(but));
  if (!answer.ok) throw new Error(answer.reason);
  return answer.value;
}
