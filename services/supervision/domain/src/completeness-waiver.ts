import type { CompletenessWaived, CompletenessWaiver } from '@esep/contracts';
import {
  accept,
  answerProposal,
  isPending,
  openProposal,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Period,
  type Proposal,
  type ProposalRefusal,
} from '@esep/kernel';

// A sender stays silent past every deadline: two persons may judge the period without it (DESIGN
// §6). The row says so. One stream per period and sender, `waiver-<period>-<sender>`.

export type CompletenessWaiverEvent = CompletenessWaived | CompletenessWaiver;

export type CompletenessWaiverCommand = ProposeWaiver | AnswerWaiver;

export interface ProposeWaiver {
  readonly type: 'ProposeWaiver';
  /** Event id that the proposal gets. */
  readonly proposalId: string;
  readonly period: Period;
  readonly sender: string;
  readonly reason: string;
  /** From when on the sender counts as overdue: the due day plus the rule pack's N days. */
  readonly overdueAt: Instant;
  /** What the period waits for from this sender; absent when it waits for nothing. */
  readonly asked?: { readonly until: Instant; readonly through: Instant | null };
  readonly by: string;
  readonly at: Instant;
  /** When the proposal expires: the rule pack's days from now on. */
  readonly expiresAt?: Instant;
}

export interface AnswerWaiver {
  readonly type: 'ConfirmWaiver' | 'DeclineWaiver';
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

export type CompletenessWaiverRefusal =
  | 'sender-not-asked'
  | 'sender-has-reported'
  | 'sender-not-overdue'
  | 'already-waived'
  | 'waiver-already-proposed'
  | ProposalRefusal;

export interface Waiver {
  readonly proposalId: string;
  readonly proposal: Proposal;
  readonly terms?: { readonly period: Period; readonly sender: string; readonly reason: string };
}

type WaiverDecision = Decision<CompletenessWaiverEvent, CompletenessWaiverRefusal>;

const decide = (command: CompletenessWaiverCommand, waiver: Waiver): WaiverDecision => {
  switch (command.type) {
    case 'ProposeWaiver':
      return propose(command, waiver);
    case 'ConfirmWaiver':
    case 'DeclineWaiver':
      return answer(command, waiver);
    default:
      return unreachable(command);
  }
};

const propose = (
  command: ProposeWaiver,
  { proposal, proposalId: open }: Waiver,
): WaiverDecision => {
  const { proposalId, period, sender, reason, by, at, expiresAt, asked } = command;
  if (proposal.status === 'confirmed') return refuse('already-waived');
  if (isPending(proposal, at))
    return open === proposalId ? accept() : refuse('waiver-already-proposed');
  if (asked === undefined) return refuse('sender-not-asked');
  if (asked.through !== null && asked.through >= asked.until) return refuse('sender-has-reported');
  if (at < command.overdueAt) return refuse('sender-not-overdue');
  return accept({
    type: 'CompletenessWaiverProposed',
    period,
    sender,
    reason,
    proposalId,
    by,
    proposedAt: at,
    ...(expiresAt !== undefined && { expiresAt }),
  });
};

const answer = ({ type, proposalId, by, at }: AnswerWaiver, waiver: Waiver): WaiverDecision => {
  if (waiver.proposalId !== proposalId || !waiver.terms) return refuse('proposal-unknown');
  const confirming = type === 'ConfirmWaiver';
  const answered = answerProposal(
    { answer: confirming ? 'confirm' : 'decline', by, at },
    waiver.proposal,
  );
  if (!answered.accepted) return answered;
  const said = { ...waiver.terms, proposalId, by };
  return confirming
    ? accept(
        { type: 'CompletenessWaiverConfirmed', ...said, confirmedAt: at },
        { type: 'CompletenessWaived', ...waiver.terms, waivedAt: at },
      )
    : accept({ type: 'CompletenessWaiverDeclined', ...said, declinedAt: at });
};

const evolve = (waiver: Waiver, event: CompletenessWaiverEvent): Waiver => {
  switch (event.type) {
    case 'CompletenessWaiverProposed': {
      const { proposalId, period, sender, reason } = event;
      const terms = { period, sender, reason };
      return { proposalId, proposal: openProposal(event), terms };
    }
    case 'CompletenessWaiverConfirmed':
      return { ...waiver, proposal: { status: 'confirmed' } };
    case 'CompletenessWaiverDeclined':
      return { ...waiver, proposal: { status: 'declined' } };
    case 'CompletenessWaived':
      return waiver;
    default:
      return unreachable(event);
  }
};

export const completenessWaiverDecider: Decider<
  Waiver,
  CompletenessWaiverCommand,
  CompletenessWaiverEvent,
  CompletenessWaiverRefusal
> = { initial: { proposalId: '', proposal: { status: 'absent' } }, decide, evolve };
