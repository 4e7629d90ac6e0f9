import { ASSETS, quantityMaxOf } from './asset.js';
import { ROW_QUANTITY_MAX } from './bounds.js';
import { QUANTITY_MAX } from './quantity.js';

describe('A row speaks of', () => {
  it.each([
    ['BTC', 2_100_000_000_000_000n],
    ['BCH', 2_100_000_000_000_000n],
    ['LTC', 8_400_000_000_000_000n],
    ['ETC', 210_700_000_000_000_000_000_000_000n],
    ['KAS', 2_870_402_660_100_000_000n],
  ])('API-1: no more %s than there can ever be', (code, most) =>
    expect(quantityMaxOf(code)).toBe(most),
  );

  it.each(['DOGE', 'USDT', ''])('API-1: at most 10³⁶ base units of %j', (code) =>
    expect(quantityMaxOf(code)).toBe(10n ** 36n),
  );

  it('API-1: so little that the sum of 10¹² rows can still be stored', () => {
    for (const { code } of ASSETS)
      expect(quantityMaxOf(code)).toBeLessThanOrEqual(ROW_QUANTITY_MAX);
    expect(ROW_QUANTITY_MAX * 10n ** 12n).toBeLessThan(QUANTITY_MAX);
  });
});
