import type { Schemas } from '@esep/client';
import { useInfiniteQuery, useQuery } from '@tanstack/react-query';

import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

export type Row = Schemas['supervision']['ReconciliationRowBody'];
type Release = Schemas['tax']['ReleaseItem'];
type Assessment = Schemas['tax']['AssessmentItem'];
export type Report = Schemas['pool-reporting']['TimelineItem'];

const PAGE_ROWS = 500;

/** Why coins that need not be sold may not be moved yet, in the order in which the services ask. */
export type Obstacle =
  | 'not-final'
  | 'inconclusive'
  | 'outstanding'
  | 'not-assessed'
  | 'blocked'
  | 'not-paid'
  | 'not-approved';

export interface Month extends Row {
  /** Base units of what need not be sold: moved with leave already, and what is left. */
  readonly released: bigint;
  readonly left: bigint;
  /** Undefined where a tax officer may release what is left. */
  readonly obstacle: Obstacle | undefined;
}

/** A licensee's own months, the latest first. */
export const useMonths = (licenseeId: string, { knownAt, asOf }: Travel) =>
  useQuery({
    queryKey: ['account', licenseeId, knownAt, asOf],
    queryFn: async ({ signal }): Promise<readonly Month[]> => {
      const at = {
        ...(knownAt === undefined ? {} : { knownAt }),
        ...(asOf === undefined ? {} : { asOf }),
      };
      const limit = PAGE_ROWS;
      const [rows, releases, assessments] = await Promise.all([
        answerOf(
          esep.GET('/supervision/v1/reconciliations', {
            signal,
            params: { query: { limit, licenseeId, ...at } },
          }),
        ),
        answerOf(esep.GET('/tax/v1/releases', { signal, params: { query: { limit } } })),
        answerOf(esep.GET('/tax/v1/assessments', { signal, params: { query: { limit } } })),
      ]);
      const quarters = new Map(assessments.items.map((one) => [one.quarter, one]));
      return rows.items
        .map((row) => monthOf(row, releases.items, quarters.get(quarterOf(row.period))))
        .toSorted((one, other) => (one.period > other.period ? -1 : 1));
    },
  });

const monthOf = (
  row: Row,
  releases: readonly Release[],
  assessment: Assessment | undefined,
): Month => {
  const released = releases
    .filter(({ asset, period }) => asset === row.asset && period === row.period)
    .reduce((sum, { quantity }) => sum + BigInt(quantity), 0n);
  const left = BigInt(row.retained) - released;
  return {
    ...row,
    released,
    left: left > 0n ? left : 0n,
    obstacle: obstacleOf(row, assessment),
  };
};

const obstacleOf = (row: Row, assessment: Assessment | undefined): Obstacle | undefined => {
  if (row.state !== 'final') return 'not-final';
  if (row.verdict === 'inconclusive') return 'inconclusive';
  if (row.verdict === 'breach') return 'outstanding';
  if (assessment === undefined) return 'not-assessed';
  if (assessment.state === 'blocked') return 'blocked';
  if (assessment.version === undefined) return 'not-assessed';
  if (!assessment.isPaid) return 'not-paid';
  return assessment.approvedBy === undefined ? 'not-approved' : undefined;
};

export const quarterOf = (period: string): string => {
  const [year, month] = period.split('-');
  return `${year}-Q${Math.ceil(Number(month) / 3)}`;
};

/** What pools, or exchanges, reported about a licensee, the newest first, each with its proof. */
export const useReports = (kind: 'pools' | 'exchanges', licenseeId: string) =>
  useInfiniteQuery({
    queryKey: ['reports-about', kind, licenseeId],
    initialPageParam: undefined as string | undefined,
    queryFn: ({ signal, pageParam }) => {
      const query = { limit: 20, ...(pageParam === undefined ? {} : { cursor: pageParam }) };
      const options = { signal, params: { path: { licenseeId }, query } };
      return kind === 'pools'
        ? answerOf(esep.GET('/pool-reporting/v1/licensees/{licenseeId}/timeline', options))
        : answerOf(esep.GET('/exchange-settlement/v1/licensees/{licenseeId}/timeline', options));
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
