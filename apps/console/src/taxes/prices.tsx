import { Trans, useLingui } from '@lingui/react/macro';
import { Button } from '@mantine/core';
import { plusPeriods } from '@esep/kernel';
import { getRouteApi } from '@tanstack/react-router';

import { formatDay, formatInstant, formatMoney, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { answerOf, esep } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { CommandForm, given, minorIn, orNone } from '../shell/command-form.js';
import { Csv } from '../shell/csv-button.js';
import { moveInGrid } from '../shell/grid-keys.js';
import { Panel } from '../shell/panel.js';
import { Proof } from '../why/proof.js';
import { usePrices, type PriceLine, type PriceTable } from './taxes.js';

const route = getRouteApi('/taxes');

/** What is published for each day, and the days for which nothing is. */
export const Prices = () => {
  const { t } = useLingui();
  const locale = useLocale();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  // What is open is shown, too, where nothing is published of it in the whole month.
  const query = usePrices(search.month, search, search.open?.split('/')[0]);
  const period = query.data?.period;
  const goTo = (month: string) =>
    void navigate({ search: (before) => ({ ...before, month, open: undefined }) });
  const { days = [] } = query.data ?? {};
  const asked = { from: days[0], until: days.at(-1), knownAt: search.knownAt };
  return (
    <>
      {period !== undefined && (
        <div className="head">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Month before`}
            onClick={() => goTo(plusPeriods(period, -1))}
          >
            ‹
          </Button>
          <b>{formatMonth(period, locale)}</b>
          <Button
            size="compact-sm"
            variant="default"
            aria-label={t`Month after`}
            onClick={() => goTo(plusPeriods(period, 1))}
          >
            ›
          </Button>
          <Csv name="prices" path="/tax/v1/prices" query={asked}>
            <Trans>Prices, CSV</Trans>
          </Csv>
          <Csv name="exchange-rates" path="/tax/v1/exchange-rates" query={asked}>
            <Trans>Rates, CSV</Trans>
          </Csv>
        </div>
      )}
      <Asked query={query}>{(table) => <Month table={table} />}</Asked>
    </>
  );
};

const Month = ({ table }: { readonly table: PriceTable }) => {
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, open: next }) });
  const [of = '', day = ''] = (open ?? '').split('/');
  const line = table.lines.find((one) => one.of === of);
  const close = () => {
    choose(undefined);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-key="${CSS.escape(open ?? '')}"]`)?.focus(),
    );
  };
  return (
    <>
      <p>
        <Trans>
          A day without a price blocks the assessments of those who received coins on it. Choose a
          day to see its price, or to propose one.
        </Trans>
      </p>
      {table.lines.length === 0 && (
        <Empty>
          <Trans>Nothing is published for this month.</Trans>
        </Empty>
      )}
      <div className="split">
        {table.lines.length > 0 && <Grid table={table} onOpen={choose} />}
        {line && day !== '' ? (
          <PricePanel key={open} {...{ line, day }} onClose={close} />
        ) : (
          haveRole('tax-officer') && (
            <aside className="side">
              <Propose of="BTC" day={table.until} />
            </aside>
          )
        )}
      </div>
    </>
  );
};

interface GridProps {
  readonly table: PriceTable;
  readonly onOpen: (key: string) => void;
}

const Grid = ({ table: { days, lines, until }, onOpen }: GridProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  return (
    <div className="scroller" role="region" aria-label={t`Prices by coin and day`} tabIndex={0}>
      <table className="heat calendar">
        <thead>
          <tr>
            <th scope="col">
              <Trans>Coin or currency</Trans>
            </th>
            {days.map((day) => (
              <th key={day} scope="col">
                {Number(day.slice(8))}
              </th>
            ))}
          </tr>
        </thead>
        <tbody onKeyDown={(event) => moveInGrid(event, lines.length, days.length)}>
          {lines.map(({ of, days: own }, r) => (
            <tr key={of}>
              <th scope="row">{of}</th>
              {days.map((day, c) => {
                const published = own.get(day);
                const isHole = !published && day <= until;
                const date = formatDay(`${day}T07:00:00Z`, locale);
                const said = published ? formatMoney(published.value, locale) : t`no price`;
                return (
                  <td key={day}>
                    <button
                      type="button"
                      className={`cell ${published ? 'd-complete' : isHole ? 'd-silent' : 'd-open'}`}
                      data-r={r}
                      data-c={c}
                      data-key={`${of}/${day}`}
                      tabIndex={r === 0 && c === 0 ? 0 : -1}
                      aria-label={`${of}, ${date}: ${said}`}
                      title={said}
                      onClick={() => onOpen(`${of}/${day}`)}
                    >
                      {published ? '✓' : isHole ? '!' : '·'}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

interface PricePanelProps {
  readonly line: PriceLine;
  readonly day: string;
  readonly onClose: () => void;
}

const PricePanel = ({ line, day, onClose }: PricePanelProps) => {
  const { t } = useLingui();
  const locale = useLocale();
  const published = line.days.get(day);
  return (
    <Panel title={line.of} label={t`Price of a day`} onClose={onClose}>
      <p className="month">{formatDay(`${day}T07:00:00Z`, locale)}</p>
      {published ? (
        <>
          <p className="headline">{formatMoney(published.value, locale)}</p>
          <p>{published.source}</p>
          <p className="dim">{formatInstant(published.publishedAt, locale)}</p>
          <Proof path={published.receipt} />
        </>
      ) : (
        <p>
          <Trans>Nothing is published for this day.</Trans>
        </p>
      )}
      {haveRole('tax-officer') && <Propose of={line.of} day={day} isRate={line.isRate} />}
    </Panel>
  );
};

const CURRENCIES = ['KZT', 'USD'] as const;
const ASSETS = ['BTC', 'BCH', 'LTC', 'DOGE', 'ETC', 'KAS'] as const;
const NAMED = [...ASSETS, 'USD'] as const;

interface ProposeProps {
  readonly of: string;
  readonly day: string;
  readonly isRate?: boolean;
}

/** Proposes a price of a coin or a rate of a currency; a day that has one gets a correction. */
const Propose = ({ of, day, isRate = false }: ProposeProps) => {
  const { t } = useLingui();
  return (
    <CommandForm
      title={isRate ? <Trans>Propose a rate</Trans> : <Trans>Propose a price</Trans>}
      button={<Trans>Propose</Trans>}
      fields={{
        of: {
          label: t`Coin or currency`,
          choices: NAMED.map((value) => ({ value, label: value })),
          initial: of,
        },
        day: { label: t`Day`, kind: 'day', initial: day },
        amount: { label: t`Price of one whole coin`, kind: 'money' },
        currency: {
          label: t`Currency`,
          choices: CURRENCIES.map((value) => ({ value, label: value })),
        },
        source: { label: t`Source, e.g. the list and its number` },
        reason: { label: t`Why it is far from the one before, if it is`, isOptional: true },
      }}
      send={({ of: named, day: chosen, amount, currency, source, reason }, headers) => {
        const body = { day: chosen, source, ...given({ reason: orNone(reason) }) };
        const minor = minorIn(amount) ?? '';
        const asset = ASSETS.find((one) => one === named);
        return asset === undefined
          ? answerOf(
              esep.POST('/tax/v1/exchange-rates', {
                body: { ...body, currency: 'USD', value: { amount: minor, currency: 'KZT' } },
                headers,
              }),
            )
          : answerOf(
              esep.POST('/tax/v1/prices', {
                body: {
                  ...body,
                  asset,
                  value: { amount: minor, currency: currency === 'USD' ? 'USD' : 'KZT' },
                },
                headers,
              }),
            );
      }}
    />
  );
};
