import {
  atOnce,
  eachWork,
  finished,
  type Instant,
  type LocalDate,
  type Period,
  type Work,
} from '@esep/kernel';
import type { CrossCheckRules, ReconciliationRules } from '@esep/rulebook';

import { checkDepositsWork, DepositRecords } from '../cross-checks/deposit-check.js';
import { duplicateSettlementsWork } from '../cross-checks/duplicate-settlements.js';
import { coinFlowWork, type CoinFlow } from '../flow/coin-flow.js';
import { explainWork, type Explanation } from '../reconciliation/explain.js';
import { FactsInForce } from '../facts/facts-in-force.js';
import { factsInForceWork } from '../facts/facts-known-at.js';
import type { SubjectFact } from './facts-of-event.js';
import type { CrossCheckFinding } from '../finding-catalogue.js';
import type { FoundFinding } from '../finding/found-findings.js';
import { lateReportsWork } from '../cross-checks/late-reports.js';
import { checkPoolFeesWork } from '../cross-checks/pool-fee-check.js';
import { checkPricesWork } from '../cross-checks/price-check.js';
import { KeptByMonth } from './kept-by-month.js';
import { MonthlyResults } from './monthly-results.js';
import type { PublishedPrices } from '../facts/published-prices.js';
import {
  FACT_LISTS,
  noFacts,
  type FactList,
  type FactOf,
  type FillFact,
  type GrowingFacts,
  type ReconciliationFacts,
  type Recorded,
} from '../facts/reconciliation-facts.js';
import type { WireReconciliationFacts } from '../reconciliation/reconciliation-wire.js';
import { reconciliationOf, type Reconciliation } from '../reconciliation/reconciliation.js';
import { rowFacts } from '../reconciliation/row-facts.js';
import { removedObstaclesWork } from '../cross-checks/removed-obstacles.js';
import { standingWork, type Standing } from './standing.js';
import { fillId } from '../facts/stock-event.js';
import type { SubjectChain } from '../chain/subject-chain.js';
import { checkRebuysWork } from '../cross-checks/wash-check.js';

/**
 * Everything recorded of one licensee and one asset, folded as it is asked for. It keeps the facts in
 * force by the latest known-at that anybody asked about; later ones wait, and a known-at before the
 * last of those in force is worked out afresh. Both are the same code over the same facts, so the fold
 * gives what a recomputation gives, byte for byte, whatever the order of arrival was.
 *
 * What is asked of it may be cut into turns. Until one question is answered, nothing else may be asked
 * of the fold and nothing told to it: that would be a bug, and throws.
 */
export class SubjectFold {
  private readonly recorded: GrowingFacts = noFacts();
  /** What was recorded up to `foldedTo`. */
  private readonly inForce: FactsInForce;
  private readonly results: MonthlyResults;
  /** How many published prices the checks of prices rest on. */
  private pricesKnown = 0;
  private foldedTo: Instant = '';
  /** When the last of that was recorded: known then or later, it is the same. */
  private lastRecordedAt: Instant = '';
  /** What was recorded later. */
  private waiting: SubjectRecord[] = [];
  private readonly deposits = new DepositRecords();
  private isAsked = false;

  /**
   * Without a chain, what left the wallets is only what is recorded as such; without prices, no sale
   * is held against them.
   */
  constructor(
    private readonly licenseeParty: string,
    private readonly chain?: SubjectChain,
    private readonly market?: { readonly asset: string; readonly prices: PublishedPrices },
  ) {
    this.inForce = new FactsInForce(licenseeParty);
    this.results = new MonthlyResults(this.inForce);
  }

  /** A fold that has taken all of these facts. */
  static of({ licenseeParty, ...lists }: ReconciliationFacts): SubjectFold {
    const fold = new SubjectFold(licenseeParty);
    const record = <List extends FactList>(list: List, facts: readonly FactOf<List>[]) => {
      for (const fact of facts) fold.record(list, fact);
    };
    for (const list of FACT_LISTS) record(list, lists[list]);
    return fold;
  }

  /** Takes what one event says; each event is taken once. */
  take({ list, fact }: SubjectFact): void {
    if (this.isAsked) throw new Error('A fold cannot take facts while it is asked.');
    switch (list) {
      case 'movements':
        return this.chain?.recordMovement(fact);
      case 'payouts':
        return this.chain?.recordPayout(fact);
      case 'deposits':
        return this.deposits.record(fact);
      case 'wallets':
      case 'surroundings':
        // Whose a wallet is stands in the register that all folds share.
        return;
      default:
        return this.record(list, fact);
    }
  }

