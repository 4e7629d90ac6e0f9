import type {
  LicenceImported,
  LicenceRelinquished,
  LicenceRenewed,
  LicenceRevoked,
  LicenceTransferred,
  PoolEvent,
  Verdict,
} from '@esep/contracts';
import {
  eachWork,
  periodOf,
  unreachable,
  type Instant,
  type Period,
  type Work,
} from '@esep/kernel';

import { entryOf } from '../facts/entry-of.js';
import type { ReconciliationRow } from '../reconciliation/reconciliation.js';
import type { StockEvent } from '../facts/stock-event.js';

// The whole sector: what was mined and sold, for which money, and who takes part.

/** What sales of a period came to in one currency; amounts in minor units. */
export interface Conversion {
  readonly currency: string;
  readonly amount: bigint;
  readonly fills: number;
}

/** What one licensee's sales of a period came to, by currency. */
export interface PeriodConversions {
  readonly period: Period;
  readonly conversions: readonly Conversion[];
}

/** What one licensee's sales came to, by the period in which they were executed. */
export type Conversions = ReadonlyMap<Period, readonly Conversion[]>;

export function* conversionsWork(
  events: readonly StockEvent[],
): Work<readonly PeriodConversions[]> {
  const sums = new Map<Period, ConversionSums>();
  yield* eachWork(events, (event) => {
    if (event.kind !== 'sell') return;
    const { at, quote: currency, quoteAmount: amount = 0n } = event.fact;
    entryOf(sums, periodOf(at), () => new ConversionSums()).add({ currency, amount, fills: 1 });
  });
  return [...sums].map(([period, sum]) => ({ period, conversions: sum.byCurrency() }));
}

class ConversionSums {
  private readonly sums = new Map<string, Conversion>();

  add({ currency, amount, fills }: Conversion): void {
    const sum = this.sums.get(currency);
    this.sums.set(currency, {
      currency,
      amount: amount + (sum?.amount ?? 0n),
      fills: fills + (sum?.fills ?? 0),
    });
  }

  byCurrency(): readonly Conversion[] {
    return [...this.sums.values()].sort((left, right) => (left.currency < right.currency ? -1 : 1));
  }
}

/** Some licensees' rows of one period, asset and verdict, added up. */
export interface RowTotals {
  readonly asset: string;
  readonly verdict: Verdict;
  readonly licensees: number;
  readonly mined: bigint;
  readonly required: bigint;
  readonly sold: bigint;
}

export const totalsOfRow = (asset: string, row: ReconciliationRow): RowTotals => {
  const { verdict, mined, required, soldInTime, soldLate } = row;
  return { asset, verdict, licensees: 1, mined, required, sold: soldInTime + soldLate };
};

export interface AssetTotals extends Omit<RowTotals, 'verdict'> {
  /** How many licensees have each. */
  readonly verdicts: Readonly<Record<string, number>>;
}

/** Adds up the rows of one period. */
export class SectorTotals {
  private readonly sums = new Map<string, AssetTotals>();
  private readonly conversionSums = new ConversionSums();

  add({ verdict, ...more }: RowTotals): void {
    const sum = this.sums.get(more.asset) ?? NOTHING;
    this.sums.set(more.asset, {
      asset: more.asset,
      licensees: sum.licensees + more.licensees,
      mined: sum.mined + more.mined,
      required: sum.required + more.required,
      sold: sum.sold + more.sold,
      verdicts: { ...sum.verdicts, [verdict]: (sum.verdicts[verdict] ?? 0) + more.licensees },
    });
  }

  addConversions(conversions: readonly Conversion[]): void {
    for (const conversion of conversions) this.conversionSums.add(conversion);
  }

  conversions(): readonly Conversion[] {
    return this.conversionSums.byCurrency();
  }

  byAsset(): readonly AssetTotals[] {
    return [...this.sums.values()].sort((left, right) => (left.asset < right.asset ? -1 : 1));
  }
}

const NOTHING: Omit<AssetTotals, 'asset'> = {
  licensees: 0,
  mined: 0n,
  required: 0n,
  sold: 0n,
  verdicts: {},
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
