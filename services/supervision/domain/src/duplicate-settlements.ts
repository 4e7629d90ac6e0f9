import { eachWork, millisOf, periodOf, type Work } from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import { crossCheckFinding, type CrossCheckFinding } from './finding-catalogue.js';
import type { Buy, Sell, StockEvent } from './stock-event.js';
import { compareText } from './text-order.js';

// One trade that two venues report (SALE-4). Each counts by itself, because a trade is known by its
// venue; that all of it agrees is a finding, and two persons decide which one counts (SUP-8). Venues
// number their trades each for itself, so ids may agree by chance, but hardly so near in time.

/**
 * Fills among `events`, in time order, of different venues with the same trade id, side and quantity,
 * each within the law's hours of the next: one finding of all of them, for what is there more than once.
 */
export function* duplicateSettlementsWork(
  events: readonly StockEvent[],
  { duplicateWindowHours }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  const fills = events.filter(isFill);
  const again = yield* idsUsedAgainWork(fills);
  if (again.size === 0) return [];
  const alike = Map.groupBy(
    fills.filter(({ fact }) => again.has(fact.tradeId)),
    ({ kind, quantity, fact }) => `${kind} ${quantity} ${fact.tradeId}`,
  );
  return [...alike.values()]
    .flatMap((fills) => nearInTime(fills, duplicateWindowHours))
    .map(findingOf)
    .sort((left, right) => compareText(left.facts[0] as string, right.facts[0] as string));
}

type Fill = Buy | Sell;

const isFill = (event: StockEvent): event is Fill => event.kind === 'buy' || event.kind === 'sell';

/** Nearly every trade has an id of its own, and what has is looked at no further. */
function* idsUsedAgainWork(fills: readonly Fill[]): Work<ReadonlySet<string>> {
  const used = new Set<string>();
  const again = new Set<string>();
  yield* eachWork(fills, ({ fact }) => {
    const { size } = used;
    if (used.add(fact.tradeId).size === size) again.add(fact.tradeId);
  });
  return again;
}

/** `fills` in time order, in groups of which each is near the next; those that stand alone are left out. */
const nearInTime = (
  fills: readonly Fill[],
  windowHours: CrossCheckRules['duplicateWindowHours'],
): readonly (readonly Fill[])[] => {
  const windowAt = inForceFrom(windowHours);
  const groups: Fill[][] = [];
  let last: Fill | undefined;
  for (const fill of fills) {
    const nearMs = (windowAt(fill.at)?.hours ?? 0) * 3_600_000;
    const isNear = last !== undefined && millisOf(fill.at) - millisOf(last.at) <= nearMs;
    if (isNear) groups.at(-1)?.push(fill);
    else groups.push([fill]);
    last = fill;
  }
  return groups.filter(({ length }) => length > 1);
};

const findingOf = (fills: readonly Fill[]): CrossCheckFinding => {
  const [{ at, quantity }] = fills as [Fill];
  const ids = fills.map(({ id }) => id).sort(compareText);
  const moreThanOnce = quantity * BigInt(fills.length - 1);
  return crossCheckFinding('duplicate-settlement', periodOf(at), moreThanOnce, ids);
};
