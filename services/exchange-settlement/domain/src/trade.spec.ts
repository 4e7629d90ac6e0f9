import { specify } from '@esep/kernel/specification';

import {
  TRADE_MESSAGES,
  tradeDecider,
  tradeStream,
  type TradeCommand,
  type TradeEvent,
  type TradeRefusal,
} from './trade.js';

const { given } = specify(tradeDecider);

const NOW = '2026-03-06T00:00:00.000Z';
const LATER = '2026-03-07T00:00:00.000Z';

describe('The bust of a trade', () => {
  it('is kept, also when nobody has reported the trade yet', () =>
    given().when(bust()).then(busted()));

  it('may follow a correction', () => given(corrected()).when(bust()).then(busted()));

  it('for the same reason twice changes nothing', () =>
    given(busted())
      .when(bust({ at: LATER }))
      .thenNothing());

  it('is final', () =>
    given(busted())
      .when(bust({ reason: 'price-error' }))
      .thenRefused('already-busted'));
});

describe('The correction of a trade', () => {
  it('is kept, also when nobody has reported the trade yet', () =>
    given()
      .when(correct({ quantity: 5n }))
      .then(corrected()));

  it.each<[string, Partial<Command<'CorrectTrade'>>, Partial<Event<'TradeCorrected'>>]>([
    ['the quantity', { quantity: 7n }, { quantity: '7' }],
    [
      'the money',
      { quote: { amount: 7n, currency: 'USD' } },
      { quote: { amount: '7', currency: 'USD' } },
    ],
    ['the fee', { fee: 7n, feeAsset: 'BTC' }, { fee: '7', feeAsset: 'BTC' }],
    ['the counterparty', { counterpartyId: 'p-2' }, { counterpartyId: 'p-2' }],
    ['the time of the trade', { executedAt: NOW }, { executedAt: NOW }],
    ['the time of settlement', { settledAt: NOW }, { settledAt: NOW }],
  ])('carries %s alone', (_, terms, changes) => {
    const { quantity: _quantity, ...bare } = corrected();
    given()
      .when(correct(terms))
      .then({ ...bare, ...changes });
  });

  it('never carries who, what and on which side', () =>
    given()
      .when({
        ...correct({ quantity: 5n }),
        licenseeId: 'lic-2',
        asset: 'LTC',
        side: 'buy',
      } as TradeCommand)
      .then(corrected()));

  it('may follow another', () =>
    given(corrected())
      .when(correct({ quantity: 6n }))
      .then(corrected({ quantity: '6' })));

  it('changes nothing when it only repeats the last', () =>
    given(corrected())
      .when(correct({ quantity: 5n, at: LATER }))
      .thenNothing());

  it('is another one when it gives another reason', () =>
    given(corrected())
      .when(correct({ quantity: 5n, reason: 'second-look' }))
      .then(corrected({ reason: 'second-look' })));

  it('may change back what another one changed', () =>
    given(corrected(), corrected({ quantity: '6' }))
      .when(correct({ quantity: 5n }))
      .then(corrected()));

  it.each<[string, Partial<Command<'CorrectTrade'>>, TradeRefusal]>([
    ['of nothing', {}, 'correction-empty'],
    ['to nothing', { quantity: 0n }, 'quantity-zero'],
    ['to less than nothing', { quantity: -1n }, 'quantity-negative'],
    ['to no currency', { quote: { amount: 1n, currency: '' } }, 'quote-malformed'],
    ['to a fee of nobody knows what', { fee: 1n }, 'fee-incomplete'],
    ['to a negative fee', { fee: -1n, feeAsset: 'BTC' }, 'fee-malformed'],
    ['into the future', { executedAt: LATER }, 'instant-in-future'],
    [
      'to a settlement before the trade',
      { executedAt: NOW, settledAt: '2026-03-05T00:00:00.000Z' },
      'settled-before-executed',
    ],
  ])('%s is refused', (_, terms, reason) => given().when(correct(terms)).thenRefused(reason));

  it('of a busted trade is refused', () =>
    given(corrected(), busted())
      .when(correct({ quantity: 6n }))
      .thenRefused('trade-busted'));
});

describe('What is said of a trade', () => {
  it('does not mix with that of a venue whose id continues this one', () => {
    expect(tradeStream('ex', '1-t')).toBe(tradeStream('ex-1', 't'));
    given(busted({ exchangeId: 'ex-1', tradeId: 't' }))
      .when(bust({ exchangeId: 'ex', tradeId: '1-t' }))
      .thenRefused('id-ambiguous');
    given(corrected({ exchangeId: 'ex-1', tradeId: 't' }))
      .when(correct({ exchangeId: 'ex', tradeId: '1-t', quantity: 6n }))
      .thenRefused('id-ambiguous');
  });

  it.each(Object.entries(TRADE_MESSAGES))('refused for %s, says what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Command<Type extends TradeCommand['type']> = Extract<TradeCommand, { type: Type }>;
type Event<Type extends TradeEvent['type']> = Extract<TradeEvent, { type: Type }>;

function bust(but: Partial<Command<'BustTrade'>> = {}): Command<'BustTrade'> {
  return {
    type: 'BustTrade',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'system-error',
    at: NOW,
    ...but,
  };
}
function busted(but: Partial<Event<'TradeBusted'>> = {}): Event<'TradeBusted'> {
  return {
    type: 'TradeBusted',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'system-error',
    bustedAt: NOW,
    ...but,
  };
}
function correct(but: Partial<Command<'CorrectTrade'>> = {}): Command<'CorrectTrade'> {
  return {
    type: 'CorrectTrade',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'typing-error',
    at: NOW,
    ...but,
  };
}
function corrected(but: Partial<Event<'TradeCorrected'>> = {}): Event<'TradeCorrected'> {
  return {
    type: 'TradeCorrected',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'typing-error',
    quantity: '5',
    correctedAt: NOW,
    ...but,
  };
}
