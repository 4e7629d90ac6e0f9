import { atOnce } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import { FactsInForce } from '../facts/facts-in-force.js';
import {
  bound,
  ChainWorld,
  day,
  moved,
  on,
  pool,
  released,
  takenBack,
  venue,
  venueClosed,
  type RecordedEvent,
} from '../testing/chain-world.js';

// Coins of `A`: 50 at its wallet `a1`, spent on 5 March, observed on 6 March.

const A_HAS_A_WALLET = on(1, bound('A', 'a1'));
const ALL_TO = (to: string) => on(6, moved({ from: [['a1', 50]], to: [[to, 49]] }));

interface Row {
  readonly name: string;
  readonly given: readonly (readonly RecordedEvent[])[];
  /** `<address> <amount> known on <day>`, oldest first. */
  readonly then: readonly string[];
}

describe('Coins that leave a wallet of the licensee', () => {
  it.each<Row>([
    {
      name: 'are an outflow when nobody knows the address',
      given: [A_HAS_A_WALLET, ALL_TO('x')],
      then: ['x 49 known on 6'],
    },
    {
      name: 'are an outflow when they go to an output without an address',
      given: [A_HAS_A_WALLET, on(6, moved({ from: [['a1', 50]], to: [[undefined, 49]] }))],
      then: ['? 49 known on 6'],
    },
    {
      name: 'are an outflow by output, and the fee is none',
      given: [
        A_HAS_A_WALLET,
        on(
          6,
          moved({
            from: [['a1', 50]],
            to: [
              ['x', 30],
              ['y', 19],
            ],
          }),
        ),
      ],
      then: ['x 30 known on 6', 'y 19 known on 6'],
    },
    {
      name: 'stay its own at another wallet of it',
      given: [A_HAS_A_WALLET, on(1, bound('A', 'a2')), ALL_TO('a2')],
      then: [],
    },
    {
      name: 'come back as change',
      given: [
        A_HAS_A_WALLET,
        on(
          6,
          moved({
            from: [['a1', 50]],
            to: [
              ['x', 30],
              ['a1', 19],
            ],
          }),
        ),
      ],
      then: ['x 30 known on 6'],
    },
    {
      name: 'are an outflow at the wallet of another licensee',
      given: [A_HAS_A_WALLET, on(1, bound('B', 'b1')), ALL_TO('b1')],
      then: ['b1 49 known on 6'],
    },
    {
      name: 'are an outflow at a wallet that it had released before',
      given: [A_HAS_A_WALLET, on(1, bound('A', 'a2'), released('A', 'a2', day(5))), ALL_TO('a2')],
      then: ['a2 49 known on 6'],
    },
    {
      name: 'are none at a wallet that it releases later',
      given: [
        A_HAS_A_WALLET,
        on(1, bound('A', 'a2')),
        ALL_TO('a2'),
        on(8, released('A', 'a2', day(7))),
      ],
      then: [],
    },
    {
      name: 'are none at a deposit address of a licensed venue',
      given: [A_HAS_A_WALLET, on(1, venue('d')), ALL_TO('d')],
      then: [],
    },
    {
      name: 'are an outflow at a deposit address of a venue that had lost its licence',
      given: [A_HAS_A_WALLET, on(1, venue('d')), on(2, venueClosed(day(5))), ALL_TO('d')],
      then: ['d 49 known on 6'],
    },
    {
      name: 'are none at a venue that loses its licence later',
      given: [A_HAS_A_WALLET, on(1, venue('d')), ALL_TO('d'), on(8, venueClosed(day(7)))],
      then: [],
    },
    {
      name: 'are none at the address of a pool',
      given: [A_HAS_A_WALLET, on(1, pool('p')), ALL_TO('p')],
      then: [],
    },
    {
      name: 'are an outflow until the address becomes known as its own since before',
      given: [A_HAS_A_WALLET, ALL_TO('x'), on(8, bound('A', 'x'))],
      then: ['x 49 known on 6', 'x 0 known on 8'],
    },
    {
      name: 'stay an outflow when the address is its own only since later',
      given: [A_HAS_A_WALLET, ALL_TO('x'), on(8, bound('A', 'x', day(7)))],
      then: ['x 49 known on 6'],
    },
    {
      name: 'are an outflow until the licence of the venue becomes known',
      given: [A_HAS_A_WALLET, ALL_TO('d'), on(8, venue('d'))],
      then: ['d 49 known on 6', 'd 0 known on 8'],
    },
    {
      name: 'are an outflow from the day on which it becomes known that the licence had ended',
      given: [A_HAS_A_WALLET, on(1, venue('d')), ALL_TO('d'), on(8, venueClosed(day(4)))],
      then: ['d 49 known on 8'],
    },
    {
      name: 'are an outflow once the venue no longer names the address as its own',
      given: [A_HAS_A_WALLET, on(1, venue('d')), ALL_TO('d'), on(8, venue('e'))],
      then: ['d 49 known on 8'],
    },
    {
      name: 'never left when the block is orphaned',
      given: [A_HAS_A_WALLET, ALL_TO('x'), on(9, takenBack())],
      then: ['x 49 known on 6', 'x 0 known on 9'],
    },
    {
      name: 'left again when the transaction is mined in another block',
      given: [
        A_HAS_A_WALLET,
        ALL_TO('x'),
        on(9, takenBack()),
        on(
          10,
          moved({ from: [['a1', 50]], to: [['x', 49]], hash: 'other', at: day(10) }),
          takenBack('block'),
        ),
      ],
      then: ['x 49 known on 6', 'x 0 known on 9', 'x 49 known on 10'],
    },
    {
      name: 'are told at the time of the other block when both are said at once',
      given: [
        A_HAS_A_WALLET,
        ALL_TO('x'),
        on(
          9,
          takenBack(),
          moved({ from: [['a1', 50]], to: [['x', 49]], hash: 'other', at: day(8) }),
        ),
      ],
      then: ['x 49 known on 6', 'x 49 known on 9'],
    },
    {
      name: 'are not its own any more after the release of the wallet',
      given: [on(1, bound('A', 'a1'), released('A', 'a1', day(5))), ALL_TO('x')],
      then: [],
    },
    {
      name: 'are its own only as of the binding',
      given: [on(1, bound('A', 'a1', day(6))), ALL_TO('x')],
      then: [],
    },
    {
      name: 'are its own in any spelling of the address',
      given: [
        on(1, bound('A', 'BC1QALIA')),
        on(6, moved({ from: [['bc1qalia', 50]], to: [['x', 49]] })),
      ],
      then: ['x 49 known on 6'],
    },
    {
      name: 'did not leave when a venue sweeps its deposit address, though bound to the licensee',
      given: [
        on(1, bound('A', 'd'), venue('d')),
        on(6, moved({ from: [['d', 50]], to: [['hot', 49]] })),
      ],
      then: [],
    },
    {
      name: 'leave with the sweep when the venue has no licence, and not with the deposit',
      given: [
        A_HAS_A_WALLET,
        on(1, bound('A', 'd')),
        ALL_TO('d'),
        on(7, moved({ from: [['d', 49]], to: [['hot', 48]], txid: 'sweep' })),
      ],
      then: ['hot 48 known on 7'],
    },
    {
      name: 'are told whole though the transaction comes in parts',
      given: [
        A_HAS_A_WALLET,
        on(6, moved({ from: [['a1', 50]], to: [['x', 30]] }), {
          ...moved({ pays: true }),
          outputs: [{ vout: 1, address: 'y', amount: '19' }],
        }),
      ],
      then: ['x 30 known on 6', 'y 19 known on 6'],
    },
  ])('$name', ({ given, then }) => expect(outflows('A', ...given)).toEqual(then));
});

