/** Text that is compared four bytes at a time. */
export class Words {
  readonly length: number;
  private readonly words: Uint32Array;
  private readonly rest: Uint8Array;

  constructor(text: string | Uint8Array) {
    const bytes = Uint8Array.from(Buffer.from(text));
    const view = new DataView(bytes.buffer);
    this.length = bytes.length;
    this.words = Uint32Array.from({ length: this.length >> 2 }, (_, i) =>
      view.getUint32(i * 4, true),
    );
    this.rest = bytes.subarray(this.words.length * 4);
  }

  standsAt(view: DataView, start: number): boolean {
    const { words, rest } = this;
    if (start + this.length > view.byteLength) return false;
    let at = start;
    for (let i = 0; i < words.length; i += 1, at += 4)
      if (view.getUint32(at, true) !== words[i]) return false;
    for (let i = 0; i < rest.length; i += 1, at += 1)
      if (view.getUint8(at) !== rest[i]) return false;
    return true;
  }
}
