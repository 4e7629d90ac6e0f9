import type {
  FillEvent,
  LicenceImported,
  LicenceRelinquished,
  LicenceRenewed,
  LicenceRevoked,
  LicenceTransferred,
  PoolEvent,
} from '@esep/contracts';
import { periodOf, unreachable, type Instant, type Period } from '@esep/kernel';

// The whole sector: what was sold for which money, and who takes part. Sums over what was said, by
// what was known; events come in the order in which they were recorded.

/** What sales of a period came to in one currency; amounts in minor units. */
export interface Conversion {
  readonly currency: string;
  readonly amount: bigint;
  readonly fills: number;
}

/**
 * Sales executed in the period and not after `asOf`; corrections apply, busted trades are none. Fed
 * event by event, so that whoever has many may do it in turns.
 */
export class Conversions {
  private readonly sales = new Map<string, Sale>();
  private readonly sums = new Map<string, Conversion>();

  constructor(
    private readonly period: Period,
    private readonly asOf: Instant,
  ) {}

  take(event: FillEvent): void {
    if (event.side !== 'sell') return;
    const fill = `${event.exchangeId} ${event.tradeId} ${event.licenseeId}`;
    const known = this.sales.get(fill);
    if (event.type !== 'FillRecorded' && known === undefined) return;
    if (known) this.count(known, -1);
    if (event.type === 'FillBusted') return void this.sales.delete(fill);
    const sale = {
      quote: event.quote ?? (known as Sale).quote,
      executedAt: event.executedAt ?? (known as Sale).executedAt,
    };
    this.sales.set(fill, sale);
    this.count(sale, 1);
  }

  /** By currency; a currency in which nothing is left is none. */
  byCurrency(): readonly Conversion[] {
    return [...this.sums.values()]
      .filter(({ fills }) => fills > 0)
      .sort((left, right) => (left.currency < right.currency ? -1 : 1));
  }

  private count({ quote, executedAt }: Sale, times: 1 | -1): void {
    if (periodOf(executedAt) !== this.period || executedAt > this.asOf) return;
    const { currency } = quote;
    const { amount, fills } = this.sums.get(currency) ?? { amount: 0n, fills: 0 };
    this.sums.set(currency, {
      currency,
      amount: amount + BigInt(times) * BigInt(quote.amount),
      fills: fills + times,
    });
  }
}

interface Sale {
  readonly quote: { readonly amount: string; readonly currency: string };
  readonly executedAt: Instant;
}

/** How many pools are approved at an instant (LIC-13). */
export const approvedPools = (events: readonly PoolEvent[], at: Instant): number => {
  const approvals = new Map<string, { poolId: string; from: Instant; to?: Instant }>();
  for (const event of events) {
    const { poolId, from } = event;
    const to = event.type === 'PoolApprovalWithdrawn' ? { to: event.at } : {};
    approvals.set(`${poolId} ${from}`, { poolId, from, ...to });
  }
  const inForce = [...approvals.values()].filter(
    ({ from, to }) => from <= at && (to === undefined || at < to),
  );
  return new Set(inForce.map(({ poolId }) => poolId)).size;
};

/** What begins or ends the time in which somebody holds a licence. */
export type LicenceTermEvent =
  LicenceImported | LicenceRenewed | LicenceRevoked | LicenceRelinquished | LicenceTransferred;

interface LicenceTerm {
  readonly licenceId: string;
  readonly licenseeId: string;
  readonly from: Instant;
  readonly to?: Instant | undefined;
}

/**
 * Licences in force at an instant, and how many hold them: issued, not run out, revoked or given
 * away. A suspended licence is in force (LIC-11). Of the terms that began at one time the last record
 * holds.
 */
export const licencesInForce = (
  events: readonly LicenceTermEvent[],
  at: Instant,
): { readonly licences: number; readonly licensees: number } => {
  const terms = new Map<string, LicenceTerm>();
  for (const event of events) {
    const term = termOf(event);
    terms.set(`${term.licenceId} ${term.licenseeId} ${term.from}`, term);
  }
  const inForce = [...terms.values()].filter(
    ({ from, to }) => from <= at && (to === undefined || at < to),
  );
  return {
    licences: new Set(inForce.map(({ licenceId }) => licenceId)).size,
    licensees: new Set(inForce.map(({ licenseeId }) => licenseeId)).size,
  };
};

const termOf = (event: LicenceTermEvent): LicenceTerm => {
  const { licenceId, licenseeId } = event;
  switch (event.type) {
    case 'LicenceImported':
      return { licenceId, licenseeId, from: event.issuedAt, to: event.validUntil };
    case 'LicenceRenewed':
    case 'LicenceTransferred':
      return { licenceId, licenseeId, from: event.from, to: event.until };
    case 'LicenceRevoked':
    case 'LicenceRelinquished':
      return { licenceId, licenseeId, from: event.from, to: event.at };
    default:
      return unreachable(event);
  }
};
