import type { LicenceEvent, LicenceImported } from '@esep/contracts';
import {
  accept,
  refuse,
  sameContent,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import { recorded, startingAt, type Interval } from './interval.js';
import {
  decideSanction,
  evolveSanctions,
  NO_SANCTIONS,
  type SanctionCommand,
  type SanctionRefusal,
  type Sanctions,
} from './licence-sanction.js';
import {
  decidePoolAffiliation,
  evolvePoolAffiliations,
  type PoolAffiliationCommand,
  type PoolAffiliationRefusal,
  type PoolAffiliations,
} from './pool-affiliation.js';

// A digital-mining licence: when it is in force, which sanctions fall on it, which pools it mines
// with. One stream per licence, `licence-<licenceId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type LicenceCommand = ImportLicence | SanctionCommand | PoolAffiliationCommand;

/**
 * A licence that was issued outside this ledger, brought in at go-live. Imported again with the same
 * `issuedAt` it replaces the earlier record; with another one it adds a time in force, as a renewal
 * does. `authority` is a field, because law and practice name different ones (LIC-1).
 */
export interface ImportLicence {
  readonly type: 'ImportLicence';
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly authority: string;
  readonly subtype?: string;
  readonly issuedAt: Instant;
  readonly validUntil?: Instant;
}

export type LicenceRefusal =
  | 'licence-unknown'
  | 'licence-of-another-licensee'
  | 'validity-is-empty'
  | SanctionRefusal
  | PoolAffiliationRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface Validity extends Interval {
  readonly imported: LicenceImported;
}

export type Licence =
  | { readonly status: 'absent' }
  | {
      readonly status: 'held';
      readonly licenceId: string;
      readonly licenseeId: string;
      readonly validity: readonly Validity[];
      readonly sanctions: Sanctions;
      readonly affiliations: PoolAffiliations;
    };

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
    case 'DeclarePoolAffiliation':
    case 'EndPoolAffiliation':
      return decidePoolAffiliation(command, licence.affiliations, licence);
    default:
      return unreachable(command);
  }
};

const importLicence = (command: ImportLicence, licence: Licence): LicenceDecision => {
  const imported = licenceImported(command);
  const { issuedAt, validUntil } = imported;
  if (validUntil !== undefined && validUntil <= issuedAt) return refuse('validity-is-empty');
  if (licence.status === 'absent') return accept(imported);
  if (licence.licenseeId !== imported.licenseeId) return refuse('licence-of-another-licensee');
  const known = startingAt(licence.validity, issuedAt);
  if (known !== undefined && sameContent(known.imported, imported)) return accept();
  // Revocation is final: no import may put a time in force behind it.
  if (licence.sanctions.revokedAt !== undefined) return refuse('licence-revoked');
  return accept(imported);
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
  if (event.type === 'LicenceImported') return evolveValidity(licence, event);
  if (licence.status === 'absent') throw new Error(`${event.type} of an unknown licence`);
  switch (event.type) {
    case 'PoolAffiliationDeclared':
    case 'PoolAffiliationEnded':
      return { ...licence, affiliations: evolvePoolAffiliations(licence.affiliations, event) };
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

const evolveValidity = (licence: Licence, imported: LicenceImported): Licence => {
  const { licenceId, licenseeId, issuedAt: from, validUntil: to } = imported;
  const validity: Validity = { from, ...(to !== undefined && { to }), imported };
  if (licence.status === 'held')
    return { ...licence, validity: recorded(licence.validity, validity) };
  return {
    status: 'held',
    licenceId,
    licenseeId,
    validity: [validity],
    sanctions: NO_SANCTIONS,
    affiliations: [],
  };
};

export const licenceDecider: Decider<Licence, LicenceCommand, LicenceEvent, LicenceRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};
