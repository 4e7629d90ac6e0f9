import type { ServiceName } from '@esep/client';
import { isLedgerDay, plusDays, startOfDay } from '@esep/kernel';
import {
  useInfiniteQuery,
  useQuery,
  useQueryClient,
  type InfiniteData,
} from '@tanstack/react-query';

import type { LedgerSearch } from '../router.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf } from '../session/services.js';
import { given } from '../shell/command-form.js';

/** As many as a service answers at once. */
const PAGE_EVENTS = 500;
/** Enough to say that there are many. */
const NEWER_EVENTS_MAX = 99;

export interface LoggedEvent {
  readonly position: number;
  readonly eventId: string;
  readonly type: string;
  readonly stream: string;
  readonly recordedAt: string;
}

type Shown = Omit<LedgerSearch, 'log' | 'event'>;

/** What the address asks of a log, as the service takes it; what cannot be meant is left out. */
const askedOf = ({ type, stream, licensee, since, until, order }: Shown) => ({
  type: type !== undefined && EVENT_TYPE.test(type) ? type : undefined,
  stream,
  licenseeId: licensee !== undefined && /^[0-9a-f-]{36}$/.test(licensee) ? licensee : undefined,
  since: since !== undefined && isLedgerDay(since) ? startOfDay(since) : undefined,
  until: until !== undefined && isLedgerDay(until) ? startOfDay(plusDays(until, 1)) : undefined,
  order: order === 'oldest' ? ('oldest' as const) : ('newest' as const),
});
export const EVENT_TYPE = /^[A-Z][A-Za-z]{0,63}$/;

interface EventsPage {
  readonly events: readonly LoggedEvent[];
  /** The position that came next when it was read. */
  readonly end: number;
  readonly next: number | null;
}

/** Made once for each page that comes, and not whenever the page is drawn. */
const listOf = ({ pages }: InfiniteData<EventsPage>) => ({
  events: pages.flatMap(({ events }) => events),
  end: pages[0]?.end,
  next: pages.at(-1)?.next ?? null,
  /** A search may look at as much as one request may, and find nothing. */
  isLastEmpty: pages.at(-1)?.events.length === 0,
});

/** The events of a log from a position on, page by page. What is recorded stays, and so does the list. */
export const useLogEvents = (log: ServiceName, shown: Shown) => {
  const asked = askedOf(shown);
  return useInfiniteQuery({
    queryKey: ['log-events', log, asked, shown.at],
    staleTime: Infinity,
    initialPageParam: shown.at,
    select: listOf,
    queryFn: async ({ pageParam, signal }): Promise<EventsPage> => {
      const query = given({ ...asked, from: pageParam, limit: PAGE_EVENTS });
      const answer = await answerOf(esep.GET(pathOf(log, 'events'), { signal, params: { query } }));
      return {
        events: answer.events.map(({ position, bytes }): LoggedEvent => {
          // The rest of an event is read with its receipt: of 100,000 it would be some 100 MB.
          const { eventId, type, stream, recordedAt } = JSON.parse(bytes) as LoggedEvent;
          return { position, eventId, type, stream, recordedAt };
        }),
        end: answer.head.next,
        next: answer.next,
      };
    },
    getNextPageParam: ({ next }) => next ?? undefined,
  });
};

/** How many events of the kind came since a list was read; it does not move while somebody reads it. */
export const useNewerEvents = (log: ServiceName, shown: Shown, end: number | undefined) => {
  const asked = { ...askedOf(shown), order: 'oldest' as const };
  const isAtEnd = shown.order !== 'oldest' && shown.at === undefined;
  return useQuery({
    queryKey: ['newer-events', log, asked, end],
    enabled: end !== undefined && isAtEnd,
    queryFn: async ({ signal }) => {
      const query = given({ ...asked, from: end, limit: NEWER_EVENTS_MAX + 1 });
      const { events } = await answerOf(
        esep.GET(pathOf(log, 'events'), { signal, params: { query } }),
      );
      return {
        count: Math.min(events.length, NEWER_EVENTS_MAX),
        isMore: events.length > NEWER_EVENTS_MAX,
      };
    },
  });
};

export const useReadAgain = (log: ServiceName) => {
  const queries = useQueryClient();
  return () => queries.resetQueries({ queryKey: ['log-events', log] });
};
