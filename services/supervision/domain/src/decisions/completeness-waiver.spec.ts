import { specify } from '@esep/kernel/specification';

import {
  completenessWaiverDecider,
  type CompletenessWaiverEvent,
  type ProposeWaiver,
} from './completeness-waiver.js';

const { given } = specify(completenessWaiverDecider);

const OVERDUE = '2026-05-10T19:00:00.000Z';
const AT = '2026-05-20T07:00:00.000Z';
const terms = { period: '2026-03', sender: 'dmp-3', reason: 'The pool went out of business.' };

describe('A waiver of completeness', () => {
  it('is proposed by one person', () => given().when(propose()).then(proposed()));

  it('FIGURES-4: expires, and may then be proposed anew', () => {
    const expiresAt = '2026-06-03T07:00:00.000Z';
    const first = { ...proposed(), expiresAt } as CompletenessWaiverEvent;
    given().when(propose({ expiresAt })).then(first);
    given(first)
      .when({ ...answer('ConfirmWaiver', 'analyst-2'), at: expiresAt })
      .thenRefused('proposal-expired');
    given(first)
      .when(propose({ proposalId: 'p-2', at: expiresAt }))
      .then({ ...proposed('p-2'), proposedAt: expiresAt } as CompletenessWaiverEvent);
  });

  it('waits until the sender is overdue', () =>
    given()
      .when(propose({ at: '2026-05-10T18:59:59.999Z' }))
      .thenRefused('sender-not-overdue'));

  it('FIGURES-5: is of a sender that the period waits for', () => {
    const { asked: _, ...ofNobody } = propose();
    given().when(ofNobody).thenRefused('sender-not-asked');
  });

  it('FIGURES-5: is of a sender that has not reported', () => {
    const until = '2026-03-31T19:00:00.000Z';
    given()
      .when(propose({ asked: { until, through: until } }))
      .thenRefused('sender-has-reported');
    given()
      .when(propose({ asked: { until, through: '2026-03-31T18:59:59.999Z' } }))
      .then(proposed());
  });

  it('is proposed once', () => {
    given(proposed()).when(propose()).thenNothing();
    given(proposed())
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('waiver-already-proposed');
  });

  it('takes effect when a second person confirms', () =>
    given(proposed())
      .when(answer('ConfirmWaiver', 'analyst-2'))
      .then(...waived()));

  it('is never confirmed by its proposer', () =>
    given(proposed())
      .when(answer('ConfirmWaiver', 'analyst-1'))
      .thenRefused('second-person-required'));

  it('may be declined, and proposed anew', () => {
    const declined: CompletenessWaiverEvent = {
      type: 'CompletenessWaiverDeclined',
      ...terms,
      proposalId: 'p-1',
      by: 'analyst-1',
      declinedAt: AT,
    };
    given(proposed()).when(answer('DeclineWaiver', 'analyst-1')).then(declined);
    given(proposed(), declined)
      .when(answer('ConfirmWaiver', 'analyst-2'))
      .thenRefused('proposal-closed');
    given(proposed(), declined)
      .when(propose({ proposalId: 'p-2' }))
      .then(proposed('p-2'));
  });

  it('takes effect once', () => {
    given(proposed(), ...waived())
      .when(answer('ConfirmWaiver', 'analyst-3'))
      .thenRefused('already-confirmed');
    given(proposed(), ...waived())
      .when(propose({ proposalId: 'p-2' }))
      .thenRefused('already-waived');
  });

  describe('FIGURES-5: is taken back', () => {
    const revocation = { ...terms, reason: 'The pool reports again.' };
    const propose2 = { type: 'ProposeWaiverRevocation', ...revocation, proposalId: 'p-9' } as const;
    const act = (what: 'Proposed' | 'Confirmed' | 'Declined', by: string) =>
      ({
        type: `CompletenessWaiverRevocation${what}`,
        ...revocation,
        proposalId: 'p-9',
        by,
        [`${what.toLowerCase()}At`]: AT,
      }) as unknown as CompletenessWaiverEvent;
    const revoked: CompletenessWaiverEvent = {
      type: 'CompletenessWaiverRevoked',
      ...revocation,
      revokedAt: AT,
    };
    const answerIt = (answer: 'Confirm' | 'Decline', by: string) =>
      ({ type: `${answer}WaiverRevocation`, proposalId: 'p-9', by, at: AT }) as const;
    const inForce = [proposed(), ...waived()] as const;

    it('by two persons', () => {
      given(...inForce)
        .when({ ...propose2, by: 'analyst-1', at: AT })
        .then(act('Proposed', 'analyst-1'));
      given(...inForce, act('Proposed', 'analyst-1'))
        .when(answerIt('Confirm', 'analyst-1'))
        .thenRefused('second-person-required');
      given(...inForce, act('Proposed', 'analyst-1'))
        .when(answerIt('Confirm', 'analyst-3'))
        .then(act('Confirmed', 'analyst-3'), revoked);
      given(...inForce, act('Proposed', 'analyst-1'))
        .when(answerIt('Decline', 'analyst-3'))
        .then(act('Declined', 'analyst-3'));
    });

    it('while it holds, and once', () => {
      given(proposed())
        .when({ ...propose2, by: 'analyst-1', at: AT })
        .thenRefused('not-waived');
      const all = [act('Proposed', 'analyst-1'), act('Confirmed', 'analyst-3'), revoked] as const;
      given(...inForce, ...all)
        .when({ ...propose2, proposalId: 'p-10', by: 'analyst-1', at: AT })
        .thenRefused('not-waived');
    });

    it('and may be waived anew', () =>
      given(...inForce, act('Proposed', 'analyst-1'), act('Confirmed', 'analyst-3'), revoked)
        .when(propose({ proposalId: 'p-11' }))
        .then(proposed('p-11')));
  });

  it('must have been proposed', () =>
    given().when(answer('ConfirmWaiver', 'analyst-2')).thenRefused('proposal-unknown'));
});

// ── Vocabulary ──────────────────────────────────────────────────────────────────────────────────

function propose(but: Partial<ProposeWaiver> = {}): ProposeWaiver {
  const asked = { until: '2026-03-31T19:00:00.000Z', through: null };
  const who = { proposalId: 'p-1', by: 'analyst-1', at: AT, overdueAt: OVERDUE, asked };
  return { type: 'ProposeWaiver', ...terms, ...who, ...but };
}
function proposed(proposalId = 'p-1'): CompletenessWaiverEvent {
  return {
    type: 'CompletenessWaiverProposed',
    ...terms,
    proposalId,
    by: 'analyst-1',
    proposedAt: AT,
  };
}
function answer(type: 'ConfirmWaiver' | 'DeclineWaiver', by: string) {
  return { type, proposalId: 'p-1', by, at: AT };
}
function waived(): [CompletenessWaiverEvent, CompletenessWaiverEvent] {
  return [
    {
      type: 'CompletenessWaiverConfirmed',
      ...terms,
      proposalId: 'p-1',
      by: 'analyst-2',
      confirmedAt: AT,
    },
    { type: 'CompletenessWaived', ...terms, waivedAt: AT },
  ];
}
