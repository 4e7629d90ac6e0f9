/** Arrays of numbers that grow in place: `transfer` moves the memory instead of keeping it twice. */
export class GrowingNumbers {
  values: Uint32Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 1_024) {
    this.values = new Uint32Array(capacity);
  }

  push(value: number): void {
    if (this.length >= this.values.length)
      this.values = new Uint32Array(this.values.buffer.transfer(this.values.byteLength * 2));
    this.values[this.length] = value;
    this.length += 1;
  }

  /** What was pushed, without room for more. */
  finish(): Uint32Array<ArrayBuffer> {
    this.values = new Uint32Array(this.values.buffer.transfer(this.length * 4));
    return this.values;
  }
}

/** The same for bytes. */
export class GrowingBytes {
  values: Uint8Array<ArrayBuffer>;
  length = 0;

  constructor(capacity = 16_384) {
    this.values = new Uint8Array(capacity);
  }

  /** Room for so many bytes more, behind `length`, which the caller moves. */
  reserve(bytes: number): void {
    if (this.length + bytes <= this.values.length) return;
    const capacity = Math.max(this.values.length * 2, this.length + bytes);
    this.values = new Uint8Array(this.values.buffer.transfer(capacity));
  }

  finish(): Uint8Array<ArrayBuffer> {
    this.values = new Uint8Array(this.values.buffer.transfer(this.length));
    return this.values;
  }
}
