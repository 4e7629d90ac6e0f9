import type { FillEvent, LicenceImported, PoolEvent } from '@esep/contracts';
import { periodOf, type Instant, type Period } from '@esep/kernel';

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

/** Licences issued by an instant, and how many hold them. */
export const licencesIssued = (
  events: readonly LicenceImported[],
  at: Instant,
): { readonly licences: number; readonly licensees: number } => {
  const issued = events.filter(({ issuedAt }) => issuedAt <= at);
  return {
    licences: new Set(issued.map(({ licenceId }) => licenceId)).size,
    licensees: new Set(issued.map(({ licenseeId }) => licenseeId)).size,
  };
};
