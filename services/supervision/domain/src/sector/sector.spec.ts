import type { FillEvent, PoolEvent } from '@esep/contracts';
import { atOnce } from '@esep/kernel';

import { factOfEvent } from '../subject/facts-of-event.js';
import {
  approvedPools,
  licencesInForce,
  SectorTotals,
  type LicenceTermEvent,
  type RowTotals,
} from './sector.js';
import { SubjectFold } from '../subject/subject-fold.js';
import { WORKED_RULES } from '../testing/worked-rows.js';

const conversionsOf = (events: readonly FillEvent[], period: string, asOf: string) => {
  const fold = new SubjectFold('party');
  for (const [position, event] of events.entries())
    fold.take(factOfEvent(event, END, { log: 'log', position, eventId: `event-${position}` }));
  const { conversions } = atOnce(fold.standingWork(WORKED_RULES, END, asOf));
  return conversions.get(period) ?? [];
};

const END = '2026-05-01T00:00:00.000Z';

describe('What the sector sold a period for', () => {
  it('is summed up by currency', () => {
    const events = [sold('t-1', '100', 'KZT'), sold('t-2', '7', 'USD'), sold('t-3', '50', 'KZT')];
    expect(conversionsOf(events, '2026-03', END)).toEqual([
      { currency: 'KZT', amount: 150n, fills: 2 },
      { currency: 'USD', amount: 7n, fills: 1 },
    ]);
  });

  it('counts by the local month of the trade', () => {
    const last = sold('t-1', '100', 'KZT', { executedAt: '2026-03-31T18:59:59.999Z' });
    const next = sold('t-2', '100', 'KZT', { executedAt: '2026-03-31T19:00:00.000Z' });
    expect(conversionsOf([last, next], '2026-03', END)).toMatchObject([{ fills: 1 }]);
  });

  it('leaves out what was bought, busted, or is still to come', () => {
    const events = [
      sold('t-1', '100', 'KZT', { side: 'buy' }),
      sold('t-2', '100', 'KZT'),
      { ...identity('t-2'), type: 'FillBusted', reason: 'no', bustedAt: END } as const,
      sold('t-3', '100', 'KZT', { executedAt: '2026-03-20T00:00:00.000Z' }),
    ];
    expect(conversionsOf(events, '2026-03', '2026-03-19T00:00:00.000Z')).toEqual([]);
  });

  it('takes a corrected price', () => {
    const quote = { amount: '90', currency: 'USD' };
    const correction = { ...identity('t-1'), type: 'FillCorrected', reason: 'typo' } as const;
    const events = [sold('t-1', '100', 'KZT'), { ...correction, correctedAt: END, quote }];
    expect(conversionsOf(events as FillEvent[], '2026-03', END)).toEqual([
      { currency: 'USD', amount: 90n, fills: 1 },
    ]);
  });
});

describe('The sector', () => {
  it('adds up rows by asset and money by currency, in whatever order they come', () => {
    const rows: RowTotals[] = [
      { asset: 'LTC', verdict: 'breach', licensees: 1, mined: 7n, required: 6n, sold: 5n },
      { asset: 'BTC', verdict: 'breach', licensees: 2, mined: 10n, required: 8n, sold: 3n },
      { asset: 'BTC', verdict: 'compliant', licensees: 3, mined: 1n, required: 1n, sold: 1n },
      { asset: 'BTC', verdict: 'breach', licensees: 1, mined: 5n, required: 4n, sold: 0n },
    ];
    for (const ordered of [rows, rows.toReversed()]) {
      const totals = new SectorTotals();
      for (const row of ordered) totals.add(row);
      totals.addConversions([{ currency: 'USD', amount: 7n, fills: 1 }]);
      totals.addConversions([
        { currency: 'KZT', amount: 1n, fills: 1 },
        { currency: 'USD', amount: 3n, fills: 2 },
      ]);
      expect(totals.byAsset()).toEqual([
        {
          ...{ asset: 'BTC', licensees: 6, mined: 16n, required: 13n, sold: 4n },
          verdicts: { breach: 3, compliant: 3 },
        },
        {
          ...{ asset: 'LTC', licensees: 1, mined: 7n, required: 6n, sold: 5n },
          verdicts: { breach: 1 },
        },
      ]);
      expect(totals.conversions()).toEqual([
        { currency: 'KZT', amount: 1n, fills: 1 },
        { currency: 'USD', amount: 10n, fills: 3 },
      ]);
    }
  });
});

