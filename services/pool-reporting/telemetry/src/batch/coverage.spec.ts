import fc from 'fast-check';

import { Coverage } from './coverage.js';

const interval = fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 5 }));

describe('Coverage', () => {
  it('has what was added and nothing else, in any order', () => {
    fc.assert(
      fc.property(fc.array(fc.array(interval, { maxLength: 6 }), { maxLength: 12 }), (steps) => {
        const coverage = new Coverage(2);
        const seconds = new Set<number>();
        for (const step of steps) {
          const added: [number, number][] = [];
          for (const [from, length] of step) {
            const until = from + length;
            const own = Array.from({ length }, (_, i) => from + i);
            const isFree = own.every((second) => !seconds.has(second));
            const isKnown = added.some(([a, b]) => a < until && b > from);
            if (!isKnown) expect(coverage.overlaps(1, from, until)).toBe(!isFree);
            if (!isFree) continue;
            for (const second of own) seconds.add(second);
            added.push([from, until]);
          }
          coverage.insert(1, added.toSorted(([a], [b]) => a - b).flat());
          expect(coverage.endOf(1)).toBe(seconds.size > 0 ? Math.max(...seconds) + 1 : 0);
        }
        for (let second = 0; second < 50; second += 1)
          expect(coverage.overlaps(1, second, second + 1)).toBe(seconds.has(second));
        expect(coverage.overlaps(0, 0, 100)).toBe(false);
      }),
    );
  });

  it('keeps one range of a machine that reports without gaps', () => {
    const coverage = new Coverage(1, 0);
    for (let second = 60; second < 60_000; second += 60) coverage.append(0, second, second + 60);
    expect([coverage.isExact, coverage.rangesOf(0)]).toEqual([true, [60, 60_000]]);
  });

  it('is no longer exact once there are more gaps than it keeps', () => {
    const coverage = new Coverage(1, 1);
    for (const second of [0, 20]) coverage.append(0, second, second + 10);
    expect(coverage.isExact).toBe(true);
    coverage.append(0, 40, 50);
    expect(coverage.isExact).toBe(false);
  });

  it('uses the place of ranges that grew together again', () => {
    const coverage = new Coverage(1, 2);
    for (let round = 0; round < 10_000; round += 1) {
      const second = round * 100;
      coverage.append(0, second + 10, second + 20);
      coverage.insert(0, [second, second + 10, second + 20, second + 100]);
    }
    expect([coverage.isExact, coverage.rangesOf(0)]).toEqual([true, [0, 1_000_000]]);
  });
});
