import './account.css';

import { Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi, Link } from '@tanstack/react-router';

import { TimeBar } from '../board/time-bar.js';
import { useFindings } from '../findings/findings.js';
import { formatCoins, formatDay, formatMonth, formatShare } from '../language/format.js';
import { useLocale } from '../language/language.js';
import {
  FINDING_STATES,
  FINDINGS,
  RELEASE_OBSTACLES,
  SEVERITIES,
  VERDICTS,
} from '../language/words.js';
import { me } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { DeclareCosts } from '../taxes/costs.js';
import { useMonths, type Month } from './account.js';
import { Reports } from './reports.js';

const route = getRouteApi('/me');

/** Where a licensee stands. Others have no account, and are told where to look. */
export const AccountPage = () => {
  const person = me();
  return person?.roles.includes('licensee') ? (
    <Account licenseeId={person.organisation} />
  ) : (
    <section className="notice">
      <h1>
        <Trans>My account</Trans>
      </h1>
      <p>
        <Trans>
          This page is a licensee’s own: what it mined and sold, and what it still has to sell. You
          are signed in as somebody else.
        </Trans>
      </p>
      <ul className="elsewhere">
        <li>
          <Link to="/board">
            <Trans>The board: the months of all licensees whose figures you may see</Trans>
          </Link>
        </li>
        <li>
          <Link to="/licences">
            <Trans>Licences: who may mine, and the pools and exchanges</Trans>
          </Link>
        </li>
      </ul>
    </section>
  );
};

const Account = ({ licenseeId }: { readonly licenseeId: string }) => {
  const search = route.useSearch();
  const query = useMonths(licenseeId, search);
  return (
    <>
      <div className="head">
        <h1>
          <Trans>My account</Trans>
        </h1>
        <Csv
          name="account"
          path="/supervision/v1/reconciliations"
          query={{ knownAt: search.knownAt, asOf: search.asOf }}
        />
      </div>
      <TimeBar />
      <Asked query={query}>
        {(months) => (
          <>
            <ToDo months={months} />
            <div className="split even">
              {months.length === 0 ? (
                <Empty>
                  <Trans>
                    Nothing was mined yet that a pool has reported. Once it is, each month stands
                    here.
                  </Trans>
                </Empty>
              ) : (
                <ul className="months">
                  {months.map((month) => (
                    <li key={`${month.period} ${month.asset}`} className="card">
                      <MonthCard month={month} />
                    </li>
                  ))}
                </ul>
              )}
              <div>
                <OwnFindings licenseeId={licenseeId} />
                <Reports licenseeId={licenseeId} />
                <section className="side">
                  <DeclareCosts />
                </section>
              </div>
            </div>
          </>
        )}
      </Asked>
    </>
  );
};

/** The first thing to know: how much is to be sold, and by when. */
const ToDo = ({ months }: { readonly months: readonly Month[] }) => {
  const locale = useLocale();
  const owed = months
    .filter(({ outstanding }) => outstanding !== '0')
    .toSorted((one, other) => (one.due < other.due ? -1 : 1));
  return (
    <div className="headline" role="status">
      {owed.length === 0 && months.length > 0 && (
        <Trans>You owe nothing: what the law asks is sold.</Trans>
      )}
      {owed.map(({ asset, period, outstanding, due, state }) => {
        const quantity = `${formatCoins(outstanding, asset, locale)} ${asset}`;
        const month = formatMonth(period, locale);
        const day = formatDay(due, locale);
        return (
          <p key={`${period} ${asset}`}>
            {state === 'final' ? (
              <Trans>
                Sell <b>{quantity}</b> at once: it was due before {day}, for {month}.
              </Trans>
            ) : (
              <Trans>
                Sell <b>{quantity}</b> before {day}, for {month}.
              </Trans>
            )}
          </p>
        );
      })}
    </div>
  );
};

const PERCENT_BPS = 100;
const shareOf = (part: string, whole: string): number =>
  whole === '0' ? 0 : Math.round((Number(part) / Number(whole)) * 1_000) * 10;

const MonthCard = ({ month }: { readonly month: Month }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { asset, period, mined, required, soldInTime, soldLate, verdict } = month;
  const sold = String(BigInt(soldInTime) + BigInt(soldLate));
  const soldBps = mined === '0' ? null : Number((BigInt(sold) * 10_000n) / BigInt(mined));
  const asked = shareOf(required, mined);
  const coins = (base: string | bigint) => `${formatCoins(base, asset, locale)} ${asset}`;
  const [soldShare, askedShare] = [formatShare(soldBps, locale), formatShare(asked, locale)];
  const [soldCoins, minedCoins] = [coins(sold), coins(mined)];
  return (
    <>
      <h2>
        {formatMonth(period, locale)} · {asset}{' '}
        <span className={`badge v-${verdict}`}>{i18n._(VERDICTS[verdict])}</span>
      </h2>
      {mined === '0' ? (
        <p>
          <Trans>Nothing was mined that has been reported by now.</Trans>
        </p>
      ) : (
        <>
          <div className="meter" aria-hidden="true">
            <i style={{ width: `${Math.min(100, (soldBps ?? 0) / PERCENT_BPS)}%` }} />
            <b style={{ left: `${asked / PERCENT_BPS}%` }} />
          </div>
          <p>
            <Trans>
              Sold {soldShare} of {askedShare} that the law asks: {soldCoins} of {minedCoins} mined.
            </Trans>
          </p>
        </>
      )}
      {mined !== '0' && <Retained month={month} coins={coins} />}
      <p>
        <Link to="/board" search={{ asset, cell: `${month.licenseeId}.${period}` }}>
          <Trans>Why: arithmetic, rows and proof</Trans>
        </Link>
      </p>
    </>
  );
};

interface RetainedProps {
  readonly month: Month;
  readonly coins: (base: bigint) => string;
}

/** What need not be sold, and whether it may be moved. */
const Retained = ({ month, coins }: RetainedProps) => {
  const { i18n } = useLingui();
  const { retained, released, left, obstacle } = month;
  const [kept, gone, rest] = [coins(BigInt(retained)), coins(released), coins(left)];
  return (
    <p>
      <Trans>Need not be sold: {kept}.</Trans> {released > 0n && <Trans>Released: {gone}.</Trans>}{' '}
      {left > 0n &&
        (obstacle === undefined ? (
          <Trans>A tax officer may release {rest}.</Trans>
        ) : (
          <>
            <Trans>Not to be moved yet: {rest}.</Trans> {i18n._(RELEASE_OBSTACLES[obstacle])}
          </>
        ))}
    </p>
  );
};

const OwnFindings = ({ licenseeId }: { readonly licenseeId: string }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = useFindings({ licenseeId });
  return (
    <section className="side">
      <h2>
        <Trans>Findings about me</Trans>
      </h2>
      <Asked query={query}>
        {(items) =>
          items.length === 0 ? (
            <Empty>
              <Trans>There is none: nothing about you was found that does not add up.</Trans>
            </Empty>
          ) : (
            <ul className="found">
              {items.map(({ findingId, type, severity, state, asset, period, quantity }) => (
                <li key={findingId}>
                  <b>{FINDINGS[type] ? i18n._(FINDINGS[type]) : type}</b>{' '}
                  <span className={`badge s-${severity}`}>
                    {SEVERITIES[severity] ? i18n._(SEVERITIES[severity]) : severity}
                  </span>
                  <span>
                    {formatCoins(quantity, asset, locale)} {asset} · {formatMonth(period, locale)} ·{' '}
                    {i18n._(FINDING_STATES[state])}
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Asked>
    </section>
  );
};
