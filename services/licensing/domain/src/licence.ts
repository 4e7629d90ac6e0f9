import type { LicenceEvent, LicenceImported } from '@esep/contracts';
import {
  accept,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Interval,
} from '@esep/kernel';

import { startingAt } from './interval.js';
import {
  decideSanction,
  evolveSanctions,
  NO_SANCTIONS,
  type SanctionCommand,
  type SanctionRefusal,
  type Sanctions,
} from './licence-sanction.js';
import {
  decideTerm,
  evolveTerm,
  NO_TERM_PROPOSALS,
  type TermCommand,
  type TermProposals,
  type TermRefusal,
} from './licence-term.js';
import {
  affiliationEvents,
  decidePoolAffiliation,
  evolvePoolAffiliations,
  malformed,
  ofPool,
  type AffiliationCorrections,
  type AffiliationSaid,
  type PoolAffiliationCommand,
  type PoolAffiliationRefusal,
  type PoolAffiliations,
} from './pool-affiliation.js';

// A digital-mining licence: when it is in force, which sanctions fall on it, which pools it mines
// with. One stream per licence, `licence-<licenceId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type LicenceCommand = ImportLicence | SanctionCommand | TermCommand | PoolAffiliationCommand;

/**
 * A licence that was issued outside this ledger, brought in at go-live with the pools it mines with.
 * That happens once: whatever changes about it later is an act of its own, of two persons where it
 * changes the licence's life. `authority` is a field, because law and practice name different ones
 * (LIC-1).
 */
export interface ImportLicence {
  readonly type: 'ImportLicence';
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly authority: string;
  readonly subtype?: string;
  readonly issuedAt: Instant;
  readonly validUntil?: Instant;
  readonly affiliations: readonly AffiliationSaid[];
}

export type LicenceRefusal =
  | 'licence-unknown'
  | 'licence-already-imported'
  | 'licence-of-another-licensee'
  | 'validity-is-empty'
  | SanctionRefusal
  | TermRefusal
  | PoolAffiliationRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export type Licence =
  | { readonly status: 'absent' }
  | {
      readonly status: 'held';
      readonly licenceId: string;
      /** Who holds it, after the last transfer. */
      readonly licenseeId: string;
      readonly imported: LicenceImported;
      readonly validity: readonly Interval[];
      readonly sanctions: Sanctions;
      readonly terms: TermProposals;
      readonly affiliations: PoolAffiliations;
      readonly corrections: AffiliationCorrections;
    };

type HeldLicence = Extract<Licence, { readonly status: 'held' }>;
type LicenceDecision = Decision<LicenceEvent, LicenceRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: LicenceCommand, licence: Licence): LicenceDecision => {
  if (command.type === 'ImportLicence') return importLicence(command, licence);
  if (licence.status === 'absent') return refuse('licence-unknown');
  switch (command.type) {
    case 'ProposeSuspension':
    case 'ProposeReinstatement':
    case 'ProposeRevocation':
    case 'ConfirmSanction':
    case 'DeclineSanction':
      return decideSanction(command, licence);
    case 'ProposeRenewal':
    case 'ConfirmRenewal':
    case 'DeclineRenewal':
    case 'ProposeTransfer':
    case 'ConfirmTransfer':
    case 'DeclineTransfer':
      return decideTerm(command, licence);
    case 'DeclarePoolAffiliation':
    case 'EndPoolAffiliation':
    case 'ProposeAffiliationCorrection':
    case 'ConfirmAffiliationCorrection':
    case 'DeclineAffiliationCorrection':
      return decidePoolAffiliation(command, licence);
    default:
      return unreachable(command);
  }
};

const importLicence = (command: ImportLicence, licence: Licence): LicenceDecision => {
  const imported = licenceImported(command);
  const { issuedAt, validUntil } = imported;
  if (validUntil !== undefined && validUntil <= issuedAt) return refuse('validity-is-empty');
  if (licence.status === 'held') return importAgain(command, imported, licence);
  for (const affiliation of command.affiliations) {
    const reason = malformed(affiliation);
    if (reason !== undefined) return refuse(reason);
  }
  return accept<LicenceEvent>(
    imported,
    ...command.affiliations.flatMap((said) => affiliationEvents(said, undefined, imported)),
  );
};

/** The same content again is a retry. Anything else would change a licence by one person. */
const importAgain = (
  { affiliations }: ImportLicence,
  imported: LicenceImported,
  licence: HeldLicence,
): LicenceDecision => {
  if (licence.imported.licenseeId !== imported.licenseeId)
    return refuse('licence-of-another-licensee');
  const isSame =
    sameContent(licence.imported, imported) &&
    affiliations.every((said) => {
      const known = startingAt(ofPool(licence.affiliations, said), said.from);
      return known !== undefined && known.to === said.to;
    });
  return isSame ? accept() : refuse('licence-already-imported');
};

const licenceImported = (command: ImportLicence): LicenceImported => {
  const { licenceId, licenseeId, authority, subtype, issuedAt, validUntil } = command;
  return {
    type: 'LicenceImported',
    licenceId,
    licenseeId,
    authority,
    ...(subtype !== undefined && { subtype }),
    issuedAt,
    ...(validUntil !== undefined && { validUntil }),
  };
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (licence: Licence, event: LicenceEvent): Licence => {
  if (event.type === 'LicenceImported') return evolveImport(licence, event);
  if (licence.status === 'absent') throw new Error(`${event.type} of an unknown licence`);
  switch (event.type) {
    case 'PoolAffiliationDeclared':
    case 'PoolAffiliationEnded':
    case 'PoolAffiliationCorrectionProposed':
    case 'PoolAffiliationCorrectionConfirmed':
    case 'PoolAffiliationCorrectionDeclined':
      return evolvePoolAffiliations(licence, event);
    case 'LicenceRenewed':
    case 'LicenceRelinquished':
    case 'LicenceTransferred':
    case 'LicenceRenewalProposed':
    case 'LicenceRenewalConfirmed':
    case 'LicenceRenewalDeclined':
    case 'LicenceTransferProposed':
    case 'LicenceTransferConfirmed':
    case 'LicenceTransferDeclined':
      return evolveTerm(licence, event);
    case 'LicenceRevoked':
      return {
        ...licence,
        validity: licence.validity.map((interval) =>
          interval.from === event.from ? { ...interval, to: event.at } : interval,
        ),
        sanctions: evolveSanctions(licence.sanctions, event),
      };
    default:
      return { ...licence, sanctions: evolveSanctions(licence.sanctions, event) };
  }
};

/** Logs of before hold licences that were imported several times, each with a term or another end. */
const evolveImport = (licence: Licence, imported: LicenceImported): Licence => {
  const { licenceId, licenseeId, issuedAt: from, validUntil: to } = imported;
  const interval: Interval = { from, ...(to !== undefined && { to }) };
  if (licence.status === 'held') {
    const others = licence.validity.filter((known) => known.from !== from);
    return { ...licence, imported, validity: [...others, interval] };
  }
  return {
    status: 'held',
    licenceId,
    licenseeId,
    imported,
    validity: [interval],
    sanctions: NO_SANCTIONS,
    terms: NO_TERM_PROPOSALS,
    affiliations: [],
    corrections: [],
  };
};

export const licenceDecider: Decider<Licence, LicenceCommand, LicenceEvent, LicenceRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};
