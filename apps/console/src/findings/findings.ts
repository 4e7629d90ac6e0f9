import type { Schemas } from '@esep/client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';

import { answerOf, esep, Refused } from '../session/esep.js';

type Supervision = Schemas['supervision'];
export type FindingItem = Supervision['FindingItem'];
export type Finding = Supervision['FindingBody'];
export type Proposal = Supervision['ProposalItem'];
export type FindingState = FindingItem['state'];
export type Outcome = Supervision['DecideBody']['outcome'];

export interface FindingFilters {
  readonly state?: FindingState | undefined;
  readonly severity?: string | undefined;
  readonly licenseeId?: string | undefined;
}

const PAGE_FINDINGS = 200;

const WEIGHTS = ['critical', 'high', 'medium', 'low'];
const weightOf = ({ severity }: FindingItem): number => WEIGHTS.indexOf(severity);

/** The findings that were asked for, the worst first and then the newest. */
export const useFindings = ({ state, severity, licenseeId }: FindingFilters) =>
  useQuery({
    queryKey: ['findings', state, severity, licenseeId],
    queryFn: async ({ signal }) => {
      const query = {
        limit: PAGE_FINDINGS,
        ...(state === undefined ? {} : { state }),
        ...(severity === undefined ? {} : { severity }),
        ...(licenseeId === undefined ? {} : { licenseeId }),
      };
      const call = esep.GET('/supervision/v1/findings', { signal, params: { query } });
      const { items, next } = await answerOf(call);
      const sorted = items.toSorted(
        (one, other) => weightOf(one) - weightOf(other) || (one.raisedAt > other.raisedAt ? -1 : 1),
      );
      return { items: sorted, isAll: next === null };
    },
  });

export const useFinding = (findingId: string) =>
  useQuery({
    queryKey: ['finding', findingId],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/supervision/v1/findings/{findingId}', {
          signal,
          params: { path: { findingId } },
        }),
      ),
  });

/** What waits for a second person. */
export const useOpenProposals = () =>
  useQuery({
    queryKey: ['proposals'],
    queryFn: async ({ signal }) => {
      const call = esep.GET('/supervision/v1/proposals', {
        signal,
        params: { query: { state: 'open' } },
      });
      return (await answerOf(call)).items;
    },
  });

export interface Decision {
  readonly finding: Finding;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** What one person decides; and what is only proposed, where it takes two. */
export const useDecide = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ finding, outcome, reason }: Decision) => {
      const { findingId, revision } = finding;
      const params = { path: { findingId } };
      const decide = esep.POST('/supervision/v1/findings/{findingId}/decide', {
        params,
        body: { outcome, revision, reason },
      });
      try {
        await answerOf(decide);
        return 'decided' as const;
      } catch (error) {
        if (!(error instanceof Refused) || !takesTwo(error)) throw error;
      }
      const propose = esep.POST('/supervision/v1/findings/{findingId}/dismissals', {
        params,
        body: { revision, reason },
      });
      await answerOf(propose);
      return 'proposed' as const;
    },
    // What is decided is decided; the lists follow.
    onSettled: () => void refresh(queries),
  });
};

const takesTwo = ({ problem }: Refused): boolean =>
  problem.type === 'urn:esep:problem:dismissal-takes-two-persons';

/** The answer of the second person. */
export const useAnswerProposal = () => {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async ({ proposalId, confirm }: { proposalId: string; confirm: boolean }) => {
      const options = { params: { path: { proposalId } } };
      await (confirm
        ? answerOf(esep.POST('/supervision/v1/proposals/{proposalId}/confirm', options))
        : answerOf(esep.POST('/supervision/v1/proposals/{proposalId}/decline', options)));
    },
    // What is decided is decided; the lists follow.
    onSettled: () => void refresh(queries),
  });
};

const refresh = async (queries: ReturnType<typeof useQueryClient>): Promise<void> => {
  for (const name of ['finding', 'findings', 'proposals'])
    await queries.invalidateQueries({ queryKey: [name] });
};
