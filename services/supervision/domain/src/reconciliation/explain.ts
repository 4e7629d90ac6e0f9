import {
  atOnce,
  eachWork,
  filterWork,
  mapWork,
  sortWork,
  type Instant,
  type Period,
  type Work,
} from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import type { MovedOut, Sale } from './coin-walk.js';
import type { Payment } from './period-account.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import { RECONCILIATION_FINDINGS, type ReconciliationFindingType } from '../finding-catalogue.js';
import { shareInForce } from './period-account.js';
import { faultsOf } from './period-findings.js';
import type { FactSource, ReleaseFact } from '../facts/reconciliation-facts.js';
import { stepsOf, type ArithmeticStep } from './arithmetic-steps.js';
import { reckonWork, rowOf, type ReconciliationRow } from './reconciliation.js';
import type { ReconciliationFinding } from './period-findings.js';
import type { SetAside } from '../facts/set-aside.js';
import { sourcesOf, type Distribution } from '../facts/stock-event.js';
import { compareText } from '../facts/text-order.js';
import type { SenderAsked } from './verdict.js';

// From a figure back to the facts: the arithmetic of one period, step by step, each input with its
// fact, its events and the rules it is used under. A view of the reckoning that gave the figure,
// never a second computation.

/** One input of the arithmetic. */
interface Input {
  readonly fact: string;
  readonly at: Instant;
  /** The events behind the fact, oldest first. */
  readonly sources: readonly FactSource[];
  readonly rules: readonly string[];
}

export interface MinedInput extends Input {
  readonly pool: string;
  readonly version: number;
  readonly gross: bigint;
  readonly fee: bigint;
  readonly net: bigint;
  readonly shareBps: number;
  /** net × shareBps: its part of the numerator of `required`. */
  readonly weighted: bigint;
  readonly faults: readonly ReconciliationFindingType[];
}

export interface SaleInput extends Input {
  readonly venue: string;
  readonly quote: string;
  /** In minor units of `quote`; null where it is not known. */
  readonly quoteAmount: bigint | null;
  readonly counterparty: string | null;
  readonly quantity: bigint;
  readonly sourced: bigint;
  readonly bought: bigint;
  readonly unsourced: bigint;
  /** A fee taken in coins: no sale, it leaves the coins at hand. */
  readonly baseFee: bigint;
  readonly feeFromMined: bigint;
  readonly feeFromBought: bigint;
  readonly counts: boolean;
  /** Why it does not count: what was found, or `disqualified` by two persons. */
  readonly obstacles: readonly { readonly type: string; readonly rules: readonly string[] }[];
  /** Where the part that counts went, also to other periods. */
  readonly payments: readonly Omit<Payment, 'fact' | 'at'>[];
  readonly surplus: bigint;
}

export interface OutflowInput extends Input, Omit<MovedOut, 'outflow'> {
  readonly amount: bigint;
  /** The address that got the coins, where it is known. */
  readonly to: string | null;
}

export interface ReleaseInput extends Omit<Input, 'fact'> {
  readonly quantity: bigint;
}

export interface Explanation {
  readonly period: Period;
  readonly start: Instant;
  readonly end: Instant;
  readonly due: Instant;
  readonly knownAt: Instant;
  readonly asOf: Instant;
  readonly row: ReconciliationRow;
  readonly steps: readonly ArithmeticStep[];
  readonly mined: readonly MinedInput[];
  /** The sells of the period, and the later ones that paid it, in time order. */
  readonly sales: readonly SaleInput[];
  /** What paid the period, in time order. */
  readonly paidBy: readonly Payment[];
  readonly outflows: readonly OutflowInput[];
  /** What tax has released of the period. */
  readonly releases: readonly ReleaseInput[];
  readonly senders: readonly SenderAsked[];
  /** Rows and fills of the period that are known and do not stand. */
  readonly setAside: readonly SetAside[];
  readonly findings: readonly ReconciliationFinding[];
}

/** Explains one period; undefined when it has no row as known at `knownAt` and judged at `asOf`. */
export const explain = (
  ...asked: [
    facts: FactsInForce,
    rules: ReconciliationRules,
    knownAt: Instant,
    asOf: Instant,
    period: Period,
  ]
): Explanation | undefined => atOnce(explainWork(...asked));

