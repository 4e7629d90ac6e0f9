import { sameContent } from './same-content.js';
import type { Proposal } from './two-persons.js';

// Open and closed proposals of one stream, with what they propose. Who may answer one is the
// kernel's rule (`answerProposal`); this only remembers them.

export interface Proposed<Terms> {
  readonly proposalId: string;
  readonly proposal: Proposal;
  readonly by: string;
  readonly terms: Terms;
}

export type Proposals<Terms> = readonly Proposed<Terms>[];

export const proposalOf = <Terms>(
  proposals: Proposals<Terms>,
  proposalId: string,
): Proposed<Terms> | undefined => proposals.find((known) => known.proposalId === proposalId);

/** True when `again` is the same proposal, sent a second time by the same person. */
export const isSameProposal = <Terms>(
  known: Proposed<Terms>,
  again: { readonly by: string; readonly terms: Terms },
): boolean => known.by === again.by && sameContent(known.terms, again.terms);

export const opened = <Terms>(
  proposals: Proposals<Terms>,
  proposalId: string,
  by: string,
  terms: Terms,
): Proposals<Terms> => [
  ...proposals,
  { proposalId, proposal: { status: 'open', proposedBy: by }, by, terms },
];

export const closed = <Terms>(
  proposals: Proposals<Terms>,
  proposalId: string,
  status: 'confirmed' | 'declined',
): Proposals<Terms> =>
  proposals.map((known) =>
    known.proposalId === proposalId ? { ...known, proposal: { status } } : known,
  );
