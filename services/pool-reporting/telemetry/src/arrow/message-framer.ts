import { refuseBody, type BodyRefusal } from '../checks/refusals.js';
import { decodeMessage, type ArrowMessage } from './arrow-messages.js';

/** The longest metadata and body of a message: a record batch of 400,000 rows, all of it in memory. */
export const METADATA_BYTES_MAX = 1 << 20;
export const BODY_BYTES_MAX = 1 << 25;

const PREFIX_BYTES = 8;
const CONTINUATION = 0xff_ff_ff_ff;

export interface Message {
  readonly message: ArrowMessage;
  /** Used again for the next message. */
  readonly body: Uint8Array<ArrayBuffer>;
  /** Byte of the stream at which it begins. */
  readonly at: number;
}

/**
 * Cuts an Arrow IPC stream into messages. Memory grows with what was received, never by what a length
 * claims.
 */
export class MessageFramer {
  refusal: BodyRefusal | undefined;
  private state: 'prefix' | 'metadata' | 'body' | 'ended' = 'prefix';
  private readonly header = new Collector(PREFIX_BYTES);
  private readonly body = new Collector(0);
  private message: ArrowMessage | undefined;
  /** Bytes of the stream so far, and where the message begins. */
  private received = 0;
  private at = 0;

  /** Yields the messages that end in the chunk. */
  *read(chunk: Uint8Array): Generator<Message> {
    let rest = chunk;
    while (rest.length > 0 && !this.refusal) {
      if (this.state === 'ended') {
        this.refuse('arrow-malformed', 'Something follows its end.');
        return;
      }
      const collector = this.state === 'body' ? this.body : this.header;
      const taken = collector.take(rest);
      this.received += taken;
      rest = rest.subarray(taken);
      if (collector.isComplete) yield* this.advance();
    }
  }

  end(): void {
    if (!this.refusal && this.state !== 'ended')
      this.refuse('arrow-truncated', 'It has no mark of its end.');
  }

  private *advance(): Generator<Message> {
    if (this.state === 'prefix') this.readPrefix();
    else if (this.state === 'metadata') this.readMetadata();
    if (this.state !== 'body' || !this.body.isComplete || this.refusal || !this.message) return;
    yield { message: this.message, body: this.body.bytes, at: this.at };
    this.message = undefined;
    this.state = 'prefix';
    this.at = this.received;
    this.header.begin(PREFIX_BYTES);
  }

  private readPrefix(): void {
    const { bytes } = this.header;
    const view = new DataView(bytes.buffer, 0, PREFIX_BYTES);
    const length = view.getUint32(4, true);
    if (view.getUint32(0, true) !== CONTINUATION)
      this.refuse('arrow-malformed', 'A message does not begin with ff ff ff ff.');
    else if (length > METADATA_BYTES_MAX)
      this.refuse('arrow-malformed', `A message claims ${length} bytes of metadata.`);
    else if (length === 0) this.state = 'ended';
    else {
      this.state = 'metadata';
      this.header.begin(length);
    }
  }

  private readMetadata(): void {
    const decoded = decodeMessage(this.header.bytes);
    if (!decoded) this.refuse('arrow-malformed', 'The metadata of a message cannot be read.');
    else if (decoded.bodyBytes > BODY_BYTES_MAX)
      this.refuse('arrow-message-too-long', `One claims ${decoded.bodyBytes} bytes.`);
    else {
      this.message = decoded.message;
      this.state = 'body';
      this.body.begin(decoded.bodyBytes);
    }
  }

  private refuse(
    code: 'arrow-malformed' | 'arrow-truncated' | 'arrow-message-too-long',
    detail: string,
  ): void {
    this.refusal = refuseBody(code, this.at, detail);
  }
}

/** So many bytes, wherever chunks are cut. */
class Collector {
  private room = new Uint8Array(4_096);
  private length = 0;

  constructor(private wanted: number) {}

  get isComplete(): boolean {
    return this.length === this.wanted;
  }

  get bytes(): Uint8Array<ArrayBuffer> {
    return this.room.subarray(0, this.length);
  }

  begin(wanted: number): void {
    this.wanted = wanted;
    this.length = 0;
  }

  /** Takes what is wanted from the chunk, and gives the number of bytes. */
  take(chunk: Uint8Array): number {
    const taken = Math.min(chunk.length, this.wanted - this.length);
    if (this.length + taken > this.room.length)
      this.room = new Uint8Array(
        this.room.buffer.transfer(Math.max(this.room.length * 2, this.length + taken)),
      );
    this.room.set(chunk.subarray(0, taken), this.length);
    this.length += taken;
    return taken;
  }
}
