import type { ServiceName } from '@esep/client';
import { useQueries } from '@tanstack/react-query';

import { answerOf, esep } from './esep.js';
import { pathOf, SERVICES } from './services.js';
import { me } from './session.js';

/** May whoever is signed in call an operation of supervision? */
export const mayCall = (method: string, path: string): boolean =>
  me()?.may.some((one) => one.method === method && one.path === path) ?? false;

/** The services in which whoever is signed in may do something; undefined as long as it loads. */
export const useServicesThat = (
  method: 'GET' | 'POST',
  rest: string,
): readonly ServiceName[] | undefined => {
  const answers = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['me', service],
      queryFn: () => answerOf(esep.GET(pathOf(service, 'me'))),
      staleTime: Infinity,
    })),
  });
  if (answers.some(({ isPending }) => isPending)) return undefined;
  return SERVICES.filter((service, at) =>
    answers[at]?.data?.may.some(
      (one) => one.method === method && one.path === `/${service}/v1/${rest}`,
    ),
  );
};
