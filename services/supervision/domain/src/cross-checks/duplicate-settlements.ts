import { eachWork, HOUR_MS, mapWork, millisOf, periodOf, type Work } from '@esep/kernel';
import { inForceFrom, type CrossCheckRules } from '@esep/rulebook';

import { entryOf } from '../facts/entry-of.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { Buy, Sell, StockEvent } from '../facts/stock-event.js';
import { compareText } from '../facts/text-order.js';

// One trade that two venues report (SALE-4). Each counts by itself, because a trade is known by its
// venue; that all of it agrees is a finding, and two persons decide which one counts (SUP-8). Venues
// number their trades each for itself, so ids may agree by chance, but hardly so near in time.

/**
 * Fills among `events`, in time order, of different venues with the same trade id, side and quantity,
 * each within the law's hours of the next: one finding of all of them, for what is there more than once.
 * `sharedTradeIds` are those that more than one venue has used.
 */
export function* duplicateSettlementsWork(
  events: readonly StockEvent[],
  sharedTradeIds: ReadonlySet<string>,
  { duplicateWindowHours }: CrossCheckRules,
): Work<readonly CrossCheckFinding[]> {
  if (sharedTradeIds.size === 0) return [];
  const alike = new Map<string, Fill[]>();
  yield* eachWork(events, (event) => {
    if (!isFill(event) || !sharedTradeIds.has(event.fact.tradeId)) return;
    const { kind, quantity, fact } = event;
    entryOf(alike, `${kind} ${quantity} ${fact.tradeId}`, (): Fill[] => []).push(event);
  });
  const found = yield* mapWork([...alike.values()], (fills) =>
    nearInTime(fills, duplicateWindowHours).map(findingOf),
  );
  return found.flat().sort((left, right) => compareText(left.facts[0] ?? '', right.facts[0] ?? ''));
}

type Fill = Buy | Sell;

const isFill = (event: StockEvent): event is Fill => event.kind === 'buy' || event.kind === 'sell';

/** `fills` in time order, in groups of which each is near the next; those that stand alone are left out. */
const nearInTime = (
  fills: readonly Fill[],
  windowHours: CrossCheckRules['duplicateWindowHours'],
): readonly (readonly Fill[])[] => {
  const windowAt = inForceFrom(windowHours);
  const groups: Fill[][] = [];
  let last: Fill | undefined;
  for (const fill of fills) {
    const nearMs = (windowAt(fill.at)?.hours ?? 0) * HOUR_MS;
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
