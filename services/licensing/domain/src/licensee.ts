import type {
  LicenseeEvent,
  LicenseeRegistered,
  OpeningStockCorrected,
  OpeningStockDeclared,
  PersonalText,
} from '@esep/contracts';
import {
  accept,
  identityNumberKind,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type IdentityNumberKind,
  type Instant,
} from '@esep/kernel';

import { startingAt } from './interval.js';
import {
  decideLicenseeChange,
  evolveLicenseeChange,
  malformedStock,
  NO_CHANGES,
  NUMBER_OF,
  stockOf,
  type LicenseeChangeCommand,
  type LicenseeChangeRefusal,
  type LicenseeChanges,
} from './licensee-change.js';
import {
  decideRelatedParty,
  evolveRelatedParties,
  malformedRelation,
  ofParty,
  relationEvents,
  type RelatedParty,
  type RelatedPartyCommand,
  type RelatedPartyRefusal,
  type RelationCorrections,
  type RelationSaid,
} from './related-party.js';

// Who holds licences: a Kazakh legal entity or an individual entrepreneur (LIC-2; nobody else has a
// kind), who is related to them (SALE-7) and what they held at go-live (SALE-5). One stream per
// licensee, `licensee-<licenseeId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type LicenseeCommand = RegisterLicensee | RelatedPartyCommand | LicenseeChangeCommand;

/**
 * With all that is true of the licensee at go-live: who is related, and which coins are held. That is
 * said once; what changes later is an act of its own.
 */
export interface RegisterLicensee {
  readonly type: 'RegisterLicensee';
  readonly licenseeId: string;
  readonly kind: LicenseeRegistered['kind'];
  readonly partyId: string;
  readonly bin: PersonalText;
  /** What the digits of the number say; the number itself may be encrypted. */
  readonly numberKind: IdentityNumberKind;
  readonly name: PersonalText;
  readonly at: Instant;
  readonly relatedParties: readonly RelationSaid[];
  readonly openingStock: readonly StockSaid[];
}

/** Coins in base units. Nothing held is a declaration too. */
export interface StockSaid {
  readonly asset: string;
  readonly quantity: bigint;
  readonly at: Instant;
}

export type LicenseeRefusal =
  | 'licensee-already-registered'
  | 'licensee-unknown'
  | 'bin-invalid'
  | 'personal-data-in-plain'
  | 'kind-disagrees-with-number'
  | 'opening-stock-already-declared'
  | 'related-party-needs-declaration'
  | RelatedPartyRefusal
  | LicenseeChangeRefusal;

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface RegisteredLicensee {
  readonly status: 'registered';
  readonly licenseeId: string;
  readonly registered: LicenseeRegistered;
  readonly relatedParties: readonly RelatedParty[];
  readonly relationCorrections: RelationCorrections;
  readonly openingStock: readonly (OpeningStockDeclared | OpeningStockCorrected)[];
  readonly changes: LicenseeChanges;
}

export type Licensee = { readonly status: 'absent' } | RegisteredLicensee;

type LicenseeDecision = Decision<LicenseeEvent, LicenseeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: LicenseeCommand, licensee: Licensee): LicenseeDecision => {
  if (command.type === 'RegisterLicensee') return register(command, licensee);
  if (licensee.status === 'absent') return refuse('licensee-unknown');
  switch (command.type) {
    case 'DeclareRelatedParty':
    case 'EndRelatedParty':
    case 'ProposeRelatedPartyCorrection':
    case 'ConfirmRelatedPartyCorrection':
    case 'DeclineRelatedPartyCorrection':
      return decideRelatedParty(command, licensee);
    default:
      return decideLicenseeChange(command, licensee);
  }
};

