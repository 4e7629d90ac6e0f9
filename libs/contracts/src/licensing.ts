import type {
  LicenceRelinquished,
  LicenceRenewal,
  LicenceRenewed,
  LicenceTransfer,
  LicenceTransferred,
  LicenseeNumberCorrected,
  LicenseeNumberCorrection,
  LicenseeRenamed,
  LicenseeRenaming,
  LicensingAct,
  OpeningStockCorrected,
  OpeningStockCorrection,
  PoolAffiliationCorrection,
  RelatedPartyCorrection,
} from './licensing-acts.js';
import type { MachineEvent, MachineRegisterChanged } from './licensing-machines.js';
import type {
  AssetCode,
  At,
  BaseUnits,
  Event,
  Kilowatts,
  LicenceId,
  LicenseeId,
  PartyId,
  PersonalText,
  SenderId,
  Sha256,
  TwoPersonEvents,
} from './shared.js';

export type PoolEvent = PoolApproved | PoolApprovalWithdrawn;

/** Approval of a digital mining pool from `from` on, with no end yet. Sent again with the same `from` it replaces the earlier record (LIC-13). */
export type PoolApproved = Event<
  'PoolApproved',
  {
    poolId: SenderId;
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
  {
    poolId: SenderId;
    from: At;
    at: At;
    reason: string;
    /** It takes effect before it was published: the register was wrong, and two persons say why. */
    correction?: true;
  }
>;

export type ExchangeEvent = ExchangeLicensed | ExchangeLicenceWithdrawn;

/**
 * A venue is licensed from `from` on, with no end yet; sold there is sold where the law says (SALE-1).
 */
export type ExchangeLicensed = Event<
  'ExchangeLicensed',
  {
    exchangeId: SenderId;
    name: string;
    lei?: string;
    kind: 'DATF' | 'OTC';
    from: At;
    depositAddresses: readonly string[];
  }
>;
/** The licence of a venue that began at `from` ends at `at`. */
export type ExchangeLicenceWithdrawn = Event<
  'ExchangeLicenceWithdrawn',
  {
    exchangeId: SenderId;
    from: At;
    at: At;
    reason: string;
    /** It takes effect before it was published: the register was wrong, and two persons say why. */
    correction?: true;
  }
>;

/**
 * Somebody decided about one of all pools, or of all exchanges. It stands with what was decided, in a
 * stream for all, so that no decision overlooks another that is made at the same time: under the cap of
 * LIC-13 every approval counts.
 */
export type SenderRosterChanged = Event<
  'SenderRosterChanged',
  { roster: 'pools' | 'exchanges'; sender: SenderId; at: At }
>;

export type AddressSetEvent =
  DepositAddressesAdded | DepositAddressesEnded | PayoutAddressesAdded | PayoutAddressesEnded;

/**
 * Addresses at which a venue takes coins from `from` on, with no end yet, beside those of its licence.
 * They count while it is licensed. A large set comes in several events; an address that is added again
 * with the same `from` has no end any more.
 */
export type DepositAddressesAdded = Event<
  'DepositAddressesAdded',
  { exchangeId: SenderId; asset: AssetCode; addresses: readonly string[]; from: At }
>;
/** The addresses that were added from `from` on are no longer the venue’s from `to` on. */
export type DepositAddressesEnded = Event<
  'DepositAddressesEnded',
  { exchangeId: SenderId; asset: AssetCode; addresses: readonly string[]; from: At; to: At }
>;
/**
 * Addresses from which a pool pays, and to which its blocks pay, from `from` on, with no end yet,
 * beside those of its approval. They count while it is approved. A large set comes in several events;
 * an address that is added again with the same `from` has no end any more.
 */
export type PayoutAddressesAdded = Event<
  'PayoutAddressesAdded',
  { poolId: SenderId; asset: AssetCode; addresses: readonly string[]; from: At }
>;
/** The addresses that were added from `from` on are no longer the pool’s from `to` on. */
export type PayoutAddressesEnded = Event<
  'PayoutAddressesEnded',
  { poolId: SenderId; asset: AssetCode; addresses: readonly string[]; from: At; to: At }
>;

/** Key under which a pool or an exchange signs what it sends. `sender` is its id. */
export type SenderKeyRegistered = Event<
  'SenderKeyRegistered',
  { sender: SenderId; keyId: string; publicKey: string; from: At }
>;
/** A key counts for nothing from `at` on, whatever was signed with it. */
export type SenderKeyRevoked = Event<
  'SenderKeyRevoked',
  { sender: SenderId; keyId: string; at: At }
>;

type RulePackTerms = {
  readonly packId: string;
  readonly hash: Sha256;
  readonly bytes: string;
  readonly effectiveFrom: At;
  /** Why it is another law for days that were over; absent where it changes none of them. */
  readonly retroactive?: string;
};

/** The law is data: a pack is in force from `effectiveFrom`, its bytes are RFC 8785, `hash` is their SHA-256. */
export type RulePackAdopted = Event<'RulePackAdopted', RulePackTerms>;
export type RulePackAdoption = TwoPersonEvents<'RulePackAdoption', RulePackTerms>;

export type LicenseeEvent =
  | LicenseeRegistered
  | RelatedPartyDeclared
  | RelatedPartyEnded
  | RelatedPartyCorrection
  | OpeningStockDeclared
  | OpeningStockCorrection
  | OpeningStockCorrected
  | LicenseeRenaming
  | LicenseeRenamed
  | LicenseeNumberCorrection
  | LicenseeNumberCorrected;

/** Somebody who holds licences is known from now on by an opaque id. */
export type LicenseeRegistered = Event<
  'LicenseeRegistered',
  {
    licenseeId: LicenseeId;
    kind: 'legal-entity' | 'individual-entrepreneur';
    partyId: PartyId;
    bin: PersonalText;
    name: PersonalText;
    registeredAt: At;
  }
>;
/** Somebody is related to a licensee from `from` on, with no end yet: owner, parent, director. */
export type RelatedPartyDeclared = Event<
  'RelatedPartyDeclared',
  { licenseeId: LicenseeId; partyId: PartyId; bin: PersonalText; relation: string; from: At }
>;
/** The relation that began at `from` ends at `to`. */
export type RelatedPartyEnded = Event<
  'RelatedPartyEnded',
  { licenseeId: LicenseeId; partyId: PartyId; from: At; to: At }
>;
/** Coins held at go-live: mined before the system, without obligation (SALE-5). */
export type OpeningStockDeclared = Event<
  'OpeningStockDeclared',
  { licenseeId: LicenseeId; asset: AssetCode; quantity: BaseUnits; at: At }
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
  | LicenceRevocation
  | LicenceRenewal
  | LicenceRenewed
  | LicenceTransfer
  | LicenceRelinquished
  | LicenceTransferred
  | PoolAffiliationCorrection;

/** A licence brought in at go-live, active from `issuedAt` to `validUntil` (or without end). */
export type LicenceImported = Event<
  'LicenceImported',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    authority: string;
    subtype?: string;
    issuedAt: At;
    validUntil?: At;
  }
