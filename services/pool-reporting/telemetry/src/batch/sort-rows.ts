import type { Columns } from '../columns/columns.js';

/**
 * The order of the rows by machine and begin of the interval; of equal ones the earlier line is first.
 * Counting by machine is linear; within a machine rows mostly are in the order of time already.
 */
export const sortedRows = (columns: Columns, machines: number): Uint32Array => {
  const { rows, machine } = columns;
  const places = new Uint32Array(machines + 1);
  for (let row = 0; row < rows; row += 1) places[machine[row]! + 1]! += 1;
  for (let i = 0; i < machines; i += 1) places[i + 1]! += places[i]!;
  const order = new Uint32Array(rows);
  for (let row = 0; row < rows; row += 1) order[places[machine[row]!]!++] = row;
  for (let from = 0, until; from < rows; from = until) {
    until = endOfMachine(columns, order, from);
    sortByTime(columns, order, from, until);
  }
  return order;
};

/** Behind the last row of the machine whose first is at this place of the order. */
export const endOfMachine = (columns: Columns, order: Uint32Array, from: number): number => {
  const machine = columns.machine[order[from]!]!;
  let until = from + 1;
  while (until < order.length && columns.machine[order[until]!] === machine) until += 1;
  return until;
};

/** Moves of the insertion sort that a row is worth: what is more disordered is sorted otherwise. */
const MOVES_PER_ROW = 16;

const sortByTime = (columns: Columns, order: Uint32Array, from: number, until: number): void => {
  const { start } = columns;
  let moves = (until - from) * MOVES_PER_ROW;
  for (let next = from + 1; next < until; next += 1) {
    const row = order[next]!;
    const time = start[row]!;
    let place = next;
    for (; place > from && start[order[place - 1]!]! > time; place -= 1) {
      order[place] = order[place - 1]!;
      moves -= 1;
    }
    order[place] = row;
    if (moves < 0) {
      // Rows are in the order of lines, so that of equal times the smaller one was first.
      order.subarray(from, until).sort((a, b) => start[a]! - start[b]! || a - b);
      return;
    }
  }
};
