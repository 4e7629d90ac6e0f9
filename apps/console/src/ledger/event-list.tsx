import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import {
  Fragment,
  memo,
  useEffect,
  useState,
  type FocusEvent,
  type MouseEvent,
  type RefObject,
} from 'react';

import { eventWords } from '../language/events.js';
import { formatCount, formatInstant, type Locale } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { useDrawnRows } from '../shell/drawn-rows.js';
import { moveInGrid } from '../shell/grid-keys.js';
import type { LoggedEvent } from './log-events.js';

const route = getRouteApi('/ledger');

/** Of a row, as ledger.css has it. */
const ROW_PX = 30;
/** Asked for before somebody comes to the end of what is there. */
const AHEAD_ROWS = 150;

interface EventListProps {
  readonly events: readonly LoggedEvent[];
  /** The event that is open beside the list. */
  readonly open: string | undefined;
  readonly list: RefObject<HTMLDivElement | null>;
  readonly onNearEnd: (() => void) | undefined;
}

/** One button at a time takes part in tabbing; arrows move it. Only rows in view are drawn. */
export const EventList = ({ events, open, list, onNearEnd }: EventListProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const navigate = route.useNavigate();
  const [visited, setVisited] = useState(0);
  const active = Math.min(visited, events.length - 1);
  const { drawn, onScroll } = useDrawnRows(events.length, ROW_PX, [active]);
  const isNearEnd = (drawn.at(-1) ?? 0) >= events.length - AHEAD_ROWS;
  useEffect(() => {
    if (isNearEnd) onNearEnd?.();
  }, [isNearEnd, onNearEnd]);
  const rowOf = (target: EventTarget) => {
    const { r } = (target as HTMLElement).dataset;
    return r === undefined ? undefined : Number(r);
  };
  const visit = ({ target }: FocusEvent) => {
    const row = rowOf(target);
    if (row !== undefined) setVisited(row);
  };
  const show = ({ target }: MouseEvent) => {
    const event = events[rowOf(target) ?? -1];
    if (!event) return;
    const { eventId } = event;
    void navigate({
      replace: open !== undefined,
      search: (before) => ({ ...before, event: eventId === open ? undefined : eventId }),
    });
  };
  return (
    <div
      ref={list}
      className="scroller"
      role="region"
      aria-label={t`Events of the log`}
      tabIndex={0}
      onScroll={onScroll}
    >
      <table className="logged" aria-rowcount={events.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
            <th scope="col" className="figure">
              <Trans>Position</Trans>
            </th>
            <th scope="col">
              <Trans>Recorded</Trans>
            </th>
            <th scope="col">
              <Trans>Event</Trans>
            </th>
            <th scope="col">
              <Trans>Type</Trans>
            </th>
            <th scope="col">
              <Trans>Stream</Trans>
            </th>
          </tr>
        </thead>
        <tbody
          onClick={show}
          onFocus={visit}
          onKeyDown={(event) => moveInGrid(event, events.length, 1)}
        >
          {drawn.map((row, nth) => {
            const event = events[row];
            return (
              event && (
                <Fragment key={event.position}>
                  <Gap rows={row - (drawn[nth - 1] ?? -1) - 1} />
                  <Row
                    row={row}
                    event={event}
                    locale={locale}
                    isActive={row === active}
                    isOpen={event.eventId === open}
                  />
                </Fragment>
              )
            );
          })}
          <Gap rows={events.length - 1 - (drawn.at(-1) ?? -1)} />
        </tbody>
      </table>
    </div>
  );
};

/** As high as rows that are not drawn. */
const Gap = ({ rows }: { readonly rows: number }) =>
  rows > 0 && (
    <tr aria-hidden="true">
      <td colSpan={5} style={{ height: rows * ROW_PX }} />
    </tr>
  );

interface RowProps {
  readonly row: number;
  readonly event: LoggedEvent;
  readonly locale: Locale;
  readonly isActive: boolean;
  readonly isOpen: boolean;
}

/** Drawn anew only when it is another one, not when others are scrolled to. */
const Row = memo(function Row({ row, event, locale, isActive, isOpen }: RowProps) {
  const { position, type, stream, recordedAt } = event;
  return (
    <tr aria-rowindex={row + 2} className={isOpen ? 'chosen' : undefined}>
      <td className="figure">{formatCount(position, locale)}</td>
      <td>{formatInstant(recordedAt, locale)}</td>
      <th scope="row">
        <button
          type="button"
          className="link"
          data-r={row}
          data-c={0}
          tabIndex={isActive ? 0 : -1}
          aria-expanded={isOpen}
        >
          {eventWords(type)}
        </button>
      </th>
      <td>
        <code>{type}</code>
      </td>
      <td title={stream}>
        <code>{stream}</code>
      </td>
    </tr>
  );
});
