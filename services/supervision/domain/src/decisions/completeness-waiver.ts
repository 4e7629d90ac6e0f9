import type {
  CompletenessWaived,
  CompletenessWaiver,
  CompletenessWaiverRevocation,
  CompletenessWaiverRevoked,
} from '@esep/contracts';
import {
  accept,
  answerProposal,
  decideAct,
  evolveAct,
  isPending,
  openProposal,
  refuse,
  unreachable,
  type ActCommand,
  type ActRefusal,
  type Answering,
  type Decider,
  type Decision,
  type Instant,
  type Period,
  type Proposal,
  type ProposalRefusal,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

// A sender that stays silent past every deadline may be waived for a period by two persons; the row then
// names it. Two persons may also revoke the waiver, which leaves what was known in between. One stream
// per period and sender, `waiver-<period>-<sender>`.

export type CompletenessWaiverEvent =
  | CompletenessWaived
  | CompletenessWaiver
  | CompletenessWaiverRevoked
  | CompletenessWaiverRevocation;

export type CompletenessWaiverCommand =
  ProposeWaiver | AnswerWaiver | ProposeWaiverRevocation | AnswerWaiverRevocation;

export interface ProposeWaiver {
  readonly type: 'ProposeWaiver';
  /** Event id that the proposal gets. */
  readonly proposalId: string;
  readonly period: Period;
  readonly sender: string;
  readonly reason: string;
  /** From when on the sender counts as overdue: the due day plus the rule pack's N days. */
  readonly overdueAt: Instant;
  /** What is missing from this sender for the period; absent if nothing is. */
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

export interface ProposeWaiverRevocation extends Proposing {
  readonly type: 'ProposeWaiverRevocation';
  readonly period: Period;
  readonly sender: string;
  readonly reason: string;
}

export interface AnswerWaiverRevocation extends Answering {
  readonly type: 'ConfirmWaiverRevocation' | 'DeclineWaiverRevocation';
}

export type CompletenessWaiverRefusal =
  | 'sender-not-asked'
  | 'sender-has-reported'
  | 'sender-not-overdue'
  | 'already-waived'
  | 'waiver-already-proposed'
  | 'not-waived'
  | ProposalRefusal
  | ActRefusal;

export interface Waiver {
  readonly proposalId: string;
  readonly proposal: Proposal;
  readonly terms?: WaiverTerms;
  readonly revocations: Proposals<WaiverTerms>;
}

interface WaiverTerms {
  readonly period: Period;
  readonly sender: string;
  readonly reason: string;
}

type WaiverDecision = Decision<CompletenessWaiverEvent, CompletenessWaiverRefusal>;

const decide = (command: CompletenessWaiverCommand, waiver: Waiver): WaiverDecision => {
  switch (command.type) {
    case 'ProposeWaiver':
      return propose(command, waiver);
    case 'ConfirmWaiver':
    case 'DeclineWaiver':
      return answer(command, waiver);
    case 'ProposeWaiverRevocation': {
      const { period, sender, reason, proposalId, by, at, expiresAt } = command;
      const who = { proposalId, by, at, ...(expiresAt !== undefined && { expiresAt }) };
      return revoke({ step: 'propose', terms: { period, sender, reason }, ...who }, waiver);
    }
    case 'ConfirmWaiverRevocation':
      return revoke({ step: 'confirm', ...command }, waiver);
    case 'DeclineWaiverRevocation':
      return revoke({ step: 'decline', ...command }, waiver);
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

const revoke = (
  command: ActCommand<WaiverTerms>,
  { proposal, revocations }: Waiver,
): WaiverDecision =>
  decideAct<
    'CompletenessWaiverRevocation',
    WaiverTerms,
    CompletenessWaiverRevoked,
    CompletenessWaiverRefusal
  >('CompletenessWaiverRevocation', command, revocations, {
    objection: () => (proposal.status === 'confirmed' ? undefined : 'not-waived'),
    effects: (terms, revokedAt) => [{ type: 'CompletenessWaiverRevoked', ...terms, revokedAt }],
  });

const evolve = (waiver: Waiver, event: CompletenessWaiverEvent): Waiver => {
  switch (event.type) {
    case 'CompletenessWaiverProposed': {
      const { proposalId, period, sender, reason } = event;
      const terms = { period, sender, reason };
      return { ...waiver, proposalId, proposal: openProposal(event), terms };
    }
    case 'CompletenessWaiverConfirmed':
      return { ...waiver, proposal: { status: 'confirmed' } };
    case 'CompletenessWaiverDeclined':
      return { ...waiver, proposal: { status: 'declined' } };
    case 'CompletenessWaived':
      return waiver;
    case 'CompletenessWaiverRevoked':
      // It may be proposed anew.
      return { ...waiver, proposalId: '', proposal: { status: 'absent' } };
    case 'CompletenessWaiverRevocationProposed':
    case 'CompletenessWaiverRevocationConfirmed':
    case 'CompletenessWaiverRevocationDeclined':
      return { ...waiver, revocations: evolveAct(waiver.revocations, event) };
    default:
      return unreachable(event);
  }
};

export const completenessWaiverDecider: Decider<
  Waiver,
  CompletenessWaiverCommand,
  CompletenessWaiverEvent,
  CompletenessWaiverRefusal
> = {
  initial: { proposalId: '', proposal: { status: 'absent' }, revocations: [] },
  decide,
  evolve,
};
