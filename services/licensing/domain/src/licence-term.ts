import type {
  LicenceRelinquished,
  LicenceRenewal,
  LicenceRenewed,
  LicenceTransfer,
  LicenceTransferred,
} from '@esep/contracts';
import {
  decideAct,
  evolveAct,
  holdsAt,
  unreachable,
  type ActEvent,
  type ActRefusal,
  type Answering,
  type Decision,
  type Instant,
  type Interval,
  type Proposals,
  type Proposing,
} from '@esep/kernel';

import {
  changedFrom,
  inForceOrLatest,
  isEmpty,
  overlapsAnother,
  recorded,
  startingAt,
} from './interval.js';
import { isSuspendedAt, type SanctionedLicence } from './licence-sanction.js';
import { monthsAfter } from './months.js';

// How long a licence is in force, and who holds it (LIC-11): another end, a further term, another
// holder, each by two persons. Handed on by licence.ts, in whose stream all of it stands.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type TermEvent =
  LicenceRenewal | LicenceRenewed | LicenceTransfer | LicenceRelinquished | LicenceTransferred;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type TermCommand =
  | ProposeRenewal
  | ConfirmRenewal
  | DeclineRenewal
  | ProposeTransfer
  | ConfirmTransfer
  | DeclineTransfer;

/**
 * Another end of the term that began at `from`, or a further term; without `from`, of the term in
 * force or the latest. No longer than `termMonths` of the rule pack at a time.
 */
export interface ProposeRenewal extends Proposing {
  readonly type: 'ProposeRenewal';
  readonly from?: Instant;
  readonly until: Instant;
  readonly ground: string;
  readonly correction?: true;
  readonly termMonths: number;
}
export interface ConfirmRenewal extends Answering {
  readonly type: 'ConfirmRenewal';
}
export interface DeclineRenewal extends Answering {
  readonly type: 'DeclineRenewal';
}

/** From `from` on somebody else holds the licence, who must be a licensee already. */
export interface ProposeTransfer extends Proposing {
  readonly type: 'ProposeTransfer';
  readonly toLicenseeId: string;
  readonly from: Instant;
  readonly ground: string;
}
export interface ConfirmTransfer extends Answering {
  readonly type: 'ConfirmTransfer';
}
export interface DeclineTransfer extends Answering {
  readonly type: 'DeclineTransfer';
}

type Objection =
  | 'licence-not-active'
  | 'licence-revoked'
  | 'licence-suspended'
  | 'renewal-ahead'
  | 'licence-of-another-licensee'
  | 'already-the-holder'
  | 'validity-is-empty'
  | 'validity-overlaps'
  | 'term-too-long'
  | 'nothing-changes'
  | 'effective-before-published';

export type TermRefusal = Objection | ActRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

type RenewalTerms = Omit<LicenceRenewed, 'type'>;
type TransferTerms = {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly toLicenseeId: string;
  readonly at: Instant;
  readonly ground: string;
};

export interface TermProposals {
  readonly renewals: Proposals<RenewalTerms>;
  readonly transfers: Proposals<TransferTerms>;
}

export const NO_TERM_PROPOSALS: TermProposals = { renewals: [], transfers: [] };

export interface LicenceOfTerms extends SanctionedLicence {
  readonly terms: TermProposals;
}

type TermDecision = Decision<TermEvent, TermRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

export const decideTerm = (command: TermCommand, licence: LicenceOfTerms): TermDecision => {
  switch (command.type) {
    case 'ProposeRenewal':
      return proposeRenewal(command, licence);
    case 'ConfirmRenewal':
      return renewal({ step: 'confirm', ...command }, licence);
    case 'DeclineRenewal':
      return renewal({ step: 'decline', ...command }, licence);
    case 'ProposeTransfer':
      return proposeTransfer(command, licence);
    case 'ConfirmTransfer':
      return transfer({ step: 'confirm', ...command }, licence);
    case 'DeclineTransfer':
      return transfer({ step: 'decline', ...command }, licence);
    default:
      return unreachable(command);
  }
};

const proposeRenewal = (command: ProposeRenewal, licence: LicenceOfTerms): TermDecision => {
  const { type: _, from: start, until, ground, correction, termMonths, ...who } = command;
  const { licenceId, licenseeId, validity } = licence;
  const from = start ?? inForceOrLatest(validity, who.at)?.from ?? who.at;
  const terms = { licenceId, licenseeId, from, until, ground, ...(correction && { correction }) };
  return renewal({ step: 'propose', terms, ...who }, licence, termMonths);
};

const renewal = (
  command: Parameters<
    typeof decideAct<'LicenceRenewal', RenewalTerms, LicenceRenewed, Objection>
  >[1],
  licence: LicenceOfTerms,
  termMonths?: number,
): TermDecision =>
  decideAct('LicenceRenewal', command, licence.terms.renewals, {
    objection: (terms, { at }) => renewalObjection(terms, at, licence, termMonths),
    effects: (terms): LicenceRenewed[] => [{ type: 'LicenceRenewed', ...terms }],
  });

