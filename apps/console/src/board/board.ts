import type { Schemas } from '@esep/client';
import { keepPreviousData, useQuery } from '@tanstack/react-query';

import { answerOf, esep } from '../session/esep.js';
import type { Travel } from '../router.js';

export type Asset = 'BTC' | 'BCH' | 'LTC' | 'DOGE' | 'ETC' | 'KAS';
export const ASSET_CODES: readonly Asset[] = ['BTC', 'BCH', 'LTC', 'DOGE', 'ETC', 'KAS'];
export const assetIn = ({ asset }: Travel): Asset =>
  ASSET_CODES.find((code) => code === asset) ?? 'BTC';

export type Row = Schemas['supervision']['ReconciliationRowBody'];

/** One licensee's months. */
export interface BoardLine {
  readonly licenseeId: string;
  readonly name: string;
  readonly cells: ReadonlyMap<string, Row>;
  /** Base units, of all its months: what was short when it was due. */
  readonly shortfall: bigint;
}

export interface Board {
  readonly periods: readonly string[];
  readonly lines: readonly BoardLine[];
  /** Up to when everything is known. */
  readonly knownThrough: string;
}

const PAGE_ROWS = 500;

export const useBoard = (asset: Asset, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['board', asset, knownAt, asOf],
    queryFn: async ({ signal }): Promise<Board> => {
      const rows: Row[] = [];
      let cursor: string | undefined;
      for (;;) {
        const query = {
          asset,
          limit: PAGE_ROWS,
          ...(knownAt === undefined ? {} : { knownAt }),
          ...(asOf === undefined ? {} : { asOf }),
          ...(cursor === undefined ? {} : { cursor }),
        };
        const call = esep.GET('/supervision/v1/reconciliations', { signal, params: { query } });
        const { items, next, ledger } = await answerOf(call);
        rows.push(...items);
        if (next === null) return boardOf(rows, ledger.knownThrough);
        cursor = next;
      }
    },
    // The board stays while time is moved.
    placeholderData: keepPreviousData,
  });

const boardOf = (rows: readonly Row[], knownThrough: string): Board => {
  const lines = [...Map.groupBy(rows, ({ licenseeId }) => licenseeId)].map(([licenseeId, own]) => ({
    licenseeId,
    name: own[0]?.name ?? `…${licenseeId.slice(-6)}`,
    cells: new Map(own.map((row) => [row.period, row])),
    shortfall: own.reduce((sum, row) => sum + (isDue(row) ? BigInt(row.shortfall) : 0n), 0n),
  }));
  return {
    periods: [...new Set(rows.map(({ period }) => period))].toSorted(),
    lines,
    knownThrough,
  };
};

/** Before, what is still to be sold is no shortfall. */
const isDue = ({ state }: Row): boolean => state === 'final';
