import type { Gunzip, ZstdDecompress } from 'node:zlib';

import { refuseBody, type BodyRefusal } from '../checks/refusals.js';

export type Decompressor = Gunzip | ZstdDecompress;

/** The most decompressors for one body: each takes half a millisecond, and an empty frame 13 bytes. */
const DECOMPRESSORS_MAX = 2_000;

/**
 * Decodes every frame of a body, wherever chunks are cut. Node.js alone drops what follows the first zstd
 * frame of a chunk, and what follows zeros behind a gzip member, without an error: it shows only in
 * `bytesWritten`, the number of bytes that were read. So whatever is left is given to another decompressor.
 */
export class FrameDecoder {
  /** Set once nothing more can be decoded. */
  refusal: BodyRefusal | undefined;
  private frame: OpenFrame | undefined;
  private opened = 0;
  /** Bytes of the body that earlier decompressors have read. */
  private readBefore = 0;

  constructor(private readonly open: () => Decompressor) {}

  /** Yields what becomes of the chunk. */
  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    for (let rest = chunk; rest.length > 0;) {
      const frame = (this.frame ??= this.nextFrame());
      yield* frame.write(rest);
      if (this.isRefused(frame)) return;
      const { unread } = frame;
      if (unread === 0) return;
      yield* this.end();
      if (this.refusal) return;
      rest = rest.subarray(rest.length - unread);
    }
  }

  /** Yields what is left of the last frame, which must end here. */
  async *end(): AsyncGenerator<Uint8Array> {
    const { frame } = this;
    if (!frame) return;
    yield* frame.end();
    if (this.isRefused(frame)) return;
    // A decompressor that reads nothing would be asked again and again.
    if (frame.read === 0) this.refuse(frame, 'Nothing of it can be read.');
    if (this.opened >= DECOMPRESSORS_MAX) this.refuse(frame, 'It has too many frames.');
    this.readBefore += frame.read;
    frame.close();
    this.frame = undefined;
  }

  close(): void {
    this.frame?.close();
  }

  private nextFrame(): OpenFrame {
    this.opened += 1;
    return new OpenFrame(this.open());
  }

  private isRefused(frame: OpenFrame): boolean {
    const { failure } = frame;
    if (failure) this.refuse(frame, `${failure.message}.`, isTruncation(failure));
    return this.refusal !== undefined;
  }

  private refuse(frame: OpenFrame, detail: string, truncated = false): void {
    const code = truncated ? 'body-truncated' : 'body-not-decodable';
    this.refusal = refuseBody(code, this.readBefore + frame.read, detail);
  }
}

const isTruncation = (error: Error): boolean => /unexpected end of file/i.test(error.message);

/** A decompressor, read while it is written to. */
class OpenFrame {
  failure: Error | undefined;
  private given = 0;
  private isClosed = false;
  /** Wakes the reader that waits. */
  private wake: () => void = () => undefined;

  constructor(private readonly decompressor: Decompressor) {
    decompressor.on('readable', () => this.wake());
    decompressor.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
    decompressor.on('error', (error: Error) => {
      this.failure ??= error;
      this.wake();
    });
  }

  /** Bytes of what was given. */
  get read(): number {
    return this.decompressor.bytesWritten;
  }

  get unread(): number {
    return this.given - this.read;
  }

  async *write(chunk: Uint8Array): AsyncGenerator<Uint8Array> {
    this.given += chunk.length;
    let isWritten = false;
    this.decompressor.write(chunk, () => {
      isWritten = true;
      this.wake();
    });
    while (!isWritten && !this.failure && !this.isClosed) yield* this.available();
    yield* this.buffered();
  }

  async *end(): AsyncGenerator<Uint8Array> {
    let isEnded = false;
    this.decompressor.once('end', () => {
      isEnded = true;
      this.wake();
    });
    this.decompressor.end();
    while (!isEnded && !this.failure && !this.isClosed) yield* this.available();
  }

  close(): void {
    this.decompressor.destroy();
  }

  /** What is there, or nothing once something has happened. */
  private async *available(): AsyncGenerator<Uint8Array> {
    const happened = new Promise<void>((resolve) => (this.wake = resolve));
    const decoded = this.decompressor.read() as Buffer | null;
    if (decoded) yield decoded;
    else await happened;
  }

  private *buffered(): Generator<Uint8Array> {
    for (let decoded; (decoded = this.decompressor.read() as Buffer | null);) yield decoded;
  }
}
