import { caseOf, factsOf } from './reconciliation-wire.js';
import { reconcile } from './reconciliation.js';
import { rowFacts } from './row-facts.js';
import { randomCases } from '../testing/random-cases.js';
import type { Recorded, ReconciliationFacts } from '../facts/reconciliation-facts.js';

const CASES = randomCases(41, 300).map((wire) => {
  const { facts, ...asked } = caseOf(wire);
  return { facts: withSources(facts), ...asked };
});

describe('What the rows rest on', () => {
  it('gives the same rows when it is read elsewhere', () => {
    const verdicts = new Set<string>();
    for (const { facts, rules, knownAt, asOf } of CASES) {
      const given = factsOf(JSON.parse(JSON.stringify(rowFacts(facts, knownAt))));
      const { rows } = reconcile(given, rules, knownAt, asOf);
      expect(rows).toEqual(reconcile(facts, rules, knownAt, asOf).rows);
      for (const { verdict } of rows) verdicts.add(verdict);
    }
    expect(verdicts).toEqual(
      new Set(['pending', 'inconclusive', 'compliant', 'breach', 'breach-cured-late']),
    );
  });

  it('gives the same rows under another share and other grace days', () => {
    for (const { facts, rules, knownAt, asOf } of CASES) {
      const other = {
        ...rules,
        shareBps: rules.shareBps.map((one) => ({ ...one, bps: 5_000 })),
        graceDays: rules.graceDays.map((one) => ({ ...one, days: 2 })),
      };
      const given = factsOf(rowFacts(facts, knownAt));
      expect(reconcile(given, other, knownAt, asOf).rows).toEqual(
        reconcile(facts, other, knownAt, asOf).rows,
      );
    }
  });

  it('names no party, no source and nothing that was not known yet', () => {
    for (const { facts, knownAt } of CASES) {
      const given = rowFacts(facts, knownAt);
      const parties = [
        given.licenseeBin,
        ...given.relatedBins.map(({ bin }) => bin),
        ...[...given.fills, ...given.corrections].map((one) => one.counterpartyBin ?? '0'),
      ];
      expect(parties.filter((party) => !/^\d{1,3}$/.test(party))).toEqual([]);
      expect(JSON.stringify(given)).not.toMatch(/eventId|derivedFrom/);
      const recordedAt = JSON.stringify(given).matchAll(/"recordedAt":"([^"]+)"/g);
      expect([...recordedAt].filter(([, at = '']) => at > knownAt)).toEqual([]);
    }
  });

  it('keeps that a waiver was taken back', () => {
    const [{ facts, knownAt }] = CASES as [(typeof CASES)[number]];
    const waiver = { period: '2026-03', sender: 'dmp-1', recordedAt: knownAt, revoked: true };
    const given = factsOf(rowFacts({ ...facts, waivers: [waiver as never] }, knownAt));
    expect(given.waivers).toEqual([waiver]);
  });
});

/** As the log has them: every fact with its place. */
function withSources(facts: ReconciliationFacts): ReconciliationFacts {
  let position = 0;
  const placed = (fact: Recorded) => ({
    ...fact,
    source: { log: 'one', position: (position += 1), eventId: `e-${position}` },
  });
  return Object.fromEntries(
    Object.entries(facts).map(([list, value]) => [
      list,
      typeof value === 'string' ? value : (value as readonly Recorded[]).map(placed),
    ]),
  ) as unknown as ReconciliationFacts;
}
