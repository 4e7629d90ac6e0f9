import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

import {
  compressionRegistry,
  CompressionType,
  DataType,
  Decimal,
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  makeVector,
  RecordBatchStreamWriter,
  Schema,
  Table,
  Timestamp,
  TimestampSecond,
  Utf8,
  vectorFromArray,
  type Vector,
} from 'apache-arrow';

import type { Reading } from './readings.js';

// Streams as the Arrow project's own library writes them.

compressionRegistry.set(CompressionType.ZSTD, {
  encode: (data) => zstdCompressSync(data, { params: { [constants.ZSTD_c_compressionLevel]: 1 } }),
  decode: (data) => zstdDecompressSync(data, { maxOutputLength: 1 << 26 }),
});
/** A header of LZ4 and no data: nothing reads further. */
compressionRegistry.set(CompressionType.LZ4_FRAME, {
  encode: () => Uint8Array.of(0x04, 0x22, 0x4d, 0x18, 0x60, 0x40, 0x82),
});

/**
 * The library writes the compressed length in front of a buffer, where the format has the other one (as of
 * 21.2.0); its own reader does not look.
 */
class StreamWriter extends RecordBatchStreamWriter {
  protected override _compressBodyBuffers(buffers: ArrayBufferView[]) {
    const compressed = super._compressBodyBuffers(buffers);
    for (const [i, { byteLength }] of buffers.entries()) {
      const { buffer, byteOffset, byteLength: prefixBytes } = compressed.buffers[i * 2]!;
      if (prefixBytes === 0) continue;
      const prefix = new DataView(buffer, byteOffset);
      if (prefix.getBigInt64(0, true) >= 0) prefix.setBigInt64(0, BigInt(byteLength), true);
    }
    return compressed;
  }
}

export interface ColumnToSend {
  readonly name: string;
  readonly type: DataType;
  readonly values: readonly (string | number | bigint | null)[];
}

export interface StreamOptions {
  readonly batchRows?: number;
  readonly compression?: CompressionType;
}

const TYPES: Readonly<Record<keyof Reading, DataType>> = {
  machineId: new Utf8(),
  intervalStart: new TimestampSecond('UTC'),
  intervalSeconds: new Int32(),
  accepted: new Int64(),
  stale: new Int64(),
  rejected: new Int64(),
  hashrate: new Float64(),
  temperatureC: new Float64(),
  powerW: new Int32(),
};

export const SERIALS_BY_DICTIONARY = new Dictionary(new Utf8(), new Int32(), 7);

/** Readings as columns, of the types given instead of the usual ones. */
export const columnsToSend = (
  readings: readonly Reading[],
  types: Partial<typeof TYPES> = {},
): ColumnToSend[] =>
  (Object.keys(TYPES) as (keyof Reading)[]).map((name) => ({
    name,
    type: types[name] ?? TYPES[name],
    values: readings.map((reading) =>
      name === 'intervalStart' ? Date.parse(reading[name]) / 1_000 : (reading[name] ?? null),
    ),
  }));

export const arrowStream = (
  columns: readonly ColumnToSend[],
  { batchRows = 1_000_000, compression }: StreamOptions = {},
): Buffer => {
  const fields = columns.map(({ name, type }) => new Field(name, type, true));
  const vectors = columns.map(({ name, type, values }) => [name, vectorOf(type, values)] as const);
  const table = new Table(new Schema(fields), Object.fromEntries(vectors));
  const writer = new StreamWriter(
    compression === undefined ? {} : { compressionType: compression },
  );
  if (table.numRows === 0) writer.reset(undefined, table.schema);
  for (let row = 0; row < table.numRows; row += batchRows)
    for (const batch of table.slice(row, row + batchRows).batches) writer.write(batch);
  writer.finish();
  return Buffer.from(writer.toUint8Array(true));
};

const PER_SECOND = [1n, 1_000n, 1_000_000n, 1_000_000_000n];

const vectorOf = (type: DataType, values: ColumnToSend['values']): Vector => {
  if (DataType.isTimestamp(type)) return timestamps(type, values);
  if (DataType.isDecimal(type)) return decimals(type, values);
  const plain = DataType.isDictionary(type) ? type.dictionary : type;
  const isWide = DataType.isInt(plain) && plain.bitWidth === 64;
  return vectorFromArray(
    values.map((value) => (isWide && value !== null ? BigInt(value) : value)),
    type,
  );
};

/** Values are seconds. */
const timestamps = (type: Timestamp, values: ColumnToSend['values']): Vector => {
  const perSecond = PER_SECOND[type.unit]!;
  const data = BigInt64Array.from(values, (value) =>
    typeof value === 'bigint' ? value : BigInt(value ?? 0) * perSecond,
  );
  return makeVector(makeData({ type, length: values.length, data, ...nullsOf(values) }));
};

/** Values are numbers as they would be written. */
const decimals = (type: Decimal, values: ColumnToSend['values']): Vector => {
  const data = new Uint32Array(values.length * 4);
  for (const [row, value] of values.entries()) {
    const whole = BigInt.asUintN(
      128,
      typeof value === 'bigint' ? value : BigInt(Math.round(Number(value ?? 0) * 10 ** type.scale)),
    );
    for (let word = 0; word < 4; word += 1)
      data[row * 4 + word] = Number((whole >> BigInt(word * 32)) & 0xff_ff_ff_ffn);
  }
  return makeVector(makeData({ type, length: values.length, data, ...nullsOf(values) }));
};

const nullsOf = (values: ColumnToSend['values']) => {
  const nullBitmap = new Uint8Array(Math.ceil(values.length / 64) * 8);
  for (const [row, value] of values.entries())
    if (value !== null) nullBitmap[row >> 3]! |= 1 << (row & 7);
  const nullCount = values.filter((value) => value === null).length;
  return nullCount > 0 ? { nullCount, nullBitmap } : { nullCount: 0 };
};
