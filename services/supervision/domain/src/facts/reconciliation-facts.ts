import type { Instant, Period } from '@esep/kernel';

// What the reconciliation may read about one licensee and one asset (RECONCILIATION §1). Field names
// are those of the published vectors, quantities are `bigint`, and every instant is the kernel's:
// UTC text of fixed width, so that text order is time order and nothing here parses a date twice.
//
// A party is an opaque text that is only ever compared: the blind index of a BIN in the service, the
// BIN itself in a vector.

/** Where a fact stands in its log, so that a figure leads back to the row and its proof. */
export interface FactSource {
  readonly log: string;
  readonly position: number;
  readonly eventId: string;
}

export interface Recorded {
  readonly recordedAt: Instant;
  readonly source?: FactSource;
}

/** `null` is no end. All intervals are half-open. */
export type Until = Instant | null;

export interface VenueFact extends Recorded {
  readonly id: string;
  readonly licensedFrom: Instant;
  readonly licensedTo: Until;
}

export interface PoolFact extends Recorded {
  readonly id: string;
  readonly approvedFrom: Instant;
  readonly approvedTo: Until;
}

export interface LicenceFact extends Recorded {
  readonly licence?: string;
  readonly status: 'active' | 'suspended';
  readonly from: Instant;
  readonly to: Until;
}

export interface AffiliationFact extends Recorded {
  readonly pool: string;
  readonly licence?: string;
  readonly from: Instant;
  readonly to: Until;
}

export interface RelatedPartyFact extends Recorded {
  readonly party: string;
  readonly from: Instant;
  readonly to: Until;
}

/**
 * Mined before the system; carries no obligation. Recorded again with the same `at` it replaces the
 * earlier record.
 */
export interface OpeningStockFact extends Recorded {
  readonly quantity: bigint;
  readonly at: Instant;
}

/** One version of a pool's row; `id` is unique over all pools. */
export interface DistributionFact extends Recorded {
  readonly id: string;
  readonly version: number;
  readonly pool: string;
  /** The licence it was mined under: the only one whose intervals then decide. */
  readonly licence?: string;
  readonly at: Instant;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly net: bigint;
}

/** A version of the report that no longer has the row. A still later version may bring it back. */
export interface WithdrawalFact extends Recorded {
  readonly id: string;
  readonly version: number;
}

/** Ends the row for good. */
export interface ReversalFact extends Recorded {
  readonly id: string;
}

export interface FillFact extends Recorded {
  readonly venue: string;
  readonly tradeId: string;
  readonly side: 'sell' | 'buy';
  readonly at: Instant;
  /** Without any fee. */
  readonly quantity: bigint;
  readonly quote: string;
  /** What was paid, in minor units of `quote`; absent: something. */
  readonly quoteAmount?: bigint;
  /** A fee taken in the asset itself; absent: none. */
  readonly baseFee?: bigint;
  readonly counterparty?: string;
}

/** Acts on every side of the trade, also when recorded before the fill. */
export interface BustFact extends Recorded {
  readonly venue: string;
  readonly tradeId: string;
}

/** Replaces the fields that it carries, on every side of the trade. */
export interface CorrectionFact extends Recorded {
  readonly venue: string;
  readonly tradeId: string;
  readonly at?: Instant;
  readonly quantity?: bigint;
  readonly quote?: string;
  readonly quoteAmount?: bigint;
  readonly baseFee?: bigint;
  readonly counterparty?: string;
}

/**
 * What two persons decided about a sale after a finding (SUP-4, SUP-8). The last record about a fill
 * holds, also when it was recorded before the fill; corrections of the fill leave it.
 */
export interface DisqualificationFact extends Recorded {
  readonly venue: string;
  readonly tradeId: string;
  readonly side: 'sell' | 'buy';
  readonly disqualified: boolean;
}

/**
 * Coins that left the licensee's wallets. Who owns an address is judged by bindings that may become
 * known later, so the same `ref` recorded again replaces the earlier record, and amount 0 says that
 * nothing left after all.
 */
export interface OutflowFact extends Recorded {
  /** `txid:vout` */
  readonly ref: string;
  readonly at: Instant;
  readonly amount: bigint;
  /** The address that got them, where there is one. */
  readonly to?: string;
  /** The chain's and the register's events that the classification rests on. */
  readonly derivedFrom?: readonly FactSource[];
}

export interface ReleaseFact extends Recorded {
  readonly period: Period | 'opening';
  readonly quantity: bigint;
  readonly at: Instant;
}

/** Everything that `sender` has to say up to `through` is said. */
export interface CompletenessFact extends Recorded {
  readonly sender: string;
  readonly through: Instant;
}

/**
 * Two persons took it upon themselves to judge the period without this sender, or no longer: the last
 * known record of a period and a sender holds.
 */
export interface WaiverFact extends Recorded {
  readonly period: Period;
  readonly sender: string;
  readonly revoked?: true;
}

/** Sets: the order of a list means nothing. */
export interface FactLists {
  readonly venues: readonly VenueFact[];
  readonly pools: readonly PoolFact[];
  readonly licence: readonly LicenceFact[];
  readonly affiliations: readonly AffiliationFact[];
  readonly relatedParties: readonly RelatedPartyFact[];
  readonly openingStock: readonly OpeningStockFact[];
  readonly distributions: readonly DistributionFact[];
  readonly withdrawals: readonly WithdrawalFact[];
  readonly reversals: readonly ReversalFact[];
  readonly fills: readonly FillFact[];
  readonly busts: readonly BustFact[];
  readonly corrections: readonly CorrectionFact[];
  readonly disqualifications: readonly DisqualificationFact[];
  readonly outflows: readonly OutflowFact[];
  readonly releases: readonly ReleaseFact[];
  readonly completeness: readonly CompletenessFact[];
  readonly waivers: readonly WaiverFact[];
}

export interface ReconciliationFacts extends FactLists {
  readonly licenseeParty: string;
}

export type FactList = keyof FactLists;
export type FactOf<List extends FactList> = FactLists[List][number];

/** Lists that can grow. */
export type GrowingFacts = { readonly [List in FactList]: FactOf<List>[] };

export const noFacts = (): GrowingFacts => ({
  venues: [],
  pools: [],
  licence: [],
  affiliations: [],
  relatedParties: [],
  openingStock: [],
  distributions: [],
  withdrawals: [],
  reversals: [],
  fills: [],
  busts: [],
  corrections: [],
  disqualifications: [],
  outflows: [],
  releases: [],
  completeness: [],
  waivers: [],
});

export const FACT_LISTS = Object.keys(noFacts()) as readonly FactList[];
