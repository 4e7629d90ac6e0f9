import { atOnce, instantOf, millisOf } from '@esep/kernel';

import { factsInForce } from '../facts/facts-known-at.js';
import { caseOf } from '../reconciliation/reconciliation-wire.js';
import { MonthlyResults } from './monthly-results.js';
import { standingWork } from './standing.js';
import { Chance } from '../testing/chance.js';
import { randomCases } from '../testing/random-cases.js';

const DAY = 86_400_000;
/** Everything that a random case says is recorded by then. */
const LATER = '2030-01-01T00:00:00.000Z';

describe('What a licensee’s rows are now', () => {
  it('stays so until the instant that is named', () => {
    const met = { stays: 0, changes: 0 };
    for (const [index, wire] of randomCases(26, 150).entries()) {
      const chance = new Chance(26, index);
      const { facts, rules } = caseOf(wire);
      const inForce = factsInForce(facts, LATER);
      const standing = (ms: number) => {
        const { rows, conversions, changesAt } = atOnce(
          standingWork(inForce, new MonthlyResults(inForce), rules, LATER, instantOf(ms)),
        );
        return { shown: { rows, conversions }, changesAt };
      };
      const [first] = facts.distributions;
      let at = millisOf(first?.at ?? wire.asOf) - 40 * DAY;
      for (let looks = 0; looks < 12; looks += 1) {
        at += chance.below(20) * DAY + chance.below(DAY);
        const { shown, changesAt } = standing(at);
        const until = changesAt === undefined ? at + 400 * DAY : millisOf(changesAt);
        expect(standing(until - 1).shown).toEqual(shown);
        expect(standing(at + chance.below(until - at)).shown).toEqual(shown);
        met.stays += 1;
        if (changesAt !== undefined) {
          at = until;
          if (
            JSON.stringify(keysOf(standing(at).shown.rows)) !== JSON.stringify(keysOf(shown.rows))
          )
            met.changes += 1;
        }
      }
    }
    expect(met.changes).toBeGreaterThan(met.stays / 4);
  });
});

const keysOf = (rows: readonly { period: string; state: string; verdict: string }[]) =>
  rows.map(({ period, state, verdict }) => [period, state, verdict]);
