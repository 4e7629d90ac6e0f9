import type {
  LicenceReinstated,
  LicenceReinstatement,
  LicenceRevocation,
  LicenceRevoked,
  LicenceSuspended,
  LicenceSuspension,
} from '@esep/contracts';
import {
  accept,
  answerProposal,
  closed,
  isSameProposal,
  localDateOf,
  opened,
  plusDays,
  plusPeriods,
  proposalOf,
  proposedBy,
  refuse,
  unreachable,
  type Decision,
  type Instant,
  type LocalDate,
  type ProposalRefusal,
  type Proposals,
} from '@esep/kernel';

import { holdsAt, isEmpty, overlapsAnother, recorded, type Interval } from './interval.js';

// Suspension, reinstatement and revocation of a licence (LIC-11), each by two persons: one proposes,
// another confirms, and the act takes effect with the confirmation. They live in the stream of the
// licence, so this is not a decider of its own: licence.ts hands its commands on to it.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type SanctionEvent =
  | LicenceSuspended
  | LicenceReinstated
  | LicenceRevoked
  | LicenceSuspension
  | LicenceReinstatement
  | LicenceRevocation;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type SanctionCommand =
  ProposeSuspension | ProposeReinstatement | ProposeRevocation | ConfirmSanction | DeclineSanction;

/** `proposalId` is the event id of the proposal that this becomes; `from` is when the act bites. */
interface ProposeSanction {
  readonly proposalId: string;
  readonly from: Instant;
  readonly ground: string;
  readonly caseId?: string;
  readonly by: string;
  readonly at: Instant;
  readonly expiresAt?: Instant;
}

/** `months` comes from the rule pack: how long a suspension may be, both ends included. */
export interface ProposeSuspension extends ProposeSanction {
  readonly type: 'ProposeSuspension';
  readonly until?: Instant;
  readonly months?: { readonly min: number; readonly max: number };
}

/** Ends the suspension in force at `from`. */
export interface ProposeReinstatement extends ProposeSanction {
  readonly type: 'ProposeReinstatement';
}

export interface ProposeRevocation extends ProposeSanction {
  readonly type: 'ProposeRevocation';
}

