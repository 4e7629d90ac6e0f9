import { atOnce } from '@esep/kernel';
import type { Instant } from '@esep/kernel';
import { aifc2026, crossCheckRules } from '@esep/rulebook';

import {
  bound,
  ChainWorld,
  day,
  moved,
  on,
  paidOut,
  payoutWithdrawn,
  pool,
  released,
  takenBack,
  type RecordedEvent,
} from '../testing/chain-world.js';
import { FactsInForce } from '../facts/facts-in-force.js';

// `dmp-1` reports that it paid 50 to `a1` on 5 March in `tx:0`.

const WALLET = on(1, bound('A', 'a1'));
const REPORTED = on(6, paidOut());

describe('A payout that a pool reports', () => {
  it('is on the chain, and nothing is found', () =>
    expect(found([WALLET, REPORTED, arrived(50)], { readThrough: day(8) })).toEqual([]));

  it('is missing when the chain was read a day past it', () =>
    expect(found([WALLET, REPORTED], { readThrough: day(6) })).toEqual([
      'payout-not-on-chain dmp-1:r-1 50',
    ]));

  it('FIGURES-25: is missing after as many hours as the law gives it', () => {
    const payoutConfirmationHours = [{ from: '2020-01-01', hours: 72 }];
    const rules = { ...LAW, payoutConfirmationHours };
    expect(found([WALLET, REPORTED], { readThrough: day(7) }, rules)).toEqual([]);
    expect(found([WALLET, REPORTED], { readThrough: day(8) }, rules)).toHaveLength(1);
  });

  it.each<[string, (readonly RecordedEvent[])[], Instant | undefined]>([
    ['no chain is read at all', [WALLET, REPORTED], undefined],
    ['the chain was not read far enough', [WALLET, REPORTED], day(5)],
    ['the wallet is not the licensee’s', [REPORTED], day(8)],
    ['the wallet is bound since later only', [on(1, bound('A', 'a1', day(6))), REPORTED], day(8)],
    ['it was taken back', [WALLET, REPORTED, on(7, payoutWithdrawn())], day(8)],
  ])('is not missed when %s', (_, given, readThrough) =>
    expect(found(given, readThrough === undefined ? {} : { readThrough })).toEqual([]),
  );

  it('to a wallet bound later is missed only when the blocks were read again for it', () => {
    const given = [on(7, bound('A', 'a1')), REPORTED];
    expect(found(given, { readThrough: day(8), readOn: day(7) })).toEqual([]);
    expect(found(given, { readThrough: day(8), readOn: day(8) })).toHaveLength(1);
  });

  it('is looked for at the wallet also after its release', () =>
    expect(
      found([WALLET, on(5, released('A', 'a1', day(5))), REPORTED, arrived(50)], {
        readThrough: day(8),
      }),
    ).toEqual([]));

  it('is missing in part when less came', () =>
    expect(found([WALLET, REPORTED, arrived(45)], { readThrough: day(8) })).toEqual([
      'payout-not-on-chain dmp-1:r-1 5',
    ]));

  it('is missing when the coins went to another wallet', () =>
    expect(
      found([WALLET, REPORTED, on(6, moved({ foreign: 1, to: [['a2', 50]] }))], {
        readThrough: day(8),
      }),
    ).toEqual(['payout-not-on-chain dmp-1:r-1 50']));

  it('is missing again when the block is orphaned', () =>
    expect(
      found([WALLET, REPORTED, arrived(50), on(9, takenBack())], { readThrough: day(9) }),
    ).toEqual(['payout-not-on-chain dmp-1:r-1 50']));

  it('in two rows of one output is missing where the output does not reach', () =>
    expect(
      found([WALLET, REPORTED, on(6, paidOut({ rowId: 'r-2', amount: '20' })), arrived(60)], {
        readThrough: day(8),
      }),
    ).toEqual(['payout-not-on-chain dmp-1:r-2 10']));

  it('in any spelling of the wallet is found on the chain', () =>
    expect(
      found(
        [
          on(1, bound('A', 'BC1QALIA')),
          on(6, paidOut({ wallet: 'BC1QALIA' }), moved({ foreign: 1, to: [['bc1qalia', 50]] })),
        ],
        { readThrough: day(8) },
      ),
    ).toEqual([]));
});

describe('Coins that a pool sends to a wallet', () => {
  const NEWLY_MINED = on(6, moved({ to: [['a1', 50]] }));
  const FROM_A_POOL = [on(1, pool('p')), on(6, moved({ from: [['p', 60]], to: [['a1', 50]] }))];

  it.each<[string, (readonly RecordedEvent[])[]]>([
    ['newly mined', [NEWLY_MINED]],
    ['from its payout address', FROM_A_POOL],
  ])('have to be reported: %s', (_, paid) => {
    expect(found([WALLET, ...paid], { pools: day(8) })).toEqual([
      'chain-payout-not-reported tx:0 50',
    ]);
    expect(found([WALLET, ...paid, REPORTED], { pools: day(8) })).toEqual([]);
  });

  it('are reported too low', () =>
    expect(found([WALLET, REPORTED, arrived(60)], { pools: day(8) })).toEqual([
      'chain-payout-not-reported tx:0 10',
    ]));

  it('may still be reported while the pool has not said everything up to then', () => {
    const given = [WALLET, NEWLY_MINED];
    expect(found(given, { pools: day(5) })).toEqual([]);
    expect(found(given, { pools: '2026-03-05T13:59:59.999Z' })).toEqual([]);
    expect(found(given, { pools: '2026-03-05T14:00:00.000Z' })).toHaveLength(1);
  });

  it('are no payout when nobody knows who sent them', () =>
    expect(found([WALLET, arrived(50)], { pools: day(8) })).toEqual([]));

  it('are not the licensee’s when they come to somebody else', () =>
    expect(found([on(1, bound('B', 'a1')), NEWLY_MINED], { pools: day(8) })).toEqual([]));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

interface Known {
  /** Time of the last block that was read, and the day on which that was recorded. */
  readonly readThrough?: Instant;
  readonly readOn?: Instant;
  /** The licensee's pool has said everything up to here. */
  readonly pools?: Instant;
}

function arrived(amount: number) {
  return on(6, moved({ foreign: 1, to: [['a1', amount]] }));
}
const LAW = crossCheckRules(aifc2026);

function found(
  given: readonly (readonly RecordedEvent[])[],
  { readThrough, readOn, pools }: Known,
  rules = LAW,
) {
  const world = new ChainWorld(...given);
  if (readThrough !== undefined) world.progress.record('BTC', readThrough, readOn ?? readThrough);
  const chain = world.of('A');
  atOnce(chain.refreshWork());
  return atOnce(chain.findingsWork(poolsThrough(pools), rules, day(31), day(31))).map(
    ({ type, facts, quantity }) => `${type} ${facts.join()} ${quantity}`,
  );
}
function poolsThrough(through: Instant | undefined) {
  const facts = new FactsInForce('party');
  const recordedAt = day(1);
  facts.record('affiliations', { recordedAt, pool: 'dmp-1', from: day(1), to: null });
  if (through !== undefined) facts.record('completeness', { recordedAt, sender: 'dmp-1', through });
  return facts;
}
