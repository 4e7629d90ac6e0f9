import type { Schemas, ServiceName } from '@esep/client';
import { useQueries, type Query, type UseQueryResult } from '@tanstack/react-query';

import { answerOf, datedTextAt, esep } from '../session/esep.js';
import { pathOf, SERVICES } from '../session/services.js';
import { allOf } from '../shell/all-of.js';

export type Source = Schemas['supervision']['SourceItem'];
export type Projection = Schemas['supervision']['ProjectionItem'];
export type Comparison = Schemas['supervision']['ComparisonAnswer'];
export type Parked = Schemas['supervision']['ParkedItem'];

/** Something of each service that answers. */
export interface OfService<Value> {
  readonly service: ServiceName;
  readonly value: Value | undefined;
  readonly error: Error | null;
}

/** What moves without an event is asked for so often. */
const LAG_INTERVAL_MS = 5_000;
const BUILDING_INTERVAL_MS = 1_000;
const QUIET_INTERVAL_MS = 15_000;

const useOfServices = <Value>(
  name: string,
  ask: (service: ServiceName) => Promise<Value>,
  everyMs: (value: Value | undefined) => number | false,
): readonly OfService<Value>[] => {
  const answers = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['machine-room', name, service],
      queryFn: () => ask(service),
      refetchInterval: (query: Query<Value>) => everyMs(query.state.data),
    })),
  }) as readonly UseQueryResult<Value>[];
  return SERVICES.map((service, at) => ({
    service,
    value: answers[at]?.data,
    error: answers[at]?.error ?? null,
  }));
};

/** How long each log is, and when its head was signed. */
export const useHeads = () =>
  useOfServices(
    'head',
    async (service) => {
      const { text, at } = await datedTextAt(`/${service}/v1/log/checkpoint`);
      return { size: Number(text.split('\n')[1]), at };
    },
    // It is signed again when something is recorded, which comes by itself.
    () => false,
  );

export const useSources = () =>
  useOfServices(
    'sources',
    (service): Promise<readonly Source[]> =>
      allOf((page) =>
        answerOf(esep.GET(pathOf(service, 'subscriptions'), { params: { query: page } })),
      ),
    () => LAG_INTERVAL_MS,
  );

export const useParked = () =>
  useOfServices(
    'parked',
    (service): Promise<readonly Parked[]> =>
      allOf((page) => answerOf(esep.GET(pathOf(service, 'parked'), { params: { query: page } }))),
    () => QUIET_INTERVAL_MS,
  );

export const useProjections = () =>
  useOfServices(
    'projections',
    async (service): Promise<readonly Projection[]> =>
      (await answerOf(esep.GET(pathOf(service, 'projections')))).items,
    (all) => (all?.some(isBeingBuilt) ? BUILDING_INTERVAL_MS : QUIET_INTERVAL_MS),
  );

/** Events that took effect in a copy. */
export const eventsIn = ({ logs }: Projection, copy: 'live' | 'next'): number =>
  logs.reduce((sum, log) => sum + log[copy], 0);

export const isBeingBuilt = (projection: Projection): boolean =>
  projection.next !== null && eventsIn(projection, 'next') < eventsIn(projection, 'live');

/** What the clock of a service shows: a trial's is not the browser's. */
export const nowOf = (sources: readonly Source[] | undefined): number | undefined => {
  const [source] = sources ?? [];
  return source && Date.parse(source.knownThrough) + source.behindSeconds * 1_000;
};
