import {
  atLeastZero,
  eachWork,
  plusMillis,
  type Instant,
  type Period,
  type Work,
} from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import { compareText } from '../facts/text-order.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import type { Distribution, StockEvent } from '../facts/stock-event.js';
import { Walk, type MovedOut, type Sale } from '../reconciliation/coin-walk.js';
import { firstPeriod, openAccountsWork } from '../reconciliation/period-account.js';

// Where a licensee's coins of one asset came from in a month, and where they went: the same walk over
// the same events as the row's own (RECONCILIATION §4), summed by who stands at the other end. What
// came in is what went out, to the base unit.

/**
 * `unknown` gives what was sold or moved and never came in; to `nowhere-known` goes what has no address.
 * `before` and `after` are the coins at hand at the ends of the month.
 */
export const FLOW_ENDS = [
  'pool',
  'venue',
  'address',
  'before',
  'opening-stock',
  'unknown',
  'nowhere-known',
  'after',
] as const;

/** Why coins moved, in the words of the row and its findings. */
export const FLOW_CAUSES = [
  'at-hand',
  'bought-at-hand',
  'declared',
  'mined',
  'bought',
  'unsourced',
  'sold',
  'sold-not-counted',
  'fee',
  'released',
  'early-release',
  'unexplained-outflow',
] as const;
export type FlowCause = (typeof FLOW_CAUSES)[number];

export interface FlowEnd {
  readonly kind: (typeof FLOW_ENDS)[number];
  /** Of a pool, a venue or an address. */
  readonly id?: string;
  /** Of a pool: the wallet that its rows name (`minedByWallet`). */
  readonly wallet?: string;
}

export interface Strand {
  readonly end: FlowEnd;
  readonly cause: FlowCause;
  readonly quantity: bigint;
  /** The rows, fills and movements that it sums. */
  readonly facts: number;
}

export interface CoinFlow {
  readonly period: Period;
  readonly start: Instant;
  readonly end: Instant;
  /** The largest first. */
  readonly from: readonly Strand[];
  readonly to: readonly Strand[];
  /** Of either side. */
  readonly total: bigint;
  /** What was mined, row by row. */
  readonly rows: readonly Distribution[];
}

/** Undefined when the month has no row as judged at `asOf`. */
export function* coinFlowWork(
  facts: FactsInForce,
  rules: ReconciliationRules,
  asOf: Instant,
  period: Period,
): Work<CoinFlow | undefined> {
  const events = facts.eventsUpTo(asOf);
  const first = firstPeriod(events, facts, rules, asOf);
  if (first === undefined) return undefined;
  const accounts = yield* openAccountsWork(events, first, rules, asOf);
  const account = accounts.find((one) => one.period === period);
  if (account === undefined) return undefined;
  const { start, end } = account;
  const last = plusMillis(end, -1);
  const within = facts.eventsUpTo(last < asOf ? last : asOf, start);

  const walk = new Walk(accounts, facts, rules, asOf);
  yield* walk.takeWork(facts.eventsUpTo(plusMillis(start, -1)));
  const before = walk.stateBefore(start);
  yield* walk.takeWork(within);
  const after = walk.stateBefore(end);
  const { sales, outflows } = walk.result();

  const [from, to] = [new Strands(), new Strands()];
  from.add({ kind: 'before' }, 'at-hand', atLeastZero(before.stock), 0);
  from.add({ kind: 'before' }, 'bought-at-hand', before.bought, 0);
  yield* eachWork(within, (event) => addIn(from, event));
  yield* eachWork(sales, (sale) => {
    if (sale.fill.at >= start) addSale(from, to, sale);
  });
  yield* eachWork(outflows, (moved) => {
    if (moved.outflow.at >= start) addOutflow(to, moved);
  });
  // Coins that left and were never there are a debt: it comes from nowhere known, and later coins fill it.
  from.add({ kind: 'unknown' }, 'unexplained-outflow', atLeastZero(-after.stock), 0);
  to.add({ kind: 'before' }, 'unexplained-outflow', atLeastZero(-before.stock), 0);
  to.add({ kind: 'after' }, 'at-hand', atLeastZero(after.stock), 0);
  to.add({ kind: 'after' }, 'bought-at-hand', after.bought, 0);
  const sides = { from: from.all(), to: to.all(), total: to.total };
  return { period, start, end, ...sides, rows: account.inputs };
}

/** What came in, with that of a pool by the wallet that its rows name: their facts do not keep it. */
export const minedByWallet = (
  { from, rows }: CoinFlow,
  walletOf: (row: Distribution) => string | undefined,
): readonly Strand[] => {
  const strands = new Strands();
  for (const { end, cause, quantity, facts } of from)
    if (cause !== 'mined') strands.add(end, cause, quantity, facts);
  for (const row of rows) {
    const wallet = walletOf(row);
    const end = {
      kind: 'pool',
      id: row.fact.pool,
      ...(wallet !== undefined && { wallet }),
    } as const;
    strands.add(end, 'mined', row.quantity);
  }
  return strands.all();
};

const addIn = (from: Strands, event: StockEvent): void => {
  if (event.kind === 'opening-stock')
    from.add({ kind: 'opening-stock' }, 'declared', event.quantity);
  else if (event.kind === 'distribution')
    from.add({ kind: 'pool', id: event.fact.pool }, 'mined', event.quantity);
  else if (event.kind === 'buy') {
    const { venue, baseFee = 0n } = event.fact;
    from.add({ kind: 'venue', id: venue }, 'bought', atLeastZero(event.quantity - baseFee));
  }
};

const addSale = (from: Strands, to: Strands, sale: Sale): void => {
  const { fill, sourced, bought, unsourced, counts, fee } = sale;
  const venue = { kind: 'venue', id: fill.fact.venue } as const;
  const counted = counts ? sourced : 0n;
  from.add({ kind: 'unknown' }, 'unsourced', unsourced);
  to.add(venue, 'sold', counted);
  to.add(venue, 'sold-not-counted', sourced - counted + bought + unsourced);
  to.add(venue, 'fee', fee.mined + fee.bought);
};

const addOutflow = (to: Strands, { outflow, bought, free, early, unexplained }: MovedOut): void => {
  const { to: address } = outflow.fact;
  const end: FlowEnd =
    address === undefined ? { kind: 'nowhere-known' } : { kind: 'address', id: address };
  to.add(end, 'bought', bought);
  to.add(end, 'released', free);
  to.add(end, 'early-release', early);
  to.add(end, 'unexplained-outflow', unexplained);
};

/** Sums by end and cause. */
class Strands {
  total = 0n;
  private readonly strands = new Map<string, Strand>();

  add(end: FlowEnd, cause: FlowCause, quantity: bigint, facts = 1): void {
    if (quantity === 0n) return;
    this.total += quantity;
    const key = `${end.kind} ${end.id ?? ''} ${end.wallet ?? ''} ${cause}`;
    const known = this.strands.get(key);
    this.strands.set(key, {
      ...{ end, cause },
      quantity: quantity + (known?.quantity ?? 0n),
      facts: facts + (known?.facts ?? 0),
    });
  }

  all(): readonly Strand[] {
    return [...this.strands]
      .sort(([a, { quantity: left }], [b, { quantity: right }]) =>
        left === right ? compareText(a, b) : left > right ? -1 : 1,
      )
      .map(([, strand]) => strand);
  }
}
