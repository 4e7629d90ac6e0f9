import type { ServiceName } from '@esep/client';

/** The five logs and who writes them. */
export const SERVICES: readonly ServiceName[] = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
];

/** All five have these operations, with the same answers: the types of one do for all. */
type OfAll =
  | 'me'
  | 'events'
  | 'search'
  | 'licensees/{licenseeId}/timeline'
  | 'proposals'
  | 'proposals/{proposalId}/confirm'
  | 'proposals/{proposalId}/decline'
  | 'subscriptions'
  | 'parked'
  | 'parked/releases'
  | 'parked/releases/{proposalId}/confirm'
  | 'parked/releases/{proposalId}/decline'
  | 'projections'
  | 'projections/{name}/rebuild'
  | 'projections/{name}/compare'
  | 'projections/{name}/switch'
  | 'projections/{name}/drop';

export const pathOf = <Rest extends OfAll>(service: ServiceName, rest: Rest) =>
  `/${service}/v1/${rest}` as `/supervision/v1/${Rest}`;

/** The service of a log, `esep/<service>/<deployment>`. */
export const serviceOf = (log: string): ServiceName | undefined =>
  SERVICES.find((service) => log.split('/')[1] === service);
