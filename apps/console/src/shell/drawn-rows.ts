import { useEffect, useMemo, useState, type UIEvent } from 'react';
import { flushSync } from 'react-dom';

/** A table of so many rows is drawn whole, so that a browser's own search finds all of them. */
const WHOLE_ROWS_MAX = 120;
/** Drawn beyond what is seen, on either side: as far as one key goes, and a little more. */
const BEYOND_ROWS = 12;
/** Rows come and go by so many at once, so that most of scrolling draws nothing. */
const STEP_ROWS = 6;

interface DrawnRows {
  /** Their places, ascending. */
  readonly drawn: readonly number[];
  readonly isWhole: boolean;
  /** To be told of each scrolling of what the table scrolls in. */
  readonly onScroll: (event: UIEvent<HTMLElement>) => void;
}

/**
 * Which rows of a table are drawn, all of one height: those that are seen, and those around the rows where
 * the keyboard is or comes back to. On paper all of them.
 */
export const useDrawnRows = (
  count: number,
  rowHeight: number,
  kept: readonly (number | undefined)[],
): DrawnRows => {
  const [first, setFirst] = useState(0);
  const [isOnPaper, setOnPaper] = useState(false);
  useEffect(() => {
    const set = (next: boolean) => () => flushSync(() => setOnPaper(next));
    const [before, after] = [set(true), set(false)];
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  const isWhole = isOnPaper || count <= WHOLE_ROWS_MAX;
  const seen = Math.ceil(innerHeight / rowHeight) + STEP_ROWS;
  const keptRows = kept.join();
  const drawn = useMemo(() => {
    if (isWhole) return Array.from({ length: count }, (_, row) => row);
    const rows = new Set<number>();
    const draw = (from: number, until: number) => {
      for (let row = Math.max(0, from); row < Math.min(count, until); row += 1) rows.add(row);
    };
    draw(first - BEYOND_ROWS, first + seen + BEYOND_ROWS);
    for (const row of kept) if (row !== undefined) draw(row - BEYOND_ROWS, row + BEYOND_ROWS + 1);
    return [...rows].toSorted((one, other) => one - other);
  }, [isWhole, count, first, seen, keptRows]);
  const onScroll = ({ currentTarget }: UIEvent<HTMLElement>) =>
    setFirst(Math.floor(currentTarget.scrollTop / rowHeight / STEP_ROWS) * STEP_ROWS);
  return { drawn, isWhole, onScroll };
};
