import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { memo, useMemo, type MouseEvent } from 'react';

import { formatCoins, formatMonth, formatShare, type Locale } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { VERDICTS, type VerdictName } from '../language/words.js';
import { moveInGrid } from '../shell/grid-keys.js';
import { soldBpsOf, type Asset, type BoardLine } from './board.js';

interface HeatMapProps {
  readonly asset: Asset;
  readonly periods: readonly string[];
  readonly lines: readonly BoardLine[];
  /** Verdicts that stand out; the others are drawn faintly. */
  readonly shown: ReadonlySet<string>;
  /** The cell whose explanation is open. */
  readonly open: string | undefined;
  readonly onOpen: (cell: string) => void;
}

/** Licensees down, months across. One button at a time takes part in tabbing; arrows move it. */
export const HeatMap = ({ asset, periods, lines, shown, open, onOpen }: HeatMapProps) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const verdictWords = useMemo(
    () => new Map(Object.entries(VERDICTS).map(([name, word]) => [name, i18n._(word)])),
    // The same instance speaks another language.
    [i18n, locale],
  );

  const placeOf = ({ target }: MouseEvent) => {
    const { r, c } = (target as HTMLElement).dataset;
    return r === undefined || c === undefined ? undefined : { r: Number(r), c: Number(c) };
  };
  const openCell = (event: MouseEvent) => {
    const place = placeOf(event);
    const line = place && lines[place.r];
    const period = place && periods[place.c];
    if (line && period) onOpen(`${line.licenseeId}.${period}`);
  };
  // Drawn anew only when the figures change, not when a cell is opened: a large board has thousands.
  const rows = useMemo(
    () =>
      lines.map((line, r) => (
        <tr key={line.licenseeId}>
          <th scope="row" title={line.name}>
            <Link
              to="/licensees/$licenseeId"
              params={{ licenseeId: line.licenseeId }}
              search={{ asset }}
            >
              {line.name}
            </Link>
          </th>
          {periods.map((period, c) => {
            const row = line.cells.get(period);
            return (
              <td key={period}>
                <Cell
                  r={r}
                  c={c}
                  name={line.name}
                  period={period}
                  verdict={row?.verdict}
                  soldBps={row ? soldBpsOf(row) : null}
                  isRestated={(row?.restatement ?? 0) > 0}
                  isFaint={row !== undefined && !shown.has(row.verdict)}
                  word={row ? (verdictWords.get(row.verdict) ?? row.verdict) : ''}
                  locale={locale}
                />
              </td>
            );
          })}
          <td className="short">
            {line.shortfall > 0n && formatCoins(line.shortfall, asset, locale)}
          </td>
        </tr>
      )),
    [lines, periods, shown, locale, verdictWords, asset],
  );
  return (
    <div
      className="scroller"
      role="region"
      aria-label={t`Share sold, by licensee and month`}
      tabIndex={0}
    >
      <table className="heat">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Licensee</Trans>
            </th>
            {periods.map((period) => (
              <th key={period} scope="col" title={formatMonth(period, locale)}>
                {formatMonth(period, locale, 'short')}
                <br />
                {period.slice(0, 4)}
              </th>
            ))}
            <th scope="col" className="short">
              <Trans>Short</Trans>
              <br />
              {asset}
            </th>
          </tr>
        </thead>
        <tbody
          onClick={openCell}
          onKeyDown={(event) => moveInGrid(event, lines.length, periods.length)}
          data-open={open}
        >
          {rows}
        </tbody>
      </table>
    </div>
  );
};

interface CellProps {
  readonly r: number;
  readonly c: number;
  readonly name: string;
  readonly period: string;
  readonly verdict: VerdictName | undefined;
  readonly soldBps: number | null;
  readonly isRestated: boolean;
  readonly isFaint: boolean;
  readonly word: string;
  readonly locale: Locale;
}

/** Plain properties alone: whichever did not change is not drawn again. */
const Cell = memo(function Cell(props: CellProps) {
  const { t } = useLingui();
  const { r, c, name, period, verdict, soldBps, isRestated, isFaint, word, locale } = props;
  if (verdict === undefined) return null;
  const share = formatShare(soldBps, locale);
  const month = formatMonth(period, locale);
  const restated = isRestated ? t`, restated` : '';
  return (
    <button
      type="button"
      className={`cell v-${verdict}${isRestated ? ' restated' : ''}${isFaint ? ' faint' : ''}`}
      data-r={r}
      data-c={c}
      tabIndex={r === 0 && c === 0 ? 0 : -1}
      aria-label={`${name}, ${month}: ${share}, ${word}${restated}`}
    >
      {share.replace(/\s?%/, '')}
    </button>
  );
});
