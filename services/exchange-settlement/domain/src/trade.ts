import type { TradeBusted, TradeCorrected } from '@esep/contracts';
import {
  accept,
  refuse,
  ROW_MESSAGES,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type ReportTime,
  type RowIdRefusal,
} from '@esep/kernel';

import {
  isSameTerms,
  TERMS_MESSAGES,
  termsRefusal,
  wireChangesOf,
  type FillTerms,
  type TermsRefusal,
} from './fill-terms.js';

// What a venue said of a trade after the trade: that it was busted, or made on other terms. One
// stream per trade: `trade-<venue>-<tradeId>`.
//
// A bust or a correction names the trade and acts on every side of it, also on one that is reported
// later (RECONCILIATION §1). So what was said is kept here, and each fill follows it.

export type TradeEvent = TradeBusted | TradeCorrected;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type TradeCommand = BustTrade | CorrectTrade;

/** A row of a report of busts. */
export interface BustSent {
  readonly tradeId: string;
  readonly reason: string;
}

/** A row of a report of corrections: the terms that change, and no others. */
export interface CorrectionSent extends Partial<FillTerms> {
  readonly tradeId: string;
  readonly reason: string;
}

export interface BustTrade extends BustSent {
  readonly type: 'BustTrade';
  readonly exchangeId: string;
  readonly at: Instant;
}

export interface CorrectTrade extends CorrectionSent, ReportTime {
  readonly type: 'CorrectTrade';
  readonly exchangeId: string;
}

export type TradeRefusal =
  TermsRefusal | 'correction-empty' | 'trade-busted' | 'already-busted' | 'id-ambiguous';

/** What is wrong, and what to do. */
export const TRADE_MESSAGES = {
  ...ROW_MESSAGES,
  ...TERMS_MESSAGES,
  'correction-empty':
    'The correction changes nothing. Send the fields that were wrong, with their right values.',
  'trade-busted':
    'The trade was busted, and what does not stand cannot be corrected. If it was made again, report it as a fill under its new tradeId.',
  'already-busted':
    'The trade was busted before for another reason, and a bust is final. Leave the row out.',
} as const satisfies Readonly<Record<TradeRefusal | RowIdRefusal, string>>;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

/** In the order it was said. A bust has the last word. */
export interface Trade {
  readonly said: readonly TradeEvent[];
}

type TradeDecision = Decision<TradeEvent, TradeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: TradeCommand, trade: Trade): TradeDecision => {
  if (trade.said.some(({ exchangeId }) => exchangeId !== command.exchangeId))
    return refuse('id-ambiguous');
  switch (command.type) {
    case 'BustTrade':
      return bust(command, trade);
    case 'CorrectTrade':
      return correct(command, trade);
    default:
      return unreachable(command);
  }
};

const bust = (command: BustTrade, { said }: Trade): TradeDecision => {
  const { exchangeId, tradeId, reason, at: bustedAt } = command;
  const last = said.at(-1);
  if (last?.type === 'TradeBusted')
    return last.reason === reason ? accept() : refuse('already-busted');
  return accept({ type: 'TradeBusted', exchangeId, tradeId, reason, bustedAt });
};

const correct = (command: CorrectTrade, { said }: Trade): TradeDecision => {
  const { exchangeId, tradeId, reason, at: correctedAt } = command;
  const changes = wireChangesOf(command);
  if (Object.keys(changes).length === 0) return refuse('correction-empty');
  const problem = termsRefusal(command, command);
  if (problem) return refuse(problem);

  const last = said.at(-1);
  if (last?.type === 'TradeBusted') return refuse('trade-busted');
  // Only the last word may be repeated quietly: said again after another one, it changes back.
  if (last && last.reason === reason && isSameTerms(last, changes)) return accept();
  return accept({ type: 'TradeCorrected', exchangeId, tradeId, reason, correctedAt, ...changes });
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = ({ said }: Trade, event: TradeEvent): Trade => {
  switch (event.type) {
    case 'TradeBusted':
    case 'TradeCorrected':
      return { said: [...said, event] };
    default:
      return unreachable(event);
  }
};

export const tradeDecider: Decider<Trade, TradeCommand, TradeEvent, TradeRefusal> = {
  initial: { said: [] },
  decide,
  evolve,
};

export const tradeStream = (exchangeId: string, tradeId: string): string =>
  `trade-${exchangeId}-${tradeId}`;
