import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { TimeBar } from '../board/time-bar.js';
import {
  byName,
  formatCount,
  formatMoney,
  formatQuarter,
  formatShare,
} from '../language/format.js';
import { useLocale } from '../language/language.js';
import { ASSESSMENT_STATES, BLOCKS } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { useNameOf } from '../shell/names.js';
import { Csv } from '../shell/csv-button.js';
import { SecondPerson } from '../shell/proposals.js';
import { AssessmentPanel } from './assessment-panel.js';
import { Costs } from './costs.js';
import { Payments } from './payments.js';
import { Prices } from './prices.js';
import { QuarterFilter } from './quarter.js';
import { Releases } from './releases.js';
import { STATE_NAMES, useAssessments, type Assessment } from './taxes.js';

const route = getRouteApi('/taxes');

/** Who owes what for which quarter, what stands in the way, and what may be released. */
export const TaxesPage = () => {
  const { t } = useLingui();
  const { view } = route.useSearch();
  const navigate = route.useNavigate();
  const views: readonly (readonly [view: string | undefined, name: string])[] = [
    [undefined, t`Assessments`],
    ['prices', t`Prices and rates`],
    ['payments', t`Payments`],
    ['costs', t`Costs`],
    ['releases', t`Releases`],
  ];
  return (
    <>
      <div className="head">
        <h1>
          <Trans>Taxes</Trans>
        </h1>
        <nav aria-label={t`Parts of the page`} className="row">
          {views.map(([value, name]) => (
            <button
              key={name}
              type="button"
              className="tab"
              aria-current={view === value ? 'page' : undefined}
              onClick={() =>
                void navigate({ search: (before) => ({ ...before, view: value, open: undefined }) })
              }
            >
              {name}
            </button>
          ))}
        </nav>
      </div>
      {(view === undefined || view === 'prices') && <TimeBar />}
      {view === 'prices' && <Prices />}
      {view === 'payments' && <Payments />}
      {view === 'costs' && <Costs />}
      {view === 'releases' && <Releases />}
      {view === undefined && <Assessments />}
      <div className="below">
        <SecondPerson service="tax" of={() => true} />
      </div>
    </>
  );
};

const Assessments = () => {
  const search = route.useSearch();
  const state = STATE_NAMES.find((one) => one === search.state);
  const filter = { quarter: search.quarter, state };
  const query = useAssessments(filter, search);
  return <Asked query={query}>{(items) => <List items={items} />}</Asked>;
};

const List = ({ items }: { readonly items: readonly Assessment[] }) => {
  const nameOf = useNameOf();
  const { open } = route.useSearch();
  const navigate = route.useNavigate();
  const choose = (next: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, open: next }) });
  const close = () => {
    choose(undefined);
    requestAnimationFrame(() =>
      document.querySelector<HTMLElement>(`[data-key="${CSS.escape(open ?? '')}"]`)?.focus(),
    );
  };
  const [licenseeId = '', quarter = ''] = (open ?? '').split('/');
  return (
    <>
      <Headline items={items} />
      <Filters />
      {items.length === 0 ? (
        <Empty>
          <Trans>
            No quarter is as you filter. A quarter is listed once something was mined in it.
          </Trans>
        </Empty>
      ) : (
        <div className={open === undefined ? '' : 'split'}>
          <Table items={items} onOpen={choose} />
          {open !== undefined && (
            <AssessmentPanel
              key={open}
              {...{ licenseeId, quarter }}
              name={nameOf(licenseeId)}
              onClose={close}
            />
          )}
        </div>
      )}
    </>
  );
};

const Headline = ({ items }: { readonly items: readonly Assessment[] }) => {
  const locale = useLocale();
  const blocked = items.filter(({ state }) => state === 'blocked').length;
  const count = formatCount(blocked, locale);
  const owed = items.reduce((sum, { outstanding }) => sum + BigInt(outstanding?.amount ?? 0), 0n);
  const sum = formatMoney({ amount: String(owed), currency: 'KZT' }, locale);
  return (
    <p className="headline">
      <Trans>{sum} are assessed and not paid.</Trans>{' '}
      {blocked > 0 && (
        <Plural
          value={blocked}
          one={`${count} assessment is blocked.`}
          other={`${count} assessments are blocked.`}
        />
      )}
    </p>
  );
};

