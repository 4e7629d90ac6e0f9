import type { RetainedRelease, RetainedReleased, Verdict } from '@esep/contracts';
import {
  accept,
  answerable,
  closed,
  confirmedBy,
  declinedBy,
  isSameProposal,
  opened,
  proposalOf,
  proposedBy,
  refuse,
  sum,
  unreachable,
  type Answering,
  type Decider,
  type Decision,
  type Period,
  type ProposalRefusal,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

// The part of what was mined that need not be sold may be moved once it is released (SALE-3). One
// stream per licensee, asset and period, `release-<licenseeId>-<asset>-<period>`, so that no coin is
// released twice. Two persons release, and what the law asks for is looked at with both: what held
// when it was proposed may not hold any more. A release is never taken back; one that would not be
// given today is shown as such (`objectionTo`).

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type ReleaseEvent = RetainedRelease | RetainedReleased;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type ReleaseCommand = ProposeRelease | ConfirmRelease | DeclineRelease;

/** What may be released, and whether the law lets it. */
export interface Releasable {
  /** Base units: mined less required, by the latest judgement; or the opening stock. */
  readonly retained: bigint;
  readonly objection?: ReleaseObjection;
}

export interface ProposeRelease extends Releasable, Proposing {
  readonly type: 'ProposeRelease';
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: Period | 'opening';
  /** Base units; without it all that is left. */
  readonly quantity?: bigint;
}

export interface ConfirmRelease extends Releasable, Answering {
  readonly type: 'ConfirmRelease';
}

export interface DeclineRelease extends Answering {
  readonly type: 'DeclineRelease';
}

export type ReleaseRefusal =
  | ReleaseObjection
  | 'nothing-to-release'
  | 'exceeds-retained'
  | 'quantity-not-positive'
  | 'proposal-id-taken'
  | ProposalRefusal;

// ── What the law asks for ───────────────────────────────────────────────────────────────────────

/** Why coins of a period may not be released. */
export type ReleaseObjection =
  | 'period-not-final'
  | 'period-inconclusive'
  | 'coins-outstanding'
  | 'assessment-blocked'
  | 'assessment-not-paid'
  | 'assessment-not-approved';

/** How a period and its quarter stand. */
export interface PeriodStanding {
  readonly isPeriodFinal: boolean;
  readonly verdict?: Verdict;
  /** The next version is blocked, or a fact for it is missing. */
  readonly isAssessmentBlocked: boolean;
  readonly isAssessmentApproved: boolean;
  readonly isAssessmentPaid: boolean;
}

/**
 * The period is reported and judged for good, nothing of it is left to sell, and its quarter's
 * assessment is not blocked, paid and approved (SALE-3). Opening stock needs none of it: it was mined
 * before the system and carries no obligation (SALE-5), so no period reports it and no quarter taxes it.
 */
export const objectionTo = (standing: PeriodStanding): ReleaseObjection | undefined => {
  if (!standing.isPeriodFinal) return 'period-not-final';
  if (standing.verdict === 'inconclusive' || standing.verdict === 'pending')
    return 'period-inconclusive';
  if (standing.verdict === 'breach') return 'coins-outstanding';
  if (standing.isAssessmentBlocked) return 'assessment-blocked';
  if (!standing.isAssessmentPaid) return 'assessment-not-paid';
  return standing.isAssessmentApproved ? undefined : 'assessment-not-approved';
};

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface ReleaseTerms {
  readonly licenseeId: string;
  readonly asset: string;
  readonly period: Period | 'opening';
  readonly quantity: string;
}

export interface Released {
  readonly releases: readonly RetainedReleased[];
  readonly proposals: Proposals<ReleaseTerms>;
}

/** Base units released by now. */
export const releasedQuantity = ({ releases }: Pick<Released, 'releases'>): bigint =>
  sum(releases.map(({ quantity }) => BigInt(quantity)));

type ReleaseDecision = Decision<ReleaseEvent, ReleaseRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: ReleaseCommand, released: Released): ReleaseDecision => {
  switch (command.type) {
    case 'ProposeRelease':
      return propose(command, released);
    case 'ConfirmRelease':
      return confirm(command, released);
    case 'DeclineRelease':
      return decline(command, released);
    default:
      return unreachable(command);
  }
};

const propose = (command: ProposeRelease, released: Released): ReleaseDecision => {
  const { proposalId, licenseeId, asset, period, quantity, by } = command;
  const left = leftOf(command, released);
  const terms = { licenseeId, asset, period, quantity: String(quantity ?? left) };
  const known = proposalOf(released.proposals, proposalId);
  if (known !== undefined)
    return isSameProposal(known, { by, terms }) ? accept() : refuse('proposal-id-taken');
  if (quantity !== undefined && quantity <= 0n) return refuse('quantity-not-positive');
  const reason = command.objection ?? excessOf(quantity ?? left, left);
  if (reason !== undefined) return refuse(reason);
  return accept({ type: 'RetainedReleaseProposed', ...terms, ...proposedBy(command) });
};

const confirm = (command: ConfirmRelease, released: Released): ReleaseDecision => {
  const answered = answerable('confirm', command, released.proposals);
  if (!answered.accepted) return answered;
  const { terms } = answered;
  const reason = command.objection ?? excessOf(BigInt(terms.quantity), leftOf(command, released));
  if (reason !== undefined) return refuse(reason);
  return accept(
    { type: 'RetainedReleaseConfirmed', ...terms, ...confirmedBy(command) },
    { type: 'RetainedReleased', ...terms, at: command.at },
  );
};

const decline = (command: DeclineRelease, { proposals }: Released): ReleaseDecision => {
  const answered = answerable('decline', command, proposals);
  if (!answered.accepted) return answered;
  return accept({ type: 'RetainedReleaseDeclined', ...answered.terms, ...declinedBy(command) });
};

/** A restatement may have lowered what was retained below what was released by then. */
const leftOf = ({ retained }: Releasable, released: Released): bigint =>
  retained - releasedQuantity(released);

const excessOf = (
  quantity: bigint,
  left: bigint,
): 'nothing-to-release' | 'exceeds-retained' | undefined => {
  if (left <= 0n) return 'nothing-to-release';
  return quantity > left ? 'exceeds-retained' : undefined;
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (released: Released, event: ReleaseEvent): Released => {
  const { releases, proposals } = released;
  switch (event.type) {
    case 'RetainedReleaseProposed':
      return {
        ...released,
        proposals: opened(proposals, event, termsOf(event)),
      };
    case 'RetainedReleaseConfirmed':
      return { ...released, proposals: closed(proposals, event.proposalId, 'confirmed') };
    case 'RetainedReleaseDeclined':
      return { ...released, proposals: closed(proposals, event.proposalId, 'declined') };
    case 'RetainedReleased':
      return { ...released, releases: [...releases, event] };
    default:
      return unreachable(event);
  }
};

const termsOf = ({ licenseeId, asset, period, quantity }: ReleaseTerms): ReleaseTerms => ({
  licenseeId,
  asset,
  period,
  quantity,
});

export const releaseDecider: Decider<Released, ReleaseCommand, ReleaseEvent, ReleaseRefusal> = {
  initial: { releases: [], proposals: [] },
  decide,
  evolve,
};
