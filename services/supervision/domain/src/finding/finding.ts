import type {
  FindingConfirmed,
  FindingContent,
  FindingDecision,
  FindingDismissal,
  FindingDismissed,
  FindingEvent,
  FindingExplained,
  FindingIdentity,
  FindingOutcome,
  FindingRaised,
  FindingReopened,
  FindingRevised,
} from '@esep/contracts';
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
  type Proposal,
  type ProposalRefusal,
} from '@esep/kernel';

import { movesRate } from '../finding-catalogue.js';

// Something that does not add up, from the day a machine raises it to what a person makes of it
// (SUP-4). One stream per finding, `finding-<findingId>`.
//
// A machine raises, revises and withdraws; only a person explains, confirms or dismisses, and each
// decision binds to the revision that the person saw. A later revision opens the finding again and
// shows the old decision. What a person confirmed a machine never withdraws: it contradicts.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type {
  FindingContent,
  FindingDecision,
  FindingEvent,
  FindingIdentity,
  FindingOutcome,
} from '@esep/contracts';

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type FindingCommand =
  RaiseFinding | WithdrawFinding | DecideFinding | ProposeDismissal | AnswerDismissal;

/** A recomputation found it. */
export interface RaiseFinding {
  readonly type: 'RaiseFinding';
  readonly identity: FindingIdentity;
  readonly content: FindingContent;
  readonly at: Instant;
}

/** A recomputation no longer finds it. */
export interface WithdrawFinding {
  readonly type: 'WithdrawFinding';
  readonly at: Instant;
}

/** A person has looked at one revision of it. */
export interface DecideFinding {
  readonly type: 'DecideFinding';
  readonly outcome: FindingOutcome;
  readonly revision: number;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
}

/** To dismiss what a tax rate depends on takes a second person (SUP-8). */
export interface ProposeDismissal {
  readonly type: 'ProposeDismissal';
  /** Event id that the proposal gets. */
  readonly proposalId: string;
  readonly revision: number;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
  readonly expiresAt: Instant;
}

export interface AnswerDismissal {
  readonly type: 'ConfirmDismissal' | 'DeclineDismissal';
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

/** Every way this stream can say no. These strings are public API and documentation. */
export type FindingRefusal =
  | 'finding-unknown'
  | 'finding-withdrawn'
  | 'finding-revised-since'
  | 'finding-already-decided'
  | 'reason-required'
  | 'dismissal-takes-two-persons'
  | 'dismissal-already-proposed'
  | ProposalRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export type Finding = { readonly status: 'absent' } | KnownFinding;

export interface KnownFinding {
  readonly status: 'open' | 'withdrawn' | 'contradicted' | FindingOutcome;
  /** Did the last recomputation find it? A decision of a person does not change that. */
  readonly found: boolean;
  readonly identity: FindingIdentity;
  readonly revision: number;
  readonly content: FindingContent;
  /** The last decision of a person, also when a later revision has opened the finding again. */
  readonly decision?: FindingDecision;
  /** The last proposal to dismiss it, whatever became of it. */
  readonly dismissal?: {
    readonly proposalId: string;
    readonly proposal: Proposal;
    readonly revision: number;
    readonly reason: string;
  };
}

type FindingsDecision = Decision<FindingEvent | FindingDismissal, FindingRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: FindingCommand, finding: Finding): FindingsDecision => {
  switch (command.type) {
    case 'RaiseFinding':
      return raise(command, finding);
    case 'WithdrawFinding':
      return withdraw(command, finding);
    case 'DecideFinding':
      return settle(command, finding);
    case 'ProposeDismissal':
      return proposeDismissal(command, finding);
    case 'ConfirmDismissal':
    case 'DeclineDismissal':
      return answerDismissal(command, finding);
    default:
      return unreachable(command);
  }
};

