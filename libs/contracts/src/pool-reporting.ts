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

/** One transaction that touches an address ever bound. Neutral: who is who is judged elsewhere. */
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
    /** How many inputs spend outputs that are not known here. */
    foreignInputs: number;
    outputs: readonly {
      readonly vout: number;
      readonly address?: string;
      readonly amount: BaseUnits;
    }[];
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
  | BlockOrphaned;