describe('Who takes part in the sector', () => {
  it('are the pools whose approval is in force (LIC-13)', () => {
    const events: PoolEvent[] = [
      approved('dmp-1', '2026-01-01T00:00:00.000Z'),
      approved('dmp-2', '2026-01-01T00:00:00.000Z'),
      {
        type: 'PoolApprovalWithdrawn',
        poolId: 'dmp-2',
        from: '2026-01-01T00:00:00.000Z',
        at: '2026-03-01T00:00:00.000Z',
        reason: 'gone',
      },
      approved('dmp-3', '2026-06-01T00:00:00.000Z'),
    ];
    expect(approvedPools(events, '2026-02-28T23:59:59.999Z')).toBe(2);
    expect(approvedPools(events, '2026-03-01T00:00:00.000Z')).toBe(1);
  });

  describe('are the licences in force, and their holders', () => {
    const [january, february, march, june] = ['01', '02', '03', '06'].map(
      (month) => `2026-${month}-01T00:00:00.000Z`,
    ) as [string, string, string, string];
    const issued = (licenceId: string, licenseeId: string, issuedAt: string, validUntil?: string) =>
      ({
        type: 'LicenceImported',
        licenceId,
        licenseeId,
        authority: 'AIFC',
        issuedAt,
        ...(validUntil !== undefined && { validUntil }),
      }) as const;
    const terms = { licenceId: 'L-1', licenseeId: 'alpha', from: january, ground: 'LIC-11' };

    it('each once', () => {
      const events = [
        issued('L-1', 'alpha', january),
        issued('L-2', 'alpha', february),
        issued('L-3', 'beta', june),
      ];
      expect(licencesInForce(events, END)).toEqual({ licences: 2, licensees: 1 });
    });

    it.each<{ what: string; then: LicenceTermEvent[]; before: number; from: number }>([
      {
        what: 'revoked',
        then: [issued('L-1', 'alpha', january), { type: 'LicenceRevoked', ...terms, at: march }],
        before: 1,
        from: 0,
      },
      {
        what: 'expired',
        then: [issued('L-1', 'alpha', january, march)],
        before: 1,
        from: 0,
      },
      {
        what: 'renewed',
        then: [
          issued('L-1', 'alpha', january, march),
          { type: 'LicenceRenewed', ...terms, from: march, until: june },
        ],
        before: 1,
        from: 1,
      },
      {
        what: 'transferred',
        then: [
          issued('L-1', 'alpha', january),
          { type: 'LicenceRelinquished', ...terms, toLicenseeId: 'beta', at: march },
          {
            type: 'LicenceTransferred',
            ...terms,
            licenseeId: 'beta',
            fromLicenseeId: 'alpha',
            from: march,
          },
        ],
        before: 1,
        from: 1,
      },
    ])('FIGURES-26: a $what one is counted as of the instant', ({ then, before, from }) => {
      const last = '2026-02-28T23:59:59.999Z';
      expect(licencesInForce(then, last)).toEqual({ licences: before, licensees: before });
      expect(licencesInForce(then, march)).toEqual({ licences: from, licensees: from });
    });
  });
});

function identity(tradeId: string) {
  return { exchangeId: 'ex-1', tradeId, side: 'sell', licenseeId: 'alpha', asset: 'BTC' } as const;
}
function sold(tradeId: string, amount: string, currency: string, but: object = {}): FillEvent {
  const executedAt = '2026-03-10T00:00:00.000Z';
  const fill = { type: 'FillRecorded', quantity: '1', quote: { amount, currency }, executedAt };
  return { ...identity(tradeId), ...fill, ...but } as FillEvent;
}
function approved(poolId: string, from: string): PoolEvent {
  return {
    type: 'PoolApproved',
    poolId,
    name: poolId,
    from,
    coinbaseTags: [],
    payoutAddresses: [],
  };
}
