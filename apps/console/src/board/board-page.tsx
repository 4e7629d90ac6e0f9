import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useDeferredValue, useMemo } from 'react';

import { byName, formatCoins, formatCount, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { VERDICTS } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { WhyPanel } from '../why/why-panel.js';
import {
  ASSET_CODES,
  assetIn,
  boardOf,
  useBoard,
  type Asset,
  type BoardBody,
  type BoardLine,
} from './board.js';
import { HeatMap } from './heat-map.js';
import { KnownBar } from './known-bar.js';

const route = getRouteApi('/board');

/** Who sold the share that the law asks, month by month. */
export const BoardPage = () => {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asset = assetIn(search);
  const query = useBoard(asset, search);
  const { knownAt, asOf, verdicts } = search;
  return (
    <>
      <div className="head">
        <h1>
          <Trans>75 % board</Trans>
        </h1>
        <NativeSelect
          size="xs"
          aria-label={t`Coin`}
          value={asset}
          data={[...ASSET_CODES]}
          onChange={({ currentTarget }) =>
            void navigate({ search: { asset: currentTarget.value } })
          }
        />
        <Csv
          name="reconciliations"
          path="/supervision/v1/reconciliations"
          query={{ asset, knownAt, asOf }}
          only={{ verdict: verdicts?.split(',') }}
        />
      </div>
      <Asked query={query}>{(body) => <BoardOf body={body} asset={asset} />}</Asked>
    </>
  );
};

const BoardOf = ({ body, asset }: { readonly body: BoardBody; readonly asset: Asset }) => {
  const { cell, verdicts, sort } = route.useSearch();
  const navigate = route.useNavigate();
  // What the slider moves waits for the cells, and not they for it.
  const locale = useLocale();
  const later = useDeferredValue(body);
  // Some names are said in the language of the page.
  const board = useMemo(() => boardOf(later), [later, locale]);
  const { periods, lines } = board;
  const all = Object.keys(VERDICTS);
  const shown = useMemo(
    () => new Set(verdicts === undefined ? all : verdicts.split(',')),
    [verdicts],
  );
  const sorted = useMemo(() => sortLines(lines, shown, sort), [lines, shown, sort]);
  const open = (next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, cell: next, fact: undefined }) });
  const close = () => {
    open(undefined);
    focusCell(sorted, periods, cell);
  };
  if (lines.length === 0)
    return (
      <>
        <KnownBar board={board} />
        <Empty>
          <Trans>
            Nothing of this coin is known at this time. Choose another coin, or go to now.
          </Trans>
        </Empty>
      </>
    );
  return (
    <>
      <Headline lines={lines} asset={asset} />
      <KnownBar board={board} />
      <Legend lines={lines} shown={shown} />
      <div className="split">
        <HeatMap {...{ asset, periods, shown }} lines={sorted} open={cell} onOpen={open} />
        {cell === undefined ? (
          <WhoIsShort lines={lines} asset={asset} onOpen={open} />
        ) : (
          <WhyPanel
            key={cell}
            cell={cell}
            name={nameIn(lines, cell)}
            asset={asset}
            onClose={close}
          />
        )}
      </div>
    </>
  );
};

const nameIn = (lines: readonly BoardLine[], cell: string): string =>
  lines.find(({ licenseeId }) => cell.startsWith(`${licenseeId}.`))?.name ?? '';

/** Gives the keyboard back to the cell that it came from. */
const focusCell = (
  lines: readonly BoardLine[],
  periods: readonly string[],
  cell: string | undefined,
): void => {
  const [licenseeId, period = ''] = (cell ?? '').split('.');
  const r = lines.findIndex((line) => line.licenseeId === licenseeId);
  const place = `[data-r="${r}"][data-c="${periods.indexOf(period)}"]`;
  document.querySelector<HTMLElement>(`.heat ${place}`)?.focus();
};

const sortLines = (
  lines: readonly BoardLine[],
  shown: ReadonlySet<string>,
  sort: string | undefined,
): readonly BoardLine[] => {
  const some = lines.filter(({ cells }) =>
    [...cells.values()].some(({ verdict }) => shown.has(verdict)),
  );
  const named = byName(some, ({ name }) => name);
  return sort === 'name'
    ? named
    : named.toSorted((one, other) =>
        one.shortfall === other.shortfall ? 0 : one.shortfall > other.shortfall ? -1 : 1,
      );
};

