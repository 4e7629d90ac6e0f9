import { explain, type Explanation } from './explain.js';
import { factsInForce } from '../facts/facts-known-at.js';
import type { FactLists } from '../facts/reconciliation-facts.js';
import { toWire } from './reconciliation-wire.js';
import {
  at,
  mined,
  movedOut,
  released,
  sold,
  WORKED_AS_OF,
  WORKED_RULES,
  worldOf,
} from '../testing/worked-rows.js';

describe('An explanation of a period', () => {
  it('names each distribution with its share, its events and the rules', () =>
    expect(
      explained({
        distributions: [
          mined('2026-03-05T12:00', 100n, { id: 'd-1', fee: 1n, gross: 101n, source: source(7) }),
          mined('2026-03-06T12:00', 1n, { id: 'd-2', pool: 'dmp-9' }),
        ],
      }).mined,
    ).toEqual([
      {
        fact: 'd-1',
        at: at('2026-03-05T12:00'),
        sources: [source(7)],
        rules: ['POOL-3', 'SALE-1'],
        pool: 'dmp-1',
        version: 1,
        gross: 101n,
        fee: 1n,
        net: 100n,
        shareBps: 7_500,
        weighted: 750_000n,
        faults: [],
      },
      expect.objectContaining({
        fact: 'd-2',
        rules: ['POOL-3', 'SALE-1', 'LIC-14'],
        faults: ['unapproved-pool'],
      }),
    ]));

  it('shows the arithmetic of each figure', () => {
    const { row, steps } = explained({
      distributions: [mined('2026-03-05T12:00', 100n), mined('2026-03-06T12:00', 1n)],
      fills: [sold('2026-03-20T12:00', 70n), sold('2026-04-12T12:00', 9n)],
    });
    expect(steps.map(({ figure, formula, value }) => [figure, formula, value])).toEqual([
      ['mined', 'Σ net of 2 distributions', '101'],
      ['required', '⌈ Σ (net × share) 757500 ÷ 10000 ⌉', '76'],
      ['soldInTime', 'Σ of 1 payments before 2026-04-10T19:00:00.000Z', '70'],
      ['soldLate', 'Σ of 1 payments from 2026-04-10T19:00:00.000Z on', '6'],
      ['shortfall', '76 − 70', '6'],
      ['outstanding', '6 − 6', '0'],
      ['surplus', 'counted by sales of the period and owed by no period', '0'],
      ['dischargedBps', '⌊ 10000 × 70 ÷ 101 ⌋', '6930'],
      ['soldBps', '⌊ 10000 × 70 ÷ 101 ⌋', '6930'],
      ['retained', '101 − 76', '25'],
      [
        'state',
        '2026-05-19T19:00:00.000Z is past the due time, 2026-04-10T19:00:00.000Z; every report is in',
        'final',
      ],
      ['verdict', 'shortfall 6, outstanding 0', 'breach-cured-late'],
    ]);
    expect(steps[4]).toEqual({
      figure: 'shortfall',
      formula: '76 − 70',
      value: '6',
      rules: ['SALE-1'],
      operation: 'difference',
      operands: [
        { name: 'required', value: '76', unit: 'base-units' },
        { name: 'soldInTime', value: '70', unit: 'base-units' },
      ],
    });
    for (const { figure, value } of steps) expect(value).toBe(String(row[figure]));
  });

  it('takes each sale apart, says where each part went, and why one does not count', () => {
    const { sales } = explained({
      distributions: [mined('2026-03-05T12:00', 100n), mined('2026-04-05T12:00', 10n)],
      fills: [
        sold('2026-03-10T12:00', 5n, { side: 'buy' }),
        sold('2026-03-20T12:00', 30n, {
          venue: 'ex-0',
          quote: 'USDT',
          counterparty: '990040000003',
        }),
        sold('2026-04-12T12:00', 100n),
      ],
    });
    expect(sales).toMatchObject([
      {
        venue: 'ex-0',
        counts: false,
        obstacles: [
          { type: 'unlicensed-venue', rules: ['SALE-6'] },
          { type: 'not-a-conversion', rules: ['SALE-8'] },
          { type: 'self-trade', rules: ['SALE-7'] },
        ],
        sourced: 30n,
        payments: [],
        surplus: 0n,
      },
      {
        counts: true,
        obstacles: [],
        sourced: 80n,
        bought: 5n,
        unsourced: 15n,
        payments: [
          { period: '2026-04', quantity: 8n, inTime: true, openAfter: 0n },
          { period: '2026-03', quantity: 72n, inTime: false, openAfter: 3n },
        ],
        surplus: 0n,
      },
    ]);
  });

  it('judges what left the wallets step by step', () => {
    const { outflows, releases } = explained({
      distributions: [mined('2026-03-05T12:00', 100n)],
      outflows: [movedOut('2026-03-20T12:00', 110n)],
      releases: [
        released('2026-03', '2026-03-10T12:00', 20n),
        released('2026-02', '2026-03-10T12:00', 7n),
      ],
    });
    expect(releases).toMatchObject([{ at: at('2026-03-10T12:00'), quantity: 20n }]);
    expect(outflows).toMatchObject([
      {
        amount: 110n,
        mined: 110n,
        covered: 100n,
        room: 25n,
        released: 20n,
        free: 20n,
        early: 5n,
        unexplained: 85n,
      },
    ]);
  });

  it('says whose report is missing, up to when each is asked, and who was waived', () => {
    const { senders, steps } = explained({
      completeness: [
        {
          sender: 'dmp-1',
          through: at('2026-03-31T00:00'),
          recordedAt: WORKED_AS_OF,
          source: source(8),
        },
        { sender: 'dmp-1', through: at('2026-03-30T00:00'), recordedAt: WORKED_AS_OF },
      ],
      waivers: [{ period: '2026-03', sender: 'ex-1', recordedAt: WORKED_AS_OF }],
    });
    expect(senders).toEqual([
      {
        sender: 'dmp-1',
        role: 'pool',
        until: at('2026-04-01T00:00'),
        through: at('2026-03-31T00:00'),
        complete: false,
        waived: false,
        sources: [source(8)],
      },
      {
        sender: 'ex-1',
        role: 'venue',
        until: at('2026-04-11T00:00'),
        through: null,
        complete: false,
        waived: true,
        sources: [],
      },
    ]);
    expect(steps.find(({ figure }) => figure === 'state')?.formula).toContain('without dmp-1');
  });

  it('lists what is known and does not stand, with the events that set it aside', () => {
    const trade = { tradeId: 't-1', source: source(3) };
    const { setAside, mined: inputs } = explained({
      distributions: [
        mined('2026-03-05T12:00', 100n, { id: 'd-1', source: source(1) }),
        mined('2026-03-06T12:00', 50n, { id: 'd-2' }),
      ],
      reversals: [{ id: 'd-1', recordedAt: WORKED_AS_OF, source: source(2) }],
      withdrawals: [{ id: 'd-2', version: 2, recordedAt: WORKED_AS_OF }],
      fills: [sold('2026-03-20T12:00', 70n, trade), sold('2026-04-20T12:00', 70n)],
      busts: [{ venue: 'ex-1', tradeId: 't-1', recordedAt: WORKED_AS_OF, source: source(4) }],
    });
    expect(inputs).toEqual([]);
    expect(setAside).toMatchObject([
      { fact: 'd-1', quantity: 100n, because: 'reversed', sources: [source(1), source(2)] },
      { fact: 'd-2', quantity: 50n, because: 'withdrawn' },
      { fact: 'ex-1:t-1:sell', because: 'busted', sources: [source(3), source(4)] },
    ]);
  });

  it('is there for the periods that have a row', () => {
    const facts = factsInForce(worldOf({}), WORKED_AS_OF);
    const has = (period: string) =>
      explain(facts, WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF, period) !== undefined;
    expect(['2026-02', '2026-03', '2026-05', '2026-06'].map(has)).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('goes over the wire under the same names, with quantities as text', () =>
    expect(toWire(explained({ distributions: [mined('2026-03-05T12:00', 100n)] }))).toMatchObject({
      row: { mined: '100', dischargedBps: 0 },
      mined: [{ net: '100', weighted: '750000', shareBps: 7_500 }],
    }));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function explained(given: Partial<FactLists>): Explanation {
  const facts = factsInForce(worldOf(given), WORKED_AS_OF);
  const explanation = explain(facts, WORKED_RULES, WORKED_AS_OF, WORKED_AS_OF, '2026-03');
  if (explanation === undefined) throw new Error('March has no row');
  return explanation;
}

function source(position: number) {
  return { log: 'esep/pool-reporting/test', position, eventId: `event-${position}` };
}
