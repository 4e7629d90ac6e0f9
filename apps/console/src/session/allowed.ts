import type { ServiceName } from '@esep/client';
import { useQueries } from '@tanstack/react-query';

import { answerOf, esep } from './esep.js';
import { pathOf, SERVICES } from './services.js';
import { me } from './session.js';

/** May whoever is signed in call an operation of supervision? */
export const mayCall = (method: string, path: string): boolean =>
  me()?.may.some((one) => one.method === method && one.path === path) ?? false;

/** What whoever is signed in may do in a service. */
export const mayIn = (service: ServiceName) => ({
  queryKey: ['me', service],
  queryFn: async () => (await answerOf(esep.GET(pathOf(service, 'me')))).may,
  staleTime: Infinity,
});

/** The services in which whoever is signed in may do something; undefined as long as it loads. */
export const useServicesThat = (
  method: 'GET' | 'POST',
  rest: string,
): readonly ServiceName[] | undefined => {
  const answers = useQueries({ queries: SERVICES.map(mayIn) });
  if (answers.some(({ isPending }) => isPending)) return undefined;
  return SERVICES.filter((service, at) =>
    answers[at]?.data?.some(
      (one) => one.method === method && one.path === `/${service}/v1/${rest}`,
    ),
  );
};
