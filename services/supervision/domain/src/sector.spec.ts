import type { FillEvent, LicenceImported, PoolEvent } from '@esep/contracts';

import { approvedPools, conversionsOf, licencesIssued } from './sector.js';

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

  it('are the licences issued by then, and their holders', () => {
    const licence = (licenceId: string, licenseeId: string, issuedAt: string): LicenceImported => ({
      type: 'LicenceImported',
      licenceId,
      licenseeId,
      authority: 'AIFC',
      issuedAt,
    });
    const events = [
      licence('L-1', 'alpha', '2026-01-01T00:00:00.000Z'),
      licence('L-2', 'alpha', '2026-02-01T00:00:00.000Z'),
      licence('L-3', 'beta', '2026-06-01T00:00:00.000Z'),
    ];
    expect(licencesIssued(events, END)).toEqual({ licences: 2, licensees: 1 });
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
