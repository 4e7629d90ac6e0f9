import type { DepositCredited } from '@esep/contracts';
import { atOnce, instantOf, millisOf, type Instant, type Work } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import { Chance } from '../testing/chance.js';
import { bound, ChainWorld, day, moved, on, paidOut } from '../testing/chain-world.js';
import { factOfEvent } from './facts-of-event.js';
import { noFacts, type GrowingFacts } from '../facts/reconciliation-facts.js';
import { reconcile } from '../reconciliation/reconciliation.js';
import { SubjectFold } from './subject-fold.js';
import { at, mined, sold, WORKED_AS_OF, WORKED_RULES, worldOf } from '../testing/worked-rows.js';

const HOUR = 3_600_000;
const LAW = { rules: WORKED_RULES, crossCheckRules: crossCheckRules(aifc2026) };

describe('A fold of one licensee and asset', () => {
  it('answers an earlier known-at as it was answered then', () => {
    const fold = foldOf(worldOf({ distributions: [mined('2026-03-05T12:00', 100n)] }));
    const before = fold.reconcile(WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF);
    const late = millisOf(WORKED_AS_OF) + HOUR;
    fold.record('fills', sold('2026-03-20T12:00', 75n, { recordedAt: instantOf(late) }));
    expect(fold.reconcile(WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF)).toEqual(before);
    expect(fold.reconcile(WORKED_RULES, instantOf(late), WORKED_AS_OF)).not.toEqual(before);
  });

  it('need not begin anew for an earlier known-at of which nothing was recorded since', () => {
    const facts = manyFacts(20_000);
    const fold = foldOf(worldOf(facts));
    const turnsAt = (known: Instant) => {
      let turns = 0;
      for (const _ of fold.standingWork(WORKED_RULES, known, WORKED_AS_OF)) turns += 1;
      return turns;
    };
    const later = instantOf(millisOf(WORKED_AS_OF) + HOUR);
    const whole = turnsAt(later);
    expect(turnsAt(WORKED_AS_OF)).toBeLessThan(whole / 5);
    fold.record('distributions', mined('2026-03-05T12:00', 1n, { id: 'more', recordedAt: later }));
    turnsAt(later);
    expect(turnsAt(WORKED_AS_OF)).toBeGreaterThan(whole / 2);
  });

  it('explains what it answers', () => {
    const fold = foldOf(worldOf({ distributions: [mined('2026-03-05T12:00', 100n)] }));
    const { rows } = fold.reconcile(WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF);
    const explained = atOnce(fold.explainWork(LAW, WORKED_AS_OF, WORKED_AS_OF, '2026-03'));
    expect(explained?.row).toEqual(rows[0]);
  });

  it('knows what has yet to come to pass, and nothing else', () => {
    const fold = foldOf(worldOf({ distributions: [mined('2026-03-05T12:00', 100n)] }));
    const next = (asOf: Instant) => atOnce(fold.nextEventAfterWork(WORKED_AS_OF, asOf));
    expect(next(WORKED_AS_OF)).toBeUndefined();
    fold.record('fills', sold('2026-05-20T00:04', 75n, { recordedAt: WORKED_AS_OF }));
    fold.record('fills', sold('2026-05-20T00:03', 75n));
    expect(next(WORKED_AS_OF)).toBe(at('2026-05-20T00:04'));
    expect(next(at('2026-05-20T00:04'))).toBeUndefined();
  });

  it('takes what left the wallets from the chain, and answers by what was known of it', () => {
    const world = new ChainWorld(
      on(1, bound('A', 'a1')),
      on(6, moved({ from: [['a1', 50]], to: [['x', 49]] })),
    );
    const fold = new SubjectFold('party', world.of('A'));
    fold.record('distributions', mined('2026-03-02T12:00', 100n, { recordedAt: day(2) }));
    const at = (knownOn: number) => {
      const { early, unexplained } = fold.reconcile(WORKED_RULES, day(knownOn), day(knownOn));
      return [early, unexplained];
    };
    expect(at(7)).toEqual([25n, 24n]);
    const source = { log: 'log', position: 8, eventId: 'event-8' };
    fold.ownersChanged(world.addresses.record(bound('A', 'x'), { recordedAt: day(8), source }));
    expect(at(8)).toEqual([0n, 0n]);
    expect(at(7)).toEqual([25n, 24n]);
    expect(at(5)).toEqual([0n, 0n]);
    expect(atOnce(fold.explainWork(LAW, day(8), day(8), '2026-03'))).toMatchObject({
      outflows: [{ fact: 'tx:0', amount: 0n, to: 'x', sources: [{}, {}, source] }],
      crossChecks: [],
    });
  });

  it('of 50,000 facts gives what a recomputation gives, also after one fact more', () => {
    const facts = manyFacts(50_000);
    const fold = foldOf(worldOf(facts));
    const at = [WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF] as const;
    expect(fold.reconcile(...at)).toEqual(reconcile(worldOf(facts), ...at));
    const more = mined('2026-03-05T12:00', 1n, { id: 'one-more' });
    fold.record('distributions', more);
    const distributions = [...facts.distributions, more];
    expect(fold.reconcile(...at)).toEqual(reconcile(worldOf({ ...facts, distributions }), ...at));
  });

  it('API-2: of 20,000 facts gives way all the time, and answers the same', () => {
    const facts = manyFacts(20_000);
    const at = [WORKED_AS_OF, WORKED_AS_OF] as const;
    const works = (fold: SubjectFold): readonly Work<unknown>[] => [
      fold.reconcileWork(WORKED_RULES, ...at),
      fold.crossChecksWork(LAW, ...at),
      fold.explainWork(LAW, ...at, '2026-03'),
      fold.reconcileWork(WORKED_RULES, day(7), day(7)),
    ];
    const [inTurns, whole] = [foldOf(worldOf(facts)), foldOf(worldOf(facts))];
    const turns = works(inTurns).map((work, i) => {
      let count = 1;
      for (;;) {
        const { done, value } = work.next();
        if (!done) count += 1;
        else return [count, value, atOnce(works(whole)[i] as Work<unknown>)];
      }
    });
    for (const [count, answer, expected] of turns) {
      expect(answer).toEqual(expected);
      expect(count).toBeGreaterThan(7);
    }
    expect(works(foldOf(worldOf({}))).map((work) => work.next().done)).toEqual(Array(4).fill(true));
  });

  it.each([
    ['movements', (i: number) => moved({ txid: `tx-${i}`, to: [['a1', 1]] }), 3],
    ['payouts', (i: number) => paidOut({ rowId: `r-${i}`, txid: `tx-${i}` }), 4],
    ['deposits', (i: number) => deposited(`r-${i}`), 4],
  ])('API-2: gives way where there are many %s', (_, event, atLeast) => {
    const turnsOver = (count: number): number => {
      const fold = new SubjectFold('party', new ChainWorld(on(1, bound('A', 'a1'))).of('A'));
      for (let i = 0; i < count; i += 1) {
        const source = { log: 'log', position: 10_000 + i, eventId: `event-${i}` };
        fold.take(factOfEvent(event(i), day(6), source));
      }
      return [...fold.crossChecksWork(LAW, day(9), day(9))].length;
    };
    // Each list is walked over several times; from one thousand to the next there is a turn.
    expect(turnsOver(1_000)).toBe(0);
    expect(turnsOver(5_000)).toBeGreaterThanOrEqual(4 * atLeast);
  });

  it('is asked one thing at a time, and takes nothing meanwhile', () => {
    const fold = foldOf(worldOf(manyFacts(2_000)));
    const work = fold.reconcileWork(WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF);
    expect(work.next().done).toBe(false);
    expect(() => fold.crossChecks(LAW, WORKED_AS_OF, WORKED_AS_OF)).toThrow('one thing at a time');
    const fact = mined('2026-03-05T12:00', 1n, { id: 'one-more' });
    const said = { list: 'distributions', fact, subjects: [] } as const;
    expect(() => fold.take(said)).toThrow('while it is asked');
    atOnce(work);
    fold.take(said);
    expect(fold.crossChecks(LAW, WORKED_AS_OF, WORKED_AS_OF)).toEqual(expect.any(Array));
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const deposited = (rowId: string): DepositCredited => ({
  type: 'DepositCredited',
  exchangeId: 'ex-1',
  rowId,
  reportId: 'report',
  version: 1,
  licenseeId: 'A',
  asset: 'BTC',
  amount: '1',
  txid: 'tx',
  vout: 0,
  at: day(5),
});

function foldOf(facts: ReturnType<typeof worldOf>): SubjectFold {
  const fold = new SubjectFold(facts.licenseeParty);
  for (const venue of facts.venues) fold.record('venues', venue);
  for (const pool of facts.pools) fold.record('pools', pool);
  for (const licence of facts.licence) fold.record('licence', licence);
  for (const affiliation of facts.affiliations) fold.record('affiliations', affiliation);
  for (const report of facts.completeness) fold.record('completeness', report);
  for (const distribution of facts.distributions) fold.record('distributions', distribution);
  for (const fill of facts.fills) fold.record('fills', fill);
  return fold;
}

/** Two years of them, in no order. */
function manyFacts(count: number): Pick<GrowingFacts, 'distributions' | 'fills'> {
  const chance = new Chance(1, 1);
  const { distributions, fills } = noFacts();
  const start = millisOf('2024-05-01T00:00:00.000Z');
  for (let i = 0; i < count; i += 1) {
    const when = instantOf(start + chance.below(2 * 365 * 24) * HOUR + i);
    const quantity = BigInt(chance.below(100_000_000));
    if (i % 2 === 0)
      distributions.push({
        ...mined('2026-03-05T12:00', quantity, { id: `d-${i}` }),
        at: when,
        recordedAt: when,
      });
    else
      fills.push({
        ...sold('2026-03-05T12:00', quantity, { tradeId: `t-${i}` }),
        at: when,
        recordedAt: when,
      });
  }
  return { distributions, fills };
}
