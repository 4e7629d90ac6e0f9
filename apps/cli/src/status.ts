import type { ServiceName } from '@esep/client';

import type { LedgerApi } from './ledger-api.js';
import { tableOf } from './table.js';
import type { ExitCode, World } from './world.js';

export const SERVICES = [
  'licensing',
  'pool-reporting',
  'exchange-settlement',
  'tax',
  'supervision',
] as const satisfies readonly ServiceName[];

interface ServiceStatus {
  readonly service: string;
  readonly ready: boolean;
  /** Why it is not ready. */
  readonly problem?: string;
  /** The tree head as the log says it; only `esep verify --key` checks a signature. */
  readonly log?: { readonly origin: string; readonly size: number; readonly root: string };
}

export interface StatusOptions {
  readonly json?: boolean;
}

export const status = async (
  { json }: StatusOptions,
  api: LedgerApi,
  world: World,
): Promise<ExitCode> => {
  const services = await Promise.all(SERVICES.map((service) => statusOf(service, api)));
  const ready = services.every((service) => service.ready);
  if (json) world.out(JSON.stringify({ ready, services }, null, 2));
  else world.out(tableOf(['service', 'ready', 'events', 'root'], services.map(rowOf), ['events']));
  if (!ready && !json)
    for (const problem of new Set(services.map((service) => service.problem)))
      if (problem !== undefined) world.err(problem);
  return ready ? 0 : 1;
};

const TEXT = { parseAs: 'text', headers: { accept: 'text/plain' } } as const;

const statusOf = async (service: ServiceName, api: LedgerApi): Promise<ServiceStatus> => {
  const [readiness, checkpoint] = await Promise.all([
    readinessOf(service, api),
    api.ask((esep) => esep.GET(`/${service}/v1/log/checkpoint`, TEXT)),
  ]);
  const log = checkpoint.ok ? treeHeadIn(checkpoint.body) : undefined;
  return {
    service,
    ready: readiness.ok,
    ...(readiness.ok ? {} : { problem: readiness.problem }),
    ...(log === undefined ? {} : { log }),
  };
};

/** Behind one address each service has its own path; a service that stands alone has none. */
const readinessOf = async (service: ServiceName, api: LedgerApi) => {
  const answer = await api.ask((esep) => esep.GET(`/${service}/health/ready`));
  if (answer.ok || answer.status !== 404) return answer;
  return api.ask((esep) => esep.GET('/health/ready'));
};

const treeHeadIn = (note: string): ServiceStatus['log'] => {
  const match = /^(.+)\n(\d+)\n(\S{44})\n/.exec(note);
  if (!match) return undefined;
  const [, origin = '', size = '', root = ''] = match;
  return { origin, size: Number(size), root };
};

const rowOf = ({ service, ready, log }: ServiceStatus): string[] => [
  service,
  ready ? 'yes' : 'no',
  log === undefined ? '' : String(log.size),
  log?.root ?? '',
];
