import fc from 'fast-check';

import { Chance } from '../testing/chance.js';
import { explain } from './explain.js';
import { factsInForce } from '../facts/facts-known-at.js';
import { randomCases } from '../testing/random-cases.js';
import {
  FACT_LISTS,
  noFacts,
  type FactList,
  type FactLists,
  type FactOf,
  type FillFact,
  type ReconciliationFacts,
} from '../facts/reconciliation-facts.js';
import { caseOf, toWire, type ReconciliationCase } from './reconciliation-wire.js';
import { reckon, reconcile, type Reconciliation } from './reconciliation.js';
import { SubjectFold } from '../subject/subject-fold.js';

// What holds of every licensee, every month and every order of events.

const FAR_AHEAD = '2100-01-01T00:00:00.000Z';

describe('For every set of facts', () => {
  it('the order of the lists means nothing', () =>
    always((one, chance) => {
      const facts = mapLists(one.facts, (list) => chance.shuffled(list));
      expect(bytes({ ...one, facts })).toBe(bytes(one));
    }));

  it('when a fact was recorded means nothing, once it is known', () =>
    always((one) => {
      const facts = {
        ...one.facts,
        ...recordedLate(one, 'fills'),
        ...recordedLate(one, 'busts'),
        ...recordedLate(one, 'reversals'),
        ...recordedLate(one, 'outflows'),
        ...recordedLate(one, 'releases'),
        ...recordedLate(one, 'completeness'),
      };
      expect(bytes({ ...one, facts })).toBe(bytes(one));
    }));

  it('a fill in two parts at one instant is as good as one', () => {
    let parts = 0;
    always((one) => {
      const fills = one.facts.fills.flatMap((fill) => inTwo(fill, one.facts));
      parts += fills.length - one.facts.fills.length;
      const split = answer({ ...one, facts: { ...one.facts, fills } });
      expect(totals(split)).toEqual(totals(answer(one)));
    });
    expect(parts).toBeGreaterThan(RUNS);
  });

  it('what came in is what went out and what is left', () =>
    always(({ facts, rules, knownAt, asOf }) => {
      const { rows, findings, stockAtEnd, boughtAtEnd } = reconcile(facts, rules, knownAt, asOf);
      const events = factsInForce(facts, knownAt).eventsUpTo(asOf);
      const moved = (kind: (typeof events)[number]['kind']): bigint =>
        sum(events.filter((event) => event.kind === kind).map(({ quantity }) => quantity));
      const minedInRows = sum(rows.map(({ mined }) => mined));
      const unsourced = sum(
        findings.filter(({ type }) => type === 'unsourced-sale').map(({ quantity }) => quantity),
      );
      const { coins } = reckon(factsInForce(facts, knownAt), rules, knownAt, asOf);
      const boughtFees = sum(
        events.map((event) => {
          const fee = event.kind === 'buy' ? (event.fact.baseFee ?? 0n) : 0n;
          return fee < event.quantity ? fee : event.quantity;
        }),
      );
      const soldFees = sum(coins.sales.map(({ fee }) => fee.mined + fee.bought));
      expect(minedInRows).toBe(moved('distribution'));
      expect(moved('opening-stock') + minedInRows + moved('buy') - boughtFees).toBe(
        moved('sell') - unsourced + soldFees + moved('outflow') + stockAtEnd + boughtAtEnd,
      );
    }));

  it('what was folded one by one, in any order of arrival, is what is recomputed', () =>
    always((one, chance) => {
      const { facts, rules, knownAt, asOf } = one;
      const fold = new SubjectFold(facts.licenseeParty);
      const arrived = noFacts();
      for (const { list, fact } of chance.shuffled(arrivals(facts))) {
        record(fold, arrived, list, fact);
        if (!chance.happens(10)) continue;
        const sofar = { licenseeParty: facts.licenseeParty, ...arrived };
        expect(json(fold.reconcile(rules, FAR_AHEAD, asOf))).toBe(
          json(reconcile(sofar, rules, FAR_AHEAD, asOf)),
        );
      }
      for (const [known, judged] of [
        [knownAt, asOf],
        [asOf, asOf],
        [knownAt, facts.fills[0]?.at ?? asOf],
      ] as const)
        if (judged <= known)
          expect(json(fold.reconcile(rules, known, judged))).toBe(
            json(reconcile(facts, rules, known, judged)),
          );
    }));

  it('an explanation adds up to the row that it explains', () =>
    always(({ facts, rules, knownAt, asOf }) => {
      const { rows, findings } = reconcile(facts, rules, knownAt, asOf);
      const inForce = factsInForce(facts, knownAt);
      for (const row of rows) {
        const explained = explain(inForce, rules, knownAt, asOf, row.period);
        if (explained === undefined) throw new Error(`${row.period} is not explained`);
        const { mined, paidBy, sales, outflows } = explained;
        const paid = (inTime: boolean): bigint =>
          sum(paidBy.filter((payment) => payment.inTime === inTime).map((part) => part.quantity));
        expect(explained.row).toEqual(row);
        expect(explained.findings).toEqual(findings.filter((one) => one.period === row.period));
        expect(sum(mined.map(({ net }) => net))).toBe(row.mined);
        expect((sum(mined.map(({ weighted }) => weighted)) + 9_999n) / 10_000n).toBe(row.required);
        expect([paid(true), paid(false)]).toEqual([row.soldInTime, row.soldLate]);
        for (const sale of sales) {
          expect(sale.sourced + sale.bought + sale.unsourced).toBe(sale.quantity);
          const spent = sum(sale.payments.map(({ quantity }) => quantity)) + sale.surplus;
          expect(spent).toBe(sale.counts ? sale.sourced : 0n);
        }
        for (const left of outflows)
          expect(left.bought + left.free + left.early + left.unexplained).toBe(left.amount);
      }
    }));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const RUNS = 250;

/** Holds for random cases; `chance` is for what the property itself draws. */
function always(holds: (one: ReconciliationCase, chance: Chance) => void): void {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 2 ** 31 }), (seed) => {
      for (const wire of randomCases(seed, 1)) holds(caseOf(wire), new Chance(seed, 1_000));
    }),
    { numRuns: RUNS },
  );
}

