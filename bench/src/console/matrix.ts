import type { Schemas } from '@esep/client';

// An answer of GET /supervision/v1/board as large as one wants it, without a sector that lived so long.

type BoardBody = Schemas['supervision']['BoardBody'];
type Cell = Schemas['supervision']['CellBody'];
type Verdict = Cell['verdict'];

const DAY_MS = 86_400_000;
/** Base units: one percent of what a licensee mines in a month, and 75 of them. */
const MINED_PERCENT = 10_000_000;
const REQUIRED = 75 * MINED_PERCENT;
const SHARE_STEP = MINED_PERCENT / 2;
const SHORT_VERDICTS: readonly Verdict[] = ['breach', 'breach-cured-late', 'inconclusive'];

/** Of every 19 months one is short; at another moment of knowledge (`step`) each has another share. */
const cellAt = (line: number, period: string, month: number, step: number): Cell => {
  const isShort = (line * 7 + month) % 19 === 0;
  const sold =
    (isShort ? 40 + ((line * 13 + month) % 30) : 100) * MINED_PERCENT - step * SHARE_STEP;
  return {
    period,
    verdict: isShort ? (SHORT_VERDICTS[(line + month) % 3] ?? 'breach') : 'compliant',
    state: 'final',
    mined: String(100 * MINED_PERCENT),
    required: String(REQUIRED),
    sold: String(sold),
    shortfall: String(Math.max(0, REQUIRED - sold)),
    restatement: isShort && month % 2 === 0 ? 1 : 0,
  };
};

export interface MatrixSize {
  readonly licensees: number;
  readonly months: number;
}

const KNOWN_THROUGH = '2026-04-12T00:00:00.000Z';
const LAST_MONTH = Date.UTC(2026, 2);

/** As known some steps ago: of so many licensees each cell is another then. */
export const matrixOf = (
  { licensees, months }: MatrixSize,
  step: number,
  changed: number,
): BoardBody => {
  const last = new Date(LAST_MONTH);
  const periods = Array.from({ length: months }, (_, i) =>
    new Date(Date.UTC(last.getUTCFullYear(), last.getUTCMonth() - months + 1 + i))
      .toISOString()
      .slice(0, 'YYYY-MM'.length),
  );
  const changedAt = Array.from({ length: 60 }, (_, i) =>
    new Date(Date.parse(KNOWN_THROUGH) - (60 - i) * DAY_MS).toISOString(),
  );
  return {
    periods,
    licensees: Array.from({ length: licensees }, (_, line) => {
      const name = `Licensee ${String((line * 389) % licensees).padStart(3, '0')} Compute LLP`;
      return {
        licenseeId: `01890000-0000-7000-8000-${String(line).padStart(12, '0')}`,
        name,
        displayName: name,
        licences: [`DM-2025-${line}`],
        cells: periods.map((period, month) =>
          cellAt(line, period, month, line < changed ? step : 0),
        ),
      };
    }),
    changedAt,
    changedBefore: 0,
    ledger: { sources: {}, knownThrough: KNOWN_THROUGH, complete: true },
  };
};
