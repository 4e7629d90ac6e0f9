/**
 * Reads FlatBuffers whose writer is not trusted: what lies outside of the bytes reads as nothing and
 * marks the buffer as broken, which the caller looks at before it uses what it read.
 */
export class FlatBuffer {
  isBroken = false;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  root(): FlatTable {
    return this.tableAt(this.uint32(0));
  }

  tableAt(position: number): FlatTable {
    return new FlatTable(this, position);
  }

  uint8(at: number): number {
    return this.has(at, 1) ? this.view.getUint8(at) : 0;
  }

  uint16(at: number): number {
    return this.has(at, 2) ? this.view.getUint16(at, true) : 0;
  }

  int32(at: number): number {
    return this.has(at, 4) ? this.view.getInt32(at, true) : 0;
  }

  uint32(at: number): number {
    return this.has(at, 4) ? this.view.getUint32(at, true) : 0;
  }

  /** A length or a position: what is negative or beyond 2^53 is broken. */
  size(at: number): number {
    const size = this.has(at, 8) ? Number(this.view.getBigInt64(at, true)) : 0;
    if (size >= 0 && size <= Number.MAX_SAFE_INTEGER) return size;
    this.isBroken = true;
    return 0;
  }

  /** Whether there are so many bytes; if not, the buffer is broken. */
  has(at: number, bytes: number): boolean {
    if (at >= 0 && at + bytes <= this.view.byteLength) return true;
    this.isBroken = true;
    return false;
  }

  text(at: number, bytes: number): string {
    if (!this.has(at, bytes)) return '';
    return Buffer.from(this.view.buffer, this.view.byteOffset + at, bytes).toString('utf8');
  }
}

export interface FlatVector {
  /** Of the first element. */
  readonly position: number;
  readonly length: number;
}

const NO_ELEMENTS: FlatVector = { position: 0, length: 0 };

const SIZES_MAX = 2 ** 15;

/** Fields are given by their place in the schema of the table. */
export class FlatTable {
  private readonly vtable: number;
  private readonly vtableBytes: number;
  private readonly bytes: number;

  constructor(
    private readonly buffer: FlatBuffer,
    private readonly position: number,
  ) {
    this.vtable = position - buffer.int32(position);
    this.vtableBytes = buffer.uint16(this.vtable);
    this.bytes = buffer.uint16(this.vtable + 2);
    buffer.has(this.vtable, this.vtableBytes);
    buffer.has(position, this.bytes);
    // Readers differ about sizes from there on, which some take as negative.
    if (this.vtableBytes < 4 || this.vtableBytes >= SIZES_MAX || this.bytes >= SIZES_MAX)
      buffer.isBroken = true;
  }

  uint8(field: number, otherwise = 0): number {
    const at = this.at(field);
    return at === 0 ? otherwise : this.buffer.uint8(at);
  }

  uint16(field: number, otherwise = 0): number {
    const at = this.at(field);
    return at === 0 ? otherwise : this.buffer.uint16(at);
  }

  int32(field: number, otherwise = 0): number {
    const at = this.at(field);
    return at === 0 ? otherwise : this.buffer.int32(at);
  }

  size(field: number): number {
    const at = this.at(field);
    return at === 0 ? 0 : this.buffer.size(at);
  }

  table(field: number): FlatTable | undefined {
    const at = this.at(field);
    return at === 0 ? undefined : this.buffer.tableAt(at + this.buffer.uint32(at));
  }

  /** Of elements of so many bytes, all of which are there. */
  vector(field: number, elementBytes: number): FlatVector {
    const at = this.at(field);
    if (at === 0) return NO_ELEMENTS;
    const start = at + this.buffer.uint32(at);
    const length = this.buffer.uint32(start);
    return this.buffer.has(start + 4, length * elementBytes)
      ? { position: start + 4, length }
      : NO_ELEMENTS;
  }

  tables(field: number): FlatTable[] {
    const { position, length } = this.vector(field, 4);
    return Array.from({ length }, (_, i) => {
      const at = position + i * 4;
      return this.buffer.tableAt(at + this.buffer.uint32(at));
    });
  }

  text(field: number): string {
    const { position, length } = this.vector(field, 1);
    return this.buffer.text(position, length);
  }

  /** Position of the field; 0 where the table does not have it. */
  private at(field: number): number {
    const entry = 4 + field * 2;
    if (entry + 2 > this.vtableBytes) return 0;
    const offset = this.buffer.uint16(this.vtable + entry);
    if (offset >= Math.max(1, this.bytes)) this.buffer.isBroken = true;
    return offset === 0 ? 0 : this.position + offset;
  }
}
