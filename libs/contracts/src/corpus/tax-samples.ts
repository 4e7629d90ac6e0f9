import type { TaxEvent } from '../tax.js';
import { LICENSEE, RULE_PACK_HASH } from './cast.js';
import type { SamplesOf } from './sample.js';

const QUARTER = { licenseeId: LICENSEE, quarter: '2026-Q1' };
const STREAM = `tax-${LICENSEE}-2026-Q1`;

export const TAX_SAMPLES = {
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
