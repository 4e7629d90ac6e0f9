import { ACT_REFUSALS, notFound, type Refusals } from '@esep/kernel';

import type { AssessmentRefusal } from './assessment.js';
import type { CostRefusal } from './cost-declarations.js';
import type { PaymentReferenceRefusal } from './payment-reference.js';
import type { PriceListRefusal } from './price-list.js';
import type { ReleaseRefusal } from './release.js';

export type TaxRefusal =
  AssessmentRefusal | CostRefusal | PaymentReferenceRefusal | PriceListRefusal | ReleaseRefusal;

/** What is wrong and what to do about it, for each refusal of tax. */
export const TAX_REFUSALS: Refusals<TaxRefusal> = {
  ...ACT_REFUSALS,
  'amount-out-of-range':
    'Nobody owes, pays or is worth more than 10^36 minor units. Check the digits.',
  'assessed-from-later-facts': 'The quarter was assessed from later facts already.',
  'assessment-blocked': 'Something stands in the way of the assessment; its answer says what.',
  'assessment-not-approved': 'A tax officer has to approve the assessment in force first.',
  'assessment-not-paid': 'The tax of the quarter is not paid in full.',
  'asset-unknown': notFound('No such asset is in the register. Use its code, as BTC.'),
  'coins-outstanding': 'Coins of this period are still to be sold.',
  'cost-negative': 'A cost is not below zero. Declare the costs again without it.',
  'currency-unknown': notFound('No such currency is known. Use its ISO 4217 code, as KZT.'),
  'day-in-future': 'That day has not come. A price is published for a day that has begun.',
  'day-malformed': 'A day is written as 2026-03-20.',
  'declaration-superseded':
    'The costs were declared again meanwhile. Look at the last declaration.',
  'declaration-unknown': notFound('No costs were declared for this quarter.'),
  'declarer-unknown': notFound(
    'Nobody knows for certain who made this declaration. The costs have to be declared again.',
  ),
  'exceeds-retained': 'Less is left to release.',
  'not-assessed': 'The quarter is not assessed. Its answer says what it waits for.',
  'not-in-tenge': 'Costs and payments are in tenge (KZT).',
  'nothing-to-release': 'Nothing is left to release.',
  'outlier-without-reason':
    'The value is far from the one before. Check it; if it is right, send it with a `reason`.',
  'outside-the-quarter': 'This does not belong to the quarter. Check the day, or the quarter.',
  'payment-before-quarter': 'The quarter had not begun then. Check the day, or the quarter.',
  'payment-not-positive': 'A payment is above zero.',
  'payment-reference-used':
    'This reference of the bank is recorded for another payment. One transfer pays one quarter once.',
  'period-inconclusive':
    'Nothing can be concluded about the period until its senders have reported.',
  'period-not-final': 'The period is not judged for good yet.',
  'price-not-positive': 'A price and a rate are above zero.',
  'quantity-not-positive':
    'A release is of something: send a quantity above zero, or none for all.',
  'rate-not-in-tenge': 'A rate says how many tenge (KZT) a unit of the currency is worth.',
  'rate-of-tenge': 'The tenge has no rate: all rates are in tenge.',
  'version-superseded': 'The quarter was assessed anew meanwhile. Look at the version in force.',
};
