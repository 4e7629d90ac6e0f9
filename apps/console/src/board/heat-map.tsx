import { Trans, useLingui } from '@lingui/react/macro';
import { Link } from '@tanstack/react-router';
import { Fragment, memo, useMemo, useState, type FocusEvent, type MouseEvent } from 'react';

import { formatCoins, formatMonth, formatShare, type Locale } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { VERDICTS, type VerdictName } from '../language/words.js';
import { useDrawnRows } from '../shell/drawn-rows.js';
import { moveInGrid } from '../shell/grid-keys.js';
import { soldBpsOf, type Asset, type BoardLine } from './board.js';

interface HeatMapProps {
  readonly asset: Asset;
  readonly periods: readonly string[];
  readonly lines: readonly BoardLine[];
  /** Verdicts that stand out; the others are drawn faintly. */
  readonly shown: ReadonlySet<string>;
  /** The only months that stand out, by licensee; all without it. */
  readonly marked?: ReadonlyMap<string, ReadonlySet<string>> | undefined;
  /** The cell whose explanation is open. */
  readonly open: string | undefined;
  readonly onOpen: (cell: string) => void;
}

/** Of a row and the line between two, as console.css has them. */
const ROW_PX = 30;
const LINE_PX = 2;

interface Place {
  readonly r: number;
  readonly c: number;
}

const placeOf = (target: EventTarget): Place | undefined => {
  const { r, c } = (target as HTMLElement).dataset;
  return r === undefined || c === undefined ? undefined : { r: Number(r), c: Number(c) };
};

/**
 * Licensees down, months across. One button at a time takes part in tabbing; arrows move it. Of a large
 * board, only the rows are drawn that somebody can see or comes to by a key.
 */
export const HeatMap = (props: HeatMapProps) => {
  const { asset, periods, lines, shown, marked, open, onOpen } = props;
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const verdictWords = useMemo(
    () => new Map(Object.entries(VERDICTS).map(([name, word]) => [name, i18n._(word)])),
    // The same instance speaks another language.
    [i18n, locale],
  );
  const [visited, setVisited] = useState<Place>();
  const reached = visited && lines[visited.r]?.cells.has(periods[visited.c] ?? '');
  const active = reached ? visited : firstCell(lines, periods);
  const opened = lines.findIndex(({ licenseeId }) => open?.startsWith(`${licenseeId}.`));
  const { drawn, isWhole, onScroll } = useDrawnRows(lines.length, ROW_PX, [
    active?.r,
    opened < 0 ? undefined : opened,
  ]);

  const openCell = ({ target }: MouseEvent) => {
    const place = placeOf(target);
    const line = place && lines[place.r];
    const period = place && periods[place.c];
    if (line && period) onOpen(`${line.licenseeId}.${period}`);
  };
  const visit = ({ target }: FocusEvent) => {
    const place = placeOf(target);
    if (place) setVisited(place);
  };
  return (
    <div
      className="scroller"
      role="region"
      aria-label={t`Share sold, by licensee and month`}
      tabIndex={0}
      onScroll={onScroll}
    >
      <table className={isWhole ? 'heat' : 'heat long'} aria-rowcount={lines.length + 1}>
        <thead>
          <tr aria-rowindex={1}>
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
          onFocus={visit}
          onKeyDown={(event) => moveInGrid(event, lines.length, periods.length)}
          data-open={open}
        >
          {drawn.map((r, i) => {
            const line = lines[r];
            const before = r - (drawn[i - 1] ?? -1) - 1;
            return (
              line && (
                <Fragment key={line.licenseeId}>
                  <Gap rows={before} columns={periods.length} />
                  <Row
                    {...{ r, line, periods, asset, shown, verdictWords, locale }}
                    marked={marked && (marked.get(line.licenseeId) ?? NONE)}
                    activeColumn={r === active?.r ? active.c : undefined}
                  />
                </Fragment>
              )
            );
          })}
          <Gap rows={lines.length - 1 - (drawn.at(-1) ?? -1)} columns={periods.length} />
        </tbody>
      </table>
    </div>
  );
};

const NONE: ReadonlySet<string> = new Set();

const firstCell = (lines: readonly BoardLine[], periods: readonly string[]): Place | undefined => {
  const r = lines.findIndex(({ cells }) => cells.size > 0);
  const c = periods.findIndex((period) => lines[r]?.cells.has(period));
  return c < 0 ? undefined : { r, c };
};

/** As high as rows that are not drawn. */
const Gap = ({ rows, columns }: { readonly rows: number; readonly columns: number }) =>
  rows > 0 && (
    <tr aria-hidden="true">
      <td colSpan={columns + 2} style={{ height: rows * ROW_PX - LINE_PX }} />
    </tr>
  );

interface RowProps {
  readonly r: number;
  readonly line: BoardLine;
  readonly periods: readonly string[];
  readonly asset: Asset;
  readonly shown: ReadonlySet<string>;
  readonly marked: ReadonlySet<string> | undefined;
  readonly verdictWords: ReadonlyMap<string, string>;
  readonly locale: Locale;
  /** Which of its cells takes part in tabbing. */
  readonly activeColumn: number | undefined;
}

/** Drawn anew only when its figures change, not when a cell is opened or others are scrolled to. */
const Row = memo(function Row(props: RowProps) {
  const { r, line, periods, asset, shown, marked, verdictWords, locale, activeColumn } = props;
  const isMarked = (period: string) => marked?.has(period) ?? true;
  return (
    <tr aria-rowindex={r + 2}>
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
              isActive={c === activeColumn}
              name={line.name}
              period={period}
              verdict={row?.verdict}
              soldBps={row ? soldBpsOf(row) : null}
              isRestated={(row?.restatement ?? 0) > 0}
              isFaint={row !== undefined && !(shown.has(row.verdict) && isMarked(period))}
              word={row ? (verdictWords.get(row.verdict) ?? row.verdict) : ''}
              locale={locale}
            />
          </td>
        );
      })}
      <td className="short">{line.shortfall > 0n && formatCoins(line.shortfall, asset, locale)}</td>
    </tr>
  );
});

interface CellProps {
  readonly r: number;
  readonly c: number;
  readonly isActive: boolean;
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
  const { r, c, isActive, name, period, verdict, soldBps, isRestated, isFaint, word, locale } =
    props;
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
      tabIndex={isActive ? 0 : -1}
      aria-label={`${name}, ${month}: ${share}, ${word}${restated}`}
    >
      {share.replace(/\s?%/, '')}
    </button>
  );
});
