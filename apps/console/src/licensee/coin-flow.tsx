import { Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type ReactNode } from 'react';

import type { Asset } from '../board/board.js';
import { formatCoins, formatCount, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { Asked } from '../shell/asked.js';
import { Wide } from '../shell/wide.js';
import type { Travel } from '../router.js';
import { layFlow, type Band } from './flow-layout.js';
import { FLOW_CAUSES, FLOW_ENDS, type Strand } from './flow-words.js';

interface CoinFlowProps {
  readonly licenseeId: string;
  readonly asset: Asset;
  /** Those that have a row, the newest first. */
  readonly months: readonly string[];
  readonly month: string;
  readonly travel: Travel;
  readonly onMonth: (month: string) => void;
}

/** Where the coins of a month came from and where they went. */
export const CoinFlow = (props: CoinFlowProps) => {
  const { licenseeId, asset, months, month, travel, onMonth } = props;
  const { t } = useLingui();
  const locale = useLocale();
  const { knownAt, asOf } = travel;
  const query = useQuery({
    queryKey: ['coin-flow', licenseeId, asset, month, knownAt, asOf],
    queryFn: ({ signal }) =>
      answerOf(
        esep.GET('/supervision/v1/flows/{licenseeId}/{asset}/{period}', {
          signal,
          params: {
            path: { licenseeId, asset, period: month },
            query: {
              ...(knownAt === undefined ? {} : { knownAt }),
              ...(asOf === undefined ? {} : { asOf }),
            },
          },
        }),
      ),
  });
  return (
    <section className="side flow" aria-labelledby="flow">
      <div className="head">
        <h2 id="flow">
          <Trans>Where the coins came from and where they went</Trans>
        </h2>
        <NativeSelect
          size="xs"
          aria-label={t`Month`}
          value={month}
          data={months.map((value) => ({ value, label: formatMonth(value, locale) }))}
          onChange={({ currentTarget }) => onMonth(currentTarget.value)}
        />
      </div>
      <Asked query={query}>
        {({ from, to, total }) => (
          <>
            <Picture {...{ from, to, total, asset }} />
            <div className="halves">
              <Strands title={<Trans>Came in</Trans>} {...{ strands: from, total, asset }} />
              <Strands
                title={<Trans>Went out or stayed</Trans>}
                {...{ strands: to, total, asset }}
              />
            </div>
          </>
        )}
      </Asked>
    </section>
  );
};

const WIDTH = 960;
const BAR = 12;
/** Where the bars of the three columns begin. */
const [LEFT, MIDDLE, RIGHT] = [290, (WIDTH - BAR) / 2, WIDTH - 290 - BAR];

interface Flow {
  readonly from: readonly Strand[];
  readonly to: readonly Strand[];
  readonly total: string;
  readonly asset: Asset;
}

/** For those who see it; the tables below it say the same. */
const Picture = ({ from, to, total, asset }: Flow) => {
  const { t } = useLingui();
  const layout = useMemo(() => layFlow(from, to, total), [from, to, total]);
  const { middle, height } = layout;
  return (
    <Wide label={t`Picture of the coins`}>
      <svg width={WIDTH} height={height} viewBox={`0 0 ${WIDTH} ${height}`} aria-hidden="true">
        {layout.from.map((band, i) => (
          <g key={i} className={toneOf(band.strand)}>
            <Ribbon x0={LEFT + BAR} y0={band.endY} x1={MIDDLE} y1={band.middleY} band={band} />
            <rect className="end" x={LEFT} y={band.endY} width={BAR} height={band.height} />
            <Label x={LEFT - 8} anchor="end" band={band} asset={asset} />
          </g>
        ))}
        {layout.to.map((band, i) => (
          <g key={i} className={toneOf(band.strand)}>
            <Ribbon x0={MIDDLE + BAR} y0={band.middleY} x1={RIGHT} y1={band.endY} band={band} />
            <rect className="end" x={RIGHT} y={band.endY} width={BAR} height={band.height} />
            <Label x={RIGHT + BAR + 8} anchor="start" band={band} asset={asset} />
          </g>
        ))}
        <rect className="middle" x={MIDDLE} y={middle.y} width={BAR} height={middle.height} />
      </svg>
    </Wide>
  );
};

/** What needs a second look stands out. */
const toneOf = ({ kind, cause }: Strand): string =>
  cause === 'unexplained-outflow' || cause === 'unsourced' || cause === 'early-release'
    ? 'strand bad'
    : cause === 'sold'
      ? 'strand good'
      : kind === 'after' || kind === 'before'
        ? 'strand stays'
        : 'strand';

interface RibbonProps {
  readonly x0: number;
  readonly y0: number;
  readonly x1: number;
  readonly y1: number;
  readonly band: Band<Strand>;
}

const Ribbon = ({ x0, y0, x1, y1, band: { height } }: RibbonProps) => {
  const half = (x0 + x1) / 2;
  const edge = (from: number, y: number, to: number, last: number) =>
    `${from},${y} C${half},${y} ${half},${last} ${to},${last}`;
  return (
    <path
      className="ribbon"
      d={`M${edge(x0, y0, x1, y1)} L${edge(x1, y1 + height, x0, y0 + height)} Z`}
    />
  );
};

interface LabelProps {
  readonly x: number;
  readonly anchor: 'start' | 'end';
  readonly band: Band<Strand>;
  readonly asset: Asset;
}

const Label = ({ x, anchor, band: { strand, endY, height }, asset }: LabelProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { kind, id, cause, quantity } = strand;
  const y = endY + height / 2;
  return (
    <text x={x} y={y - 3} textAnchor={anchor}>
      {i18n._(FLOW_ENDS[kind])}
      {id !== null && ` ${shortened(id)}`}
      <tspan className="amount" x={x} y={y + 13}>
        {formatCoins(quantity, asset, locale)} {asset}
        {cause && ` · ${i18n._(FLOW_CAUSES[cause])}`}
      </tspan>
    </text>
  );
};

/** An address is told from another by its ends. */
const shortened = (id: string): string =>
  id.length > 20 ? `${id.slice(0, 8)}…${id.slice(-6)}` : id;

interface StrandsProps {
  readonly title: ReactNode;
  readonly strands: readonly Strand[];
  readonly total: string;
  readonly asset: Asset;
}

const Strands = ({ title, strands, total, asset }: StrandsProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  return (
    <table className="plain">
      <caption>{title}</caption>
      <tbody>
        {strands.map(({ kind, id, wallet, cause, quantity, facts }, i) => (
          <tr key={i}>
            <th scope="row" className="end">
              {i18n._(FLOW_ENDS[kind])}
              {id !== null && <code> {id}</code>}
              {wallet !== null && (
                <span className="dim">
                  {' '}
                  <Trans>
                    into <code>{wallet}</code>
                  </Trans>
                </span>
              )}
            </th>
            <td>
              {cause && i18n._(FLOW_CAUSES[cause])}
              {facts > 1 && <span className="dim">&nbsp;×&nbsp;{formatCount(facts, locale)}</span>}
            </td>
            <td className="figure">{formatCoins(quantity, asset, locale)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={2}>
            <Trans>Together</Trans>
          </th>
          <td className="figure">
            {formatCoins(total, asset, locale)} {asset}
          </td>
        </tr>
      </tfoot>
    </table>
  );
};
