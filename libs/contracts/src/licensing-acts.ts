import type {
  AssetCode,
  At,
  BaseUnits,
  Event,
  LicenceId,
  LicenseeId,
  PartyId,
  PersonalText,
  SenderId,
  TwoPersonEvents,
} from './shared.js';

// What two persons decide about licences, their holders and senders (LIC-11, LIC-13), beside
// sanctions. What follows from an act stands in an event of its own, here or in licensing.ts.

/** True when the act takes effect before it was published: it corrects the register, and says why. */
type Correction = true;

// ── Senders ─────────────────────────────────────────────────────────────────────────────────────

/**
 * Approval of a pool that was approved before, or its first one from a time that has passed. Any other
 * first approval needs one person only.
 */
export type PoolApproval = TwoPersonEvents<
  'PoolApproval',
  {
    poolId: SenderId;
    name: string;
    lei?: string;
    from: At;
    coinbaseTags: readonly string[];
    payoutAddresses: readonly string[];
    /** The key that it signs with, of a first approval. */
    publicKey?: string;
  }
>;
/** The approval that began at `from` is to end at `at`. */
export type PoolApprovalWithdrawal = TwoPersonEvents<
  'PoolApprovalWithdrawal',
  { poolId: SenderId; from: At; at: At; reason: string; correction?: Correction }
>;

/**
 * A licence for a venue that was licensed before, or its first one from a time that has passed. Any
 * other first licence needs one person only.
 */
export type ExchangeLicensing = TwoPersonEvents<
  'ExchangeLicensing',
  {
    exchangeId: SenderId;
    name: string;
    lei?: string;
    kind: 'DATF' | 'OTC';
    from: At;
    depositAddresses: readonly string[];
    /** The key that it signs with, of a first licence. */
    publicKey?: string;
  }
>;
/** The venue's licence that began at `from` is to end at `at`. */
export type ExchangeLicenceWithdrawal = TwoPersonEvents<
  'ExchangeLicenceWithdrawal',
  { exchangeId: SenderId; from: At; at: At; reason: string; correction?: Correction }
>;

// ── Licences ────────────────────────────────────────────────────────────────────────────────────

type RenewalTerms = {
  readonly licenceId: LicenceId;
  readonly licenseeId: LicenseeId;
  readonly from: At;
  readonly until: At;
  readonly ground: string;
  readonly correction?: Correction;
};
export type LicenceRenewal = TwoPersonEvents<'LicenceRenewal', RenewalTerms>;
/** A licence is active from `from` to `until`: a further term, or another end of the one that began at `from`. */
export type LicenceRenewed = Event<'LicenceRenewed', RenewalTerms>;

export type LicenceTransfer = TwoPersonEvents<
  'LicenceTransfer',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    toLicenseeId: LicenseeId;
    at: At;
    ground: string;
  }
>;
/** Whoever held the licence holds it no longer: their active interval that began at `from` ends at `at`. */
export type LicenceRelinquished = Event<
  'LicenceRelinquished',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    toLicenseeId: LicenseeId;
    from: At;
    at: At;
    ground: string;
  }
>;
/** From `from` on the licence is held by `licenseeId`, to `until` (or without end). */
export type LicenceTransferred = Event<
  'LicenceTransferred',
  {
    licenceId: LicenceId;
    licenseeId: LicenseeId;
    fromLicenseeId: LicenseeId;
    from: At;
    until?: At;
    ground: string;
  }
>;

/** Nobody with this licensee's number is given a licence before `until` (LIC-11). */
export type BarImposed = Event<
  'BarImposed',
  { licenseeId: LicenseeId; from: At; until: At; ground: string }
>;

type AffiliationTerms = {
  readonly licenceId: LicenceId;
  readonly licenseeId: LicenseeId;
  readonly poolId: SenderId;
  readonly asset: AssetCode;
  readonly from: At;
  readonly to?: At;
  readonly reason: string;
};
/** An affiliation is to be other than it was recorded for a time that has passed already. */
export type PoolAffiliationCorrection = TwoPersonEvents<
  'PoolAffiliationCorrection',
  AffiliationTerms
>;

// ── Licensees ───────────────────────────────────────────────────────────────────────────────────

type NameTerms = {
  readonly licenseeId: LicenseeId;
  readonly name: PersonalText;
  readonly from: At;
  readonly ground: string;
};
export type LicenseeRenaming = TwoPersonEvents<'LicenseeRenaming', NameTerms>;
/** A licensee is called otherwise from `from` on. */
export type LicenseeRenamed = Event<'LicenseeRenamed', NameTerms>;

type NumberTerms = {
  readonly licenseeId: LicenseeId;
  readonly partyId: PartyId;
  readonly bin: PersonalText;
  readonly previousPartyId: PartyId;
  readonly ground: string;
};
export type LicenseeNumberCorrection = TwoPersonEvents<'LicenseeNumberCorrection', NumberTerms>;
/** The number of a licensee was recorded wrongly: it has always been this one. */
export type LicenseeNumberCorrected = Event<
  'LicenseeNumberCorrected',
  NumberTerms & { readonly correctedAt: At }
>;

type StockTerms = {
  readonly licenseeId: LicenseeId;
  readonly asset: AssetCode;
  readonly quantity: BaseUnits;
  readonly at: At;
  readonly reason: string;
};
export type OpeningStockCorrection = TwoPersonEvents<'OpeningStockCorrection', StockTerms>;
/** What was held at go-live is other than declared. With the `at` of a declaration it replaces it. */
export type OpeningStockCorrected = Event<'OpeningStockCorrected', StockTerms>;

/** A relation is to be other than it was recorded for a time that has passed already. */
export type RelatedPartyCorrection = TwoPersonEvents<
  'RelatedPartyCorrection',
  {
    licenseeId: LicenseeId;
    partyId: PartyId;
    bin: PersonalText;
    relation: string;
    from: At;
    to?: At;
    reason: string;
  }
>;

// ── Wallets ─────────────────────────────────────────────────────────────────────────────────────

/** A binding from a time that has passed; one from now on needs one person only. */
export type WalletBinding = TwoPersonEvents<
  'WalletBinding',
  {
    asset: AssetCode;
    address: string;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    from: At;
    proof: string;
    proofMethod?: string;
  }
>;
/** A binding is to be other than it was recorded for a time that has passed, or between two who claim it. */
export type WalletCorrection = TwoPersonEvents<
  'WalletCorrection',
  {
    asset: AssetCode;
    address: string;
    licenseeId: LicenseeId;
    from: At;
    to: At;
    reason: string;
  }
>;

export type LicensingAct =
  | PoolApproval
  | PoolApprovalWithdrawal
  | ExchangeLicensing
  | ExchangeLicenceWithdrawal
  | LicenceRenewal
  | LicenceRenewed
  | LicenceTransfer
  | LicenceRelinquished
  | LicenceTransferred
  | BarImposed
  | PoolAffiliationCorrection
  | LicenseeRenaming
  | LicenseeRenamed
  | LicenseeNumberCorrection
  | LicenseeNumberCorrected
  | OpeningStockCorrection
  | OpeningStockCorrected
  | RelatedPartyCorrection
  | WalletBinding
  | WalletCorrection;
