import type { DepositAddressesAdded, DepositAddressesEnded } from '@esep/contracts';

import { AddressRegister, type AddressEvent } from './address-register.js';
import { bound, day, pool, released, venue, venueClosed } from '../testing/chain-world.js';

describe('Whose an address is', () => {
  it.each<[string, readonly AddressEvent[], string[]]>([
    ['nobody’s without a record', [], []],
    ['the licensee’s from the binding on', [bound('A', 'x', day(5))], ['A']],
    ['nobody’s before', [bound('A', 'x', day(6))], []],
    ['nobody’s from the release on', [bound('A', 'x'), released('A', 'x', day(5))], []],
    ['the licensee’s until the release', [bound('A', 'x'), released('A', 'x', day(6))], ['A']],
    [
      'the licensee’s again when it is bound again',
      [bound('A', 'x'), released('A', 'x', day(5)), bound('A', 'x')],
      ['A'],
    ],
    ['nobody’s when the binding was annulled', [bound('A', 'x'), released('A', 'x', day(1))], []],
    ['both licensees’ when both are bound', [bound('B', 'x'), bound('A', 'x')], ['A', 'B']],
    ['the venue’s while it is licensed', [venue('x', day(5))], ['venue ex-1']],
    ['nobody’s before the venue is licensed', [venue('x', day(6))], []],
    ['nobody’s when the licence has ended', [venue('x'), venueClosed(day(5))], []],
    [
      'the venue’s in a second licence',
      [venue('x'), venueClosed(day(3)), venue('x', day(4))],
      ['venue ex-1'],
    ],
    ['nobody’s when the venue dropped it from its list', [venue('x'), venue('y')], []],
    ['nobody’s when only the end of a licence is known', [venueClosed(day(9))], []],
    ['the pool’s while it is approved', [pool('x')], ['pool dmp-1']],
  ])('on 5 March: %s', (_, events, owners) => {
    const register = registerOf(events);
    const { holders, keepers } = register.ownersOf('BTC', 'x', day(5), day(31));
    expect([...holders, ...keepers.map(({ kind, id }) => `${kind} ${id}`)]).toEqual(owners);
  });

  it.each<[string, readonly AddressEvent[], string[]]>([
    ['since it was added', [venue('y'), added(['x'], day(5))], ['venue ex-1']],
    ['not before', [venue('y'), added(['x'], day(6))], []],
    ['not after its end', [venue('y'), added(['x']), ended(['x'], day(5))], []],
    ['until its end', [venue('y'), added(['x']), ended(['x'], day(6))], ['venue ex-1']],
    [
      'again when it is added again',
      [venue('y'), added(['x']), ended(['x'], day(3)), added(['x'])],
      ['venue ex-1'],
    ],
    ['only while the venue is licensed', [venue('y'), added(['x']), venueClosed(day(5))], []],
    ['not without a licence', [added(['x'])], []],
    ['beside the list, once', [venue('x'), added(['x'])], ['venue ex-1']],
  ])('FIELD-8: on 5 March: the venue’s by its set %s', (_, events, owners) => {
    for (const arriving of [undefined, events.map((_event, i) => events.length - i)]) {
      const { keepers } = registerOf(events, arriving).ownersOf('BTC', 'x', day(5), day(31));
      expect(keepers.map(({ kind, id }) => `${kind} ${id}`)).toEqual(owners);
    }
  });

  it('FIELD-8: an end, a licence and its withdrawal tell which addresses may have changed hands', () => {
    const register = registerOf([venue('y'), added(['x', 'z'])]);
    const recorded = { recordedAt: day(9), source: { log: 'log', position: 9, eventId: 'e' } };
    expect(register.record(ended(['z'], day(7)), recorded)).toEqual(['z']);
    expect(new Set(register.record(venueClosed(day(8)), recorded))).toEqual(
      new Set(['x', 'y', 'z']),
    );
  });

  it('FIELD-6: is told by what it pays, however it is written', () => {
    const cash = 'bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a';
    const legacy = '1BpEi6DfDAUFd7GtittLSdBeYJvcoaVggu';
    const register = registerOf([{ ...bound('A', legacy), asset: 'BCH' }, venue(legacy)]);
    const owners = register.ownersOf('BCH', cash, day(5), day(31));
    expect(owners).toMatchObject({ holders: ['A'], keepers: [{ id: 'ex-1' }] });
    expect(register.ownersOf('BTC', legacy, day(5), day(31))).toMatchObject({
      holders: [],
      keepers: [{ id: 'ex-1' }],
    });
  });

  it('is told for one asset at a time', () =>
    expect(registerOf([bound('A', 'x')]).ownersOf('LTC', 'x', day(5), day(31)).holders).toEqual(
      [],
    ));

  it('is told by what was known', () => {
    const register = registerOf([bound('A', 'x'), released('A', 'x', day(3))]);
    expect(register.ownersOf('BTC', 'x', day(5), day(1)).holders).toEqual(['A']);
    expect(register.ownersOf('BTC', 'x', day(5), day(2)).holders).toEqual([]);
  });

  it('rests on the events that say so', () => {
    const { sources } = registerOf([
      bound('A', 'x'),
      released('A', 'x', day(9)),
      venue('x'),
    ]).ownersOf('BTC', 'x', day(5), day(31));
    expect(sources.map(({ position }) => position)).toEqual([1, 2, 3]);
  });

  it('does not depend on the order in which records arrive', () => {
    const events = [bound('A', 'x'), released('A', 'x', day(3)), bound('A', 'x')];
    const backwards = registerOf(events, [3, 2, 1]);
    expect(backwards.ownersOf('BTC', 'x', day(5), day(31)).holders).toEqual(['A']);
    expect(backwards.ownersOf('BTC', 'x', day(5), day(2)).holders).toEqual([]);
  });

  it('of bech32 in capitals is the same as in small letters; any other form is exact', () => {
    const register = registerOf([bound('A', 'BC1QX'), bound('B', '1Abc')]);
    expect(register.ownersOf('BTC', 'bc1qx', day(5), day(31)).holders).toEqual(['A']);
    expect(register.ownersOf('BTC', '1Abc', day(5), day(31)).holders).toEqual(['B']);
    expect(register.ownersOf('BTC', '1abc', day(5), day(31)).holders).toEqual([]);
  });
});

function added(addresses: readonly string[], from = day(1)): DepositAddressesAdded {
  return { type: 'DepositAddressesAdded', exchangeId: 'ex-1', asset: 'BTC', addresses, from };
}
function ended(addresses: readonly string[], to: string): DepositAddressesEnded {
  return { ...added(addresses), type: 'DepositAddressesEnded', to };
}
/** The events as recorded on the days 1, 2, … of March, arriving in that order or another one. */
function registerOf(
  events: readonly AddressEvent[],
  arriving = events.map((_, index) => index + 1),
): AddressRegister {
  const register = new AddressRegister();
  for (const position of arriving) {
    const source = { log: 'log', position, eventId: `event-${position}` };
    register.record(events[position - 1] as AddressEvent, { recordedAt: day(position), source });
  }
  return register;
}
