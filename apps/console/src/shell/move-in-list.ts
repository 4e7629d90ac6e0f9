import type { KeyboardEvent } from 'react';

/** `j` and `k`, or the arrows, from one line of a list to the next. */
export const moveInList = (event: KeyboardEvent<HTMLUListElement>): void => {
  const step = { j: 1, ArrowDown: 1, k: -1, ArrowUp: -1 }[event.key];
  if (step === undefined) return;
  const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = lines.indexOf(event.target as HTMLElement);
  lines[Math.max(0, Math.min(lines.length - 1, at + step))]?.focus();
  event.preventDefault();
};
