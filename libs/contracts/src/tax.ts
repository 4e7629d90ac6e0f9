import type {
  AssetCode,
  At,
  BaseUnits,
  BasisPoints,
  CalendarDay,
  CalendarMonth,
  CalendarQuarter,
  Currency,
  Event,
  LicenseeId,
  MoneyDifference,
  Ordinal,
  Sha256,
  WireMoney,
} from './shared.js';

/** Price of one whole coin on a calendar day, from the state's published list (TAX-3). */
export type PricePublished = Event<
  'PricePublished',
  { asset: AssetCode; day: CalendarDay; value: WireMoney; source: string; publishedAt: At }
>;
/** Tiyn (minor units of KZT) for one whole unit of a currency on a calendar day (TAX-3). */
export type ExchangeRatePublished = Event<
  'ExchangeRatePublished',
  { currency: Currency; day: CalendarDay; value: WireMoney; source: string; publishedAt: At }
>;

export type TaxEvent =
  | PricePublished
  | ExchangeRatePublished
  | CostDeclared
  | AssessmentIssued
  | AssessmentBlocked
  | TaxPaid
  | RetainedReleased;

/** The costs of a quarter in one sum; the last declaration holds. */
export type CostDeclared = Event<
  'CostDeclared',
  { licenseeId: LicenseeId; quarter: CalendarQuarter; cost: WireMoney; declaredAt: At }
>;
/** Never edited: the next version supersedes it (TAX-5). */
export type AssessmentIssued = Event<
  'AssessmentIssued',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    version: Ordinal;
    base: WireMoney;
    rateBps: BasisPoints;
    amount: WireMoney;
    /** The arithmetic and the rules, step by step. */
    why: readonly { readonly rule: string; readonly text: string }[];
    /** The judgements it rests on. */
    judgements: readonly {
      readonly asset: AssetCode;
      readonly period: CalendarMonth;
      readonly revision: Ordinal;
      readonly verdict: string;
    }[];
    rulePackHash: Sha256;
    supersedes?: Ordinal;
    /** amount − amount of the version superseded; may be negative. */
    difference?: MoneyDifference;
    issuedAt: At;
  }
>;
/**
 * What is owed for a quarter cannot be said at present, and why.
 */
export type AssessmentBlocked = Event<
  'AssessmentBlocked',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    reason: string;
    detail: string;
    blockedAt: At;
  }
>;
/** Money that arrived for a quarter. `reference` is the bank’s and tells payments apart. */
export type TaxPaid = Event<
  'TaxPaid',
  { licenseeId: LicenseeId; quarter: CalendarQuarter; money: WireMoney; at: At; reference: string }
>;
/** The free part of a period, or of the opening stock, may be moved from `at` on (SALE-3). */
export type RetainedReleased = Event<
  'RetainedReleased',
  {
    licenseeId: LicenseeId;
    asset: AssetCode;
    /** `opening` is the stock held at go-live. */
    period: CalendarMonth | 'opening';
    quantity: BaseUnits;
    at: At;
  }
>;
