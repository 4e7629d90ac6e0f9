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
