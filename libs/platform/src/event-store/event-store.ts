import type { Instant } from '@esep/kernel';
import type { Envelope, JsonObject, Meta, NewEvent } from '@esep/ledger-format';

// The port of the event store: what any adapter must do, held by one contract suite
// (event-store.contract.ts). Adapters: `PostgresEventStore`, `KurrentdbEventStore`.

/** An event to append. `bodyAt` adds what is known only when the log gives the append its place. */
export interface EventToAppend extends NewEvent {
  readonly bodyAt?: (firstPosition: number) => JsonObject;
}

export interface StreamWrite {
  readonly stream: string;
  /** Events the stream must have before this write: 0 = it must not exist. */
  readonly expectedVersion: number;
  readonly events: readonly EventToAppend[];
}

export interface Append {
  /** All or nothing, in this order, one transaction; at least 10,001 events are fine. */
  readonly writes: readonly StreamWrite[];
  readonly meta: Meta;
  /** Same key and fingerprint again gives the first outcome; another fingerprint is refused. */
  readonly once?: { readonly scope: string; readonly key: string; readonly fingerprint: string };
}

export type AppendOutcome = Appended | AppendRefused;

export interface Appended {
  readonly appended: true;
  /** True when these events stood in the log before: nothing was written this time. */
  readonly replayed: boolean;
  readonly firstPosition: number;
  /** Below the first where nothing was appended. */
  readonly lastPosition: number;
  readonly recordedAt: Instant;
  /** The first event of the append: where a command's answer points. */
  readonly type: string;
  readonly stream: string;
  readonly version: number;
  readonly eventId: string;
}

export type AppendRefused =
  | {
      readonly appended: false;
      readonly reason: 'wrong-expected-version';
      readonly stream: string;
      readonly expected: number;
      readonly actual: number;
    }
  | { readonly appended: false; readonly reason: 'event-id-reused'; readonly eventId: string }
  | { readonly appended: false; readonly reason: 'idempotency-key-reused'; readonly key: string };

export interface StoredEvent {
  readonly position: number;
  /** What was hashed. */
  readonly bytes: string;
  readonly envelope: Envelope;
}

export interface LogHead {
  /** The position that the next event gets; also the size of the log. */
  readonly next: number;
  /** Nothing appended from now on will be recorded earlier than this. */
  readonly recordedAt: Instant;
}

/** What a reader of somebody's log needs: a service's own store, or a remote one over HTTP. */
export interface LogReader {
  /** Identity of the log, `esep/<service>/<deployment>`. */
  readonly log: string;
  /** Events from a position on, contiguous and in order. */
  read(from: number, limit: number): Promise<readonly StoredEvent[]>;
  /**
   * A promise about time: every event recorded before `recordedAt` stands below `next`, now and for
   * ever. An idle log makes its own time go on by it: now and then, and at once when it is asked to go
   * past an instant that its clock has passed.
   */
  watermark(past?: Instant): Promise<LogHead>;
  /** Calls back soon after something was appended, by whatever process. Returns how to stop. */
  onAppended(listener: () => void): () => void;
}

/** What an adapter is able to do beyond the core; users ask instead of assuming. */
export interface Capabilities {
  readonly contiguous: boolean;
  readonly atomicMultiStream: boolean;
  readonly groupCommit: boolean;
}

/**
 * An append-only log of streams. Abstract class, so that it is its own injection token.
 *
 * Refusals are values. A rejection means that the outcome is unknown or the store is away
 * (`StoreUnavailable`): the same append, with the same event ids, may be sent again safely.
 */
export abstract class EventStore implements LogReader {
  abstract readonly log: string;
  abstract readonly capabilities: Capabilities;
  abstract append(append: Append): Promise<AppendOutcome>;
  /** What an append under this key came to; undefined when there was none. */
  abstract recall(once: NonNullable<Append['once']>): Promise<AppendOutcome | undefined>;
  /**
   * Keeps a key whose command had nothing to append: it is recalled as an outcome whose last position
   * is below its first, the position of the event that already said so (-1 for none). Gives what the
   * key had come to before, if it had.
   */
  abstract remember(
    once: NonNullable<Append['once']>,
    position: number,
  ): Promise<AppendOutcome | undefined>;
  abstract read(from: number, limit: number): Promise<readonly StoredEvent[]>;
  /** A stream's events from a version on (1 = from its start), in order. */
  abstract readStream(stream: string, fromVersion?: number): Promise<readonly StoredEvent[]>;
  /** Many streams at once; a stream that does not exist has no entry. */
  abstract readStreams(streams: readonly string[]): Promise<Map<string, readonly StoredEvent[]>>;
  /** Undefined also for what is no event id at all. */
  abstract findEvent(eventId: string): Promise<StoredEvent | undefined>;
  abstract head(): Promise<LogHead>;
  abstract watermark(past?: Instant): Promise<LogHead>;
  abstract onAppended(listener: () => void): () => void;
  abstract close(): Promise<void>;
}

/** The database did not answer in time. Nothing is known to be lost; send the same append again. */
export class StoreUnavailable extends Error {
  override readonly name = 'StoreUnavailable';
}