export function* explainWork(
  facts: FactsInForce,
  rules: ReconciliationRules,
  knownAt: Instant,
  asOf: Instant,
  period: Period,
): Work<Explanation | undefined> {
  const { periods, coins, findings } = yield* reckonWork(facts, rules, knownAt, asOf);
  const judged = periods.find(({ account }) => account.period === period);
  if (judged === undefined) return undefined;
  const { account, senders } = judged;
  const { start, end, due, paidBy } = account;
  const within = ({ at }: { readonly at: Instant }): boolean =>
    start <= at && at < end && at <= asOf;
  const paid = new Set<string>();
  yield* eachWork(paidBy, ({ fact }) => paid.add(fact));
  const sold = yield* filterWork(coins.sales, ({ fill }) => within(fill));
  const paidInTime = yield* filterWork(paidBy, ({ inTime }) => inTime);
  return {
    period,
    start,
    end,
    due,
    knownAt,
    asOf,
    row: rowOf(judged),
    steps: stepsOf(judged, asOf, { sales: sold.length, paidInTime: paidInTime.length }),
    mined: yield* mapWork(account.inputs, minedInput(facts, shareInForce(rules))),
    sales: yield* mapWork(
      yield* filterWork(coins.sales, ({ fill }) => within(fill) || paid.has(fill.id)),
      saleInput,
    ),
    paidBy,
    outflows: yield* mapWork(
      yield* filterWork(coins.outflows, ({ outflow }) => within(outflow)),
      outflowInput,
    ),
    releases: facts
      .releases()
      .filter((release) => release.period === period && release.at <= asOf)
      .map(releaseInput),
    senders,
    setAside: yield* sortWork(
      yield* facts.setAsideWork(within),
      (left, right) => compareText(left.at, right.at) || compareText(left.fact, right.fact),
    ),
    findings: yield* filterWork(findings, (finding) => finding.period === period),
  };
}

const minedInput =
  (facts: FactsInForce, shareAt: (at: Instant) => bigint) =>
  (distribution: Distribution): MinedInput => {
    const { id, at, sources, fact } = distribution;
    const { pool, version, gross, fee, net } = fact;
    const shareBps = shareAt(at);
    const faults = faultsOf(distribution, facts);
    return {
      fact: id,
      at,
      sources,
      rules: ['POOL-3', 'SALE-1', ...faults.flatMap((type) => RECONCILIATION_FINDINGS[type].rules)],
      pool,
      version,
      gross,
      fee,
      net,
      shareBps: Number(shareBps),
      weighted: net * shareBps,
      faults,
    };
  };

const saleInput = (sale: Sale): SaleInput => {
  const { fill, sourced, bought, unsourced, payments, surplus } = sale;
  const { disqualification, fee } = sale;
  const obstacles = [
    ...sale.obstacles.map((type) => ({ type, rules: RECONCILIATION_FINDINGS[type].rules })),
    ...(disqualification === undefined ? [] : [{ type: 'disqualified', rules: ['SUP-8'] }]),
  ];
  return {
    fact: fill.id,
    at: fill.at,
    sources: [
      ...fill.sources,
      ...(disqualification === undefined ? [] : sourcesOf(disqualification)),
    ],
    rules: ['SALE-1', 'SALE-4', 'SALE-5', ...obstacles.flatMap(({ rules }) => rules)],
    venue: fill.fact.venue,
    quote: fill.fact.quote,
    quoteAmount: fill.fact.quoteAmount ?? null,
    counterparty: fill.fact.counterparty ?? null,
    quantity: fill.quantity,
    sourced,
    bought,
    unsourced,
    baseFee: fill.fact.baseFee ?? 0n,
    feeFromMined: fee.mined,
    feeFromBought: fee.bought,
    counts: sale.counts,
    obstacles,
    payments: payments.map(({ period, quantity, inTime, openAfter }) => ({
      period,
      quantity,
      inTime,
      openAfter,
    })),
    surplus,
  };
};

const outflowInput = ({ outflow, ...parts }: MovedOut): OutflowInput => ({
  fact: outflow.id,
  at: outflow.at,
  sources: outflow.sources,
  rules: ['SALE-3', 'SUP-1'],
  amount: outflow.quantity,
  to: outflow.fact.to ?? null,
  ...parts,
});

const releaseInput = (release: ReleaseFact): ReleaseInput => ({
  at: release.at,
  sources: sourcesOf(release),
  rules: ['SALE-3'],
  quantity: release.quantity,
});
