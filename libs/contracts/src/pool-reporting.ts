import type { At, BaseUnits, Event, RowRejected, SubmissionRecorded } from './shared.js';

export type DistributionScheme = 'FPPS' | 'PPS' | 'PPS+' | 'PPLNS' | 'SOLO';

type DistributionRow = {
  readonly poolId: string;
  readonly rowId: string;
  /** The report that the row belongs to; no other report may touch it. */
  readonly reportId: string;
  /** Version of the report that brought this content; the greatest holds. */
  readonly version: number;
  readonly licenseeId: string;
  readonly licenceId: string;
  readonly asset: string;
  readonly scheme: DistributionScheme;
  readonly gross: BaseUnits;
  readonly fee: BaseUnits;
  readonly net: BaseUnits;
  readonly distributedAt: At;
  readonly wallet?: string;
  readonly payoutTxid?: string;
  readonly block?: string;
};

export type DistributionEvent =
  DistributionRecorded | DistributionReplaced | DistributionWithdrawn | DistributionReversed;

/** Coins credited to a miner: the obligation arises here (POOL-3). */
export type DistributionRecorded = Event<'DistributionRecorded', DistributionRow>;
export type DistributionReplaced = Event<'DistributionReplaced', DistributionRow>;
/** A later version of the report no longer has the row. */
export type DistributionWithdrawn = Event<
  'DistributionWithdrawn',
  {
    poolId: string;
    rowId: string;
    reportId: string;
    version: number;
    licenseeId: string;
    licenceId: string;
    asset: string;
    withdrawnAt: At;
  }
>;
/** Its block was orphaned (POOL-5). A reversal is not itself reversed. */
export type DistributionReversed = Event<
  'DistributionReversed',
  {
    poolId: string;
    rowId: string;
    licenseeId: string;
    licenceId: string;
    asset: string;
    cause: string;
    reversedAt: At;
  }
>;

export type PayoutReported = Event<
  'PayoutReported',
  {
    poolId: string;
    rowId: string;
    reportId: string;
    version: number;
    licenseeId: string;
    licenceId: string;
    asset: string;
    amount: BaseUnits;
    txid: string;
    vout: number;
    paidAt: At;
    wallet: string;
  }
>;
export type PayoutWithdrawn = Event<
  'PayoutWithdrawn',
  {
    poolId: string;
    rowId: string;
    reportId: string;
    version: number;
    licenseeId: string;
    asset: string;
    withdrawnAt: At;
  }
>;

/** Everything this pool has to say up to `through` is said. */
export type PoolReportedThrough = Event<'PoolReportedThrough', { poolId: string; through: At }>;

/**
 * One transaction that touches an address ever bound. Neutral: who is who is judged elsewhere.
 *
 * Facts of one transaction in one block add up: a large transaction comes in parts, and an address
 * that is bound later brings its inputs and outputs later. Inputs are joined by (txid, vout), outputs
 * by vout; of all else the latest holds. Who pays finds every part under its key, who only receives
 * the parts with its outputs.
 */
export type ChainMovementObserved = Event<
  'ChainMovementObserved',
  {
    asset: string;
    txid: string;
    height: number;
    hash: string;
    blockTime: At;
    /** Only inputs that spend outputs known to belong to addresses ever bound. */
    inputs: readonly {
      readonly txid: string;
      readonly vout: number;
      readonly address: string;
      readonly amount: BaseUnits;
    }[];
    /**
     * Inputs whose script speaks for an address ever bound, but the output that they spend could not
     * be read. A claim, not a proof: anybody can write a script that looks so.
     */
    unseenInputs?: readonly {
      readonly txid: string;
      readonly vout: number;
      readonly address: string;
    }[];
    /** How many inputs spend outputs that are not known here. */
    foreignInputs: number;
    /** All of them when an address ever bound pays, else those to addresses ever bound. */
    outputs: readonly {
      readonly vout: number;
      readonly address?: string;
      readonly amount: BaseUnits;
    }[];
    /** How many outputs were left out. */
    foreignOutputs?: number;
    /** Network fee; known only when every input is. */
    fee?: BaseUnits;
    /** Absent when the fact is whole. */
    part?: { readonly number: number; readonly of: number };
    /** Licensees whose addresses, bound at any time, occur in it: sorted, without doubles. */
    holders: readonly string[];
  }
>;
/** The block that held it was orphaned. */
export type ChainMovementReversed = Event<
  'ChainMovementReversed',
  {
    asset: string;
    txid: string;
    height: number;
    hash: string;
    holders: readonly string[];
    reversedAt: At;
  }
>;
export type BlockAttributed = Event<
  'BlockAttributed',
  {
    asset: string;
    height: number;
    hash: string;
    previousHash: string;
    blockTime: At;
    /** Target of the proof of work in compact form: branches are compared by the work in them. */
    bits?: number;
    /** Position of the registry's last change in licensing's log that this attribution knew. */
    registryVersion: number;
    poolId?: string;
    byTag?: string;
    byAddress?: string;
  }
>;
export type BlockOrphaned = Event<
  'BlockOrphaned',
  { asset: string; height: number; hash: string; orphanedAt: At }
>;

/** The chain observer has begun to look for an address. Its place in the log says since when. */
export type AddressWatched = Event<
  'AddressWatched',
  {
    asset: string;
    address: string;
    licenseeId: string;
    from: At;
    /** Blocks at or after `from` had been read already, without this address in mind. */
    needsRescan: boolean;
    watchedAt: At;
  }
>;
/** Blocks were read again for every address watched so far, the first `watches` of them. */
export type AddressesRescanned = Event<
  'AddressesRescanned',
  {
    asset: string;
    watches: number;
    fromHeight: number;
    throughHeight: number;
    rescannedAt: At;
  }
>;

export type PoolReportingEvent =
  | SubmissionRecorded
  | RowRejected
  | DistributionEvent
  | PayoutReported
  | PayoutWithdrawn
  | PoolReportedThrough
  | ChainMovementObserved
  | ChainMovementReversed
  | BlockAttributed
  | BlockOrphaned
  | AddressWatched
  | AddressesRescanned;
