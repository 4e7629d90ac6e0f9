import type { FillEvent, FillSide } from '@esep/contracts';
import {
  decideRows,
  inStream,
  isAboveSupply,
  type Decision,
  type Intake,
  type RowIdRefusal,
  type StreamAppend,
} from '@esep/kernel';

import type { ExchangeReport } from './exchange-report.js';
import {
  FILL_MESSAGES,
  fillDecider,
  fillRowId,
  fillStream,
  type Fill,
  type FillRefusal,
  type FillSent,
} from './fill.js';
import {
  TRADE_MESSAGES,
  tradeDecider,
  tradeStream,
  type BustSent,
  type CorrectionSent,
  type Trade,
  type TradeCommand,
  type TradeEvent,
  type TradeRefusal,
} from './trade.js';

// Reports of fills, busts and corrections. A bust or a correction is recorded in the stream of the trade
// and applied to the stream of each of its sides.

/**
 * The trades that a report names, and their sides, as far as they exist. Reports of fills and of busts
 * read both kinds of streams, and the append expects those that were only read at their version: else a
 * fill and its bust that arrive at the same moment would miss each other.
 */
export interface KnownTrades {
  /** By trade id. */
  readonly trades: ReadonlyMap<string, Trade>;
  /** By `fillRowId`. */
  readonly fills: ReadonlyMap<string, Fill>;
}

const SIDES: readonly FillSide[] = ['sell', 'buy'];

/** Decides a report of fills. */
export const decideFills = (
  { exchangeId, rows, at, regimeFrom }: ExchangeReport<FillSent>,
  { trades, fills }: KnownTrades,
): Intake<FillEvent, FillRefusal | RowIdRefusal> =>
  decideRows<FillSent, FillEvent, FillRefusal>(rows, {
    idOf: ({ tradeId }) => tradeId,
    rowIdOf: fillRowId,
    decide: (row) => {
      const { events: tradeEvents } = trades.get(row.tradeId) ?? tradeDecider.initial;
      const fill = fills.get(fillRowId(row)) ?? fillDecider.initial;
      return inStream(
        fillStream(exchangeId, row.tradeId, row.side),
        fillDecider.decide(
          { ...row, type: 'RecordFill', exchangeId, tradeEvents, at, regimeFrom },
          fill,
        ),
      );
    },
    messages: FILL_MESSAGES,
  });

/** Decides a report of busts. */
export const decideBusts = (
  { exchangeId, rows, at }: ExchangeReport<BustSent>,
  known: KnownTrades,
): Intake<TradeEvent | FillEvent, TradeRefusal | RowIdRefusal> =>
  decideActs(rows, (row) => ({ ...row, type: 'BustTrade', exchangeId, at }), known);

/** Decides a report of corrections. */
export const decideCorrections = (
  { exchangeId, rows, at, regimeFrom }: ExchangeReport<CorrectionSent>,
  known: KnownTrades,
): Intake<TradeEvent | FillEvent, TradeRefusal | RowIdRefusal> =>
  decideActs(rows, (row) => ({ ...row, type: 'CorrectTrade', exchangeId, at, regimeFrom }), known);

const decideActs = <Row extends { readonly tradeId: string }>(
  rows: readonly Row[],
  commandOf: (row: Row) => TradeCommand,
  known: KnownTrades,
): Intake<TradeEvent | FillEvent, TradeRefusal | RowIdRefusal> =>
  decideRows<Row, TradeEvent | FillEvent, TradeRefusal>(rows, {
    idOf: ({ tradeId }) => tradeId,
    decide: (row) => act(commandOf(row), known),
    messages: TRADE_MESSAGES,
  });

/** Decides for the trade, then applies its events to each side that is known. */
const act = (
  command: TradeCommand,
  { trades, fills }: KnownTrades,
): Decision<StreamAppend<TradeEvent | FillEvent>, TradeRefusal> => {
  const { exchangeId, tradeId } = command;
  const known = SIDES.map((side) => fills.get(fillRowId({ tradeId, side })));
  if (isCorrectedAboveSupply(command, known))
    return { accepted: false, reason: 'quantity-above-supply' };
  const decision = tradeDecider.decide(command, trades.get(tradeId) ?? tradeDecider.initial);
  if (!decision.accepted) return decision;
  const sides = SIDES.map((side) => {
    const fill = fills.get(fillRowId({ tradeId, side })) ?? fillDecider.initial;
    const events = decision.events.flatMap((tradeEvent) => appliedToSide(tradeEvent, fill));
    return { stream: fillStream(exchangeId, tradeId, side), events };
  });
  const trade = { stream: tradeStream(exchangeId, tradeId), events: decision.events };
  return { accepted: true, events: [trade, ...sides] };
};

/** A correction names no asset, so the maximum is checked against the sides that are known. */
const isCorrectedAboveSupply = (
  command: TradeCommand,
  sides: readonly (Fill | undefined)[],
): boolean =>
  command.type === 'CorrectTrade' &&
  sides.some(
    (side) =>
      side !== undefined &&
      side.status !== 'absent' &&
      isAboveSupply(side.fill.asset, command.quantity ?? 0n),
  );

const appliedToSide = (tradeEvent: TradeEvent, fill: Fill): readonly FillEvent[] => {
  const decision = fillDecider.decide({ type: 'FollowTrade', tradeEvent }, fill);
  if (!decision.accepted) throw new Error(`A fill cannot refuse its trade: ${decision.reason}`);
  return decision.events;
};
