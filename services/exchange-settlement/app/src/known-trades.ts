import type { FillEvent, FillSide } from '@esep/contracts';
import type { KnownRows } from '@esep/platform';
import {
  fillDecider,
  fillRowId,
  fillStream,
  tradeDecider,
  tradeStream,
  type Fill,
  type KnownTrades,
  type Trade,
  type TradeEvent,
} from '@esep/exchange-settlement-domain';
import { replay } from '@esep/kernel';

const SIDES: readonly FillSide[] = ['sell', 'buy'];

/** A trade and both of its sides: what a bust or a correction rests on. */
export const streamsOfTrade = (exchangeId: string, tradeId: string): readonly string[] => [
  tradeStream(exchangeId, tradeId),
  ...SIDES.map((side) => fillStream(exchangeId, tradeId, side)),
];

/** The trades that the rows of a report name, from the log. */
export const knownTrades = (
  exchangeId: string,
  rows: readonly { readonly tradeId: string }[],
  known: KnownRows,
): KnownTrades => {
  const trades = new Map<string, Trade>();
  const fills = new Map<string, Fill>();
  for (const { tradeId } of rows) {
    const tradeEvents = known.eventsOf(tradeStream(exchangeId, tradeId)) as readonly TradeEvent[];
    if (tradeEvents.length > 0) trades.set(tradeId, replay(tradeDecider, tradeEvents));
    for (const side of SIDES) {
      const events = known.eventsOf(fillStream(exchangeId, tradeId, side)) as readonly FillEvent[];
      if (events.length > 0) fills.set(fillRowId({ tradeId, side }), replay(fillDecider, events));
    }
  }
  return { trades, fills };
};
