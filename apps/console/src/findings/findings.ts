import type { Schemas } from '@esep/client';
import { useQuery } from '@tanstack/react-query';

import { answerOf, esep, Refused } from '../session/esep.js';
import { allOf } from '../shell/all-of.js';
import { codeOf } from '../shell/refusal.js';
import { useCommand } from '../shell/use-command.js';

type Supervision = Schemas['supervision'];
export type FindingItem = Supervision['FindingItem'];
export type Finding = Supervision['FindingBody'];
export type FindingState = FindingItem['state'];
export type Outcome = Supervision['DecideBody']['outcome'];

export interface FindingFilters {
  readonly state?: FindingState | undefined;
  readonly severity?: string | undefined;
  readonly licenseeId?: string | undefined;
}

const WEIGHTS = ['critical', 'high', 'medium', 'low'];
const weightOf = ({ severity }: FindingItem): number => WEIGHTS.indexOf(severity);

/** All findings of a kind, the worst first and then the newest. */
export const useFindings = ({ state, severity, licenseeId }: FindingFilters) =>
  useQuery({
    queryKey: ['findings', state, severity, licenseeId],
    queryFn: async ({ signal }) => {
      const chosen = {
        ...(state === undefined ? {} : { state }),
        ...(severity === undefined ? {} : { severity }),
        ...(licenseeId === undefined ? {} : { licenseeId }),
      };
      const items = await allOf((page) =>
        answerOf(
          esep.GET('/supervision/v1/findings', {
            signal,
            params: { query: { ...chosen, ...page } },
          }),
        ),
      );
      return items.toSorted(
        (one, other) => weightOf(one) - weightOf(other) || (one.raisedAt > other.raisedAt ? -1 : 1),
      );
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

export interface Decision {
  readonly finding: Finding;
  readonly outcome: Outcome;
  readonly reason: string;
}

/** What one person decides; and what is only proposed, where it takes two. */
export const useDecide = () =>
  useCommand(async ({ finding, outcome, reason }: Decision, headers) => {
    const { findingId, revision } = finding;
    const params = { path: { findingId } };
    const path = '/supervision/v1/findings/{findingId}' as const;
    try {
      await answerOf(
        esep.POST(`${path}/decide`, { params, body: { outcome, revision, reason }, headers }),
      );
      return 'decided' as const;
    } catch (error) {
      if (!(error instanceof Refused) || codeOf(error) !== 'dismissal-takes-two-persons')
        throw error;
    }
    await answerOf(
      esep.POST(`${path}/dismissals`, { params, body: { revision, reason }, headers }),
    );
    return 'proposed' as const;
  });
