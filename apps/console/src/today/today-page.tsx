import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { assetIn } from '../board/board.js';
import { TimeBar } from '../board/time-bar.js';
import { useFindings } from '../findings/findings.js';
import {
  formatCoins,
  formatCount,
  formatDay,
  formatInstant,
  formatMonth,
  formatQuarter,
  formatShare,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { BLOCKS, nameOf, SEVERITIES } from '../language/words.js';
import { useCalendar, useRejected } from '../reports/reports.js';
import { mayCall } from '../session/allowed.js';
import { haveRole, me } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { useNameOf } from '../shell/names.js';
import { WaitingAnywhere } from '../shell/proposals.js';
import { Wide } from '../shell/wide.js';
import { useAssessments } from '../taxes/taxes.js';
import { Changes } from './changes.js';
import { useDue, useTrend } from './today.js';

const route = getRouteApi('/');

const STAFF = [
  ...['licensing-officer', 'supervision-analyst', 'enforcement-officer', 'tax-officer'],
  ...['auditor', 'operator'],
];

/** What one looks at in the morning: what waits, what is due, what was found and what changed. */
export const TodayPage = () => {
  const { t } = useLingui();
  const { knownAt, asOf } = route.useSearch();
  const name = me()?.name?.split(',')[0] ?? me()?.organisation ?? '';
  const reads = (rest: string) => mayCall('GET', `/supervision/v1/${rest}`);
  const blocks: readonly (readonly [title: string, isMine: boolean, block: ReactNode])[] = [
    [t`Waits for a second person`, haveRole(...STAFF), <Waits />],
    [t`My account`, haveRole('licensee'), <MyAccount />],
    [t`My reports`, haveRole('pool', 'exchange'), <Rejected />],
    [t`Open findings`, reads('findings'), <OpenFindings />],
    [t`To be sold soon`, reads('due'), <DueSoon />],
    [t`Blocked assessments`, haveRole('tax-officer'), <BlockedAssessments />],
    [
      t`Silent senders`,
      haveRole('supervision-analyst', 'enforcement-officer', 'auditor'),
      <SilentSenders />,
    ],
    [t`The sector, month by month`, reads('sector/trend'), <Sector />],
    [t`What changed last`, reads('changes'), <Changes />],
    [t`The services`, haveRole('operator'), <Services />],
  ];
  return (
    <>
      <h1>
        <Trans>Good day, {name}</Trans>
      </h1>
      {(knownAt ?? asOf) !== undefined && <TimeBar />}
      <div className="halves">
        {blocks
          .filter(([, isMine]) => isMine)
          .map(([title, , block]) => (
            <section key={title} className="side" aria-label={title}>
              <h2>{title}</h2>
              {block}
            </section>
          ))}
      </div>
    </>
  );
};

const Waits = () => (
  <WaitingAnywhere>
    <Empty>
      <Trans>Nothing waits. What somebody proposes appears here until another one answers.</Trans>
    </Empty>
  </WaitingAnywhere>
);

const MyAccount = () => (
  <p>
    <Link to="/me">
      <Trans>How much to sell by when, what may be released, and what was reported about you</Trans>
    </Link>
  </p>
);

const Services = () => (
  <p>
    <Link to="/machine-room">
      <Trans>How the services do, and what is parked: to the machine room</Trans>
    </Link>
  </p>
);

const OpenFindings = () => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = useFindings({ state: 'open' });
  return (
    <Asked query={query}>
      {(items) =>
        items.length === 0 ? (
          <Empty>
            <Trans>Nothing is open.</Trans>
          </Empty>
        ) : (
          <ul className="worst">
            {Object.entries(SEVERITIES).map(([severity, word]) => {
              const count = items.filter((item) => item.severity === severity).length;
              if (count === 0) return null;
              return (
                <li key={severity}>
                  <Link className="card" to="/findings" search={{ severity }}>
                    <b>{i18n._(word)}</b>
                    <span className={`badge s-${severity}`}>{formatCount(count, locale)}</span>
                  </Link>
                </li>
              );
            })}
          </ul>
        )
      }
    </Asked>
  );
};

/** Of all licensees together: what had to be sold of each month, and what was. */
const Sector = () => {
  const { t } = useLingui();
  const locale = useLocale();
  const search = route.useSearch();
  const asset = assetIn(search);
  return (
    <Asked query={useTrend(asset, search)}>
      {(months) =>
        months.length === 0 ? (
          <Empty>
            <Trans>
              Nothing of this coin is known at this time. Choose another coin, or go to now.
            </Trans>
          </Empty>
        ) : (
          <Wide label={t`The sector, month by month`}>
            <table className="plain trend">
              <thead>
                <tr>
                  <th scope="col">
                    <Trans>Month</Trans>
                  </th>
                  <th scope="col" className="figure">
                    <Trans>To be sold</Trans>
                  </th>
                  <th scope="col" className="figure">
                    <Trans>Sold</Trans>
                  </th>
                  <th scope="col">
                    <Trans>Of it, sold</Trans>
                  </th>
                  <th scope="col" className="figure">
                    <Trans>Breaches</Trans>
                  </th>
                </tr>
              </thead>
              <tbody>
                {months.map(({ period, required, sold, verdicts }) => {
                  const due = BigInt(required);
                  const bps = due === 0n ? null : Number((BigInt(sold) * 10_000n) / due);
                  const breaches = (verdicts['breach'] ?? 0) + (verdicts['breach-cured-late'] ?? 0);
                  return (
                    <tr key={period}>
                      <th scope="row">{formatMonth(period, locale)}</th>
                      <td className="figure">{formatCoins(required, asset, locale)}</td>
                      <td className="figure">{formatCoins(sold, asset, locale)}</td>
                      <td>
                        <span className="bar" aria-hidden="true">
                          <i style={{ width: `${Math.min(100, (bps ?? 0) / 100)}%` }} />
                        </span>{' '}
                        {formatShare(bps, locale)}
                      </td>
                      <td className="figure">{formatCount(breaches, locale)}</td>
                    </tr>
                  );
                })}
              </tbody>
            </table>
          </Wide>
        )
      }
    </Asked>
  );
};

