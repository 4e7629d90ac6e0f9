import { Trans, useLingui } from '@lingui/react/macro';
import { ActionIcon, Button, useComputedColorScheme, useMantineColorScheme } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { Link, Outlet, useLocation, useNavigate } from '@tanstack/react-router';
import { useEffect, useSyncExternalStore } from 'react';

import { formatInstant, type Locale } from '../language/format.js';
import { choose, LANGUAGES, useLocale } from '../language/language.js';
import { ROLES, SERVICE_NAMES } from '../language/words.js';
import { mayCall } from '../session/allowed.js';
import { liveNow, onLiveChange } from '../session/live.js';
import { haveRole, me, onPersonChange, signOut, type Person } from '../session/session.js';
import { SignInPage } from '../session/sign-in-page.js';

const REPORT_READERS = [
  ...['supervision-analyst', 'enforcement-officer', 'auditor'],
  ...['pool', 'exchange'],
];
const TAX_READERS = ['tax-officer', 'auditor', 'licensee'];

/** What stands around every page. Without a person, the page asks who is there, and stays where it is. */
export const Shell = () => {
  const person = useSyncExternalStore(onPersonChange, me);
  useSearchKey(person !== undefined);
  return (
    <>
      <a className="skip" href="#main">
        <Trans>Skip to content</Trans>
      </a>
      <header className="top">
        <strong className="brand">Esep</strong>
        {person && <Navigation />}
        <div className="tools">
          {person && <LiveDot />}
          {person && <Who person={person} />}
          <Language />
          <Scheme />
        </div>
      </header>
      <main id="main" tabIndex={-1}>
        {person && <Elsewhen />}
        {person ? <Outlet /> : <SignInPage />}
      </main>
    </>
  );
};

/** `/` leads to the search from anywhere but a field in which somebody writes. */
const useSearchKey = (isSignedIn: boolean): void => {
  const navigate = useNavigate();
  useEffect(() => {
    if (!isSignedIn) return undefined;
    const onKey = (event: KeyboardEvent) => {
      const isWriting =
        event.target instanceof Element && event.target.closest('input, textarea, select') !== null;
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey || isWriting) return;
      event.preventDefault();
      void navigate({ to: '/search' });
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [isSignedIn, navigate]);
};

/** Pages of what is so now, whatever time was chosen on another one. */
const ONLY_NOW = ['/findings', '/reports', '/ledger', '/search', '/machine-room'];

/** Says so there, so that nobody takes it for what was known then. */
const Elsewhen = () => {
  const { pathname, search } = useLocation();
  const locale = useLocale();
  const then = search.knownAt ?? search.asOf ?? '';
  if (Number.isNaN(Date.parse(then)) || !ONLY_NOW.includes(pathname)) return null;
  const at = formatInstant(then, locale);
  return (
    <p className="notice" role="status">
      <Trans>You look at {at}, but this page shows what is so now.</Trans>{' '}
      <Link to="." search={(before) => ({ ...before, knownAt: undefined, asOf: undefined })}>
        <Trans>Go to now</Trans>
      </Link>
    </p>
  );
};

const Navigation = () => {
  const { t } = useLingui();
  const reads = (rest: string) => mayCall('GET', `/supervision/v1/${rest}`);
  // As docs/access.md has it of the lists that each page begins with.
  const pages = [
    { to: '/', name: t`Today`, isMine: true },
    { to: '/board', name: t`75 % board`, isMine: reads('board') },
    { to: '/findings', name: t`Findings`, isMine: reads('findings') },
    { to: '/licences', name: t`Licences`, isMine: true },
    { to: '/reports', name: t`Reports`, isMine: haveRole(...REPORT_READERS) },
    { to: '/taxes', name: t`Taxes`, isMine: haveRole(...TAX_READERS) },
    { to: '/ledger', name: t`Ledger`, isMine: true },
    { to: '/rules', name: t`Rules`, isMine: true },
    { to: '/search', name: t`Search`, isMine: true },
    { to: '/machine-room', name: t`Machine room`, isMine: haveRole('operator') },
    { to: '/me', name: t`My account`, isMine: haveRole('licensee') },
  ] as const;
  return (
    <nav aria-label={t`Pages`}>
      {pages
        .filter(({ isMine }) => isMine)
        .map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            className="tab"
            activeOptions={{ exact: true, includeSearch: false }}
            activeProps={{ 'aria-current': 'page' }}
          >
            {name}
          </Link>
        ))}
    </nav>
  );
};

/** Whether what is shown follows what is recorded. */
const LiveDot = () => {
  const { i18n, t } = useLingui();
  const { state, away } = useSyncExternalStore(onLiveChange, liveNow);
  const names = away.map((service) => i18n._(SERVICE_NAMES[service])).join(', ');
  return (
    <span className={`live ${away.length > 0 ? 'reconnecting' : state}`} role="status">
      <i aria-hidden="true" />
      {state === 'live' && away.length === 0 && t`Live`}
      {state === 'live' && away.length > 0 && t`Live, but for: ${names}`}
      {state === 'reconnecting' && t`Reconnecting …`}
      {state === 'stopped' && t`Not live`}
    </span>
  );
};

const Who = ({ person }: { readonly person: Person }) => {
  const { i18n } = useLingui();
  const { name, organisation, roles } = person;
  const words = roles.flatMap((role) => (ROLES[role] ? [i18n._(ROLES[role])] : []));
  const queries = useQueryClient();
  const leave = () => {
    void signOut();
    // What one person read is not the next one's.
    queries.clear();
  };
  return (
    <>
      <span className="who">
        {name?.split(',')[0] ?? organisation} <small>{words.join(', ')}</small>
      </span>
      <Button size="compact-sm" variant="default" onClick={leave}>
        <Trans>Sign out</Trans>
      </Button>
    </>
  );
};

const Language = () => {
  const { t } = useLingui();
  return (
    // The browser's own: Mantine's brings its inputs to every first page.
    <select
      className="language"
      aria-label={t`Language`}
      value={useLocale()}
      onChange={({ currentTarget }) => void choose(currentTarget.value as Locale)}
    >
      {LANGUAGES.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
};

const Scheme = () => {
  const { t } = useLingui();
  const { setColorScheme } = useMantineColorScheme();
  const isDark = useComputedColorScheme('light') === 'dark';
  return (
    <ActionIcon
      variant="default"
      aria-label={isDark ? t`Light colours` : t`Dark colours`}
      onClick={() => setColorScheme(isDark ? 'light' : 'dark')}
    >
      {isDark ? '☀' : '☾'}
    </ActionIcon>
  );
};
