import type { Instant, LocalDate } from '@esep/kernel';

import { evaluate, type Evaluation } from './evaluate.js';
import type { RulePack } from './rule-pack.js';

/** All that an assessment asks of the law on one day, each answer with its reason. */
export interface TaxRules {
  readonly rateBps: Evaluation<'taxRateBps'>;
  readonly base: Evaluation<'taxBase'>;
  readonly rateConditions: Evaluation<'taxRateConditions'>;
  readonly harsherRateBps: Evaluation<'harsherTaxRateBps'>;
  readonly period: Evaluation<'taxPeriod'>;
  readonly price: Evaluation<'priceRule'>;
  readonly priceToleranceBps: Evaluation<'priceToleranceBps'>;
  readonly law: Evaluation<'lawOfQuarter'>;
  readonly brokenMonth: Evaluation<'brokenMonth'>;
  readonly profit: Evaluation<'miningProfit'>;
  readonly rounding: Evaluation<'taxRounding'>;
}

export const taxRules = (pack: RulePack, at: Instant | LocalDate): TaxRules => ({
  rateBps: evaluate(pack, 'taxRateBps', at),
  base: evaluate(pack, 'taxBase', at),
  rateConditions: evaluate(pack, 'taxRateConditions', at),
  harsherRateBps: evaluate(pack, 'harsherTaxRateBps', at),
  period: evaluate(pack, 'taxPeriod', at),
  price: evaluate(pack, 'priceRule', at),
  priceToleranceBps: evaluate(pack, 'priceToleranceBps', at),
  law: evaluate(pack, 'lawOfQuarter', at),
  brokenMonth: evaluate(pack, 'brokenMonth', at),
  profit: evaluate(pack, 'miningProfit', at),
  rounding: evaluate(pack, 'taxRounding', at),
});
