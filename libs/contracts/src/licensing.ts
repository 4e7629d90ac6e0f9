import type { At, BaseUnits, Event, PartyId, PersonalText, TwoPersonEvents } from './shared.js';

export type PoolEvent = PoolApproved | PoolApprovalWithdrawn;

/** Approval of a digital mining pool from `from` on, with no end yet. Sent again with the same `from` it replaces the earlier record (LIC-13). */
export type PoolApproved = Event<
  'PoolApproved',
  {
    poolId: string;
    name: string;
    lei?: string;
    from: At;
    coinbaseTags: readonly string[];
    payoutAddresses: readonly string[];
  }
>;
/** The approval that began at `from` ends at `at`. */
export type PoolApprovalWithdrawn = Event<
  'PoolApprovalWithdrawn',
  { poolId: string; from: At; at: At; reason: string }
>;

export type ExchangeEvent = ExchangeLicensed | ExchangeLicenceWithdrawn;

export type ExchangeLicensed = Event<
  'ExchangeLicensed',
  {
    exchangeId: string;
    name: string;
    lei?: string;
    kind: 'DATF' | 'OTC';
    from: At;
    depositAddresses: readonly string[];
  }
>;
export type ExchangeLicenceWithdrawn = Event<
  'ExchangeLicenceWithdrawn',
  { exchangeId: string; from: At; at: At; reason: string }
>;

/** Key under which a pool or an exchange signs what it sends. `sender` is its id. */
export type SenderKeyRegistered = Event<
  'SenderKeyRegistered',
  { sender: string; keyId: string; publicKey: string; from: At }
>;
export type SenderKeyRevoked = Event<'SenderKeyRevoked', { sender: string; keyId: string; at: At }>;

/** The law is data: a pack is in force from `effectiveFrom`, its bytes are RFC 8785, `hash` is their SHA-256. */
export type RulePackAdopted = Event<
  'RulePackAdopted',
  { packId: string; hash: string; bytes: string; effectiveFrom: At }
>;
export type RulePackAdoption = TwoPersonEvents<
  'RulePackAdoption',
  { packId: string; hash: string; bytes: string; effectiveFrom: At }
>;

export type LicenseeEvent =
  LicenseeRegistered | RelatedPartyDeclared | RelatedPartyEnded | OpeningStockDeclared;

export type LicenseeRegistered = Event<
  'LicenseeRegistered',
  {
    licenseeId: string;
    kind: 'legal-entity' | 'individual-entrepreneur';
    partyId: PartyId;
    bin: PersonalText;
    name: PersonalText;
    registeredAt: At;
  }
>;
export type RelatedPartyDeclared = Event<
  'RelatedPartyDeclared',
  { licenseeId: string; partyId: PartyId; bin: PersonalText; relation: string; from: At }
>;
/** The relation that began at `from` ends at `to`. */
export type RelatedPartyEnded = Event<
  'RelatedPartyEnded',
  { licenseeId: string; partyId: PartyId; from: At; to: At }
>;
/** Coins held at go-live: mined before the system, without obligation (SALE-5). */
export type OpeningStockDeclared = Event<
  'OpeningStockDeclared',
  { licenseeId: string; asset: string; quantity: BaseUnits; at: At }
>;

export type LicenceEvent =
  | LicenceImported
  | LicenceSuspended
  | LicenceReinstated
  | LicenceRevoked
  | PoolAffiliationDeclared
  | PoolAffiliationEnded
  | LicenceSuspension
  | LicenceReinstatement
  | LicenceRevocation;

/** A licence brought in at go-live, active from `issuedAt` to `validUntil` (or without end). */
export type LicenceImported = Event<
  'LicenceImported',
  {
    licenceId: string;
    licenseeId: string;
    authority: string;
    subtype?: string;
    issuedAt: At;
    validUntil?: At;
  }
>;
export type LicenceSuspended = Event<
  'LicenceSuspended',
  {
    licenceId: string;
    licenseeId: string;
    from: At;
    until?: At;
    ground: string;
    caseId?: string;
  }
>;
/** The suspension that began at `from` ends at `at`. */
export type LicenceReinstated = Event<
  'LicenceReinstated',
  { licenceId: string; licenseeId: string; from: At; at: At; ground: string; caseId?: string }
>;
/** The active interval that began at `from` ends at `at`. */
export type LicenceRevoked = Event<
  'LicenceRevoked',
  { licenceId: string; licenseeId: string; from: At; at: At; ground: string; caseId?: string }
>;

type SanctionTerms = {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly from: At;
  readonly until?: At;
  readonly ground: string;
  readonly caseId?: string;
};
export type LicenceSuspension = TwoPersonEvents<'LicenceSuspension', SanctionTerms>;
export type LicenceReinstatement = TwoPersonEvents<'LicenceReinstatement', SanctionTerms>;
export type LicenceRevocation = TwoPersonEvents<'LicenceRevocation', SanctionTerms>;

export type PoolAffiliationDeclared = Event<
  'PoolAffiliationDeclared',
  { licenceId: string; licenseeId: string; poolId: string; asset: string; from: At }
>;
/** The affiliation that began at `from` ends at `to`. */
export type PoolAffiliationEnded = Event<
  'PoolAffiliationEnded',
  { licenceId: string; licenseeId: string; poolId: string; asset: string; from: At; to: At }
>;

export type WalletEvent = WalletBound | WalletReleased;

export type WalletBound = Event<
  'WalletBound',
  {
    asset: string;
    address: string;
    licenseeId: string;
    licenceId: string;
    from: At;
    proof: string;
  }
>;
export type WalletReleased = Event<
  'WalletReleased',
  { asset: string; address: string; licenseeId: string; from: At; to: At }
>;

export type LicensingEvent =
  | PoolEvent
  | ExchangeEvent
  | SenderKeyRegistered
  | SenderKeyRevoked
  | RulePackAdopted
  | RulePackAdoption
  | LicenseeEvent
  | LicenceEvent
  | WalletEvent;
