import type {
  ExchangeRateProposal,
  ExchangeRatePublished,
  PriceProposal,
  PricePublished,
} from '@esep/contracts';
import { replay } from '@esep/kernel';
import { specify } from '@esep/kernel/specification';

import {
  priceListDecider,
  priceOn,
  pricesByDay,
  type ConfirmPublication,
  type ProposeExchangeRate,
  type ProposePrice,
} from './price-list.js';

const { given } = specify(priceListDecider);

/** Noon of Friday 20 March 2026 in Almaty. */
const FRIDAY_NOON = '2026-03-20T07:00:00.000Z';

const PRICE = {
  asset: 'BTC',
  day: '2026-03-20',
  value: { amount: '7000000', currency: 'USD' },
  source: 'order 11',
};
const RATE = {
  currency: 'USD',
  day: '2026-03-20',
  value: { amount: '51234', currency: 'KZT' },
  source: 'National Bank',
};
const BY_FIRST = { proposalId: 'p-1', by: 'first', at: FRIDAY_NOON };

describe('The published price of a coin (TAX-3)', () => {
  it('is proposed by one person', () => given().when(publish()).then(proposed()));

  it('is published when another confirms it', () =>
    given(proposed()).when(confirm()).then(confirmed(), published()));

  it('FIGURES-11: is not published by one person alone', () =>
    given(proposed())
      .when(confirm({ by: 'first' }))
      .thenRefused('second-person-required'));

  it('is declined', () => {
    const by = { proposalId: 'p-1', by: 'second', declinedAt: FRIDAY_NOON };
    given(proposed())
      .when({ type: 'DeclinePublication', proposalId: 'p-1', by: 'second', at: FRIDAY_NOON })
      .then({ type: 'PriceDeclined', ...PRICE, ...by });
    given(proposed(), { type: 'PriceDeclined', ...PRICE, ...by })
      .when(confirm())
      .thenRefused('proposal-closed');
  });

  it('is confirmed once, and only what was proposed', () => {
    given(proposed(), confirmed(), published()).when(confirm()).thenRefused('already-confirmed');
    given().when(confirm()).thenRefused('proposal-unknown');
  });

  it('proposed again under its id changes nothing', () =>
    given(proposed()).when(publish()).thenNothing());

  it('proposed as it is published changes nothing', () =>
    given(published()).when(publish()).thenNothing());

  it('proposed so later changes nothing', () =>
    given(published())
      .when(publish({ at: '2026-04-01T07:00:00.000Z' }))
      .thenNothing());

  it('may be corrected: the later record holds', () =>
    given(published())
      .when(publish({ value: usd(7_000_001n) }))
      .then(proposed({ value: { amount: '7000001', currency: 'USD' } })));

  it('corrected back is proposed again', () =>
    given(published(), published({ value: { amount: '7000001', currency: 'USD' } }))
      .when(publish())
      .then(proposed()));

  it('may turn out to be in another currency', () =>
    given(published())
      .when(publish({ value: { amount: 7_000_000n, currency: 'KZT' } }))
      .then(proposed({ value: { amount: '7000000', currency: 'KZT' } })));

  it('may turn out to come from another source', () =>
    given(published())
      .when(publish({ source: 'order 12' }))
      .then(proposed({ source: 'order 12' })));

  it.each([0n, -1n])('is never %d: zero is not a price', (amount) =>
    given()
      .when(publish({ value: usd(amount) }))
      .thenRefused('price-not-positive'),
  );

  it('FIELD-5: is not more than sums of many have room for', () => {
    const value = usd(10n ** 36n + 1n);
    given().when(publish({ value })).thenRefused('amount-out-of-range');
    given()
      .when(publishRate({ value: { ...value, currency: 'KZT' } }))
      .thenRefused('amount-out-of-range');
  });

  it('is not of tomorrow', () =>
    given()
      .when(publish({ day: '2026-03-21' }))
      .thenRefused('day-in-future'));

  it('is of today by the day of Almaty, where midnight is 19:00 UTC', () =>
    given()
      .when(publish({ day: '2026-03-21', at: '2026-03-20T19:00:00.000Z' }))
      .then(proposed({ day: '2026-03-21', proposedAt: '2026-03-20T19:00:00.000Z' })));

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

describe('A price that is far from the one before', () => {
  const toleranceBps = 2_500;
  const before = published({ day: '2026-03-19' });
  it.each([
    [1n, false, 'one cent'],
    [5_249_999n, false, 'a cent below a quarter less'],
    [5_250_000n, true, 'a quarter less'],
    [8_750_000n, true, 'a quarter more'],
    [8_750_001n, false, 'a cent above a quarter more'],
    [70_000_000n, false, 'a digit too many'],
  ])('FIGURES-11: of %d cents after 7000000 needs no reason: %s, %s', (amount, isNear) => {
    const asked = given(before).when(publish({ value: usd(amount), toleranceBps }));
    if (isNear) asked.then(proposed({ value: { amount: String(amount), currency: 'USD' } }));
    else asked.thenRefused('outlier-without-reason');
  });

  it('FIGURES-11: is proposed with its reason', () =>
    given(before)
      .when(publish({ value: usd(1n), toleranceBps, reason: 'The coin collapsed' }))
      .then(proposed({ value: { amount: '1', currency: 'USD' }, reason: 'The coin collapsed' })));

  it('FIGURES-11: in another currency says why', () =>
    given(before)
      .when(publish({ value: { amount: 7_000_000n, currency: 'KZT' }, toleranceBps }))
      .thenRefused('outlier-without-reason'));

  it('FIGURES-11: is compared with what was published later, where nothing was before', () =>
    given(published({ day: '2026-03-25' }))
      .when(publish({ value: usd(1n), toleranceBps }))
      .thenRefused('outlier-without-reason'));

  it('FIGURES-11: as a correction is compared with the day before, not with what was wrong', () =>
    given(before, published({ value: { amount: '1', currency: 'USD' } }))
      .when(publish({ toleranceBps }))
      .then(proposed()));

  it('FIGURES-11: is noticed when it has become far until it is confirmed', () =>
    given(proposed(), published({ day: '2026-03-19', value: { amount: '1', currency: 'USD' } }))
      .when(confirm({ toleranceBps }))
      .thenRefused('outlier-without-reason'));

  it('is the first of all: there is nothing to compare it with', () =>
    given().when(publish({ toleranceBps })).then(proposed()));
});

describe("The National Bank's rate of a currency (TAX-3)", () => {
  it('is proposed, and published when another person confirms it', () => {
    given().when(publishRate()).then(rateProposed());
    given(rateProposed()).when(confirm()).then(rateConfirmed(), ratePublished());
  });

  it('FIGURES-11: is not published by one person alone', () =>
    given(rateProposed())
      .when(confirm({ by: 'first' }))
      .thenRefused('second-person-required'));

  it('FIGURES-11: far from the one before says why', () =>
    given(ratePublished({ day: '2026-03-19' }))
      .when(publishRate({ value: { amount: 1n, currency: 'KZT' }, toleranceBps: 2_500 }))
      .thenRefused('outlier-without-reason'));

  it('is declined', () => {
    const by = { proposalId: 'p-1', by: 'second', declinedAt: FRIDAY_NOON };
    given(rateProposed())
      .when({ type: 'DeclinePublication', proposalId: 'p-1', by: 'second', at: FRIDAY_NOON })
      .then({ type: 'ExchangeRateDeclined', ...RATE, ...by });
  });

  it('proposed as it is published changes nothing', () =>
    given(ratePublished()).when(publishRate()).thenNothing());

  it('may be corrected: the later record holds', () =>
    given(ratePublished())
      .when(publishRate({ value: { amount: 51_235n, currency: 'KZT' } }))
      .then(rateProposed({ value: { amount: '51235', currency: 'KZT' } })));

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
    ]).published,
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
function publish(but: Partial<ProposePrice> = {}): ProposePrice {
  const { asset, day, source } = PRICE;
  const value = usd(7_000_000n);
  return { type: 'ProposePrice', asset, day, value, source, ...BY_FIRST, ...but };
}
function proposed(but: Partial<Extract<PriceProposal, { type: 'PriceProposed' }>> = {}) {
  const by = { proposalId: 'p-1', by: 'first', proposedAt: FRIDAY_NOON };
  return { type: 'PriceProposed', ...PRICE, ...by, ...but } as const;
}
function confirm(but: Partial<ConfirmPublication> = {}): ConfirmPublication {
  const by = { proposalId: 'p-1', by: 'second', at: FRIDAY_NOON };
  return { type: 'ConfirmPublication', ...by, ...but };
}
function confirmed() {
  const by = { proposalId: 'p-1', by: 'second', confirmedAt: FRIDAY_NOON };
  return { type: 'PriceConfirmed', ...PRICE, ...by } as const;
}
function published(but: Partial<PricePublished> = {}): PricePublished {
  return { type: 'PricePublished', ...PRICE, publishedAt: FRIDAY_NOON, ...but };
}
function publishRate(but: Partial<ProposeExchangeRate> = {}): ProposeExchangeRate {
  const { currency, day, source } = RATE;
  const value = { amount: 51_234n, currency: 'KZT' };
  return { type: 'ProposeExchangeRate', currency, day, value, source, ...BY_FIRST, ...but };
}
function rateProposed(
  but: Partial<Extract<ExchangeRateProposal, { type: 'ExchangeRateProposed' }>> = {},
) {
  const by = { proposalId: 'p-1', by: 'first', proposedAt: FRIDAY_NOON };
  return { type: 'ExchangeRateProposed', ...RATE, ...by, ...but } as const;
}
function rateConfirmed() {
  const by = { proposalId: 'p-1', by: 'second', confirmedAt: FRIDAY_NOON };
  return { type: 'ExchangeRateConfirmed', ...RATE, ...by } as const;
}
function ratePublished(but: Partial<ExchangeRatePublished> = {}): ExchangeRatePublished {
  return { type: 'ExchangeRatePublished', ...RATE, publishedAt: FRIDAY_NOON, ...but };
}
