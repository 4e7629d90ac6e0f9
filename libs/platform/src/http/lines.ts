import type { IncomingMessage } from 'node:http';

import { Problem } from './problem.js';

/** A line of a body, from 1; `bytes` is absent where the line is longer than any may be. */
export interface Line {
  readonly line: number;
  readonly bytes?: Buffer;
}

export interface LineBounds {
  readonly bytesMax: number;
  readonly lineBytesMax: number;
}

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The lines of a body as they arrive, some hundred at a time, blank ones left out but counted: as much of
 * the body is held as has arrived of one line. Throws 413 beyond `bytesMax`, 415 for a body that is
 * compressed, and 400 when it breaks off; the lines before that were given.
 */
export async function* linesOf(
  request: IncomingMessage,
  bounds: LineBounds,
): AsyncGenerator<readonly Line[]> {
  if ((request.headers['content-encoding'] ?? 'identity') !== 'identity')
    throw new Problem(415, 'content-encoding-unsupported', { detail: 'Send the lines plain.' });
  const cut = new Lines(bounds.lineBytesMax);
  let size = 0;
  try {
    // Destroying the request would close the connection before the answer is sent.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      size += (chunk as Buffer).length;
      if (size > bounds.bytesMax) throw tooLarge(request, bounds);
      const lines = cut.take(chunk as Buffer);
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    if (error instanceof Problem || !request.errored) throw error;
    throw new Problem(400, 'body-malformed', { detail: 'The body did not arrive whole.' });
  }
  const last = cut.end();
  if (last) yield [last];
}

const tooLarge = (request: IncomingMessage, { bytesMax }: LineBounds): Problem => {
  request.resume();
  return new Problem(413, 'body-too-large', {
    detail: `A body of this call has at most ${bytesMax} bytes. What stood before that was taken; send the rest in further calls.`,
  });
};

/** Cuts bytes at line feeds, whatever the chunks they come in. */
class Lines {
  private line = 1;
  private begun: Buffer[] = [];
  private length = 0;

  constructor(private readonly lineBytesMax: number) {}

  take(chunk: Buffer): Line[] {
    const lines: Line[] = [];
    let from = 0;
    for (let at = chunk.indexOf(LINE_FEED); at >= 0; at = chunk.indexOf(LINE_FEED, from)) {
      this.keep(chunk.subarray(from, at));
      const line = this.end();
      if (line) lines.push(line);
      this.line += 1;
      from = at + 1;
    }
    this.keep(chunk.subarray(from));
    return lines;
  }

  /** What is left when nothing more comes; undefined for a blank line. */
  end(): Line | undefined {
    const { line, length } = this;
    const bytes = this.begun.length === 1 ? (this.begun[0] as Buffer) : Buffer.concat(this.begun);
    this.begun = [];
    this.length = 0;
    if (length > this.lineBytesMax) return { line };
    const end = bytes.at(-1) === CARRIAGE_RETURN ? bytes.length - 1 : bytes.length;
    return end === 0 ? undefined : { line, bytes: bytes.subarray(0, end) };
  }

  /** Of a line that is too long no more is held than shows that it is. */
  private keep(part: Buffer): void {
    if (part.length === 0) return;
    if (this.length <= this.lineBytesMax) this.begun.push(part);
    this.length += part.length;
  }
}
