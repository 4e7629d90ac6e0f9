import type { EventOf, EventType } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import type { Envelope } from '@esep/ledger-format';
import type { EntityManager } from 'typeorm';

/** An event of another log, as a consumer gets it. */
export interface Fact {
  readonly log: string;
  readonly position: number;
  /** What was hashed. */
  readonly bytes: string;
  /** The bytes, parsed and upcast to the current schema version. */
  readonly envelope: Envelope;
  /** The licensees it is about; empty for a global fact. */
  readonly keys: readonly string[];
}

export interface Consumer {
  /** Durable name with its version, e.g. `reconciliation_v1`. A new version is a rebuild. */
  readonly name: string;
  /** The logs it reads, by identity. */
  readonly logs: readonly string[];
  /** The event types that it handles. Others only move the checkpoint. */
  readonly wants: ReadonlySet<string>;
  /**
   * Applies facts in order, inside the transaction that also moves the checkpoint. May return a
   * callback for after the commit, which a crash can lose. Throwing rolls back and parks the fact.
   */
  handle(facts: readonly Fact[], tx: EntityManager): Promise<void | (() => void)>;
}

/** A fact as a consumer's tables take it, its event in the contract's type. */
export interface TypedFact<Event> {
  readonly log: string;
  readonly position: number;
  readonly eventId: string;
  readonly stream: string;
  readonly recordedAt: Instant;
  /** Who recorded it. */
  readonly actor: string;
  readonly event: Event;
}

/**
 * A consumer by its row in `READERS`, or by the same two fields where it reads its own log only. The
 * facts that it handles have the types that it wants, so a `switch` over them is checked both ways.
 */
export const consumerOf = <Type extends EventType>(
  { consumer: name, wants }: { readonly consumer: string; readonly wants: readonly Type[] },
  logs: readonly string[],
  handle: (
    facts: readonly TypedFact<EventOf<Type>>[],
    tx: EntityManager,
  ) => ReturnType<Consumer['handle']>,
): Consumer => ({
  name,
  logs,
  wants: new Set(wants),
  handle: (facts, tx) => handle(facts.map(typedFact<EventOf<Type>>), tx),
});

const typedFact = <Event>({ log, position, envelope }: Fact): TypedFact<Event> => ({
  log,
  position,
  eventId: envelope.eventId,
  stream: envelope.stream,
  recordedAt: envelope.recordedAt,
  actor: envelope.meta.actor,
  event: { type: envelope.type, ...envelope.body } as Event,
});
