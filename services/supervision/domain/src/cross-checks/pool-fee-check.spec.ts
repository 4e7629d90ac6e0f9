import { aifc2026, crossCheckRules, type CrossCheckRules } from '@esep/rulebook';

import type { DistributionFact } from '../facts/reconciliation-facts.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { mined, WORKED_AS_OF, WORKED_RULES } from '../testing/worked-rows.js';

// Of 10,000 the law lets a pool keep 500.

const RULES = crossCheckRules(aifc2026);

describe('FIGURES-16: what a pool keeps of a credit', () => {
  it.each([
    [0n, 10_000n, undefined],
    [500n, 10_000n, undefined],
    [501n, 10_000n, 1n],
    [9_999n, 10_000n, 9_499n],
    [10_000n, 10_000n, 9_500n],
    // A pool cannot keep half of a base unit.
    [1n, 10n, undefined],
    [2n, 10n, 1n],
    [0n, 0n, undefined],
  ])('%d of %d is above the limit by %s', (fee, gross, above) =>
    expect(found([credit({ gross, fee })])).toEqual(
      above === undefined ? [] : [`excessive-pool-fee 2026-03 dmp-1,dmp-1:d-1 ${above}`],
    ),
  );

  it('is one finding per pool and period, of the credits that are above it', () => {
    const credits = [
      credit({ id: 'dmp-1:d-1', fee: 600n }),
      credit({ id: 'dmp-1:d-0', fee: 700n }),
      credit({ id: 'dmp-1:d-2', fee: 400n }),
      credit({ id: 'dmp-2:d-1', pool: 'dmp-2', fee: 501n }),
      { ...mined('2026-04-05T12:00', 0n), id: 'dmp-1:d-3', gross: 10_000n, fee: 10_000n },
    ];
    expect(found(credits)).toEqual([
      'excessive-pool-fee 2026-03 dmp-1,dmp-1:d-0,dmp-1:d-1 300',
      'excessive-pool-fee 2026-03 dmp-2,dmp-2:d-1 1',
      'excessive-pool-fee 2026-04 dmp-1,dmp-1:d-3 9500',
    ]);
  });

  it('is looked at as the last version of the row says, and as it is known', () => {
    const fold = foldOf([
      credit({ fee: 600n }),
      credit({ version: 2, fee: 500n, recordedAt: WORKED_AS_OF }),
    ]);
    expect(namesIn(fold, '2026-04-01T00:00:00.000Z')).toHaveLength(1);
    expect(namesIn(fold, WORKED_AS_OF)).toEqual([]);
  });

  it('has the limit of its own day', () => {
    const rules: CrossCheckRules = {
      ...RULES,
      poolFeeLimitBps: [
        { from: '0001-01-01', bps: 100 },
        { from: '2026-03-06', bps: 10_000 },
      ],
    };
    expect(namesIn(foldOf([credit({ fee: 101n })]), WORKED_AS_OF, rules)).toHaveLength(1);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function credit(but: Partial<DistributionFact>): DistributionFact {
  const { gross = 10_000n, fee = 0n } = but;
  return { ...mined('2026-03-05T12:00', gross - fee), id: 'dmp-1:d-1', gross, fee, ...but };
}

function found(credits: readonly DistributionFact[]): string[] {
  return namesIn(foldOf(credits), WORKED_AS_OF);
}

function foldOf(credits: readonly DistributionFact[]): SubjectFold {
  const fold = new SubjectFold('party');
  for (const one of credits) fold.record('distributions', one);
  return fold;
}

function namesIn(fold: SubjectFold, knownAt: string, rules = RULES): string[] {
  return fold
    .crossChecks({ rules: WORKED_RULES, crossCheckRules: rules }, knownAt, knownAt)
    .map(({ type, period, facts, quantity }) => `${type} ${period} ${facts.join()} ${quantity}`);
}