function answer({ facts, rules, knownAt, asOf }: ReconciliationCase): Reconciliation {
  return reconcile(facts, rules, knownAt, asOf);
}

function bytes(one: ReconciliationCase): string {
  return json(answer(one));
}

function json(reconciliation: Reconciliation): string {
  return JSON.stringify(toWire(reconciliation));
}

function sum(quantities: readonly bigint[]): bigint {
  return quantities.reduce((total, quantity) => total + quantity, 0n);
}

function mapLists(
  facts: ReconciliationFacts,
  change: <Fact>(list: readonly Fact[]) => Fact[],
): ReconciliationFacts {
  const changed = { ...facts };
  const changeList = <List extends FactList>(list: List): void => {
    const next: readonly FactOf<List>[] = facts[list];
    Object.assign(changed, { [list]: change(next) });
  };
  FACT_LISTS.forEach(changeList);
  return changed;
}

/** A list with everything that is known by then recorded only at the known-at. */
function recordedLate<List extends FactList>(
  { facts, knownAt }: ReconciliationCase,
  list: List,
): Partial<FactLists> {
  const all: readonly FactOf<List>[] = facts[list];
  return {
    [list]: all.map((fact) =>
      fact.recordedAt <= knownAt ? { ...fact, recordedAt: knownAt } : fact,
    ),
  };
}

function arrivals(facts: ReconciliationFacts) {
  return FACT_LISTS.flatMap((list) => facts[list].map((fact) => ({ list, fact })));
}

function record<List extends FactList>(
  fold: SubjectFold,
  arrived: { readonly [Name in FactList]: FactOf<Name>[] },
  list: List,
  fact: FactOf<List>,
): void {
  arrived[list].push(fact);
  fold.record(list, fact);
}

/** The second part stands right behind the first in the order of fills. */
function inTwo(fill: FillFact, facts: ReconciliationFacts): FillFact[] {
  const { fills, busts, corrections, disqualifications } = facts;
  const isSameTrade = (other: { venue: string; tradeId: string }): boolean =>
    other.venue === fill.venue && other.tradeId === fill.tradeId;
  const alone = fills.filter(isSameTrade).length === 1;
  const named = [...busts, ...corrections, ...disqualifications].some(isSameTrade);
  if (!alone || named || (fill.baseFee ?? 0n) > 0n) return [fill];
  const part = fill.quantity / 3n;
  return [
    { ...fill, quantity: part },
    { ...fill, tradeId: `${fill.tradeId}:+`, quantity: fill.quantity - part },
  ];
}

/** An answer without the names of facts: findings added up by type and period. */
function totals({ findings, ...figures }: Reconciliation) {
  const found = new Map<string, bigint>();
  for (const { type, period, quantity, curedAt = '' } of findings) {
    const what = `${period} ${type} ${curedAt}`;
    found.set(what, (found.get(what) ?? 0n) + quantity);
  }
  return { ...figures, found };
}
