import type { FillEvent } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  FILL_MESSAGES,
  fillDecider,
  fillRowId,
  fillStream,
  type FillCommand,
  type FillRefusal,
} from './fill.js';
import type { TradeEvent } from './trade.js';

const { given } = specify(fillDecider);

const NOW = '2026-03-06T00:00:00.000Z';
const FEB = '2026-02-01T00:00:00.000Z';

describe('A fill', () => {
  it('is recorded as it was reported', () =>
    given()
      .when(
        record({
          side: 'buy',
          feeAsset: 'BTC',
          fee: 3n,
          counterpartyId: 'p-2',
          settledAt: NOW,
        }),
      )
      .then(
        recorded({
          side: 'buy',
          feeAsset: 'BTC',
          fee: '3',
          counterpartyId: 'p-2',
          settledAt: NOW,
        }),
      ));

  it('hashes nothing that a sender adds to the row', () =>
    given()
      .when({ ...record(), note: 'not of the contract' } as FillCommand)
      .then(recorded()));

  it('for a licensee nobody knows is refused', () => {
    const { licenseeId: _, ...nobodys } = record();
    given().when(nobodys).thenRefused('licensee-unknown');
  });

  it.each<[string, Partial<Command<'RecordFill'>>, FillRefusal]>([
    ['of an asset nobody knows', { asset: 'XMR' }, 'asset-unknown'],
    ['of an asset named like a property', { asset: 'constructor' }, 'asset-unknown'],
    ['of nothing', { quantity: 0n }, 'quantity-zero'],
    ['of less than nothing', { quantity: -1n }, 'quantity-negative'],
    ['for money of no currency', { quote: { amount: 1n, currency: '' } }, 'quote-malformed'],
    ['with a fee of nobody knows what', { fee: 1n }, 'fee-incomplete'],
    ['with a negative fee', { fee: -1n, feeAsset: 'BTC' }, 'fee-malformed'],
    ['more than 5 minutes ahead', { executedAt: '2026-03-06T00:05:00.001Z' }, 'instant-in-future'],
    ['settled before it was made', { settledAt: FEB }, 'settled-before-executed'],
  ])('%s is refused', (_, but, reason) => given().when(record(but)).thenRefused(reason));

  describe('counts once', () => {
    it('when it is sent again', () => given(recorded()).when(record()).thenNothing());

    it('when it is sent again after a correction', () =>
      given(recorded(), corrected()).when(record()).thenNothing());

    it('when it is sent again after a bust', () =>
      given(recorded(), busted()).when(record()).thenNothing());

    it.each<[string, Partial<Command<'RecordFill'>>]>([
      ['licensee', { licenseeId: 'lic-2' }],
      ['asset', { asset: 'LTC' }],
      ['quantity', { quantity: 99n }],
      ['amount of money', { quote: { amount: 501n, currency: 'KZT' } }],
      ['currency', { quote: { amount: 500n, currency: 'USD' } }],
      ['fee', { fee: 1n, feeAsset: 'BTC' }],
      ['counterparty', { counterpartyId: 'p-2' }],
      ['time', { executedAt: FEB }],
      ['settlement', { settledAt: NOW }],
    ])('and is not replaced by one of another %s', (_, but) =>
      given(recorded()).when(record(but)).thenRefused('fill-changed'),
    );

    it('and is not replaced by what it was corrected to', () =>
      given(recorded(), corrected({ quantity: '99' }))
        .when(record({ quantity: 99n }))
        .thenRefused('fill-changed'));
  });

  describe('follows what is said of its trade', () => {
    it('by being corrected', () =>
      given(recorded()).when(follow(tradeCorrected())).then(corrected()));

    it('by being busted', () => given(recorded()).when(follow(tradeBusted())).then(busted()));

    it('on whichever side it is, and never changes whose it is', () =>
      given(recorded({ side: 'buy', licenseeId: 'lic-2', asset: 'ETC' }))
        .when(follow(tradeBusted()))
        .then(busted({ side: 'buy', licenseeId: 'lic-2', asset: 'ETC' })));

    it('only once it is here', () => given().when(follow(tradeBusted())).thenNothing());

    it('no more after a bust', () =>
      given(recorded(), busted()).when(follow(tradeCorrected())).thenNothing());

    it('and not what another venue says of a like name', () =>
      given(recorded())
        .when(follow(tradeBusted({ exchangeId: 'ex' })))
        .thenNothing());
  });

  describe('that comes after what was said of its trade', () => {
    it('is recorded and corrected at once, in the order it was said', () => {
      const changes = [corrected(), corrected({ quantity: '98' })];
      given()
        .when(record({ tradeEvents: [tradeCorrected(), tradeCorrected({ quantity: '98' })] }))
        .then(recorded(), ...changes);
    });

    it('is recorded and busted at once', () => {
      const changes = [corrected(), busted()];
      given()
        .when(record({ tradeEvents: [tradeCorrected(), tradeBusted()] }))
        .then(recorded(), ...changes);
    });

    it('is not corrected once more when it is sent again', () =>
      given(recorded(), corrected())
        .when(record({ tradeEvents: [tradeCorrected()] }))
        .thenNothing());
  });

  it('does not mix with the fill of a venue whose id continues this one', () => {
    expect(fillStream('ex', '1-t', 'sell')).toBe(fillStream('ex-1', 't', 'sell'));
    given(recorded({ exchangeId: 'ex-1', tradeId: 't' }))
      .when(record({ exchangeId: 'ex', tradeId: '1-t' }))
      .thenRefused('id-ambiguous');
    given()
      .when(record({ tradeEvents: [tradeBusted({ exchangeId: 'ex' })] }))
      .thenRefused('id-ambiguous');
  });

  it('is named by trade and side', () => {
    expect(fillStream('ex-1', 't-1', 'sell')).toBe('fill-ex-1-t-1-sell');
    expect(fillRowId({ tradeId: 't-1', side: 'buy' })).toBe('t-1:buy');
  });
});

