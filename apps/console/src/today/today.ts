import type { Schemas } from '@esep/client';
import { useQuery } from '@tanstack/react-query';

import type { Asset } from '../board/board.js';
import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

export type Change = Schemas['supervision']['ChangeBody'];

const MONTHS_SHOWN = 24;
const MONTHS_AHEAD = 1;

const periodAt = (monthsAhead: number): string => {
  const now = new Date();
  const at = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + monthsAhead, 1));
  return at.toISOString().slice(0, 'YYYY-MM'.length);
};

/** What all licensees together had to sell of a coin, and sold, the latest month first. */
export const useTrend = (asset: Asset, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['trend', asset, knownAt, asOf],
    queryFn: async ({ signal }) => {
      const query = {
        ...{
          asset,
          from: periodAt(MONTHS_AHEAD - MONTHS_SHOWN + 1),
          until: periodAt(MONTHS_AHEAD),
        },
        ...(knownAt === undefined ? {} : { knownAt }),
        ...(asOf === undefined ? {} : { asOf }),
      };
      const call = esep.GET('/supervision/v1/sector/trend', { signal, params: { query } });
      const { periods } = await answerOf(call);
      return periods
        .flatMap(({ period, assets }) => {
          const [totals] = assets;
          return totals === undefined ? [] : [{ period, ...totals }];
        })
        .toReversed();
    },
  });

const ROWS_SHOWN = 8;

/** What is still short in months whose deadline is to come, the largest shortfall first. */
export const useDue = (asset: Asset, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['due', asset, knownAt, asOf],
    queryFn: ({ signal }) => {
      const query = {
        ...{ asset, limit: ROWS_SHOWN },
        ...(knownAt === undefined ? {} : { knownAt }),
        ...(asOf === undefined ? {} : { asOf }),
      };
      return answerOf(esep.GET('/supervision/v1/due', { signal, params: { query } }));
    },
  });

/** Verdicts that became others and what became of findings, the latest first. */
export const useChanges = () =>
  useQuery({
    queryKey: ['changes'],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/supervision/v1/changes', { signal, params: { query: { limit: ROWS_SHOWN } } }),
      ),
  });
