import type { KeyboardEvent } from 'react';

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
  Home: [0, -Infinity],
  End: [0, Infinity],
  PageUp: [-10, 0],
  PageDown: [10, 0],
};
const within = (at: number, count: number) => Math.max(0, Math.min(count - 1, at));

/**
 * Moves the keyboard by arrows among buttons with `data-r` and `data-c`, the row and the column. One of
 * them at a time takes part in tabbing.
 */
export const moveInGrid = (
  event: KeyboardEvent<HTMLElement>,
  rows: number,
  columns: number,
): void => {
  const from = event.target as HTMLElement;
  const { r, c } = from.dataset;
  const step = STEPS[event.key];
  if (r === undefined || c === undefined || !step) return;
  event.preventDefault();
  const row = within(Number(r) + step[0], rows);
  const column = within(Number(c) + step[1], columns);
  const place = `[data-r="${row}"][data-c="${column}"]`;
  const next = event.currentTarget.querySelector<HTMLElement>(place);
  if (!next) return;
  from.tabIndex = -1;
  next.tabIndex = 0;
  next.focus();
};
