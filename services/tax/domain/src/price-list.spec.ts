import type { ExchangeRatePublished, PricePublished } from '@esep/contracts';
import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import {
  priceListDecider,
  priceOn,
  pricesByDay,
  type PublishExchangeRate,
  type PublishPrice,
} from './price-list.js';

const { given } = specify(priceListDecider);

/** Noon of Friday 20 March 2026 in Almaty. */
const FRIDAY_NOON = '2026-03-20T07:00:00.000Z';

describe('The published price of a coin (TAX-3)', () => {
  it('is published', () => given().when(publish()).then(published()));

  it('published again changes nothing', () => given(published()).when(publish()).thenNothing());

  it('published again later changes nothing', () =>
    given(published())
      .when(publish({ at: '2026-04-01T07:00:00.000Z' }))
      .thenNothing());

  it('may be corrected: the later record holds', () =>
    given(published())
      .when(publish({ value: usd(7_000_001n) }))
      .then(published({ value: { amount: '7000001', currency: 'USD' } })));

  it('corrected back is recorded again', () =>
    given(published(), published({ value: { amount: '7000001', currency: 'USD' } }))
      .when(publish())
      .then(published()));

  it('may turn out to be in another currency', () =>
    given(published())
      .when(publish({ value: { amount: 7_000_000n, currency: 'KZT' } }))
      .then(published({ value: { amount: '7000000', currency: 'KZT' } })));

  it('may turn out to come from another source', () =>
    given(published())
      .when(publish({ source: 'order 12' }))
      .then(published({ source: 'order 12' })));

  it.each([0n, -1n])('is never %d: zero is not a price', (amount) =>
    given()
      .when(publish({ value: usd(amount) }))
      .thenRefused('price-not-positive'),
  );

  it('is not of tomorrow', () =>
    given()
      .when(publish({ day: '2026-03-21' }))
      .thenRefused('day-in-future'));

  it('is of today by the day of Almaty, where midnight is 19:00 UTC', () =>
    given()
      .when(publish({ day: '2026-03-21', at: '2026-03-20T19:00:00.000Z' }))
      .then(published({ day: '2026-03-21', publishedAt: '2026-03-20T19:00:00.000Z' })));

  it('is of a day that the calendar has', () =>
    given()
      .when(publish({ day: '2026-02-30' }))
      .thenRefused('day-malformed'));

  it('is of an asset that the regime knows', () =>
    given()
      .when(publish({ asset: 'XYZ' }))
      .thenRefused('asset-unknown'));

  it('is in a currency that the regime counts in', () =>
    given()
      .when(publish({ value: { amount: 1n, currency: 'JPY' } }))
      .thenRefused('currency-unknown'));
});

describe("The National Bank's rate of a currency (TAX-3)", () => {
  it('is published', () => given().when(publishRate()).then(ratePublished()));

  it('published again changes nothing', () =>
    given(ratePublished()).when(publishRate()).thenNothing());

  it('may be corrected: the later record holds', () =>
    given(ratePublished())
      .when(publishRate({ value: { amount: 51_235n, currency: 'KZT' } }))
      .then(ratePublished({ value: { amount: '51235', currency: 'KZT' } })));

  it('is in tenge', () =>
    given()
      .when(publishRate({ value: usd(1n) }))
      .thenRefused('rate-not-in-tenge'));

  it('is not of the tenge itself', () =>
    given()
      .when(publishRate({ currency: 'KZT' }))
      .thenRefused('rate-of-tenge'));

  it('is of a currency that the regime counts in', () =>
    given()
      .when(publishRate({ currency: 'JPY' }))
      .thenRefused('currency-unknown'));

  it('is not of tomorrow', () =>
    given()
      .when(publishRate({ day: '2026-03-21' }))
      .thenRefused('day-in-future'));

  it('is never zero', () =>
    given()
      .when(publishRate({ value: { amount: 0n, currency: 'KZT' } }))
      .thenRefused('price-not-positive'));
});

// Nauryz: 21 to 23 March 2026 are holidays, a Saturday, a Sunday and a Monday. Tuesday the 24th and
// Wednesday the 25th are made days off here, too.
describe('The price of a day', () => {
  const holidays = ['2026-03-21', '2026-03-22', '2026-03-23', '2026-03-24', '2026-03-25'];
  const prices = pricesByDay(
    replay(priceListDecider, [
      published({ day: '2026-03-18', value: { amount: '6800000', currency: 'USD' } }),
      published({ day: '2026-03-20', value: { amount: '6999999', currency: 'USD' } }),
      published({ day: '2026-03-20', value: { amount: '7000000', currency: 'USD' } }),
      published({ day: '2026-03-25', value: { amount: '7200000', currency: 'USD' } }),
      published({ day: '2026-03-26', value: { amount: '7300000', currency: 'USD' } }),
    ]),
  );

  it.each`
    day             | amount        | why
    ${'2026-03-17'} | ${undefined}  | ${'a working day before the first price'}
    ${'2026-03-18'} | ${6_800_000n} | ${'its own'}
    ${'2026-03-19'} | ${undefined}  | ${'a working day that nobody published'}
    ${'2026-03-20'} | ${7_000_000n} | ${'its own, as corrected'}
    ${'2026-03-21'} | ${7_000_000n} | ${'a Saturday takes the Friday'}
    ${'2026-03-22'} | ${7_000_000n} | ${'a Sunday takes the Friday'}
    ${'2026-03-23'} | ${7_000_000n} | ${'a holiday takes the last working day'}
    ${'2026-03-24'} | ${7_000_000n} | ${'so does the fourth day off in a row'}
    ${'2026-03-25'} | ${7_200_000n} | ${'a day off that was published all the same'}
    ${'2026-03-26'} | ${7_300_000n} | ${'its own'}
    ${'2026-03-27'} | ${undefined}  | ${'a Friday that nobody published'}
    ${'2026-03-28'} | ${undefined}  | ${'a Saturday after a Friday that nobody published'}
  `('$day: $why', ({ day, amount }) =>
    expect(priceOn(prices, day, holidays)?.value.amount).toBe(amount),
  );

  it('is none where nothing was ever published', () =>
    expect(priceOn(new Map(), '2026-03-21', holidays)).toBeUndefined());
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function usd(amount: bigint) {
  return { amount, currency: 'USD' };
}
function publish(but: Partial<PublishPrice> = {}): PublishPrice {
  const { asset, day, source } = published();
  const value = usd(7_000_000n);
  return { type: 'PublishPrice', asset, day, value, source, at: FRIDAY_NOON, ...but };
}
function published(but: Partial<PricePublished> = {}): PricePublished {
  return {
    type: 'PricePublished',
    asset: 'BTC',
    day: '2026-03-20',
    value: { amount: '7000000', currency: 'USD' },
    source: 'order 11',
    publishedAt: FRIDAY_NOON,
    ...but,
  };
}
function publishRate(but: Partial<PublishExchangeRate> = {}): PublishExchangeRate {
  const { currency, day, source } = ratePublished();
  const value = { amount: 51_234n, currency: 'KZT' };
  return { type: 'PublishExchangeRate', currency, day, value, source, at: FRIDAY_NOON, ...but };
}
function ratePublished(but: Partial<ExchangeRatePublished> = {}): ExchangeRatePublished {
  return {
    type: 'ExchangeRatePublished',
    currency: 'USD',
    day: '2026-03-20',
    value: { amount: '51234', currency: 'KZT' },
    source: 'National Bank',
    publishedAt: FRIDAY_NOON,
    ...but,
  };
}
