import type { Instant } from '@esep/kernel';
import type { ReconciledEvent } from '@esep/supervision-domain';

/** A licensee's coins of one asset: what the reconciliation is about. */
export interface Subject {
  readonly licenseeId: string;
  readonly asset: string;
}

export interface KeptFact {
  readonly log: string;
  readonly position: number;
  readonly eventId: string;
  readonly recordedAt: Instant;
  readonly event: ReconciledEvent;
}