describe('A refusal of a fill', () => {
  it.each(Object.entries(FILL_MESSAGES))('%s says what to do', (_, text) =>
    expect(text).toMatch(/^\S.+\. [A-Z].+\.$/),
  );
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Of<Union, Type extends string> = Extract<Union, { readonly type: Type }>;
type Event<Type extends FillEvent['type']> = Of<FillEvent, Type>;
type Command<Type extends FillCommand['type']> = Of<FillCommand, Type>;

function record(but: Partial<Command<'RecordFill'>> = {}): Command<'RecordFill'> {
  return {
    type: 'RecordFill',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    side: 'sell',
    licenseeId: 'lic-1',
    asset: 'BTC',
    quantity: 100n,
    quote: { amount: 500n, currency: 'KZT' },
    executedAt: '2026-03-05T07:00:00.000Z',
    tradeEvents: [],
    at: NOW,
    ...but,
  };
}
function follow(tradeEvent: TradeEvent): Command<'FollowTrade'> {
  return { type: 'FollowTrade', tradeEvent };
}
function identity() {
  return {
    exchangeId: 'ex-1',
    tradeId: 't-1',
    side: 'sell',
    licenseeId: 'lic-1',
    asset: 'BTC',
  } as const;
}
function recorded(but: Partial<Event<'FillRecorded'>> = {}): Event<'FillRecorded'> {
  return {
    ...identity(),
    type: 'FillRecorded',
    quantity: '100',
    quote: { amount: '500', currency: 'KZT' },
    executedAt: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
function corrected(but: Partial<Event<'FillCorrected'>> = {}): Event<'FillCorrected'> {
  return {
    ...identity(),
    type: 'FillCorrected',
    reason: 'typing-error',
    quantity: '99',
    correctedAt: NOW,
    ...but,
  };
}
function busted(but: Partial<Event<'FillBusted'>> = {}): Event<'FillBusted'> {
  return { ...identity(), type: 'FillBusted', reason: 'system-error', bustedAt: NOW, ...but };
}
function tradeCorrected(but: Partial<Of<TradeEvent, 'TradeCorrected'>> = {}): TradeEvent {
  return {
    type: 'TradeCorrected',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'typing-error',
    quantity: '99',
    correctedAt: NOW,
    ...but,
  };
}
function tradeBusted(but: Partial<Of<TradeEvent, 'TradeBusted'>> = {}): TradeEvent {
  return {
    type: 'TradeBusted',
    exchangeId: 'ex-1',
    tradeId: 't-1',
    reason: 'system-error',
    bustedAt: NOW,
    ...but,
  };
}
