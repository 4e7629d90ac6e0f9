import type { Instant } from '@esep/kernel';

import type { PoolRow } from './pool-row.js';
import type { FactSource } from './reconciliation-facts.js';
import { fillInForce, sourcesOf } from './stock-event.js';
import type { Trade } from './trade.js';

/** A row or a fill that is known and not in force. */
export interface SetAside {
  readonly fact: string;
  readonly at: Instant;
  readonly quantity: bigint;
  readonly because: 'reversed' | 'withdrawn' | 'busted';
  readonly sources: readonly FactSource[];
}

/** A row that was taken back, or nothing. */
export const rowSetAside = ({
  report,
  withdrawal,
  reversal,
  inForce,
}: PoolRow): readonly SetAside[] => {
  const by = reversal ?? withdrawal;
  if (report === undefined || inForce !== undefined || by === undefined) return [];
  const { id: fact, at, net: quantity } = report;
  const because = reversal === undefined ? 'withdrawn' : 'reversed';
  return [{ fact, at, quantity, because, sources: sourcesOf(report, by) }];
};

/** The fills of a trade that was busted, or nothing. */
export const tradeSetAside = ({ bust, corrections, sides }: Trade): readonly SetAside[] =>
  bust === undefined
    ? []
    : [...sides.values()].map(({ fill }) => {
        const { id: fact, at, quantity, sources } = fillInForce(fill, corrections);
        const by = [...sources, ...sourcesOf(bust)];
        return { fact, at, quantity, because: 'busted', sources: by };
      });
