import type { SaleDecisionEvent } from '@esep/contracts';
import { specify } from '@esep/kernel/specification';

import {
  saleDisqualificationDecider,
  type AnswerSaleDecision,
  type ProposeSaleDecision,
} from './sale-disqualification.js';

const { given } = specify(saleDisqualificationDecider);

const AT = '2026-05-04T07:00:00.000Z';
const terms = {
  exchangeId: 'ex-1',
  tradeId: 't-9',
  side: 'sell',
  licenseeId: '019a0000-0000-7000-8000-00000000000a',
  asset: 'BTC',
  findingId: '3f2a8c1e-7b4d-5a6f-9c0e-1d2b3a4c5e6f',
  revision: 1,
  reason: 'Buyer and seller are one person.',
} as const;

describe('A disqualification of a sale (SUP-8)', () => {
  it('is proposed by one person and has no effect yet', () =>
    given().when(propose()).then(proposed));

  it('takes effect when a second person confirms', () =>
    given(proposed)
      .when(answer('ConfirmSaleDecision', 'analyst-2'))
      .then(...disqualified));

  it('is never confirmed by its proposer', () =>
    given(proposed)
      .when(answer('ConfirmSaleDecision', 'analyst-1'))
      .thenRefused('second-person-required'));

  it('is proposed once, and sent again it is the same proposal', () => {
    given(proposed).when(propose()).thenNothing();
    given(proposed)
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('sale-decision-already-proposed');
  });

  it('may be declined, and proposed anew', () => {
    given(proposed).when(answer('DeclineSaleDecision', 'analyst-1')).then(declined);
    given(proposed, declined)
      .when(answer('ConfirmSaleDecision', 'analyst-2'))
      .thenRefused('proposal-closed');
    given(proposed, declined)
      .when(propose({ proposalId: 'p-2' }))
      .then({ ...proposed, proposalId: 'p-2' });
  });

  it('FIGURES-4: is not confirmed once its proposal has expired, and may be proposed anew', () => {
    const late = '2026-05-18T07:00:00.000Z';
    given(proposed)
      .when({ ...answer('ConfirmSaleDecision', 'analyst-2'), at: late })
      .thenRefused('proposal-expired');
    const again = propose({ proposalId: 'p-2', at: late, expiresAt: '2026-06-01T07:00:00.000Z' });
    given(proposed)
      .when(again)
      .then({
        ...proposed,
        proposalId: 'p-2',
        proposedAt: late,
        expiresAt: '2026-06-01T07:00:00.000Z',
      });
  });

  it('is not made twice', () => {
    given(proposed, ...disqualified)
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('sale-already-disqualified');
    given(proposed, ...disqualified)
      .when(answer('ConfirmSaleDecision', 'analyst-3'))
      .thenRefused('already-confirmed');
  });

  it('says why', () =>
    given()
      .when(propose({ terms: { ...terms, reason: ' ' } }))
      .thenRefused('reason-required'));

  it('is not answered under an id that was never proposed', () =>
    given(proposed)
      .when({ ...answer('ConfirmSaleDecision', 'analyst-2'), proposalId: 'p-9' })
      .thenRefused('proposal-unknown'));
});

describe('A sale', () => {
  it('that counts cannot be requalified', () =>
    given()
      .when(propose({ type: 'ProposeRequalification' }))
      .thenRefused('sale-not-disqualified'));

  it('that was disqualified counts again when two persons say so', () => {
    const again = propose({ type: 'ProposeRequalification', proposalId: 'p-2' });
    const lifting: SaleDecisionEvent = {
      ...proposed,
      type: 'SaleRequalificationProposed',
      proposalId: 'p-2',
    };
    given(proposed, ...disqualified)
      .when(again)
      .then(lifting);
    given(proposed, ...disqualified, lifting)
      .when({ ...answer('ConfirmSaleDecision', 'analyst-2'), proposalId: 'p-2' })
      .then(
        {
          type: 'SaleRequalificationConfirmed',
          ...terms,
          proposalId: 'p-2',
          by: 'analyst-2',
          confirmedAt: AT,
        },
        { type: 'SaleRequalified', ...terms, at: AT },
      );
    given(proposed, ...disqualified, lifting)
      .when({ ...answer('DeclineSaleDecision', 'analyst-2'), proposalId: 'p-2' })
      .then({
        type: 'SaleRequalificationDeclined',
        ...terms,
        proposalId: 'p-2',
        by: 'analyst-2',
        declinedAt: AT,
      });
  });
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

const proposed = {
  type: 'SaleDisqualificationProposed',
  ...terms,
  proposalId: 'p-1',
  by: 'analyst-1',
  proposedAt: AT,
  expiresAt: '2026-05-18T07:00:00.000Z',
} as const satisfies SaleDecisionEvent;

const disqualified: [SaleDecisionEvent, SaleDecisionEvent] = [
  {
    type: 'SaleDisqualificationConfirmed',
    ...terms,
    proposalId: 'p-1',
    by: 'analyst-2',
    confirmedAt: AT,
  },
  { type: 'SaleDisqualified', ...terms, at: AT },
];

const declined: SaleDecisionEvent = {
  type: 'SaleDisqualificationDeclined',
  ...terms,
  proposalId: 'p-1',
  by: 'analyst-1',
  declinedAt: AT,
};

function propose(but: Partial<ProposeSaleDecision> = {}): ProposeSaleDecision {
  return {
    type: 'ProposeDisqualification',
    proposalId: 'p-1',
    terms,
    by: 'analyst-1',
    at: AT,
    expiresAt: '2026-05-18T07:00:00.000Z',
    ...but,
  };
}

function answer(type: AnswerSaleDecision['type'], by: string): AnswerSaleDecision {
  return { type, proposalId: 'p-1', by, at: AT };
}
