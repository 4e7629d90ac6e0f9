import { Trans, useLingui } from '@lingui/react/macro';
import { Button, NativeSelect, TextInput } from '@mantine/core';
import { plusPeriods } from '@esep/kernel';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { FormEvent } from 'react';

import { formatDay, formatInstant, formatMoney, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { TAX_REFUSALS } from '../language/refusals.js';
import { answerOf, esep, saveCsv } from '../session/esep.js';
import { haveRole } from '../session/session.js';
import { Asked, Empty } from '../shell/asked.js';
import { moveInGrid } from '../shell/grid-keys.js';
import { Panel } from '../shell/panel.js';
import { Refusal } from '../shell/refusal.js';
import { Proof } from '../why/proof.js';
import { usePrices, type PriceLine, type PriceTable } from './taxes.js';

const route = getRouteApi('/taxes');

/** What is published for each day, and the days for which nothing is. */
export const Prices = () => {
  const { t } = useLingui();
  const locale = useLocale();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const query = usePrices(search.month, search);
  const period = query.data?.period;
  const goTo = (month: string) =>
    void navigate({ search: (before) => ({ ...before, month, open: undefined }) });
  const csv = (list: 'prices' | 'exchange-rates') => {
    const { days = [] } = query.data ?? {};
    const asked = new URLSearchParams({
      from: days[0] ?? '',
      until: days.at(-1) ?? '',
      limit: '500',
    });
    void saveCsv(`/tax/v1/${list}?${asked}`, `${list}-${period}.csv`);
  };
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
          <Button size="compact-sm" variant="default" onClick={() => csv('prices')}>
            <Trans>Prices, CSV</Trans>
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => csv('exchange-rates')}>
            <Trans>Rates, CSV</Trans>
          </Button>
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

/** Minor units of what people write: digits, spaces, and two decimals at most behind a comma or a point. */
const minorIn = (text: string): string | undefined => {
  const [, whole, part = ''] = /^(\d+)(?:[.,](\d{1,2}))?$/.exec(text.replace(/\s/g, '')) ?? [];
  return whole === undefined ? undefined : String(BigInt(whole + part.padEnd(2, '0')));
};

interface ProposeProps {
  readonly of: string;
  readonly day: string;
  readonly isRate?: boolean;
}

/** Proposes a price of a coin or a rate of a currency; a day that has one gets a correction. */
const Propose = ({ of, day, isRate = false }: ProposeProps) => {
  const { t } = useLingui();
  const queries = useQueryClient();
  const propose = useMutation({
    mutationFn: (form: FormData) => {
      const field = (name: string) => String(form.get(name) ?? '');
      const named = NAMED.find((one) => one === field('of')) ?? 'BTC';
      const body = {
        day: field('day'),
        source: field('source'),
        ...(field('reason') === '' ? {} : { reason: field('reason') }),
      };
      const amount = minorIn(field('amount')) ?? '';
      return named === 'USD'
        ? answerOf(
            esep.POST('/tax/v1/exchange-rates', {
              body: { ...body, currency: named, value: { amount, currency: 'KZT' } },
            }),
          )
        : answerOf(
            esep.POST('/tax/v1/prices', {
              body: { ...body, asset: named, value: { amount, currency: field('currency') } },
            }),
          );
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['proposals'] }),
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    propose.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="command" onSubmit={send}>
      <h2>{isRate ? <Trans>Propose a rate</Trans> : <Trans>Propose a price</Trans>}</h2>
      <NativeSelect
        name="of"
        size="xs"
        label={t`Coin or currency`}
        defaultValue={of}
        data={[...NAMED]}
      />
      <TextInput name="day" size="xs" required label={t`Day`} defaultValue={day} />
      <TextInput
        name="amount"
        size="xs"
        required
        inputMode="decimal"
        pattern="[\d\s]+([.,]\d{1,2})?"
        label={t`Price of one whole coin`}
      />
      <NativeSelect name="currency" size="xs" label={t`Currency`} data={[...CURRENCIES]} />
      <TextInput name="source" size="xs" required label={t`Source, e.g. the list and its number`} />
      <TextInput name="reason" size="xs" label={t`Why it is far from the one before, if it is`} />
      <Button type="submit" size="compact-sm" loading={propose.isPending}>
        <Trans>Propose</Trans>
      </Button>
      {propose.isSuccess && (
        <p className="done" role="status">
          <Trans>It is proposed, and waits for a second person.</Trans>
        </p>
      )}
      <Refusal error={propose.error} words={TAX_REFUSALS} />
    </form>
  );
};
