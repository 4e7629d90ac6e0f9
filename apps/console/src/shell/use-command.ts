import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';

/**
 * Sends a command. The same content goes under the same key until it is done, so that nothing is done
 * twice by who sends again because no answer came; other content gets a key of its own.
 */
export const useCommand = <Content, Answer>(
  send: (content: Content, headers: Readonly<Record<string, string>>) => Promise<Answer>,
) => {
  const queries = useQueryClient();
  const sent = useRef<{ readonly text: string; readonly key: string }>(undefined);
  return useMutation({
    mutationFn: async (content: Content) => {
      const text = JSON.stringify(content);
      if (sent.current?.text !== text) sent.current = { text, key: crypto.randomUUID() };
      const answer = await send(content, { 'idempotency-key': sent.current.key });
      sent.current = undefined;
      return answer;
    },
    // Also after a refusal: somebody else may have been faster. What is done is done; the lists follow.
    onSettled: () => void queries.invalidateQueries(),
  });
};
