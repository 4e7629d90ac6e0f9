import type { Schemas } from '@esep/client';
import { useQuery } from '@tanstack/react-query';

import type { Asset } from '../board/board.js';
import type { Travel } from '../router.js';
import { answerOf, esep } from '../session/esep.js';

type Supervision = Schemas['supervision'];
export type Explanation = Supervision['ExplanationBody'];
export type Source = Supervision['SourceBody'];
export type Rule = Supervision['RuleBody'];

export const useExplanation = (
  licenseeId: string,
  asset: Asset,
  period: string,
  { knownAt, asOf }: Travel,
) =>
  useQuery({
    queryKey: ['explanation', licenseeId, asset, period, knownAt, asOf],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/supervision/v1/reconciliations/{licenseeId}/{asset}/{period}/explain', {
          signal,
          params: {
            path: { licenseeId, asset, period },
            query: {
              ...(knownAt === undefined ? {} : { knownAt }),
              ...(asOf === undefined ? {} : { asOf }),
            },
          },
        }),
      ),
  });

/** A row that a figure rests on, whoever reported it. */
export interface EvidenceRow {
  readonly fact: string;
  readonly at: string;
  readonly quantity: string;
  readonly sources: readonly Source[];
  /** Codes of what stands against it. */
  readonly obstacles: readonly string[];
}

/** The rows of an explanation, by what they say. */
export const evidenceOf = (explanation: Explanation) => ({
  mined: explanation.mined.map(({ fact, at, net, sources, faults }): EvidenceRow => {
    return { fact, at, quantity: net, sources, obstacles: faults };
  }),
  sales: explanation.sales.map(({ fact, at, quantity, sources, obstacles }): EvidenceRow => {
    return { fact, at, quantity, sources, obstacles: obstacles.map(({ type }) => type) };
  }),
  outflows: explanation.outflows.map(({ fact, at, amount, sources }): EvidenceRow => {
    return { fact, at, quantity: amount, sources, obstacles: [] };
  }),
  setAside: explanation.setAside.map(({ fact, at, quantity, sources, because }): EvidenceRow => {
    return { fact, at, quantity, sources, obstacles: [because] };
  }),
});
