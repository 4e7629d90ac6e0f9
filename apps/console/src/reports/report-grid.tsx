import { Trans, useLingui } from '@lingui/react/macro';

import { formatCount, formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { DAY_STATES } from '../language/words.js';
import { moveInGrid } from '../shell/grid-keys.js';
import type { Calendar, Day } from './reports.js';

interface ReportGridProps {
  readonly calendar: Calendar;
  readonly open: string | undefined;
  readonly onOpen: (day: string) => void;
}

/** Senders down, days across. */
export const ReportGrid = ({ calendar: { days, lines }, open, onOpen }: ReportGridProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  return (
    <div className="scroller" role="region" aria-label={t`Reports by sender and day`} tabIndex={0}>
      <table className="heat calendar">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Sender</Trans>
            </th>
            {days.map((day) => (
              <th key={day} scope="col">
                {Number(day.slice(8))}
              </th>
            ))}
            <th scope="col">
              <Trans>Complete through</Trans>
            </th>
          </tr>
        </thead>
        <tbody onKeyDown={(event) => moveInGrid(event, lines.length, days.length)}>
          {lines.map(({ service, sender, name, days: own, through }, r) => (
            <tr key={`${service}/${sender}`}>
              <th scope="row" title={name}>
                {name}
              </th>
              {days.map((date, c) => {
                const day = own.get(date);
                const key = `${service}/${sender}/${date}`;
                return (
                  <td key={date}>
                    {day && (
                      <DayButton
                        {...{ r, c, name, day }}
                        place={key}
                        isOpen={key === open}
                        onOpen={onOpen}
                      />
                    )}
                  </td>
                );
              })}
              <td className="short">
                {through === undefined ? '–' : formatDay(`${through}T07:00:00Z`, locale)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface DayButtonProps {
  readonly r: number;
  readonly c: number;
  readonly name: string;
  readonly day: Day;
  readonly place: string;
  readonly isOpen: boolean;
  readonly onOpen: (day: string) => void;
}

const DayButton = ({ r, c, name, day, place, isOpen, onOpen }: DayButtonProps) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const { state, reports, rejected } = day;
  const date = formatDay(`${day.day}T07:00:00Z`, locale);
  const word = i18n._(DAY_STATES[state]);
  const count = formatCount(rejected, locale);
  const came = formatCount(reports, locale);
  const mended = rejected > 0 ? t`, rejected rows: ${count}` : '';
  return (
    <button
      type="button"
      className={`cell d-${state}${rejected > 0 ? ' restated' : ''}`}
      data-r={r}
      data-c={c}
      data-day={place}
      aria-pressed={isOpen}
      tabIndex={r === 0 && c === 0 ? 0 : -1}
      aria-label={`${name}, ${date}: ${word}${t`, reports: ${came}`}${mended}`}
      onClick={() => onOpen(place)}
    >
      {reports > 0 ? came : '·'}
    </button>
  );
};
