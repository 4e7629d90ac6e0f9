import type {
  AssetCode,
  At,
  BaseUnits,
  BlockHash,
  Count,
  Event,
  LicenceId,
  LicenseeId,
  LogPosition,
  Ordinal,
  ReportedId,
  RowRejected,
  SenderId,
  SubmissionRecorded,
  Txid,
  Vout,
} from './shared.js';
import type { TelemetryEvent } from './telemetry.js';

export type DistributionScheme = 'FPPS' | 'PPS' | 'PPS+' | 'PPLNS' | 'SOLO';

type DistributionRow = {
  readonly poolId: SenderId;
  readonly rowId: ReportedId;
  /** The report that the row belongs to; no other report may touch it. */
  readonly reportId: ReportedId;
  /** Version of the report that brought this content; the greatest holds. */
  readonly version: Ordinal;
  readonly licenseeId: LicenseeId;
  readonly licenceId: LicenceId;
  readonly asset: AssetCode;
  readonly scheme: DistributionScheme;
  readonly gross: BaseUnits;
  readonly fee: BaseUnits;
  readonly net: BaseUnits;
  readonly distributedAt: At;
  readonly wallet?: string;
  readonly payoutTxid?: Txid;
  readonly block?: string;
};

export type DistributionEvent =
  DistributionRecorded | DistributionReplaced | DistributionWithdrawn | DistributionReversed;

/** Coins credited to a miner: the obligation arises here (POOL-3). */
export type DistributionRecorded = Event<'DistributionRecorded', DistributionRow>;
/** A higher version of the report says something else of the row; the greatest version holds. */
export type DistributionReplaced = Event<'DistributionReplaced', DistributionRow>;
/** A later version of the report no longer has the row. */
export type DistributionWithdrawn = Event<
  'DistributionWithdrawn',
  {
    poolId: SenderId;
    rowId: ReportedId;
    reportId: ReportedId;
    version: Ordinal;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    asset: AssetCode;
    withdrawnAt: At;
  }
>;
/** Its block was orphaned (POOL-5). A reversal is not itself reversed. */
export type DistributionReversed = Event<
  'DistributionReversed',
  {
    poolId: SenderId;
    rowId: ReportedId;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    asset: AssetCode;
    cause: string;
    reversedAt: At;
  }
>;

/**
 * Coins that a pool says it sent to a miner. Sent again in a higher version it replaces the
 * earlier.
 */
export type PayoutReported = Event<
  'PayoutReported',
  {
    poolId: SenderId;
    rowId: ReportedId;
    reportId: ReportedId;
    version: Ordinal;
    licenseeId: LicenseeId;
    licenceId: LicenceId;
    asset: AssetCode;
    amount: BaseUnits;
    txid: Txid;
    vout: Vout;
    paidAt: At;
    wallet: string;
  }
>;
/** A later version of the report no longer has the payout. */
export type PayoutWithdrawn = Event<
  'PayoutWithdrawn',
  {
    poolId: SenderId;
    rowId: ReportedId;
    reportId: ReportedId;
    version: Ordinal;
    licenseeId: LicenseeId;
    asset: AssetCode;
    withdrawnAt: At;
  }
>;

/** Everything this pool has to say up to `through` is said. */
export type PoolReportedThrough = Event<'PoolReportedThrough', { poolId: SenderId; through: At }>;

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
    asset: AssetCode;
    txid: Txid;
    height: Count;
    hash: BlockHash;
    blockTime: At;
    /** Only inputs that spend outputs known to belong to addresses ever bound. */
    inputs: readonly {
      readonly txid: Txid;
      readonly vout: Vout;
      readonly address: string;
      readonly amount: BaseUnits;
    }[];
    /**
     * Inputs whose script speaks for an address ever bound, but the output that they spend could not
     * be read. A claim, not a proof: anybody can write a script that looks so.
     */
    unseenInputs?: readonly {
      readonly txid: Txid;
      readonly vout: Vout;
      readonly address: string;
    }[];
    /** How many inputs spend outputs that are not known here. */
    foreignInputs: Count;
    /** All of them when an address ever bound pays, else those to addresses ever bound. */
    outputs: readonly {
      readonly vout: Vout;
      readonly address?: string;
      readonly amount: BaseUnits;
    }[];
    /** How many outputs were left out. */
    foreignOutputs?: Count;
    /** Network fee; known only when every input is. */
    fee?: BaseUnits;
    /** Absent when the fact is whole. */
    part?: { readonly number: Ordinal; readonly of: Ordinal };
    /** Licensees whose addresses, bound at any time, occur in it: sorted, without doubles. */
    holders: readonly LicenseeId[];
  }
>;
/** The block that held it was orphaned. */
export type ChainMovementReversed = Event<
  'ChainMovementReversed',
  {
    asset: AssetCode;
    txid: Txid;
    height: Count;
    hash: BlockHash;
    holders: readonly LicenseeId[];
    reversedAt: At;
  }
>;
/** A block was read, and whose it is as far as the registry of approved pools tells. */
export type BlockAttributed = Event<
  'BlockAttributed',
  {
    asset: AssetCode;
    height: Count;
    hash: BlockHash;
    previousHash: BlockHash;
    blockTime: At;
    /** Target of the proof of work in compact form: branches are compared by the work in them. */
    bits?: Count;
    /** Position of the registry's last change in licensing's log that this attribution knew. */
    registryVersion: LogPosition;
    poolId?: SenderId;
    byTag?: string;
    byAddress?: string;
  }
>;
/** The block is no longer part of its chain. */
export type BlockOrphaned = Event<
  'BlockOrphaned',
  { asset: AssetCode; height: Count; hash: BlockHash; orphanedAt: At }
>;
/**
 * From this block on coins of addresses ever bound may have been spent unseen: the source could not
 * show the outputs that some inputs spend, and the inputs do not say whose they were. Said once, until
 * it is resolved.
 */
export type ChainSpendsUnresolved = Event<
  'ChainSpendsUnresolved',
  {
    asset: AssetCode;
    height: Count;
    hash: BlockHash;
    blockTime: At;
    /** How many inputs of this block. */
    inputs: Count;
  }
>;
/** The blocks were read again with all that they spend: nothing up to `throughHeight` was unseen. */
export type ChainSpendsResolved = Event<
  'ChainSpendsResolved',
  { asset: AssetCode; fromHeight: Count; throughHeight: Count; resolvedAt: At }
>;

/** The chain observer has begun to look for an address. Its place in the log says since when. */
export type AddressWatched = Event<
  'AddressWatched',
  {
    asset: AssetCode;
    address: string;
    licenseeId: LicenseeId;
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
    asset: AssetCode;
    watches: Count;
    fromHeight: Count;
    throughHeight: Count;
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
  | ChainSpendsUnresolved
  | ChainSpendsResolved
  | AddressWatched
  | AddressesRescanned
  | TelemetryEvent;
