import type { Schemas } from '@esep/client';
import { Trans, useLingui } from '@lingui/react/macro';
import { CloseButton } from '@mantine/core';
import { getRouteApi, Link } from '@tanstack/react-router';
import { useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';

import { formatCoins, formatCount, formatDay } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { Asked } from '../shell/asked.js';
import { StatusBadge, useHolder } from './holder.js';
import { LicenceActs } from './licence-acts.js';
import { useHoldings, useLicence, type Licence, type Powers } from './licences.js';
import { REGIONS, type Region } from './regions.js';
import { Proposals } from './proposals.js';
import { SanctionForm } from './sanction-form.js';

const route = getRouteApi('/licences');

interface LicencePanelProps {
  readonly licenceId: string;
  readonly powers: Powers;
  readonly onClose: () => void;
}

/** One licence: when it is in force, what its holder has, and what two persons may do about it. */
export const LicencePanel = ({ licenceId, powers, onClose }: LicencePanelProps) => {
  const { t } = useLingui();
  const query = useLicence(licenceId, route.useSearch());
  const panel = useRef<HTMLElement>(null);
  useEffect(() => panel.current?.focus(), []);
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  return (
    <aside ref={panel} className="side why" aria-label={t`Licence`} tabIndex={-1} onKeyDown={keys}>
      <CloseButton className="close" aria-label={t`Close`} onClick={onClose} />
      <Asked query={query}>
        {(licence) => (
          <>
            <About licence={licence} />
            <Proposals licence={licence} />
            {powers.sanction && (
              // What was written stays with the licence as it is; another status offers other acts.
              <SanctionForm
                key={licence.status}
                licence={licence}
                onProposed={() => panel.current?.focus()}
              />
            )}
            {powers.register && <LicenceActs licence={licence} />}
            <Holdings licence={licence} />
          </>
        )}
      </Asked>
    </aside>
  );
};

interface Interval {
  readonly from: string;
  readonly until: string | null;
}

const Span = ({ interval }: { readonly interval: Interval }) => {
  const locale = useLocale();
  const from = formatDay(interval.from, locale);
  const until = interval.until === null ? '' : formatDay(interval.until, locale);
  return until === '' ? (
    <Trans>since {from}</Trans>
  ) : (
    <Trans>
      {from} to {until}
    </Trans>
  );
};

const Spans = ({ intervals }: { readonly intervals: readonly Interval[] }) =>
  intervals.map((interval) => (
    <div key={interval.from}>
      <Span interval={interval} />
    </div>
  ));

const About = ({ licence }: { readonly licence: Licence }) => {
  const holderOf = useHolder();
  const { licenceId, authority, bin, status, validity, suspensions, affiliations } = licence;
  return (
    <>
      <h2>{holderOf(licence)}</h2>
      <p>
        <StatusBadge status={status} /> {licenceId} · {authority}
      </p>
      <dl className="facts">
        {bin !== null && (
          <div>
            <dt>
              <Trans>BIN</Trans>
            </dt>
            <dd>{bin}</dd>
          </div>
        )}
        <div>
          <dt>
            <Trans>In force</Trans>
          </dt>
          <dd>
            <Spans intervals={validity} />
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Suspended</Trans>
          </dt>
          <dd>
            {suspensions.length === 0 ? <Trans>never</Trans> : <Spans intervals={suspensions} />}
          </dd>
        </div>
        <div>
          <dt>
            <Trans>Mines with</Trans>
          </dt>
          <dd>
            {affiliations.length === 0 && <Trans>no pool declared</Trans>}
            {affiliations.map((one) => (
              <div key={`${one.poolId} ${one.asset} ${one.from}`}>
                {one.poolId} · {one.asset} · <Span interval={one} />
              </div>
            ))}
          </dd>
        </div>
      </dl>
      <p>
        <Link to="/board">
          <Trans>To the board</Trans>
        </Link>
      </p>
    </>
  );
};

const Holdings = ({ licence }: { readonly licence: Licence }) => {
  const locale = useLocale();
  const query = useHoldings(licence.licenseeId);
  return (
    <Asked query={query}>
      {({ sites, wallets, parties, stock }) => (
        <>
          <Section title={<Trans>Data centres</Trans>} isEmpty={sites.length === 0}>
            {sites.map((one) => (
              <Site key={one.id} {...one} />
            ))}
          </Section>
          <Section title={<Trans>Wallets</Trans>} isEmpty={wallets.length === 0}>
            {wallets.map((one) => (
              <li key={`${one.asset} ${one.address} ${one.from}`}>
                <code>{one.address}</code>
                <span>
                  {one.asset} · <Span interval={one} />
                </span>
                {one.disputed && (
                  <span className="obstacle">
                    <Trans>Somebody else claims it, too</Trans>
                  </span>
                )}
              </li>
            ))}
          </Section>
          <Section title={<Trans>Opening stock</Trans>} isEmpty={stock.length === 0}>
            {stock.map(({ asset, quantity, at }) => (
              <li key={`${asset} ${at}`}>
                <b>
                  {formatCoins(quantity, asset, locale)} {asset}
                </b>
                <span>{formatDay(at, locale)}</span>
              </li>
            ))}
          </Section>
          <Section title={<Trans>Related parties</Trans>} isEmpty={parties.length === 0}>
            {parties.map((one) => (
              <li key={`${one.partyId} ${one.from}`}>
                <b>{one.relation}</b>{' '}
                {one.bin === null ? <Trans>a person, who is not named</Trans> : one.bin}
                <span>
                  <Span interval={one} />
                </span>
              </li>
            ))}
          </Section>
        </>
      )}
    </Asked>
  );
};

/** Where machines stand. */
const Site = (site: Schemas['licensing']['DataCentreItem']) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const { id, name, region, address, tenure, leasedUntil, powerKw, from, closedAt, status } = site;
  const power = formatCount(powerKw, locale);
  const end = leasedUntil === null ? '' : formatDay(leasedUntil, locale);
  const place = REGIONS[region as Region];
  return (
    <li>
      <b>{name}</b> <code>{id}</code>
      <span>
        {place && i18n._(place)} · {address} · <Trans>{power} kW</Trans> ·{' '}
        {tenure === 'owned' ? <Trans>owned</Trans> : <Trans>leased until {end}</Trans>} ·{' '}
        <Span interval={{ from, until: closedAt }} />
      </span>
      {status === 'closed' && (
        <span className="obstacle">
          <Trans>closed</Trans>
        </span>
      )}
    </li>
  );
};

interface SectionProps {
  readonly title: ReactNode;
  readonly isEmpty: boolean;
  readonly children: ReactNode;
}

const Section = ({ title, isEmpty, children }: SectionProps) => (
  <section>
    <h3>{title}</h3>
    {isEmpty ? (
      <p>
        <Trans>None is on record.</Trans>
      </p>
    ) : (
      <ul className="senders">{children}</ul>
    )}
  </section>
);
