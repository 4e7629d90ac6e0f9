import { setImmediate as turn } from 'node:timers/promises';

import { beginsTurn, isLong, type Work } from '@esep/kernel';

// Work over many items, cut into turns of the event loop, so that other requests run in between.

/** Yields one turn of the event loop. */
export const nextTurn = (): Promise<void> => turn(undefined);

/** Work that has had so many turns is long. */
const SHORT_TURNS = 20;

/**
 * Runs work that yields, and gives its result. Of all long work together one turn runs at a time, so
 * that short work waits for one turn of it, however much of it there is.
 */
export const inTurns = async <Result>(work: Work<Result>): Promise<Result> => {
  for (let turns = 1; ; turns += 1) {
    const { done, value } = work.next();
    if (done) return value;
    await (turns < SHORT_TURNS ? nextTurn() : nextLongTurn());
  }
};

let lastLongTurn: Promise<void> = Promise.resolve();

const nextLongTurn = (): Promise<void> => (lastLongTurn = lastLongTurn.then(nextTurn));

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
