import type { BustFact, CorrectionFact, FillFact } from './reconciliation-facts.js';
import type { Buy, Sell } from './stock-event.js';

/** All records of one trade at one venue; both sides may be the licensee's. */
export interface Trade {
  bust: BustFact | undefined;
  /** In the order in which they were recorded. */
  readonly corrections: CorrectionFact[];
  readonly sides: Map<'sell' | 'buy', { fill: FillFact; inForce: Buy | Sell | undefined }>;
}

export interface TradeName {
  readonly venue: string;
  readonly tradeId: string;
}

export const tradeKey = ({ venue, tradeId }: TradeName): string => `${venue}:${tradeId}`;
