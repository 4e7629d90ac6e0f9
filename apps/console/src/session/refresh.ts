import type { ServiceName } from '@esep/client';
import type { Query, QueryClient } from '@tanstack/react-query';

import { SERVICES } from './services.js';

/** What is read again when a service records something; of what stands here, nothing else has it read. */
const READ_FROM: Readonly<Record<string, readonly ServiceName[]>> = {
  licences: ['licensing'],
  licence: ['licensing'],
  'licence-proposals': ['licensing'],
  senders: ['licensing'],
  holdings: ['licensing'],
  'rule-pack': ['licensing'],
  reports: ['pool-reporting', 'exchange-settlement'],
  'reports-about': ['pool-reporting', 'exchange-settlement'],
  waivers: ['supervision'],
  findings: ['supervision'],
  finding: ['supervision'],
  trend: ['supervision'],
  due: ['supervision'],
  changes: ['supervision'],
};

/** Long enough for an append of many events, short enough to be at once. */
const GATHER_MS = 200;
const INTERVAL_MS = 1_000;
/** While a sector reports without a pause, pages are read again ever more seldom, up to this. */
const INTERVAL_MAX_MS = 16_000;

/** Has the queries read again that somebody sees and that events concern: at most once a second. */
export class Refresh {
  private readonly pending = new Set<ServiceName>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  private intervalMs = INTERVAL_MS;
  private readAt = -Infinity;
  private isReading = false;

  /** `knownAt` is the instant of the view: as it was known then, it does not change. */
  constructor(
    private readonly queries: QueryClient,
    private readonly knownAt: () => string | undefined,
  ) {}

  add(service: ServiceName): void {
    this.pending.add(service);
    this.schedule();
  }

  /** What was read before events began to come may be older than they are. */
  begin(): void {
    void this.queries.invalidateQueries({
      predicate: (query) =>
        query.state.dataUpdatedAt > 0 && concerns(query, new Set(SERVICES), this.knownAt()),
    });
  }

  private schedule(): void {
    if (this.timer !== undefined || this.isReading) return;
    const now = performance.now();
    const wait = Math.max(GATHER_MS, this.readAt + this.intervalMs - now);
    // Nothing came for a while: what comes now is shown at once.
    if (now > this.readAt + 2 * this.intervalMs) this.intervalMs = INTERVAL_MS;
    this.timer = setTimeout(() => void this.read(), wait);
  }

  private async read(): Promise<void> {
    this.timer = undefined;
    const services = new Set(this.pending);
    this.pending.clear();
    const knownAt = this.knownAt();
    this.isReading = true;
    this.readAt = performance.now();
    // A page that takes long is waited for: read again before it is there, it would never be.
    await this.queries.invalidateQueries({
      predicate: (query) => concerns(query, services, knownAt),
      refetchType: knownAt === undefined ? 'active' : 'none',
    });
    this.isReading = false;
    if (this.pending.size === 0) return;
    this.intervalMs = Math.min(2 * this.intervalMs, INTERVAL_MAX_MS);
    this.schedule();
  }
}

const concerns = (
  query: Query,
  services: ReadonlySet<ServiceName>,
  knownAt: string | undefined,
): boolean => {
  const { queryKey, observers } = query;
  // Who one is, a proof that was checked.
  if (observers.some(({ options }) => options.staleTime === Infinity)) return false;
  if (knownAt !== undefined && JSON.stringify(queryKey).includes(knownAt)) return false;
  const named = SERVICES.find((service) => queryKey.includes(service));
  const from = named ? [named] : (READ_FROM[String(queryKey[0])] ?? SERVICES);
  return from.some((service) => services.has(service));
};
