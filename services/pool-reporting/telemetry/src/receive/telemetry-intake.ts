import { hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm } from 'node:fs/promises';

import { Injectable } from '@nestjs/common';
import type { RefusedReadings, TelemetryEvent } from '@esep/contracts';
import { CLOCK_SKEW_MS, instantOf, millisOf, replay, type Instant } from '@esep/kernel';
import type { Meta } from '@esep/ledger-format';
import { Clock, CommandHandler, domainEventOf, EventStore, step } from '@esep/platform';
import {
  admitBatch,
  telemetryBatchDecider,
  type RecordBatch,
  type TelemetryBatch,
  type TelemetryRefusal,
} from '@esep/pool-reporting-domain';

import { readBatch, type Batch, type BodyFormat } from '../batch/read-batch.js';
import type { BodyEncoding } from '../bodies/decode-body.js';
import { BatchCatalogue, type KeptFile } from '../catalogue/batch-catalogue.js';
import { StoredBatches } from '../catalogue/stored-batches.js';
import type { BodyRefusal, RowRefusal } from '../checks/refusals.js';
import type { Columns } from '../columns/columns.js';
import { MachineRegisters, type KnownMachines } from '../known-machines/known-machines.js';
import { ChunkWriter } from '../parquet/chunk-writer.js';
import { writeChunks } from '../parquet/write-chunks.js';
import { FolderStorage } from '../storage/folder-storage.js';
import { BatchTotals } from './batch-totals.js';
import { PoolTurns } from './pool-turns.js';
import { Spool, type Spooled } from './spool.js';
import type { TelemetryLaw } from './telemetry-laws.js';

// A batch from its spooled body to its event. Files and sums are kept first, then the event is
// appended, then the batch counts: killed anywhere it is recorded with its event or not at all, and sent
// again it finds out which.

export interface SentBatch {
  readonly poolId: string;
  readonly sequence: number;
  readonly version: number;
  readonly format: BodyFormat;
  readonly encoding: BodyEncoding;
  readonly meta: Meta;
  /** Nothing is recorded. */
  readonly dryRun: boolean;
}

/** What came of a batch. */
export type BatchOutcome =
  | {
      readonly taken: true;
      readonly replayed: boolean;
      readonly rows: number;
      readonly refused: readonly RefusedReadings[];
      /** The first of them by line; none of a batch that was recorded before. */
      readonly refusals: readonly RowRefusal[];
      /** Absent in a dry run. */
      readonly eventId?: string;
    }
  | {
      readonly taken: false;
      readonly reason: TelemetryRefusal;
      readonly refusals: readonly RowRefusal[];
    }
  | { readonly taken: false; readonly body: BodyRefusal };

const DECODED_BYTES_MAX = 16 * 1024 ** 3;
const READ_BYTES = 256 * 1024;
const DAY_SECONDS = 86_400;

