import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
} from '@tanstack/react-router';

import { moreWords } from './language/language.js';
import { PageFailed, PageUnknown } from './shell/asked.js';
import { GRACE_DAYS_MAX } from './rules/bounds.js';
import { Shell } from './shell/shell.js';

// The address is the view: whatever one chose stands in it, so that a link shows to others what one sees.

/** Kept from page to page. */
export interface Travel {
  /** Only what was recorded until then. */
  readonly knownAt?: string | undefined;
  /** Only what had happened until then, judged then. */
  readonly asOf?: string | undefined;
  readonly asset?: string | undefined;
}

type Search = Readonly<Record<string, unknown>>;
/** Those of the fields that are texts. What else stands in an address is nobody's. */
const texts = <Field extends string>(search: Search, ...fields: readonly Field[]) =>
  Object.fromEntries(
    fields.flatMap((field) => (typeof search[field] === 'string' ? [[field, search[field]]] : [])),
  ) as Partial<Record<Field, string>>;

/** A whole number of the address from 0 to the largest that means something. */
const numberUpTo = <Field extends string>(max: number, search: Search, field: Field) => {
  const value = search[field];
  const isMeant =
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= max;
  return (isMeant ? { [field]: value } : {}) as Partial<Record<Field, number>>;
};

/** A page with more words than the first one has. */
const withWords =
  <Page,>(load: () => Promise<Page>) =>
  async (): Promise<Page> => {
    const [page] = await Promise.all([load(), moreWords()]);
    return page;
  };

const root = createRootRoute({
  component: Shell,
  validateSearch: (search: Search): Travel => texts(search, 'knownAt', 'asOf', 'asset'),
  search: { middlewares: [retainSearchParams(['knownAt', 'asOf', 'asset'])] },
});

const index = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: lazyRouteComponent(() => import('./today/today-page.js'), 'TodayPage'),
});

export interface BoardSearch {
  /** Whose month is open: `<licenseeId>.<month>`. */
  readonly cell?: string | undefined;
  /** The row of its explanation whose proof is open. */
  readonly fact?: string | undefined;
  /** Verdicts to show, by commas; all without it. */
  readonly verdicts?: string | undefined;
  readonly sort?: string | undefined;
}
const board = createRoute({
  getParentRoute: () => root,
  path: '/board',
  validateSearch: (search: Search): BoardSearch =>
    texts(search, 'cell', 'fact', 'verdicts', 'sort'),
  component: lazyRouteComponent(() => import('./board/board-page.js'), 'BoardPage'),
});

export interface FindingsSearch {
  /** One state, or `all`; open ones without it. */
  readonly state?: string | undefined;
  readonly severity?: string | undefined;
  /** The one that is read. */
  readonly finding?: string | undefined;
}
const findings = createRoute({
  getParentRoute: () => root,
  path: '/findings',
  validateSearch: (search: Search): FindingsSearch => texts(search, 'state', 'severity', 'finding'),
  component: lazyRouteComponent(
    withWords(() => import('./findings/findings-page.js')),
    'FindingsPage',
  ),
});

export interface LicencesSearch {
  readonly search?: string | undefined;
  readonly status?: string | undefined;
  /** The one that is read. */
  readonly licence?: string | undefined;
  /** The form that is open of the licence. */
  readonly act?: string | undefined;
  /** `pools/<id>` or `exchanges/<id>`, or the form of a new one: `pools`, `exchanges`, `licences`. */
  readonly sender?: string | undefined;
}
const licences = createRoute({
  getParentRoute: () => root,
  path: '/licences',
  validateSearch: (search: Search): LicencesSearch =>
    texts(search, 'search', 'status', 'licence', 'act', 'sender'),
  component: lazyRouteComponent(
    withWords(() => import('./licences/licences-page.js')),
    'LicencesPage',
  ),
});

const account = createRoute({
  getParentRoute: () => root,
  path: '/me',
  component: lazyRouteComponent(
    withWords(() => import('./account/account-page.js')),
    'AccountPage',
  ),
});

export interface ReportsSearch {
  readonly month?: string | undefined;
  /** Whose day is open: `<service>/<sender>/<day>`. */
  readonly day?: string | undefined;
  /** The report of that day that is open: `<kind>/<report>/<version>`. */
  readonly report?: string | undefined;
  /** What is in the file that is tried. */
  readonly kind?: string | undefined;
}
const reports = createRoute({
  getParentRoute: () => root,
  path: '/reports',
  validateSearch: (search: Search): ReportsSearch =>
    texts(search, 'month', 'day', 'report', 'kind'),
  component: lazyRouteComponent(
    withWords(() => import('./reports/reports-page.js')),
    'ReportsPage',
  ),
});

