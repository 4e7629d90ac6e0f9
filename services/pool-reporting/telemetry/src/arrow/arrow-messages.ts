import { FlatBuffer, type FlatTable, type FlatVector } from './flat-buffer.js';

// The messages of an Arrow IPC stream, as far as readings need them (Schema.fbs and Message.fbs of the
// Arrow project, metadata versions 4 and 5). Numbers are the places of fields, and values of enums.

export type ArrowType =
  | { readonly kind: 'integer'; readonly bits: number; readonly isSigned: boolean }
  | { readonly kind: 'float64' }
  | { readonly kind: 'decimal128'; readonly scale: number }
  | { readonly kind: 'timestamp'; readonly perSecond: number; readonly zone: string }
  | { readonly kind: 'text'; readonly offsetBits: 32 | 64 }
  | { readonly kind: 'other'; readonly name: string };

export interface ArrowField {
  readonly name: string;
  readonly type: ArrowType;
  /** Where values are indexes into a dictionary. */
  readonly dictionary: { readonly id: number; readonly index: ArrowType } | undefined;
  readonly hasChildren: boolean;
}

export interface BufferRange {
  readonly offset: number;
  readonly length: number;
}

export interface FieldNode {
  readonly length: number;
  readonly nullCount: number;
}

export interface RecordBatchMessage {
  readonly kind: 'record-batch';
  readonly length: number;
  readonly nodes: readonly FieldNode[];
  readonly buffers: readonly BufferRange[];
  readonly compression: 'none' | 'zstd' | 'other';
}

export type ArrowMessage =
  | {
      readonly kind: 'schema';
      readonly isLittleEndian: boolean;
      readonly fields: readonly ArrowField[];
    }
  | {
      readonly kind: 'dictionary-batch';
      readonly id: number;
      readonly isDelta: boolean;
      readonly data: RecordBatchMessage;
    }
  | RecordBatchMessage
  | { readonly kind: 'other' };

export interface FramedMessage {
  readonly message: ArrowMessage;
  readonly bodyBytes: number;
}

const [SCHEMA, DICTIONARY_BATCH, RECORD_BATCH] = [1, 2, 3];
const [VERSION_4, VERSION_5] = [3, 4];

/** A message has a few dozen of everything; more is not read. */
const ELEMENTS_MAX = 64;

const hasFew = ({ length }: FlatVector): boolean => length <= ELEMENTS_MAX;

/** Undefined where the bytes are no message. */
export const decodeMessage = (metadata: Uint8Array): FramedMessage | undefined => {
  const buffer = new FlatBuffer(metadata);
  const table = buffer.root();
  const header = table.table(2);
  const version = table.uint16(0);
  if (!header || (version !== VERSION_4 && version !== VERSION_5)) return undefined;
  const message = hasFew(table.vector(4, 4)) && messageOf(buffer, table.uint8(1), header);
  const bodyBytes = table.size(3);
  return buffer.isBroken || !message ? undefined : { message, bodyBytes };
};

const messageOf = (
  buffer: FlatBuffer,
  type: number,
  header: FlatTable,
): ArrowMessage | undefined => {
  switch (type) {
    case SCHEMA:
      if (!hasFew(header.vector(1, 4)) || !hasFew(header.vector(2, 4))) return undefined;
      return {
        kind: 'schema',
        isLittleEndian: header.uint16(0) === 0,
        fields: header.tables(1).map(fieldOf),
      };
    case DICTIONARY_BATCH: {
      const data = header.table(1);
      const batch = data && recordBatchOf(buffer, data);
      if (!batch) return undefined;
      const isDelta = header.uint8(2) !== 0;
      return { kind: 'dictionary-batch', id: header.size(0), isDelta, data: batch };
    }
    case RECORD_BATCH:
      return recordBatchOf(buffer, header);
    default:
      return { kind: 'other' };
  }
};

const recordBatchOf = (buffer: FlatBuffer, table: FlatTable): RecordBatchMessage | undefined => {
  const nodes = table.vector(1, 16);
  const buffers = table.vector(2, 16);
  if (![nodes, buffers, table.vector(4, 8)].every(hasFew)) return undefined;
  const pairs = ({ position, length }: { position: number; length: number }) =>
    Array.from({ length }, (_, i) => {
      const at = position + i * 16;
      return [buffer.size(at), buffer.size(at + 8)] as const;
    });
  return {
    kind: 'record-batch',
    length: table.size(0),
    nodes: pairs(nodes).map(([length, nullCount]) => ({ length, nullCount })),
    buffers: pairs(buffers).map(([offset, length]) => ({ offset, length })),
    compression: compressionOf(table.table(3)),
  };
};

const compressionOf = (table: FlatTable | undefined): RecordBatchMessage['compression'] => {
  if (!table) return 'none';
  const [codec, method] = [table.uint8(0), table.uint8(1)];
  return codec === 1 && method === 0 ? 'zstd' : 'other';
};

const fieldOf = (table: FlatTable): ArrowField => {
  const dictionary = table.table(4);
  const index = dictionary?.table(1);
  return {
    name: table.text(0),
    type: typeOf(table.uint8(2), table.table(3)),
    dictionary: dictionary && {
      id: dictionary.size(0),
      index: index ? typeOf(INT, index) : { kind: 'integer', bits: 32, isSigned: true },
    },
    // Its metadata is not read, but must be there: other readers look through all that is claimed.
    hasChildren: table.vector(5, 4).length > 0 || !hasFew(table.vector(6, 4)),
  };
};

const INT = 2;
const DOUBLE = 2;
const PER_SECOND = [1, 1_000, 1_000_000, 1_000_000_000];
const NAMES = [
  ...['nothing', 'null', 'int', 'floating point', 'binary', 'utf8', 'bool', 'decimal', 'date'],
  ...['time', 'timestamp', 'interval', 'list', 'struct', 'union', 'fixed-size binary'],
  ...['fixed-size list', 'map', 'duration', 'large binary', 'large utf8', 'large list'],
  ...['run-end encoded', 'binary view', 'utf8 view', 'list view', 'large list view'],
];

const typeOf = (type: number, table: FlatTable | undefined): ArrowType => {
  const other: ArrowType = { kind: 'other', name: NAMES[type] ?? `type ${type}` };
  if (!table) return other;
  switch (type) {
    case INT: {
      const bits = table.int32(0);
      if (![8, 16, 32, 64].includes(bits)) return other;
      return { kind: 'integer', bits, isSigned: table.uint8(1) !== 0 };
    }
    case 3:
      return table.uint16(0) === DOUBLE
        ? { kind: 'float64' }
        : { kind: 'other', name: 'float of less than 64 bits' };
    case 5:
      return { kind: 'text', offsetBits: 32 };
    case 7:
      return table.int32(2, 128) === 128 ? { kind: 'decimal128', scale: table.int32(1) } : other;
    case 10:
      return {
        kind: 'timestamp',
        perSecond: PER_SECOND[table.uint16(0)] ?? 0,
        zone: table.text(1),
      };
    case 20:
      return { kind: 'text', offsetBits: 64 };
    default:
      return other;
  }
};