@Injectable()
export class TelemetryIntake {
  constructor(
    private readonly machines: MachineRegisters,
    private readonly catalogue: BatchCatalogue,
    private readonly turns: PoolTurns,
    private readonly stored: StoredBatches,
    private readonly files: FolderStorage,
    private readonly spool: Spool,
    private readonly store: EventStore,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  take(sent: SentBatch, spooled: Spooled, law: TelemetryLaw): Promise<BatchOutcome> {
    return this.turns.take(sent.poolId, async (stillMine) => {
      const events = await this.store.readStream(streamOf(sent));
      const before = replay(telemetryBatchDecider, events.map(eventOf));
      const admission = admitBatch({ ...sent, sha256: spooled.sha256 }, before);
      if (admission.outcome === 'refused')
        return { taken: false, reason: admission.reason, refusals: [] };
      if (admission.outcome === 'new')
        return this.takeNew(sent, spooled, { law, before, stillMine });
      await this.catalogue.countRepeat({ ...keyOf(sent), sha256: spooled.sha256 });
      return this.finish(sent, spooled, true);
    });
  }

  private async takeNew(
    sent: SentBatch,
    spooled: Spooled,
    { law, before, stillMine }: Turn,
  ): Promise<BatchOutcome> {
    const at = this.clock.now();
    const known = await this.machines.latest();
    const batch = await this.batchOf(sent, spooled, { law, known, at });
    const read = await this.read(batch, known, sent, spooled);
    if (batch.refusal) return { taken: false, body: batch.refusal };
    const refusals = batch.refusals.first;
    const record = await this.recordOf(sent, spooled, { batch, read, at, law });
    const decision = telemetryBatchDecider.decide(record, before);
    if (!decision.accepted) return { taken: false, reason: decision.reason, refusals };
    const { format, sha256, rows, refused, from, until } = record;
    if (sent.dryRun) return { taken: true, replayed: false, rows, refused, refusals };

    await this.catalogue.keep({
      ...keyOf(sent),
      ...{ sha256, format, receivedAt: at, rows, refused },
      ...{ files: read.files, sums: read.totals.byHour() },
      ...(from !== undefined && until !== undefined && { from, until }),
    });
    await stillMine();
    const outcome = await this.commands.handle(
      { meta: sent.meta },
      step(streamOf(sent), telemetryBatchDecider, record),
    );
    if (!outcome.accepted)
      return { taken: false, reason: outcome.reason as TelemetryRefusal, refusals };
    return { ...(await this.finish(sent, spooled, false)), refusals };
  }

  private async batchOf(
    { poolId, sequence, format, encoding }: SentBatch,
    { path }: Spooled,
    { law, known, at }: Circumstances,
  ): Promise<Batch> {
    const now = Math.floor(millisOf(at) / 1_000);
    return readBatch(createReadStream(path, { highWaterMark: READ_BYTES }), {
      ...{ format, encoding, decodedBytesMax: DECODED_BYTES_MAX },
      stored: await this.stored.beside(poolId, sequence, known.register),
      rules: {
        ...{ register: known.register, served: await this.machines.servedBy(poolId, known) },
        ...{ now, toleranceSeconds: CLOCK_SKEW_MS / 1_000 },
        oldest: now - law.lateDaysMax * DAY_SECONDS,
        nominalPerMille: law.nominalBpsMax / 10,
      },
    });
  }

  /** Counts what the log has of a batch, and answers by it. */
  async finish(
    sent: Pick<SentBatch, 'poolId' | 'sequence' | 'version'>,
    { sha256 }: Pick<Spooled, 'sha256'>,
    replayed: boolean,
  ): Promise<Extract<BatchOutcome, { taken: true }>> {
    const versions = await this.count(sent.poolId, sent.sequence);
    const own = versions.find((one) => one.version === sent.version && one.sha256 === sha256);
    if (own === undefined) throw new Error('A batch that was recorded is not in its stream.');
    const { rows, refused, eventId } = own;
    return { taken: true, replayed, rows, refused, refusals: [], eventId };
  }

  /** Brings the hours to what the log has of a batch. */
  async count(poolId: string, sequence: number) {
    const events = await this.store.readStream(streamOf({ poolId, sequence }));
    const versions = events.map((event) => {
      const { version, sha256, rows, refused } = eventOf(event);
      return { version, sha256, rows, refused, eventId: event.envelope.eventId };
    });
    await this.catalogue.count(poolId, sequence, versions);
    return versions;
  }

  /** Reads all slices of a batch into files and sums; of one that is only tried, into sums. */
  private async read(
    batch: Batch,
    known: KnownMachines,
    sent: SentBatch,
    spooled: Spooled,
  ): Promise<ReadBatch> {
    const totals = new BatchTotals(known);
    const files: KeptFile[] = [];
    if (sent.dryRun) {
      for await (const { sums } of batch) totals.add(sums);
      return { files, totals };
    }
    const writer = await ChunkWriter.open(known.register);
    const placeFor = (slice: number) => this.spool.placeFor(spooled, slice);
    try {
      for await (const { columns, sums, chunk } of writeChunks(batch, writer, placeFor)) {
        totals.add(sums);
        const { path, sha256, rows, bytes } = chunk;
        const name = nameOf(sent, sha256);
        await this.files.put(name, path, sha256);
        await rm(path);
        files.push({ name, sha256, rows, bytes, ...spanOf(columns) });
      }
    } finally {
      writer.close();
    }
    return { files, totals };
  }

  private async recordOf(
    sent: SentBatch,
    { sha256 }: Spooled,
    { batch, read, at, law }: Worked,
  ): Promise<RecordBatch> {
    const { files, totals } = read;
    const spans = files.map(({ from, until }) => ({ from, until }));
    const holders = await this.machines.holders(totals.licences());
    return {
      type: 'RecordBatch',
      ...keyOf(sent),
      ...{ format: sent.format, sha256, at, rows: batch.rows, refused: refusedIn(batch) },
      ...(spans.length > 0 && {
        from: spans.map(({ from }) => from).reduce((a, b) => (a < b ? a : b)),
        until: spans.map(({ until }) => until).reduce((a, b) => (a > b ? a : b)),
      }),
      files: files.map(({ sha256: file, rows, bytes }) => ({ sha256: file, rows, bytes })),
      totals: totals.inAll(holders),
      refusedBpsMax: law.refusedBpsMax,
    };
  }
}

/** What holds while it is the turn of a pool's batch. */
interface Turn {
  readonly law: TelemetryLaw;
  /** What is recorded under its sequence. */
  readonly before: TelemetryBatch;
  readonly stillMine: () => Promise<void>;
}

interface Circumstances {
  readonly law: TelemetryLaw;
  readonly known: KnownMachines;
  readonly at: Instant;
}

interface ReadBatch {
  readonly files: readonly KeptFile[];
  readonly totals: BatchTotals;
}

interface Worked {
  readonly batch: Batch;
  readonly read: ReadBatch;
  readonly at: Instant;
  readonly law: TelemetryLaw;
}

const refusedIn = ({ refusals }: Batch): RefusedReadings[] =>
  Object.entries(refusals.byCode)
    .map(([code, rows]) => ({ code, rows }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));

const keyOf = ({
  poolId,
  sequence,
  version,
}: Pick<SentBatch, 'poolId' | 'sequence' | 'version'>) => ({
  poolId,
  sequence,
  version,
});

const streamOf = ({ poolId, sequence }: Pick<SentBatch, 'poolId' | 'sequence'>): string =>
  `telemetry-${poolId}-${sequence}`;

/** By what it has, so that no file ever takes the place of another one. */
const nameOf = ({ poolId, sequence, version }: SentBatch, sha256: string): string => {
  // A pool's id may have letters that a store of files takes for others.
  const pool = hash('sha256', poolId).slice(0, 16);
  return `batches/${pool}/${sequence}/${version}-${sha256}.parquet`;
};

const eventOf = (event: Parameters<typeof domainEventOf>[0]): TelemetryEvent =>
  domainEventOf(event) as TelemetryEvent;

const spanOf = ({ start, seconds, rows }: Columns): { from: Instant; until: Instant } => {
  let [from, until] = [Infinity, 0];
  for (let row = 0; row < rows; row += 1) {
    from = Math.min(from, start[row]!);
    until = Math.max(until, start[row]! + seconds[row]!);
  }
  return { from: instantOf(from * 1_000), until: instantOf(until * 1_000) };
};
