import fc from 'fast-check';

import {
  atLeastZero,
  ceilDiv,
  inWholeUnits,
  least,
  parseQuantity,
  QUANTITY_MAX,
  sum,
  type QuantityProblem,
} from './quantity.js';

describe('A quantity is read', () => {
  it.each(['0', '1', '7500000000', '9007199254740993', QUANTITY_MAX.toString()])(
    'from %s, exactly',
    (text) => expect(parseQuantity(text)).toEqual({ ok: true, value: BigInt(text) }),
  );

  it('holds the greatest number of 256 bits', () => {
    expect(parseQuantity((2n ** 256n - 1n).toString())).toMatchObject({ ok: true });
  });

  it('and written back as the same text', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: QUANTITY_MAX }), (value) => {
        expect(parseQuantity(value.toString())).toEqual({ ok: true, value });
      }),
    );
  });
});

describe('A quantity is refused:', () => {
  it.each<[text: string, reason: QuantityProblem]>([
    ['-1', 'quantity-negative'],
    ['-0', 'quantity-negative'],
    ['1.5', 'quantity-fractional'],
    ['-1.5', 'quantity-fractional'],
    ['100.00', 'quantity-fractional'],
    ['1' + '0'.repeat(78), 'quantity-too-large'],
    ['01', 'quantity-malformed'],
    ['-01', 'quantity-malformed'],
    ['+1', 'quantity-malformed'],
    ['1e8', 'quantity-malformed'],
    ['1,000', 'quantity-malformed'],
    ['1_000', 'quantity-malformed'],
    ['0x10', 'quantity-malformed'],
    [' 1', 'quantity-malformed'],
    ['1\n', 'quantity-malformed'],
    ['.5', 'quantity-malformed'],
    ['1.', 'quantity-malformed'],
    ['١٢', 'quantity-malformed'],
    ['', 'quantity-malformed'],
    ['NaN', 'quantity-malformed'],
  ])('%j, because of %s', (text, reason) =>
    expect(parseQuantity(text)).toEqual({ ok: false, reason }),
  );
});

describe('Quantities', () => {
  it('are added exactly, beyond 2^53 too', () => {
    expect(sum([])).toBe(0n);
    expect(sum([9_007_199_254_740_993n, 1n, -2n])).toBe(9_007_199_254_740_992n);
  });

  it('have a least one, wherever it stands', () => {
    expect([least(1n, 2n, 3n), least(3n, 1n, 2n), least(3n, 2n, 1n), least(-1n)]).toEqual([
      1n,
      1n,
      1n,
      -1n,
    ]);
  });

  it('count as zero where they are less', () => {
    expect([-1n, 0n, 1n].map(atLeastZero)).toEqual([0n, 0n, 1n]);
  });
});

describe('A division that rounds up', () => {
  it.each([
    [0n, 10_000n, 0n],
    [1n, 10_000n, 1n],
    [7_500n, 10_000n, 1n],
    [10_000n, 10_000n, 1n],
    [10_001n, 10_000n, 2n],
    [10n ** 77n * 7_500n, 10_000n, 75n * 10n ** 75n],
  ])('%d by %d is %d', (numerator, denominator, quotient) =>
    expect(ceilDiv(numerator, denominator)).toBe(quotient),
  );

  it('is the least integer that is not too small', () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: QUANTITY_MAX }),
        fc.bigInt({ min: 1n, max: 10n ** 20n }),
        (numerator, denominator) => {
          const quotient = ceilDiv(numerator, denominator);
          expect(quotient * denominator >= numerator).toBe(true);
          expect((quotient - 1n) * denominator < numerator).toBe(true);
        },
      ),
    );
  });
});

describe('For people a quantity is shown in whole units:', () => {
  it.each([
    [7_500_000_000n, 8, '75'],
    [7_499_999_999n, 8, '74.99999999'],
    [1n, 8, '0.00000001'],
    [-1n, 8, '-0.00000001'],
    [-150_000_000n, 8, '-1.5'],
    [0n, 8, '0'],
    [10n ** 18n, 18, '1'],
    [42n, 0, '42'],
    [-42n, 0, '-42'],
    [100n, 2, '1'],
  ])('%d at %d decimals is %s', (quantity, exponent, text) =>
    expect(inWholeUnits(quantity, exponent)).toBe(text),
  );
});
