import { constants, zstdDecompressSync } from 'node:zlib';

import { refuseBody, type BodyRefusal } from '../checks/refusals.js';
import type { BufferRange, RecordBatchMessage } from './arrow-messages.js';
import { BODY_BYTES_MAX, type Message } from './message-framer.js';

/** Of buffers, where they are not compressed. */
const ALIGNMENT = 8;
const LENGTH_BYTES = 8;
/** What stands in place of the length of a buffer that is not compressed after all. */
const NOT_COMPRESSED = -1n;

/** One column's part of a record batch, all of whose bytes are there. */
export interface ColumnBuffers {
  readonly rows: number;
  /** A bit for each row that has a value; undefined where all have. */
  readonly validity: Uint8Array | undefined;
  /** Offsets of text. */
  readonly offsets: DataView | undefined;
  readonly values: Uint8Array<ArrayBuffer>;
}

/** Reads the buffers of a record batch, having checked that each is within what was received. */
export class BatchBuffers {
  refusal: BodyRefusal | undefined;
  /** Bytes of the buffers, decompressed. */
  bytes = 0;
  private node = 0;
  private buffer = 0;

  constructor(
    private readonly batch: RecordBatchMessage,
    private readonly message: Message,
    columns: number,
    buffers: number,
  ) {
    if (batch.compression === 'other') this.refuse('arrow-compression', '');
    if (batch.nodes.length !== columns || batch.buffers.length !== buffers)
      this.refuse('arrow-malformed', 'A batch does not have the columns of its schema.');
  }

  /**
   * The next column, whose values take so many bits each: all of the rows that the batch claims, or
   * undefined and a refusal.
   */
  next(valueBits: number, offsetBits: 0 | 32 | 64): ColumnBuffers | undefined {
    const { length: rows } = this.batch;
    const { length, nullCount } = this.batch.nodes[this.node++] ?? { length: -1, nullCount: 0 };
    const validity = this.take();
    const offsets = offsetBits > 0 ? this.take() : undefined;
    const values = this.take();
    if (this.refusal || !validity || !values) return undefined;
    const offsetBytes = rows === 0 ? 0 : ((rows + 1) * offsetBits) / 8;
    if (
      length !== rows ||
      values.length < (rows * valueBits) / 8 ||
      (offsets && offsets.length < offsetBytes)
    )
      return this.refuse(
        'arrow-malformed',
        `A column has less than the ${rows} rows of its batch.`,
      );
    if (nullsOf(validity, rows) !== nullCount)
      return this.refuse(
        'arrow-malformed',
        `A column does not have the ${nullCount} nulls that it claims.`,
      );
    return {
      rows,
      validity: validity.length > 0 ? validity : undefined,
      offsets: offsets && new DataView(offsets.buffer, offsets.byteOffset, offsets.length),
      values,
    };
  }

  private take(): Uint8Array<ArrayBuffer> | undefined {
    const range = this.batch.buffers[this.buffer++];
    if (this.refusal || !range) return undefined;
    const { offset, length } = range;
    const isAligned = this.batch.compression !== 'none' || length === 0 || offset % ALIGNMENT === 0;
    if (!isAligned || offset + length > this.message.body.length)
      return this.refuse('arrow-malformed', 'A buffer points outside of its message.');
    const bytes = this.message.body.subarray(offset, offset + length);
    const decoded =
      this.batch.compression === 'zstd' && length > 0 ? this.decompress(bytes, range) : bytes;
    this.bytes += decoded?.length ?? 0;
    return decoded;
  }

  private decompress(
    bytes: Uint8Array<ArrayBuffer>,
    { length }: BufferRange,
  ): Uint8Array<ArrayBuffer> | undefined {
    if (length < LENGTH_BYTES) return this.refuse('arrow-malformed', 'A buffer has no length.');
    const claimed = new DataView(bytes.buffer, bytes.byteOffset).getBigInt64(0, true);
    const rest = bytes.subarray(LENGTH_BYTES);
    if (claimed === NOT_COMPRESSED) return rest;
    if (claimed < 0n || claimed + BigInt(this.bytes) > BODY_BYTES_MAX)
      return this.refuse('arrow-message-too-long', `A buffer claims ${claimed} bytes.`);
    const decoded = decompressed(rest, Number(claimed));
    return decoded ?? this.refuse('arrow-malformed', 'A buffer is not what its length claims.');
  }

  private refuse(
    code: 'arrow-malformed' | 'arrow-compression' | 'arrow-message-too-long',
    detail: string,
  ): undefined {
    this.refusal ??= refuseBody(code, this.message.at, detail);
    return undefined;
  }
}

/** Undefined where it is not exactly so long. Memory is taken for what there is, up to that. */
const decompressed = (bytes: Uint8Array, length: number): Uint8Array<ArrayBuffer> | undefined => {
  try {
    const decoded = zstdDecompressSync(bytes, {
      maxOutputLength: Math.max(1, length),
      params: { [constants.ZSTD_d_windowLogMax]: 23 },
    });
    return decoded.length === length ? decoded : undefined;
  } catch {
    return undefined;
  }
};

/** Number of rows without a value; NaN where the bits are fewer than the rows. */
const nullsOf = (validity: Uint8Array, rows: number): number => {
  if (validity.length === 0) return 0;
  if (validity.length * 8 < rows) return Number.NaN;
  let nulls = 0;
  for (let row = 0; row < rows; row += 1) if (!hasValue(validity, row)) nulls += 1;
  return nulls;
};

export const hasValue = (validity: Uint8Array, row: number): boolean =>
  (validity[row >> 3]! & (1 << (row & 7))) !== 0;
