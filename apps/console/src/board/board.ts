import type { Schemas } from '@esep/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { nameOf } from '../language/words.js';
import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

export type Asset = 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
export const ASSET_CODES: readonly Asset[] = ['BTC', 'BCH', 'LTC', 'DOGE', 'ETC', 'KAS'];
export const assetIn = ({ asset }: Travel): Asset =>
  ASSET_CODES.find((code) => code === asset) ?? 'BTC';

export type BoardBody = Schemas['supervision']['BoardBody'];
export type Cell = Schemas['supervision']['CellBody'];

/** One licensee's months. */
export interface BoardLine {
  readonly licenseeId: string;
  readonly name: string;
  readonly cells: ReadonlyMap<string, Cell>;
  /** Base units, of all its months: what was short when it was due. */
  readonly shortfall: bigint;
}

export interface Board {
  readonly periods: readonly string[];
  readonly lines: readonly BoardLine[];
  /** When figures changed, earliest first. */
  readonly changedAt: readonly string[];
  /** Up to when everything is known. */
  readonly knownThrough: string;
}

/** The most that one answer shows; half a year of it ahead, because a trial's clock may be. */
const PERIODS_MAX = 60;
const PERIODS_AHEAD = 6;

const periodAt = (monthsAhead: number): string => {
  const now = new Date();
  const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1));
  return at.toISOString().slice(0, 'YYYY-MM'.length);
};

export const useBoard = (asset: Asset, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['board', asset, knownAt, asOf],
    queryFn: ({ signal }) => {
      const query = {
        asset,
        from: periodAt(PERIODS_AHEAD - PERIODS_MAX + 1),
        until: periodAt(PERIODS_AHEAD),
        ...(knownAt === undefined ? {} : { knownAt }),
        ...(asOf === undefined ? {} : { asOf }),
      };
      return answerOf(esep.GET('/supervision/v1/board', { signal, params: { query } }));
    },
    // The board stays while time is moved.
    placeholderData: keepPreviousData,
  });

/** Without the months before the first row and after the last one. */
export const boardOf = ({ periods, licensees, changedAt, ledger }: BoardBody): Board => {
  const lines = licensees.map((licensee): BoardLine => {
    const cells = licensee.cells.filter((cell) => cell !== null);
    return {
      licenseeId: licensee.licenseeId,
      name: nameOf(licensee),
      cells: new Map(cells.map((cell) => [cell.period, cell])),
      shortfall: cells.reduce(
        (sum, { state, shortfall }) => sum + (state === 'final' ? BigInt(shortfall) : 0n),
        0n,
      ),
    };
  });
  const filled = periods.filter((period) => lines.some(({ cells }) => cells.has(period)));
  const [first = '', last = ''] = [filled[0], filled.at(-1)];
  return {
    periods: periods.filter((period) => first <= period && period <= last),
    lines,
    changedAt,
    knownThrough: ledger.knownThrough,
  };
};

/** What was sold of what was mined, in basis points; null where nothing was mined. */
export const soldBpsOf = ({ sold, mined }: Cell): number | null =>
  mined === '0' ? null : Number((BigInt(sold) * 10_000n) / BigInt(mined));
