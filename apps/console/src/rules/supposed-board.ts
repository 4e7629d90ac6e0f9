import type { BoardLine, Cell } from '../board/board.js';
import { byName } from '../language/format.js';
import type { Named } from './use-what-if.js';
import type { KnownRow, Supposed } from './what-if.js';

/** A month whose verdict would be another one. */
export interface Flip {
  readonly line: BoardLine;
  readonly now: Cell;
  readonly then: Cell;
}

const cellOf = (row: KnownRow): Cell => {
  const { period, verdict, state, mined, required, shortfall } = row;
  const sold = String(BigInt(row.soldInTime) + BigInt(row.soldLate));
  return { period, verdict, state, mined, required, sold, shortfall, restatement: 0 };
};

const lineOf = (
  { licenseeId, name }: Pick<BoardLine, 'licenseeId' | 'name'>,
  cells: BoardLine['cells'],
): BoardLine => {
  const final = [...cells.values()].filter(({ state }) => state === 'final');
  const shortfall = final.reduce((sum, cell) => sum + BigInt(cell.shortfall), 0n);
  return { licenseeId, name, cells, shortfall };
};

/** What is short in all, in base units. */
export const shortfallOf = (lines: readonly BoardLine[]): bigint =>
  lines.reduce((sum, { shortfall }) => sum + shortfall, 0n);

/** The board as the ledger has it. */
export const linesOf = ({ licensees }: Named): readonly BoardLine[] =>
  byName(
    licensees
      .filter(({ rows }) => rows.length > 0)
      .map((one) => lineOf(one, new Map(one.rows.map((row) => [row.period, cellOf(row)])))),
    ({ name }) => name,
  );

/** The board as it would be. Lines that stay are the same objects. */
export const linesWith = (
  base: readonly BoardLine[],
  { changed }: Supposed,
): readonly BoardLine[] => {
  const rows = Map.groupBy(changed, ({ licenseeId }) => licenseeId);
  return base.map((line) => {
    const others = rows.get(line.licenseeId);
    if (others === undefined) return line;
    const cells = others.map(({ row }) => [row.period, cellOf(row)] as const);
    return lineOf(line, new Map([...line.cells, ...cells]));
  });
};

/** The months whose verdict would be another one. */
export const flipsOf = (base: readonly BoardLine[], lines: readonly BoardLine[]): readonly Flip[] =>
  lines.flatMap((line, nth) =>
    [...line.cells.values()].flatMap((then) => {
      const now = base[nth]?.cells.get(then.period);
      return now === undefined || now.verdict === then.verdict ? [] : [{ line, now, then }];
    }),
  );

/** Their months by licensee, as the heat map marks them. */
export const monthsOf = (flips: readonly Flip[]): ReadonlyMap<string, ReadonlySet<string>> =>
  new Map(
    [...Map.groupBy(flips, ({ line }) => line.licenseeId)].map(([licenseeId, own]) => [
      licenseeId,
      new Set(own.map(({ then }) => then.period)),
    ]),
  );
