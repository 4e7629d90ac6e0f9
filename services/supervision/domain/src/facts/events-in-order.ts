import { sortWork, type Instant, type Work } from '@esep/kernel';

import { compareEvents, type StockEvent } from './stock-event.js';

/** The events in force that moved coins, sorted in the order of the walk at the first query. */
export class EventsInOrder {
  private readonly events = new Set<StockEvent>();
  private inOrder: StockEvent[] | undefined;

  /** Replaces an event by another; either may be absent. */
  swap(before: StockEvent | undefined, now: StockEvent | undefined): void {
    if (before !== undefined) {
      this.events.delete(before);
      if (this.inOrder !== undefined) takeOut(this.inOrder, before);
    }
    if (now !== undefined) {
      this.events.add(now);
      if (this.inOrder !== undefined) putIn(this.inOrder, now);
    }
  }

  /** Sorts them for the first query, in turns. */
  *orderWork(): Work<void> {
    this.inOrder ??= yield* sortWork([...this.events], compareEvents);
  }

  /** Those up to `asOf`, in the order of the walk, from the first one or from an instant on. */
  upTo(asOf: Instant, from: Instant = ''): readonly StockEvent[] {
    const inOrder = this.ordered();
    const first = countBefore(inOrder, ({ at }) => at < from);
    const end = countBefore(inOrder, ({ at }) => at <= asOf);
    return first === 0 && end === inOrder.length ? inOrder : inOrder.slice(first, end);
  }

  /** The first one after `asOf`. */
  firstAfter(asOf: Instant): StockEvent | undefined {
    const inOrder = this.ordered();
    return inOrder[countBefore(inOrder, ({ at }) => at <= asOf)];
  }

  private ordered(): readonly StockEvent[] {
    this.inOrder ??= [...this.events].sort(compareEvents);
    return this.inOrder;
  }
}

const putIn = (inOrder: StockEvent[], event: StockEvent): void => {
  inOrder.splice(
    countBefore(inOrder, (other) => compareEvents(other, event) <= 0),
    0,
    event,
  );
};

const takeOut = (inOrder: StockEvent[], event: StockEvent): void => {
  const first = countBefore(inOrder, (other) => compareEvents(other, event) < 0);
  inOrder.splice(inOrder.indexOf(event, first), 1);
};

/** Binary search: the number of events at the front for which `isBefore` holds. */
const countBefore = (
  inOrder: readonly StockEvent[],
  isBefore: (event: StockEvent) => boolean,
): number => {
  let low = 0;
  let high = inOrder.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(inOrder[middle] as StockEvent)) low = middle + 1;
    else high = middle;
  }
  return low;
};
