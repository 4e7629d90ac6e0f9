import { refuse } from './decider.js';
import type { Instant } from './instant.js';
import { sameContent } from './same-content.js';
import {
  answerProposal,
  openProposal,
  type Proposal,
  type ProposalRefusal,
} from './two-persons.js';

// Open and closed proposals of one stream, with what they propose, and the steps that every decider
// of an act of two persons takes. Who may answer a proposal is the kernel's rule (`answerProposal`).

export interface Proposed<Terms> {
  readonly proposalId: string;
  readonly proposal: Proposal;
  readonly by: string;
  readonly terms: Terms;
}

export type Proposals<Terms> = readonly Proposed<Terms>[];

/** Who proposes. `proposalId` is the event id of the proposal that this becomes. */
export interface Proposing {
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
  /** From when on nobody may confirm: by the rule pack, in days from now. */
  readonly expiresAt?: Instant;
}

/** What a command says of its proposal, without its terms. */
export const proposingOf = ({ proposalId, by, at, expiresAt }: Proposing): Proposing => ({
  proposalId,
  by,
  at,
  ...(expiresAt !== undefined && { expiresAt }),
});

/** Who confirms or declines. */
export interface Answering {
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

export const proposalOf = <Terms>(
  proposals: Proposals<Terms>,
  proposalId: string,
): Proposed<Terms> | undefined => proposals.find((known) => known.proposalId === proposalId);

/** True when `again` is the same proposal, sent a second time by the same person. */
export const isSameProposal = <Terms>(
  known: Proposed<Terms>,
  again: { readonly by: string; readonly terms: Terms },
): boolean => known.by === again.by && sameContent(known.terms, again.terms);

/** The terms that somebody may confirm or decline, or why they may not. */
export const answerable = <Terms>(
  answer: 'confirm' | 'decline',
  { proposalId, by, at }: Answering,
  proposals: Proposals<Terms>,
):
  | { readonly accepted: true; readonly terms: Terms }
  | { readonly accepted: false; readonly reason: ProposalRefusal } => {
  const known = proposalOf(proposals, proposalId);
  if (known === undefined) return refuse('proposal-unknown');
  const answered = answerProposal({ answer, by, at }, known.proposal);
  return answered.accepted ? { accepted: true, terms: known.terms } : answered;
};

// What the three events of an act say beside its terms.

export const proposedBy = ({ proposalId, by, at, expiresAt }: Proposing) => ({
  proposalId,
  by,
  proposedAt: at,
  ...(expiresAt !== undefined && { expiresAt }),
});

export const confirmedBy = ({ proposalId, by, at }: Answering) => ({
  proposalId,
  by,
  confirmedAt: at,
});

export const declinedBy = ({ proposalId, by, at }: Answering) => ({
  proposalId,
  by,
  declinedAt: at,
});

/** The proposals with the one that a `…Proposed` event makes. */
export const opened = <Terms>(
  proposals: Proposals<Terms>,
  event: {
    readonly proposalId: string;
    readonly by: string;
    readonly proposedAt: Instant;
    readonly expiresAt?: Instant;
  },
  terms: Terms,
): Proposals<Terms> => [
  ...proposals,
  { proposalId: event.proposalId, proposal: openProposal(event), by: event.by, terms },
];

export const closed = <Terms>(
  proposals: Proposals<Terms>,
  proposalId: string,
  status: 'confirmed' | 'declined',
): Proposals<Terms> =>
  proposals.map((known) =>
    known.proposalId === proposalId ? { ...known, proposal: { status } } : known,
  );
