import type {
  RefusedReadings,
  TelemetryEvent,
  TelemetryFile,
  TelemetryTotals,
} from '@esep/contracts';
import {
  accept,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
} from '@esep/kernel';

// A batch of readings that a pool sends under a sequence of its own (POOL-1, POOL-4). One stream each,
// `telemetry-<poolId>-<sequence>`, so that a pool's batches are decided without reading all it ever sent.

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export interface RecordBatch {
  readonly type: 'RecordBatch';
  readonly poolId: string;
  readonly sequence: number;
  readonly version: number;
  readonly format: string;
  /** Of the body as it was sent. */
  readonly sha256: string;
  readonly at: Instant;
  readonly from?: Instant;
  readonly until?: Instant;
  readonly rows: number;
  readonly refused: readonly RefusedReadings[];
  readonly files: readonly TelemetryFile[];
  readonly totals: readonly TelemetryTotals[];
  /** The greatest share of refused rows that a batch may have, in hundredths of a percent. */
  readonly refusedBpsMax: number;
}

export type TelemetryRefusal =
  'batch-changed' | 'batch-empty' | 'version-superseded' | 'too-many-rows-refused';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

/** The versions of a batch, earliest first. */
export type TelemetryBatch = readonly BatchVersion[];

export interface BatchVersion {
  readonly version: number;
  readonly sha256: string;
  readonly recorded: TelemetryEvent;
}

/** How a version of a batch stands to what is recorded, before its rows are read. */
export type BatchAdmission =
  | { readonly outcome: 'new' }
  | { readonly outcome: 'replay'; readonly recorded: TelemetryEvent }
  | { readonly outcome: 'refused'; readonly reason: TelemetryRefusal };

export const admitBatch = (
  { version, sha256 }: Pick<RecordBatch, 'version' | 'sha256'>,
  batch: TelemetryBatch,
): BatchAdmission => {
  const known = batch.find((one) => one.version === version);
  if (known)
    return known.sha256 === sha256
      ? { outcome: 'replay', recorded: known.recorded }
      : { outcome: 'refused', reason: 'batch-changed' };
  const latest = batch.at(-1);
  return latest && version < latest.version
    ? { outcome: 'refused', reason: 'version-superseded' }
    : { outcome: 'new' };
};

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const BPS = 10_000;

const decide = (
  command: RecordBatch,
  batch: TelemetryBatch,
): Decision<TelemetryEvent, TelemetryRefusal> => {
  const admission = admitBatch(command, batch);
  switch (admission.outcome) {
    case 'refused':
      return refuse(admission.reason);
    case 'replay':
      return accept();
    case 'new':
      if (tooManyRefused(command)) return refuse('too-many-rows-refused');
      // A later version may be empty: it takes back what was sent.
      if (command.rows === 0 && batch.length === 0) return refuse('batch-empty');
      return accept(recordOf(command, batch.at(-1)));
    default:
      return unreachable(admission);
  }
};

/** A batch that is wrong in so many rows was made wrongly: its pool corrects it as a whole. */
const tooManyRefused = ({ rows, refused, refusedBpsMax }: RecordBatch): boolean => {
  const count = refused.reduce((sum, one) => sum + one.rows, 0);
  return count * BPS > (rows + count) * refusedBpsMax;
};

const recordOf = (command: RecordBatch, before: BatchVersion | undefined): TelemetryEvent => {
  const { type: _, at: receivedAt, refusedBpsMax: __, ...batch } = command;
  const holders = [...new Set([...holdersIn(command), ...holdersIn(before?.recorded)])].sort();
  const chunk = { ...batch, receivedAt, holders };
  return before
    ? { type: 'TelemetryChunkReplaced', ...chunk }
    : { type: 'TelemetryChunkRecorded', ...chunk };
};

const holdersIn = (batch: Pick<RecordBatch, 'totals'> | undefined): readonly string[] =>
  batch?.totals.map(({ licenseeId }) => licenseeId) ?? [];

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (batch: TelemetryBatch, recorded: TelemetryEvent): TelemetryBatch => [
  ...batch,
  { version: recorded.version, sha256: recorded.sha256, recorded },
];

export const telemetryBatchDecider: Decider<
  TelemetryBatch,
  RecordBatch,
  TelemetryEvent,
  TelemetryRefusal
> = { initial: [], decide, evolve };
