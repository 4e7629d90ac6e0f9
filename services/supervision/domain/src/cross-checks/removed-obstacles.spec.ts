import { atOnce } from '@esep/kernel';
import { factsInForce } from '../facts/facts-known-at.js';
import type { CorrectionFact, FactLists, RelatedPartyFact } from '../facts/reconciliation-facts.js';
import { removedObstaclesWork } from './removed-obstacles.js';
import { at, sold, WORKED_AS_OF, WORKED_RULES, worldOf } from '../testing/worked-rows.js';

const LICENSEE = '990040000003';
const FROM = at('2026-03-01T00:00');
const SALE = sold('2026-03-20T12:00', 75n, { tradeId: 't-1', counterparty: 'buyer' });

describe('A sale that did not count, and counts after all', () => {
  it.each<[string, Partial<FactLists>]>([
    [
      'the counterparty, which was the licensee itself',
      { fills: [{ ...SALE, counterparty: LICENSEE }], corrections: [saying({})] },
    ],
    [
      'the counterparty, which was related',
      {
        fills: [{ ...SALE, counterparty: 'sister' }],
        relatedParties: [related({ party: 'sister' })],
        corrections: [saying({})],
      },
    ],
    ['the currency', { fills: [{ ...SALE, quote: 'USDT' }], corrections: [saying({})] }],
    ['the amount', { fills: [{ ...SALE, quoteAmount: 0n }], corrections: [saying({})] }],
    [
      'the time, at which the venue had no licence',
      { fills: [{ ...SALE, at: at('2023-03-20T12:00') }], corrections: [saying({})] },
    ],
    [
      'what an earlier correction had said',
      { fills: [SALE], corrections: [saying({ counterparty: LICENSEE }, 1), saying({}, 2)] },
    ],
  ])('FIGURES-17: is found where its venue corrects %s', (_what, given) => {
    expect(foundIn(given)).toEqual(['2026-03 75 ex-1:t-1:sell']);
  });

  it.each<[string, readonly RelatedPartyFact[]]>([
    ['took back', [related({ recordedAt: day(19) }), related({ to: FROM, recordedAt: day(25) })]],
    [
      'ended back in time',
      [related({ recordedAt: day(19) }), related({ to: day(15), recordedAt: day(25) })],
    ],
    [
      'declared back in time, and took back again',
      [related({ recordedAt: day(24) }), related({ to: FROM, recordedAt: day(25) })],
    ],
  ])(
    'FIGURES-17: is found where the register %s that its two sides were related',
    (_what, said) => {
      expect(foundIn({ fills: [SALE], relatedParties: said })).toEqual([
        '2026-03 75 ex-1:t-1:sell',
      ]);
    },
  );

  it.each<[string, Partial<FactLists>]>([
    ['nothing is corrected', { fills: [{ ...SALE, counterparty: LICENSEE }] }],
    [
      'what is corrected was in nobody’s way',
      { fills: [SALE], corrections: [saying({ quantity: 80n })] },
    ],
    [
      'a correction brings the obstacle',
      { fills: [SALE], corrections: [saying({ counterparty: LICENSEE })] },
    ],
    [
      'the relation had ended by then, and was known to have',
      {
        fills: [SALE],
        relatedParties: [
          related({ recordedAt: day(2) }),
          related({ to: day(15), recordedAt: day(15) }),
        ],
      },
    ],
    [
      'the trade does not stand',
      {
        fills: [{ ...SALE, counterparty: LICENSEE }],
        corrections: [saying({})],
        busts: [{ venue: 'ex-1', tradeId: 't-1', recordedAt: WORKED_AS_OF }],
      },
    ],
    [
      'it is a purchase',
      { fills: [{ ...SALE, side: 'buy', counterparty: LICENSEE }], corrections: [saying({})] },
    ],
  ])('is none where %s', (_what, given) => {
    expect(foundIn(given)).toEqual([]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function day(number: number) {
  return at(`2026-03-${String(number).padStart(2, '0')}T00:00`);
}

/** A correction to a sale that counts, but for what is said otherwise. */
function saying(but: Partial<CorrectionFact>, hour = 0): CorrectionFact {
  const { venue, tradeId, at: soldAt, quote, counterparty } = SALE;
  const right = { venue, tradeId, at: soldAt, quote, quoteAmount: 1n, counterparty };
  return { ...right, recordedAt: at(`2026-03-21T0${hour}:00`), ...but } as CorrectionFact;
}

function related(but: Partial<RelatedPartyFact>): RelatedPartyFact {
  return { party: 'buyer', from: FROM, to: null, recordedAt: FROM, ...but };
}

function foundIn(given: Partial<FactLists>): readonly string[] {
  const world = worldOf(given);
  const facts = factsInForce(world, WORKED_AS_OF);
  return atOnce(removedObstaclesWork(facts, world, WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF)).map(
    ({ period, quantity, facts: ids }) => [period, quantity, ...ids].join(' '),
  );
}
