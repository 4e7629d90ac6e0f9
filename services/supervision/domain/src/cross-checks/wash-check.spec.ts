import { aifc2026, crossCheckRules, type CrossCheckRules } from '@esep/rulebook';

import type { FillFact } from '../facts/reconciliation-facts.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { sold, WORKED_AS_OF, WORKED_RULES } from '../testing/worked-rows.js';

// 100 are sold on 20 March at noon. Half of it bought back within 24 hours is suspicious.

const RULES = crossCheckRules(aifc2026);
const NOON = '2026-03-20T12:00';

describe('FIGURES-17: a sale whose coins are bought back', () => {
  it.each([
    ['a second later', '2026-03-20T12:00:01', 100n, 100n],
    ['at the same instant', NOON, 100n, 100n],
    ['half of them', '2026-03-20T13:00', 50n, 50n],
    ['less than half of them', '2026-03-20T13:00', 49n, undefined],
    ['more than was sold', '2026-03-20T13:00', 300n, 100n],
    ['just within a day', '2026-03-21T11:59:59.999', 100n, 100n],
    ['a day later', '2026-03-21T12:00', 100n, undefined],
    ['before', '2026-03-20T11:59:59.999', 100n, undefined],
  ])('%s (%s, %d) is found of %s', (_, local, quantity, found) =>
    expect(namesIn([sale(), bought(local, quantity)])).toEqual(
      found === undefined ? [] : [`2026-03 ex-1:s:sell,ex-2:b:buy ${found}`],
    ),
  );

  it('is found also where they are bought in pieces, at several venues', () =>
    expect(
      namesIn([
        sale(),
        bought('2026-03-20T13:00', 30n, { tradeId: 'b-1' }),
        bought('2026-03-20T14:00', 30n, { venue: 'ex-1', tradeId: 'b-2' }),
      ]),
    ).toEqual(['2026-03 ex-1:s:sell,ex-1:b-2:buy,ex-2:b-1:buy 60']));

  it('is held against a purchase once: the oldest sale first', () =>
    expect(
      namesIn([
        sale(),
        sale({ tradeId: 's-2' }),
        sale({ tradeId: 's-3' }),
        bought('2026-03-20T13:00', 150n),
      ]),
    ).toEqual(['2026-03 ex-1:s-2:sell,ex-2:b:buy 100', '2026-03 ex-1:s-3:sell,ex-2:b:buy 50']));

  it('is no longer found when the purchase is busted', () => {
    const fold = foldOf([sale(), bought('2026-03-20T13:00', 100n)]);
    fold.record('busts', { venue: 'ex-2', tradeId: 'b', recordedAt: WORKED_AS_OF });
    expect(namesOf(fold)).toEqual([]);
  });

  it('has the hours and the share of its own day, also where they become shorter', () => {
    const rules: CrossCheckRules = {
      ...RULES,
      rebuyWindowHours: [
        { from: '0001-01-01', hours: 72 },
        { from: '2026-03-21', hours: 1 },
      ],
      rebuyShareBps: [{ from: '0001-01-01', bps: 10_000 }],
    };
    const later = { tradeId: 's-2', at: instant('2026-03-21T12:00') };
    const fills = [sale(), sale(later), bought('2026-03-22T12:00', 100n)];
    expect(namesOf(foldOf(fills), rules)).toEqual(['2026-03 ex-1:s:sell,ex-2:b:buy 100']);
    const less = [sale(), bought('2026-03-20T13:00', 99n)];
    expect(namesOf(foldOf(less), rules)).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function sale(but: Partial<FillFact> = {}): FillFact {
  return sold(NOON, 100n, { tradeId: 's', ...but });
}

function bought(local: string, quantity: bigint, but: Partial<FillFact> = {}): FillFact {
  return sold(local, quantity, { side: 'buy', venue: 'ex-2', tradeId: 'b', ...but });
}

function instant(local: string): string {
  return sold(local, 1n).at;
}

function foldOf(fills: readonly FillFact[]): SubjectFold {
  const fold = new SubjectFold('party');
  for (const fill of fills) fold.record('fills', fill);
  return fold;
}

function namesIn(fills: readonly FillFact[]): string[] {
  return namesOf(foldOf(fills));
}

function namesOf(fold: SubjectFold, rules = RULES): string[] {
  return fold
    .crossChecks({ rules: WORKED_RULES, crossCheckRules: rules }, WORKED_AS_OF, WORKED_AS_OF)
    .filter(({ type }) => type === 'suspected-wash')
    .map(({ period, facts, quantity }) => `${period} ${facts.join()} ${quantity}`);
}