const raise = ({ identity, content, at }: RaiseFinding, finding: Finding): FindingsDecision => {
  if (finding.status === 'absent')
    return accept({ type: 'FindingRaised', ...identity, ...content, revision: 1, at });
  if (finding.found && isSameContent(content, finding.content)) return accept();
  const revision = finding.revision + 1;
  if (finding.status === 'open')
    return accept({ type: 'FindingRevised', ...finding.identity, ...content, revision, at });
  const decision = finding.decision === undefined ? {} : { decision: finding.decision };
  return accept({
    type: 'FindingReopened',
    ...finding.identity,
    ...content,
    revision,
    at,
    ...decision,
  });
};

const withdraw = ({ at }: WithdrawFinding, finding: Finding): FindingsDecision => {
  if (finding.status === 'absent') return refuse('finding-unknown');
  if (!finding.found) return accept();
  const { identity, revision, decision } = finding;
  if (decision?.outcome === 'confirmed')
    return accept({
      type: 'FindingContradicted',
      ...identity,
      revision: revision + 1,
      at,
      decision,
    });
  return accept({ type: 'FindingWithdrawn', ...identity, revision, at });
};

const settle = (command: DecideFinding, finding: Finding): FindingsDecision => {
  const { outcome, by, reason, at, revision } = command;
  if (finding.status === 'absent') return refuse('finding-unknown');
  const unsettled = looking(command, finding);
  if (unsettled !== undefined) return refuse(unsettled);
  if (isRepeated(command, finding)) return accept();
  if (outcome === 'dismissed' && movesRate(finding.identity.findingType))
    return refuse('dismissal-takes-two-persons');
  const refusal = overturning(command, finding);
  if (refusal !== undefined) return refuse(refusal);
  return accept({ type: EVENT_OF[outcome], ...finding.identity, revision, by, reason, at });
};

/** A person decides about what stands, as it stands, and says why. */
const looking = (
  { revision, reason }: Pick<DecideFinding, 'revision' | 'reason'>,
  finding: KnownFinding,
): FindingRefusal | undefined => {
  if (finding.status === 'withdrawn') return 'finding-withdrawn';
  if (revision !== finding.revision) return 'finding-revised-since';
  return reason.trim() === '' ? 'reason-required' : undefined;
};

const proposeDismissal = (command: ProposeDismissal, finding: Finding): FindingsDecision => {
  const { type: _, at: proposedAt, ...proposed } = command;
  if (finding.status === 'absent') return refuse('finding-unknown');
  const unsettled = looking(command, finding);
  if (unsettled !== undefined) return refuse(unsettled);
  if (finding.status === 'dismissed') return refuse('finding-already-decided');
  const { dismissal } = finding;
  if (dismissal !== undefined && isPending(dismissal.proposal, proposedAt))
    return dismissal.proposalId === command.proposalId
      ? accept()
      : refuse('dismissal-already-proposed');
  return accept({ type: 'FindingDismissalProposed', ...finding.identity, ...proposed, proposedAt });
};

const answerDismissal = (command: AnswerDismissal, finding: Finding): FindingsDecision => {
  const { proposalId, by, at } = command;
  const dismissal = finding.status === 'absent' ? undefined : finding.dismissal;
  if (finding.status === 'absent' || dismissal?.proposalId !== proposalId)
    return refuse('proposal-unknown');
  const confirming = command.type === 'ConfirmDismissal';
  const answered = answerProposal(
    { answer: confirming ? 'confirm' : 'decline', by, at },
    dismissal.proposal,
  );
  if (!answered.accepted) return answered;
  const { revision, reason } = dismissal;
  const said = { ...finding.identity, proposalId, revision, reason, by };
  if (!confirming) return accept({ type: 'FindingDismissalDeclined', ...said, declinedAt: at });
  const unsettled = looking(dismissal, finding);
  if (unsettled !== undefined) return refuse(unsettled);
  return accept(
    { type: 'FindingDismissalConfirmed', ...said, confirmedAt: at },
    { type: 'FindingDismissed', ...finding.identity, revision, by, reason, at },
  );
};

const isRepeated = ({ outcome, by, reason }: DecideFinding, finding: KnownFinding): boolean =>
  finding.status === outcome && finding.decision?.by === by && finding.decision.reason === reason;