describe('Coins that are spent beside coins of unknown origin', () => {
  const joint = (...to: [string, number][]) => [
    A_HAS_A_WALLET,
    on(1, venue('d')),
    on(6, moved({ from: [['a1', 50]], foreign: 1, to })),
  ];

  it('leave by output number, as far as they reach', () =>
    expect(outflows('A', ...joint(['x', 30], ['y', 30], ['z', 30]))).toEqual([
      'x 30 known on 6',
      'y 20 known on 6',
    ]));

  it('pay what comes back and what goes to a venue first', () =>
    expect(outflows('A', ...joint(['x', 40], ['a1', 9], ['d', 20]))).toEqual(['x 21 known on 6']));

  it('leave not at all when as much comes back', () =>
    expect(outflows('A', ...joint(['x', 40], ['a1', 60]))).toEqual([]));

  it('are nobody’s by a claim alone', () =>
    expect(
      outflows(
        'A',
        A_HAS_A_WALLET,
        on(6, {
          ...moved({ to: [['x', 49]] }),
          unseenInputs: [{ txid: 'early', vout: 0, address: 'a1' }],
        }),
      ),
    ).toEqual([]));
});

describe('Coins of several holders in one transaction', () => {
  const BOTH = [
    A_HAS_A_WALLET,
    on(1, bound('B', 'b1')),
    on(
      6,
      moved({
        from: [
          ['a1', 50],
          ['b1', 40],
        ],
        to: [
          ['x', 70],
          ['a1', 19],
        ],
      }),
    ),
  ];

  it('are attributed to nobody', () => {
    expect(outflows('A', ...BOTH)).toEqual([]);
    expect(outflows('B', ...BOTH)).toEqual([]);
  });

  it('are a finding of each of them, of at most what it did not get back', () => {
    expect(conflicts('A', ...BOTH)).toEqual(['wallet-conflict tx 0–31']);
    expect(conflicts('B', ...BOTH)).toEqual(['wallet-conflict tx 0–40']);
  });

  it('are found at an address that two of them hold, too', () => {
    const given = [A_HAS_A_WALLET, on(1, bound('B', 'a1')), ALL_TO('x')];
    expect(outflows('A', ...given)).toEqual([]);
    expect(conflicts('A', ...given)).toEqual(['wallet-conflict tx 0–50']);
    expect(conflicts('B', ...given)).toEqual(['wallet-conflict tx 0–50']);
  });

  it('are attributed once a binding turns out to be wrong, and the finding is gone', () => {
    const given = [...BOTH, on(8, released('B', 'b1', day(1)))];
    expect(outflows('A', ...given)).toEqual(['x 31 known on 8']);
    expect(conflicts('A', ...given)).toEqual([]);
    expect(conflicts('B', ...given)).toEqual([]);
  });

  it('are in conflict only from the day on which the other holder is known', () => {
    const world = new ChainWorld(A_HAS_A_WALLET, ALL_TO('x'), on(8, bound('B', 'a1')));
    expect(told(world, 'A')).toEqual(['x 49 known on 6', 'x 0 known on 8']);
    expect(found(world, 'A', 7)).toEqual([]);
    expect(found(world, 'A', 8)).toEqual(['wallet-conflict tx 0–50']);
  });

  it('are in conflict no more when the block is orphaned', () =>
    expect(conflicts('A', ...BOTH, on(9, takenBack()))).toEqual([]));

  it('are no conflict between a licensee and a venue', () => {
    const given = [
      A_HAS_A_WALLET,
      on(1, bound('B', 'd'), venue('d')),
      on(
        6,
        moved({
          from: [
            ['a1', 50],
            ['d', 40],
          ],
          to: [['x', 89]],
        }),
      ),
    ];
    expect(outflows('A', ...given)).toEqual(['x 50 known on 6']);
    expect(conflicts('A', ...given)).toEqual([]);
  });
});

