import type {
  AssessmentApproved,
  AssessmentBlocked,
  AssessmentIssued,
  CostAccepted,
  CostDeclared,
  CostRejected,
  TaxPaid,
} from '@esep/contracts';

import type { ApproveAssessment, AssessQuarter, RecordPayment } from '../assessment.js';
import type { AcceptCost, DeclareCost, RejectCost } from '../cost-declarations.js';
import type { JudgedMonth } from '../judged-month.js';

// Commands and events of one quarter, which specifications change field by field.
// One bitcoin in January at a price of one tenge: 100 tiyn, of which 15 are owed.

export const MAY = '2026-05-12T06:00:00.000Z';
const OF_QUARTER = { licenseeId: '0197-a', quarter: '2026-Q1' };

export function months(minedInJanuary = 100n): JudgedMonth[] {
  return ['2026-01', '2026-02', '2026-03'].map((period, i) => ({
    asset: 'BTC',
    period,
    revision: 1,
    state: 'final',
    verdict: 'compliant',
    mined: i === 0 ? minedInJanuary * 1_000_000n : 0n,
  }));
}
/** So many hundredths of a bitcoin in January. */
export function mined(hundredths: bigint) {
  const quantity = hundredths * 1_000_000n;
  const price = { amount: 100n, currency: 'KZT' };
  const receipts = [{ asset: 'BTC', day: '2026-01-05', quantity, price }];
  return { judgements: months(hundredths), receipts };
}
export function assess(but: Partial<AssessQuarter> = {}): AssessQuarter {
  return {
    type: 'AssessQuarter',
    licenseeId: '0197-a',
    quarter: '2026-Q1',
    ...mined(100n),
    findings: [],
    terms: {
      rulePackHash: 'a1',
      base: 'profit',
      rateBps: 1_500,
      harsherRateBps: 3_000,
      rateConditions: ['sold-share-met'],
    },
    at: MAY,
    ...but,
  };
}
export function steps(valued: string, profit: string, total: string) {
  return [
    { rule: 'TAX-3', text: `BTC 2026-01-05: ${valued}` },
    {
      rule: 'TAX-1',
      text: `Mining profit: ${profit} − costs of 0 KZT, not below 0 = ${profit}`,
    },
    { rule: 'SALE-1', text: 'sold-share-met: kept' },
    { rule: 'TAX-1', text: 'Nothing that the lower rate asks for is broken: 15 %' },
    { rule: 'TAX-1', text: `${total}, rounded down to whole tiyn` },
  ];
}
export function issued(but: Partial<AssessmentIssued> = {}): AssessmentIssued {
  return {
    type: 'AssessmentIssued',
    licenseeId: '0197-a',
    quarter: '2026-Q1',
    version: 1,
    base: kzt('100'),
    rateBps: 1_500,
    amount: kzt('15'),
    why: steps('1 BTC × 1 KZT = 1 KZT', '1 KZT', '1 KZT × 15 % = 0.15 KZT'),
    judgements: ['2026-01', '2026-02', '2026-03'].map((period) => ({
      asset: 'BTC',
      period,
      revision: 1,
      verdict: 'compliant',
    })),
    conditions: [{ condition: 'sold-share-met', rule: 'SALE-1', state: 'kept' }],
    rulePackHash: 'a1',
    issuedAt: MAY,
    ...but,
  };
}
export function blocked(but: Partial<AssessmentBlocked> = {}): AssessmentBlocked {
  return {
    type: 'AssessmentBlocked',
    licenseeId: '0197-a',
    quarter: '2026-Q1',
    reason: 'period-not-final',
    detail: 'BTC 2026-03',
    blockedAt: MAY,
    ...but,
  };
}
export function declare(amount: bigint): DeclareCost {
  const cost = { amount, currency: 'KZT' };
  return { type: 'DeclareCost', ...OF_QUARTER, cost, by: 'batys', at: MAY };
}
export function costDeclared(amount: string): CostDeclared {
  return {
    type: 'CostDeclared',
    ...OF_QUARTER,
    cost: kzt(amount),
    declaredAt: MAY,
    by: 'batys',
  };
}
export function acceptCost(but: Partial<AcceptCost> = {}): AcceptCost {
  const what = { declaration: 1, evidence: 'Folder 7', by: 'officer-1', at: MAY };
  return { type: 'AcceptCost', ...OF_QUARTER, ...what, ...but };
}
export function costAccepted(amount: string, but: Partial<CostAccepted> = {}): CostAccepted {
  const what = { declaration: 1, evidence: 'Folder 7', by: 'officer-1', acceptedAt: MAY };
  return { type: 'CostAccepted', ...OF_QUARTER, cost: kzt(amount), ...what, ...but };
}
export function rejectCost(): RejectCost {
  const what = { declaration: 1, reason: 'Of another quarter', by: 'officer-1', at: MAY };
  return { type: 'RejectCost', ...OF_QUARTER, ...what };
}
export function costRejected(amount: string, but: Partial<CostRejected> = {}): CostRejected {
  const what = { declaration: 1, reason: 'Of another quarter', by: 'officer-1', rejectedAt: MAY };
  return { type: 'CostRejected', ...OF_QUARTER, cost: kzt(amount), ...what, ...but };
}
export function approve(but: Partial<ApproveAssessment> = {}): ApproveAssessment {
  return {
    type: 'ApproveAssessment',
    ...OF_QUARTER,
    version: 1,
    by: 'officer-1',
    at: MAY,
    ...but,
  };
}
export function approved(but: Partial<AssessmentApproved> = {}): AssessmentApproved {
  const what = { version: 1, by: 'officer-1', approvedAt: MAY };
  return { type: 'AssessmentApproved', ...OF_QUARTER, ...what, ...but };
}
export function pay(but: Partial<RecordPayment> = {}): RecordPayment {
  const { licenseeId, quarter, at, reference } = paid();
  const money = { amount: 15n, currency: 'KZT' };
  return { type: 'RecordPayment', licenseeId, quarter, money, at, reference, ...but };
}
export function paid(but: Partial<TaxPaid> = {}): TaxPaid {
  const [licenseeId, quarter, reference] = ['0197-a', '2026-Q1', 'KZ-1'];
  return { type: 'TaxPaid', licenseeId, quarter, money: kzt('15'), at: MAY, reference, ...but };
}
export function kzt(amount: string) {
  return { amount, currency: 'KZT' };
}
