import {
  BPS_PER_WHOLE,
  eachWork,
  HOUR_MS,
  mapWork,
  periodOf,
  plusMillis,
  type Instant,
  type Work,
} from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import { isSell, type Buy, type Sell, type StockEvent } from '../facts/stock-event.js';
import { sortedSet } from '../facts/text-order.js';

// Who sells coins and soon buys as many back has kept the duty in name only (SALE-7): the coins are
// where they were, and so is the money. The sale counts all the same until two persons decide.

/** A sale, and what was bought back of it. */
interface Watched {
  readonly sale: Sell;
  /** From then on a purchase has nothing to do with it. */
  readonly until: Instant;
  left: bigint;
  readonly buys: Buy[];
}

/**
 * Sells among `events`, in time order, of which at least the law's share was bought back within its
 * hours, at any venue; the quantity is what was bought back. Each coin bought is held against one
 * sale, the oldest that is not bought back yet. The first fact is the sale.
 */
export function* checkRebuysWork(
  events: readonly StockEvent[],
  { rebuyWindowHours, rebuyShareBps }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  const buys = events.filter(isBuy);
  if (buys.length === 0) return [];
  const windowAt = inForceFrom(rebuyWindowHours);
  const shareAt = inForceFrom(rebuyShareBps);
  const sales = yield* mapWork(events.filter(isSell), (sale): Watched => {
    const until = plusMillis(sale.at, (windowAt(sale.at)?.hours ?? 0) * HOUR_MS);
    return { sale, until, left: sale.quantity, buys: [] };
  });
  let oldest = 0;
  yield* eachWork(buys, (buy) => {
    let bought = buy.quantity;
    for (let i = oldest; bought > 0n; i += 1) {
      const watched = sales[i];
      if (watched === undefined || watched.sale.at > buy.at) break;
      const isOver = watched.left === 0n || watched.until <= buy.at;
      if (isOver && i === oldest) oldest += 1;
      if (isOver) continue;
      const back = bought < watched.left ? bought : watched.left;
      watched.left -= back;
      bought -= back;
      watched.buys.push(buy);
    }
  });
  const found = yield* mapWork(sales, ({ sale, left, buys }) => {
    const back = sale.quantity - left;
    const share = shareAt(sale.at)?.bps;
    if (share === undefined || back === 0n) return [];
    if (back * BPS_PER_WHOLE < sale.quantity * BigInt(share)) return [];
    const facts = [sale.id, ...sortedSet(buys.map(({ id }) => id))];
    return [crossCheckFinding('suspected-wash', periodOf(sale.at), back, facts)];
  });
  return found.flat();
}

const isBuy = (event: StockEvent): event is Buy => event.kind === 'buy';
