import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';

import { formatCount, formatDay, formatInstant } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { DAY_STATES, REPORT_KINDS } from '../language/words.js';
import { haveRole } from '../session/session.js';
import { Asked } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { Panel } from '../shell/panel.js';
import { Proof } from '../why/proof.js';
import { RejectedRow } from './rejected-row.js';
import {
  useRejectedRows,
  useSubmissions,
  type CalendarLine,
  type Day,
  type Service,
  type Submission,
} from './reports.js';
import { Waive } from './waivers.js';

const route = getRouteApi('/reports');

interface DayPanelProps {
  readonly line: CalendarLine;
  readonly day: Day;
  readonly onClose: () => void;
}

/** What a sender reported on a day, and what of it has to be sent again. */
export const DayPanel = ({ line, day, onClose }: DayPanelProps) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const { service, sender, name } = line;
  const query = useSubmissions(service, sender, day.day);
  const { completeAt, due, state } = day;
  return (
    <Panel title={name} label={t`Day of a sender`} onClose={onClose}>
      <p className="month">
        {formatDay(`${day.day}T07:00:00Z`, locale)}{' '}
        <span className={`badge d-${state}`}>{i18n._(DAY_STATES[state])}</span>
      </p>
      <dl className="facts">
        <div>
          <dt>
            <Trans>Complete since</Trans>
          </dt>
          <dd>
            {completeAt ? (
              formatInstant(completeAt, locale)
            ) : (
              <Trans>The sender has not said that this day is complete.</Trans>
            )}
          </dd>
        </div>
        {due !== null && (
          <div>
            <dt>
              <Trans>Due until</Trans>
            </dt>
            <dd>{formatInstant(due, locale)}</dd>
          </div>
        )}
      </dl>
      {state === 'silent' && haveRole('supervision-analyst', 'enforcement-officer') && (
        <Waive period={day.day.slice(0, 7)} sender={sender} />
      )}
      <h3>
        <Trans>Reports that came on this day</Trans>
      </h3>
      <Asked query={query}>
        {(items) =>
          items.length === 0 ? (
            <p className="dim">
              <Trans>None came.</Trans>
            </p>
          ) : (
            <ul className="evidence">
              {items.map((item) => (
                <SubmissionLine
                  key={`${item.kind}/${item.reportId}/${item.version}`}
                  {...{ service, item }}
                />
              ))}
            </ul>
          )
        }
      </Asked>
    </Panel>
  );
};

const SubmissionLine = (props: { readonly service: Service; readonly item: Submission }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { report } = route.useSearch();
  const navigate = route.useNavigate();
  const { kind, reportId, version, rows, rejected, receivedAt } = props.item;
  const key = `${kind}/${reportId}/${version}`;
  const isOpen = report === key;
  const word = REPORT_KINDS[kind] ? i18n._(REPORT_KINDS[kind]) : kind;
  const count = formatCount(rejected, locale);
  const of = formatCount(rows, locale);
  const nth = formatCount(version, locale);
  return (
    <li>
      <button
        type="button"
        className="line"
        aria-expanded={isOpen}
        onClick={() =>
          void navigate({
            search: (before) => ({ ...before, report: isOpen ? undefined : key }),
          })
        }
      >
        <span className="fact">
          {word}, {reportId}{' '}
          <span className="dim">
            <Trans>version {nth}</Trans>
          </span>
        </span>
        <span className={rejected > 0 ? 'obstacle' : 'dim'}>
          {rejected > 0 ? (
            <Trans>
              {count} of {of} rows rejected
            </Trans>
          ) : (
            <Trans>rows: {of}, none rejected</Trans>
          )}
        </span>
        <span>{formatInstant(receivedAt, locale)}</span>
      </button>
      {isOpen && <Rejected {...props} />}
    </li>
  );
};

const Rejected = ({ service, item }: { readonly service: Service; readonly item: Submission }) => {
  const { kind, reportId, version, sender, receipt, rejected } = item;
  const query = useRejectedRows(service, item);
  const path = [kind, reportId].map(encodeURIComponent).join('/');
  return (
    <div className="receipt">
      {rejected > 0 && (
        <Asked query={query}>
          {({ items }) => (
            <>
              <ul>
                {items.map((row) => (
                  <RejectedRow key={row.rowId + row.code} {...row} />
                ))}
              </ul>
              <Csv
                name={`rejected-${reportId}`}
                path={`/${service}/v1/submissions/${path}/rejected-rows`}
                query={{ version, sender }}
              >
                <Trans>Rejected rows, CSV</Trans>
              </Csv>
            </>
          )}
        </Asked>
      )}
      <Proof path={receipt} />
    </div>
  );
};
