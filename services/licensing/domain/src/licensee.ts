import type {
  LicenseeEvent,
  LicenseeRegistered,
  OpeningStockDeclared,
  PersonalText,
  RelatedPartyDeclared,
  RelatedPartyEnded,
} from '@esep/contracts';
import {
  accept,
  assetOf,
  isIinOrBin,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

import { inForceOrLatest, startingAt, type Interval } from './interval.js';

// Who holds licences: a Kazakh legal entity or an individual entrepreneur (LIC-2; nobody else has a
// kind), who is related to them (SALE-7) and what they held at go-live (SALE-5). One stream per
// licensee, `licensee-<licenseeId>`.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type LicenseeCommand =
  RegisterLicensee | DeclareRelatedParty | EndRelatedParty | DeclareOpeningStock;

export interface RegisterLicensee {
  readonly type: 'RegisterLicensee';
  readonly licenseeId: string;
  readonly kind: LicenseeRegistered['kind'];
  readonly partyId: string;
  readonly bin: PersonalText;
  readonly name: PersonalText;
  readonly at: Instant;
}

/**
 * With `to`, the end is declared too. Declared again with the same `from` it replaces the earlier
 * record; without `to` it then has no end any more.
 */
export interface DeclareRelatedParty extends Interval {
  readonly type: 'DeclareRelatedParty';
  readonly partyId: string;
  readonly bin: PersonalText;
  readonly relation: string;
}

/**
 * Sets or moves the end of a relation: of the one that began at `from`, or else of the one in force
 * at `to` or the latest. `to` = `from` annuls it.
 */
export interface EndRelatedParty {
  readonly type: 'EndRelatedParty';
  readonly partyId: string;
  readonly from?: Instant;
  readonly to: Instant;
}

export interface DeclareOpeningStock {
  readonly type: 'DeclareOpeningStock';
  readonly asset: string;
  /** Base units. Nothing held is a declaration too. */
  readonly quantity: bigint;
  readonly at: Instant;
}

export type LicenseeRefusal =
  | 'licensee-already-registered'
  | 'licensee-unknown'
  | 'bin-invalid'
  | 'personal-data-in-plain'
  | 'related-party-unknown'
  | 'end-before-start'
  | 'asset-unknown'
  | 'quantity-negative'
  | 'opening-stock-already-declared';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

interface RelatedParty extends Interval {
  readonly declared: RelatedPartyDeclared;
}

interface RegisteredLicensee {
  readonly status: 'registered';
  readonly registered: LicenseeRegistered;
  readonly relatedParties: readonly RelatedParty[];
  readonly openingStock: readonly OpeningStockDeclared[];
}

export type Licensee = { readonly status: 'absent' } | RegisteredLicensee;

type LicenseeDecision = Decision<LicenseeEvent, LicenseeRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: LicenseeCommand, licensee: Licensee): LicenseeDecision => {
  if (command.type === 'RegisterLicensee') return register(command, licensee);
  if (licensee.status === 'absent') return refuse('licensee-unknown');
  switch (command.type) {
    case 'DeclareRelatedParty':
      return declareRelatedParty(command, licensee);
    case 'EndRelatedParty':
      return endRelatedParty(command, licensee);
    case 'DeclareOpeningStock':
      return declareOpeningStock(command, licensee);
    default:
      return unreachable(command);
  }
};

const register = (command: RegisterLicensee, licensee: Licensee): LicenseeDecision => {
  const { licenseeId, kind, partyId, bin, name, at: registeredAt } = command;
  if (licensee.status === 'registered')
    return isSameLicensee(command, licensee.registered)
      ? accept()
      : refuse('licensee-already-registered');
  if (!mayExist(bin)) return refuse('bin-invalid');
  // The number of an individual entrepreneur is an IIN: what is once hashed in plain stays for ever.
  if (kind === 'individual-entrepreneur' && (typeof bin === 'string' || typeof name === 'string'))
    return refuse('personal-data-in-plain');
  return accept({ type: 'LicenseeRegistered', licenseeId, kind, partyId, bin, name, registeredAt });
};

