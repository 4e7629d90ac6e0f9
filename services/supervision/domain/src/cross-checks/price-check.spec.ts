import type { Instant, LocalDate } from '@esep/kernel';
import { aifc2026, crossCheckRules, type CrossCheckRules } from '@esep/rulebook';

import { PublishedPrices } from '../facts/published-prices.js';
import type { CorrectionFact, FillFact } from '../facts/reconciliation-facts.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { at, sold, WORKED_AS_OF, WORKED_RULES } from '../testing/worked-rows.js';

// On Friday 20 March 2026 the state's price of a bitcoin is 50 million tenge; the law tolerates 20 %.
// Sales are of half a bitcoin, worth 25 million tenge.

const HALF = 50_000_000n;
const WORTH = 2_500_000_000n;
const PRICE = '5000000000';
const FRIDAY = '2026-03-20';
const RULES = crossCheckRules(aifc2026);

describe('FIGURES-13: a sale', () => {
  it.each([
    ['for what the coins are worth', WORTH, false],
    ['20 % below', (WORTH * 8n) / 10n, false],
    ['a tiyn further below', (WORTH * 8n) / 10n - 1n, true],
    ['20 % above', (WORTH * 12n) / 10n, false],
    ['a tiyn further above', (WORTH * 12n) / 10n + 1n, true],
    ['for a tiyn', 1n, true],
  ])('%s (%d): is it found? %s', (_, quoteAmount, isFound) =>
    expect(found([sale({ quoteAmount })])).toEqual(
      isFound ? [`off-market-price 2026-03 ex-1:t-1:sell ${HALF}`] : [],
    ),
  );

  it.each<[string, Partial<FillFact>]>([
    ['nothing, which is no conversion anyway', { quoteAmount: 0n }],
    ['a stablecoin, of which no rate is published', { quote: 'USDT', quoteAmount: 1n }],
    ['dollars, while no rate is published', { quote: 'USD', quoteAmount: 1n }],
  ])('for %s is not held against a price', (_, but) => expect(found([sale(but)])).toEqual([]));

  it('is not held against the price when coins are bought', () =>
    expect(found([sale({ side: 'buy', quoteAmount: 1n })])).toEqual([]));

  it('of so little that no minor unit says it better is never off', () => {
    const dust = (quoteAmount: bigint) => found([sale({ quantity: 1n, quoteAmount })], ['3000000']);
    expect(dust(1n)).toEqual([]);
    expect(dust(2n)).toHaveLength(1);
  });

  it('in dollars is held against the price in tenge at the rate of its day, and the other way', () => {
    const rated = (prices: PublishedPrices) => rate(prices, '50000');
    const inDollars = (cents: bigint) =>
      found([sale({ quote: 'USD', quoteAmount: cents })], [PRICE], rated);
    expect(inDollars(5_000_000n)).toEqual([]);
    expect(inDollars(3_999_999n)).toHaveLength(1);
    const inTenge = (quoteAmount: bigint) =>
      found([sale({ quoteAmount })], [], (prices) => {
        publish(prices, FRIDAY, '10000000', 'USD');
        rated(prices);
      });
    expect(inTenge(WORTH)).toEqual([]);
    expect(inTenge((WORTH * 8n) / 10n - 1n)).toHaveLength(1);
  });

  it('on a Sunday is held against the Friday, and on a day without a price against none', () => {
    const on = (day: LocalDate) =>
      found([sale({ at: at(`${day}T12:00`), recordedAt: at(`${day}T12:00`), quoteAmount: 1n })]);
    expect(on('2026-03-22')).toHaveLength(1);
    expect(on('2026-03-19')).toEqual([]);
    expect(on('2026-03-27')).toEqual([]);
  });

  it('is found as known: not before the price, and as it was corrected', () => {
    const fold = foldOf([sale({ quoteAmount: WORTH })], (prices) => {
      publish(prices, FRIDAY, '500000000', 'KZT', at('2026-03-25T12:00'));
      publish(prices, FRIDAY, PRICE, 'KZT', at('2026-03-27T12:00'));
    });
    const knownOn = (day: LocalDate) => namesIn(fold, at(`${day}T23:00`)).length;
    expect(['2026-03-24', '2026-03-25', '2026-03-27'].map(knownOn)).toEqual([0, 1, 0]);
    expect(knownOn('2026-03-25')).toBe(1);
  });

  it('is looked at as its corrections say', () => {
    const fold = foldOf([sale({ quoteAmount: 1n })]);
    expect(namesIn(fold)).toHaveLength(1);
    const corrected: CorrectionFact = {
      venue: 'ex-1',
      tradeId: 't-1',
      quoteAmount: WORTH,
      recordedAt: WORKED_AS_OF,
    };
    fold.record('corrections', corrected);
    expect(namesIn(fold)).toEqual([]);
  });

  it('has the tolerance of its own day', () => {
    const rules: CrossCheckRules = {
      ...RULES,
      salePriceToleranceBps: [
        { from: '0001-01-01', bps: 0 },
        { from: '2026-03-21', bps: 10_000 },
      ],
    };
    expect(namesIn(foldOf([sale({ quoteAmount: WORTH - 2n })]), WORKED_AS_OF, rules)).toHaveLength(
      1,
    );
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function sale(but: Partial<FillFact>): FillFact {
  return sold('2026-03-20T12:00', HALF, { tradeId: 't-1', quoteAmount: WORTH, ...but });
}

/** With the prices of Friday, and of the Wednesday before. */
function found(
  fills: readonly FillFact[],
  ofFriday: readonly string[] = [PRICE],
  more: (prices: PublishedPrices) => void = () => undefined,
): string[] {
  const fold = foldOf(fills, (prices) => {
    publish(prices, '2026-03-18', PRICE);
    for (const amount of ofFriday) publish(prices, FRIDAY, amount);
    more(prices);
  });
  return namesIn(fold);
}

function foldOf(
  fills: readonly FillFact[],
  tell: (prices: PublishedPrices) => void = (prices) => publish(prices, FRIDAY, PRICE),
): SubjectFold {
  const prices = new PublishedPrices();
  tell(prices);
  const fold = new SubjectFold('party', undefined, { asset: 'BTC', prices });
  for (const fill of fills) fold.record('fills', fill);
  return fold;
}

function namesIn(fold: SubjectFold, knownAt: Instant = WORKED_AS_OF, rules = RULES): string[] {
  return fold
    .crossChecks({ rules: WORKED_RULES, crossCheckRules: rules }, knownAt, knownAt)
    .map(({ type, period, facts, quantity }) => `${type} ${period} ${facts.join()} ${quantity}`);
}

function publish(
  prices: PublishedPrices,
  day: LocalDate,
  amount: string,
  currency = 'KZT',
  recordedAt: Instant = at(`${day}T18:00`),
): void {
  const value = { amount, currency };
  const published = { asset: 'BTC', day, value, source: 'list', publishedAt: recordedAt };
  prices.record({ type: 'PricePublished', ...published }, { recordedAt });
}

function rate(prices: PublishedPrices, amount: string): void {
  const recordedAt = at(`${FRIDAY}T18:00`);
  const value = { amount, currency: 'KZT' };
  const published = { currency: 'USD', day: FRIDAY, value, source: 'bank' };
  prices.record(
    { type: 'ExchangeRatePublished', ...published, publishedAt: recordedAt },
    { recordedAt },
  );
}