  /** Takes one fact; each fact is taken once. */
  record<List extends FactList>(list: List, fact: FactOf<List>): void {
    this.recorded[list].push(fact);
    this.fold(list, fact);
  }

  /** Figures and findings, as known at `knownAt` and judged at `asOf` (not later). */
  reconcile(rules: ReconciliationRules, knownAt: Instant, asOf: Instant): Reconciliation {
    return atOnce(this.reconcileWork(rules, knownAt, asOf));
  }

  reconcileWork(rules: ReconciliationRules, knownAt: Instant, asOf: Instant): Work<Reconciliation> {
    return this.asked(knownAt, function* (_, { reckoner }) {
      return reconciliationOf(yield* reckoner.reckonWork(rules, knownAt, asOf));
    });
  }

  /** What the rows rest on, for whoever works them out elsewhere; bounded by whoever asks. */
  rowFactsWork(knownAt: Instant): Work<WireReconciliationFacts> {
    return this.asked(knownAt, () => finished(rowFacts(this.everything(), knownAt)));
  }

  /** The rows as lists and the sector read them. */
  standingWork(rules: ReconciliationRules, knownAt: Instant, asOf: Instant): Work<Standing> {
    return this.asked(knownAt, (facts, results) =>
      standingWork(facts, results, rules, knownAt, asOf),
    );
  }

  /** A fill by its identity, as it was first recorded. */
  fill(id: string): FillFact | undefined {
    return this.recorded.fills.find((fill) => fillId(fill) === id);
  }

  /** What holding reports against each other, the law and what was said before finds (SUP-3). */
  crossChecks(law: SubjectLaw, knownAt: Instant, asOf: Instant): readonly CrossCheckFinding[] {
    return atOnce(this.crossChecksWork(law, knownAt, asOf));
  }

  crossChecksWork(
    law: SubjectLaw,
    knownAt: Instant,
    asOf: Instant,
  ): Work<readonly CrossCheckFinding[]> {
    return this.asked(knownAt, (facts, results) =>
      this.checkWork(facts, results, law, knownAt, asOf),
    );
  }

  private *checkWork(
    facts: FactsInForce,
    results: MonthlyResults,
    { rules, crossCheckRules }: SubjectLaw,
    knownAt: Instant,
    asOf: Instant,
  ): Work<readonly CrossCheckFinding[]> {
    const events = facts.eventsUpTo(asOf);
    const found = [
      yield* this.chainFindingsWork(facts, crossCheckRules, knownAt, asOf),
      yield* results.poolFees.upToWork(asOf, crossCheckRules, (from) =>
        checkPoolFeesWork(facts.eventsUpTo(asOf, from), crossCheckRules),
      ),
      yield* checkDepositsWork(yield* this.deposits.knownWork(knownAt, asOf)),
      yield* this.priceChecksWork(facts, results, crossCheckRules, knownAt, asOf),
      yield* lateReportsWork(facts, this.recorded, rules, knownAt, asOf),
      yield* duplicateSettlementsWork(events, facts.sharedTradeIds, crossCheckRules),
      yield* results.removedObstacles.upToWork(asOf, rules, (from) =>
        removedObstaclesWork(facts, this.recorded, rules, knownAt, asOf, from),
      ),
      yield* checkRebuysWork(events, crossCheckRules),
    ];
    return found.flat();
  }

  /** Everything that does not add up. */
  *findingsWork(law: SubjectLaw, knownAt: Instant, asOf: Instant): Work<readonly FoundFinding[]> {
    const { findings } = yield* this.reconcileWork(law.rules, knownAt, asOf);
    return [...findings, ...(yield* this.crossChecksWork(law, knownAt, asOf))];
  }

  private chainFindingsWork(
    ...asked: Parameters<SubjectChain['findingsWork']>
  ): Work<readonly CrossCheckFinding[]> {
    return this.chain?.findingsWork(...asked) ?? finished([]);
  }

  private priceChecksWork(
    facts: FactsInForce,
    results: MonthlyResults,
    rules: CrossCheckRules,
    knownAt: Instant,
    asOf: Instant,
  ): Work<readonly CrossCheckFinding[]> {
    if (this.market === undefined) return finished([]);
    const { asset, prices } = this.market;
    const published = (code: string, day: LocalDate) => prices.of(code, day, knownAt);
    const isNow = results === this.results && knownAt >= this.foldedTo;
    if (isNow) {
      const { known, from } = prices.changedSince(this.pricesKnown, knownAt);
      this.pricesKnown = known;
      results.prices.changed(from);
    }
    // Prices that were published since have left their trace in what is kept.
    const kept = isNow ? results.prices : new KeptByMonth<CrossCheckFinding>();
    return kept.upToWork(asOf, rules, (from) =>
      checkPricesWork(facts.eventsUpTo(asOf, from), { asset, published }, rules),
    );
  }

