import type { Instant } from '@esep/kernel';

import type {
  CorrectionFact,
  DistributionFact,
  FactSource,
  FillFact,
  OpeningStockFact,
  OutflowFact,
  Recorded,
} from './reconciliation-facts.js';
import { compareText } from './text-order.js';

/** Something that moved coins, as it stands in force (RECONCILIATION §4). */
export type StockEvent = OpeningStock | Distribution | Buy | Sell | Outflow;

export const isSell = (event: StockEvent): event is Sell => event.kind === 'sell';

interface InForce<Kind extends string, Fact> {
  readonly kind: Kind;
  readonly at: Instant;
  /** As it stands in the `facts` of a finding. */
  readonly id: string;
  readonly quantity: bigint;
  readonly fact: Fact;
  /** The events that made it what it is, oldest first; empty when the facts carry none. */
  readonly sources: readonly FactSource[];
}

export type OpeningStock = InForce<'opening-stock', OpeningStockFact>;
export type Distribution = InForce<'distribution', DistributionFact>;
export type Buy = InForce<'buy', FillFact>;
export type Sell = InForce<'sell', FillFact>;
export type Outflow = InForce<'outflow', OutflowFact>;

export const openingStockInForce = (fact: OpeningStockFact): OpeningStock => ({
  kind: 'opening-stock',
  at: fact.at,
  id: 'opening',
  quantity: fact.quantity,
  fact,
  sources: sourcesOf(fact),
});

export const distributionInForce = (fact: DistributionFact): Distribution => ({
  kind: 'distribution',
  at: fact.at,
  id: fact.id,
  quantity: fact.net,
  fact,
  sources: sourcesOf(fact),
});

/** `corrections` in the order in which they were recorded. */
export const fillInForce = (fill: FillFact, corrections: readonly CorrectionFact[]): Buy | Sell => {
  const fact = corrections.reduce(corrected, fill);
  return {
    kind: fact.side,
    at: fact.at,
    id: fillId(fact),
    quantity: fact.quantity,
    fact,
    sources: sourcesOf(fill, ...corrections),
  };
};

/** What a fill was said to be, from its first report to its last correction. */
export const fillVersions = (
  fill: FillFact,
  corrections: readonly CorrectionFact[],
): readonly FillFact[] => {
  const versions = [fill];
  for (const correction of corrections)
    versions.push(corrected(versions.at(-1) as FillFact, correction));
  return versions;
};

/** The identity of a fill (SALE-4), as it stands in the `facts` of a finding. */
export const fillId = (fill: Pick<FillFact, 'venue' | 'tradeId' | 'side'>): string =>
  `${fill.venue}:${fill.tradeId}:${fill.side}`;

const corrected = (
  fill: FillFact,
  {
    at = fill.at,
    quantity = fill.quantity,
    quote = fill.quote,
    quoteAmount = fill.quoteAmount,
    baseFee = fill.baseFee,
    counterparty = fill.counterparty,
  }: CorrectionFact,
): FillFact => ({
  ...fill,
  at,
  quantity,
  quote,
  ...(quoteAmount === undefined ? {} : { quoteAmount }),
  ...(baseFee === undefined ? {} : { baseFee }),
  ...(counterparty === undefined ? {} : { counterparty }),
});

export const outflowInForce = (fact: OutflowFact): Outflow => ({
  kind: 'outflow',
  at: fact.at,
  id: fact.ref,
  quantity: fact.amount,
  fact,
  sources: fact.derivedFrom ?? sourcesOf(fact),
});

export const sourcesOf = (...records: readonly Recorded[]): readonly FactSource[] =>
  records.flatMap(({ source }) => (source === undefined ? [] : [source]));

const ORDER_AT_ONE_INSTANT = {
  'opening-stock': 0,
  distribution: 1,
  buy: 2,
  sell: 3,
  outflow: 4,
} as const;

/** The order of the walk: by time, then by kind, then by identity. */
export const compareEvents = (left: StockEvent, right: StockEvent): number => {
  if (left.at !== right.at) return left.at < right.at ? -1 : 1;
  const byKind = ORDER_AT_ONE_INSTANT[left.kind] - ORDER_AT_ONE_INSTANT[right.kind];
  if (byKind !== 0) return byKind;
  return left.kind === 'outflow' ? compareRefs(left.id, right.id) : compareText(left.id, right.id);
};

/** By transaction as text, then by output as a number: `…:2` stands before `…:10`. */
const compareRefs = (left: string, right: string): number => {
  const leftAt = left.lastIndexOf(':');
  const rightAt = right.lastIndexOf(':');
  const byTransaction = compareText(left.slice(0, leftAt), right.slice(0, rightAt));
  return byTransaction !== 0
    ? byTransaction
    : Number(left.slice(leftAt + 1)) - Number(right.slice(rightAt + 1));
};
