import { instantIn, parseQuantity, type Instant } from '@esep/kernel';
import {
  rulesOfWire,
  type ReconciliationRules,
  type WireReconciliationRules,
} from '@esep/rulebook';

import type {
  FactSource,
  ReconciliationFacts,
  Recorded,
  Until,
} from '../facts/reconciliation-facts.js';

// The wire form of the reconciliation: what the vectors hold, what the API answers and what a file
// of evidence carries. Quantities are decimal strings, instants carry an offset.

interface WireRecorded {
  readonly recordedAt: string;
  readonly source?: FactSource;
  /** In place of the source where nobody asks for it: which of two of one instant was recorded later. */
  readonly position?: number;
}

/** One case as JSON has it. Lists that the published vectors do not know may be left out. */
export interface WireReconciliationCase {
  readonly licenseeBin: string;
  readonly knownAt: string;
  readonly asOf: string;
  readonly rulePack: WireReconciliationRules;
  readonly venues: readonly (WireRecorded & {
    readonly id: string;
    readonly licensedFrom: string;
    readonly licensedTo: string | null;
  })[];
  readonly pools: readonly (WireRecorded & {
    readonly id: string;
    readonly approvedFrom: string;
    readonly approvedTo: string | null;
  })[];
  readonly licence: readonly (WireRecorded & {
    readonly licenceId?: string;
    readonly status: 'active' | 'suspended';
    readonly from: string;
    readonly to: string | null;
  })[];
  readonly affiliations: readonly (WireRecorded & {
    readonly pool: string;
    readonly licenceId?: string;
    readonly from: string;
    readonly to: string | null;
  })[];
  readonly relatedBins: readonly (WireRecorded & {
    readonly bin: string;
    readonly from: string;
    readonly to: string | null;
  })[];
  readonly openingStock: readonly (WireRecorded & {
    readonly quantity: string;
    readonly at: string;
  })[];
  readonly distributions: readonly (WireRecorded & {
    readonly id: string;
    readonly version: number;
    readonly pool: string;
    readonly licenceId?: string;
    readonly at: string;
    readonly gross: string;
    readonly fee: string;
    readonly net: string;
  })[];
  readonly withdrawals?: readonly (WireRecorded & {
    readonly id: string;
    readonly version: number;
  })[];
  readonly reversals: readonly (WireRecorded & { readonly id: string })[];
  readonly fills: readonly (WireRecorded & {
    readonly venue: string;
    readonly tradeId: string;
    readonly side: 'sell' | 'buy';
    readonly at: string;
    readonly quantity: string;
    readonly quote: string;
    readonly quoteAmount?: string;
    readonly baseFee?: string;
    readonly counterpartyBin?: string;
  })[];
  readonly busts: readonly (WireRecorded & { readonly venue: string; readonly tradeId: string })[];
  readonly corrections: readonly (WireRecorded & {
    readonly venue: string;
    readonly tradeId: string;
    readonly at?: string;
    readonly quantity?: string;
    readonly quote?: string;
    readonly quoteAmount?: string;
    readonly baseFee?: string;
    readonly counterpartyBin?: string;
  })[];
  readonly disqualifications?: readonly (WireRecorded & {
    readonly venue: string;
    readonly tradeId: string;
    readonly side: 'sell' | 'buy';
    readonly disqualified: boolean;
  })[];
  readonly outflows: readonly (WireRecorded & {
    readonly ref: string;
    readonly at: string;
    readonly amount: string;
  })[];
  readonly releases: readonly (WireRecorded & {
    readonly period: string;
    readonly quantity: string;
    readonly at: string;
  })[];
  readonly completeness: readonly (WireRecorded & {
    readonly sender: string;
    readonly through: string;
  })[];
  readonly waivers?: readonly (WireRecorded & {
    readonly period: string;
    readonly sender: string;
    readonly revoked?: true;
  })[];
}

/** The facts of a case. */
export type WireReconciliationFacts = Omit<WireReconciliationCase, 'knownAt' | 'asOf' | 'rulePack'>;

/** Everything that `reconcile` is called with. */
export interface ReconciliationCase {
  readonly facts: ReconciliationFacts;
  readonly rules: ReconciliationRules;
  readonly knownAt: Instant;
  readonly asOf: Instant;
}

/** Reads a case whose shape was checked before; throws on a malformed instant or quantity. */
export const caseOf = (wire: WireReconciliationCase): ReconciliationCase => ({
  facts: factsOf(wire),
  rules: rulesOfWire(wire.rulePack),
  knownAt: instantIn(wire.knownAt),
  asOf: instantIn(wire.asOf),
});

