import { setImmediate as turn } from 'node:timers/promises';

import { beginsTurn, isLong, type Work } from '@esep/kernel';

// Work over many items, cut into turns of the event loop, so that other requests run in between.

/** Yields one turn of the event loop. */
export const nextTurn = (): Promise<void> => turn(undefined);

/** Runs work to its end, with a turn of the event loop at each `yield`. */
export const inTurns = async <Result>(work: Work<Result>): Promise<Result> => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
  }
};

/** The same as `items.map(work)`, in turns if there are many. */
export const mapInTurns = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Result,
): Promise<Result[]> => {
  if (!isLong(items)) return items.map(work);
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (beginsTurn(index)) await nextTurn();
    results.push(work(item, index));
  }
  return results;
};