  /** The owners of these addresses may be others than before. */
  ownersChanged(addresses: readonly string[]): void {
    this.chain?.ownersChanged(addresses);
  }

  /**
   * The arithmetic behind one period's row, and what cross-checks find of the period; undefined when
   * there is no such row.
   */
  *explainWork(
    law: SubjectLaw,
    knownAt: Instant,
    asOf: Instant,
    period: Period,
  ): Work<(Explanation & { readonly crossChecks: readonly CrossCheckFinding[] }) | undefined> {
    const explained = yield* this.asked(knownAt, (facts) =>
      explainWork(facts, law.rules, knownAt, asOf, period),
    );
    if (explained === undefined) return undefined;
    const crossChecks = yield* this.crossChecksWork(law, knownAt, asOf);
    return { ...explained, crossChecks: crossChecks.filter((found) => found.period === period) };
  }

  /** Where the coins of a month came from and where they went; undefined when it has no row. */
  coinFlowWork(
    rules: ReconciliationRules,
    knownAt: Instant,
    asOf: Instant,
    period: Period,
  ): Work<CoinFlow | undefined> {
    return this.asked(knownAt, (facts) => coinFlowWork(facts, rules, asOf, period));
  }

  /**
   * The next instant after `asOf` at which the figures as known at `knownAt` may change: an event
   * dated ahead of its recording comes to pass. Periods ending and falling due come on top
   * (see `nextJudgementAt`).
   */
  nextEventAfterWork(knownAt: Instant, asOf: Instant): Work<Instant | undefined> {
    return this.asked(knownAt, (facts) => finished(facts.nextEventAfter(asOf)));
  }

  /** One question, put to the facts in force at an instant. */
  private *asked<Answer>(
    knownAt: Instant,
    question: (facts: FactsInForce, results: MonthlyResults) => Work<Answer>,
  ): Work<Answer> {
    if (this.isAsked) throw new Error('A fold is asked one thing at a time.');
    this.isAsked = true;
    try {
      const facts = yield* this.factsAtWork(knownAt);
      const isNow = facts === this.inForce;
      if (isNow) this.results.refresh();
      return yield* question(facts, isNow ? this.results : new MonthlyResults(facts));
    } finally {
      this.isAsked = false;
    }
  }

  private *factsAtWork(knownAt: Instant): Work<FactsInForce> {
    yield* this.refreshOutflowsWork();
    if (knownAt >= this.foldedTo) yield* this.foldToWork(knownAt);
    if (knownAt >= this.lastRecordedAt) {
      yield* this.inForce.orderWork();
      return this.inForce;
    }
    return yield* factsInForceWork(this.everything(), knownAt);
  }

  private everything(): ReconciliationFacts {
    const { licenseeParty, recorded, chain } = this;
    const outflows = [...recorded.outflows, ...(chain?.outflows() ?? [])];
    return { licenseeParty, ...recorded, outflows };
  }

  private fold<List extends FactList>(list: List, fact: FactOf<List>): void {
    if (fact.recordedAt > this.foldedTo)
      this.waiting.push({ fact, fold: () => this.fold(list, fact) });
    else {
      this.inForce.record(list, fact);
      if (fact.recordedAt > this.lastRecordedAt) this.lastRecordedAt = fact.recordedAt;
    }
  }

  private *foldToWork(knownAt: Instant): Work<void> {
    this.foldedTo = knownAt;
    const { waiting } = this;
    this.waiting = [];
    yield* eachWork(waiting, (later) => {
      if (later.fact.recordedAt <= knownAt) later.fold();
      else this.waiting.push(later);
    });
  }

  /** Puts in force what the chain says now, in place of what it said before. */
  private *refreshOutflowsWork(): Work<void> {
    if (this.chain === undefined) return;
    const changed = yield* this.chain.refreshWork();
    const before = new Set<Recorded>(changed.flatMap((one) => one.before));
    if (before.size > 0) this.waiting = this.waiting.filter(({ fact }) => !before.has(fact));
    yield* eachWork(changed, (one) => {
      for (const { ref } of one.before) this.inForce.forgetOutflow(ref);
      for (const outflow of one.now) this.fold('outflows', outflow);
    });
  }
}

/** The law, as it is asked about one licensee's coins. */
export interface SubjectLaw {
  readonly rules: ReconciliationRules;
  readonly crossCheckRules: CrossCheckRules;
}

/** A fact that is not in force yet. */
interface SubjectRecord {
  readonly fact: Recorded;
  readonly fold: () => void;
}