>;
/** A licence rests from `from` on, until `until` or its reinstatement. */
export type LicenceSuspended = Event<
  'LicenceSuspended',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    from: At;
    until?: At;
    ground: string;
    caseId?: string;
  }
>;
/** The suspension that began at `from` ends at `at`. */
export type LicenceReinstated = Event<
  'LicenceReinstated',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    from: At;
    at: At;
    ground: string;
    caseId?: string;
  }
>;
/** The active interval that began at `from` ends at `at`. */
export type LicenceRevoked = Event<
  'LicenceRevoked',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    from: At;
    at: At;
    ground: string;
    caseId?: string;
  }
>;

type SanctionTerms = {
  readonly licenceId: LicenceId;
  readonly licenseeId: LicenseeId;
  readonly from: At;
  readonly until?: At;
  readonly ground: string;
  readonly caseId?: string;
  /** A suspension that cannot wait for the notice that others are given; the hearing follows it. */
  readonly urgent?: true;
  /** A reinstatement that takes effect before it was published: the suspension was wrong. */
  readonly correction?: true;
};
export type LicenceSuspension = TwoPersonEvents<'LicenceSuspension', SanctionTerms>;
export type LicenceReinstatement = TwoPersonEvents<'LicenceReinstatement', SanctionTerms>;
export type LicenceRevocation = TwoPersonEvents<'LicenceRevocation', SanctionTerms>;