/** What is still short in months whose deadline is to come. */
const DueSoon = () => {
  const locale = useLocale();
  const search = route.useSearch();
  const asset = assetIn(search);
  return (
    <Asked query={useDue(asset, search)}>
      {({ items }) =>
        items.length === 0 ? (
          <Empty>
            <Trans>Nothing of this coin is still to be sold in a month that is not over.</Trans>
          </Empty>
        ) : (
          <ul className="worst">
            {items.map((one) => {
              const { licenseeId, period, shortfall, due } = one;
              const day = formatDay(due, locale);
              return (
                <li key={`${licenseeId} ${period}`}>
                  <Link className="card" to="/board" search={{ cell: `${licenseeId}.${period}` }}>
                    <b>{nameOf(one)}</b>
                    <span>
                      <Trans>by {day}</Trans> <b>{formatCoins(shortfall, asset, locale)}</b> {asset}
                    </span>
                  </Link>
                </li>
              );
            })}
          </ul>
        )
      }
    </Asked>
  );
};

/** Who has not completed what was due. */
const SilentSenders = () => {
  const locale = useLocale();
  return (
    <Asked query={useCalendar(undefined)}>
      {({ lines, period }) => {
        const silent = lines.flatMap(({ service, sender, name, days, through }) => {
          const first = [...days].find(([, { state }]) => state === 'silent')?.[0];
          return first === undefined ? [] : [{ service, sender, name, through, first }];
        });
        return silent.length === 0 ? (
          <Empty>
            <Trans>Everybody has completed what was due.</Trans>
          </Empty>
        ) : (
          <ul className="worst">
            {silent.map(({ service, sender, name, through, first }) => {
              const day =
                through === undefined ? formatMonth(period, locale) : formatDay(through, locale);
              return (
                <li key={sender}>
                  <Link
                    className="card"
                    to="/reports"
                    search={{ month: period, day: `${service}/${sender}/${first}` }}
                  >
                    <b>{name}</b>
                    <span>
                      {through === undefined ? (
                        <Trans>nothing of {day}</Trans>
                      ) : (
                        <Trans>complete until {day}</Trans>
                      )}
                    </span>
                  </Link>
                </li>
              );
            })}
          </ul>
        );
      }}
    </Asked>
  );
};

/** Own reports of which rows are to be sent again. */
const Rejected = () => {
  const locale = useLocale();
  return (
    <>
      <Asked query={useRejected()}>
        {(reports) =>
          reports.length === 0 ? (
            <Empty>
              <Trans>No row of your reports was rejected.</Trans>
            </Empty>
          ) : (
            <ul className="rows">
              {reports.map(({ reportId, version, kind, rejected, receivedAt }) => {
                const count = formatCount(rejected, locale);
                return (
                  <li className="evidence" key={`${kind} ${reportId} ${version}`}>
                    <b>{reportId}</b>{' '}
                    <Plural
                      value={rejected}
                      one={`${count} row to be sent again`}
                      other={`${count} rows to be sent again`}
                    />{' '}
                    <span className="dim">{formatInstant(receivedAt, locale)}</span>
                  </li>
                );
              })}
            </ul>
          )
        }
      </Asked>
      <p>
        <Link to="/reports">
          <Trans>To your reports, day by day</Trans>
        </Link>
      </p>
    </>
  );
};

/** What cannot be assessed, and why. */
const BlockedAssessments = () => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const nameOfHolder = useNameOf();
  return (
    <Asked query={useAssessments({ state: 'blocked' }, route.useSearch())}>
      {(items) =>
        items.length === 0 ? (
          <Empty>
            <Trans>No assessment is blocked.</Trans>
          </Empty>
        ) : (
          <ul className="worst">
            {items.map(({ licenseeId, quarter, reason = '' }) => (
              <li key={`${licenseeId} ${quarter}`}>
                <Link className="card" to="/taxes" search={{ open: `${licenseeId}/${quarter}` }}>
                  <b>{nameOfHolder(licenseeId)}</b>
                  <span>
                    {formatQuarter(quarter, locale)}{' '}
                    {BLOCKS[reason] ? i18n._(BLOCKS[reason]) : reason}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        )
      }
    </Asked>
  );
};