/** Reads facts whose shape was checked before; throws on a malformed instant or quantity. */
export const factsOf = (wire: WireReconciliationFacts): ReconciliationFacts => ({
  licenseeParty: wire.licenseeBin,
  venues: wire.venues.map((venue) => ({
    ...recorded(venue),
    id: venue.id,
    licensedFrom: instantIn(venue.licensedFrom),
    licensedTo: until(venue.licensedTo),
  })),
  pools: wire.pools.map((pool) => ({
    ...recorded(pool),
    id: pool.id,
    approvedFrom: instantIn(pool.approvedFrom),
    approvedTo: until(pool.approvedTo),
  })),
  licence: wire.licence.map((licence) => ({
    ...recorded(licence),
    ...ofLicence(licence),
    status: licence.status,
    from: instantIn(licence.from),
    to: until(licence.to),
  })),
  affiliations: wire.affiliations.map((affiliation) => ({
    ...recorded(affiliation),
    pool: affiliation.pool,
    ...ofLicence(affiliation),
    from: instantIn(affiliation.from),
    to: until(affiliation.to),
  })),
  relatedParties: wire.relatedBins.map((related) => ({
    ...recorded(related),
    party: related.bin,
    from: instantIn(related.from),
    to: until(related.to),
  })),
  openingStock: wire.openingStock.map((stock) => ({
    ...recorded(stock),
    quantity: quantity(stock.quantity),
    at: instantIn(stock.at),
  })),
  distributions: wire.distributions.map((distribution) => ({
    ...recorded(distribution),
    id: distribution.id,
    version: distribution.version,
    pool: distribution.pool,
    ...ofLicence(distribution),
    at: instantIn(distribution.at),
    gross: quantity(distribution.gross),
    fee: quantity(distribution.fee),
    net: quantity(distribution.net),
  })),
  withdrawals: (wire.withdrawals ?? []).map((withdrawal) => ({
    ...recorded(withdrawal),
    id: withdrawal.id,
    version: withdrawal.version,
  })),
  reversals: wire.reversals.map((reversal) => ({ ...recorded(reversal), id: reversal.id })),
  fills: wire.fills.map((fill) => ({
    ...recorded(fill),
    venue: fill.venue,
    tradeId: fill.tradeId,
    side: fill.side,
    at: instantIn(fill.at),
    quantity: quantity(fill.quantity),
    quote: fill.quote,
    ...paid(fill),
  })),
  busts: wire.busts.map((bust) => ({
    ...recorded(bust),
    venue: bust.venue,
    tradeId: bust.tradeId,
  })),
  corrections: wire.corrections.map((correction) => ({
    ...recorded(correction),
    venue: correction.venue,
    tradeId: correction.tradeId,
    ...(correction.at === undefined ? {} : { at: instantIn(correction.at) }),
    ...(correction.quantity === undefined ? {} : { quantity: quantity(correction.quantity) }),
    ...(correction.quote === undefined ? {} : { quote: correction.quote }),
    ...paid(correction),
  })),
  disqualifications: (wire.disqualifications ?? []).map((decision) => ({
    ...recorded(decision),
    venue: decision.venue,
    tradeId: decision.tradeId,
    side: decision.side,
    disqualified: decision.disqualified,
  })),
  outflows: wire.outflows.map((outflow) => ({
    ...recorded(outflow),
    ref: outflow.ref,
    at: instantIn(outflow.at),
    amount: quantity(outflow.amount),
  })),
  releases: wire.releases.map((release) => ({
    ...recorded(release),
    period: release.period,
    quantity: quantity(release.quantity),
    at: instantIn(release.at),
  })),
  completeness: wire.completeness.map((completeness) => ({
    ...recorded(completeness),
    sender: completeness.sender,
    through: instantIn(completeness.through),
  })),
  waivers: (wire.waivers ?? []).map((waiver) => ({
    ...recorded(waiver),
    period: waiver.period,
    sender: waiver.sender,
    ...(waiver.revoked === undefined ? {} : { revoked: waiver.revoked }),
  })),
});

const recorded = ({ recordedAt, source, position }: WireRecorded): Recorded => ({
  recordedAt: instantIn(recordedAt),
  ...(position === undefined ? {} : { source: { log: '', position, eventId: '' } }),
  ...(source === undefined ? {} : { source }),
});

const ofLicence = ({ licenceId }: { readonly licenceId?: string }): { licence?: string } =>
  licenceId === undefined ? {} : { licence: licenceId };

/** The fields of a trade that a fill and a correction of it may leave out. */
const paid = (trade: {
  readonly quoteAmount?: string;
  readonly baseFee?: string;
  readonly counterpartyBin?: string;
}): { quoteAmount?: bigint; baseFee?: bigint; counterparty?: string } => ({
  ...(trade.quoteAmount === undefined ? {} : { quoteAmount: quantity(trade.quoteAmount) }),
  ...(trade.baseFee === undefined ? {} : { baseFee: quantity(trade.baseFee) }),
  ...(trade.counterpartyBin === undefined ? {} : { counterparty: trade.counterpartyBin }),
});

const until = (text: string | null): Until => (text === null ? null : instantIn(text));

const quantity = (text: string): bigint => {
  const read = parseQuantity(text);
  if (!read.ok) throw new Error(`${read.reason}: ${text}`);
  return read.value;
};

/** The same value with every quantity as a decimal string. */
export type Wire<Value> = Value extends bigint
  ? string
  : Value extends object
    ? { readonly [Field in keyof Value]: Wire<Value[Field]> }
    : Value;

/** Writes figures, findings and explanations for JSON: names stay, quantities become strings. */
export const toWire = <Value>(value: Value): Wire<Value> => wireOf(value) as Wire<Value>;

const wireOf = (value: unknown): unknown => {
  if (typeof value === 'bigint') return value.toString();
  if (Array.isArray(value)) return value.map(wireOf);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, wireOf(field)]));
};
