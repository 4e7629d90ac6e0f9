import { atOnce } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import type { FactLists } from '../facts/reconciliation-facts.js';
import { factsInForce } from '../facts/facts-known-at.js';
import { duplicateSettlementsWork } from './duplicate-settlements.js';
import { at, sold, WORKED_AS_OF, worldOf } from '../testing/worked-rows.js';

describe('One trade that two venues report', () => {
  const once = sold('2026-03-20T12:00', 75n, { tradeId: 't-1' });
  const again = { ...once, venue: 'ex-2', at: at('2026-03-21T12:00') };

  it('FIGURES-19: is found, for what is there more than once', () => {
    expect(foundIn({ fills: [again, once] })).toEqual(['2026-03 75 ex-1:t-1:sell ex-2:t-1:sell']);
    const third = { ...once, venue: 'ex-3' };
    expect(foundIn({ fills: [once, again, third] })).toEqual([
      '2026-03 150 ex-1:t-1:sell ex-2:t-1:sell ex-3:t-1:sell',
    ]);
  });

  it('FIGURES-19: is found among purchases too, and by what corrections make of it', () => {
    const bought = [once, again].map((fill) => ({ ...fill, side: 'buy' as const }));
    expect(foundIn({ fills: bought })).toEqual(['2026-03 75 ex-1:t-1:buy ex-2:t-1:buy']);
    const corrections = [
      { venue: 'ex-2', tradeId: 't-1', quantity: 75n, recordedAt: WORKED_AS_OF },
    ];
    expect(foundIn({ fills: [once, { ...again, quantity: 74n }], corrections })).toHaveLength(1);
  });

  it.each<[string, Partial<FactLists>]>([
    ['another id', { fills: [once, { ...again, tradeId: 't-2' }] }],
    ['another side', { fills: [once, { ...again, side: 'buy' }] }],
    ['another quantity', { fills: [once, { ...again, quantity: 74n }] }],
    ['another week', { fills: [once, { ...again, at: at('2026-03-27T12:00') }] }],
    [
      'one that was busted',
      {
        fills: [once, again],
        busts: [{ venue: 'ex-2', tradeId: 't-1', recordedAt: WORKED_AS_OF }],
      },
    ],
    ['an hour more than the law says', { fills: [once, { ...again, at: at('2026-03-23T13:00') }] }],
    ['both sides at one venue', { fills: [once, { ...once, side: 'buy' }] }],
  ])('is none with %s', (_what, given) => {
    expect(foundIn(given)).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const LAW = crossCheckRules(aifc2026);

function foundIn(given: Partial<FactLists>): readonly string[] {
  const facts = factsInForce(worldOf(given), WORKED_AS_OF);
  const events = facts.eventsUpTo(WORKED_AS_OF);
  return atOnce(duplicateSettlementsWork(events, facts.sharedTradeIds, LAW)).map(
    ({ period, quantity, facts: ids }) => [period, quantity, ...ids].join(' '),
  );
}
