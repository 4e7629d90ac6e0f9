import type { RefusalLog } from '../checks/refusal-log.js';
import {
  refuseBody,
  type BodyRefusal,
  type BodyRefusalCode,
  type RowRefusalCode,
} from '../checks/refusals.js';
import type { RowChecks } from '../checks/row-checks.js';
import type { Columns } from '../columns/columns.js';
import { MACHINE_ID, MEMBERS } from '../columns/members.js';
import type { ArrowMessage, RecordBatchMessage } from './arrow-messages.js';
import { columnsOf, type ArrowColumn } from './arrow-schema.js';
import { BatchBuffers, hasValue, type ColumnBuffers } from './batch-buffers.js';
import { bitsOf, valuesOf, type ReadValues } from './column-values.js';
import { MessageFramer, type Message } from './message-framer.js';
import { findSerials, NO_SERIAL } from './serials.js';

/** Rows that are read at a time. */
const BLOCK_ROWS = 8_192;

/** The most serials of a dictionary: ten times the machines of the sector, and some. */
export const SERIALS_MAX = 5_000_000;

/** A column of the record batch that is being read. */
interface OpenColumn {
  readonly column: ArrowColumn;
  readonly buffers: ColumnBuffers;
  /** Undefined where values are text. */
  readonly read: ReadValues | undefined;
}

/**
 * Reads an Arrow IPC stream into columns. Lengths and positions are checked against what was received
 * before anything is read by them. Rows count from 1, over all record batches.
 */
export class ArrowReader {
  private own: BodyRefusal | undefined;
  private readonly framer = new MessageFramer();
  private schema: readonly ArrowColumn[] | undefined;
  /** By index into the dictionary: of the register, -1 or `NO_SERIAL`. */
  private dictionary: Int32Array | undefined;
  private rows = 0;
  private decodedBytes = 0;

  private readonly machines = new Int32Array(BLOCK_ROWS);
  private readonly block = MEMBERS.map(() => new Float64Array(BLOCK_ROWS));
  private readonly present = new Uint16Array(BLOCK_ROWS);
  private readonly faults: (RowRefusalCode | undefined)[] = Array(BLOCK_ROWS).fill(undefined);
  private readonly values = new Float64Array(MEMBERS.length);

  constructor(
    private readonly columns: Columns,
    private readonly checks: RowChecks,
    private readonly refusals: RefusalLog,
    private readonly decodedBytesMax: number,
  ) {}

  get refusal(): BodyRefusal | undefined {
    return this.own ?? this.framer.refusal;
  }

  *read(chunk: Uint8Array): Generator<void> {
    for (const message of this.framer.read(chunk)) {
      yield* this.readMessage(message);
      if (this.own) return;
    }
  }

  end(): Iterable<void> {
    this.framer.end();
    if (!this.refusal && !this.schema) this.refuse('arrow-malformed', 0, 'It has no schema.');
    return [];
  }

  private *readMessage(framed: Message): Generator<void> {
    const { message, at } = framed;
    switch (message.kind) {
      case 'schema':
        return this.readSchema(message, at);
      case 'dictionary-batch':
        return yield* this.readDictionary(message, framed);
      case 'record-batch':
        return yield* this.readBatch(message, framed);
      default:
        return this.refuse(
          'arrow-malformed',
          at,
          'A message is of a kind that streams do not have.',
        );
    }
  }

  private readSchema(message: ArrowMessage & { readonly kind: 'schema' }, at: number): void {
    if (this.schema) return this.refuse('arrow-malformed', at, 'It has two schemas.');
    if (!message.isLittleEndian) return this.refuse('arrow-schema', at, 'It is big-endian.');
    const columns = columnsOf(message.fields);
    if (typeof columns === 'string') return this.refuse('arrow-schema', at, columns);
    this.schema = columns;
  }

  private *readDictionary(
    message: ArrowMessage & { readonly kind: 'dictionary-batch' },
    framed: Message,
  ): Generator<void> {
    const column = this.schema?.find(({ dictionaryId }) => dictionaryId !== undefined);
    if (column?.dictionaryId !== message.id)
      return this.refuse('arrow-malformed', framed.at, 'A dictionary is of no column.');
    const batch = new BatchBuffers(message.data, framed, 1, 3);
    const buffers = batch.next(0, column.textOffsetBits);
    if (!this.isWithin(batch, framed.at) || !buffers) return;
    const before = (message.isDelta ? this.dictionary : undefined) ?? new Int32Array(0);
    const length = before.length + buffers.rows;
    if (length > SERIALS_MAX)
      return this.refuse(
        'arrow-message-too-long',
        framed.at,
        `A dictionary has ${length} serials.`,
      );
    const dictionary = new Int32Array(length);
    dictionary.set(before);
    for (let from = 0; from < buffers.rows; from += BLOCK_ROWS) {
      const until = Math.min(from + BLOCK_ROWS, buffers.rows);
      const out = dictionary.subarray(before.length + from, before.length + until);
      if (!this.findSerials(buffers, column.textOffsetBits, from, until, out, framed.at)) return;
      yield;
    }
    this.dictionary = dictionary;
    this.decodedBytes += batch.bytes;
  }

