import type { Instant } from '@esep/kernel';
import type { Envelope, JsonObject, Meta, NewEvent } from '@esep/ledger-format';

// The port of the event store. One suite tests every adapter (event-store.contract.ts). Adapters: `PostgresEventStore`, `KurrentdbEventStore`.

/** An event to append. `bodyAt` adds fields that depend on the position of the append. */
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
  /** True when these events were in the log before: nothing was written. */
  readonly replayed: boolean;
  readonly firstPosition: number;
  /** Less than the first when the append was empty. */
  readonly lastPosition: number;
  readonly recordedAt: Instant;
  /** This and below: of the first event of the append. */
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
  /** The canonical bytes that the leaf hash is of. */
  readonly bytes: string;
  readonly envelope: Envelope;
}

export interface LogHead {
  /** The position that the next event gets; also the size of the log. */
  readonly next: number;
  /** Nothing appended from now on will be recorded earlier than this. */
  readonly recordedAt: Instant;
}

/** Read access to a log: a service's own store, or another service's over HTTP. */
export interface LogReader {
  /** Identity of the log, `esep/<service>/<deployment>`. */
  readonly log: string;
  /** Events from a position on, contiguous and in order. */
  read(from: number, limit: number): Promise<readonly StoredEvent[]>;
  /**
   * Every event recorded before `recordedAt` has a position below `next`, now and in future. On an idle
   * log the watermark is advanced now and then, and at once when `past` is asked for and the clock has
   * passed it.
   */
  watermark(past?: Instant): Promise<LogHead>;
  /** Called soon after an append of any process. Returns a function that unsubscribes. */
  onAppended(listener: () => void): () => void;
}

/** What an adapter can do beyond the contract of the port. */
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
  /** The outcome of an append under this key; undefined when there was none. */
  abstract recall(once: NonNullable<Append['once']>): Promise<AppendOutcome | undefined>;
  /**
   * Stores the key of a command that appended nothing. `recall` gives it as an outcome whose last position
   * is below its first, which is `position` (-1 for none). Returns the outcome that the key had
   * before, if any.
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
  /** Undefined also for text that is not an event id. */
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