const renewalObjection = (
  { licenseeId, from, until, correction }: RenewalTerms,
  at: Instant,
  { sanctions, validity, licenseeId: holder }: LicenceOfTerms,
  termMonths: number | undefined,
): Objection | undefined => {
  if (licenseeId !== holder) return 'licence-of-another-licensee';
  // Revocation is final.
  if (sanctions.revokedAt !== undefined) return 'licence-revoked';
  const next = { from, to: until };
  const known = startingAt(validity, from);
  if (isEmpty(next) && known === undefined) return 'validity-is-empty';
  if (overlapsAnother(validity, next)) return 'validity-overlaps';
  const changed = changedFrom(known, next);
  if (changed === undefined) return 'nothing-changes';
  if (changed < at && !correction) return 'effective-before-published';
  if (termMonths === undefined) return undefined;
  // An end that comes sooner makes no term longer.
  const isShorter = known !== undefined && (known.to === undefined || until < known.to);
  return !isShorter && until > monthsAfter(changed, termMonths) ? 'term-too-long' : undefined;
};

const proposeTransfer = (command: ProposeTransfer, licence: LicenceOfTerms): TermDecision => {
  const { type: _, toLicenseeId, from: at, ground, ...who } = command;
  const { licenceId, licenseeId } = licence;
  const terms = { licenceId, licenseeId, toLicenseeId, at, ground };
  return transfer(
    {
      step: 'propose',
      terms,
      proposalId: who.proposalId,
      by: who.by,
      at: who.at,
      ...(who.expiresAt !== undefined && { expiresAt: who.expiresAt }),
    },
    licence,
  );
};

const transfer = (
  command: Parameters<
    typeof decideAct<
      'LicenceTransfer',
      TransferTerms,
      LicenceRelinquished | LicenceTransferred,
      Objection
    >
  >[1],
  licence: LicenceOfTerms,
): TermDecision =>
  decideAct('LicenceTransfer', command, licence.terms.transfers, {
    objection: (terms, { at }) => transferObjection(terms, at, licence),
    effects: (terms) => transferred(terms, licence),
  });

const transferObjection = (
  { licenseeId, toLicenseeId, at: takesEffect }: TransferTerms,
  at: Instant,
  licence: LicenceOfTerms,
): Objection | undefined => {
  if (licenseeId !== licence.licenseeId) return 'licence-of-another-licensee';
  if (toLicenseeId === licenseeId) return 'already-the-holder';
  if (licence.sanctions.revokedAt !== undefined) return 'licence-revoked';
  if (!licence.validity.some((interval) => holdsAt(interval, takesEffect)))
    return 'licence-not-active';
  if (licence.validity.some((interval) => interval.from > takesEffect && !isEmpty(interval)))
    return 'renewal-ahead';
  // A sanction is on its holder: it is not left behind by passing the licence on.
  if (isSuspendedAt(licence, takesEffect)) return 'licence-suspended';
  return takesEffect < at ? 'effective-before-published' : undefined;
};

const transferred = (
  { licenceId, licenseeId, toLicenseeId, at, ground }: TransferTerms,
  { validity }: LicenceOfTerms,
): (LicenceRelinquished | LicenceTransferred)[] => {
  const passed = validity.find((interval) => holdsAt(interval, at)) as Interval;
  const until = passed.to !== undefined && { until: passed.to };
  return [
    {
      type: 'LicenceRelinquished',
      licenceId,
      licenseeId,
      toLicenseeId,
      from: passed.from,
      at,
      ground,
    },
    {
      type: 'LicenceTransferred',
      licenceId,
      licenseeId: toLicenseeId,
      fromLicenseeId: licenseeId,
      from: at,
      ...until,
      ground,
    },
  ];
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

/** What an event of this file changes about a licence. */
export const evolveTerm = <Licence extends LicenceOfTerms>(
  licence: Licence,
  event: TermEvent,
): Licence => {
  const { validity, terms } = licence;
  switch (event.type) {
    case 'LicenceRenewed': {
      const { from, until: to } = event;
      return { ...licence, validity: recorded(validity, { from, to }) };
    }
    case 'LicenceRelinquished': {
      const { from, at: to } = event;
      return { ...licence, validity: recorded(validity, { from, to }) };
    }
    case 'LicenceTransferred': {
      const { licenseeId, from, until } = event;
      const held = { from, ...(until !== undefined && { to: until }) };
      return { ...licence, licenseeId, validity: recorded(validity, held) };
    }
    case 'LicenceRenewalProposed':
    case 'LicenceRenewalConfirmed':
    case 'LicenceRenewalDeclined':
      return { ...licence, terms: { ...terms, renewals: evolveAct(terms.renewals, event) } };
    default:
      return {
        ...licence,
        terms: {
          ...terms,
          transfers: evolveAct(terms.transfers, event as ActEvent<string, TransferTerms>),
        },
      };
  }
};
