import {
  BPS_PER_WHOLE,
  ceilDiv,
  eachWork,
  endOf,
  periodOf,
  periodsBetween,
  startOf,
  type Instant,
  type Period,
  type Work,
} from '@esep/kernel';
import { dueUnder, inForceFrom, type ReconciliationRules } from '@esep/rulebook';

import type { FactsInForce } from '../facts/facts-in-force.js';
import type { Distribution, StockEvent } from '../facts/stock-event.js';

/** What one sale paid to one period. */
export interface Payment {
  readonly fact: string;
  readonly at: Instant;
  readonly period: Period;
  readonly quantity: bigint;
  readonly inTime: boolean;
  /** What the period still owed afterwards. */
  readonly openAfter: bigint;
}

/** What is reckoned of one period; the walk over the coins fills it in. */
export interface PeriodAccount {
  readonly period: Period;
  readonly start: Instant;
  readonly end: Instant;
  readonly due: Instant;
  /** The distributions in force. */
  readonly inputs: Distribution[];
  mined: bigint;
  /** Σ net × share in basis points: the numerator of `required`. */
  weighted: bigint;
  required: bigint;
  /** Of `required`, what no sale has paid yet. */
  open: bigint;
  soldInTime: bigint;
  soldLate: bigint;
  surplus: bigint;
  /** Mined coins that sales of this period counted with, whatever period they paid. */
  counted: bigint;
  readonly paidBy: Payment[];
  /** When a late payment brought `open` to nothing. */
  curedAt: Instant | undefined;
}

/**
 * One account for every period that has a row (RECONCILIATION §2) from `first` on, with what was mined
 * and what has to be sold of it (§3). `events` are those from its beginning up to `asOf`, in time order.
 */
export function* openAccountsWork(
  events: readonly StockEvent[],
  first: Period,
  rules: ReconciliationRules,
  asOf: Instant,
): Work<readonly PeriodAccount[]> {
  const accounts = periodsBetween(first, periodOf(asOf)).map((period) =>
    emptyAccount(period, rules),
  );
  yield* enterMinedWork(events, accounts, rules);
  return accounts;
}

/**
 * The first period that has a row; undefined for no rows. `events` are all up to `asOf`.
 *
 * Nothing was to be sold before the regime began: what stood in the register or in a wallet by then
 * makes rows from its beginning on.
 */
export const firstPeriod = (
  events: readonly StockEvent[],
  facts: FactsInForce,
  { regimeFrom = '' }: ReconciliationRules,
  asOf: Instant,
): Period | undefined => {
  const first = [
    facts.firstReportedAt,
    events.find(({ kind }) => kind === 'sell')?.at,
    ...[
      events.find(({ kind }) => kind === 'opening-stock')?.at,
      ...facts.affiliations.starts(),
    ].map((at) => (at !== undefined && at < regimeFrom ? regimeFrom : at)),
  ].reduce<Instant | undefined>(
    (earliest, at) =>
      at !== undefined && at <= asOf && (earliest === undefined || at < earliest) ? at : earliest,
    undefined,
  );
  return first === undefined ? undefined : periodOf(first);
};

const emptyAccount = (period: Period, rules: ReconciliationRules): PeriodAccount => ({
  period,
  start: startOf(period),
  end: endOf(period),
  due: dueUnder(rules, period),
  inputs: [],
  mined: 0n,
  weighted: 0n,
  required: 0n,
  open: 0n,
  soldInTime: 0n,
  soldLate: 0n,
  surplus: 0n,
  counted: 0n,
  paidBy: [],
  curedAt: undefined,
});

function* enterMinedWork(
  events: readonly StockEvent[],
  accounts: readonly PeriodAccount[],
  rules: ReconciliationRules,
): Work<void> {
  const shareAt = shareInForce(rules);
  let index = 0;
  yield* eachWork(events, (event) => {
    if (event.kind !== 'distribution') return;
    while ((accounts[index] as PeriodAccount).end <= event.at) index += 1;
    const account = accounts[index] as PeriodAccount;
    account.inputs.push(event);
    account.mined += event.quantity;
    account.weighted += event.quantity * shareAt(event.at);
  });
  // One rounding per period: a share of every row rounded up would ask for more than the law does.
  for (const account of accounts) {
    account.required = ceilDiv(account.weighted, BPS_PER_WHOLE);
    account.open = account.required;
  }
}

/** The share, in basis points, of coins mined at an instant that has to be sold (SALE-1). */
export const shareInForce = ({ shareBps }: ReconciliationRules): ((at: Instant) => bigint) => {
  const inForce = inForceFrom(shareBps.map(({ from, bps }) => ({ from, bps: BigInt(bps) })));
  return (at) => inForce(at)?.bps ?? 0n;
};