/** A licensee mines an asset with a pool from `from` on, with no end yet. */
export type PoolAffiliationDeclared = Event<
  'PoolAffiliationDeclared',
  { licenceId: LicenceId; licenseeId: LicenseeId; poolId: SenderId; asset: AssetCode; from: At }
>;
/** The affiliation that began at `from` ends at `to`. */
export type PoolAffiliationEnded = Event<
  'PoolAffiliationEnded',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    poolId: SenderId;
    asset: AssetCode;
    from: At;
    to: At;
  }
>;

export type WalletEvent = WalletBound | WalletReleased;

/** An address is a licensee’s from `from` on, with no end yet. */
export type WalletBound = Event<
  'WalletBound',
  {
    asset: AssetCode;
    address: string;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    from: At;
    /** What shows control of the address. */
    proof: string;
    /** How it shows that; absent from what was bound before methods had names. */
    proofMethod?: string;
  }
>;
/** The binding that began at `from` ends at `to`. */
export type WalletReleased = Event<
  'WalletReleased',
  { asset: AssetCode; address: string; licenseeId: LicenseeId; from: At; to: At }
>;

export type DataCentreEvent = DataCentreRegistered | DataCentreAmended | DataCentreClosed;

/** The regulator's id of a data centre, e.g. `ekibastuz-2`. */
export type DataCentreId = LicenceId;

/** A document that the regulator keeps. */
export type EvidenceDocument = {
  /** What it shows: `deed`, `lease`, `power-contract`, `access-logs`, `cooling`, `power-redundancy`, `security`. */
  of: string;
  sha256: Sha256;
};

type DataCentreTerms = {
  /** As people call it. */
  name: string;
  /** ISO 3166-2, e.g. `KZ-55`. */
  region: string;
  address: string;
  /** `owned` or `leased`. */
  tenure: string;
  /** `full`: nobody else operates it. */
  control: string;
  /** Absent where it is owned. */
  leasedUntil?: At;
  /** What the contract for power gives. */
  powerKw: Kilowatts;
  /** The technical standard that each follows, as the documents name it (LIC-9). */
  cooling: string;
  powerRedundancy: string;
  security: string;
  evidence: readonly EvidenceDocument[];
};

/** A licensee's machines may stand there from `from` on. */
export type DataCentreRegistered = Event<
  'DataCentreRegistered',
  {
    dataCentreId: DataCentreId;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    from: At;
  } & DataCentreTerms
>;
/** All of its terms from `from` on; with the same `from` they replace those that were said before. */
export type DataCentreAmended = Event<
  'DataCentreAmended',
  { dataCentreId: DataCentreId; licenseeId: LicenseeId; from: At } & DataCentreTerms
>;
/** No machine stands there from `at` on. Said again it moves the end. */
export type DataCentreClosed = Event<
  'DataCentreClosed',
  { dataCentreId: DataCentreId; licenseeId: LicenseeId; at: At; reason: string }
>;

export type LicensingEvent =
  | PoolEvent
  | DataCentreEvent
  | MachineEvent
  | MachineRegisterChanged
  | ExchangeEvent
  | AddressSetEvent
  | SenderRosterChanged
  | SenderKeyRegistered
  | SenderKeyRevoked
  | RulePackAdopted
  | RulePackAdoption
  | LicenseeEvent
  | LicenceEvent
  | WalletEvent
  | LicensingAct;