  private *readBatch(message: RecordBatchMessage, framed: Message): Generator<void> {
    const { schema } = this;
    if (!schema) return this.refuse('arrow-malformed', framed.at, 'It begins without a schema.');
    const open = this.openColumns(schema, message, framed);
    if (!open) return;
    for (let from = 0; from < message.length; from += BLOCK_ROWS) {
      const until = Math.min(from + BLOCK_ROWS, message.length);
      this.readBlock(open, from, until, framed.at);
      if (this.own) return;
      yield* this.admit(until - from);
      yield;
    }
  }

  private openColumns(
    schema: readonly ArrowColumn[],
    message: RecordBatchMessage,
    framed: Message,
  ): readonly OpenColumn[] | undefined {
    const total = schema.reduce((sum, { buffers }) => sum + buffers, 0);
    const batch = new BatchBuffers(message, framed, schema.length, total);
    const open: OpenColumn[] = [];
    for (const column of schema) {
      const { type, place } = column;
      const buffers = batch.next(bitsOf(type), type.kind === 'text' ? type.offsetBits : 0);
      if (!this.isWithin(batch, framed.at) || !buffers) return undefined;
      const isText = type.kind === 'text';
      open.push({ column, buffers, read: isText ? undefined : valuesOf(type, place, buffers) });
    }
    this.decodedBytes += batch.bytes;
    return open;
  }

  /** Into `machines`, `block`, `present` and `faults`. */
  private readBlock(open: readonly OpenColumn[], from: number, until: number, at: number): void {
    const rows = until - from;
    this.present.fill(0, 0, rows);
    this.faults.fill(undefined, 0, rows);
    for (const { column, buffers, read } of open) {
      const { place } = column;
      const { validity } = buffers;
      const onFault = (row: number, code: RowRefusalCode): void => {
        if (!validity || hasValue(validity, row)) this.faults[row - from] ??= code;
      };
      for (let row = from; row < until; row += 1)
        if (!validity || hasValue(validity, row)) this.present[row - from]! |= 1 << place;
      if (read) read(from, until, this.block[place]!, onFault);
      else if (column.type.kind === 'text')
        this.findSerials(buffers, column.type.offsetBits, from, until, this.machines, at);
      if (place === MACHINE_ID && read) this.resolveIndexes(rows, at);
    }
  }

  /** Indexes into the dictionary become machines. */
  private resolveIndexes(rows: number, at: number): void {
    const indexes = this.block[MACHINE_ID]!;
    const serial = 1 << MACHINE_ID;
    for (let row = 0; row < rows; row += 1) {
      if ((this.present[row]! & serial) === 0) continue;
      const machine = this.dictionary?.[indexes[row]!];
      if (machine === undefined)
        return this.refuse('arrow-malformed', at, 'An index is outside of its dictionary.');
      if (machine === NO_SERIAL) this.present[row]! &= ~serial;
      this.machines[row] = machine;
    }
  }

  private *admit(rows: number): Generator<void> {
    for (let row = 0; row < rows; row += 1) {
      this.rows += 1;
      const refusal = this.faults[row] ?? this.admitRow(row);
      if (refusal) this.refusals.add(this.rows, refusal);
      if (this.columns.isFull) yield;
    }
  }

  private admitRow(row: number): RowRefusalCode | undefined {
    for (let place = 0; place < this.values.length; place += 1)
      this.values[place] = this.block[place]![row]!;
    return this.checks.admit(this.rows, this.machines[row]!, this.values, this.present[row]!);
  }

  private findSerials(
    buffers: ColumnBuffers,
    offsetBits: 32 | 64,
    from: number,
    until: number,
    out: Int32Array,
    at: number,
  ): boolean {
    const isFound = findSerials(buffers, offsetBits, this.checks.register, from, until, out);
    if (!isFound) this.refuse('arrow-malformed', at, 'A text is outside of its buffer.');
    const { validity } = buffers;
    if (validity)
      for (let row = from; row < until; row += 1)
        if (!hasValue(validity, row)) out[row - from] = NO_SERIAL;
    return isFound;
  }

  /** Whether the buffers are read so far, and all of the batch is not too long. */
  private isWithin(batch: BatchBuffers, at: number): boolean {
    if (batch.refusal) this.own = batch.refusal;
    else if (this.decodedBytes + batch.bytes > this.decodedBytesMax)
      this.refuse('body-too-long', at, `It may have ${this.decodedBytesMax} bytes.`);
    return !this.own;
  }

  private refuse(code: BodyRefusalCode, at: number, detail: string): void {
    this.own ??= refuseBody(code, at, detail);
  }
}
