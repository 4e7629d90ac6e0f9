import fc from 'fast-check';

import { atOnce, ITEMS_PER_TURN, sortWork, type Work } from './work.js';

// Work that is cut into turns comes to what it comes to at once.

describe('Sorting in turns', () => {
  it('gives what sorting at once gives, and keeps the order of what is equal', () => {
    const items = fc.array(fc.tuple(fc.integer({ min: 0, max: 50 }), fc.nat()), {
      maxLength: 5 * ITEMS_PER_TURN,
      size: 'max',
    });
    fc.assert(
      fc.property(items, (all) => {
        const byFirst = ([left]: [number, number], [right]: [number, number]) => left - right;
        expect(atOnce(sortWork(all, byFirst))).toEqual(all.toSorted(byFirst));
      }),
      { numRuns: 30 },
    );
  });

  it('gives way at least once in a thousand items, and never over few', () => {
    const sorted = (count: number) =>
      turnsOf(
        sortWork(
          Array.from({ length: count }, (_, i) => -i),
          (a, b) => a - b,
        ),
      );
    expect(sorted(ITEMS_PER_TURN)).toBe(1);
    expect(sorted(8 * ITEMS_PER_TURN)).toBeGreaterThanOrEqual(8 * 3);
  });
});

const turnsOf = (work: Work<unknown>): number => {
  let turns = 1;
  while (!work.next().done) turns += 1;
  return turns;
};
