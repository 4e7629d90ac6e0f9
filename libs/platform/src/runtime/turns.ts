import { setImmediate as turn } from 'node:timers/promises';

import { beginsTurn, isLong, type Work } from '@esep/kernel';

// Work over many items, cut so that whoever else waits is served in between.

/** Lets everything else that is due run first. */
export const nextTurn = (): Promise<void> => turn(undefined);

/** The result of work that gives way; others are served where it does. */
export const inTurns = async <Result>(work: Work<Result>): Promise<Result> => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
    await nextTurn();
  }
};

/** The same as `items.map(work)`, in turns; at once where there are few. */
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
