import {
  accept,
  answerProposal,
  isPending,
  openProposal,
  proposalExpiry,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Proposal,
  type ProposalRefusal,
} from '@esep/kernel';

import type { TwoPersonEvents } from './shared.js';

// A fact that a subscription could not process is parked with everything behind it of the same key. Two
// persons decide that it is tried again or skipped. One stream per subscription and key,
// `parked-<subscription>-<key>`, in the log of the service that parked it.

export type ParkedRelease = TwoPersonEvents<
  'ParkedRelease',
  {
    subscription: string;
    key: string;
    /** `replay` tries all again, in order; `skip` drops the one that failed. */
    how: 'replay' | 'skip';
    reason: string;
  }
>;

export type ParkedReleaseCommand =
  | {
      readonly type: 'ProposeRelease';
      readonly proposalId: string;
      readonly subscription: string;
      readonly key: string;
      readonly how: 'replay' | 'skip';
      readonly reason: string;
      readonly by: string;
      readonly at: Instant;
    }
  | {
      readonly type: 'ConfirmRelease' | 'DeclineRelease';
      readonly proposalId: string;
      readonly by: string;
      readonly at: Instant;
    };

export type ParkedReleaseRefusal = 'release-already-proposed' | ProposalRefusal;

export type ParkedReleaseState = {
  readonly proposal: Proposal;
  readonly proposed?: Extract<ParkedRelease, { type: 'ParkedReleaseProposed' }>;
};

type ReleaseDecision = Decision<ParkedRelease, ParkedReleaseRefusal>;

const decide = (command: ParkedReleaseCommand, state: ParkedReleaseState): ReleaseDecision => {
  switch (command.type) {
    case 'ProposeRelease': {
      const { type: _, at: proposedAt, ...terms } = command;
      const expiresAt = proposalExpiry(proposedAt);
      return isPending(state.proposal, proposedAt)
        ? refuse('release-already-proposed')
        : accept({ type: 'ParkedReleaseProposed', ...terms, proposedAt, expiresAt });
    }
    case 'ConfirmRelease':
    case 'DeclineRelease':
      return answer(command, state);
    default:
      return unreachable(command);
  }
};

const answer = (
  { type, proposalId, by, at }: Exclude<ParkedReleaseCommand, { type: 'ProposeRelease' }>,
  { proposal, proposed }: ParkedReleaseState,
): ReleaseDecision => {
  if (proposed?.proposalId !== proposalId) return refuse('proposal-unknown');
  const confirms = type === 'ConfirmRelease';
  const answered = answerProposal({ answer: confirms ? 'confirm' : 'decline', by, at }, proposal);
  if (!answered.accepted) return answered;
  const { subscription, key, how, reason } = proposed;
  const said = { subscription, key, how, reason, proposalId, by };
  return confirms
    ? accept({ type: 'ParkedReleaseConfirmed', ...said, confirmedAt: at })
    : accept({ type: 'ParkedReleaseDeclined', ...said, declinedAt: at });
};

const evolve = (state: ParkedReleaseState, event: ParkedRelease): ParkedReleaseState => {
  switch (event.type) {
    case 'ParkedReleaseProposed':
      return { proposal: openProposal(event), proposed: event };
    case 'ParkedReleaseConfirmed':
      return { ...state, proposal: { status: 'confirmed' } };
    case 'ParkedReleaseDeclined':
      return { ...state, proposal: { status: 'declined' } };
    default:
      return unreachable(event);
  }
};

export const parkedReleaseDecider: Decider<
  ParkedReleaseState,
  ParkedReleaseCommand,
  ParkedRelease,
  ParkedReleaseRefusal
> = { initial: { proposal: { status: 'absent' } }, decide, evolve };
