import { plannedMonthsOf, type PlannedMonth } from './acts.js';
import type { ReconciliationAnswer } from './caller.js';
import { expectationOn, foundRow, mismatchesOf } from './found-row.js';
import { demonstrationSector } from './sector.js';

const JANUARY: PlannedMonth = plannedMonthsOf(demonstrationSector).find(
  ({ licensee, month }) => licensee.licenceId === 'DM-2025-06' && month.period === '2026-01',
)!;
const EXPECTED = JANUARY.month.expected;

describe('What is found', () => {
  it('is as it must be when every figure, finding and judgement is', () =>
    expect(mismatchesOf(JANUARY, EXPECTED, found(answer()))).toEqual([]));

  it('is told with what was expected', () => {
    const row = { ...answer().rows[0]!, mined: '1900000000', verdict: 'compliant' as const };
    expect(mismatchesOf(JANUARY, EXPECTED, found({ ...answer(), rows: [row] }))).toEqual([
      'Kokzhal Hash LLP, BTC, 2026-01: expected the verdict breach, found compliant.',
      'Kokzhal Hash LLP, BTC, 2026-01: expected mined 20 BTC, found 19 BTC.',
    ]);
  });

  it('lacks a finding', () =>
    expect(mismatchesOf(JANUARY, EXPECTED, found({ ...answer(), findings: [] }))).toEqual([
      'Kokzhal Hash LLP, BTC, 2026-01: expected the findings under-sold of 3 BTC, found none.',
    ]));

  it('has a finding too many, but for what other sources show and other months', () => {
    const findings = [
      ...answer().findings,
      { type: 'self-trade', period: '2026-01', quantity: '100000000' },
      { type: 'self-trade', period: '2026-02', quantity: '100000000' },
      { type: 'telemetry-gap', period: '2026-01', quantity: '0' },
    ];
    expect(mismatchesOf(JANUARY, EXPECTED, found({ ...answer(), findings }))).toEqual([
      'Kokzhal Hash LLP, BTC, 2026-01: expected the findings under-sold of 3 BTC, found self-trade of 1 BTC, under-sold of 3 BTC.',
    ]);
  });

  it('is not yet on record', () =>
    expect(mismatchesOf(JANUARY, EXPECTED, foundRow(JANUARY, 'id-6', answer(), undefined))).toEqual(
      ['Kokzhal Hash LLP, BTC, 2026-01: expected the judgement on record breach, found none.'],
    ));

  it('is nothing at all', () =>
    expect(mismatchesOf(JANUARY, EXPECTED, found({ ...answer(), rows: [] }))).toEqual([
      'Kokzhal Hash LLP, BTC, 2026-01: expected breach, found no row.',
    ]));
});

describe('What is expected', () => {
  const monthOf = (licenceId: string, period: string) =>
    plannedMonthsOf(demonstrationSector).find(
      ({ licensee, month }) => licensee.licenceId === licenceId && month.period === period,
    )!.month;

  it.each([
    ['2026-02-19', 'compliant'],
    ['2026-02-20', 'breach'],
  ])('on %s of a trade that was busted on 20 February is %s', (day, verdict) =>
    expect(expectationOn(monthOf('DM-2025-09', '2026-01'), day, false).verdict).toBe(verdict),
  );

  it.each([
    [false, []],
    [true, ['early-release']],
  ])('of coins that left early hangs on a chain: %s', (hasChain, types) => {
    const { findings } = expectationOn(monthOf('DM-2025-05', '2026-01'), '2026-04-12', hasChain);
    expect(findings.map(({ type }) => type)).toEqual(types);
  });
});

function answer(): ReconciliationAnswer {
  return {
    rows: [
      {
        period: '2026-01',
        mined: '2000000000',
        required: '1500000000',
        soldInTime: '1200000000',
        soldLate: '0',
        surplus: '0',
        verdict: 'breach',
      },
    ],
    findings: [{ type: 'under-sold', period: '2026-01', quantity: '300000000' }],
    ledger: { knownThrough: '2026-04-12T16:00:00.000Z', complete: true },
  };
}

function found(reconciliation: ReconciliationAnswer) {
  const judged = { verdict: 'breach', restatement: 0 } as Parameters<typeof foundRow>[3];
  return foundRow(JANUARY, 'id-6', reconciliation, judged);
}
