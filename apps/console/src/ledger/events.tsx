import type { ServiceName } from '@esep/client';
import { Plural, Trans } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useRef } from 'react';

import { formatCount } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SERVICES } from '../session/services.js';
import { Asked, Empty, NotYours } from '../shell/asked.js';
import { Refusal } from '../shell/refusal.js';
import { Filters } from './event-filters.js';
import { EventList } from './event-list.js';
import { useLogEvents, useNewerEvents, useReadAgain } from './log-events.js';

const route = getRouteApi('/ledger');

/** The log of the address, the event that is open, and how to close it. */
export const useLog = () => {
  const { log: chosen, event } = route.useSearch();
  const navigate = route.useNavigate();
  const close = () => {
    void navigate({ replace: true, search: (before) => ({ ...before, event: undefined }) });
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>('.logged [tabindex="0"]')?.focus(),
    );
  };
  const log = SERVICES.find((service) => service === chosen) ?? 'supervision';
  return { log, event, close };
};

interface EventsProps {
  readonly log: ServiceName;
  readonly isReadable: boolean;
}

/** The events of a log, from the newest back to the first, or from any position. */
export const Events = ({ log, isReadable }: EventsProps) => (
  <section aria-labelledby="events">
    <h2 id="events">
      <Trans>Events</Trans>
    </h2>
    <Filters log={log} />
    {isReadable ? <Found key={log} log={log} /> : <NotYours />}
  </section>
);

const Found = ({ log }: { readonly log: ServiceName }) => {
  const { log: _, event, ...shown } = route.useSearch();
  const query = useLogEvents(log, shown);
  const { data, error, hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  const newer = useNewerEvents(log, shown, data?.end);
  const readAgain = useReadAgain(log);
  const list = useRef<HTMLDivElement>(null);
  const isGoingOn = hasNextPage && !isFetchingNextPage && !error;
  return (
    <Asked query={query}>
      {({ events, next, isLastEmpty }) => (
        <>
          <p className="headline" role="status">
            <Count shown={events.length} isAll={!hasNextPage} />{' '}
            {newer.data !== undefined && newer.data.count > 0 && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => {
                  list.current?.scrollTo(0, 0);
                  void readAgain();
                }}
              >
                <Newer {...newer.data} />
              </Button>
            )}
          </p>
          {events.length === 0 && !hasNextPage ? (
            <Empty>
              <Trans>Nothing of this kind was recorded in this log.</Trans>
            </Empty>
          ) : (
            <EventList
              key={JSON.stringify(shown)}
              events={events}
              open={event}
              list={list}
              // What is looked for and not found is looked for on only by the will of whoever asked.
              onNearEnd={isGoingOn && !isLastEmpty ? () => void fetchNextPage() : undefined}
            />
          )}
          <Refusal error={error} />
          {next !== null && (
            <Further
              next={next}
              isLoading={isFetchingNextPage}
              onAsk={() => void fetchNextPage()}
            />
          )}
        </>
      )}
    </Asked>
  );
};

const Count = ({ shown, isAll }: { readonly shown: number; readonly isAll: boolean }) => {
  const count = formatCount(shown, useLocale());
  return isAll ? (
    <Plural value={shown} one={`${count} event`} other={`${count} events`} />
  ) : (
    <Plural
      value={shown}
      one={`${count} event so far; more come as you scroll.`}
      other={`${count} events so far; more come as you scroll.`}
    />
  );
};

const Newer = ({ count: newer, isMore }: { readonly count: number; readonly isMore: boolean }) => {
  const count = formatCount(newer, useLocale());
  return isMore ? (
    <Trans>More than {count} newer events: show them</Trans>
  ) : (
    <Plural
      value={newer}
      one={`${count} newer event: show it`}
      other={`${count} newer events: show them`}
    />
  );
};

interface FurtherProps {
  readonly next: number;
  readonly isLoading: boolean;
  readonly onAsk: () => void;
}

const Further = ({ next, isLoading, onAsk }: FurtherProps) => {
  const position = formatCount(next, useLocale());
  return (
    <p className="further">
      <Button size="compact-sm" variant="default" aria-busy={isLoading} onClick={onAsk}>
        <Trans>Look further, from position {position}</Trans>
      </Button>
    </p>
  );
};
