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

/** Sales executed in the period and not after `asOf`; corrections apply, busted trades are none. */
export const conversionsOf = (
  events: readonly FillEvent[],
  period: Period,
  asOf: Instant,
): readonly Conversion[] => {
  const sums = new Map<string, Conversion>();
  for (const { quote, executedAt } of salesInForce(events)) {
    if (periodOf(executedAt) !== period || executedAt > asOf) continue;
    const { currency } = quote;
    const { amount = 0n, fills = 0 } = sums.get(currency) ?? {};
    sums.set(currency, { currency, amount: amount + BigInt(quote.amount), fills: fills + 1 });
  }
  return [...sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
};

interface Sale {
  readonly quote: { readonly amount: string; readonly currency: string };
  readonly executedAt: Instant;
}

const salesInForce = (events: readonly FillEvent[]): readonly Sale[] => {
  const sales = new Map<string, Sale>();
  for (const event of events) {
    if (event.side !== 'sell') continue;
    const fill = `${event.exchangeId} ${event.tradeId} ${event.licenseeId}`;
    const known = sales.get(fill);
    if (event.type === 'FillRecorded') sales.set(fill, event);
    else if (event.type === 'FillBusted') sales.delete(fill);
    else if (known)
      sales.set(fill, {
        quote: event.quote ?? known.quote,
        executedAt: event.executedAt ?? known.executedAt,
      });
  }
  return [...sales.values()];
};

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
