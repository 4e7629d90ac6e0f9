import type { PeriodJudged, WireFigures } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  figuresOf,
  judgementDecider,
  judgementTimes,
  nextJudgementAt,
  type JudgePeriod,
} from './judgement.js';
import { reconcile } from '../reconciliation/reconciliation.js';
import { at, mined, sold, WORKED_AS_OF, WORKED_RULES, worldOf } from '../testing/worked-rows.js';

const { given } = specify(judgementDecider);

const TAX = 'esep/tax/test';
const POOLS = 'esep/pool-reporting/test';

describe('A period', () => {
  it('is judged for the first time', () => given().when(judge()).then(judged()));

  it('judged again with the same figures says nothing', () =>
    given(judged())
      .when(judge({ asOf: at('2026-06-01T00:00'), sources: sources(9), rulePackHash: 'other' }))
      .thenNothing());

  it('that falls due with the same figures is judged again, because its state changed', () =>
    given(judged({ state: 'provisional', verdict: 'pending' }))
      .when(judge())
      .then(judged({ revision: 2, difference: {} })));

  it('gets another revision when its figures change, with the difference', () =>
    given(judged({ state: 'provisional', verdict: 'inconclusive' }))
      .when(judge({ figures: figures({ mined: '90', shortfall: '5', dischargedBps: 1 }) }))
      .then(
        judged({
          figures: figures({ mined: '90', shortfall: '5', dischargedBps: 1 }),
          revision: 2,
          difference: { mined: '-10', shortfall: '5' },
        }),
      ));

  it('that was final is restated when its figures change', () =>
    given(judged({ restatement: 2, revision: 5 }))
      .when(judge({ figures: figures({ mined: '101' }) }))
      .then(
        judged({
          figures: figures({ mined: '101' }),
          revision: 6,
          restatement: 3,
          difference: { mined: '1' },
        }),
      ));

  it('that was final is restated also when it is final no more, and once only', () => {
    const inconclusive = { state: 'provisional', verdict: 'inconclusive' } as const;
    const restated = judged({ ...inconclusive, revision: 2, restatement: 1, difference: {} });
    given(judged()).when(judge(inconclusive)).then(restated);
    given(judged(), restated)
      .when(judge())
      .then(judged({ revision: 3, restatement: 1, difference: {} }));
  });

  it('is not judged by a computation that knew less than the last one', () => {
    const less = judge({ figures: figures({ mined: '90' }), sources: sources(4) });
    given(judged({ sources: sources(5) }))
      .when(less)
      .thenRefused('judged-from-older-sources');
    given(judged({ sources: { ...sources(4), ...sources(1, TAX) } }))
      .when(less)
      .thenRefused('judged-from-older-sources');
  });

  it('is not judged as of a time before the last one', () =>
    given(judged())
      .when(judge({ figures: figures({ mined: '90' }), asOf: at('2026-05-19T00:00') }))
      .thenRefused('judged-at-an-earlier-time'));

  it('carries the figures of its row', () => {
    const facts = worldOf({
      distributions: [mined('2026-03-05T12:00', 100n)],
      fills: [sold('2026-03-20T12:00', 80n)],
    });
    const { rows } = reconcile(facts, WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF);
    expect(rows.slice(0, 1).map(figuresOf)).toEqual([figures()]);
  });
});

describe('Time alone', () => {
  const APRIL_13 = { graceDays: [{ from: '0001-01-01', days: 10 }], holidays: ['2026-04-10'] };

  it('asks for a judgement when a period ends, falls due, and when its reports are overdue', () =>
    expect(judgementTimes('2026-03', APRIL_13, 5)).toEqual([
      { at: at('2026-04-01T00:00'), period: '2026-03', because: 'period-ended' },
      { at: at('2026-04-14T00:00'), period: '2026-03', because: 'period-due' },
      { at: at('2026-04-19T00:00'), period: '2026-03', because: 'reports-overdue' },
    ]));

  it.each([
    ['2026-03-15T00:00', '2026-04-01T00:00', 'the month ends'],
    ['2026-03-31T23:59:59.999', '2026-04-01T00:00', 'the month ends'],
    ['2026-04-01T00:00', '2026-04-14T00:00', 'it is due'],
    ['2026-04-14T00:00', '2026-04-19T00:00', 'reports are overdue'],
    ['2026-04-19T00:00', '2026-05-01T00:00', 'the next month ends'],
    ['2026-02-01T00:00', '2026-04-01T00:00', 'the first month ends'],
  ])('after %s asks next at %s: %s', (after, next) =>
    expect(nextJudgementAt('2026-03', at(after), APRIL_13, 5)).toBe(at(next)),
  );

  it('asks earlier when something that is known already comes to pass before', () => {
    const soon = at('2026-03-15T00:04');
    const next = (after: string) => nextJudgementAt('2026-03', at(after), APRIL_13, 5, soon);
    expect(next('2026-03-15T00:00')).toBe(soon);
    expect(next('2026-03-15T00:04')).toBe(at('2026-04-01T00:00'));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function figures(but: Partial<WireFigures> = {}): WireFigures {
  return {
    mined: '100',
    required: '75',
    soldInTime: '75',
    soldLate: '0',
    shortfall: '0',
    outstanding: '0',
    surplus: '5',
    dischargedBps: 7_500,
    soldBps: 8_000,
    retained: '25',
    due: '2026-04-10T19:00:00.000Z',
    ...but,
  };
}
function sources(position: number, log = POOLS) {
  return { [log]: { position, recordedAt: WORKED_AS_OF } };
}
function judge(but: Partial<JudgePeriod> = {}): JudgePeriod {
  return {
    type: 'JudgePeriod',
    licenseeId: '01a5d3c0-0000-7000-8000-000000000001',
    asset: 'BTC',
    period: '2026-03',
    state: 'final',
    verdict: 'compliant',
    figures: figures(),
    sources: sources(5),
    rulePackHash: 'pack-1',
    asOf: WORKED_AS_OF,
    knownAt: WORKED_AS_OF,
    ...but,
  };
}
function judged(but: Partial<PeriodJudged> = {}): PeriodJudged {
  return { ...judge(), type: 'PeriodJudged', revision: 1, restatement: 0, ...but };
}
