import type { At, BaseUnits, Event, WireMoney } from './shared.js';

/** Price of one whole coin on a calendar day, from the state's published list (TAX-3). */
export type PricePublished = Event<
  'PricePublished',
  { asset: string; day: string; value: WireMoney; source: string; publishedAt: At }
>;
/** Tiyn (minor units of KZT) for one whole unit of a currency on a calendar day (TAX-3). */
export type ExchangeRatePublished = Event<
  'ExchangeRatePublished',
  { currency: string; day: string; value: WireMoney; source: string; publishedAt: At }
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
  { licenseeId: string; quarter: string; cost: WireMoney; declaredAt: At }
>;
/** Never edited: the next version supersedes it (TAX-5). */
export type AssessmentIssued = Event<
  'AssessmentIssued',
  {
    licenseeId: string;
    quarter: string;
    version: number;
    base: WireMoney;
    rateBps: number;
    amount: WireMoney;
    /** The arithmetic and the rules, step by step. */
    why: readonly { readonly rule: string; readonly text: string }[];
    /** The judgements it rests on. */
    judgements: readonly {
      readonly asset: string;
      readonly period: string;
      readonly revision: number;
      readonly verdict: string;
    }[];
    rulePackHash: string;
    supersedes?: number;
    /** amount − amount of the version superseded; may be negative. */
    difference?: WireMoney;
    issuedAt: At;
  }
>;
export type AssessmentBlocked = Event<
  'AssessmentBlocked',
  { licenseeId: string; quarter: string; reason: string; detail: string; blockedAt: At }
>;
export type TaxPaid = Event<
  'TaxPaid',
  { licenseeId: string; quarter: string; money: WireMoney; at: At; reference: string }
>;
/** The free part of a period, or of the opening stock, may be moved from `at` on (SALE-3). */
export type RetainedReleased = Event<
  'RetainedReleased',
  { licenseeId: string; asset: string; period: string; quantity: BaseUnits; at: At }
>;
