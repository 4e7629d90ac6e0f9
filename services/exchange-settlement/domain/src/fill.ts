import type { FillBusted, FillCorrected, FillEvent, FillRecorded, FillSide } from '@esep/contracts';
import {
  accept,
  assetOf,
  refuse,
  ROW_MESSAGES,
  unreachable,
  type Decider,
  type Decision,
  type ReportTime,
  type RowIdRefusal,
} from '@esep/kernel';

import {
  isSameTerms,
  TERMS_MESSAGES,
  termsRefusal,
  wireTermsOf,
  type FillTerms,
  type TermsRefusal,
} from './fill-terms.js';
import type { TradeEvent } from './trade.js';

// One side of one trade, of one licensee: what a sale is proved by. One stream per fill:
// `fill-<venue>-<tradeId>-<side>`; it counts once, however often it is sent (SALE-4).
//
// A fill at a venue without a licence, in a currency that is no conversion, or with a related party
// is recorded like any other: the reconciliation says that it does not count.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type FillCommand = RecordFill | FollowTrade;

/** A row as it was sent, with the parties as the register resolved them. */
export interface FillSent extends FillTerms {
  readonly tradeId: string;
  readonly side: FillSide;
  /** Absent when the register has no licensee of that number. */
  readonly licenseeId?: string;
  readonly asset: string;
}

export interface RecordFill extends FillSent, ReportTime {
  readonly type: 'RecordFill';
  readonly exchangeId: string;
  /** Busts and corrections of the trade that were recorded before this side was reported. */
  readonly tradeEvents: readonly TradeEvent[];
}

/** Applies a bust or a correction of the trade. */
export interface FollowTrade {
  readonly type: 'FollowTrade';
  readonly tradeEvent: TradeEvent;
}

export type FillRefusal =
  | TermsRefusal
  | 'licensee-unknown'
  | 'asset-unknown'
  | 'fill-changed'
  | 'fee-above-quantity'
  | 'id-ambiguous';

/** What is wrong, and what to do. */
export const FILL_MESSAGES = {
  ...ROW_MESSAGES,
  ...TERMS_MESSAGES,
  'duplicate-row':
    'An earlier row of this report has the same tradeId and side; only that one was read. Remove one of the two, or give each trade its own tradeId.',
  'fee-above-quantity':
    'The fee of this purchase is more than what was bought. Check both; they are in base units of the asset.',
  'fill-changed':
    'This side of the trade was reported before with other content. Send a correction of the trade, or a bust.',
} as const satisfies Readonly<Record<FillRefusal | RowIdRefusal, string>>;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

/** `fill` is the first report, uncorrected: a repeated report is compared with it. */
export type Fill =
  | { readonly status: 'absent' }
  | { readonly status: 'recorded' | 'busted'; readonly fill: FillRecorded };

type FillDecision = Decision<FillEvent, FillRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: FillCommand, fill: Fill): FillDecision => {
  switch (command.type) {
    case 'RecordFill':
      return record(command, fill);
    case 'FollowTrade':
      return follow(command, fill);
    default:
      return unreachable(command);
  }
};

const record = (command: RecordFill, known: Fill): FillDecision => {
  const { exchangeId, tradeId, side, licenseeId, asset, tradeEvents } = command;
  if (licenseeId === undefined) return refuse('licensee-unknown');
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  const problem = termsRefusal(command, command);
  if (problem) return refuse(problem);
  if (side === 'buy' && command.feeAsset === asset && (command.fee ?? 0n) > command.quantity)
    return refuse('fee-above-quantity');

  const identity = { exchangeId, tradeId, side, licenseeId, asset };
  const fill: FillRecorded = { type: 'FillRecorded', ...identity, ...wireTermsOf(command) };
  if (known.status !== 'absent') return repeat(fill, known.fill);
  if (tradeEvents.some((event) => event.exchangeId !== exchangeId)) return refuse('id-ambiguous');
  return accept<FillEvent>(fill, ...tradeEvents.map((event) => following(fill, event)));
};

/** A venue that got no answer may send its fills again in a new report: the same content is accepted. */
const repeat = (fill: FillRecorded, known: FillRecorded): FillDecision => {
  if (known.exchangeId !== fill.exchangeId) return refuse('id-ambiguous');
  const isSame =
    known.licenseeId === fill.licenseeId && known.asset === fill.asset && isSameTerms(known, fill);
  return isSame ? accept() : refuse('fill-changed');
};

const follow = ({ tradeEvent }: FollowTrade, known: Fill): FillDecision => {
  // The side is not reported yet (it gets `tradeEvents` then), or its stream is another venue's.
  if (known.status !== 'recorded' || known.fill.exchangeId !== tradeEvent.exchangeId)
    return accept();
  return accept(following(known.fill, tradeEvent));
};

const following = (fill: FillRecorded, tradeEvent: TradeEvent): FillBusted | FillCorrected => {
  const { exchangeId, tradeId, side, licenseeId, asset } = fill;
  const identity = { exchangeId, tradeId, side, licenseeId, asset };
  switch (tradeEvent.type) {
    case 'TradeBusted':
      return { ...tradeEvent, ...identity, type: 'FillBusted' };
    case 'TradeCorrected':
      return { ...tradeEvent, ...identity, type: 'FillCorrected' };
    default:
      return unreachable(tradeEvent);
  }
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (known: Fill, event: FillEvent): Fill => {
  switch (event.type) {
    case 'FillRecorded':
      return { status: 'recorded', fill: event };
    case 'FillCorrected':
      // No decision depends on the corrected terms.
      return known;
    case 'FillBusted':
      if (known.status === 'absent')
        throw new Error('The stream of a fill begins with FillRecorded.');
      return { ...known, status: 'busted' };
    default:
      return unreachable(event);
  }
};

export const fillDecider: Decider<Fill, FillCommand, FillEvent, FillRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

export const fillStream = (exchangeId: string, tradeId: string, side: FillSide): string =>
  `fill-${exchangeId}-${tradeId}-${side}`;

/** A fill's row id in answers and rejections: a row of a report of fills has none of its own. */
export const fillRowId = ({ tradeId, side }: Pick<FillSent, 'tradeId' | 'side'>): string =>
  `${tradeId}:${side}`;
