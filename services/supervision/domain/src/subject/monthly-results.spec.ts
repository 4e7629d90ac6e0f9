import {
  atOnce,
  instantOf,
  ITEMS_PER_TURN,
  localDateOf,
  millisOf,
  type Instant,
  type Work,
} from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';
import fc from 'fast-check';

import { PublishedPrices } from '../facts/published-prices.js';
import {
  FACT_LISTS,
  type FactList,
  type FactOf,
  type ReconciliationFacts,
} from '../facts/reconciliation-facts.js';
import { caseOf } from '../reconciliation/reconciliation-wire.js';
import { SubjectFold } from './subject-fold.js';
import { Chance } from '../testing/chance.js';
import { randomCases } from '../testing/random-cases.js';
import { at, mined, sold, WORKED_AS_OF, WORKED_RULES, worldOf } from '../testing/worked-rows.js';

// A fold keeps what it worked out of the months in which nothing has changed since. Whatever arrives, in
// whatever order, and whenever it is asked about, it answers what one answers that kept nothing.

const RUNS = 120;
const DAY_MS = 86_400_000;
/** Facts over two years. */
const LIFE = 30_000;
const LAW = { rules: WORKED_RULES, crossCheckRules: crossCheckRules(aifc2026) };

describe('What is kept of closed months', () => {
  it('is what is worked out afresh, as facts and prices arrive and time passes', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
        for (const wire of randomCases(seed, 1)) {
          const { facts, rules } = caseOf(wire);
          holds(facts, { rules, crossCheckRules: crossCheckRules(aifc2026) }, new Chance(seed, 1));
        }
      }),
      { numRuns: RUNS },
    );
  });

  // Chance rarely meets these.
  it.each<readonly [string, readonly (readonly Told[])[]]>([
    [
      'an opening stock of later than its release',
      [
        [
          ['distributions', mined('2026-01-04T12:00', 100n)],
          ['openingStock', opening('2026-01-05', 10n)],
          ['releases', released('2026-01-06', 100n)],
        ],
        [['outflows', left('2026-01-10', 40n)]],
        [['openingStock', opening('2026-04-05', 90n)]],
      ],
    ],
    [
      'a row of which an earlier version told of an earlier month',
      [
        [['distributions', mined('2026-01-05T12:00', 2n)]],
        [['distributions', mined('2026-05-05T12:00', 2n, { id: 'd', version: 2 })]],
        [['distributions', mined('2025-11-05T12:00', 2n, { id: 'd', version: 1 })]],
      ],
    ],
    [
      'a withdrawal that was recorded after a promise that comes behind it',
      [
        [['distributions', mined('2026-02-05T12:00', 2n, { id: 'd' })]],
        [['withdrawals', { id: 'd', version: 2, recordedAt: at('2026-03-20T12:00') }]],
        [['completeness', promised('dmp-1', '2026-03-10T12:00')]],
      ],
    ],
    [
      'a relation that was said and is taken back',
      [
        [['fills', sold('2026-02-05T12:00', 2n, { counterparty: 'p' })]],
        [['relatedParties', related('2026-01-01T00:00', null, '2026-03-01T00:00')]],
        [['relatedParties', related('2026-01-01T00:00', '2026-01-02T00:00', '2026-03-02T00:00')]],
      ],
    ],
    [
      'a sale that a correction moved to before its venue lost its licence',
      [
        [
          ['fills', sold('2026-04-05T12:00', 2n, { tradeId: 't' })],
          ['corrections', moved('t', '2026-02-05T12:00')],
        ],
        [['venues', closed('ex-1', '2026-04-01T00:00')]],
      ],
    ],
    [
      'a sale that a correction moved to before its sides were related',
      [
        [
          ['fills', sold('2026-04-05T12:00', 2n, { tradeId: 't', counterparty: 'p' })],
          ['corrections', moved('t', '2026-02-05T12:00')],
        ],
        [['relatedParties', related('2026-04-01T00:00', null, '2026-05-01T00:00')]],
      ],
    ],
  ])('is worked out again for %s', (_, steps) => {
    for (const judged of [[WORKED_AS_OF], [at('2026-04-03T12:00'), WORKED_AS_OF]]) {
      const [kept, told] = [new SubjectFold('party', undefined, market()), [] as Told[]];
      for (const step of [arrivals(worldOf({})), ...steps]) {
        for (const one of step) tell(kept, one);
        told.push(...step);
        for (const asOf of judged) {
          const fresh = new SubjectFold('party', undefined, market());
          for (const one of told) tell(fresh, one);
          const [answers, expected] = [kept, fresh].map((fold) =>
            answersOf(fold, LAW, WORKED_AS_OF, asOf),
          );
          expect(answers).toEqual(expected);
        }
      }
    }
  });

  it('is worked out again when a price becomes known', () => {
    const { asset, prices } = market();
    const fold = new SubjectFold('party', undefined, { asset, prices });
    for (const one of arrivals(
      worldOf({ fills: [sold('2026-02-05T12:00', 100_000_000n, { quoteAmount: 100n })] }),
    ))
      tell(fold, one);
    const said = { asset, source: 'KASE', publishedAt: at('2026-02-06T12:00') };
    const value = { amount: '5000000', currency: 'KZT' };
    const found = (knownAt: Instant) =>
      fold.crossChecks(LAW, knownAt, knownAt).map(({ type }) => type);
    expect(found(at('2026-05-01T12:00'))).toEqual([]);
    prices.record(
      { type: 'PricePublished', ...said, day: '2026-02-05', value },
      { recordedAt: at('2026-05-03T12:00') },
    );
    expect(found(at('2026-05-02T12:00'))).toEqual([]);
    expect(found(at('2026-05-03T12:00'))).toEqual(['off-market-price']);
    // Whoever asks as known before it must not see it, nor take it from who asks later.
    expect(found(at('2026-05-02T12:00'))).toEqual([]);
    expect(found(at('2026-05-03T12:00'))).toEqual(['off-market-price']);
  });

  it('is worked out again under another law', () => {
    const fold = new SubjectFold('party', undefined, market());
    for (const one of arrivals(worldOf({ distributions: [mined('2026-01-05T12:00', 4n)] })))
      tell(fold, one);
    const required = (bps: number) => {
      const rules = { ...WORKED_RULES, shareBps: [{ from: '2025-01-01', bps }] };
      const { rows } = fold.reconcile(rules, WORKED_AS_OF, WORKED_AS_OF);
      return rows[0]?.required;
    };
    expect([2_500, 5_000].map(required)).toEqual([1n, 2n]);
  });

  it('is not worked out again: a question costs what changed, and not the whole life', () => {
    const fold = new SubjectFold('party', undefined, market());
    const from = '2024-05-01T00:00:00.000Z';
    const steady = worldOf({ affiliations: [{ pool: 'dmp-1', from, to: null, recordedAt: from }] });
    for (const { arriveAt } of arrivalsOf(steady, new Chance(1, 1))) arriveAt(fold);
    const begin = millisOf(from);
    for (let i = 0; i < LIFE; i += 1) {
      const at = instantOf(begin + Math.floor((i * 700 * DAY_MS) / LIFE));
      if (i % 2 === 0) fold.record('distributions', mined('2026-03-05T12:00', 2n, again(i, at)));
      else fold.record('fills', sold('2026-03-05T12:00', 1n, again(i, at)));
    }
    const turnsOfAll = () =>
      QUESTIONS.map((question) => [...question(fold, WORKED_AS_OF, WORKED_AS_OF)].length);
    for (const turns of turnsOfAll()) expect(turns).toBeGreaterThan(LIFE / ITEMS_PER_TURN / 2);
    const [of, paid] = [{ tradeId: 'one-more' }, '2026-05-18T12:00'];
    fold.record('fills', sold(paid, 1n, of));
    for (const turns of turnsOfAll()) expect(turns).toBeLessThan(LIFE / ITEMS_PER_TURN / 5);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Law = Parameters<SubjectFold['crossChecks']>[0];

const market = () => ({ asset: 'BTC', prices: new PublishedPrices() });

const again = (i: number, at: Instant) => ({ id: `d-${i}`, tradeId: `t-${i}`, at, recordedAt: at });

const QUESTIONS: readonly ((...asked: Question) => Work<unknown>)[] = [
  (fold, knownAt, asOf) => fold.reconcileWork(LAW.rules, knownAt, asOf),
  (fold, knownAt, asOf) => fold.crossChecksWork(LAW, knownAt, asOf),
  (fold, knownAt, asOf) => fold.standingWork(LAW.rules, knownAt, asOf),
];
type Question = [fold: SubjectFold, knownAt: Instant, asOf: Instant];

type Told = { [List in FactList]: readonly [List, FactOf<List>] }[FactList];

const arrivals = (facts: ReconciliationFacts): readonly Told[] =>
  FACT_LISTS.flatMap((list) => facts[list].map((fact) => [list, fact] as unknown as Told));

const tell = (fold: SubjectFold, [list, fact]: Told): void => fold.record(list, fact);

function opening(day: string, quantity: bigint) {
  return { quantity, at: at(`${day}T12:00`), recordedAt: at(`${day}T12:00`) };
}

function released(day: string, quantity: bigint) {
  return { period: 'opening' as const, ...opening(day, quantity) };
}

function left(day: string, amount: bigint) {
  const { at, recordedAt } = opening(day, amount);
  return { ref: `${day}:0`, amount, at, recordedAt };
}

function promised(sender: string, recordedAt: string) {
  return { sender, through: at('2026-03-01T00:00'), recordedAt: at(recordedAt) };
}

function related(from: string, to: string | null, recordedAt: string) {
  const until = to === null ? null : at(to);
  return { party: 'p', from: at(from), to: until, recordedAt: at(recordedAt) };
}

function moved(tradeId: string, to: string) {
  return { venue: 'ex-1', tradeId, at: at(to), recordedAt: at('2026-04-06T12:00') };
}

function closed(id: string, to: string) {
  const licensedFrom = '2023-05-31T18:00:00.000Z';
  return { id, licensedFrom, licensedTo: at(to), recordedAt: at('2026-05-01T12:00') };
}

interface Arrival {
  /** When it comes, most often in the order of what it tells of. */
  readonly order: string;
  readonly recordedAt: Instant;
  readonly arriveAt: (fold: SubjectFold) => void;
}

function holds(facts: ReconciliationFacts, law: Law, chance: Chance): void {
  const open = market();
  const { licenseeParty } = facts;
  const kept = new SubjectFold(licenseeParty, undefined, open);
  const arrived: Arrival[] = [];
  let [knownAt, asOf]: [Instant, Instant] = ['', ''];
  for (const arrival of arrivalsOf(facts, chance)) {
    arrival.arriveAt(kept);
    arrived.push(arrival);
    if (arrival.recordedAt > knownAt) knownAt = arrival.recordedAt;
    publish(open.prices, arrival.recordedAt, chance);
    if (chance.happens(60)) continue;
    if (chance.happens(80) || asOf === '')
      asOf = chance.happens(50) ? knownAt : earlier(arrival.order, knownAt);
    if (chance.happens(5)) asOf = earlier(millisAgo(asOf, chance.below(80) * DAY_MS), knownAt);
    // Two ask at a time, and the one that began before is answered last.
    const ahead = millisAgo(knownAt, -chance.below(20) * DAY_MS);
    const before = chance.happens(10) ? [asOf] : chance.happens(20) ? [ahead] : [];
    for (const known of [...before, knownAt]) {
      const fresh = new SubjectFold(licenseeParty, undefined, open);
      for (const one of arrived) one.arriveAt(fresh);
      expect(answersOf(kept, law, known, asOf)).toEqual(answersOf(fresh, law, known, asOf));
    }
  }
}

const answersOf = (fold: SubjectFold, law: Law, knownAt: Instant, asOf: Instant) => ({
  figures: fold.reconcile(law.rules, knownAt, asOf),
  crossChecks: fold.crossChecks(law, knownAt, asOf),
  standing: atOnce(fold.standingWork(law.rules, knownAt, asOf)),
});

const earlier = (left: Instant, right: Instant): Instant => (left < right ? left : right);

const millisAgo = (at: Instant, millis: number): Instant => instantOf(millisOf(at) - millis);

/** Most come in the order of their time; some months late. */
function arrivalsOf(facts: ReconciliationFacts, chance: Chance): readonly Arrival[] {
  const all = FACT_LISTS.flatMap((list) =>
    facts[list].map((fact) => arrivalOf(list, fact, chance)),
  );
  return all.sort((left, right) => (left.order < right.order ? -1 : 1));
}

function arrivalOf<List extends FactList>(list: List, fact: FactOf<List>, chance: Chance): Arrival {
  const { recordedAt } = fact;
  const at = 'at' in fact && typeof fact.at === 'string' ? fact.at : recordedAt;
  const order = chance.happens(85) ? at : millisAgo(at, -chance.below(150) * DAY_MS);
  return { order, recordedAt, arriveAt: (fold) => fold.record(list, fact) };
}

let position = 0;

/** Of a day shortly before, or of one long ago; now and then it becomes known only later. */
function publish(prices: PublishedPrices, at: Instant, chance: Chance): void {
  const day = localDateOf(millisAgo(at, chance.below(chance.happens(90) ? 3 : 100) * DAY_MS));
  const recordedAt = chance.happens(90) ? at : millisAgo(at, -chance.below(20) * DAY_MS);
  const value = { amount: String(1 + chance.below(1_000_000)), currency: 'KZT' };
  const source = { log: 'tax', position: (position += 1), eventId: `price-${position}` };
  const said = { asset: 'BTC', day, value, source: 'KASE', publishedAt: recordedAt };
  prices.record({ type: 'PricePublished', ...said }, { recordedAt, source });
}
