import { Trans, useLingui } from '@lingui/react/macro';
import { CloseButton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { lazy, Suspense, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

import type { Asset } from '../board/board.js';
import {
  formatCoins,
  formatCount,
  formatDay,
  formatInstant,
  formatMonth,
} from '../language/format.js';
import { moreWords, useLocale } from '../language/language.js';
import { OBSTACLES, SET_ASIDE, VERDICTS } from '../language/words.js';
import { Asked } from '../shell/asked.js';
import { Arithmetic } from './arithmetic.js';
import { evidenceOf, useExplanation, type EvidenceRow, type Explanation } from './explanation.js';

const route = getRouteApi('/board');

/** Not before somebody opens a row: the first load has no word of proofs. */
const Proof = lazy(async () => {
  const [{ Proof: Loaded }] = await Promise.all([import('./proof.js'), moreWords()]);
  return { default: Loaded };
});

interface WhyPanelProps {
  readonly cell: string;
  readonly name: string;
  readonly asset: Asset;
  readonly onClose: () => void;
}

/** Any figure: its arithmetic, its rows, their receipts, and the bytes. Each step is one key. */
export const WhyPanel = ({ cell, name, asset, onClose }: WhyPanelProps) => {
  const { t } = useLingui();
  const [licenseeId = '', period = ''] = cell.split('.');
  const query = useExplanation(licenseeId, asset, period, route.useSearch());
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    const step = { j: 1, k: -1 }[event.key];
    if (event.key === 'Escape') onClose();
    else if (step !== undefined) moveAmongRows(panel.current, step);
    else return;
    event.preventDefault();
  };
  return (
    <aside ref={panel} className="side why" aria-label={t`Why`} tabIndex={-1} onKeyDown={keys}>
      <CloseButton className="close" aria-label={t`Close`} onClick={onClose} />
      <h2>{name}</h2>
      <Asked query={query}>
        {(explanation) => <Why explanation={explanation} asset={asset} />}
      </Asked>
    </aside>
  );
};

/** Moves the keyboard from one row to the next; from elsewhere, to the first. */
const moveAmongRows = (panel: HTMLElement | null, step: number): void => {
  const rows = [...(panel?.querySelectorAll<HTMLElement>('.evidence > button') ?? [])];
  const at = rows.indexOf(document.activeElement as HTMLElement);
  rows[at < 0 ? 0 : Math.max(0, Math.min(rows.length - 1, at + step))]?.focus();
};

const Why = ({
  explanation,
  asset,
}: {
  readonly explanation: Explanation;
  readonly asset: Asset;
}) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { row, period } = explanation;
  const mined = formatCoins(row.mined, asset, locale);
  const required = formatCoins(row.required, asset, locale);
  const sold = formatCoins(row.soldInTime, asset, locale);
  const short = formatCoins(row.shortfall, asset, locale);
  const due = formatDay(explanation.due, locale);
  const evidence = evidenceOf(explanation);
  return (
    <>
      <p className="month">
        {formatMonth(period, locale)}{' '}
        <span className={`badge v-${row.verdict}`}>{i18n._(VERDICTS[row.verdict])}</span>
      </p>
      <p>
        <Trans>
          Mined {mined} {asset}, of which {required} had to be sold before {due}. Sold in time:{' '}
          {sold}. Short: <b>{short}</b>.
        </Trans>
      </p>
      <p>
        <Link
          to="/print/$licenseeId/$period"
          params={{ licenseeId: explanation.licenseeId, period }}
          search={{ asset }}
        >
          <Trans>The month on paper</Trans>
        </Link>
      </p>
      <h3>
        <Trans>The arithmetic</Trans>
      </h3>
      <Arithmetic explanation={explanation} asset={asset} />
      <Rows title={<Trans>What was mined</Trans>} rows={evidence.mined} asset={asset} />
      <Rows title={<Trans>What was sold</Trans>} rows={evidence.sales} asset={asset} />
      <Rows title={<Trans>What left otherwise</Trans>} rows={evidence.outflows} asset={asset} />
      <Rows title={<Trans>What does not stand</Trans>} rows={evidence.setAside} asset={asset} />
    </>
  );
};

interface RowsProps {
  readonly title: ReactNode;
  readonly rows: readonly EvidenceRow[];
  readonly asset: Asset;
}

const Rows = ({ title, rows, asset }: RowsProps) => {
  const locale = useLocale();
  if (rows.length === 0) return null;
  return (
    <section>
      <h3>
        {title} <span className="count">{formatCount(rows.length, locale)}</span>
      </h3>
      <ul className="rows">
        {rows.map((row) => (
          <Evidence key={`${row.fact} ${row.at}`} row={row} asset={asset} />
        ))}
      </ul>
    </section>
  );
};

/** One row; opened, the proofs of the events behind it. */
const Evidence = ({ row, asset }: { readonly row: EvidenceRow; readonly asset: Asset }) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { fact: openFact } = route.useSearch();
  const navigate = route.useNavigate();
  const isOpen = openFact === row.fact;
  const toggle = () =>
    void navigate({
      replace: true,
      search: (before) => ({ ...before, fact: isOpen ? undefined : row.fact }),
    });
  return (
    <li className="evidence">
      <button type="button" aria-expanded={isOpen} onClick={toggle}>
        <span className="fact">{row.fact}</span>
        <span>{formatInstant(row.at, locale)}</span>
        <span className="figure">{formatCoins(row.quantity, asset, locale)}</span>
        {row.obstacles.map((code) => {
          const word = OBSTACLES[code] ?? SET_ASIDE[code];
          return (
            <span key={code} className="obstacle">
              {word ? i18n._(word) : code}
            </span>
          );
        })}
      </button>
      {isOpen &&
        row.sources.map(({ proof, eventId }) => (
          <div className="receipt" key={eventId}>
            <Suspense>
              <Proof path={proof} />
            </Suspense>
          </div>
        ))}
    </li>
  );
};
