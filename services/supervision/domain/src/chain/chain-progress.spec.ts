import { bound, day } from '../testing/chain-world.js';
import { AddressRegister } from './address-register.js';
import { ChainProgress, type SpendsEvent } from './chain-progress.js';
import { SubjectChain } from './subject-chain.js';

describe('FIELD-4: what a chain shows of somebody’s coins', () => {
  const blind = (height: number): SpendsEvent => ({
    type: 'ChainSpendsUnresolved',
    asset: 'BTC',
    height,
    hash: 'ab'.repeat(32),
    blockTime: day(height),
    inputs: 1,
  });
  const seen = (fromHeight: number, throughHeight: number): SpendsEvent => ({
    type: 'ChainSpendsResolved',
    asset: 'BTC',
    fromHeight,
    throughHeight,
    resolvedAt: day(20),
  });

  it.each<[string, readonly SpendsEvent[], boolean]>([
    ['is whole where nothing was said', [], true],
    ['is not from a block on whose spends were unseen', [blind(5)], false],
    ['is before that block', [blind(11)], true],
    ['is again once they were seen', [blind(5), seen(5, 9)], true],
    ['is not when others were seen', [blind(5), seen(6, 9)], false],
    ['is not when others are unseen since', [blind(5), seen(5, 9), blind(10)], false],
  ])('%s', (_, events, isWhole) => {
    for (const arriving of [events, events.toReversed()]) {
      const progress = progressOf(events, arriving);
      expect(progress.isWhole('BTC', day(31), day(10))).toBe(isWhole);
      expect(progress.isWhole('LTC', day(31), day(10))).toBe(true);
      expect(progress.isWhole('BTC', day(1), day(10))).toBe(
        events[0] !== undefined ? isKnownFirst(events) : true,
      );
    }
  });

  it('is whole for whoever has no wallet on it', () => {
    const addresses = new AddressRegister();
    const source = { log: 'licensing', position: 1, eventId: 'e' };
    addresses.record(bound('A', 'x'), { recordedAt: day(2), source });
    const progress = progressOf([blind(5)]);
    const chainOf = (licenseeId: string) =>
      new SubjectChain(licenseeId, 'BTC', { addresses, progress });
    expect(chainOf('A').isWhole(day(31), day(10))).toBe(false);
    expect(chainOf('B').isWhole(day(31), day(10))).toBe(true);
  });

  /** The events as recorded on the days 1, 2, … of March. */
  function progressOf(
    events: readonly SpendsEvent[],
    arriving: readonly SpendsEvent[] = events,
  ): ChainProgress {
    const progress = new ChainProgress();
    for (const event of arriving) {
      const position = events.indexOf(event) + 1;
      const source = { log: 'pool-reporting', position, eventId: `event-${position}` };
      progress.recordSpends(event, { recordedAt: day(position), source });
    }
    return progress;
  }

  /** On the first day only the first event is known. */
  function isKnownFirst([first]: readonly SpendsEvent[]): boolean {
    return first?.type !== 'ChainSpendsUnresolved' || first.height > 10;
  }
});
