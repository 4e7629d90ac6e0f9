export {
  type Assessment,
  assessmentDecider,
  type AssessmentEvent,
  creditTiyn,
  isPaid,
  paidTiyn,
} from './assessment.js';
export { type CostCommand } from './cost-declarations.js';
export { paymentReferenceDecider, samePaymentReference } from './payment-reference.js';
export {
  CURRENCIES,
  priceListDecider,
  priceOn,
  pricesByDay,
  type PriceTerms,
  type PublishedPrice,
} from './price-list.js';
export { type JudgedMonth } from './judged-month.js';
export { RATE_FINDINGS, type StandingFinding } from './rate-conditions.js';
export { objectionTo, type Releasable, releaseDecider, type ReleaseObjection } from './release.js';
export {
  type BlockReason,
  type Receipt,
  type TaxAnswer,
  taxDue,
  type TaxTerms,
} from './tax-due.js';
export { TAX_REFUSALS } from './tax-refusals.js';
export { tenge } from './tenge.js';
