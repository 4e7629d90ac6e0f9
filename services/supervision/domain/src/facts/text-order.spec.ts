import fc from 'fast-check';

import { compareText, sortedSet } from './text-order.js';

describe('Text', () => {
  it('is in the order of its UTF-8 bytes', () =>
    fc.assert(
      fc.property(TEXT, TEXT, (left, right) =>
        expect(Math.sign(compareText(left, right))).toBe(
          Buffer.compare(Buffer.from(left), Buffer.from(right)),
        ),
      ),
    ));

  it('beyond the basic plane stands behind all of that plane', () => {
    expect(['\u{1F600}', '\uFF5E', 'z'].sort(compareText)).toEqual(['z', '\uFF5E', '\u{1F600}']);
    expect(sortedSet(['\u{1F600}', '\uFF5E', 'z'])).toEqual(['z', '\uFF5E', '\u{1F600}']);
  });

  it('in a set stands once', () =>
    expect(sortedSet(['b', 'a', 'b', 'a', ''])).toEqual(['', 'a', 'b']));
});

/** Much of it from around the surrogates, where the orders of UTF-8 and UTF-16 differ. */
const TEXT = fc.string({
  unit: fc.constantFrom('', 'a', 'b', 'é', '\uD7FF', '\uE000', '\uFFFD', '\u{10000}', '\u{1F600}'),
  maxLength: 4,
});
