import type {
  At,
  Count,
  Event,
  LicenceId,
  LicenseeId,
  Ordinal,
  SenderId,
  Sha256,
  WholeNumber,
} from './shared.js';

// Telemetry of machines (POOL-1, POOL-4). Readings are not events: five years of the sector have 10¹² of
// them. An event speaks of a batch that a pool sent: its digests, by which each reading is proven, and
// what its readings come to for each licensee.

export type TelemetryEvent = TelemetryChunkRecorded | TelemetryChunkReplaced;

/** Readings of a batch about the machines of one licence in one data centre that compute one algorithm. */
export type TelemetryTotals = {
  licenseeId: LicenseeId;
  licenceId: LicenceId;
  dataCentreId: LicenceId;
  /** `sha256`, `scrypt`, `etchash` or `kheavyhash`. */
  algorithm: string;
  readings: Count;
  /** Seconds of machines that the readings cover. */
  seconds: WholeNumber;
  /** Work, weighted by difficulty, as the pool counts it. */
  accepted: WholeNumber;
  stale: WholeNumber;
  rejected: WholeNumber;
  /** Hash rate times seconds, in hundredths of the algorithm's unit: over `seconds` it is their mean. */
  hashrateSeconds: WholeNumber;
  /** Watt seconds, over the seconds of which power was measured. */
  energy: WholeNumber;
  meteredSeconds: WholeNumber;
};

/** Rows of a batch in a file of their own. */
export type TelemetryFile = { sha256: Sha256; rows: Count; bytes: Count };

/** Rows of a batch that were refused for one reason. */
export type RefusedReadings = { code: string; rows: Count };

type TelemetryChunk = {
  poolId: SenderId;
  /** 1, 2, 3 …: the pool's own count of its batches. What is missing shows. */
  sequence: Ordinal;
  /** Of this batch; the greatest holds. */
  version: Ordinal;
  receivedAt: At;
  /** `ndjson` or `arrow`. */
  format: string;
  /** Of the body as it was sent. */
  sha256: Sha256;
  /** Begin of the first interval and end of the last; absent of a batch without readings. */
  from?: At;
  until?: At;
  rows: Count;
  refused: readonly RefusedReadings[];
  /** Parquet, of which register numbers name the machines. */
  files: readonly TelemetryFile[];
  /** The licensees that it is about, or that the version before was about. */
  holders: readonly LicenseeId[];
  totals: readonly TelemetryTotals[];
};

/** A batch of readings was taken. */
export type TelemetryChunkRecorded = Event<'TelemetryChunkRecorded', TelemetryChunk>;
/** A higher version of a batch: its readings stand in the place of those before. */
export type TelemetryChunkReplaced = Event<'TelemetryChunkReplaced', TelemetryChunk>;
