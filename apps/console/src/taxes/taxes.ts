import type { Schemas } from '@esep/client';
import { assetOf, plusPeriods } from '@esep/kernel';
import { useQuery } from '@tanstack/react-query';

import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

export type Assessment = Schemas['tax']['AssessmentItem'];
export type AssessmentWhole = Schemas['tax']['AssessmentBody'];
export const STATE_NAMES = ['open', 'waiting', 'blocked', 'assessed'] as const;
export type StateName = (typeof STATE_NAMES)[number];

const PAGE_ROWS = 500;
const timesOf = ({ knownAt, asOf }: Travel) => ({
  ...(knownAt === undefined ? {} : { knownAt }),
  ...(asOf === undefined ? {} : { asOf }),
});

export interface AssessmentFilter {
  readonly quarter?: string | undefined;
  readonly state?: StateName | undefined;
}

/** The assessments that a filter leaves, as the API asks for them. */
export const assessmentQuery = ({ quarter, state }: AssessmentFilter, travel: Travel) => ({
  limit: PAGE_ROWS,
  ...(quarter === undefined ? {} : { quarter }),
  ...(state === undefined ? {} : { state }),
  ...timesOf(travel),
});

export const useAssessments = (filter: AssessmentFilter, travel: Travel) =>
  useQuery({
    queryKey: ['taxes', 'assessments', filter.quarter, filter.state, travel.knownAt, travel.asOf],
    queryFn: async ({ signal }): Promise<readonly Assessment[]> => {
      const found: Assessment[] = [];
      for (let cursor: string | null | undefined; cursor !== null;) {
        const query = {
          ...assessmentQuery(filter, travel),
          ...(cursor === undefined ? {} : { cursor }),
        };
        const call = esep.GET('/tax/v1/assessments', { signal, params: { query } });
        const { items, next } = await answerOf(call);
        found.push(...items);
        cursor = next;
      }
      return found;
    },
  });

export const useAssessment = (licenseeId: string, quarter: string, travel: Travel) =>
  useQuery({
    queryKey: ['taxes', 'one', licenseeId, quarter, travel.knownAt, travel.asOf],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/tax/v1/assessments/{licenseeId}/{quarter}', {
          signal,
          params: { path: { licenseeId, quarter }, query: timesOf(travel) },
        }),
      ),
  });

export const useTaxExplanation = (
  { licenseeId, quarter, version }: AssessmentWhole,
  travel: Travel,
) =>
  useQuery({
    queryKey: ['taxes', 'why', licenseeId, quarter, version, travel.knownAt, travel.asOf],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/tax/v1/assessments/{licenseeId}/{quarter}/explain', {
          signal,
          params: { path: { licenseeId, quarter }, query: timesOf(travel) },
        }),
      ),
  });

/** What is published of a coin's price or a currency's rate on a day. */
export type Published = Pick<
  Schemas['tax']['PriceItem'],
  'day' | 'value' | 'source' | 'publishedAt' | 'receipt'
>;

/** One coin's or one currency's days. */
export interface PriceLine {
  readonly of: string;
  readonly isRate: boolean;
  readonly days: ReadonlyMap<string, Published>;
}

export interface PriceTable {
  readonly period: string;
  readonly days: readonly string[];
  readonly lines: readonly PriceLine[];
  /** No price of a later day is known, so that no later day is a hole. */
  readonly until: string;
}

/** Prices and rates of a month; without one, of the month that was published last. */
export const usePrices = (month: string | undefined, { knownAt }: Travel, open?: string) =>
  useQuery({
    queryKey: ['taxes', 'prices', month, knownAt, open],
    queryFn: async ({ signal }): Promise<PriceTable> => {
      const known = knownAt === undefined ? {} : { knownAt };
      const last = await answerOf(
        esep.GET('/tax/v1/prices', { signal, params: { query: { limit: 1, ...known } } }),
      );
      const until = last.items[0]?.day ?? new Date().toISOString().slice(0, 10);
      const period = month ?? until.slice(0, 7);
      const days = daysOf(period);
      const query = {
        from: days[0] ?? '',
        until: days.at(-1) ?? '',
        limit: PAGE_ROWS,
        ...known,
      };
      const [prices, rates] = await Promise.all([
        answerOf(esep.GET('/tax/v1/prices', { signal, params: { query } })),
        answerOf(esep.GET('/tax/v1/exchange-rates', { signal, params: { query } })),
      ]);
      const lines = [
        ...linesOf(
          prices.items.map((item) => ({ ...item, of: item.asset })),
          false,
        ),
        ...linesOf(
          rates.items.map((item) => ({ ...item, of: item.currency })),
          true,
        ),
      ];
      if (open !== undefined && !lines.some(({ of }) => of === open))
        lines.push({ of: open, isRate: assetOf(open) === undefined, days: new Map() });
      return { period, days, lines, until };
    },
  });

const linesOf = (
  items: readonly (Published & { readonly of: string })[],
  isRate: boolean,
): readonly PriceLine[] =>
  [...Map.groupBy(items, ({ of }) => of)].map(([of, own]) => ({
    of,
    isRate,
    days: new Map(own.map((item) => [item.day, item])),
  }));

const DAY_MS = 86_400_000;
const daysOf = (period: string): readonly string[] => {
  const first = Date.parse(`${period}-01`);
  const count = (Date.parse(`${plusPeriods(period, 1)}-01`) - first) / DAY_MS;
  return Array.from({ length: count }, (_, day) =>
    new Date(first + day * DAY_MS).toISOString().slice(0, 10),
  );
};
