import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';

import {
  ASSET_CODES,
  assetIn,
  boardOf,
  soldBpsOf,
  useBoard,
  type Asset,
  type BoardLine,
} from '../board/board.js';
import { TimeBar } from '../board/time-bar.js';
import { useFindings } from '../findings/findings.js';
import { formatCoins, formatMonth, formatShare } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FINDING_STATES, FINDINGS, SEVERITIES, VERDICTS } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { Wide } from '../shell/wide.js';
import { CoinFlow } from './coin-flow.js';
import { Timeline } from './timeline.js';

const route = getRouteApi('/licensees/$licenseeId');

/** All that is known of one licensee: its months, what was found, and what was recorded about it. */
export const LicenseePage = () => {
  const { t } = useLingui();
  const { licenseeId } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const locale = useLocale();
  const asset = assetIn(search);
  const query = useBoard(asset, search);
  // Some names are said in the language of the page.
  const line = useMemo(
    () => query.data && boardOf(query.data).lines.find((one) => one.licenseeId === licenseeId),
    [query.data, licenseeId, locale],
  );
  return (
    <>
      <div className="head">
        <h1>{line?.name ?? <Trans>Licensee</Trans>}</h1>
        <NativeSelect
          size="xs"
          aria-label={t`Coin`}
          value={asset}
          data={[...ASSET_CODES]}
          onChange={({ currentTarget }) =>
            void navigate({ search: (before) => ({ ...before, asset: currentTarget.value }) })
          }
        />
        <Link to="/board">
          <Trans>To the board</Trans>
        </Link>
        <Csv
          name="months"
          path="/supervision/v1/reconciliations"
          query={{ licenseeId, asset, knownAt: search.knownAt, asOf: search.asOf }}
        >
          <Trans>Months, CSV</Trans>
        </Csv>
        <Csv name="findings" path="/supervision/v1/findings" query={{ licenseeId }}>
          <Trans>Findings, CSV</Trans>
        </Csv>
      </div>
      <TimeBar />
      <div className="halves">
        <section className="side" aria-labelledby="months">
          <h2 id="months">
            <Trans>Months</Trans>
          </h2>
          <Asked query={query}>
            {() =>
              line ? (
                <Months line={line} asset={asset} />
              ) : (
                <Empty>
                  <Trans>It has no month of this coin at this time.</Trans>
                </Empty>
              )
            }
          </Asked>
        </section>
        <section className="side" aria-labelledby="findings">
          <h2 id="findings">
            <Trans>Findings</Trans>
          </h2>
          <Now />
          <FindingsOf licenseeId={licenseeId} />
        </section>
      </div>
      {line && <Flow line={line} asset={asset} />}
      <section aria-labelledby="timeline">
        <h2 id="timeline">
          <Trans>What was recorded about it</Trans>
        </h2>
        <Now />
        <Timeline licenseeId={licenseeId} />
      </section>
    </>
  );
};

const Months = ({ line, asset }: { readonly line: BoardLine; readonly asset: Asset }) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const cells = [...line.cells.values()].toReversed();
  return (
    <Wide label={t`Months`}>
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Month</Trans>
            </th>
            <th scope="col" className="figure">
              <Trans>Mined</Trans>
            </th>
            <th scope="col" className="figure">
              <Trans>To be sold</Trans>
            </th>
            <th scope="col" className="figure">
              <Trans>Short</Trans>
            </th>
            <th scope="col" className="figure">
              <Trans>Share sold</Trans>
            </th>
            <th scope="col">
              <Trans>Verdict</Trans>
            </th>
          </tr>
        </thead>
        <tbody>
          {cells.map((cell) => (
            <tr key={cell.period}>
              <th scope="row">
                <Link to="/board" search={{ cell: `${line.licenseeId}.${cell.period}` }}>
                  {formatMonth(cell.period, locale)}
                </Link>
              </th>
              <td className="figure">{formatCoins(cell.mined, asset, locale)}</td>
              <td className="figure">{formatCoins(cell.required, asset, locale)}</td>
              <td className="figure">{formatCoins(cell.shortfall, asset, locale)}</td>
              <td className="figure">{formatShare(soldBpsOf(cell), locale)}</td>
              <td>
                <span className={`badge v-${cell.verdict}`}>{i18n._(VERDICTS[cell.verdict])}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
};

/** Of what an earlier time changes nothing. */
const Now = () => {
  const { knownAt, asOf } = route.useSearch();
  return (
    (knownAt ?? asOf) !== undefined && (
      <p className="dim">
        <Trans>As it is now, whatever time is chosen above.</Trans>
      </p>
    )
  );
};

/** The month of the address; or else the newest in which something was mined, or the newest. */
const Flow = ({ line, asset }: { readonly line: BoardLine; readonly asset: Asset }) => {
  const navigate = route.useNavigate();
  const { month, ...travel } = route.useSearch();
  const cells = [...line.cells.values()].toReversed();
  const months = cells.map(({ period }) => period);
  const shown =
    months.find((one) => one === month) ??
    cells.find(({ mined }) => mined !== '0')?.period ??
    months[0];
  if (shown === undefined) return null;
  return (
    <CoinFlow
      {...{ licenseeId: line.licenseeId, asset, months, month: shown, travel }}
      onMonth={(next) =>
        void navigate({ search: (before) => ({ ...before, month: next }), replace: true })
      }
    />
  );
};

const FindingsOf = ({ licenseeId }: { readonly licenseeId: string }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = useFindings({ licenseeId });
  return (
    <Asked query={query}>
      {(items) =>
        items.length === 0 ? (
          <Empty>
            <Trans>Nothing was found: all that is known of it adds up.</Trans>
          </Empty>
        ) : (
          <ul className="rows">
            {items.map(({ findingId, type, severity, state, period, quantity, asset }) => (
              <li className="evidence" key={findingId}>
                <Link className="line" to="/findings" search={{ state: 'all', finding: findingId }}>
                  {FINDINGS[type] ? i18n._(FINDINGS[type]) : type} · {formatMonth(period, locale)}
                </Link>
                <span className={`badge s-${severity}`}>
                  {SEVERITIES[severity] ? i18n._(SEVERITIES[severity]) : severity}
                </span>{' '}
                {i18n._(FINDING_STATES[state])} · {formatCoins(quantity, asset, locale)} {asset}
              </li>
            ))}
          </ul>
        )
      }
    </Asked>
  );
};