export interface TaxesSearch {
  /** `prices`, `payments` or `releases`; assessments without it. */
  readonly view?: string | undefined;
  readonly quarter?: string | undefined;
  readonly state?: string | undefined;
  /** The month of the prices. */
  readonly month?: string | undefined;
  /** What is open: `<licenseeId>/<quarter>`, or `<coin>/<day>` of the prices. */
  readonly open?: string | undefined;
}
const taxes = createRoute({
  getParentRoute: () => root,
  path: '/taxes',
  validateSearch: (search: Search): TaxesSearch =>
    texts(search, 'view', 'quarter', 'state', 'month', 'open'),
  component: lazyRouteComponent(
    withWords(() => import('./taxes/taxes-page.js')),
    'TaxesPage',
  ),
});

export interface LicenseeSearch {
  /** Whose coins are drawn, 2026-03; the newest without it. */
  readonly month?: string | undefined;
}
const licensee = createRoute({
  getParentRoute: () => root,
  path: '/licensees/$licenseeId',
  validateSearch: (search: Search): LicenseeSearch => texts(search, 'month'),
  component: lazyRouteComponent(
    withWords(() => import('./licensee/licensee-page.js')),
    'LicenseePage',
  ),
});

const print = createRoute({
  getParentRoute: () => root,
  path: '/print/$licenseeId/$period',
  component: lazyRouteComponent(
    withWords(() => import('./print/month-page.js')),
    'MonthPrintPage',
  ),
});

export interface LedgerSearch {
  /** The service whose log it is. */
  readonly log?: string | undefined;
  /** Only events of this type, this stream, about this licensee. */
  readonly type?: string | undefined;
  readonly stream?: string | undefined;
  readonly licensee?: string | undefined;
  /** The first day and the last one, in Almaty. */
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  /** `oldest` comes first; the newest without it. */
  readonly order?: string | undefined;
  /** The position that the list begins at. */
  readonly at?: number | undefined;
  /** The event whose proof is open. */
  readonly event?: string | undefined;
}
const isPosition = (at: unknown): at is number => Number.isSafeInteger(at) && Number(at) >= 0;
const ledger = createRoute({
  getParentRoute: () => root,
  path: '/ledger',
  validateSearch: (search: Search): LedgerSearch => ({
    ...texts(search, 'log', 'type', 'stream', 'licensee', 'since', 'until', 'order', 'event'),
    ...(isPosition(search['at']) && { at: search['at'] }),
  }),
  component: lazyRouteComponent(
    withWords(() => import('./ledger/ledger-page.js')),
    'LedgerPage',
  ),
});

export interface TextSearch {
  readonly q?: string | undefined;
}
const search = createRoute({
  getParentRoute: () => root,
  path: '/search',
  validateSearch: (asked: Search): TextSearch => texts(asked, 'q'),
  component: lazyRouteComponent(
    withWords(() => import('./search/search-page.js')),
    'SearchPage',
  ),
});

export interface RulesSearch {
  /** The pack that is shown, by its hash; the one in force without it. */
  readonly pack?: string | undefined;
  /** `what-if`: what another share or other grace days would change. */
  readonly view?: string | undefined;
  /** The share that is supposed, in percent; the law's without it. */
  readonly share?: number | undefined;
  /** The grace days that are supposed; the law's without them. */
  readonly grace?: number | undefined;
}
const rules = createRoute({
  getParentRoute: () => root,
  path: '/rules',
  validateSearch: (search: Search): RulesSearch => ({
    ...texts(search, 'pack', 'view'),
    ...numberUpTo(100, search, 'share'),
    ...numberUpTo(GRACE_DAYS_MAX, search, 'grace'),
  }),
  component: lazyRouteComponent(
    withWords(() => import('./rules/rules-page.js')),
    'RulesPage',
  ),
});

export interface MachineRoomSearch {
  /** The projection that is open: `<service>/<name>`. */
  readonly open?: string | undefined;
}
const machineRoom = createRoute({
  getParentRoute: () => root,
  path: '/machine-room',
  validateSearch: (search: Search): MachineRoomSearch => texts(search, 'open'),
  component: lazyRouteComponent(
    withWords(() => import('./machine-room/machine-room-page.js')),
    'MachineRoomPage',
  ),
});

export const router = createRouter({
  routeTree: root.addChildren([
    index,
    board,
    findings,
    licensee,
    print,
    licences,
    reports,
    taxes,
    ledger,
    rules,
    search,
    machineRoom,
    account,
  ]),
  defaultPreload: 'intent',
  defaultErrorComponent: PageFailed,
  defaultNotFoundComponent: PageUnknown,
});

declare module '@tanstack/react-router' {
  interface Register {
    readonly router: typeof router;
  }
}
