import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { Button, Loader, NativeSelect } from '@mantine/core';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { useEffect, useMemo, useRef, useState } from 'react';

import { ASSET_CODES, assetIn, type Asset, type Cell } from '../board/board.js';
import { HeatMap } from '../board/heat-map.js';
import {
  formatCoins,
  formatCount,
  formatInstant,
  formatMonth,
  formatShare,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { VERDICTS } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { flipsOf, linesOf, linesWith, monthsOf, shortfallOf, type Flip } from './supposed-board.js';
import { useGiven, useWhatIf, type Named, type Reckoned } from './use-what-if.js';
import { GRACE_DAYS_MAX } from './bounds.js';
import type { Moved, Supposed } from './what-if.js';

const route = getRouteApi('/rules');

/** What the ledger's months would be if the law said something else: worked out here, and nowhere kept. */
export const WhatIfPanel = () => {
  const { t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const asset = assetIn(search);
  return (
    <section aria-labelledby="what-if">
      <div className="head">
        <h2 id="what-if">
          <Trans>What if the law said something else?</Trans>
        </h2>
        <NativeSelect
          size="xs"
          aria-label={t`Coin`}
          value={asset}
          data={[...ASSET_CODES]}
          onChange={({ currentTarget }) =>
            void navigate({ search: (before) => ({ ...before, asset: currentTarget.value }) })
          }
        />
      </div>
      <p className="notice">
        <Trans>
          This is a computation and no judgement. It is made in your browser, recorded nowhere, and
          binds nobody: people sold as the law is, and would have sold otherwise under another one.
        </Trans>
      </p>
      <Asked query={useGiven(asset, search)}>
        {(given) =>
          given.licensees.length === 0 ? (
            <Empty>
              <Trans>
                Nothing of this coin is known at this time. Choose another coin, or go to now.
              </Trans>
            </Empty>
          ) : (
            <WhatIfOf given={given} asset={asset} />
          )
        }
      </Asked>
    </section>
  );
};

/** So long a slider stands still before the address says where it is. */
const SETTLED_MS = 150;
const BPS = 100;

const WhatIfOf = ({ given, asset }: { readonly given: Named; readonly asset: Asset }) => {
  const { t } = useLingui();
  const locale = useLocale();
  const { share, grace } = route.useSearch();
  const navigate = route.useNavigate();
  // Where the sliders are as long as they move; afterwards the address says it.
  const [moving, setMoving] = useState<{ share?: number; grace?: number }>({});
  const pending = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(pending.current), []);
  const percent = moving.share ?? share;
  const days = moving.grace ?? grace;
  const { reckoned, failed } = useWhatIf(
    given,
    percent === undefined ? undefined : percent * BPS,
    days,
  );
  if (failed !== undefined)
    return (
      <p className="notice" role="alert">
        <Trans>This browser could not work it out:</Trans> <span lang="en">{failed}</span>
      </p>
    );
  if (reckoned === undefined)
    return (
      <p className="notice" role="status">
        <Loader size="sm" /> <Trans>Working it out …</Trans>
      </p>
    );
  const { asItIs, supposed } = reckoned;
  if (asItIs.same < asItIs.months) return <NotTheLedger asItIs={asItIs} />;
  const law = asItIs.moved;
  const shareBps = percent === undefined ? law.shareBps : percent * BPS;
  const graceDays = days ?? law.graceDays;
  const settle = (next: { share?: number; grace?: number }) => {
    clearTimeout(pending.current);
    setMoving(next);
    pending.current = setTimeout(() => {
      void navigate({ replace: true, search: (before) => ({ ...before, ...next }) }).then(() =>
        // Unless they were moved on meanwhile.
        setMoving((now) => (now === next ? {} : now)),
      );
    }, SETTLED_MS);
  };
  const reset = () => {
    clearTimeout(pending.current);
    setMoving({});
    void navigate({
      search: (before) => ({ ...before, share: undefined, grace: undefined, view: 'what-if' }),
    });
  };
  return (
    <>
      <div className="known" role="group" aria-label={t`Values of the law to move`}>
        <Slider
          name={t`Share to be sold`}
          said={formatShare(shareBps, locale)}
          law={formatShare(law.shareBps, locale)}
          value={shareBps / BPS}
          max={100}
          onMove={(next) => settle({ ...moving, share: next })}
        />
        <Slider
          name={t`Grace days`}
          said={formatCount(graceDays, locale)}
          law={formatCount(law.graceDays, locale)}
          value={graceDays}
          max={GRACE_DAYS_MAX}
          onMove={(next) => settle({ ...moving, grace: next })}
        />
        <Button
          size="compact-sm"
          variant="default"
          disabled={isSame(law, { shareBps, graceDays })}
          onClick={reset}
        >
          <Trans>As the law is</Trans>
        </Button>
      </div>
      <Outcome {...{ given, asset, asItIs, supposed }} />
    </>
  );
};

const isSame = (one: Moved, other: Moved): boolean =>
  one.shareBps === other.shareBps && one.graceDays === other.graceDays;

/** No figure is shown that rests on what does not hold. */
const NotTheLedger = ({ asItIs }: { readonly asItIs: Supposed }) => {
  const locale = useLocale();
  const same = formatCount(asItIs.same, locale);
  const of = formatCount(asItIs.months, locale);
  return (
    <p className="notice" role="alert">
      <Trans>
        With nothing moved, this browser comes to the ledger’s figures in only {same} of {of}{' '}
        months. So what it would work out under another law is not shown: it would be wrong.
      </Trans>
    </p>
  );
};

interface SliderProps {
  readonly name: string;
  readonly said: string;
  readonly law: string;
  readonly value: number;
  readonly max: number;
  readonly onMove: (value: number) => void;
}

const Slider = ({ name, said, law, value, max, onMove }: SliderProps) => (
  <label className="moment">
    <span>
      {name} <b>{said}</b>{' '}
      <span className="dim">
        <Trans>by law {law}</Trans>
      </span>
    </span>
    <input
      type="range"
      aria-valuetext={said}
      min={0}
      max={max}
      step={1}
      value={value}
      onChange={({ currentTarget }) => onMove(Number(currentTarget.value))}
    />
  </label>
);

interface OutcomeProps extends Reckoned {
  readonly given: Named;
  readonly asset: Asset;
}

const Outcome = ({ given, asset, asItIs, supposed }: OutcomeProps) => {
  const locale = useLocale();
  const navigate = useNavigate();
  const base = useMemo(() => linesOf(given), [given]);
  const periods = useMemo(
    () => [...new Set(base.flatMap(({ cells }) => [...cells.keys()]))].sort(),
    [base],
  );
  const isMoved = !isSame(supposed.moved, asItIs.moved);
  const lines = useMemo(() => linesWith(base, supposed), [base, supposed]);
  const flips = useMemo(() => flipsOf(base, lines), [base, lines]);
  const marked = useMemo(() => (isMoved ? monthsOf(flips) : undefined), [flips, isMoved]);
  const n = flips.length;
  const [count, of] = [formatCount(n, locale), formatCount(supposed.months, locale)];
  const share = formatShare(supposed.moved.shareBps, locale);
  const days = formatCount(supposed.moved.graceDays, locale);
  const shortNow = formatCoins(shortfallOf(base), asset, locale);
  const shortThen = formatCoins(shortfallOf(lines), asset, locale);
  return (
    <>
      <p className="headline" role="status">
        {isMoved ? (
          <>
            <Trans>
              Share {share}, grace days {days}:
            </Trans>{' '}
            <Plural
              value={n}
              one={`${count} of ${of} months would have another verdict.`}
              other={`${count} of ${of} months would have another verdict.`}
            />{' '}
            <Trans>
              Short in all: {shortThen} {asset} instead of {shortNow} {asset}.
            </Trans>
          </>
        ) : (
          <Trans>
            Nothing is moved. Short in all: {shortNow} {asset}.
          </Trans>
        )}
      </p>
      <Rests given={given} months={asItIs.months} />
      <HeatMap
        {...{ asset, periods, lines, marked }}
        shown={EVERY_VERDICT}
        open={undefined}
        onOpen={(cell) => void navigate({ to: '/board', search: { asset, cell } })}
      />
      {n > 0 && <Flips {...{ flips, asset }} />}
    </>
  );
};

const EVERY_VERDICT: ReadonlySet<string> = new Set(Object.keys(VERDICTS));

/** On what the figures rest, and whose are not among them. */
const Rests = ({ given, months }: { readonly given: Named; readonly months: number }) => {
  const locale = useLocale();
  const of = formatCount(months, locale);
  const known = formatInstant(given.by.knownAt, locale);
  const without = formatCount(given.withoutFacts, locale);
  return (
    <>
      <p className="dim as-it-is">
        <Trans>
          With nothing moved, this browser works out what the ledger has in all {of} months, as
          known on {known}.
        </Trans>
      </p>
      {given.withoutFacts > 0 && (
        <p className="notice">
          <Plural
            value={given.withoutFacts}
            one={`${without} licensee has more rows than a browser is given, and is as the ledger has it.`}
            other={`${without} licensees have more rows than a browser is given, and are as the ledger has them.`}
          />
        </p>
      )}
    </>
  );
};

const FLIPS_SHOWN = 20;

const Flips = (props: { readonly flips: readonly Flip[]; readonly asset: Asset }) => {
  const { i18n, t } = useLingui();
  const locale = useLocale();
  const { flips, asset } = props;
  const shown = useMemo(
    () =>
      flips
        .toSorted((one, other) =>
          BigInt(one.then.shortfall) > BigInt(other.then.shortfall) ? -1 : 1,
        )
        .slice(0, FLIPS_SHOWN),
    [flips],
  );
  const verdict = (cell: Cell) => (
    <span className={`badge v-${cell.verdict}`}>{i18n._(VERDICTS[cell.verdict])}</span>
  );
  const [count, of] = [formatCount(shown.length, locale), formatCount(flips.length, locale)];
  return (
    <div className="wide" role="region" tabIndex={0} aria-label={t`Months with another verdict`}>
      <table className="plain flips">
        <caption>
          <Trans>Months with another verdict, the largest shortfall first</Trans>
          {flips.length > FLIPS_SHOWN && (
            <>
              {' '}
              <Trans>
                ({count} of {of})
              </Trans>
            </>
          )}
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <Trans>Licensee</Trans>
            </th>
            <th scope="col">
              <Trans>Month</Trans>
            </th>
            <th scope="col">
              <Trans>On the ledger</Trans>
            </th>
            <th scope="col">
              <Trans>Would be</Trans>
            </th>
            <th scope="col" className="figure">
              <Trans>Short</Trans> {asset}
            </th>
          </tr>
        </thead>
        <tbody>
          {shown.map(({ line, now, then }) => (
            <tr key={`${line.licenseeId}.${then.period}`}>
              <th scope="row">
                <Link to="/board" search={{ asset, cell: `${line.licenseeId}.${then.period}` }}>
                  {line.name}
                </Link>
              </th>
              <td>{formatMonth(then.period, locale)}</td>
              <td>{verdict(now)}</td>
              <td>{verdict(then)}</td>
              <td className="figure">{formatCoins(then.shortfall, asset, locale)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};