const register = (command: RegisterLicensee, licensee: Licensee): LicenseeDecision => {
  const { licenseeId, kind, partyId, bin, name, numberKind, at: registeredAt } = command;
  if (licensee.status === 'registered') return registerAgain(command, licensee);
  if (typeof bin === 'string' && identityNumberKind(bin) === undefined)
    return refuse('bin-invalid');
  if (numberKind !== NUMBER_OF[kind]) return refuse('kind-disagrees-with-number');
  // The number of an individual entrepreneur is an IIN: what is once hashed in plain stays for ever.
  if (kind === 'individual-entrepreneur' && (typeof bin === 'string' || typeof name === 'string'))
    return refuse('personal-data-in-plain');
  const { relatedParties, openingStock } = command;
  const reason =
    relatedParties.map(malformedRelation).find((wrong) => wrong !== undefined) ??
    openingStock.map(malformedStock).find((wrong) => wrong !== undefined);
  if (reason !== undefined) return refuse(reason);
  if (new Set(openingStock.map(({ asset }) => asset)).size < openingStock.length)
    return refuse('opening-stock-already-declared');
  return accept<LicenseeEvent>(
    { type: 'LicenseeRegistered', licenseeId, kind, partyId, bin, name, registeredAt },
    ...openingStock.map((stock) => stockDeclared(licenseeId, stock)),
    ...relatedParties.flatMap((said) => relationEvents(said, undefined, licenseeId)),
  );
};

const stockDeclared = (
  licenseeId: string,
  { asset, quantity, at }: StockSaid,
): OpeningStockDeclared => ({
  type: 'OpeningStockDeclared',
  licenseeId,
  asset,
  quantity: quantity.toString(),
  at,
});

/**
 * The holder of a further licence, or a retry. Nothing is added by the way: coins without obligation
 * are not topped up, and who is related is declared by an act that is dated and bounded.
 */
const registerAgain = (
  command: RegisterLicensee,
  { registered, openingStock, relatedParties }: RegisteredLicensee,
): LicenseeDecision => {
  if (!isSameLicensee(command, registered)) return refuse('licensee-already-registered');
  const isStocked = command.openingStock.every(
    (stock) => stockOf(openingStock, stock)?.quantity === stock.quantity.toString(),
  );
  if (!isStocked) return refuse('opening-stock-already-declared');
  const isRelated = command.relatedParties.every((said) => {
    const known = startingAt(ofParty(relatedParties, said.partyId), said.from);
    return relationEvents(said, known, registered.licenseeId).length === 0;
  });
  return isRelated ? accept() : refuse('related-party-needs-declaration');
};

/** Ciphertext differs each time, so encrypted fields are left to `partyId`, which does not. */
const isSameLicensee = (again: RegisterLicensee, known: LicenseeRegistered): boolean =>
  again.licenseeId === known.licenseeId &&
  again.kind === known.kind &&
  again.partyId === known.partyId &&
  (typeof again.name !== 'string' || again.name === known.name);

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (licensee: Licensee, event: LicenseeEvent): Licensee => {
  if (event.type === 'LicenseeRegistered')
    return {
      status: 'registered',
      licenseeId: event.licenseeId,
      registered: event,
      relatedParties: [],
      relationCorrections: [],
      openingStock: [],
      changes: NO_CHANGES,
    };
  if (licensee.status === 'absent') throw new Error(`${event.type} of an unregistered licensee`);
  switch (event.type) {
    case 'RelatedPartyDeclared':
    case 'RelatedPartyEnded':
    case 'RelatedPartyCorrectionProposed':
    case 'RelatedPartyCorrectionConfirmed':
    case 'RelatedPartyCorrectionDeclined':
      return evolveRelatedParties(licensee, event);
    case 'OpeningStockDeclared':
      return { ...licensee, openingStock: [...licensee.openingStock, event] };
    case 'LicenseeRenamed':
    case 'LicenseeRenamingProposed':
    case 'LicenseeRenamingConfirmed':
    case 'LicenseeRenamingDeclined':
    case 'LicenseeNumberCorrected':
    case 'LicenseeNumberCorrectionProposed':
    case 'LicenseeNumberCorrectionConfirmed':
    case 'LicenseeNumberCorrectionDeclined':
    case 'OpeningStockCorrected':
    case 'OpeningStockCorrectionProposed':
    case 'OpeningStockCorrectionConfirmed':
    case 'OpeningStockCorrectionDeclined':
      return evolveLicenseeChange(licensee, event);
    default:
      return unreachable(event);
  }
};

export const licenseeDecider: Decider<Licensee, LicenseeCommand, LicenseeEvent, LicenseeRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};
