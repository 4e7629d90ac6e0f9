import type { TypedFact } from '@esep/platform';
import type { ReconciledEvent } from '@esep/supervision-domain';

/** A licensee's coins of one asset: what the reconciliation is about. */
export interface Subject {
  readonly licenseeId: string;
  readonly asset: string;
}

export const subjectKey = ({ licenseeId, asset }: Subject): string => `${licenseeId} ${asset}`;

export type KeptFact = Omit<TypedFact<ReconciledEvent>, 'stream' | 'actor'>;
