// Several lists, each the newest first, as one.

interface Recorded {
  readonly recordedAt: string;
}

export interface HistoryPage<Item> {
  readonly items: readonly Item[];
  /** Whether there is more of that list. */
  readonly isLast: boolean;
}

/**
 * What is known for certain to be the newest of all, the newest first: of a list that goes on nobody knows
 * whether its next item comes before the last ones of another.
 */
export const newestOf = <Item extends Recorded>(pages: readonly HistoryPage<Item>[]): Item[] => {
  const ends = pages.flatMap(({ items, isLast }) =>
    isLast ? [] : [items.at(-1)?.recordedAt ?? ''],
  );
  const horizon = ends.reduce((latest, end) => (end > latest ? end : latest), '');
  return pages
    .flatMap(({ items }) => items)
    .filter(({ recordedAt }) => recordedAt >= horizon)
    .toSorted((one, other) => (one.recordedAt > other.recordedAt ? -1 : 1));
};
