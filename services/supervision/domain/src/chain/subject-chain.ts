import { mapWork, type Instant, type Work } from '@esep/kernel';
import type { CrossCheckRules } from '@esep/rulebook';

import type { AddressRegister } from './address-register.js';
import {
  addressesIn,
  classesOf,
  conflictOf,
  outflowsOf,
  type ClassifiedFor,
  type KnownClass,
} from './chain-classification.js';
import {
  compareMovementRecords,
  movementKnown,
  type Movement,
  type MovementRecord,
} from './chain-movement.js';
import type { ChainProgress } from './chain-progress.js';
import { entryOf } from '../facts/entry-of.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import type { CrossCheckFinding } from '../finding-catalogue.js';
import { checkPayoutsWork, type Payout, type PayoutQuestions } from './payout-check.js';
import type { FactSource, OutflowFact } from '../facts/reconciliation-facts.js';

/** What is known of the chains beside the movements, the same for every licensee. */
export interface ChainSurroundings {
  readonly addresses: AddressRegister;
  readonly progress: ChainProgress;
}

/** A record of one payout row of a pool; without content the row is withdrawn. */
export interface PayoutRecord {
  readonly recordedAt: Instant;
  readonly source: FactSource;
  readonly id: string;
  readonly payout: Payout | undefined;
}

interface Transaction {
  /** In the order of the log. */
  readonly records: MovementRecord[];
  outflows: readonly OutflowFact[];
  classes: readonly KnownClass[];
}

/** The outflows of a transaction before and after it was classified again. */
export interface DerivedAnew {
  readonly before: readonly OutflowFact[];
  readonly now: readonly OutflowFact[];
}

/**
 * The chain as it concerns one licensee's coins of one asset, classified as facts arrive. Only the
 * transactions that a new fact or a change of the register touches are classified again, and each as
 * a whole, so that the order of arrival leaves no trace.
 *
 * Of what others pay to many it keeps only what came to the licensee's own wallets. So it has to be
 * made anew, from all movements, when another wallet is said to be the licensee's.
 */
export class SubjectChain {
  private readonly transactions = new Map<string, Transaction>();
  /** By address, the transactions whose classification depends on it. */
  private readonly byAddress = new Map<string, Set<string>>();
  private readonly stale = new Set<string>();
  private readonly payouts = new Map<string, PayoutRecord[]>();
  private readonly classifiedFor: ClassifiedFor;

  constructor(
    private readonly licenseeId: string,
    private readonly asset: string,
    private readonly surroundings: ChainSurroundings,
  ) {
    const { addresses } = surroundings;
    this.classifiedFor = {
      licenseeId,
      ownersOf: (address, at, knownAt) => addresses.ownersOf(asset, address, at, knownAt),
      changesOf: (address) => addresses.changesOf(asset, address),
    };
  }

  /** Takes a fact about a transaction; a repeated one counts once. */
  recordMovement(record: MovementRecord): void {
    const { txid, source } = record;
    const { records } = entryOf(this.transactions, txid, () => ({
      records: [],
      outflows: [],
      classes: [],
    }));
    if (records.some((known) => known.source.position === source.position)) return;
    const own = this.ownPartOf(record);
    records.push(own);
    records.sort(compareMovementRecords);
    this.stale.add(txid);
    for (const address of addressesIn(records))
      entryOf(this.byAddress, address, () => new Set<string>()).add(txid);
  }

  recordPayout(record: PayoutRecord): void {
    const records = entryOf(this.payouts, record.id, (): PayoutRecord[] => []);
    if (records.some((known) => known.source.position === record.source.position)) return;
    records.push(record);
    records.sort((left, right) => left.source.position - right.source.position);
  }

  /** The owners of these addresses may be others than before. */
  ownersChanged(addresses: Iterable<string>): void {
    for (const address of addresses)
      for (const txid of this.byAddress.get(address) ?? []) this.stale.add(txid);
  }

