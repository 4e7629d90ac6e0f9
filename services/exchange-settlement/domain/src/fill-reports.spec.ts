import type { FillEvent } from '@esep/contracts';
import { replay, type Intake } from '@esep/kernel';
import fc from 'fast-check';

import { decideBusts, decideCorrections, decideFills, type KnownTrades } from './fill-reports.js';
import { FILL_MESSAGES, fillDecider, fillRowId, fillStream, type FillSent } from './fill.js';
import { tradeDecider, tradeStream, type CorrectionSent, type TradeEvent } from './trade.js';

const NOW = '2026-03-06T00:00:00.000Z';
const report = { exchangeId: 'ex-1', reportId: 'r', version: 1, at: NOW };

describe('A report of fills', () => {
  it('records its rows, each in its own stream', () => {
    const intake = venue().fills(sent('t-1'), sent('t-1', { side: 'buy' }), sent('t-2'));
    expect(intake).toMatchObject({ accepted: 3, rejected: [], withdrawn: [] });
    expect(intake.appends.map(({ stream, events }) => [stream, namesOf(events)])).toEqual([
      ['fill-ex-1-t-1-sell', ['FillRecorded']],
      ['fill-ex-1-t-1-buy', ['FillRecorded']],
      ['fill-ex-1-t-2-sell', ['FillRecorded']],
    ]);
  });

  it('rejects rows one by one, with what to do', () =>
    expect(
      venue().fills(sent('t-1'), sent('t-1'), sent('t/2'), sent('t-3', { quantity: 0n })).rejected,
    ).toEqual([
      {
        index: 1,
        rowId: 't-1:sell',
        code: 'duplicate-row',
        message: FILL_MESSAGES['duplicate-row'],
      },
      {
        index: 2,
        rowId: 't/2:sell',
        code: 'id-malformed',
        message: FILL_MESSAGES['id-malformed'],
      },
      {
        index: 3,
        rowId: 't-3:sell',
        code: 'quantity-zero',
        message: FILL_MESSAGES['quantity-zero'],
      },
    ]));

  it('accepts a fill that is known already, and writes nothing', () => {
    const at = venue();
    at.fills(sent('t-1'));
    expect(at.fills(sent('t-1'), sent('t-2'))).toMatchObject({
      accepted: 2,
      rejected: [],
      appends: [{ stream: 'fill-ex-1-t-2-sell' }],
    });
  });

  it('rejects a fill that is known with other content', () => {
    const at = venue();
    at.fills(sent('t-1'));
    expect(at.fills(sent('t-1', { quantity: 99n }))).toMatchObject({
      accepted: 0,
      rejected: [{ rowId: 't-1:sell', code: 'fill-changed' }],
      appends: [],
    });
  });

  it('of 10,000 rows is decided whole', () => {
    const rows = Array.from({ length: 10_000 }, (_, i) => sent(`t-${i}`));
    const intake = decideFills({ ...report, rows }, { trades: new Map(), fills: new Map() });
    expect(intake.appends).toHaveLength(10_000);
  });
});

describe('A report of busts', () => {
  it('busts the trade and every side of it that is known', () => {
    const at = venue();
    at.fills(sent('t-1'), sent('t-1', { side: 'buy' }), sent('t-2'));
    const intake = at.busts('t-1', 't-2', 't-3');
    expect(intake).toMatchObject({ accepted: 3, rejected: [] });
    expect(intake.appends.map(({ stream, events }) => [stream, namesOf(events)])).toEqual([
      ['trade-ex-1-t-1', ['TradeBusted']],
      ['fill-ex-1-t-1-sell', ['FillBusted']],
      ['fill-ex-1-t-1-buy', ['FillBusted']],
      ['trade-ex-1-t-2', ['TradeBusted']],
      ['fill-ex-1-t-2-sell', ['FillBusted']],
      ['trade-ex-1-t-3', ['TradeBusted']],
    ]);
  });

  it('names a trade once', () =>
    expect(
      venue()
        .busts('t-1', 't-1', '../t')
        .rejected.map(({ rowId, code }) => [rowId, code]),
    ).toEqual([
      ['t-1', 'duplicate-row'],
      ['../t', 'id-malformed'],
    ]));

  it('said again changes nothing', () => {
    const at = venue();
    at.fills(sent('t-1'));
    at.busts('t-1');
    expect(at.busts('t-1')).toMatchObject({ accepted: 1, rejected: [], appends: [] });
  });
});

