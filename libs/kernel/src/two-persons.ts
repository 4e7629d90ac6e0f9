import { accept, refuse, type Decision } from './decider.js';
import { DAY_MS, plusMillis, type Instant } from './instant.js';

// Acts that no one person may do alone: sanctions, erasures, waivers, rule changes, skips of parked
// facts. One mechanism for all of them: somebody proposes, somebody else confirms or declines, and
// the act takes effect with the confirmation. The event types are `<Act>Proposed`, `<Act>Confirmed`
// and `<Act>Declined`; they stand in the stream of what is acted upon.

/** Where a proposal stands. Its id is the event id of its `…Proposed` event. */
export type Proposal =
  | { readonly status: 'absent' }
  | {
      readonly status: 'open';
      readonly proposedBy: string;
      /** From then on nobody confirms it: what it rests on may have changed. */
      readonly expiresAt?: Instant;
    }
  | { readonly status: 'confirmed' }
  | { readonly status: 'declined' };

export type ProposalRefusal =
  | 'proposal-unknown'
  | 'proposal-closed'
  | 'proposal-expired'
  | 'second-person-required'
  | 'already-confirmed';

export interface ProposalAnswer {
  readonly answer: 'confirm' | 'decline';
  readonly by: string;
  readonly at: Instant;
}

/** How long a proposal stays open where neither it nor the rule pack says so. */
export const PROPOSAL_DAYS = 14;

/** When a proposal that is made at an instant expires. */
export const proposalExpiry = (proposedAt: Instant, days: number = PROPOSAL_DAYS): Instant =>
  plusMillis(proposedAt, days * DAY_MS);

/** A proposal as its `…Proposed` event opens it. */
export const openProposal = (proposed: {
  readonly by: string;
  readonly proposedAt: Instant;
  readonly expiresAt?: Instant;
}): Proposal => ({
  status: 'open',
  proposedBy: proposed.by,
  expiresAt: proposed.expiresAt ?? proposalExpiry(proposed.proposedAt),
});

/** May the proposal still be confirmed at an instant? */
export const isPending = (proposal: Proposal, at: Instant): boolean =>
  proposal.status === 'open' && (proposal.expiresAt === undefined || at < proposal.expiresAt);

/**
 * May this person answer the proposal? A proposer may decline (take back) their own proposal but
 * never confirm it. Confirming twice is refused, not repeated: the effect must happen once.
 */
export const answerProposal = (
  { answer, by, at }: ProposalAnswer,
  proposal: Proposal,
): Decision<{ readonly by: string; readonly at: Instant }, ProposalRefusal> => {
  switch (proposal.status) {
    case 'absent':
      return refuse('proposal-unknown');
    case 'confirmed':
      return refuse('already-confirmed');
    case 'declined':
      return refuse('proposal-closed');
    case 'open':
      if (answer === 'decline') return accept({ by, at });
      if (by === proposal.proposedBy) return refuse('second-person-required');
      return isPending(proposal, at) ? accept({ by, at }) : refuse('proposal-expired');
  }
};
