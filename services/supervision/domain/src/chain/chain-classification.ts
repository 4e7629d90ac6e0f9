import { atLeastZero, least, periodOf, type Instant } from '@esep/kernel';

import type { AddressOwners } from './address-register.js';
import { movementKnown, type Movement, type MovementRecord } from './chain-movement.js';
import { crossCheckFinding, type CrossCheckFinding } from '../finding-catalogue.js';
import type { FactSource, OutflowFact } from '../facts/reconciliation-facts.js';

// What a movement of the chain is to one licensee (RECONCILIATION §1, outflow). The chain's facts are
// neutral; who is who is judged here, at block time, by what is known of wallets, venues and pools.
//
//  - The licensee's coins are the inputs at addresses that are bound to it at block time. An address
//    in the list of a venue licensed then, or of a pool approved then, is theirs, whoever bound it:
//    so the sweep of a deposit address is nobody's outflow, and what was deposited does not leave twice.
//  - Inputs of several licensees, or at an address that two of them hold, are attributed to nobody:
//    a finding `wallet-conflict` instead, until a person decides.
//  - An output to the same licensee, a venue or a pool is neutral. Every other one is an outflow.
//  - Where coins of unknown origin are spent beside the licensee's own, neutral outputs are paid from
//    its own first; what is then left of its own pays the others, by output number. So an outflow is
//    never more than the wallets lost.
//  - The network fee is no output, so it is no outflow, and the stock of RECONCILIATION §4 keeps it.

/** Who owns an address at the block time of the movement. */
export type OwnersOf = (address: string) => AddressOwners;

/** What of the licensee's coins went to one output. */
export interface Destination {
  readonly ref: string;
  readonly to?: string;
  /** 0 where the output is neutral. */
  readonly amount: bigint;
  /** The events that say whose the address is; empty for an unknown one. */
  readonly sources: readonly FactSource[];
}

export interface MovementClass {
  /** Empty when the licensee pays nothing, or nobody can say who does. */
  readonly destinations: readonly Destination[];
  /** Of a conflict: what the licensee may have paid at most. */
  readonly contested?: bigint;
  /** The events that say whose the inputs are. */
  readonly sources: readonly FactSource[];
}

const NOT_OURS: MovementClass = { destinations: [], sources: [] };

export const classifyMovement = (
  movement: Movement,
  licenseeId: string,
  ownersOf: OwnersOf,
): MovementClass => {
  if (movement.isTakenBack || movement.inputs.length === 0) return NOT_OURS;
  const payers = new Set<string>();
  const sources: FactSource[] = [];
  let paid = 0n;
  for (const { address, amount } of movement.inputs) {
    const owners = ownersOf(address);
    if (owners.keepers.length > 0) continue;
    owners.holders.forEach((holder) => payers.add(holder));
    sources.push(...owners.sources);
    if (owners.holders.includes(licenseeId)) paid += amount;
  }
  if (!payers.has(licenseeId)) return NOT_OURS;
  if (payers.size > 1)
    return {
      destinations: [],
      contested: contestedOf(movement, licenseeId, paid, ownersOf),
      sources,
    };
  return { destinations: destinationsOf(movement, licenseeId, paid, ownersOf), sources };
};

/** What came back to the licensee's own wallets is not in question. */
const contestedOf = (
  { outputs }: Movement,
  licenseeId: string,
  paid: bigint,
  ownersOf: OwnersOf,
): bigint => {
  const back = outputs
    .filter(({ address }) => address && ownersOf(address).holders.includes(licenseeId))
    .reduce((sum, { amount }) => sum + amount, 0n);
  return atLeastZero(paid - back);
};

const destinationsOf = (
  { outputs }: Movement,
  licenseeId: string,
  paid: bigint,
  ownersOf: OwnersOf,
): readonly Destination[] => {
  const owned = outputs.map((output) => {
    const owners = output.address === undefined ? NOBODY : ownersOf(output.address);
    const isNeutral = owners.keepers.length > 0 || owners.holders.includes(licenseeId);
    return { output, isNeutral, sources: owners.sources };
  });
  const neutral = owned.reduce(
    (sum, { isNeutral, output }) => sum + (isNeutral ? output.amount : 0n),
    0n,
  );
  let left = atLeastZero(paid - neutral);
  return owned.map(({ output, isNeutral, sources }) => {
    const amount = isNeutral ? 0n : least(output.amount, left);
    left -= amount;
    const { ref, address: to } = output;
    return { ref, amount, ...(to === undefined ? {} : { to }), sources };
  });
};

