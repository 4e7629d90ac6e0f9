import { setImmediate as nextTurn } from 'node:timers/promises';

import { unreachable } from '@esep/kernel';

import { ArrowReader } from '../arrow/arrow-reader.js';
import { decodeBody, type BodyEncoding } from '../bodies/decode-body.js';
import { RefusalLog } from '../checks/refusal-log.js';
import { refuseBody, type BodyRefusal } from '../checks/refusals.js';
import { RowChecks, type RowRules } from '../checks/row-checks.js';
import { Columns, SLICE_ROWS_MAX } from '../columns/columns.js';
import { NdjsonReader } from '../ndjson/ndjson-reader.js';
import { Coverage, GAPS_MAX } from './coverage.js';
import { SliceBuilder, type Slice } from './slice-builder.js';
import { NOTHING_STORED, type StoredReadings } from './stored-readings.js';

export type BodyFormat = 'ndjson' | 'arrow';

export interface BatchOptions {
  readonly format: BodyFormat;
  readonly encoding: BodyEncoding;
  readonly rules: RowRules;
  /** The most bytes that the body may have once it is decoded. */
  readonly decodedBytesMax: number;
  /** What earlier batches have; nothing, unless given. */
  readonly stored?: StoredReadings;
  readonly sliceRows?: number;
  readonly gapsMax?: number;
}

/**
 * Reads rows into columns, step by step. A step ends where the columns are full and must be cleared, and where
 * other work of the process should have a turn.
 */
export interface RowReader {
  read(chunk: Uint8Array): Iterable<void>;
  end(): Iterable<void>;
  /** Set once nothing more can be read: the batch is refused. */
  readonly refusal?: BodyRefusal | undefined;
}

/** Bytes after which other work of the process has a turn. */
const TURN_BYTES = 1 << 20;

/**
 * A batch that is read slice by slice, in memory that does not depend on its length. Iterate once. A
 * refusal of the whole body shows only behind the last slice, so nothing of a batch counts before.
 */
export class Batch implements AsyncIterable<Slice> {
  /** Why nothing of the batch may be taken; undefined while that is not so. */
  refusal: BodyRefusal | undefined;
  /** Rows that were taken so far. */
  rows = 0;
  /** Rows that were refused so far. */
  readonly refusals = new RefusalLog();
  private readonly columns: Columns;
  private readonly coverage: Coverage;
  private readonly builder: SliceBuilder;

  constructor(
    private readonly body: AsyncIterable<Uint8Array>,
    private readonly options: BatchOptions,
  ) {
    const { rules, stored = NOTHING_STORED, sliceRows = SLICE_ROWS_MAX } = options;
    const { register } = rules;
    this.columns = new Columns(sliceRows);
    this.coverage = new Coverage(register.machines, options.gapsMax ?? GAPS_MAX);
    this.builder = new SliceBuilder(register, this.coverage, stored, this.refusals, sliceRows);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Slice> {
    for await (const _ of this.fullColumns()) {
      const slice = await this.builder.build(this.columns);
      this.columns.clear();
      if (!this.coverage.isExact) {
        this.refusal = refuseBody('too-scattered', 0, '');
        return;
      }
      this.rows += slice.columns.rows;
      if (slice.columns.rows > 0) yield slice;
    }
  }

  /** Yields whenever the columns are full, and once more for what is left at the end. */
  private async *fullColumns(): AsyncGenerator<void> {
    const { body, options } = this;
    const reader = this.reader();
    let turnBytes = 0;
    for await (const chunk of decodeBody(body, options.encoding, options.decodedBytesMax)) {
      if (!(chunk instanceof Uint8Array)) {
        this.refusal = chunk;
        return;
      }
      for (let at = 0; at < chunk.length; at += TURN_BYTES) {
        const part = chunk.subarray(at, at + TURN_BYTES);
        yield* this.whereFull(reader.read(part));
        this.refusal = reader.refusal;
        if (this.refusal) return;
        turnBytes += part.length;
        if (turnBytes < TURN_BYTES) continue;
        turnBytes = 0;
        await nextTurn();
      }
    }
    yield* this.whereFull(reader.end());
    this.refusal = reader.refusal;
    if (!this.refusal && this.columns.rows > 0) yield;
  }

  private async *whereFull(steps: Iterable<void>): AsyncGenerator<void> {
    for (const _ of steps)
      if (this.columns.isFull) yield;
      else await nextTurn();
  }

  private reader(): RowReader {
    const { format, rules, decodedBytesMax } = this.options;
    const checks = new RowChecks(rules, this.columns);
    switch (format) {
      case 'ndjson':
        return new NdjsonReader(this.columns, checks, this.refusals);
      case 'arrow':
        return new ArrowReader(this.columns, checks, this.refusals, decodedBytesMax);
      default:
        return unreachable(format);
    }
  }
}

export const readBatch = (body: AsyncIterable<Uint8Array>, options: BatchOptions): Batch =>
  new Batch(body, options);