describe('An outflow', () => {
  it('rests on the movement, on the binding of the wallet, and on what explains it away', () => {
    const world = new ChainWorld(A_HAS_A_WALLET, ALL_TO('x'), on(8, bound('A', 'x')));
    atOnce(world.of('A').refreshWork());
    const sources = world
      .of('A')
      .outflows()
      .map(({ derivedFrom = [] }) => derivedFrom.map(({ position }) => position));
    expect(sources).toEqual([
      [6_000, 1_000],
      [6_000, 1_000, 8_000],
    ]);
  });

  it('that an orphaned block took back rests on that, too', () => {
    const world = new ChainWorld(A_HAS_A_WALLET, ALL_TO('x'), on(9, takenBack()));
    atOnce(world.of('A').refreshWork());
    expect(
      world
        .of('A')
        .outflows()
        .at(-1)
        ?.derivedFrom?.map(({ position }) => position),
    ).toEqual([6_000, 9_000]);
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function outflows(licensee: string, ...given: readonly (readonly RecordedEvent[])[]) {
  return told(new ChainWorld(...given), licensee);
}
function told(world: ChainWorld, licensee: string) {
  const chain = world.of(licensee);
  atOnce(chain.refreshWork());
  return chain
    .outflows()
    .map(({ to = '?', amount, recordedAt }) => `${to} ${amount} known on ${dayOf(recordedAt)}`);
}
function conflicts(licensee: string, ...given: readonly (readonly RecordedEvent[])[]) {
  return found(new ChainWorld(...given), licensee, 31);
}
function found(world: ChainWorld, licensee: string, knownOn: number) {
  const chain = world.of(licensee);
  atOnce(chain.refreshWork());
  return atOnce(
    chain.findingsWork(
      new FactsInForce('party'),
      crossCheckRules(aifc2026),
      day(knownOn),
      day(knownOn),
    ),
  ).map(
    ({ type, facts, quantity, quantityMax }) =>
      `${type} ${facts.join()} ${quantity}–${quantityMax}`,
  );
}
function dayOf(instant: string) {
  return Number(instant.slice(8, 10));
}