const Headline = (props: { readonly lines: readonly BoardLine[]; readonly asset: Asset }) => {
  const locale = useLocale();
  const { lines, asset } = props;
  const short = lines.filter(({ shortfall }) => shortfall > 0n);
  const sum = formatCoins(
    short.reduce((total, { shortfall }) => total + shortfall, 0n),
    asset,
    locale,
  );
  const count = formatCount(short.length, locale);
  const of = formatCount(lines.length, locale);
  return (
    <p className="headline">
      {short.length === 0 ? (
        <Trans>Nobody is short: every month that was due is as the law asks.</Trans>
      ) : (
        <Plural
          value={short.length}
          one={`${count} of ${of} licensees sold too little: ${sum} ${asset} were short when they were due.`}
          other={`${count} of ${of} licensees sold too little: ${sum} ${asset} were short when they were due.`}
        />
      )}
    </p>
  );
};

/** What the colours mean, how often there are, and a switch for each. */
const Legend = (props: {
  readonly lines: readonly BoardLine[];
  readonly shown: ReadonlySet<string>;
}) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const { sort } = route.useSearch();
  const navigate = route.useNavigate();
  const rows = props.lines.flatMap(({ cells }) => [...cells.values()]);
  const toggle = (verdict: string) => {
    const next = Object.keys(VERDICTS).filter((one) => props.shown.has(one) !== (one === verdict));
    const isAll = next.length === Object.keys(VERDICTS).length || next.length === 0;
    void navigate({
      search: (before) => ({ ...before, verdicts: isAll ? undefined : next.join(',') }),
    });
  };
  return (
    <div className="legend" role="group" aria-label={t`Show`}>
      {Object.entries(VERDICTS).map(([verdict, word]) => (
        <button
          key={verdict}
          type="button"
          aria-pressed={props.shown.has(verdict)}
          onClick={() => toggle(verdict)}
        >
          <i className={`v-${verdict}`} aria-hidden="true" />
          {i18n._(word)}{' '}
          <b>{formatCount(rows.filter((row) => row.verdict === verdict).length, locale)}</b>
        </button>
      ))}
      <NativeSelect
        size="xs"
        aria-label={t`Order`}
        value={sort === 'name' ? 'name' : 'shortfall'}
        data={[
          { value: 'shortfall', label: t`Largest shortfall first` },
          { value: 'name', label: t`By name` },
        ]}
        onChange={({ currentTarget }) =>
          void navigate({
            search: (before) => ({
              ...before,
              sort: currentTarget.value === 'name' ? 'name' : undefined,
            }),
          })
        }
      />
    </div>
  );
};

/** Beside the board as long as no cell is open: where to look first. */
const WhoIsShort = (props: {
  readonly lines: readonly BoardLine[];
  readonly asset: Asset;
  readonly onOpen: (cell: string) => void;
}) => {
  const locale = useLocale();
  const worst = props.lines
    .flatMap((line) => [...line.cells.values()].map((row) => ({ line, row })))
    .filter(({ row }) => row.state === 'final' && row.shortfall !== '0')
    .toSorted((one, other) => (BigInt(one.row.shortfall) > BigInt(other.row.shortfall) ? -1 : 1))
    .slice(0, 8);
  return (
    <aside className="side" aria-labelledby="short">
      <h2 id="short">
        <Trans>Where most is short</Trans>
      </h2>
      <p>
        <Trans>Choose one of these, or any cell, and see why: arithmetic, rows and proof.</Trans>
      </p>
      <ul className="worst">
        {worst.map(({ line, row }) => (
          <li key={`${line.licenseeId}.${row.period}`}>
            <button
              type="button"
              className="card"
              onClick={() => props.onOpen(`${line.licenseeId}.${row.period}`)}
            >
              <b>{line.name}</b>
              <span>{formatMonth(row.period, locale)}</span>
              <span className="figure">
                {formatCoins(row.shortfall, props.asset, locale)} {props.asset}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  );
};
