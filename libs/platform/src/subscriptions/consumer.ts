import type { Envelope } from '@esep/ledger-format';
import type { EntityManager } from 'typeorm';

/** A fact as a subscription gets it. */
export interface Fact {
  readonly log: string;
  readonly position: number;
  /** What was hashed. */
  readonly bytes: string;
  /** What the bytes say, in the schema version of today. */
  readonly envelope: Envelope;
  /** The licensees it is about; empty for a global fact. */
  readonly keys: readonly string[];
}

export interface Consumer {
  /** Durable name with its version, e.g. `reconciliation_v1`. A new version is a rebuild. */
  readonly name: string;
  /** The logs it reads, by identity. */
  readonly logs: readonly string[];
  /** The event types it wants. The others pass without effect. */
  readonly wants: ReadonlySet<string>;
  /**
   * The effect of some facts, in order, inside the transaction that also moves the checkpoint. May
   * return what to do once that is committed. Throwing undoes everything and parks the culprit.
   */
  handle(facts: readonly Fact[], tx: EntityManager): Promise<void | (() => void)>;
}