/** Ciphertext differs each time, so encrypted fields are left to `partyId`, which does not. */
const isSameLicensee = (again: RegisterLicensee, known: LicenseeRegistered): boolean =>
  again.licenseeId === known.licenseeId &&
  again.kind === known.kind &&
  again.partyId === known.partyId &&
  (typeof again.name !== 'string' || again.name === known.name);

/** An encrypted number was checked before it was encrypted. */
const mayExist = (bin: PersonalText): boolean => typeof bin !== 'string' || isIinOrBin(bin);

const declareRelatedParty = (
  { partyId, bin, relation, from, to }: DeclareRelatedParty,
  { registered: { licenseeId }, relatedParties }: RegisteredLicensee,
): LicenseeDecision => {
  if (!mayExist(bin)) return refuse('bin-invalid');
  if (to !== undefined && to < from) return refuse('end-before-start');
  const known = startingAt(relationsOf(relatedParties, partyId), from);
  const isSame = known?.declared.relation === relation;
  if (isSame && known.to === to) return accept();
  const declared: RelatedPartyDeclared = {
    type: 'RelatedPartyDeclared',
    licenseeId,
    partyId,
    bin,
    relation,
    from,
  };
  if (to === undefined) return accept(declared);
  const ended: RelatedPartyEnded = { type: 'RelatedPartyEnded', licenseeId, partyId, from, to };
  return accept<LicenseeEvent>(...(isSame ? [ended] : [declared, ended]));
};

const endRelatedParty = (
  { partyId, from, to }: EndRelatedParty,
  { registered: { licenseeId }, relatedParties }: RegisteredLicensee,
): LicenseeDecision => {
  const relations = relationsOf(relatedParties, partyId);
  const known = from === undefined ? inForceOrLatest(relations, to) : startingAt(relations, from);
  if (known === undefined) return refuse('related-party-unknown');
  if (to < known.from) return refuse('end-before-start');
  if (known.to === to) return accept();
  return accept({ type: 'RelatedPartyEnded', licenseeId, partyId, from: known.from, to });
};

const relationsOf = (relatedParties: readonly RelatedParty[], partyId: string) =>
  relatedParties.filter(({ declared }) => declared.partyId === partyId);

const declareOpeningStock = (
  { asset, quantity, at }: DeclareOpeningStock,
  { registered: { licenseeId }, openingStock }: RegisteredLicensee,
): LicenseeDecision => {
  if (assetOf(asset) === undefined) return refuse('asset-unknown');
  if (quantity < 0n) return refuse('quantity-negative');
  const declared: OpeningStockDeclared = {
    type: 'OpeningStockDeclared',
    licenseeId,
    asset,
    quantity: quantity.toString(),
    at,
  };
  const known = openingStock.find((stock) => stock.asset === asset && stock.at === at);
  if (known === undefined) return accept(declared);
  // Coins without obligation are not topped up afterwards.
  return known.quantity === declared.quantity ? accept() : refuse('opening-stock-already-declared');
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (licensee: Licensee, event: LicenseeEvent): Licensee => {
  if (event.type === 'LicenseeRegistered')
    return { status: 'registered', registered: event, relatedParties: [], openingStock: [] };
  if (licensee.status === 'absent') throw new Error(`${event.type} of an unregistered licensee`);
  const { relatedParties, openingStock } = licensee;
  switch (event.type) {
    case 'RelatedPartyDeclared': {
      const others = relatedParties.filter((party) => !isSameStart(party, event));
      return { ...licensee, relatedParties: [...others, { from: event.from, declared: event }] };
    }
    case 'RelatedPartyEnded':
      return {
        ...licensee,
        relatedParties: relatedParties.map((party) =>
          isSameStart(party, event) ? { ...party, to: event.to } : party,
        ),
      };
    case 'OpeningStockDeclared':
      return { ...licensee, openingStock: [...openingStock, event] };
    default:
      return unreachable(event);
  }
};

const isSameStart = (
  { from, declared }: RelatedParty,
  event: RelatedPartyDeclared | RelatedPartyEnded,
): boolean => from === event.from && declared.partyId === event.partyId;

export const licenseeDecider: Decider<Licensee, LicenseeCommand, LicenseeEvent, LicenseeRefusal> = {
  initial: { status: 'absent' },
  decide,
  evolve,
};
