import {
  TERMS_MESSAGES,
  termsRefusal,
  wireChangesOf,
  type FillTerms,
  type TermsRefusal,
} from './fill-terms.js';

const NOW = '2026-03-06T00:00:00.000Z';
const SKEW = '2026-03-06T00:05:00.000Z';
const FUTURE = '2026-03-06T00:05:00.001Z';
const BEFORE = '2023-12-31T17:59:59.999Z';
const BTC_MAX = 2_100_000_000_000_000n;
const FEB = '2026-02-01T00:00:00.000Z';

const kzt = (amount: bigint) => ({ amount, currency: 'KZT' });
const quoted = (currency: string) => ({ quote: { amount: 1n, currency } });

describe('Terms of a trade', () => {
  it.each<[string, Partial<FillTerms>]>([
    ['none', {}],
    ['the smallest quantity', { quantity: 1n }],
    ['a quantity above what a floating-point number holds', { quantity: 10n ** 36n }],
    ['a price of nothing', { quote: kzt(0n) }],
    ['dollars', quoted('USD')],
    ['a stablecoin, which the rule pack judges', quoted('USDT')],
    ['a fee', { fee: 5n, feeAsset: 'BTC' }],
    ['a fee in money', { fee: 5n, feeAsset: 'KZT' }],
    ['a fee of nothing', { fee: 0n, feeAsset: 'BTC' }],
    ['a trade of a moment ago by a clock that is ahead', { executedAt: SKEW, settledAt: SKEW }],
    ['a settlement with the trade', { executedAt: NOW, settledAt: NOW }],
    ['a settlement alone', { settledAt: FEB }],
  ])('may be %s', (_, terms) => expect(termsRefusal(terms, { at: NOW })).toBeUndefined());

  it.each<[string, Partial<FillTerms>, TermsRefusal]>([
    ['no coins', { quantity: 0n }, 'quantity-zero'],
    ['less than no coins', { quantity: -1n }, 'quantity-negative'],
    ['money that is given away', { quote: kzt(-1n) }, 'quote-malformed'],
    ['money of no currency', quoted(''), 'quote-malformed'],
    ['money of a currency in lower case', quoted('kzt'), 'quote-malformed'],
    ['money of a padded currency', quoted('KZT '), 'quote-malformed'],
    ['money of a currency in Cyrillic', quoted('КZТ'), 'quote-malformed'],
    ['money of a currency of two letters', quoted('KZ'), 'quote-malformed'],
    ['money of a currency of eleven letters', quoted('A'.repeat(11)), 'quote-malformed'],
    ['money of a currency on two lines', quoted('KZT\n'), 'quote-malformed'],
    ['a fee of nobody knows what', { fee: 5n }, 'fee-incomplete'],
    ['a fee of nobody knows how much', { feeAsset: 'BTC' }, 'fee-incomplete'],
    ['a negative fee', { fee: -5n, feeAsset: 'BTC' }, 'fee-malformed'],
    ['a fee in something unwritable', { fee: 5n, feeAsset: 'b/c' }, 'fee-malformed'],
    ['a trade to come', { executedAt: FUTURE }, 'instant-in-future'],
    ['a settlement to come', { settledAt: FUTURE }, 'instant-in-future'],
    [
      'a settlement before the trade',
      { executedAt: NOW, settledAt: FEB },
      'settled-before-executed',
    ],
  ])('cannot be %s', (_, terms, reason) => expect(termsRefusal(terms, { at: NOW })).toBe(reason));

  it.each<[string, Partial<FillTerms> & { asset?: string }, TermsRefusal]>([
    ['a trade from before the regime', { executedAt: BEFORE }, 'before-regime'],
    ['a settlement from before the regime', { settledAt: BEFORE }, 'before-regime'],
    ['more than there is', { asset: 'BTC', quantity: BTC_MAX + 1n }, 'quantity-above-supply'],
    ['more of an asset that is not named', { quantity: 10n ** 36n + 1n }, 'quantity-above-supply'],
    ['more money than can be added up', { quote: kzt(10n ** 36n + 1n) }, 'quantity-above-supply'],
    [
      'a fee of more than there is',
      { feeAsset: 'BTC', fee: BTC_MAX + 1n },
      'quantity-above-supply',
    ],
  ])('API-1: cannot be %s', (_, terms, reason) =>
    expect(termsRefusal(terms, { at: NOW })).toBe(reason),
  );

  it('API-1: may be all the bitcoin that there can ever be', () =>
    expect(termsRefusal({ asset: 'BTC', quantity: BTC_MAX }, { at: NOW })).toBeUndefined());

  it('carry over to the wire field by field, and leave out what is not there', () => {
    expect(wireChangesOf({})).toEqual({});
    const terms = {
      quantity: 10n ** 30n,
      quote: kzt(7n),
      feeAsset: 'BTC',
      fee: 1n,
      counterpartyId: 'p-2',
      executedAt: FEB,
      settledAt: NOW,
    };
    expect(wireChangesOf({ ...terms, note: 'not of the contract' } as Partial<FillTerms>)).toEqual({
      ...terms,
      quantity: `1${'0'.repeat(30)}`,
      quote: { amount: '7', currency: 'KZT' },
      fee: '1',
    });
  });

  it.each(Object.entries(TERMS_MESSAGES))('refused for %s say what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});
