import type {
  LicenceReinstated,
  LicenceReinstatement,
  LicenceRevocation,
  LicenceRevoked,
  LicenceSuspended,
  LicenceSuspension,
} from '@esep/contracts';
import {
  DAY_MS,
  decideAct,
  evolveAct,
  holdsAt,
  localDateOf,
  plusMillis,
  unreachable,
  type ActCommand,
  type ActEvent,
  type ActMoment,
  type ActRefusal,
  type Answering,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import { changedFrom, isEmpty, overlapsAnother, recorded, startingAt } from './interval.js';
import { plusMonths } from './months.js';

// Suspension, reinstatement and revocation of a licence (LIC-11), each by two persons: one proposes,
// another confirms, and the act takes effect with the confirmation or later. Nothing takes effect
// before it was published, and a licensee is given notice of what cannot wait only in a suspension
// that says so (SUP-7). They live in the stream of the licence, so this is not a decider of its own:
// licence.ts hands its commands on to it.

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

/** `from` is when the sanction takes effect. */
interface ProposeSanction extends Proposing {
  readonly from: Instant;
  readonly ground: string;
  readonly caseId?: string;
}

/**
 * From the rule pack: `months`, how long a suspension may be, both ends included, and `noticeDays`,
 * how long before it takes effect it is proposed, unless it is urgent.
 */
export interface ProposeSuspension extends ProposeSanction {
  readonly type: 'ProposeSuspension';
  readonly until?: Instant;
  readonly urgent?: true;
  readonly months: { readonly min: number; readonly max: number };
  readonly noticeDays: number;
}

/** Ends the suspension in force at `from`; in the past only as a correction. */
export interface ProposeReinstatement extends ProposeSanction {
  readonly type: 'ProposeReinstatement';
  readonly correction?: true;
}

export interface ProposeRevocation extends ProposeSanction {
  readonly type: 'ProposeRevocation';
  readonly noticeDays: number;
}

export interface ConfirmSanction extends Answering {
  readonly type: 'ConfirmSanction';
}

/** A second person declines, or the proposer takes the proposal back. */
export interface DeclineSanction extends Answering {
  readonly type: 'DeclineSanction';
}

type Objection =
  | 'licence-of-another-licensee'
  | 'licence-not-active'
  | 'licence-revoked'
  | 'licence-not-suspended'
  | 'already-suspended'
  | 'suspended-under-another-case'
  | 'suspension-is-empty'
  | 'suspension-too-short'
  | 'suspension-too-long'
  | 'effective-before-published'
  | 'notice-too-short';

export type SanctionRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Suspension extends Interval {
  readonly caseId?: string;
}

type Act = 'Suspension' | 'Reinstatement' | 'Revocation';

interface SanctionTerms {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly from: Instant;
  readonly until?: Instant;
  readonly ground: string;
  readonly caseId?: string;
  readonly urgent?: true;
  readonly correction?: true;
}

export interface Sanctions {
  readonly suspensions: readonly Suspension[];
  readonly revokedAt?: Instant;
  readonly proposals: Proposals<SanctionTerms>;
  /** Which act each proposal is of. */
  readonly acts: Readonly<Record<string, Act>>;
}

export const NO_SANCTIONS: Sanctions = { suspensions: [], proposals: [], acts: {} };

/** The licence that a sanction is about. */
export interface SanctionedLicence {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly validity: readonly Interval[];
  readonly sanctions: Sanctions;
}

/** In force at `at`: issued, not run out, not revoked. A suspended licence is in force (LIC-11). */
export const isActiveAt = ({ validity }: Pick<SanctionedLicence, 'validity'>, at: Instant) =>
  validity.some((interval) => holdsAt(interval, at));

export const isSuspendedAt = (held: { sanctions: Pick<Sanctions, 'suspensions'> }, at: Instant) =>
  suspensionAt(held.sanctions, at) !== undefined;

const isRevokedAt = ({ revokedAt }: Sanctions, at: Instant): boolean =>
  revokedAt !== undefined && revokedAt <= at;

const suspensionAt = ({ suspensions }: Pick<Sanctions, 'suspensions'>, at: Instant) =>
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
      return answer('confirm', command, licence);
    case 'DeclineSanction':
      return answer('decline', command, licence);
    default:
      return unreachable(command);
  }
};

const propose = (
  command: ProposeSuspension | ProposeReinstatement | ProposeRevocation,
  licence: SanctionedLicence,
): SanctionDecision => {
  const act = command.type.slice('Propose'.length) as Act;
  const terms = termsOf(command, licence);
  const { proposalId, by, at, expiresAt } = command;
  const who = { proposalId, by, at, ...(expiresAt !== undefined && { expiresAt }) };
  return decided(act, { step: 'propose', terms, ...who }, licence, lawOf(command, licence));
};

const answer = (
  step: 'confirm' | 'decline',
  command: ConfirmSanction | DeclineSanction,
  licence: SanctionedLicence,
): SanctionDecision => {
  // An unknown proposal is of whichever act: it is refused before anything else is asked.
  const act = licence.sanctions.acts[command.proposalId] ?? 'Suspension';
  return decided(act, { step, ...command }, licence, () => undefined);
};

/** `law` says what is wrong with the terms when they are proposed. */
const decided = (
  act: Act,
  command: ActCommand<SanctionTerms>,
  licence: SanctionedLicence,
  law: (terms: SanctionTerms, at: Instant) => Objection | undefined,
): SanctionDecision =>
  decideAct(`Licence${act}`, command, licence.sanctions.proposals, {
    objection: (terms, when) =>
      objection(act, terms, licence) ??
      untimely(act, terms, when, licence) ??
      (when.step === 'propose' ? law(terms, when.at) : undefined),
    effects: (terms, confirmedAt) => effectsOf(act, terms, confirmedAt, licence),
  }) as SanctionDecision;

