import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { localDateOf, plusPeriods } from '@esep/kernel';
import { getRouteApi } from '@tanstack/react-router';

import { formatCount, formatDay, formatInstant, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { DAY_STATES, REPORT_KINDS } from '../language/words.js';
import { haveRole } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { DayPanel } from './day-panel.js';
import { DryRun } from './dry-run.js';
import { ReportGrid } from './report-grid.js';
import { servicesOfMine, useCalendar, useRejected, type Calendar } from './reports.js';
import { Waivers } from './waivers.js';

const route = getRouteApi('/reports');

/** Who reported what on which day, what of it was rejected, and who is silent. */
export const ReportsPage = () => {
  const { t } = useLingui();
  const { month } = route.useSearch();
  const locale = useLocale();
  const navigate = route.useNavigate();
  const query = useCalendar(month);
  const period = query.data?.period ?? month;
  const goTo = (next: string) =>
    void navigate({
      search: (before) => ({ ...before, month: next, day: undefined, report: undefined }),
    });
  return (
    <>
      <div className="head">
        <h1>
          <Trans>Reports</Trans>
        </h1>
        {period !== undefined && (
          <>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t`Month before`}
              onClick={() => goTo(plusPeriods(period, -1))}
            >
              ‹
            </Button>
            <b>{formatMonth(period, locale)}</b>
            <Button
              size="compact-sm"
              variant="default"
              aria-label={t`Month after`}
              onClick={() => goTo(plusPeriods(period, 1))}
            >
              ›
            </Button>
          </>
        )}
        {query.data && <CalendarCsv calendar={query.data} />}
      </div>
      <Asked query={query}>{(calendar) => <Month calendar={calendar} />}</Asked>
      {haveRole('pool', 'exchange') && <DryRun />}
      {haveRole('supervision-analyst', 'enforcement-officer', 'auditor') && <Waivers />}
    </>
  );
};

const CalendarCsv = ({ calendar: { days } }: { readonly calendar: Calendar }) => (
  <>
    {servicesOfMine().map((service) => {
      return (
        <Csv
          key={service}
          name={`${service}-calendar`}
          path={`/${service}/v1/calendar`}
          query={{ from: days[0], until: days.at(-1) }}
        >
          {service === 'pool-reporting' ? <Trans>Pools, CSV</Trans> : <Trans>Exchanges, CSV</Trans>}
        </Csv>
      );
    })}
  </>
);

const Month = ({ calendar }: { readonly calendar: Calendar }) => {
  const { day } = route.useSearch();
  const navigate = route.useNavigate();
  const { lines } = calendar;
  const open = (next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, day: next, report: undefined }) });
  const close = () => {
    open(undefined);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-day="${CSS.escape(day ?? '')}"]`)?.focus(),
    );
  };
  if (lines.every(({ days }) => days.size === 0))
    return (
      <Empty>
        <Trans>Nobody had to report in this month, or it has not begun. Choose another one.</Trans>
      </Empty>
    );
  const [service = '', sender = '', date = ''] = (day ?? '').split('/');
  const line = lines.find((one) => one.service === service && one.sender === sender);
  const shown = line?.days.get(date);
  return (
    <>
      <Headline calendar={calendar} />
      <Legend calendar={calendar} />
      <div className="split">
        <ReportGrid calendar={calendar} open={day} onOpen={open} />
        {line && shown ? (
          <DayPanel key={day} line={line} day={shown} onClose={close} />
        ) : (
          <ToBeMended calendar={calendar} />
        )}
      </div>
    </>
  );
};

const Headline = ({ calendar: { lines, period } }: { readonly calendar: Calendar }) => {
  const locale = useLocale();
  const month = formatMonth(period, locale);
  const silent = lines.filter(({ days }) =>
    [...days.values()].some(({ state }) => state === 'silent'),
  ).length;
  const count = formatCount(silent, locale);
  return (
    <p className="headline">
      {silent === 0 ? (
        <Trans>{month}: nobody is silent about a day that was due.</Trans>
      ) : (
        <Plural
          value={silent}
          one={`${month}: ${count} sender has not completed what was due.`}
          other={`${month}: ${count} senders have not completed what was due.`}
        />
      )}
    </p>
  );
};

const Legend = ({ calendar: { lines } }: { readonly calendar: Calendar }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const days = lines.flatMap((line) => [...line.days.values()]);
  return (
    <ul className="legend">
      {Object.entries(DAY_STATES).map(([state, word]) => (
        <li key={state}>
          <i className={`d-${state}`} aria-hidden="true" /> {i18n._(word)}{' '}
          <b>{formatCount(days.filter((day) => day.state === state).length, locale)}</b>
        </li>
      ))}
      <li className="dim">
        <Trans>A number is how many reports came that day; underlined: rows were rejected.</Trans>
      </li>
    </ul>
  );
};

/** Beside the calendar as long as no day is open: what somebody has to do. */
const ToBeMended = ({ calendar }: { readonly calendar: Calendar }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const navigate = route.useNavigate();
  const query = useRejected();
  const silent = calendar.lines.flatMap((line) => {
    const first = [...line.days.values()].find(({ state }) => state === 'silent');
    return first ? [{ line, first }] : [];
  });
  return (
    <aside className="side" aria-labelledby="mended">
      <h2 id="mended">
        <Trans>What is to be done</Trans>
      </h2>
      {silent.length > 0 && (
        <>
          <h3>
            <Trans>Silent senders</Trans>
          </h3>
          <ul className="worst">
            {silent.map(({ line, first }) => (
              <li key={`${line.service}/${line.sender}`}>
                <button
                  type="button"
                  className="card"
                  onClick={() =>
                    void navigate({
                      search: (before) => ({
                        ...before,
                        day: `${line.service}/${line.sender}/${first.day}`,
                      }),
                    })
                  }
                >
                  <b>{line.name}</b>
                  <SilentSince day={first.day} />
                </button>
              </li>
            ))}
          </ul>
        </>
      )}
      <h3>
        <Trans>Reports with rejected rows</Trans>
      </h3>
      <Asked query={query}>
        {(items) =>
          items.length === 0 ? (
            <p className="dim">
              <Trans>No row of any report was rejected.</Trans>
            </p>
          ) : (
            <ul className="worst">
              {items.map(
                ({ service, kind, sender, reportId, version, receivedAt, rejected, rows }) => {
                  const word = REPORT_KINDS[kind] ? i18n._(REPORT_KINDS[kind]) : kind;
                  const count = formatCount(rejected, locale);
                  const of = formatCount(rows, locale);
                  const date = localDateOf(receivedAt);
                  return (
                    <li key={`${service}/${kind}/${sender}/${reportId}/${version}`}>
                      <button
                        type="button"
                        className="card"
                        onClick={() =>
                          void navigate({
                            search: (before) => ({
                              ...before,
                              month: date.slice(0, 7),
                              day: `${service}/${sender}/${date}`,
                              report: `${kind}/${reportId}/${version}`,
                            }),
                          })
                        }
                      >
                        <b>
                          {sender}, {word}
                        </b>
                        <span>{formatInstant(receivedAt, locale)}</span>
                        <span className="figure">
                          <Trans>
                            {count} of {of}
                          </Trans>
                        </span>
                      </button>
                    </li>
                  );
                },
              )}
            </ul>
          )
        }
      </Asked>
    </aside>
  );
};

const SilentSince = ({ day }: { readonly day: string }) => {
  const since = formatDay(`${day}T07:00:00Z`, useLocale());
  return (
    <span>
      <Trans>since {since}</Trans>
    </span>
  );
};
