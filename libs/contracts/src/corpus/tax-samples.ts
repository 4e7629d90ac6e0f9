import type { TaxEvent } from '../tax.js';
import { LICENSEE, PROPOSAL, RULE_PACK_HASH } from './cast.js';
import type { SamplesOf } from './sample.js';

const QUARTER = { licenseeId: LICENSEE, quarter: '2026-Q1' };
const STREAM = `tax-${LICENSEE}-2026-Q1`;

const PRICE = {
  asset: 'BTC',
  day: '2026-03-05',
  value: { amount: '4650000000', currency: 'KZT' },
  source: 'Published list of 5 March 2026',
};
const RATE = {
  currency: 'USD',
  day: '2026-03-05',
  value: { amount: '51234', currency: 'KZT' },
  source: 'National Bank, 5 March 2026',
};
const RELEASE = { licenseeId: LICENSEE, asset: 'BTC', period: '2026-03', quantity: '2500000000' };
const COST = { amount: '165000000000', currency: 'KZT' };

const PROPOSED = {
  proposalId: PROPOSAL,
  by: 'tax-officer-3',
  proposedAt: '2026-04-20T05:00:00.000Z',
};
const CONFIRMED = {
  proposalId: PROPOSAL,
  by: 'tax-officer-5',
  confirmedAt: '2026-04-21T05:00:00.000Z',
};
const DECLINED = {
  proposalId: PROPOSAL,
  by: 'tax-officer-5',
  declinedAt: '2026-04-21T05:00:00.000Z',
};

export const TAX_SAMPLES = {
  PriceProposed: {
    stream: 'prices-BTC',
    body: { ...PRICE, reason: 'The list of the day before had a digit too few', ...PROPOSED },
  },
  PriceConfirmed: { stream: 'prices-BTC', body: { ...PRICE, ...CONFIRMED } },
  PriceDeclined: { stream: 'prices-BTC', body: { ...PRICE, ...DECLINED } },
  ExchangeRateProposed: { stream: 'fx-USD', body: { ...RATE, ...PROPOSED } },
  ExchangeRateConfirmed: { stream: 'fx-USD', body: { ...RATE, ...CONFIRMED } },
  ExchangeRateDeclined: { stream: 'fx-USD', body: { ...RATE, ...DECLINED } },
  CostAccepted: {
    stream: STREAM,
    body: {
      ...QUARTER,
      declaration: 1,
      cost: COST,
      evidence: 'Folder 2026-0093, invoices 1 to 41',
      by: 'tax-officer-3',
      acceptedAt: '2026-04-10T06:00:00.000Z',
    },
  },
  CostRejected: {
    stream: STREAM,
    body: {
      ...QUARTER,
      declaration: 2,
      cost: COST,
      reason: 'The invoices are of another quarter',
      by: 'tax-officer-3',
      rejectedAt: '2026-04-10T06:00:00.000Z',
    },
  },
  AssessmentApproved: {
    stream: STREAM,
    body: {
      ...QUARTER,
      version: 2,
      by: 'tax-officer-3',
      approvedAt: '2026-04-16T06:00:00.000Z',
    },
  },
  PaymentReferenceUsed: {
    stream: 'payment-reference-9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    body: { ...QUARTER, reference: 'KPN-2026-0420-0093', usedAt: '2026-04-20T06:00:00.000Z' },
  },
  RetainedReleaseProposed: {
    stream: `release-${LICENSEE}-BTC-2026-03`,
    body: { ...RELEASE, ...PROPOSED },
  },
  RetainedReleaseConfirmed: {
    stream: `release-${LICENSEE}-BTC-2026-03`,
    body: { ...RELEASE, ...CONFIRMED },
  },
  RetainedReleaseDeclined: {
    stream: `release-${LICENSEE}-BTC-2026-03`,
    body: { ...RELEASE, ...DECLINED },
  },
  PricePublished: {
    stream: 'prices-BTC',
    body: {
      asset: 'BTC',
      day: '2026-03-05',
      value: { amount: '4650000000', currency: 'KZT' },
      source: 'Published list of 5 March 2026',
      publishedAt: '2026-03-05T12:00:00.000Z',
    },
  },
  ExchangeRatePublished: {
    stream: 'fx-USD',
    body: {
      currency: 'USD',
      day: '2026-03-05',
      value: { amount: '51234', currency: 'KZT' },
      source: 'National Bank, 5 March 2026',
      publishedAt: '2026-03-05T12:00:00.000Z',
    },
  },
  CostDeclared: {
    stream: STREAM,
    body: {
      ...QUARTER,
      cost: { amount: '165000000000', currency: 'KZT' },
      declaredAt: '2026-04-08T06:00:00.000Z',
    },
  },
  AssessmentIssued: {
    stream: STREAM,
    body: {
      ...QUARTER,
      version: 2,
      base: { amount: '300000000000', currency: 'KZT' },
      rateBps: 1_500,
      amount: { amount: '45000000000', currency: 'KZT' },
      why: [
        { rule: 'TAX-3', text: '100 BTC of 5 March 2026 at KZT 46,500,000.00 a coin' },
        { rule: 'TAX-1', text: '15 %, because 75 % were sold on licensed exchanges' },
      ],
      judgements: [{ asset: 'BTC', period: '2026-03', revision: 3, verdict: 'compliant' }],
      rulePackHash: RULE_PACK_HASH,
      supersedes: 1,
      difference: { amount: '-1500000000', currency: 'KZT' },
      issuedAt: '2026-04-15T06:00:00.000Z',
    },
  },
  AssessmentBlocked: {
    stream: STREAM,
    body: {
      ...QUARTER,
      reason: 'price-missing',
      detail: 'No published price of KAS on or before 5 March 2026',
      blockedAt: '2026-04-15T06:00:00.000Z',
    },
  },
  TaxPaid: {
    stream: STREAM,
    body: {
      ...QUARTER,
      money: { amount: '45000000000', currency: 'KZT' },
      at: '2026-04-20T05:30:00.000Z',
      reference: 'KPN-2026-0420-0093',
    },
  },
  RetainedReleased: {
    stream: `release-${LICENSEE}-BTC-2026-03`,
    body: {
      licenseeId: LICENSEE,
      asset: 'BTC',
      period: '2026-03',
      quantity: '2500000000',
      at: '2026-04-21T05:00:00.000Z',
    },
  },
} satisfies SamplesOf<TaxEvent>;