export interface ConfirmSanction {
  readonly type: 'ConfirmSanction';
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

/** A second person declines, or the proposer takes the proposal back. */
export interface DeclineSanction {
  readonly type: 'DeclineSanction';
  readonly proposalId: string;
  readonly by: string;
  readonly at: Instant;
}

export type SanctionRefusal =
  | 'licence-not-active'
  | 'licence-revoked'
  | 'licence-not-suspended'
  | 'already-suspended'
  | 'suspended-under-another-case'
  | 'suspension-is-empty'
  | 'suspension-too-short'
  | 'suspension-too-long'
  | 'proposal-id-taken'
  | ProposalRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Suspension extends Interval {
  readonly caseId?: string;
}

interface SanctionTerms {
  readonly act: 'Suspension' | 'Reinstatement' | 'Revocation';
  readonly from: Instant;
  readonly until?: Instant;
  readonly ground: string;
  readonly caseId?: string;
}

export interface Sanctions {
  readonly suspensions: readonly Suspension[];
  readonly revokedAt?: Instant;
  readonly proposals: Proposals<SanctionTerms>;
}

export const NO_SANCTIONS: Sanctions = { suspensions: [], proposals: [] };

/** What a sanction falls on. */
export interface SanctionedLicence {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly validity: readonly Interval[];
  readonly sanctions: Sanctions;
}

/** In force at `at`: issued, not run out, not revoked. A suspended licence is in force (LIC-11). */
export const isActiveAt = ({ validity }: SanctionedLicence, at: Instant): boolean =>
  validity.some((interval) => holdsAt(interval, at));

export const isSuspendedAt = ({ sanctions }: SanctionedLicence, at: Instant): boolean =>
  suspensionAt(sanctions, at) !== undefined;

const isRevokedAt = ({ revokedAt }: Sanctions, at: Instant): boolean =>
  revokedAt !== undefined && revokedAt <= at;

const suspensionAt = ({ suspensions }: Sanctions, at: Instant): Suspension | undefined =>
  suspensions.find((suspension) => holdsAt(suspension, at));

type SanctionDecision = Decision<SanctionEvent, SanctionRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideSanction = (
  command: SanctionCommand,
  licence: SanctionedLicence,
): SanctionDecision => {
  switch (command.type) {
    case 'ProposeSuspension':
    case 'ProposeReinstatement':
    case 'ProposeRevocation':
      return propose(command, licence);
    case 'ConfirmSanction':
      return confirm(command, licence);
    case 'DeclineSanction':
      return decline(command, licence);
    default:
      return unreachable(command);
  }
};

const propose = (
  command: ProposeSuspension | ProposeReinstatement | ProposeRevocation,
  licence: SanctionedLicence,
): SanctionDecision => {
  const { proposalId, by } = command;
  const terms = termsOf(command);
  const known = proposalOf(licence.sanctions.proposals, proposalId);
  if (known !== undefined)
    return isSameProposal(known, { by, terms }) ? accept() : refuse('proposal-id-taken');
  const reason =
    objection(terms, licence) ??
    (command.type === 'ProposeSuspension' ? lengthObjection(command) : undefined);
  if (reason !== undefined) return refuse(reason);
  const type = `Licence${terms.act}Proposed` as const;
  return accept({ type, ...onWire(terms, licence), ...proposedBy(command) });
};

const confirm = (command: ConfirmSanction, licence: SanctionedLicence): SanctionDecision => {
  const { proposalId, by, at } = command;
  const known = proposalOf(licence.sanctions.proposals, proposalId);
  if (known === undefined) return refuse('proposal-unknown');
  const answer = answerProposal({ answer: 'confirm', by, at }, known.proposal);
  if (!answer.accepted) return answer;
  // The licence may have changed since the proposal was made.
  const { terms } = known;
  const reason = objection(terms, licence);
  if (reason !== undefined) return refuse(reason);
  const type = `Licence${terms.act}Confirmed` as const;
  return accept<SanctionEvent>(
    { type, ...onWire(terms, licence), proposalId, by, confirmedAt: at },
    ...effectsOf(terms, licence),
  );
};

const decline = (command: DeclineSanction, licence: SanctionedLicence): SanctionDecision => {
  const { proposalId, by, at } = command;
  const known = proposalOf(licence.sanctions.proposals, proposalId);
  if (known === undefined) return refuse('proposal-unknown');
  const answer = answerProposal({ answer: 'decline', by, at }, known.proposal);
  if (!answer.accepted) return answer;
  const type = `Licence${known.terms.act}Declined` as const;
  return accept({ type, ...onWire(known.terms, licence), proposalId, by, declinedAt: at });
};

/** Why the act cannot be done to the licence as it stands (LIC-11). */
const objection = (
  terms: SanctionTerms,
  licence: SanctionedLicence,
): SanctionRefusal | undefined => {
  if (isRevokedAt(licence.sanctions, terms.from)) return 'licence-revoked';
  switch (terms.act) {
    case 'Suspension':
      return suspensionObjection(terms, licence);
    case 'Reinstatement':
      return reinstatementObjection(terms, licence.sanctions);
    case 'Revocation':
      if (licence.sanctions.revokedAt !== undefined) return 'licence-revoked';
      return isActiveAt(licence, terms.from) ? undefined : 'licence-not-active';
    default:
      return unreachable(terms.act);
  }
};

const suspensionObjection = (
  terms: SanctionTerms,
  licence: SanctionedLicence,
): SanctionRefusal | undefined => {
  const next = suspensionOf(terms);
  if (isEmpty(next)) return 'suspension-is-empty';
  if (!isActiveAt(licence, next.from)) return 'licence-not-active';
  const { suspensions } = licence.sanctions;
  const repeats = suspensions.some(({ from, to }) => from === next.from && to === next.to);
  return repeats || overlapsAnother(suspensions, next) ? 'already-suspended' : undefined;
};

const reinstatementObjection = (
  { from, caseId }: SanctionTerms,
  sanctions: Sanctions,
): SanctionRefusal | undefined => {
  const suspension = suspensionAt(sanctions, from);
  if (suspension === undefined) return 'licence-not-suspended';
  const { caseId: suspendedUnder } = suspension;
  const isOther = caseId !== undefined && suspendedUnder !== undefined && caseId !== suspendedUnder;
  return isOther ? 'suspended-under-another-case' : undefined;
};

/** LIC-11 [L]: a suspension lasts some months, at least and at most. */
const lengthObjection = ({
  from,
  until,
  months,
}: ProposeSuspension): SanctionRefusal | undefined => {
  if (months === undefined) return undefined;
  if (until === undefined) return 'suspension-too-long';
  const [first, last] = [localDateOf(from), localDateOf(until)];
  if (last < plusMonths(first, months.min)) return 'suspension-too-short';
  return last > plusMonths(first, months.max) ? 'suspension-too-long' : undefined;
};

/** The same day `months` later, or the last of that month where it has no such day. */
const plusMonths = (date: LocalDate, months: number): LocalDate => {
  const month = plusPeriods(date.slice(0, 7), months);
  const last = plusDays(`${plusPeriods(month, 1)}-01`, -1);
  const same = `${month}${date.slice(7)}`;
  return same < last ? same : last;
};

const termsOf = (
  command: ProposeSuspension | ProposeReinstatement | ProposeRevocation,
): SanctionTerms => {
  const { from, ground, caseId } = command;
  const terms = { from, ground, ...(caseId !== undefined && { caseId }) };
  switch (command.type) {
    case 'ProposeSuspension': {
      const { until } = command;
      return { act: 'Suspension', ...terms, ...(until !== undefined && { until }) };
    }
    case 'ProposeReinstatement':
      return { act: 'Reinstatement', ...terms };
    case 'ProposeRevocation':
      return { act: 'Revocation', ...terms };
    default:
      return unreachable(command);
  }
};

const onWire = (
  { from, until, ground, caseId }: SanctionTerms,
  { licenceId, licenseeId }: SanctionedLicence,
) => ({
  licenceId,
  licenseeId,
  from,
  ...(until !== undefined && { until }),
  ground,
  ...(caseId !== undefined && { caseId }),
});

const effectsOf = (
  terms: SanctionTerms,
  licence: SanctionedLicence,
): readonly (LicenceSuspended | LicenceReinstated | LicenceRevoked)[] => {
  const { from: at, until, ...rest } = onWire(terms, licence);
  switch (terms.act) {
    case 'Suspension': {
      const end = until !== undefined && { until };
      return [{ type: 'LicenceSuspended', ...rest, from: at, ...end }];
    }
    case 'Reinstatement': {
      // It was there when `objection` looked.
      const { from } = suspensionAt(licence.sanctions, at) as Suspension;
      return [{ type: 'LicenceReinstated', ...rest, from, at }];
    }
    case 'Revocation':
      return licence.validity
        .filter((interval) => reachesPast(interval, at))
        .map(({ from }) => ({ type: 'LicenceRevoked', ...rest, from, at }));
    default:
      return unreachable(terms.act);
  }
};

/** A renewal that would begin only later ends with the licence: its interval becomes empty. */
const reachesPast = (interval: Interval, at: Instant): boolean =>
  !isEmpty(interval) && (interval.to === undefined || interval.to > at);

const suspensionOf = (terms: {
  readonly from: Instant;
  readonly until?: Instant;
  readonly caseId?: string;
}): Suspension => {
  const { from, until: to, caseId } = terms;
  return { from, ...(to !== undefined && { to }), ...(caseId !== undefined && { caseId }) };
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

export const evolveSanctions = (sanctions: Sanctions, event: SanctionEvent): Sanctions => {
  const { suspensions } = sanctions;
  switch (event.type) {
    case 'LicenceSuspended':
      return { ...sanctions, suspensions: recorded(suspensions, suspensionOf(event)) };
    case 'LicenceReinstated':
      return {
        ...sanctions,
        suspensions: suspensions.map((suspension) =>
          suspension.from === event.from ? { ...suspension, to: event.at } : suspension,
        ),
      };
    case 'LicenceRevoked':
      return { ...sanctions, revokedAt: event.at };
    default:
      return { ...sanctions, proposals: evolveProposals(sanctions.proposals, event) };
  }
};

const evolveProposals = (
  proposals: Proposals<SanctionTerms>,
  event: LicenceSuspension | LicenceReinstatement | LicenceRevocation,
): Proposals<SanctionTerms> => {
  const { proposalId } = event;
  const { from, until, ground, caseId } = event;
  const terms = {
    from,
    ground,
    ...(until !== undefined && { until }),
    ...(caseId !== undefined && { caseId }),
  };
  switch (event.type) {
    case 'LicenceSuspensionProposed':
      return opened(proposals, event, { act: 'Suspension', ...terms });
    case 'LicenceReinstatementProposed':
      return opened(proposals, event, { act: 'Reinstatement', ...terms });
    case 'LicenceRevocationProposed':
      return opened(proposals, event, { act: 'Revocation', ...terms });
    case 'LicenceSuspensionConfirmed':
    case 'LicenceReinstatementConfirmed':
    case 'LicenceRevocationConfirmed':
      return closed(proposals, proposalId, 'confirmed');
    case 'LicenceSuspensionDeclined':
    case 'LicenceReinstatementDeclined':
    case 'LicenceRevocationDeclined':
      return closed(proposals, proposalId, 'declined');
    default:
      return unreachable(event);
  }
};
