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

// Busts and corrections of a trade. One stream per trade: `trade-<venue>-<tradeId>`.
//
// They act on every side of the trade, also on one that is reported later (RECONCILIATION §1). So they
// are recorded here, and applied to each fill when both are known.

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

/** Its busts and corrections in order. Nothing follows a bust. */
export interface Trade {
  readonly events: readonly TradeEvent[];
}

type TradeDecision = Decision<TradeEvent, TradeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: TradeCommand, trade: Trade): TradeDecision => {
  if (trade.events.some(({ exchangeId }) => exchangeId !== command.exchangeId))
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

const bust = (command: BustTrade, { events }: Trade): TradeDecision => {
  const { exchangeId, tradeId, reason, at: bustedAt } = command;
  const last = events.at(-1);
  if (last?.type === 'TradeBusted')
    return last.reason === reason ? accept() : refuse('already-busted');
  return accept({ type: 'TradeBusted', exchangeId, tradeId, reason, bustedAt });
};

const correct = (command: CorrectTrade, { events }: Trade): TradeDecision => {
  const { exchangeId, tradeId, reason, at: correctedAt } = command;
  const changes = wireChangesOf(command);
  if (Object.keys(changes).length === 0) return refuse('correction-empty');
  const problem = termsRefusal(command, command);
  if (problem) return refuse(problem);

  const last = events.at(-1);
  if (last?.type === 'TradeBusted') return refuse('trade-busted');
  // Only the last correction is a repetition: an earlier one sent again changes the terms back.
  if (last && last.reason === reason && isSameTerms(last, changes)) return accept();
  return accept({ type: 'TradeCorrected', exchangeId, tradeId, reason, correctedAt, ...changes });
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = ({ events }: Trade, event: TradeEvent): Trade => {
  switch (event.type) {
    case 'TradeBusted':
    case 'TradeCorrected':
      return { events: [...events, event] };
    default:
      return unreachable(event);
  }
};

export const tradeDecider: Decider<Trade, TradeCommand, TradeEvent, TradeRefusal> = {
  initial: { events: [] },
  decide,
  evolve,
};

export const tradeStream = (exchangeId: string, tradeId: string): string =>
  `trade-${exchangeId}-${tradeId}`;
