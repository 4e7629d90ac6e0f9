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
  TwoPersonEvents,
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

/** A price takes two persons; what follows from the second is `PricePublished` (TAX-3). */
export type PriceProposal = TwoPersonEvents<
  'Price',
  {
    readonly asset: AssetCode;
    readonly day: CalendarDay;
    readonly value: WireMoney;
    readonly source: string;
    /** Why it is so far from the price before; only asked where it is. */
    readonly reason?: string;
  }
>;
/** A rate takes two persons; what follows from the second is `ExchangeRatePublished` (TAX-3). */
export type ExchangeRateProposal = TwoPersonEvents<
  'ExchangeRate',
  {
    readonly currency: Currency;
    readonly day: CalendarDay;
    readonly value: WireMoney;
    readonly source: string;
    /** Why it is so far from the rate before; only asked where it is. */
    readonly reason?: string;
  }
>;

export type TaxEvent =
  | PricePublished
  | PriceProposal
  | ExchangeRatePublished
  | ExchangeRateProposal
  | CostDeclared
  | CostAccepted
  | CostRejected
  | AssessmentIssued
  | AssessmentBlocked
  | AssessmentApproved
  | TaxPaid
  | PaymentReferenceUsed
  | RetainedRelease
  | RetainedReleased;

/**
 * The costs of a quarter in one sum; the last declaration replaces the earlier ones. It counts for
 * nothing until it is accepted.
 */
export type CostDeclared = Event<
  'CostDeclared',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    cost: WireMoney;
    declaredAt: At;
    /** Absent in old declarations: those are not accepted, because nobody knows for certain whose they are. */
    by?: string;
    /** Where the documents are that show the costs. */
    evidence?: string;
  }
>;
/** From now on these costs reduce the profit of the quarter (TAX-1). */
export type CostAccepted = Event<
  'CostAccepted',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    /** Which declaration of the quarter: the first is 1. */
    declaration: Ordinal;
    cost: WireMoney;
    /** The documents that were looked at. */
    evidence: string;
    by: string;
    acceptedAt: At;
  }
>;
/** A declaration that does not count; what had been accepted before stands. */
export type CostRejected = Event<
  'CostRejected',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    /** Which declaration of the quarter: the first is 1. */
    declaration: Ordinal;
    cost: WireMoney;
    reason: string;
    by: string;
    rejectedAt: At;
  }
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
    /** What the lower rate asks for, and what was found of it (TAX-1); absent in old assessments. */
    conditions?: readonly {
      readonly condition: string;
      readonly rule: string;
      readonly state: 'kept' | 'broken' | 'not-known';
      readonly detail?: string;
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
/** A person has looked at a version and stands for it (TAX-5); the next version needs its own. */
export type AssessmentApproved = Event<
  'AssessmentApproved',
  {
    licenseeId: LicenseeId;
    quarter: CalendarQuarter;
    version: Ordinal;
    by: string;
    approvedAt: At;
  }
>;
/** Money that arrived for a quarter. `reference` is the bank’s and tells payments apart. */
export type TaxPaid = Event<
  'TaxPaid',
  { licenseeId: LicenseeId; quarter: CalendarQuarter; money: WireMoney; at: At; reference: string }
>;
/** A bank's reference has paid this quarter, and pays no other one of anybody. */
export type PaymentReferenceUsed = Event<
  'PaymentReferenceUsed',
  { licenseeId: LicenseeId; quarter: CalendarQuarter; reference: string; usedAt: At }
>;
/** A release takes two persons; what follows from the second is `RetainedReleased` (SALE-3). */
export type RetainedRelease = TwoPersonEvents<
  'RetainedRelease',
  {
    readonly licenseeId: LicenseeId;
    readonly asset: AssetCode;
    /** `opening` is the stock held at go-live. */
    readonly period: CalendarMonth | 'opening';
    readonly quantity: BaseUnits;
  }
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