/** A confirmation or dismissal stands until another person takes the opposite decision. */
const overturning = (
  { outcome, by }: DecideFinding,
  { status, decision }: KnownFinding,
): FindingRefusal | undefined => {
  if (status !== 'confirmed' && status !== 'dismissed') return undefined;
  if (outcome === 'explained' || outcome === status) return 'finding-already-decided';
  return decision?.by === by ? 'second-person-required' : undefined;
};

const EVENT_OF = {
  explained: 'FindingExplained',
  confirmed: 'FindingConfirmed',
  dismissed: 'FindingDismissed',
} as const satisfies Record<FindingOutcome, FindingEvent['type']>;

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (finding: Finding, event: FindingEvent | FindingDismissal): Finding => {
  switch (event.type) {
    case 'FindingRaised':
    case 'FindingRevised':
    case 'FindingReopened':
      return opened(finding, event);
    case 'FindingWithdrawn':
      return { ...known(finding), status: 'withdrawn', found: false };
    case 'FindingContradicted':
      return { ...known(finding), status: 'contradicted', found: false, revision: event.revision };
    case 'FindingExplained':
      return decided(finding, event, 'explained');
    case 'FindingConfirmed':
      return decided(finding, event, 'confirmed');
    case 'FindingDismissed':
      return decided(finding, event, 'dismissed');
    case 'FindingDismissalProposed': {
      const { proposalId, revision, reason } = event;
      const dismissal = { proposalId, proposal: openProposal(event), revision, reason };
      return { ...known(finding), dismissal };
    }
    case 'FindingDismissalConfirmed':
      return dismissalAnswered(known(finding), 'confirmed');
    case 'FindingDismissalDeclined':
      return dismissalAnswered(known(finding), 'declined');
    default:
      return unreachable(event);
  }
};

const opened = (
  finding: Finding,
  event: FindingRaised | FindingRevised | FindingReopened,
): KnownFinding => ({
  status: 'open',
  found: true,
  identity: identityIn(event),
  revision: event.revision,
  content: contentIn(event),
  ...(finding.status === 'absent' || finding.decision === undefined
    ? {}
    : { decision: finding.decision }),
  // Who confirms it now is told that the finding is another.
  ...(finding.status === 'absent' || finding.dismissal === undefined
    ? {}
    : { dismissal: finding.dismissal }),
});

const decided = (
  finding: Finding,
  { revision, by, reason, at }: FindingExplained | FindingConfirmed | FindingDismissed,
  outcome: FindingOutcome,
): KnownFinding => ({
  ...known(finding),
  status: outcome,
  decision: { outcome, revision, by, reason, at },
});

const dismissalAnswered = (
  finding: KnownFinding,
  status: 'confirmed' | 'declined',
): KnownFinding =>
  finding.dismissal === undefined
    ? finding
    : { ...finding, dismissal: { ...finding.dismissal, proposal: { status } } };

const known = (finding: Finding): KnownFinding => {
  if (finding.status === 'absent') throw new Error('The stream of a finding begins with a raise');
  return finding;
};

const identityIn = (event: FindingIdentity): FindingIdentity => {
  const { findingId, findingType, licenseeId, asset, period } = event;
  return { findingId, findingType, licenseeId, asset, period };
};

const contentIn = (event: FindingContent): FindingContent => {
  const { severity, quantity, quantityMax, facts, factCount, factsId, rules } = event;
  const { curedAt, sender } = event;
  return {
    severity,
    quantity,
    ...(quantityMax === undefined ? {} : { quantityMax }),
    facts,
    factCount,
    factsId,
    rules,
    ...(curedAt === undefined ? {} : { curedAt }),
    ...(sender === undefined ? {} : { sender }),
  };
};

export const findingDecider: Decider<
  Finding,
  FindingCommand,
  FindingEvent | FindingDismissal,
  FindingRefusal
> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};

/** Does a recomputation find what is on record? */
export const isSameContent = (left: FindingContent, right: FindingContent): boolean =>
  left.severity === right.severity &&
  left.quantity === right.quantity &&
  left.quantityMax === right.quantityMax &&
  left.factsId === right.factsId &&
  left.curedAt === right.curedAt &&
  left.rules.join() === right.rules.join();
