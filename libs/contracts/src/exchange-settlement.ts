import type {
  At,
  BaseUnits,
  Event,
  PartyId,
  RowRejected,
  SubmissionRecorded,
  WireMoney,
} from './shared.js';

export type FillSide = 'sell' | 'buy';

type FillIdentity = {
  readonly exchangeId: string;
  readonly tradeId: string;
  readonly side: FillSide;
  readonly licenseeId: string;
  readonly asset: string;
};

export type FillEvent = FillRecorded | FillCorrected | FillBusted;

/** One side of one trade, of one licensee. Identity: venue, trade id and side (SALE-4). */
export type FillRecorded = Event<
  'FillRecorded',
  FillIdentity & {
    quantity: BaseUnits;
    quote: WireMoney;
    feeAsset?: string;
    fee?: BaseUnits;
    counterpartyId?: PartyId;
    executedAt: At;
    settledAt?: At;
  }
>;
/** Replaces only the fields it carries; acts in the period of the corrected fill. */
export type FillCorrected = Event<
  'FillCorrected',
  FillIdentity & {
    reason: string;
    correctedAt: At;
    quantity?: BaseUnits;
    quote?: WireMoney;
    feeAsset?: string;
    fee?: BaseUnits;
    counterpartyId?: PartyId;
    executedAt?: At;
    settledAt?: At;
  }
>;
export type FillBusted = Event<'FillBusted', FillIdentity & { reason: string; bustedAt: At }>;

/**
 * A bust or a correction names a trade, not a side, and may arrive before the fill does. What was
 * said of the trade is kept in `trade-<venue>-<tradeId>`, so that a side that comes later gets it too.
 */
export type TradeBusted = Event<
  'TradeBusted',
  { exchangeId: string; tradeId: string; reason: string; bustedAt: At }
>;
export type TradeCorrected = Event<
  'TradeCorrected',
  {
    exchangeId: string;
    tradeId: string;
    reason: string;
    correctedAt: At;
    quantity?: BaseUnits;
    quote?: WireMoney;
    feeAsset?: string;
    fee?: BaseUnits;
    counterpartyId?: PartyId;
    executedAt?: At;
    settledAt?: At;
  }
>;

type TransferRow = {
  readonly exchangeId: string;
  readonly rowId: string;
  readonly reportId: string;
  readonly version: number;
  readonly licenseeId: string;
  readonly asset: string;
  readonly amount: BaseUnits;
  readonly txid: string;
  readonly vout: number;
  readonly at: At;
};

/** Coins that arrived at a venue for a licensee. Never a sale (SALE-4). */
export type DepositCredited = Event<'DepositCredited', TransferRow>;
export type WithdrawalSent = Event<'WithdrawalSent', TransferRow>;
/** A later version of the report no longer has the deposit or withdrawal. */
export type TransferWithdrawn = Event<
  'TransferWithdrawn',
  {
    /** Which of the two the row was: both number their rows from the same ids. */
    transfer: 'deposit' | 'withdrawal';
    exchangeId: string;
    rowId: string;
    reportId: string;
    version: number;
    licenseeId: string;
    asset: string;
    withdrawnAt: At;
  }
>;

/** Everything this venue has to say up to `through` is said. */
export type ExchangeReportedThrough = Event<
  'ExchangeReportedThrough',
  { exchangeId: string; through: At }
>;

export type ExchangeSettlementEvent =
  | SubmissionRecorded
  | RowRejected
  | FillEvent
  | TradeBusted
  | TradeCorrected
  | DepositCredited
  | WithdrawalSent
  | TransferWithdrawn
  | ExchangeReportedThrough;
