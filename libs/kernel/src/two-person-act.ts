import { accept, refuse, unreachable, type Decision } from './decider.js';
import type { Instant } from './instant.js';
import {
  answerable,
  closed,
  confirmedBy,
  declinedBy,
  isSameProposal,
  opened,
  proposalOf,
  proposedBy,
  type Answering,
  type Proposals,
  type Proposing,
} from './proposals.js';
import { notFound, type Refusals } from './refusal.js';
import type { ProposalRefusal } from './two-persons.js';

// An act of two persons as a decider decides it: whether it may be done is asked when it is proposed
// and again when it is confirmed, because what it rests on may have changed in between.

export type ActCommand<Terms> =
  | ({ readonly step: 'propose'; readonly terms: Terms } & Proposing)
  | ({ readonly step: 'confirm' | 'decline' } & Answering);

/** The three events of an act, as contracts declare them (`TwoPersonEvents`). */
export type ActEvent<Act extends string, Terms> =
  | (Terms & { readonly type: `${Act}Proposed` } & ReturnType<typeof proposedBy>)
  | (Terms & { readonly type: `${Act}Confirmed` } & ReturnType<typeof confirmedBy>)
  | (Terms & { readonly type: `${Act}Declined` } & ReturnType<typeof declinedBy>);

export interface ActRules<Terms, Effect, Reason extends string> {
  /** Why the act cannot be done, as things stand when it is proposed or confirmed. */
  objection(terms: Terms, when: ActMoment): Reason | undefined;
  /** What follows from the act once it is confirmed. */
  effects(terms: Terms, confirmedAt: Instant): readonly Effect[];
}

export interface ActMoment {
  readonly step: 'propose' | 'confirm';
  readonly at: Instant;
}

export type ActRefusal = 'proposal-id-taken' | ProposalRefusal;

/** What is wrong and what to do about it, for whoever answers a proposal of any kind. */
export const ACT_REFUSALS: Refusals<ActRefusal> = {
  'already-confirmed': 'It is confirmed already. Nothing is left to do.',
  'proposal-closed': 'The proposal was answered already. Make a new one.',
  'proposal-expired': 'Nobody answered the proposal in time (`proposalDays`). Make a new one.',
  'proposal-id-taken': 'Another proposal has this id. Send the request again.',
  'proposal-unknown': notFound('There is no proposal with this id.'),
  'second-person-required': 'Another person has to do this than the one who proposed it.',
};

export const decideAct = <Act extends string, Terms extends object, Effect, Reason extends string>(
  act: Act,
  command: ActCommand<Terms>,
  proposals: Proposals<Terms>,
  { objection, effects }: ActRules<Terms, Effect, Reason>,
): Decision<ActEvent<Act, Terms> | Effect, Reason | ActRefusal> => {
  switch (command.step) {
    case 'propose': {
      const { terms, proposalId, by, at } = command;
      const known = proposalOf(proposals, proposalId);
      if (known !== undefined)
        return isSameProposal(known, { by, terms }) ? accept() : refuse('proposal-id-taken');
      const reason = objection(terms, { step: 'propose', at });
      if (reason !== undefined) return refuse(reason);
      return accept({ type: `${act}Proposed`, ...terms, ...proposedBy(command) });
    }
    case 'confirm': {
      const answer = answerable('confirm', command, proposals);
      if (!answer.accepted) return answer;
      const { terms } = answer;
      const { at } = command;
      const reason = objection(terms, { step: 'confirm', at });
      if (reason !== undefined) return refuse(reason);
      return accept<ActEvent<Act, Terms> | Effect>(
        { type: `${act}Confirmed`, ...terms, ...confirmedBy(command) },
        ...effects(terms, at),
      );
    }
    case 'decline': {
      const answer = answerable('decline', command, proposals);
      if (!answer.accepted) return answer;
      return accept({ type: `${act}Declined`, ...answer.terms, ...declinedBy(command) });
    }
    default:
      return unreachable(command);
  }
};

/** The proposals of an act after one of its three events; the terms are all that it says beside. */
export const evolveAct = <Terms extends object>(
  proposals: Proposals<Terms>,
  event: ActEvent<string, Terms>,
): Proposals<Terms> => {
  const {
    type: _,
    proposalId,
    by,
    ...rest
  } = event as ActEvent<string, Terms> & {
    readonly proposedAt: Instant;
    readonly expiresAt?: Instant;
    readonly confirmedAt?: Instant;
    readonly declinedAt?: Instant;
  };
  const { proposedAt, expiresAt, confirmedAt, declinedAt, ...terms } = rest;
  if (confirmedAt !== undefined) return closed(proposals, proposalId, 'confirmed');
  if (declinedAt !== undefined) return closed(proposals, proposalId, 'declined');
  const made = { proposalId, by, proposedAt, ...(expiresAt !== undefined && { expiresAt }) };
  return opened(proposals, made, terms as unknown as Terms);
};
