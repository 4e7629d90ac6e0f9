// Work over many items that may be cut into turns, so that whoever else waits is served in between.
// What it computes does not depend on where it is cut.

/**
 * Gives way at each `yield`, and in the end its result. Nothing that it reads may change before that.
 * It never gives way over few items, so that small questions are answered at once.
 */
export type Work<Result> = Generator<undefined, Result, undefined>;

/** How many items of some microseconds each are worked on before others have their turn. */
export const ITEMS_PER_TURN = 1_000;

/** Is it so much that others would notice? */
export const isLong = ({ length }: { readonly length: number }): boolean => length > ITEMS_PER_TURN;

/** Has the item at this index its turn only after others had theirs? Costly items are fewer at once. */
export const beginsTurn = (index: number, itemsPerTurn = ITEMS_PER_TURN): boolean =>
  index > 0 && index % itemsPerTurn === 0;

/** A result that needs no work any more. */
export function* finished<Result>(result: Result): Work<Result> {
  yield* NO_TURNS;
  return result;
}

const NO_TURNS: readonly undefined[] = [];

/** Does all of it without giving way. */
export const atOnce = <Result>(work: Work<Result>): Result => {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
};

/** Does the work on each of the items, in their order. */
export function* eachWork<Item>(
  items: readonly Item[],
  work: (item: Item) => void,
  itemsPerTurn = ITEMS_PER_TURN,
): Work<void> {
  for (let from = 0; from < items.length; from += itemsPerTurn) {
    if (from > 0) yield;
    // A plain loop runs faster than one that may give way.
    oneTurn(items, from, Math.min(from + itemsPerTurn, items.length), work);
  }
}

const oneTurn = <Item>(
  items: readonly Item[],
  from: number,
  to: number,
  work: (item: Item) => void,
): void => {
  for (let i = from; i < to; i += 1) work(items[i] as Item);
};

/** The same as `items.map(work)`. */
export function* mapWork<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Result,
  itemsPerTurn = ITEMS_PER_TURN,
): Work<Result[]> {
  const results: Result[] = [];
  yield* eachWork(items, (item) => results.push(work(item)), itemsPerTurn);
  return results;
}

/** The same as `items.filter(isWanted)`. */
export function* filterWork<Item>(
  items: readonly Item[],
  isWanted: (item: Item) => boolean,
): Work<Item[]> {
  const wanted: Item[] = [];
  yield* eachWork(items, (item) => {
    if (isWanted(item)) wanted.push(item);
  });
  return wanted;
}

/** The same as `items.toSorted(compare)`. */
export function* sortWork<Item>(
  items: readonly Item[],
  compare: (left: Item, right: Item) => number,
): Work<Item[]> {
  let runs: Item[][] = [];
  for (let from = 0; from < items.length; from += ITEMS_PER_TURN) {
    if (from > 0) yield;
    runs.push(items.slice(from, from + ITEMS_PER_TURN).sort(compare));
  }
  while (runs.length > 1) {
    const merged: Item[][] = [];
    for (let i = 0; i < runs.length; i += 2)
      merged.push(yield* mergeWork(runs[i] as Item[], runs[i + 1] ?? [], compare));
    runs = merged;
  }
  return runs[0] ?? [];
}

/** Of two sorted lists one; what is equal keeps its order. */
function* mergeWork<Item>(
  left: Item[],
  right: Item[],
  compare: (left: Item, right: Item) => number,
): Work<Item[]> {
  // Most lists come nearly in order.
  if (right.length === 0 || compare(left.at(-1) as Item, right[0] as Item) <= 0)
    return left.concat(right);
  const merged: Item[] = [];
  let [l, r] = [0, 0];
  while (l < left.length || r < right.length) {
    if (beginsTurn(merged.length)) yield;
    const [first, second] = [left[l], right[r]] as [Item, Item];
    const takesLeft = r === right.length || (l < left.length && compare(first, second) <= 0);
    merged.push(takesLeft ? first : second);
    if (takesLeft) l += 1;
    else r += 1;
  }
  return merged;
}
