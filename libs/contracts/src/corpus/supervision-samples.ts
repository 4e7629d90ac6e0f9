import type { ParkedRelease } from '../parked-release.js';
import type { SupervisionEvent } from '../supervision.js';
import { DUE, EXCHANGE, LICENSEE, POOL, PROPOSAL, RULE_PACK_HASH } from './cast.js';
import type { SamplesOf } from './sample.js';

const FINDING_ID = '3f2a8c1e-7b4d-5a6f-9c0e-1d2b3a4c5e6f';
const FINDING_STREAM = `finding-${FINDING_ID}`;
const FINDING = {
  findingId: FINDING_ID,
  findingType: 'under-sold',
  licenseeId: LICENSEE,
  asset: 'BTC',
  period: '2026-03',
} as const;
const CONTENT = {
  severity: 'critical',
  quantity: '2500000000',
  facts: [`${EXCHANGE}:T-20260320-004711:sell`, `${POOL}:2026-03-05-0017`],
  factCount: 2,
  factsId: '8d1f0a2b-3c4e-5f60-8172-93a4b5c6d7e8',
  rules: ['SALE-1'],
} as const;
const DECISION = {
  outcome: 'confirmed',
  revision: 1,
  by: 'analyst-3',
  reason: 'The licensee agrees that 25 BTC were not sold in time',
  at: '2026-04-14T04:00:00.000Z',
} as const;
const { by, reason, at } = DECISION;
const DISMISSAL = {
  ...FINDING,
  findingType: 'unapproved-pool',
  revision: 1,
  reason: 'The register of pools was late',
} as const;
const WAIVER = {
  period: '2026-03',
  sender: POOL,
  reason: 'The pool has closed; its books are lost',
};
const REVOCATION = {
  ...WAIVER,
  reason: 'The pool reports again: its rows of March are on their way.',
};

const SALE = {
  exchangeId: EXCHANGE,
  tradeId: 'T-20260320-004711',
  side: 'sell',
  licenseeId: LICENSEE,
  asset: 'BTC',
  findingId: FINDING_ID,
  revision: 1,
  reason: 'Buyer and seller are one person',
} as const;
const SALE_STREAM = `disqualification-${EXCHANGE}-T-20260320-004711-sell`;

const PARKED = {
  proposalId: PROPOSAL,
  subscription: 'reconciliation_v1',
  key: LICENSEE,
  how: 'skip',
  reason: 'The row names an asset that was never listed.',
} as const;

