import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

import {
  Dictionary,
  Field,
  Float64,
  Int32,
  Int64,
  makeData,
  RecordBatch,
  RecordBatchStreamWriter,
  Schema,
  Struct,
  TimestampSecond,
  Utf8,
  vectorFromArray,
  type Data,
} from 'apache-arrow';

import { rowsOf, serialOf, type Row } from './sector.js';

// The same rows in each form in which they are sent, and as COPY takes them.

/** Rows that are made at a time, and of an Arrow record batch. */
const BATCH_ROWS = 50_000;

function* batchesOf(machines: number, rows: number): Generator<readonly Row[]> {
  let batch: Row[] = [];
  for (const row of rowsOf(machines, rows)) {
    batch.push(row);
    if (batch.length < BATCH_ROWS) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}

const timeOf = (second: number): string =>
  new Date(second * 1_000).toISOString().replace('.000Z', 'Z');

const ndjsonOf = ({ machine, values }: Row): string => {
  const [
    ,
    start = 0,
    intervalSeconds,
    accepted,
    stale,
    rejected,
    hashrate = 0,
    warmth = 0,
    powerW,
  ] = values;
  const machineId = serialOf(machine);
  const work = { intervalSeconds, accepted, stale, rejected };
  const figures = { hashrate: hashrate / 100, temperatureC: warmth / 10, powerW };
  return JSON.stringify({ machineId, intervalStart: timeOf(start), ...work, ...figures });
};

const copyLineOf = (machine: string | number, { values }: Row): string => {
  const [, start = 0, ...others] = values;
  return [machine, timeOf(start), ...others].join('\t');
};

export const writeText = async (
  path: string,
  machines: number,
  rows: number,
  lineOf: (row: Row) => string,
): Promise<void> => {
  const batches = Readable.from(
    (function* () {
      for (const batch of batchesOf(machines, rows)) yield `${batch.map(lineOf).join('\n')}\n`;
    })(),
  );
  await pipeline(batches, createWriteStream(path));
};

const FIELDS = [
  new Field('intervalStart', new TimestampSecond('UTC'), false),
  new Field('intervalSeconds', new Int32(), false),
  new Field('accepted', new Int64(), false),
  new Field('stale', new Int64(), false),
  new Field('rejected', new Int64(), false),
  new Field('hashrate', new Float64(), false),
  new Field('temperatureC', new Float64(), true),
  new Field('powerW', new Int32(), true),
] as const;

const columnOf = (field: Field, batch: readonly Row[], place: number): Data => {
  const numbers = batch.map(({ values }) => values[place] ?? 0);
  const scale = place === 6 ? 100 : 10;
  const data =
    field.type instanceof Int32
      ? Int32Array.from(numbers)
      : field.type instanceof Float64
        ? Float64Array.from(numbers, (number) => number / scale)
        : BigInt64Array.from(numbers, BigInt);
  return makeData({ type: field.type, length: batch.length, nullCount: 0, data } as never);
};

export const writeArrow = async (
  path: string,
  machines: number,
  rows: number,
  hasDictionary: boolean,
): Promise<void> => {
  const serials = Array.from({ length: machines }, (_, machine) => serialOf(machine));
  const dictionary = vectorFromArray(serials, new Utf8());
  const type = hasDictionary ? new Dictionary(new Utf8(), new Int32(), 1) : new Utf8();
  const schema = new Schema([new Field('machineId', type, false), ...FIELDS]);
  const writer = new RecordBatchStreamWriter();
  writer.reset(undefined, schema);
  const written = pipeline(writer.toNodeStream(), createWriteStream(path));
  for (const batch of batchesOf(machines, rows)) {
    const ids = hasDictionary
      ? makeData({
          type: type as Dictionary<Utf8, Int32>,
          length: batch.length,
          nullCount: 0,
          data: Int32Array.from(batch, ({ machine }) => machine),
          dictionary,
        })
      : vectorFromArray(
          batch.map(({ machine }) => serials[machine] ?? ''),
          new Utf8(),
        ).data[0]!;
    const children = [ids, ...FIELDS.map((field, i) => columnOf(field, batch, i + 1))];
    const struct = makeData({
      type: new Struct(schema.fields),
      length: batch.length,
      nullCount: 0,
      children,
    });
    writer.write(new RecordBatch(schema, struct as Data<Struct>));
    // What was written is taken off in between.
    await new Promise((resolve) => setImmediate(resolve));
  }
  writer.close();
  await written;
};

export interface BodyFiles {
  readonly ndjson: string;
  readonly arrow: string;
  readonly dictionary: string;
  readonly copy: string;
  /** With the number of each machine, as a store would have it that knows the register. */
  readonly copy_of_numbers: string;
}

export const writeBodies = async (
  folder: string,
  machines: number,
  rows: number,
): Promise<BodyFiles> => {
  const files = {
    ndjson: join(folder, 'readings.ndjson'),
    arrow: join(folder, 'readings.arrows'),
    dictionary: join(folder, 'readings-dictionary.arrows'),
    copy: join(folder, 'readings.copy'),
    copy_of_numbers: join(folder, 'numbers.copy'),
  };
  await writeText(files.ndjson, machines, rows, ndjsonOf);
  const serial = (row: Row): string => copyLineOf(serialOf(row.machine), row);
  await writeText(files.copy, machines, rows, serial);
  await writeText(files.copy_of_numbers, machines, rows, (row) => copyLineOf(row.machine, row));
  await writeArrow(files.arrow, machines, rows, false);
  await writeArrow(files.dictionary, machines, rows, true);
  return files;
};
