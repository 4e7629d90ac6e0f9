import type {
  DepositAddressesAdded,
  DepositAddressesEnded,
  ExchangeLicensed,
} from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import { addressesHeld, exceedsEvent } from './address-set.js';
import { exchangeDecider } from './exchange.js';

const { given } = specify(exchangeDecider);

const JAN = '2026-01-01T00:00:00.000Z';
const MAR = '2026-03-01T00:00:00.000Z';
const JUN = '2026-06-01T00:00:00.000Z';

describe('FIELD-8: the deposit addresses of an exchange', () => {
  it('are added with their date', () =>
    given(licensed())
      .when(add(['a', 'b']))
      .then(added(['a', 'b'])));

  it('are added in as many events as they need', () =>
    given(licensed())
      .when(add(numbered(1_001)))
      .then(
        added(numbered(500)),
        added(numbered(1_000).slice(500)),
        added(numbered(1_001).slice(1_000)),
      ));

  it('are not added to an exchange that has no licence', () =>
    given()
      .when(add(['a']))
      .thenRefused('exchange-not-licensed'));

  it('are of a coin that the regime knows', () =>
    given(licensed())
      .when({ ...add(['a']), asset: 'XYZ' })
      .thenRefused('asset-unknown'));

  it('that are there already are not said again, nor one twice', () =>
    given(licensed(), added(['a']))
      .when(add(['a', 'b', 'b'], MAR))
      .then(added(['b'], MAR)));

  it('that are all there change nothing', () =>
    given(licensed(), added(['a']))
      .when(add(['a']))
      .thenNothing());

  it('end, and the end moves', () =>
    given(licensed(), added(['a', 'b']), ended(['a'], MAR))
      .when(end(['a', 'b'], JUN))
      .then(ended(['a', 'b'], JUN)));

  it('end by the start under which each was added', () =>
    given(licensed(), added(['a']), added(['b'], MAR))
      .when(end(['a', 'b'], JUN))
      .then(ended(['a'], JUN), ended(['b'], JUN, MAR)));

  it('that have ended so change nothing', () =>
    given(licensed(), added(['a']), ended(['a'], JUN))
      .when(end(['a'], JUN))
      .thenNothing());

  it('end only where they were added, all of them', () =>
    given(licensed(), added(['a']))
      .when(end(['a', 'b'], JUN))
      .thenRefused('address-not-added'));

  it('do not end before they were added', () =>
    given(licensed(), added(['a'], MAR))
      .when({ ...end(['a'], JAN), from: MAR })
      .thenRefused('end-before-start'));

  it('come back when they are added again', () => {
    const said = [added(['b', 'a']), ended(['a'], MAR), added(['a'], JUN)];
    expect(addressesHeld(said)).toEqual([
      { asset: 'BTC', address: 'a', from: JAN, to: MAR },
      { asset: 'BTC', address: 'a', from: JUN },
      { asset: 'BTC', address: 'b', from: JAN },
    ]);
    expect(addressesHeld(said, 'LTC')).toEqual([]);
  });

  it('in its licence end where the event does', () => {
    expect(exceedsEvent(numbered(1_000))).toBe(false);
    expect(exceedsEvent(Array<string>(1_443).fill('a'.repeat(42)))).toBe(true);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function licensed(): ExchangeLicensed {
  return {
    type: 'ExchangeLicensed',
    exchangeId: 'ex-1',
    name: 'AIFC Crypto Exchange',
    kind: 'DATF',
    from: JAN,
    depositAddresses: [],
  };
}
function add(addresses: readonly string[], from = JAN) {
  const set = { exchangeId: 'ex-1', asset: 'BTC', addresses, from };
  return { type: 'AddDepositAddresses', ...set } as const;
}
function added(addresses: readonly string[], from = JAN): DepositAddressesAdded {
  return { ...add(addresses, from), type: 'DepositAddressesAdded' };
}
function end(addresses: readonly string[], to: string) {
  const set = { exchangeId: 'ex-1', asset: 'BTC', addresses, to };
  return { type: 'EndDepositAddresses', ...set } as const;
}
function ended(addresses: readonly string[], to: string, from = JAN): DepositAddressesEnded {
  return { ...added(addresses, from), type: 'DepositAddressesEnded', to };
}
function numbered(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `address-${i}`);
}
