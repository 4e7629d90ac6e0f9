import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useMemo } from 'react';

import { assetIn, boardOf, useBoard, type Asset, type Board } from '../board/board.js';
import {
  formatCoins,
  formatCount,
  formatInstant,
  formatMonth,
  formatShare,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { SEVERITIES } from '../language/words.js';
import { useFindings } from '../findings/findings.js';
import { me } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { WaitingAnywhere } from '../shell/proposals.js';
import { Wide } from '../shell/wide.js';

const route = getRouteApi('/');

/** What one looks at in the morning: what waits, what was found, how the sector does, what changed. */
export const TodayPage = () => {
  const search = route.useSearch();
  const asset = assetIn(search);
  const query = useBoard(asset, search);
  const name = me()?.name?.split(',')[0] ?? me()?.organisation ?? '';
  return (
    <>
      <h1>
        <Trans>Good day, {name}</Trans>
      </h1>
      <div className="halves">
        <section className="side" aria-labelledby="waiting">
          <h2 id="waiting">
            <Trans>Waits for a second person</Trans>
          </h2>
          <WaitingAnywhere>
            <Empty>
              <Trans>
                Nothing waits. What somebody proposes appears here until another one answers.
              </Trans>
            </Empty>
          </WaitingAnywhere>
        </section>
        <section className="side" aria-labelledby="open">
          <h2 id="open">
            <Trans>Open findings</Trans>
          </h2>
          <OpenFindings />
        </section>
        <section className="side" aria-labelledby="sector">
          <h2 id="sector">
            <Trans>The sector, month by month</Trans>
          </h2>
          <Asked query={query}>{(body) => <Sector body={body} asset={asset} />}</Asked>
        </section>
        <section className="side" aria-labelledby="changed">
          <h2 id="changed">
            <Trans>When figures changed last</Trans>
          </h2>
          <Asked query={query}>
            {({ changedAt }) => <Changes changedAt={changedAt.slice(-8).toReversed()} />}
          </Asked>
        </section>
      </div>
    </>
  );
};

const OpenFindings = () => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const query = useFindings({ state: 'open' });
  return (
    <Asked query={query}>
      {({ items }) =>
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

interface SectorProps {
  readonly body: Parameters<typeof boardOf>[0];
  readonly asset: Asset;
}

/** Of all licensees together: what had to be sold of each month, and what was. */
const Sector = ({ body, asset }: SectorProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const months = useMemo(() => monthsOf(boardOf(body)), [body]);
  if (months.length === 0)
    return (
      <Empty>
        <Trans>
          Nothing of this coin is known at this time. Choose another coin, or go to now.
        </Trans>
      </Empty>
    );
  return (
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
          {months.map(({ period, required, sold, breaches }) => {
            const bps = required === 0n ? null : Number((sold * 10_000n) / required);
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
  );
};

const MONTHS_SHOWN = 24;

const monthsOf = ({ periods, lines }: Board) =>
  periods
    .slice(-MONTHS_SHOWN)
    .map((period) => {
      const cells = lines.flatMap(({ cells: own }) => own.get(period) ?? []);
      return {
        period,
        required: cells.reduce((sum, { required }) => sum + BigInt(required), 0n),
        sold: cells.reduce((sum, { sold }) => sum + BigInt(sold), 0n),
        breaches: cells.filter(({ verdict }) => verdict.startsWith('breach')).length,
      };
    })
    .toReversed();

/** Each leads to the board as it was known just before. */
const Changes = ({ changedAt }: { readonly changedAt: readonly string[] }) => {
  const locale = useLocale();
  if (changedAt.length === 0)
    return (
      <Empty>
        <Trans>No figure has changed since it was first judged.</Trans>
      </Empty>
    );
  const count = formatCount(changedAt.length, locale);
  return (
    <>
      <p>
        <Plural
          value={changedAt.length}
          one={`The last time. It opens the board as it was known just before.`}
          other={`The last ${count} times. Each opens the board as it was known just before.`}
        />
      </p>
      <ul className="rows">
        {changedAt.map((at) => (
          <li className="evidence" key={at}>
            <Link className="line" to="/board" search={{ knownAt: before(at) }}>
              {formatInstant(at, locale)}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
};

const before = (at: string): string => new Date(Date.parse(at) - 1).toISOString();
