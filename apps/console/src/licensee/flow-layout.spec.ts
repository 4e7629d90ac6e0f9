import { layFlow } from './flow-layout.js';

const coins = (...quantities: bigint[]) =>
  quantities.map((quantity) => ({ quantity: String(quantity) }));

describe('The picture of a month’s coins', () => {
  it('has each end as high as its coins', () => {
    const { from, middle } = layFlow(coins(3n, 1n), coins(4n), '4');
    expect(from.map(({ height }) => height)).toEqual([150, 50]);
    expect(middle.height).toBe(200);
  });

  it('has the ends one under the other, with room for a text beside each', () => {
    const { from, to, height } = layFlow(
      coins(2_100_000_000_000_000n, 1n, 1n),
      coins(2_100_000_000_000_002n),
      '2100000000000002',
    );
    for (const side of [from, to])
      for (const [i, { endY, height: own }] of side.entries()) {
        const next = side[i + 1];
        expect(endY).toBeGreaterThanOrEqual(0);
        expect(endY + own).toBeLessThanOrEqual(height);
        if (next) expect(next.endY + next.height / 2 - (endY + own / 2)).toBeGreaterThan(18);
      }
  });

  it('shows the smallest unit beside 21 million coins', () => {
    const { to } = layFlow(
      coins(2_100_000_000_000_001n),
      coins(2_100_000_000_000_000n, 1n),
      '2100000000000001',
    );
    expect(to[1]?.height).toBe(1);
  });

  it('is drawn of nothing at all', () => {
    expect(layFlow([], [], '0')).toEqual({
      ...{ from: [], to: [], middle: { y: 100, height: 0 } },
      height: 200,
    });
  });
});