export const SUPERVISION_SAMPLES = {
  PeriodJudged: {
    stream: `judgement-${LICENSEE}-BTC-2026-03`,
    body: {
      licenseeId: LICENSEE,
      asset: 'BTC',
      period: '2026-03',
      revision: 2,
      restatement: 1,
      state: 'final',
      verdict: 'breach',
      figures: {
        mined: '10000000000',
        required: '7500000000',
        soldInTime: '5000000000',
        soldLate: '0',
        shortfall: '2500000000',
        outstanding: '2500000000',
        surplus: '0',
        dischargedBps: 5_000,
        soldBps: 5_000,
        retained: '2500000000',
        due: DUE,
      },
      difference: {
        soldInTime: '-2500000000',
        shortfall: '2500000000',
        outstanding: '2500000000',
      },
      sources: {
        'esep/exchange-settlement/corpus': { position: 120, recordedAt: DUE },
        'esep/licensing/corpus': { position: 44, recordedAt: DUE },
        'esep/pool-reporting/corpus': { position: 801, recordedAt: DUE },
        'esep/tax/corpus': { position: 7, recordedAt: DUE },
      },
      rulePackHash: RULE_PACK_HASH,
      asOf: DUE,
      knownAt: DUE,
    },
  },
  FindingRaised: {
    stream: FINDING_STREAM,
    body: { ...FINDING, ...CONTENT, revision: 1, at: DUE },
  },
  FindingRevised: {
    stream: FINDING_STREAM,
    body: {
      ...FINDING,
      ...CONTENT,
      quantity: '1500000000',
      quantityMax: '2500000000',
      revision: 2,
      at: '2026-04-12T04:00:00.000Z',
    },
  },
  FindingReopened: {
    stream: FINDING_STREAM,
    body: {
      ...FINDING,
      ...CONTENT,
      curedAt: '2026-04-15T07:00:00.000Z',
      revision: 3,
      at: '2026-04-16T04:00:00.000Z',
      decision: DECISION,
    },
  },
  FindingWithdrawn: {
    stream: FINDING_STREAM,
    body: { ...FINDING, revision: 1, at: '2026-04-12T04:00:00.000Z' },
  },
  FindingContradicted: {
    stream: FINDING_STREAM,
    body: { ...FINDING, revision: 2, at: '2026-04-18T04:00:00.000Z', decision: DECISION },
  },
  FindingExplained: {
    stream: FINDING_STREAM,
    body: { ...FINDING, revision: 1, at, by, reason: 'Sold on 11 April, a day late' },
  },
  FindingConfirmed: {
    stream: FINDING_STREAM,
    body: { ...FINDING, revision: 1, at, by, reason },
  },
  FindingDismissed: {
    stream: FINDING_STREAM,
    body: { ...FINDING, revision: 1, at, by, reason: 'The venue had reported the trade twice' },
  },
  FindingDismissalProposed: {
    stream: FINDING_STREAM,
    body: { ...DISMISSAL, proposalId: PROPOSAL, by, proposedAt: at },
  },
  FindingDismissalConfirmed: {
    stream: FINDING_STREAM,
    body: { ...DISMISSAL, proposalId: PROPOSAL, by: 'analyst-9', confirmedAt: at },
  },
  FindingDismissalDeclined: {
    stream: FINDING_STREAM,
    body: { ...DISMISSAL, proposalId: PROPOSAL, by: 'analyst-9', declinedAt: at },
  },
  CompletenessWaived: {
    stream: `waiver-2026-03-${POOL}`,
    body: { ...WAIVER, waivedAt: '2026-05-04T05:00:00.000Z' },
  },
  CompletenessWaiverProposed: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...WAIVER,
      proposalId: PROPOSAL,
      by: 'analyst-3',
      proposedAt: '2026-05-04T04:00:00.000Z',
    },
  },
  CompletenessWaiverConfirmed: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...WAIVER,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      confirmedAt: '2026-05-04T05:00:00.000Z',
    },
  },
  CompletenessWaiverDeclined: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...WAIVER,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      declinedAt: '2026-05-04T05:00:00.000Z',
    },
  },
  CompletenessWaiverRevoked: {
    stream: `waiver-2026-03-${POOL}`,
    body: { ...REVOCATION, revokedAt: '2026-05-12T05:00:00.000Z' },
  },
  CompletenessWaiverRevocationProposed: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...REVOCATION,
      proposalId: PROPOSAL,
      by: 'analyst-3',
      proposedAt: '2026-05-12T04:00:00.000Z',
      expiresAt: '2026-05-26T04:00:00.000Z',
    },
  },
  CompletenessWaiverRevocationConfirmed: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...REVOCATION,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      confirmedAt: '2026-05-12T05:00:00.000Z',
    },
  },
  CompletenessWaiverRevocationDeclined: {
    stream: `waiver-2026-03-${POOL}`,
    body: {
      ...REVOCATION,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      declinedAt: '2026-05-12T05:00:00.000Z',
    },
  },
  SaleDisqualified: {
    stream: SALE_STREAM,
    body: { ...SALE, at: '2026-05-04T05:00:00.000Z' },
  },
  SaleRequalified: {
    stream: SALE_STREAM,
    body: { ...SALE, revision: 2, at: '2026-05-06T05:00:00.000Z' },
  },
  SaleDisqualificationProposed: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      proposalId: PROPOSAL,
      by: 'analyst-3',
      proposedAt: '2026-05-04T04:00:00.000Z',
    },
  },
  SaleDisqualificationConfirmed: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      confirmedAt: '2026-05-04T05:00:00.000Z',
    },
  },
  SaleDisqualificationDeclined: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      declinedAt: '2026-05-04T05:00:00.000Z',
    },
  },
  SaleRequalificationProposed: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      revision: 2,
      proposalId: PROPOSAL,
      by: 'analyst-3',
      proposedAt: '2026-05-06T04:00:00.000Z',
    },
  },
  SaleRequalificationConfirmed: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      revision: 2,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      confirmedAt: '2026-05-06T05:00:00.000Z',
    },
  },
  SaleRequalificationDeclined: {
    stream: SALE_STREAM,
    body: {
      ...SALE,
      revision: 2,
      proposalId: PROPOSAL,
      by: 'analyst-5',
      declinedAt: '2026-05-06T05:00:00.000Z',
    },
  },
  ParkedReleaseProposed: {
    stream: `parked-reconciliation_v1-${LICENSEE}`,
    body: { ...PARKED, by: 'analyst-3', proposedAt: '2026-05-04T04:00:00.000Z' },
  },
  ParkedReleaseConfirmed: {
    stream: `parked-reconciliation_v1-${LICENSEE}`,
    body: { ...PARKED, by: 'analyst-5', confirmedAt: '2026-05-04T05:00:00.000Z' },
  },
  ParkedReleaseDeclined: {
    stream: `parked-reconciliation_v1-${LICENSEE}`,
    body: { ...PARKED, by: 'analyst-5', declinedAt: '2026-05-04T05:00:00.000Z' },
  },
} satisfies SamplesOf<SupervisionEvent | ParkedRelease>;
