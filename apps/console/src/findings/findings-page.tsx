import { Plural, Trans, useLingui } from '@lingui/react/macro';
import { NativeSelect } from '@mantine/core';
import { getRouteApi } from '@tanstack/react-router';
import { useRef, useState } from 'react';

import { formatCoins, formatCount, formatDay, formatMonth } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FINDING_STATES, FINDINGS, nameOf, SEVERITIES } from '../language/words.js';
import { Asked, Empty } from '../shell/asked.js';
import { Csv } from '../shell/csv-button.js';
import { moveInList } from '../shell/move-in-list.js';
import { FindingPanel } from './finding-panel.js';
import { useFindings, type FindingItem, type FindingState } from './findings.js';

const route = getRouteApi('/findings');
const STATES = [
  'open',
  'explained',
  'confirmed',
  'dismissed',
  'contradicted',
  'withdrawn',
] as const;
const stateIn = (text: string | undefined): FindingState | undefined =>
  text === 'all' ? undefined : (STATES.find((state) => state === text) ?? 'open');

/** More lines than these are drawn when somebody asks for them: a browser takes long over thousands. */
const DRAWN_AT_ONCE = 200;

/** What does not add up, as an inbox: the list stays while one is read and decided. */
export const FindingsPage = () => {
  const { i18n, t } = useLingui();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const state = stateIn(search.state);
  const { severity, finding } = search;
  const query = useFindings({ state, severity });
  const list = useRef<HTMLUListElement>(null);
  const [drawn, setDrawn] = useState(DRAWN_AT_ONCE);
  const show = (findingId: string | undefined) =>
    void navigate({ search: (before) => ({ ...before, finding: findingId }) });
  const close = () => {
    show(undefined);
    requestAnimationFrame(() => {
      const lines = [...(list.current?.querySelectorAll<HTMLElement>('button') ?? [])];
      (lines.find(({ dataset }) => dataset['id'] === finding) ?? lines[0])?.focus();
    });
  };
  return (
    <>
      <div className="head">
        <h1>
          <Trans>Findings</Trans>
        </h1>
        <NativeSelect
          size="xs"
          aria-label={t`State`}
          value={state ?? 'all'}
          data={[
            ...STATES.map((value) => ({ value, label: i18n._(FINDING_STATES[value]) })),
            { value: 'all', label: t`All states` },
          ]}
          onChange={({ currentTarget }) =>
            void navigate({ search: (before) => ({ ...before, state: currentTarget.value }) })
          }
        />
        <NativeSelect
          size="xs"
          aria-label={t`Severity`}
          value={severity ?? ''}
          data={[
            { value: '', label: t`All severities` },
            ...Object.entries(SEVERITIES).map(([value, word]) => ({ value, label: i18n._(word) })),
          ]}
          onChange={({ currentTarget }) =>
            void navigate({
              search: (before) => ({ ...before, severity: currentTarget.value || undefined }),
            })
          }
        />
        <Csv name="findings" path="/supervision/v1/findings" query={{ state, severity }} />
      </div>
      <Asked query={query}>
        {(items) => (
          <>
            <Count count={items.length} />
            <div className="split even">
              {items.length === 0 ? (
                <Empty>
                  <Trans>
                    Nothing of this kind. Choose another state to see what was decided before.
                  </Trans>
                </Empty>
              ) : (
                <ul className="inbox" ref={list} onKeyDown={moveInList}>
                  {items.slice(0, drawn).map((item) => (
                    <li key={item.findingId}>
                      <Line item={item} isOpen={item.findingId === finding} onOpen={show} />
                    </li>
                  ))}
                  {items.length > drawn && (
                    <li>
                      <button type="button" onClick={() => setDrawn(drawn + DRAWN_AT_ONCE)}>
                        <Trans>Show more</Trans>
                      </button>
                    </li>
                  )}
                </ul>
              )}
              {finding === undefined ? (
                <Keys />
              ) : (
                <FindingPanel key={finding} findingId={finding} onClose={close} />
              )}
            </div>
          </>
        )}
      </Asked>
    </>
  );
};

const Count = ({ count }: { readonly count: number }) => {
  const shown = formatCount(count, useLocale());
  return (
    <p className="headline" role="status">
      <Plural value={count} one={`${shown} finding`} other={`${shown} findings`} />
    </p>
  );
};

interface LineProps {
  readonly item: FindingItem;
  readonly isOpen: boolean;
  readonly onOpen: (findingId: string) => void;
}

const Line = ({ item, isOpen, onOpen }: LineProps) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { findingId, type, severity, state, asset, period, quantity } = item;
  return (
    <button
      type="button"
      className="card finding"
      data-id={findingId}
      aria-current={isOpen || undefined}
      onClick={() => onOpen(findingId)}
    >
      <b>{FINDINGS[type] ? i18n._(FINDINGS[type]) : type}</b>
      <span className={`badge s-${severity}`}>
        {SEVERITIES[severity] ? i18n._(SEVERITIES[severity]) : severity}
      </span>
      <span>
        {nameOf(item)} · {formatMonth(period, locale)}
      </span>
      <span className="figure">
        {formatCoins(quantity, asset, locale)} {asset}
      </span>
      <span>
        {i18n._(FINDING_STATES[state])} · {formatDay(item.raisedAt, locale)}
      </span>
    </button>
  );
};

const Keys = () => (
  <aside className="side" aria-labelledby="keys">
    <h2 id="keys">
      <Trans>Choose a finding</Trans>
    </h2>
    <dl className="facts">
      <div>
        <dt>
          <kbd>j</kbd> <kbd>k</kbd>
        </dt>
        <dd>
          <Trans>the next one, the one before</Trans>
        </dd>
      </div>
      <div>
        <dt>
          <kbd>Enter</kbd>
        </dt>
        <dd>
          <Trans>read it</Trans>
        </dd>
      </div>
      <div>
        <dt>
          <kbd>1</kbd> <kbd>2</kbd> <kbd>3</kbd>
        </dt>
        <dd>
          <Trans>confirm it, call it explained, dismiss it</Trans>
        </dd>
      </div>
      <div>
        <dt>
          <kbd>Esc</kbd>
        </dt>
        <dd>
          <Trans>back to the list</Trans>
        </dd>
      </div>
    </dl>
  </aside>
);