const Filters = () => {
  const { i18n, t } = useLingui();
  const { quarter, state: named, knownAt, asOf } = route.useSearch();
  const navigate = route.useNavigate();
  const state = STATE_NAMES.find((one) => one === named);
  return (
    <div className="legend" role="group" aria-label={t`Show`}>
      <QuarterFilter />
      <NativeSelect
        size="xs"
        aria-label={t`State`}
        value={state ?? ''}
        data={[
          { value: '', label: t`All states` },
          ...STATE_NAMES.map((value) => ({ value, label: i18n._(ASSESSMENT_STATES[value]) })),
        ]}
        onChange={({ currentTarget: { value } }) =>
          void navigate({ search: (before) => ({ ...before, state: value || undefined }) })
        }
      />
      <Csv
        name="assessments"
        path="/tax/v1/assessments"
        query={{ quarter, state, knownAt, asOf }}
      />
    </div>
  );
};

interface TableProps {
  readonly items: readonly Assessment[];
  readonly onOpen: (key: string) => void;
}

const Table = ({ items, onOpen }: TableProps) => {
  const nameOf = useNameOf();
  const { t } = useLingui();
  const sorted = byName(items, ({ licenseeId }) => nameOf(licenseeId)).toSorted((one, other) =>
    other.quarter.localeCompare(one.quarter),
  );
  return (
    <div className="scroller" role="region" aria-label={t`Assessments`} tabIndex={0}>
      <table className="list">
        <thead>
          <tr>
            <Heading>
              <Trans>Licensee</Trans>
            </Heading>
            <Heading>
              <Trans>Quarter</Trans>
            </Heading>
            <Heading>
              <Trans>State</Trans>
            </Heading>
            <Heading>
              <Trans>Base</Trans>
            </Heading>
            <Heading>
              <Trans>Rate</Trans>
            </Heading>
            <Heading>
              <Trans>Tax</Trans>
            </Heading>
            <Heading>
              <Trans>Still to be paid</Trans>
            </Heading>
          </tr>
        </thead>
        <tbody>
          {sorted.map((item) => (
            <Row key={`${item.licenseeId}/${item.quarter}`} item={item} onOpen={onOpen} />
          ))}
        </tbody>
      </table>
    </div>
  );
};

const Heading = ({ children }: { readonly children: ReactNode }) => <th scope="col">{children}</th>;

interface RowProps extends Pick<TableProps, 'onOpen'> {
  readonly item: Assessment;
}

const Row = ({ item, onOpen }: RowProps) => {
  const nameOf = useNameOf();
  const { i18n } = useLingui();
  const locale = useLocale();
  const { licenseeId, quarter, state, base, rateBps, amount, outstanding, reason } = item;
  const key = `${licenseeId}/${quarter}`;
  const block = reason === undefined ? undefined : BLOCKS[reason];
  return (
    <tr>
      <th scope="row">
        <button type="button" className="link" data-key={key} onClick={() => onOpen(key)}>
          {nameOf(licenseeId)}
        </button>
      </th>
      <td>{formatQuarter(quarter, locale)}</td>
      <td>
        <span className={`badge a-${state}`}>{i18n._(ASSESSMENT_STATES[state])}</span>{' '}
        {block && <span className="dim">{i18n._(block)}</span>}
      </td>
      <td className="figure">{base && formatMoney(base, locale)}</td>
      <td className="figure">{rateBps !== undefined && formatShare(rateBps, locale)}</td>
      <td className="figure">{amount && formatMoney(amount, locale)}</td>
      <td className="figure">{outstanding && formatMoney(outstanding, locale)}</td>
    </tr>
  );
};
