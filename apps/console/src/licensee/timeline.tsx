import type { ServiceName } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';

import { eventWords } from '../language/events.js';
import { formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICE_NAMES } from '../language/words.js';
import { useServicesThat } from '../session/allowed.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf, serviceOf } from '../session/services.js';
import { Asked, Empty } from '../shell/asked.js';
import { Proof } from '../why/proof.js';
import { newestOf } from './history.js';

const PAGE_EVENTS = 25;

/** Where the history of each service goes on; a service that is not in it has no more. */
type Cursors = Readonly<Partial<Record<ServiceName, string>>>;

const useTimeline = (licenseeId: string, services: readonly ServiceName[]) =>
  useInfiniteQuery({
    queryKey: ['timeline', services, licenseeId],
    initialPageParam: undefined as Cursors | undefined,
    queryFn: async ({ signal, pageParam }) => {
      const asked = services.filter((service) => !pageParam || pageParam[service] !== undefined);
      return Promise.all(
        asked.map(async (service) => {
          const cursor = pageParam?.[service];
          const query = { limit: PAGE_EVENTS, ...(cursor === undefined ? {} : { cursor }) };
          const answer = await answerOf(
            esep.GET(pathOf(service, 'licensees/{licenseeId}/timeline'), {
              signal,
              params: { path: { licenseeId }, query },
            }),
          );
          return { service, ...answer };
        }),
      );
    },
    getNextPageParam: (last): Cursors | undefined => {
      const more = last.flatMap(({ service, next }) => (next === null ? [] : [[service, next]]));
      return more.length === 0 ? undefined : (Object.fromEntries(more) as Cursors);
    },
  });

/** The events of all services about it as one history. What a role does not read is not in it. */
export const Timeline = ({ licenseeId }: { readonly licenseeId: string }) => {
  const services = useServicesThat('GET', 'licensees/{licenseeId}/timeline');
  return services && <History licenseeId={licenseeId} services={services} />;
};

interface HistoryProps {
  readonly licenseeId: string;
  readonly services: readonly ServiceName[];
}

const History = ({ licenseeId, services }: HistoryProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const [open, setOpen] = useState<string>();
  const query = useTimeline(licenseeId, services);
  return (
    <Asked query={query}>
      {({ pages }) => {
        const lists = services.map((service) => {
          const own = pages.flat().filter((page) => page.service === service);
          return {
            items: own.flatMap(({ items }) => items),
            isLast: own.at(-1)?.next === null,
          };
        });
        const items = newestOf(lists);
        if (items.length === 0)
          return (
            <Empty>
              <Trans>Nothing that you may read was recorded about it.</Trans>
            </Empty>
          );
        return (
          <>
            <ol className="rows">
              {items.map(({ eventId, type, at, by, receipt }) => {
                const service = serviceOf(`esep${receipt}`);
                return (
                  <li className="evidence" key={eventId}>
                    <button
                      type="button"
                      aria-expanded={open === eventId}
                      onClick={() => setOpen(open === eventId ? undefined : eventId)}
                    >
                      <span className="fact">
                        {eventWords(type)}{' '}
                        <span className="dim">{service && i18n._(SERVICE_NAMES[service])}</span>
                      </span>
                      <span>{formatInstant(at, locale)}</span>
                      <span className="by">{by}</span>
                    </button>
                    {open === eventId && (
                      <div className="receipt">
                        <Proof path={receipt} />
                      </div>
                    )}
                  </li>
                );
              })}
            </ol>
            {query.hasNextPage && (
              <Button
                variant="default"
                size="compact-sm"
                loading={query.isFetchingNextPage}
                onClick={() => void query.fetchNextPage()}
              >
                <Trans>Earlier ones</Trans>
              </Button>
            )}
          </>
        );
      }}
    </Asked>
  );
};
