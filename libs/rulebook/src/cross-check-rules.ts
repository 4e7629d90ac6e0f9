import type { LocalDate } from '@esep/kernel';

import type { DatedValue, RulePack } from './rule-pack.js';

/**
 * What the law says to sources that are held against each other, beside the reconciliation. Dated
 * values hold from the local midnight of their day.
 */
export interface CrossCheckRules {
  /** As in force at the trade. */
  readonly salePriceToleranceBps: readonly DatedBps[];
  /** As in force at the credit. */
  readonly poolFeeLimitBps: readonly DatedBps[];
  /** As in force at the later of two trades. */
  readonly duplicateWindowHours: readonly DatedHours[];
  /** As in force at the payout. */
  readonly payoutConfirmationHours: readonly DatedHours[];
  /** As in force at the sale. */
  readonly rebuyWindowHours: readonly DatedHours[];
  readonly rebuyShareBps: readonly DatedBps[];
  /** Days off have the price of the working day before them (TAX-3). */
  readonly holidays: readonly LocalDate[];
}

interface DatedHours {
  readonly from: LocalDate;
  readonly hours: number;
}

interface DatedBps {
  readonly from: LocalDate;
  readonly bps: number;
}

export const crossCheckRules = ({ rules }: RulePack): CrossCheckRules => ({
  salePriceToleranceBps: dated(rules.salePriceToleranceBps.values),
  poolFeeLimitBps: dated(rules.poolFeeLimitBps.values),
  duplicateWindowHours: datedHours(rules.duplicateWindowHours.values),
  payoutConfirmationHours: datedHours(rules.payoutConfirmationHours.values),
  rebuyWindowHours: datedHours(rules.rebuyWindowHours.values),
  rebuyShareBps: dated(rules.rebuyShareBps.values),
  holidays: rules.holidays.values[0].value.days.map(({ date }) => date),
});

const datedHours = (values: readonly DatedValue<number>[]): readonly DatedHours[] =>
  values.map(({ from, value }) => ({ from, hours: value }));

const dated = (values: readonly DatedValue<number>[]): readonly DatedBps[] =>
  values.map(({ from, value }) => ({ from, bps: value }));