describe('A report of corrections', () => {
  it('corrects the trade and every side of it that is known', () => {
    const at = venue();
    at.fills(sent('t-1'), sent('t-1', { side: 'buy' }));
    const intake = at.corrections({ tradeId: 't-1', reason: 'typing-error', quantity: 7n });
    expect(intake.appends.map(({ stream, events }) => [stream, namesOf(events)])).toEqual([
      ['trade-ex-1-t-1', ['TradeCorrected']],
      ['fill-ex-1-t-1-sell', ['FillCorrected']],
      ['fill-ex-1-t-1-buy', ['FillCorrected']],
    ]);
  });

  it('rejects what cannot be corrected', () => {
    const at = venue();
    at.busts('t-1');
    expect(
      at
        .corrections(
          { tradeId: 't-1', reason: 'typing-error', quantity: 7n },
          { tradeId: 't-2', reason: 'typing-error' },
        )
        .rejected.map(({ rowId, code }) => [rowId, code]),
    ).toEqual([
      ['t-1', 'trade-busted'],
      ['t-2', 'correction-empty'],
    ]);
  });
});

describe('A trade and what is said of it', () => {
  // Whatever a venue says of a trade, in whatever order its two sides come in between: each side
  // ends up with all of it, in the order it was said.
  it('come to the same in any order', () =>
    fc.assert(
      fc.property(
        fc.array(anyAct, { maxLength: 6 }),
        fc.nat({ max: 6 }),
        fc.nat({ max: 6 }),
        (acts, sellAfter, buyAfter) => {
          const first = venue();
          first.fills(sent('t-1'), sent('t-1', { side: 'buy' }));
          for (const act of acts) act(first);

          const mixed = venue();
          for (let i = 0; i <= 6; i += 1) {
            if (i === sellAfter) mixed.fills(sent('t-1'));
            if (i === buyAfter) mixed.fills(sent('t-1', { side: 'buy' }));
            acts[i]?.(mixed);
          }
          expect(mixed.said('t-1')).toEqual(first.said('t-1'));
          for (const side of ['sell', 'buy'] as const)
            expect(mixed.history('t-1', side)).toEqual(first.history('t-1', side));
        },
      ),
      { numRuns: 500 },
    ));

  it('leave no side of a busted trade in force', () =>
    fc.assert(
      fc.property(fc.array(anyAct, { maxLength: 6 }), (acts) => {
        const at = venue();
        at.busts('t-1');
        for (const act of [...acts, sells]) act(at);
        expect(at.history('t-1', 'sell').map(({ type }) => type)).toEqual([
          'FillRecorded',
          'FillBusted',
        ]);
      }),
      { numRuns: 200 },
    ));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

type Venue = ReturnType<typeof venue>;

/** A venue that reports to a ledger in memory: load the states, decide, append, as the service does. */
function venue() {
  const streams = new Map<string, (TradeEvent | FillEvent)[]>();
  const fillEvents = (tradeId: string, side: 'sell' | 'buy') =>
    (streams.get(fillStream('ex-1', tradeId, side)) ?? []) as FillEvent[];
  const said = (tradeId: string) =>
    (streams.get(tradeStream('ex-1', tradeId)) ?? []) as TradeEvent[];

  const known = (ids: readonly string[]): KnownTrades => ({
    trades: new Map(ids.map((id) => [id, replay(tradeDecider, said(id))])),
    fills: new Map(
      ids.flatMap((tradeId) =>
        (['sell', 'buy'] as const).map((side) => [
          fillRowId({ tradeId, side }),
          replay(fillDecider, fillEvents(tradeId, side)),
        ]),
      ),
    ),
  });
  const appended = <Code extends string>(intake: Intake<TradeEvent | FillEvent, Code>) => {
    for (const { stream, events } of intake.appends)
      streams.set(stream, [...(streams.get(stream) ?? []), ...events]);
    return intake;
  };
  const idsOf = (rows: readonly { readonly tradeId: string }[]) =>
    rows.map(({ tradeId }) => tradeId);

  return {
    fills: (...rows: FillSent[]) => appended(decideFills({ ...report, rows }, known(idsOf(rows)))),
    busts: (...tradeIds: string[]) => {
      const rows = tradeIds.map((tradeId) => ({ tradeId, reason: 'system-error' }));
      return appended(decideBusts({ ...report, rows }, known(tradeIds)));
    },
    corrections: (...rows: CorrectionSent[]) =>
      appended(decideCorrections({ ...report, rows }, known(idsOf(rows)))),
    said,
    history: fillEvents,
  };
}
function sent(tradeId: string, but: Partial<FillSent> = {}): FillSent {
  return {
    tradeId,
    side: 'sell',
    licenseeId: 'lic-1',
    asset: 'BTC',
    quantity: 100n,
    quote: { amount: 500n, currency: 'KZT' },
    executedAt: '2026-03-05T07:00:00.000Z',
    ...but,
  };
}
function namesOf(events: readonly { readonly type: string }[]): string[] {
  return events.map(({ type }) => type);
}

const sells = (at: Venue): unknown => at.fills(sent('t-1'));
const anyAct = fc.oneof(
  { weight: 1, arbitrary: fc.constant((at: Venue): unknown => at.busts('t-1')) },
  {
    weight: 5,
    arbitrary: fc.integer({ min: 0, max: 3 }).map(
      (quantity) =>
        (at: Venue): unknown =>
          at.corrections({ tradeId: 't-1', reason: 'r', quantity: BigInt(quantity) }),
    ),
  },
);
