import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { targetOf } from './difficulty.js';
import {
  expectedBlocks,
  expectedOutput,
  hashesPerBlock,
  subsidyAt,
  nearestWhole,
  type PaidHashWork,
} from './expected-output.js';

const PETAHASH = 10n ** 15n;
const DAY = 86_400n;
const EPOCH_473: PaidHashWork = {
  hashrate: PETAHASH,
  seconds: DAY,
  target: targetOf(0x170240c3) as bigint,
  height: 953_568,
  meanFees: 0n,
};

const EPOCHS = join(
  import.meta.dirname,
  '../../../../../shared/fixtures/bitcoin/difficulty/difficulty-by-epoch.csv',
);
const described = existsSync(EPOCHS) ? describe : describe.skip;

describe('The subsidy of a block', () => {
  it.each([
    [0, 5_000_000_000n],
    [209_999, 5_000_000_000n],
    [210_000, 2_500_000_000n],
    [839_999, 625_000_000n],
    [840_000, 312_500_000n],
    [6_929_999, 1n],
    [6_930_000, 0n],
    [20_000_000, 0n],
  ])('at %d is %d base units', (height, subsidy) => expect(subsidyAt(height)).toBe(subsidy));
});

describe('The expected output', () => {
  it('of 1 PH/s in a day of epoch 473 is 0.00050318 BTC before fees', () =>
    expect(nearestWhole(expectedOutput([EPOCH_473], 0n))).toBe(50_318n));

  it('of twice the rate for half the time is the same', () =>
    expect(
      expectedOutput([{ ...EPOCH_473, hashrate: 2n * PETAHASH, seconds: DAY / 2n }], 0n),
    ).toEqual(expectedOutput([EPOCH_473], 0n)));

  it('adds up over epochs without rounding', () => {
    const second = Array.from({ length: 86_400 }, () => ({ ...EPOCH_473, seconds: 1n }));
    expect(expectedOutput(second, 150n)).toEqual(expectedOutput([EPOCH_473], 150n));
    expect(expectedBlocks(second)).toEqual(expectedBlocks([EPOCH_473]));
  });

  it('grows with the mean fees of a block and shrinks by the fee of the pool', () => {
    const subsidy = subsidyAt(EPOCH_473.height);
    const doubled = expectedOutput([{ ...EPOCH_473, meanFees: subsidy }], 5_000n);
    expect(nearestWhole(doubled)).toBe(nearestWhole(expectedOutput([EPOCH_473], 0n)));
    expect(expectedOutput([EPOCH_473], 10_000n).numerator).toBe(0n);
  });

  it('of no work is nothing', () => {
    expect(nearestWhole(expectedOutput([], 0n))).toBe(0n);
    expect(nearestWhole(expectedBlocks([]))).toBe(0n);
  });

  it('of as many hashes as a block takes is one block', () => {
    const target = targetOf(0x207fffff) as bigint;
    const { numerator, denominator } = hashesPerBlock(target);
    const lambda = expectedBlocks([{ hashrate: numerator, seconds: 1n, target }]);
    expect(lambda.numerator).toBe(lambda.denominator * denominator);
  });
});

described('The difficulty of every epoch (needs ../shared)', () => {
  it('gives the hashes per block of D · 2⁴⁸ / 65535, to the digits that are published', () => {
    const rows = readFileSync(EPOCHS, 'utf8').trim().split('\n').slice(1);
    expect(rows).toHaveLength(474);
    for (const row of rows) {
      const [epoch, , bits, difficulty] = row.split(',') as [string, string, string, string];
      const { numerator, denominator } = hashesPerBlock(targetOf(parseInt(bits, 16)) as bigint);
      const [whole, fraction = ''] = difficulty.split('.') as [string, string?];
      const unit = 10n ** BigInt(fraction.length);
      const ours = (numerator * 65_535n * unit) / (denominator << 48n);
      const published = BigInt(whole + fraction);
      // Published digits are rounded or cut off, and went through a float of 15 good ones.
      const tolerance = 1n + published / 10n ** 15n;
      const isNear = ours >= published - tolerance && ours <= published + tolerance;
      expect({ epoch, isNear }).toEqual({ epoch, isNear: true });
    }
  });
});