const NOBODY: AddressOwners = { keepers: [], holders: [], sources: [] };

// ── Over time ───────────────────────────────────────────────────────────────────────────────────

/** The classification of a transaction from `recordedAt` on. */
export interface KnownClass extends MovementClass {
  readonly recordedAt: Instant;
  readonly movement: Movement;
}

/** The inputs of the classification of a transaction for one licensee. */
export interface ClassifiedFor {
  readonly licenseeId: string;
  readonly ownersOf: (address: string, at: Instant, knownAt: Instant) => AddressOwners;
  readonly changesOf: (address: string) => readonly Instant[];
}

/**
 * Every classification of a transaction since it was first seen, oldest first: one for each instant
 * at which something was recorded about it or about an address in it. So a later binding or licence
 * changes what is known from then on, and leaves what was known before.
 */
export const classesOf = (
  records: readonly MovementRecord[],
  { licenseeId, ownersOf, changesOf }: ClassifiedFor,
): readonly KnownClass[] => {
  const first = records[0];
  if (first === undefined || !addressesPaying(records).size) return [];
  const instants = new Set(records.map(({ recordedAt }) => recordedAt));
  for (const address of addressesIn(records))
    for (const at of changesOf(address)) if (at > first.recordedAt) instants.add(at);
  return [...instants].sort().flatMap((recordedAt) => {
    const movement = movementKnown(records, recordedAt);
    if (movement === undefined) return [];
    const owners = (address: string) => ownersOf(address, movement.at, recordedAt);
    return { ...classifyMovement(movement, licenseeId, owners), recordedAt, movement };
  });
};

const addressesPaying = (records: readonly MovementRecord[]): ReadonlySet<string> =>
  new Set(
    records.flatMap((record) =>
      record.kind === 'seen' ? record.inputs.map(({ address }) => address) : [],
    ),
  );

/** Every address whose owner matters to a transaction in which an address ever bound pays. */
export const addressesIn = (records: readonly MovementRecord[]): ReadonlySet<string> => {
  const paying = addressesPaying(records);
  if (paying.size === 0) return paying;
  const paid = records.flatMap((record) =>
    record.kind === 'seen' ? record.outputs.flatMap(({ address }) => address ?? []) : [],
  );
  return new Set([...paying, ...paid]);
};

/**
 * The outflows of a transaction as the reconciliation takes them: recorded again whenever the
 * classification changes, with amount 0 when nothing left after all.
 */
export const outflowsOf = (classes: readonly KnownClass[]): readonly OutflowFact[] => {
  const said = new Map<string, OutflowFact>();
  const facts: OutflowFact[] = [];
  for (const { recordedAt, movement, destinations, sources } of classes) {
    const now = new Map(destinations.map((destination) => [destination.ref, destination]));
    for (const ref of new Set([...said.keys(), ...now.keys()])) {
      const last = said.get(ref);
      const { amount = 0n, to = last?.to, sources: because = [] } = now.get(ref) ?? {};
      const at = amount === 0n ? (last?.at ?? movement.at) : movement.at;
      if (amount === (last?.amount ?? 0n) && at === (last?.at ?? at)) continue;
      const derivedFrom = distinct([...movement.sources, ...sources, ...because]);
      const fact = {
        ref,
        at,
        amount,
        recordedAt,
        derivedFrom,
        ...(to === undefined ? {} : { to }),
      };
      said.set(ref, fact);
      facts.push(fact);
    }
  }
  return facts;
};

/** The finding of a transaction that several licensees pay, as known at `knownAt`. */
export const conflictOf = (
  classes: readonly KnownClass[],
  knownAt: Instant,
): (CrossCheckFinding & { readonly at: Instant }) | undefined => {
  const known = classes.findLast(({ recordedAt }) => recordedAt <= knownAt);
  if (known?.contested === undefined) return undefined;
  const { at, txid } = known.movement;
  // Nothing is attributed to the licensee, and it may have paid so much.
  const finding = crossCheckFinding('wallet-conflict', periodOf(at), 0n, [txid], known.contested);
  return { ...finding, at };
};

const distinct = (sources: readonly FactSource[]): readonly FactSource[] => [
  ...new Map(sources.map((source) => [`${source.log} ${source.position}`, source])).values(),
];
