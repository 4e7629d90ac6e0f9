import type { Instant } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import type { FactLists } from '../facts/reconciliation-facts.js';
import { raiseFinding } from '../finding/found-findings.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { at, mined, sold, WORKED_AS_OF, WORKED_RULES, worldOf } from '../testing/worked-rows.js';

// March 2026 falls due when 10 April ends. Quantities are base units.

const MARCH_IS_DUE = '2026-04-11T00:00';
const PROMISED = '2026-04-12T12:00';
const LATE = at('2026-04-20T12:00');
const LATER = at('2026-04-25T12:00');

const LAW = { rules: WORKED_RULES, crossCheckRules: crossCheckRules(aifc2026) };

const inMarch = mined('2026-03-05T12:00', 100n);
const SALE = sold('2026-03-20T12:00', 75n);
const TRADE = { venue: 'ex-1', tradeId: SALE.tradeId };
const REPORTED = {
  distributions: [inMarch],
  fills: [SALE],
  completeness: ['dmp-1', 'ex-1'].map((sender) => promised(sender, PROMISED)),
};

describe('What a sender says after it had promised that all was said', () => {
  it('FIGURES-14: shows a sale behind its venue’s own "complete", high where it overturns a verdict', () => {
    const fold = foldOf({
      distributions: [inMarch],
      completeness: [promised('dmp-1', '2026-04-12T12:00'), promised('ex-1', '2026-04-12T12:00')],
    });
    expect(fold.reconcile(WORKED_RULES, on('2026-04-20'), on('2026-04-20')).rows[0]?.verdict).toBe(
      'breach',
    );
    fold.record('fills', sold('2026-03-20T12:00', 75n, { recordedAt: at('2026-04-20T12:00') }));
    expect(fold.reconcile(WORKED_RULES, on('2026-04-21'), on('2026-04-21')).rows[0]?.verdict).toBe(
      'compliant',
    );
    expect(late(fold, '2026-04-21')).toEqual(['high ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:sell']);
    expect(late(fold, '2026-04-20')).toEqual([]);
  });

  it('FIGURES-14: is low while no verdict was final, also because another sender was silent', () => {
    const sale = sold('2026-03-20T12:00', 75n, { recordedAt: at('2026-04-05T12:00') });
    const completeness = [promised('ex-1', '2026-04-01T12:00')];
    const open = foldOf({ distributions: [inMarch], fills: [sale], completeness });
    expect(late(open, '2026-05-20')).toEqual(['low ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:sell']);
    const silent = foldOf({
      distributions: [inMarch],
      fills: [{ ...sale, recordedAt: at('2026-04-20T12:00') }],
      completeness: [promised('ex-1', '2026-04-12T12:00'), promised('dmp-1', '2026-04-20T13:00')],
    });
    expect(late(silent, '2026-05-20')).toMatchObject([expect.stringMatching(/^low /)]);
  });

  it('FIGURES-14: is high also where it pays the month before, which was final', () => {
    const fold = foldOf({
      distributions: [inMarch],
      fills: [sold('2026-04-05T12:00', 75n, { recordedAt: at('2026-04-20T12:00') })],
      completeness: ['dmp-1', 'ex-1'].map((sender) => promised(sender, MARCH_IS_DUE)),
    });
    expect(late(fold, '2026-04-21')).toEqual(['high ex-1 2026-04 75 ex-1:t-2026-04-05T12:00:sell']);
  });

  it.each<[string, Partial<FactLists>, readonly string[]]>([
    [
      'a credit',
      { distributions: [inMarch, mined('2026-03-06T12:00', 9n, { recordedAt: LATE })] },
      ['high dmp-1 2026-03 9 d-2026-03-06T12:00'],
    ],
    [
      'another version of a credit',
      { distributions: [inMarch, { ...inMarch, net: 90n, version: 2, recordedAt: LATE }] },
      ['high dmp-1 2026-03 90 d-2026-03-05T12:00'],
    ],
    [
      'a credit taken out of its report',
      { withdrawals: [{ id: inMarch.id, version: 2, recordedAt: LATE }] },
      ['high dmp-1 2026-03 100 d-2026-03-05T12:00'],
    ],
    [
      'a credit reversed',
      { reversals: [{ id: inMarch.id, recordedAt: LATE }] },
      ['high dmp-1 2026-03 100 d-2026-03-05T12:00'],
    ],
    [
      'a purchase',
      { fills: [SALE, { ...SALE, side: 'buy', recordedAt: LATE }] },
      ['high ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:buy'],
    ],
    [
      'a bust',
      { busts: [{ ...TRADE, recordedAt: LATE }] },
      ['high ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:sell'],
    ],
    [
      'a correction',
      { corrections: [{ ...TRADE, quantity: 80n, recordedAt: LATE }] },
      ['high ex-1 2026-03 80 ex-1:t-2026-03-20T12:00:sell'],
    ],
    [
      'a correction that moves a sale to another promised month',
      { corrections: [{ ...TRADE, at: at('2026-02-20T12:00'), recordedAt: LATE }] },
      [
        'high ex-1 2026-02 75 ex-1:t-2026-03-20T12:00:sell',
        'high ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:sell',
      ],
    ],
    [
      'a correction that moves a sale to where nothing is promised',
      { corrections: [{ ...TRADE, at: at('2026-04-15T12:00'), recordedAt: LATE }] },
      ['high ex-1 2026-03 75 ex-1:t-2026-03-20T12:00:sell'],
    ],
  ])('FIGURES-14: knows %s', (_what, given, expected) => {
    expect(late(foldOf({ ...REPORTED, ...given }), '2026-05-20')).toEqual(expected);
  });

  it.each<[string, Partial<FactLists>]>([
    ['what was said in time', {}],
    [
      'what a bust takes away again before it ever was promised',
      {
        fills: [SALE, sold('2026-03-21T12:00', 5n, { tradeId: 't-2', recordedAt: LATE })],
        busts: [{ venue: 'ex-1', tradeId: 't-2', recordedAt: LATER }],
      },
    ],
    [
      'what stands again as it was promised',
      {
        corrections: [
          { ...TRADE, quantity: 80n, recordedAt: LATE },
          { ...TRADE, quantity: 75n, recordedAt: LATER },
        ],
      },
    ],
    [
      'what another sender promised nothing about',
      {
        distributions: [
          inMarch,
          mined('2026-03-06T12:00', 9n, { pool: 'dmp-2', recordedAt: LATE }),
        ],
      },
    ],
    [
      'what happened when the promise ends, or later',
      { fills: [SALE, sold(PROMISED, 5n, { recordedAt: LATE })] },
    ],
  ])('finds nothing in %s', (_what, given) => {
    expect(late(foldOf({ ...REPORTED, ...given }), '2026-05-20')).toEqual([]);
  });

  it('FIGURES-14: is one finding per sender and month, revised as more comes', () => {
    const fold = foldOf({
      ...REPORTED,
      fills: [SALE, sold('2026-03-21T12:00', 5n, { recordedAt: LATE })],
    });
    const [first] = found(fold, '2026-04-21');
    fold.record('fills', sold('2026-03-19T12:00', 7n, { recordedAt: at('2026-04-22T12:00') }));
    const [second] = found(fold, '2026-05-20');
    expect(second?.facts).toHaveLength(2);
    expect(raised(second)).toMatchObject({
      identity: raised(first)?.identity,
      content: { sender: 'ex-1', severity: 'high', quantity: '12' },
    });
  });

  it('FIGURES-14: stays high when what came late made the month inconclusive again', () => {
    const distributions = [
      inMarch,
      mined('2026-03-06T12:00', 9n, { pool: 'dmp-2', recordedAt: at('2026-04-20T12:00') }),
      mined('2026-03-07T12:00', 9n, { pool: 'dmp-2', recordedAt: at('2026-04-21T12:00') }),
    ];
    const completeness = [...REPORTED.completeness, promised('dmp-2', '2026-03-10T00:00')];
    expect(late(foldOf({ ...REPORTED, distributions, completeness }), '2026-05-20')).toEqual([
      'high dmp-2 2026-03 18 d-2026-03-06T12:00 d-2026-03-07T12:00',
    ]);
  });

  it('FIGURES-14: is told by the order of the log where both were recorded at one instant', () => {
    const recordedAt = at(PROMISED);
    const said = (position: number) => ({
      recordedAt,
      source: { log: 'exchange-settlement', position, eventId: `event-${position}` },
    });
    const promise = { ...promised('ex-1', PROMISED), ...said(2) };
    const worth = (position: number) =>
      late(
        foldOf({ fills: [{ ...SALE, ...said(position) }], completeness: [promise] }),
        '2026-05-20',
      ).length;
    expect([worth(1), worth(3)]).toEqual([0, 1]);
  });

  it('gives the same whatever the order of arrival, and as known before', () => {
    const given = {
      ...REPORTED,
      fills: [SALE, sold('2026-03-21T12:00', 5n, { recordedAt: LATE })],
      corrections: [
        { ...TRADE, at: at('2026-03-22T12:00'), recordedAt: LATE },
        { ...TRADE, at: at('2026-02-22T12:00'), recordedAt: LATER },
      ],
    };
    const reversed = Object.fromEntries(
      Object.entries(given).map(([list, facts]) => [list, [...facts].reverse()]),
    );
    const days = ['2026-04-19', '2026-04-21', '2026-05-20'];
    const inOrder = foldOf(given);
    const expected = days.map((day) => late(inOrder, day));
    expect(expected.map(({ length }) => length)).toEqual([0, 1, 2]);
    expect(days.map((day) => late(foldOf(reversed), day))).toEqual(expected);
    // A fold that has gone on works an earlier day out afresh.
    expect(days.map((day) => late(inOrder, day))).toEqual(expected);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function foldOf(given: Partial<FactLists>): SubjectFold {
  const { licenseeParty, ...lists } = worldOf(given);
  const fold = new SubjectFold(licenseeParty);
  for (const [list, facts] of Object.entries(lists))
    for (const fact of facts) fold.record(list as keyof FactLists, fact as never);
  return fold;
}

function promised(sender: string, through: string) {
  return { sender, through: at(through), recordedAt: at(through) };
}

function on(day: string): Instant {
  return at(`${day}T00:00`);
}

function found(fold: SubjectFold, day: string) {
  return fold.crossChecks(LAW, on(day), on(day)).filter(({ type }) => type === 'late-report');
}

function late(fold: SubjectFold, day: string): readonly string[] {
  return found(fold, day).map(({ sender, severity = 'low', period, quantity, facts }) =>
    [severity, sender, period, quantity, ...facts].join(' '),
  );
}

function raised(finding: ReturnType<typeof found>[number] | undefined) {
  return finding && raiseFinding('licensee', 'BTC', finding, WORKED_AS_OF);
}