/** Why the act cannot be done to the licence as it stands (LIC-11). */
const objection = (
  act: Act,
  terms: SanctionTerms,
  licence: SanctionedLicence,
): Objection | undefined => {
  if (terms.licenseeId !== licence.licenseeId) return 'licence-of-another-licensee';
  if (isRevokedAt(licence.sanctions, terms.from)) return 'licence-revoked';
  switch (act) {
    case 'Suspension':
      return suspensionObjection(terms, licence);
    case 'Reinstatement':
      return reinstatementObjection(terms, licence.sanctions);
    case 'Revocation':
      if (licence.sanctions.revokedAt !== undefined) return 'licence-revoked';
      return isActiveAt(licence, terms.from) ? undefined : 'licence-not-active';
    default:
      return unreachable(act);
  }
};

const suspensionObjection = (
  terms: SanctionTerms,
  licence: SanctionedLicence,
): Objection | undefined => {
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
): Objection | undefined => {
  const suspension = suspensionAt(sanctions, from);
  if (suspension === undefined) return 'licence-not-suspended';
  const { caseId: suspendedUnder } = suspension;
  const isOther = caseId !== undefined && suspendedUnder !== undefined && caseId !== suspendedUnder;
  return isOther ? 'suspended-under-another-case' : undefined;
};

/** What the law says of the length of a suspension, and of notice. */
const lawOf =
  (
    command: ProposeSuspension | ProposeReinstatement | ProposeRevocation,
    licence: SanctionedLicence,
  ) =>
  (terms: SanctionTerms, at: Instant): Objection | undefined => {
    if (command.type === 'ProposeReinstatement') return undefined;
    const isSuspension = command.type === 'ProposeSuspension';
    const length = isSuspension ? lengthObjection(command) : undefined;
    if (length !== undefined || terms.urgent) return length;
    const noticedAt = plusMillis(at, command.noticeDays * DAY_MS);
    const bites = bitesFrom(isSuspension ? 'Suspension' : 'Revocation', terms, licence);
    return bites < noticedAt ? 'notice-too-short' : undefined;
  };

/** LIC-11 [L]: a suspension lasts some months, at least and at most. */
const lengthObjection = ({ from, until, months }: ProposeSuspension): Objection | undefined => {
  if (until === undefined) return 'suspension-too-long';
  const [first, last] = [localDateOf(from), localDateOf(until)];
  if (last < plusMonths(first, months.min)) return 'suspension-too-short';
  return last > plusMonths(first, months.max) ? 'suspension-too-long' : undefined;
};

/**
 * Nothing takes effect before it was published. Of an urgent suspension that was proposed for a time
 * that has come meanwhile, what is left takes effect.
 */
const untimely = (
  act: Act,
  terms: SanctionTerms,
  { step, at }: ActMoment,
  licence: SanctionedLicence,
): Objection | undefined => {
  if (terms.correction || bitesFrom(act, terms, licence) >= at) return undefined;
  const isLeft = terms.urgent && step === 'confirm' && (terms.until ?? at) > at;
  return isLeft ? undefined : 'effective-before-published';
};

/** The first instant at which the licence stands otherwise than without the act. */
const bitesFrom = (act: Act, terms: SanctionTerms, { sanctions }: SanctionedLicence): Instant => {
  if (act !== 'Suspension') return terms.from;
  const next = suspensionOf(terms);
  return changedFrom(startingAt(sanctions.suspensions, next.from), next) ?? next.from;
};

const termsOf = (
  command: ProposeSuspension | ProposeReinstatement | ProposeRevocation,
  { licenceId, licenseeId }: SanctionedLicence,
): SanctionTerms => {
  const { from, ground, caseId } = command;
  const until = command.type === 'ProposeSuspension' ? command.until : undefined;
  return {
    licenceId,
    licenseeId,
    from,
    ...(until !== undefined && { until }),
    ground,
    ...(caseId !== undefined && { caseId }),
    ...(command.type === 'ProposeSuspension' && command.urgent && { urgent: true }),
    ...(command.type === 'ProposeReinstatement' && command.correction && { correction: true }),
  };
};

const effectsOf = (
  act: Act,
  { urgent: _urgent, correction: _correction, from, until, ...rest }: SanctionTerms,
  confirmedAt: Instant,
  licence: SanctionedLicence,
): readonly (LicenceSuspended | LicenceReinstated | LicenceRevoked)[] => {
  switch (act) {
    case 'Suspension': {
      const isKnown = startingAt(licence.sanctions.suspensions, from) !== undefined;
      const start = isKnown || from >= confirmedAt ? from : confirmedAt;
      const end = until !== undefined && { until };
      return [{ type: 'LicenceSuspended', ...rest, from: start, ...end }];
    }
    case 'Reinstatement': {
      // It was there when `objection` looked.
      const suspension = suspensionAt(licence.sanctions, from) as Suspension;
      return [{ type: 'LicenceReinstated', ...rest, from: suspension.from, at: from }];
    }
    case 'Revocation':
      return licence.validity
        .filter((interval) => reachesPast(interval, from))
        .map((interval) => ({ type: 'LicenceRevoked', ...rest, from: interval.from, at: from }));
    default:
      return unreachable(act);
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
      return {
        ...sanctions,
        proposals: evolveAct(
          sanctions.proposals,
          event as unknown as ActEvent<string, SanctionTerms>,
        ),
        acts: { ...sanctions.acts, [event.proposalId]: actIn(event) },
      };
  }
};

const actIn = ({ type }: LicenceSuspension | LicenceReinstatement | LicenceRevocation): Act =>
  /^Licence(Suspension|Reinstatement|Revocation)/.exec(type)?.[1] as Act;
