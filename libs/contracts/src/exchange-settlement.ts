import type {
  AssetCode,
  At,
  BaseUnits,
  Currency,
  Event,
  LicenseeId,
  Ordinal,
  PartyId,
  ReportedId,
  RowRejected,
  SenderId,
  SubmissionRecorded,
  Txid,
  Vout,
  WireMoney,
} from './shared.js';

export type FillSide = 'sell' | 'buy';

type FillIdentity = {
  readonly exchangeId: SenderId;
  readonly tradeId: ReportedId;
  readonly side: FillSide;
  readonly licenseeId: LicenseeId;
  readonly asset: AssetCode;
};

export type FillEvent = FillRecorded | FillCorrected | FillBusted;

/** One side of one trade, of one licensee. Identity: venue, trade id and side (SALE-4). */
export type FillRecorded = Event<
  'FillRecorded',
  FillIdentity & {
    quantity: BaseUnits;
    quote: WireMoney;
    feeAsset?: Currency;
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
    feeAsset?: Currency;
    fee?: BaseUnits;
    counterpartyId?: PartyId;
    executedAt?: At;
    settledAt?: At;
  }
>;
/** The venue has undone the trade: this side of it never counted (SALE-4). */
export type FillBusted = Event<'FillBusted', FillIdentity & { reason: string; bustedAt: At }>;

/**
 * A bust or a correction names a trade, not a side, and may arrive before the fill does. What was
 * said of the trade is kept in `trade-<venue>-<tradeId>`, so that a side that comes later gets it too.
 */
export type TradeBusted = Event<
  'TradeBusted',
  { exchangeId: SenderId; tradeId: ReportedId; reason: string; bustedAt: At }
>;
/** A correction of a trade, as it was sent; see `TradeBusted`. */
export type TradeCorrected = Event<
  'TradeCorrected',
  {
    exchangeId: SenderId;
    tradeId: ReportedId;
    reason: string;
    correctedAt: At;
    quantity?: BaseUnits;
    quote?: WireMoney;
    feeAsset?: Currency;
    fee?: BaseUnits;
    counterpartyId?: PartyId;
    executedAt?: At;
    settledAt?: At;
  }
>;

type TransferRow = {
  readonly exchangeId: SenderId;
  readonly rowId: ReportedId;
  readonly reportId: ReportedId;
  readonly version: Ordinal;
  readonly licenseeId: LicenseeId;
  readonly asset: AssetCode;
  readonly amount: BaseUnits;
  readonly txid: Txid;
  readonly vout: Vout;
  readonly at: At;
};

/** Coins that arrived at a venue for a licensee. Never a sale (SALE-4). */
export type DepositCredited = Event<'DepositCredited', TransferRow>;
/** Coins that left a venue for a licensee. Never a sale (SALE-4). */
export type WithdrawalSent = Event<'WithdrawalSent', TransferRow>;
/** A later version of the report no longer has the deposit or withdrawal. */
export type TransferWithdrawn = Event<
  'TransferWithdrawn',
  {
    /** Which of the two the row was: both number their rows from the same ids. */
    transfer: 'deposit' | 'withdrawal';
    exchangeId: SenderId;
    rowId: ReportedId;
    reportId: ReportedId;
    version: Ordinal;
    licenseeId: LicenseeId;
    asset: AssetCode;
    withdrawnAt: At;
  }
>;

/** Everything this venue has to say up to `through` is said. */
export type ExchangeReportedThrough = Event<
  'ExchangeReportedThrough',
  { exchangeId: SenderId; through: At }
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
