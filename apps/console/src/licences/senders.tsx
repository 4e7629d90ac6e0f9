import { Trans } from '@lingui/react/macro';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { formatCount, formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Asked, Empty } from '../shell/asked.js';
import { dayOf, useLaw, useSenders, type Powers, type Sender } from './licences.js';
import type { SenderKind } from './sender-panel.js';

const route = getRouteApi('/licences');

interface SendersProps {
  readonly powers: Powers;
}

/** Beside the list as long as no licence is open: the pools, of which the law allows so many, and exchanges. */
export const Senders = ({ powers }: SendersProps) => {
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
              <List kind="pools" senders={pools} powers={powers}>
                <Trans>No pool was approved yet.</Trans>
              </List>
              <h2>
                <Trans>Exchanges: {licensed}</Trans>
              </h2>
              <List kind="exchanges" senders={exchanges} powers={powers}>
                <Trans>No exchange was licensed yet.</Trans>
              </List>
            </>
          );
        }}
      </Asked>
      {powers.register && <New />}
      {powers.list && <Keys />}
    </aside>
  );
};

interface ListProps extends SendersProps {
  readonly kind: SenderKind;
  readonly senders: readonly Sender[];
  readonly children: ReactNode;
}

const List = (props: ListProps) => {
  const locale = useLocale();
  const { kind, powers } = props;
  if (props.senders.length === 0) return <Empty>{props.children}</Empty>;
  return (
    <ul className="senders">
      {props.senders.map(({ id, name, approved, from, until }) => {
        const since = formatDay(from, locale);
        const end = until === null ? '' : formatDay(until, locale);
        return (
          <li key={id}>
            {powers.list ? (
              <Link
                to="/licences"
                search={(before) => ({ ...before, licence: undefined, sender: `${kind}/${id}` })}
              >
                {name}
              </Link>
            ) : (
              <b>{name}</b>
            )}{' '}
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

/** What comes to the register anew. */
const New = () => {
  const forms = [
    ['licences', <Trans key="licences">Bring in a licence</Trans>],
    ['pools', <Trans key="pools">Approve a new pool</Trans>],
    ['exchanges', <Trans key="exchanges">License a new exchange</Trans>],
  ] as const;
  return (
    <ul className="rows">
      {forms.map(([sender, name]) => (
        <li key={sender}>
          <Link to="/licences" search={(before) => ({ ...before, sender })}>
            {name}
          </Link>
        </li>
      ))}
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
