import type { ServiceName } from '@esep/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';

import { answerOf, esep } from '../session/esep.js';
import { pathOf } from '../session/services.js';
import { me } from '../session/session.js';

interface Proposed {
  readonly act: string;
  readonly proposalId: string;
  readonly proposedBy: string;
}

/** Confirms or declines what somebody proposed; whoever proposed it may only take it back. */
export const useAnswer = (service: ServiceName, { act, proposalId, proposedBy }: Proposed) => {
  const queries = useQueryClient();
  const answer = useMutation({
    mutationFn: (word: 'confirm' | 'decline') =>
      answerOf(
        esep.POST(pathOf(service, `${placeOf(act)}/{proposalId}/${word}`), {
          params: { path: { proposalId } },
          headers: { 'idempotency-key': `${word}-${proposalId}` },
        }),
      ),
    // Also after a refusal: somebody else may have answered meanwhile.
    onSettled: () => queries.invalidateQueries(),
  });
  return { answer, isMine: me()?.subject === proposedBy };
};

/** Where a proposal is answered. */
export const placeOf = (act: string) => (act === 'ParkedRelease' ? 'parked/releases' : 'proposals');
