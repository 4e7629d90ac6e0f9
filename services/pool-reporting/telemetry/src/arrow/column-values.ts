import type { RowRefusalCode } from '../checks/refusals.js';
import { MEMBERS } from '../columns/members.js';
import type { ArrowType } from './arrow-messages.js';
import type { ColumnBuffers } from './batch-buffers.js';

const WORD = 2 ** 32;
const SIGN = 0x80_00_00_00;

/** Reads rows of a column as whole numbers in the units of columns: `out` from 0, NaN where `onFault` was called. */
export type ReadValues = (
  from: number,
  until: number,
  out: Float64Array,
  onFault: (row: number, code: RowRefusalCode) => void,
) => void;

/** Bits of one value. */
export const bitsOf = (type: ArrowType): number => {
  switch (type.kind) {
    case 'integer':
      return type.bits;
    case 'float64':
    case 'timestamp':
      return 64;
    case 'decimal128':
      return 128;
    default:
      return 0;
  }
};

export const valuesOf = (type: ArrowType, place: number, buffers: ColumnBuffers): ReadValues => {
  const decimals = MEMBERS[place]!.decimals;
  const { values } = buffers;
  switch (type.kind) {
    case 'integer':
      return type.bits === 64
        ? wideIntegers(values, 2, 10 ** decimals, type.isSigned)
        : integers(typedArray(values, type.bits, type.isSigned), 10 ** decimals);
    case 'decimal128':
      return wideIntegers(values, 4, 10 ** (decimals - type.scale), true);
    case 'float64':
      return floats(aligned(Float64Array, values), 10 ** decimals);
    case 'timestamp':
      return timestamps(values, type.perSecond);
    default:
      throw new Error(`Values of ${type.kind} were not refused by the schema.`);
  }
};

type Integers = Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array;

interface NumbersOf<Numbers> {
  new (buffer: ArrayBuffer, offset: number, length: number): Numbers;
  readonly BYTES_PER_ELEMENT: number;
}

/** Numbers begin at multiples of their width, which writers do not all keep to; then they are copied. */
const aligned = <Numbers>(type: NumbersOf<Numbers>, bytes: Uint8Array<ArrayBuffer>): Numbers => {
  const width = type.BYTES_PER_ELEMENT;
  const { buffer, byteOffset, length } = bytes.byteOffset % width === 0 ? bytes : bytes.slice();
  return new type(buffer, byteOffset, Math.floor(length / width));
};

const typedArray = (bytes: Uint8Array<ArrayBuffer>, bits: number, isSigned: boolean): Integers => {
  switch (bits) {
    case 8:
      return aligned<Integers>(isSigned ? Int8Array : Uint8Array, bytes);
    case 16:
      return aligned<Integers>(isSigned ? Int16Array : Uint16Array, bytes);
    default:
      return aligned<Integers>(isSigned ? Int32Array : Uint32Array, bytes);
  }
};

const integers =
  (values: Integers, scale: number): ReadValues =>
  (from, until, out) => {
    for (let row = from; row < until; row += 1) out[row - from] = values[row]! * scale;
  };

/**
 * Integers of several words, the lowest first. A value that is exact as a double has nothing but its sign
 * above the second word.
 */
const wideIntegers = (
  bytes: Uint8Array<ArrayBuffer>,
  wordsOfValue: number,
  scale: number,
  isSigned: boolean,
): ReadValues => {
  const words = aligned(Uint32Array, bytes);
  return (from, until, out, onFault) => {
    for (let row = from; row < until; row += 1) {
      const first = row * wordsOfValue;
      const isNegative = isSigned && words[first + wordsOfValue - 1]! >= SIGN;
      const high = isNegative ? words[first + 1]! - WORD : words[first + 1]!;
      const value = (high * WORD + words[first]!) * scale;
      let isExact = Number.isSafeInteger(value);
      for (let word = 2; word < wordsOfValue; word += 1)
        if (words[first + word] !== (isNegative ? WORD - 1 : 0)) isExact = false;
      // A second word that looks negative of a number that is not, and the other way round.
      if (wordsOfValue > 2 && words[first + 1]! >= SIGN !== isNegative) isExact = false;
      out[row - from] = value;
      if (!isExact) onFault(row, 'out-of-range');
    }
  };
};

/** A double counts as the decimal number that it is the nearest one to. */
const floats =
  (values: Float64Array, scale: number): ReadValues =>
  (from, until, out, onFault) => {
    for (let row = from; row < until; row += 1) {
      const value = values[row]!;
      const scaled = Math.round(value * scale);
      out[row - from] = scaled;
      if (!Number.isFinite(value)) onFault(row, 'not-a-number');
      else if (!Number.isSafeInteger(scaled)) onFault(row, 'out-of-range');
      else if (scaled / scale !== value) onFault(row, 'too-precise');
    }
  };

const timestamps = (bytes: Uint8Array<ArrayBuffer>, perSecond: number): ReadValues => {
  // Nanoseconds of today are no longer exact as doubles.
  if (perSecond === 1_000_000_000) return nanoseconds(aligned(BigInt64Array, bytes));
  const read = wideIntegers(bytes, 2, 1, true);
  return (from, until, out, onFault) => {
    read(from, until, out, (row) => onFault(row, 'bad-time'));
    for (let row = from; row < until; row += 1) {
      const seconds = out[row - from]! / perSecond;
      out[row - from] = seconds;
      if (!Number.isInteger(seconds)) onFault(row, 'bad-time');
    }
  };
};

const PER_SECOND = 1_000_000_000n;

const nanoseconds =
  (values: BigInt64Array): ReadValues =>
  (from, until, out, onFault) => {
    for (let row = from; row < until; row += 1) {
      const value = values[row]!;
      out[row - from] = Number(value / PER_SECOND);
      if (value % PER_SECOND !== 0n) onFault(row, 'bad-time');
    }
  };
