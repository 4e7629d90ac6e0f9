import { setImmediate as turn } from 'node:timers/promises';

// Work over many items, cut so that whoever else waits is served in between.

/** How many items of some microseconds each are worked on before others have their turn. */
const ITEMS_PER_TURN = 1_000;

/** Is it so much that others would notice? */
export const isLong = ({ length }: { readonly length: number }): boolean => length > ITEMS_PER_TURN;

/** Lets everything else that is due run first. */
export const nextTurn = (): Promise<void> => turn(undefined);

/** The same as `items.map(work)`, in turns; at once where there are few. */
export const mapInTurns = async <Item, Result>(
  items: readonly Item[],
  work: (item: Item, index: number) => Result,
): Promise<Result[]> => {
  if (!isLong(items)) return items.map(work);
  const results: Result[] = [];
  for (const [index, item] of items.entries()) {
    if (index > 0 && index % ITEMS_PER_TURN === 0) await nextTurn();
    results.push(work(item, index));
  }
  return results;
};
