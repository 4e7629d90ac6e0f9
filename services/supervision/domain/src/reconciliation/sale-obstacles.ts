import type { Instant } from '@esep/kernel';
import { inForceFrom, type ReconciliationRules } from '@esep/rulebook';

import type { FactsInForce } from '../facts/facts-in-force.js';
import type { FillFact } from '../facts/reconciliation-facts.js';

/** Why a sell fill does not count; also the type of the finding that it raises. */
export type SaleObstacle = 'unlicensed-venue' | 'not-a-conversion' | 'self-trade';

/** What a sale has to pay in, and since when (SALE-8). */
export type QuotesAt = (at: Instant) => { readonly currencies: readonly string[] } | undefined;

export const quotesUnder = ({ quoteCurrencies }: ReconciliationRules): QuotesAt =>
  inForceFrom(quoteCurrencies);

/** What keeps a sell fill from counting (RECONCILIATION §4), by the facts in force. */
export const obstaclesTo = (
  { venue, at, quote, quoteAmount, counterparty }: FillFact,
  facts: FactsInForce,
  quotesAt: QuotesAt,
): readonly SaleObstacle[] => {
  const licensed = facts.venues.holds(venue, at);
  const isMoney = quotesAt(at)?.currencies.includes(quote) ?? false;
  // Coins that were given away for nothing were not sold.
  const converts = isMoney && quoteAmount !== 0n;
  const related = counterparty !== undefined && facts.isRelated(counterparty, at);
  if (licensed && converts && !related) return NO_OBSTACLES;
  const obstacles: SaleObstacle[] = licensed ? [] : ['unlicensed-venue'];
  if (!converts) obstacles.push('not-a-conversion');
  if (related) obstacles.push('self-trade');
  return obstacles;
};

const NO_OBSTACLES: readonly SaleObstacle[] = [];