  /** Classifies the stale transactions again, and returns the changes. */
  *refreshWork(): Work<readonly DerivedAnew[]> {
    const stale = [...this.stale];
    this.stale.clear();
    return yield* mapWork(stale, (txid) => {
      const transaction = this.transactions.get(txid) as Transaction;
      const before = transaction.outflows;
      transaction.classes = classesOf(transaction.records, this.classifiedFor);
      transaction.outflows = outflowsOf(transaction.classes);
      return { before, now: transaction.outflows };
    });
  }

  /** All outflows ever derived, also those that later facts replaced. */
  outflows(): readonly OutflowFact[] {
    return [...this.transactions.values()].flatMap(({ outflows }) => outflows);
  }

  /** False when coins may have left the licensee's wallets unseen. */
  isWhole(knownAt: Instant, asOf: Instant): boolean {
    const { addresses, progress } = this.surroundings;
    return (
      !addresses.hasWallets(this.asset, this.licenseeId, knownAt) ||
      progress.isWhole(this.asset, knownAt, asOf)
    );
  }

  /** The findings of the chain; `facts` as known at `knownAt`. */
  *findingsWork(
    facts: FactsInForce,
    rules: CrossCheckRules,
    knownAt: Instant,
    asOf: Instant,
  ): Work<readonly CrossCheckFinding[]> {
    const conflicts = yield* mapWork([...this.transactions.values()], ({ classes }) => {
      const conflict = conflictOf(classes, knownAt);
      return conflict !== undefined && conflict.at <= asOf ? [conflict] : [];
    });
    const unpaid = yield* checkPayoutsWork(
      yield* this.payoutsKnownWork(knownAt, asOf),
      yield* this.movementsKnownWork(knownAt, asOf),
      this.questions(facts, knownAt, asOf),
      rules,
    );
    return [...conflicts.flat().map(({ at: _, ...finding }) => finding), ...unpaid];
  }

  private *payoutsKnownWork(knownAt: Instant, asOf: Instant): Work<readonly Payout[]> {
    const known = yield* mapWork([...this.payouts.values()], (records) => {
      const { payout } = records.findLast(({ recordedAt }) => recordedAt <= knownAt) ?? {};
      return payout !== undefined && payout.paidAt <= asOf ? [payout] : [];
    });
    return known.flat();
  }

  private *movementsKnownWork(knownAt: Instant, asOf: Instant): Work<readonly Movement[]> {
    const known = yield* mapWork([...this.transactions.values()], ({ records }) => {
      const movement = movementKnown(records, knownAt);
      return movement !== undefined && !movement.isTakenBack && movement.at <= asOf
        ? [movement]
        : [];
    });
    return known.flat();
  }

  private questions(facts: FactsInForce, knownAt: Instant, asOf: Instant): PayoutQuestions {
    const { licenseeId, asset } = this;
    const { addresses, progress } = this.surroundings;
    return {
      licenseeId,
      ownersOf: (address, at) => addresses.ownersOf(asset, address, at, knownAt),
      claimedSince: (address, at) =>
        addresses.claimedSince(asset, address, licenseeId, at, knownAt),
      wasRead: (time, since) => progress.wasRead(asset, time, asOf, since, knownAt),
      havePoolsReported: (pools, at, through) => {
        const asked = pools.length > 0 ? pools : [...facts.affiliations.holding(at)];
        return asked.every((pool) => (facts.promises.furthest(pool)?.through ?? '') >= through);
      },
    };
  }

  /** Of what others pay to many, only the outputs at addresses that were ever the licensee's. */
  private ownPartOf(record: MovementRecord): MovementRecord {
    if (record.kind !== 'seen' || record.pays) return record;
    const isOwn = (address: string) =>
      this.surroundings.addresses.isClaimedBy(this.asset, address, this.licenseeId);
    const outputs = record.outputs.filter(({ address }) => address !== undefined && isOwn(address));
    return { ...record, outputs };
  }
}
