import { Trans } from '@lingui/react/macro';
import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { formatCount, formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Asked, Empty } from '../shell/asked.js';
import { dayOf, useLaw, useSenders, type Sender } from './licences.js';

const route = getRouteApi('/licences');

/** Beside the list as long as no licence is open: the pools, of which the law allows so many, and exchanges. */
export const Senders = ({ isOfficer }: { readonly isOfficer: boolean }) => {
  const locale = useLocale();
  const travel = route.useSearch();
  const query = useSenders(travel);
  const law = useLaw();
  const day = (dayOf(travel).asOf ?? new Date().toISOString()).slice(0, 10);
  const cap = law('poolCap', day);
  return (
    <aside className="side" aria-labelledby="senders">
      <Asked query={query}>
        {({ pools, exchanges }) => {
          const approved = formatCount(pools.filter((pool) => pool.approved).length, locale);
          const most = typeof cap === 'number' ? formatCount(cap, locale) : '…';
          const licensed = formatCount(exchanges.filter((one) => one.approved).length, locale);
          return (
            <>
              <h2 id="senders">
                <Trans>
                  Pools: {approved} of {most}
                </Trans>
              </h2>
              <p>
                <Trans>The law allows so many approved pools at a time; one more is refused.</Trans>
              </p>
              <List senders={pools}>
                <Trans>No pool was approved yet.</Trans>
              </List>
              <h2>
                <Trans>Exchanges: {licensed}</Trans>
              </h2>
              <List senders={exchanges}>
                <Trans>No exchange was licensed yet.</Trans>
              </List>
            </>
          );
        }}
      </Asked>
      {isOfficer && <Keys />}
    </aside>
  );
};

const List = (props: { readonly senders: readonly Sender[]; readonly children: ReactNode }) => {
  const locale = useLocale();
  if (props.senders.length === 0) return <Empty>{props.children}</Empty>;
  return (
    <ul className="senders">
      {props.senders.map(({ id, name, approved, from, until }) => {
        const since = formatDay(from, locale);
        const end = until === null ? '' : formatDay(until, locale);
        return (
          <li key={id}>
            <b>{name}</b>{' '}
            <span className={`badge ${approved ? 'l-active' : 'l-expired'}`}>
              {approved ? <Trans>In force</Trans> : <Trans>Not in force</Trans>}
            </span>
            <span>
              {id} ·{' '}
              {end === '' ? (
                <Trans>since {since}</Trans>
              ) : (
                <Trans>
                  {since} to {end}
                </Trans>
              )}
            </span>
          </li>
        );
      })}
    </ul>
  );
};

const Keys = () => (
  <>
    <h3>
      <Trans>Keys</Trans>
    </h3>
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
          <kbd>Esc</kbd>
        </dt>
        <dd>
          <Trans>back to the list</Trans>
        </dd>
      </div>
    </dl>
  </>
);
