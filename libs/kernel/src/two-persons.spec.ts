import { accept, refuse } from './decider.js';
import { proposingOf } from './proposals.js';
import { answerProposal, openProposal, type Proposal, type ProposalAnswer } from './two-persons.js';

const AT = '2026-03-05T07:00:00.000Z';
const OPEN: Proposal = { status: 'open', proposedBy: 'officer-1' };

const confirm = (by: string): ProposalAnswer => ({ answer: 'confirm', by, at: AT });
const decline = (by: string): ProposalAnswer => ({ answer: 'decline', by, at: AT });

describe('An act that takes two persons', () => {
  it('is proposed by a command, whose terms are no part of who proposes', () => {
    const proposing = { proposalId: 'p-1', by: 'officer-1', at: AT };
    const command = { ...proposing, type: 'ProposeRenaming', name: 'New' };
    expect(proposingOf(command)).toEqual(proposing);
    expect(proposingOf({ ...command, expiresAt: AT })).toEqual({ ...proposing, expiresAt: AT });
  });

  it('is confirmed by a second person', () =>
    expect(answerProposal(confirm('officer-2'), OPEN)).toEqual(
      accept({ by: 'officer-2', at: AT }),
    ));

  it('is never confirmed by who proposed it', () =>
    expect(answerProposal(confirm('officer-1'), OPEN)).toEqual(refuse('second-person-required')));

  it.each(['officer-1', 'officer-2'])('may be declined by %s', (by) =>
    expect(answerProposal(decline(by), OPEN)).toEqual(accept({ by, at: AT })),
  );

  it.each([
    ['absent', 'proposal-unknown'],
    ['confirmed', 'already-confirmed'],
    ['declined', 'proposal-closed'],
  ] as const)('that is %s takes no answer: %s', (status, reason) => {
    expect(answerProposal(confirm('officer-2'), { status })).toEqual(refuse(reason));
    expect(answerProposal(decline('officer-2'), { status })).toEqual(refuse(reason));
    expect(answerProposal(decline('officer-1'), { status })).toEqual(refuse(reason));
  });

  describe('FIGURES-4: is not confirmed for ever', () => {
    const proposed = { by: 'officer-1', proposedAt: '2026-02-19T07:00:00.000Z' };
    const lastMoment = { ...confirm('officer-2'), at: '2026-03-05T06:59:59.999Z' };

    it.each([
      ['as it says itself', { ...proposed, expiresAt: AT }],
      ['after fourteen days where it does not say', proposed],
    ])('but expires %s', (_, event) => {
      const open = openProposal(event);
      expect(answerProposal(lastMoment, open).accepted).toBe(true);
      expect(answerProposal(confirm('officer-2'), open)).toEqual(refuse('proposal-expired'));
    });

    it('and may be declined when it has expired', () =>
      expect(answerProposal(decline('officer-2'), openProposal(proposed)).accepted).toBe(true));
  });
});
