import type { Schemas, ServiceName } from '@esep/client';
import type { MessageDescriptor } from '@lingui/core';
import { msg } from '@lingui/core/macro';
import { Trans, useLingui } from '@lingui/react/macro';
import { TextInput } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';

import { eventWords } from '../language/events.js';
import { formatDay, formatMonth, formatQuarter } from '../language/format.js';
import { useLocale } from '../language/language.js';
import { FINDINGS } from '../language/words.js';
import { answerOf, esep } from '../session/esep.js';
import { pathOf, serviceOf, SERVICES } from '../session/services.js';
import { Empty } from '../shell/asked.js';
import { startOf } from '../shell/command-form.js';
import { useNameOf } from '../shell/names.js';
import { Refusal } from '../shell/refusal.js';

const route = getRouteApi('/search');

type Found = Schemas['supervision']['FoundItem'];

const KINDS: Readonly<Record<Found['kind'], MessageDescriptor>> = {
  licence: msg`Licence`,
  licensee: msg`Licensee`,
  pool: msg`Pool`,
  exchange: msg`Exchange`,
  wallet: msg`Wallet`,
  'rule-pack': msg`Rule pack`,
  transaction: msg`Transaction`,
  finding: msg`Finding`,
  event: msg`Event`,
  month: msg`Month`,
  quarter: msg`Quarter`,
  day: msg`Day`,
};

/** What a text stands for that somebody has from elsewhere, and where to go on. */
export const SearchPage = () => {
  const { t } = useLingui();
  const { q = '' } = route.useSearch();
  const navigate = route.useNavigate();
  const queries = useQueries({
    queries: SERVICES.map((service) => ({
      queryKey: ['search', service, q],
      enabled: q !== '',
      queryFn: ({ signal }: { readonly signal: AbortSignal }) =>
        answerOf(esep.GET(pathOf(service, 'search'), { signal, params: { query: { q } } })),
    })),
  });
  const broken = queries.find(({ error }) => error !== null);
  const isAsked = q !== '';
  const isLoading = isAsked && queries.some(({ isPending }) => isPending);
  const found = queries.flatMap(({ data }) => data?.items ?? []);
  return (
    <>
      <h1>
        <Trans>Search</Trans>
      </h1>
      <search>
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const written = String(new FormData(event.currentTarget).get('q') ?? '').trim();
            void navigate({ search: (before) => ({ ...before, q: written || undefined }) });
          }}
        >
          <TextInput
            key={q}
            name="q"
            type="search"
            defaultValue={q}
            maxLength={200}
            aria-label={t`What to look for`}
            description={t`A licence, a BIN, a name, an address, a transaction, an id or a date; Enter looks for it.`}
            autoFocus
          />
        </form>
      </search>
      {broken && <Refusal error={broken.error} />}
      {isLoading && !broken && (
        <p className="notice" role="status">
          <Trans>Loading …</Trans>
        </p>
      )}
      {isAsked && !isLoading && !broken && found.length === 0 && (
        <Empty>
          <Trans>
            Nothing that you may see is known by this. Check it, or look for a part of it.
          </Trans>
        </Empty>
      )}
      <ul className="worst">
        {found.map((item) => (
          <li key={`${item.kind} ${item.id} ${item.licenseeId}`}>
            <Item {...item} />
          </li>
        ))}
      </ul>
    </>
  );
};

const Item = (item: Found) => {
  const { i18n } = useLingui();
  const locale = useLocale();
  const nameOf = useNameOf();
  const { kind, id, title, licenseeId } = item;
  const titles: Partial<Record<Found['kind'], string>> = {
    month: kind === 'month' ? formatMonth(id, locale) : '',
    quarter: kind === 'quarter' ? formatQuarter(id, locale) : '',
    day: kind === 'day' ? formatDay(startOf(id), locale) : '',
    event: eventWords(title ?? ''),
    finding: FINDINGS[title ?? ''] ? i18n._(FINDINGS[title ?? ''] as MessageDescriptor) : '',
  };
  return (
    <To {...item}>
      <b>{i18n._(KINDS[kind])}</b>
      <span>
        {titles[kind] || title} <code>{id}</code> {licenseeId !== null && nameOf(licenseeId)}
      </span>
    </To>
  );
};

/** A link to the page that shows it; what has no page of its own leads to whom it is about. */
const To = ({
  kind,
  id,
  licenseeId,
  where,
  children,
}: Found & { readonly children: ReactNode }) => {
  const service: ServiceName | undefined = serviceOf(`esep${where ?? ''}`);
  switch (kind) {
    case 'licence':
      return (
        <Link className="card" to="/licences" search={{ licence: id }}>
          {children}
        </Link>
      );
    case 'rule-pack':
      return (
        <Link className="card" to="/rules" search={{ pack: id }}>
          {children}
        </Link>
      );
    case 'finding':
      return (
        <Link className="card" to="/findings" search={{ finding: id }}>
          {children}
        </Link>
      );
    case 'month':
      return (
        <Link className="card" to="/reports" search={{ month: id }}>
          {children}
        </Link>
      );
    case 'day':
      return (
        <Link className="card" to="/reports" search={{ month: id.slice(0, 'YYYY-MM'.length) }}>
          {children}
        </Link>
      );
    case 'quarter':
      return (
        <Link className="card" to="/taxes" search={{ quarter: id }}>
          {children}
        </Link>
      );
    case 'pool':
    case 'exchange':
      return (
        <Link className="card" to="/licences" search={{ sender: id }}>
          {children}
        </Link>
      );
    default:
      if (licenseeId !== null)
        return (
          <Link className="card" to="/licensees/$licenseeId" params={{ licenseeId }}>
            {children}
          </Link>
        );
      return (
        <Link
          className="card"
          to="/ledger"
          search={{ log: service, event: kind === 'event' ? id : undefined }}
        >
          {children}
        </Link>
      );
  }
};
