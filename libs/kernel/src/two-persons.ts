import { accept, refuse, type Decision } from './decider.js';
import type { Instant } from './instant.js';

// Acts that no one person may do alone: sanctions, erasures, waivers, rule changes, skips of parked
// facts. One mechanism for all of them: somebody proposes, somebody else confirms or declines, and
// the act takes effect with the confirmation. The event types are `<Act>Proposed`, `<Act>Confirmed`
// and `<Act>Declined`; they stand in the stream of what is acted upon.

/** Where a proposal stands. Its id is the event id of its `…Proposed` event. */
export type Proposal =
  | { readonly status: 'absent' }
  | { readonly status: 'open'; readonly proposedBy: string }
  | { readonly status: 'confirmed' }
  | { readonly status: 'declined' };

export type ProposalRefusal =
  'proposal-unknown' | 'proposal-closed' | 'second-person-required' | 'already-confirmed';

export interface ProposalAnswer {
  readonly answer: 'confirm' | 'decline';
  readonly by: string;
  readonly at: Instant;
}

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
      return answer === 'confirm' && by === proposal.proposedBy
        ? refuse('second-person-required')
        : accept({ by, at });
  }
};
