import { periodOf, plusMillis, startOf, type Instant, type Work } from '@esep/kernel';
import type { ReconciliationRules } from '@esep/rulebook';

import { Walk, type CoinWalk, type WalkState } from './coin-walk.js';
import { NEVER, type FactsInForce } from '../facts/facts-in-force.js';
import { firstPeriod, openAccountsWork, type PeriodAccount } from './period-account.js';
import {
  findingsOfFactsWork,
  findingsOfWork,
  type ReconciliationFinding,
} from './period-findings.js';
import { judge, sendersAsked, type JudgedPeriod } from './verdict.js';

/** The whole arithmetic of one licensee and asset at one pair of instants. */
export interface Reckoning {
  readonly knownAt: Instant;
  readonly asOf: Instant;
  readonly rules: ReconciliationRules;
  readonly periods: readonly JudgedPeriod[];
  readonly coins: CoinWalk;
  readonly findings: readonly ReconciliationFinding[];
}

/** The beginning of a month from which a reckoning may go on: everything dated before it is closed. */
interface Mark {
  readonly from: Instant;
  /** Of the months before, as they stood: a later sale may still pay those that are owed. */
  readonly accounts: readonly PeriodAccount[];
  readonly walk: WalkState;
}

/** This month, the last, which may still be in time, and one more. Earlier dates are rare. */
const MARKS_MAX = 3;

/**
 * Reckons the same facts again and again, as they grow. It goes on from the latest month before which
 * nothing has changed, so that a question costs what changed, and not the licensee's whole life. It
 * gives what a reckoning from the beginning gives.
 */
export class Reckoner {
  private rules: ReconciliationRules | undefined;
  private asOf: Instant = '';
  private changedFrom = NEVER;
  private marks: readonly Mark[] = [];
  /** What is wrong with single facts, by what was last reckoned. */
  private found: readonly ReconciliationFinding[] = [];

  constructor(private readonly facts: FactsInForce) {}

  /** What is dated `from` or later may be another than it was. */
  changed(from: Instant): void {
    if (from < this.changedFrom) this.changedFrom = from;
  }

  /**
   * The coins are those of the months that were reckoned now, and their totals those of all. Throws when
   * `asOf` lies after `knownAt`: nobody can judge what is not yet known.
   */
  *reckonWork(rules: ReconciliationRules, knownAt: Instant, asOf: Instant): Work<Reckoning> {
    if (asOf > knownAt) throw new Error(`Cannot judge ${asOf} by what was known at ${knownAt}`);
    const { facts } = this;
    const kept = this.marksFor(rules, asOf);
    const { from, ...last } = kept.at(-1) ?? BEGINNING;
    const events = facts.eventsUpTo(asOf, from);
    const first = from === '' ? firstPeriod(events, facts, rules, asOf) : periodOf(from);
    const opened = first === undefined ? [] : yield* openAccountsWork(events, first, rules, asOf);
    const accounts = [...last.accounts.map(asItStood), ...opened];
    const walk = new Walk(accounts, facts, rules, asOf, last.walk);
    const marks = yield* this.walkWork(walk, accounts, from, asOf);
    const coins = walk.result();
    const found = [
      ...this.found.filter(({ period }) => startOf(period) < from),
      ...(yield* findingsOfFactsWork(opened, coins, facts)),
    ];
    const periods = accounts.map((account): JudgedPeriod => {
      const senders = sendersAsked(facts, account);
      return { account, senders, ...judge(account, senders, asOf) };
    });
    const findings = yield* findingsOfWork(periods, found);
    this.rules = rules;
    this.asOf = asOf;
    this.found = found;
    this.marks = [...kept, ...marks].slice(-MARKS_MAX);
    this.changedFrom = NEVER;
    return { knownAt, asOf, rules, periods, coins, findings };
  }

  /** The marks before which everything is as it was. */
  private marksFor(rules: ReconciliationRules, asOf: Instant): readonly Mark[] {
    if (rules !== this.rules) return [];
    const { facts } = this;
    if (asOf !== this.asOf) {
      // Releases of the opening stock count what all of it comes to, whenever they were granted.
      if (facts.openingStocks(asOf).length !== facts.openingStocks(this.asOf).length) return [];
      // What lies between two instants of judging comes in with the later one, or goes with the earlier.
      this.changed(asOf < this.asOf ? asOf : this.asOf);
    }
    if (this.changedFrom === NEVER) return this.marks;
    if (this.changedFrom === '') return [];
    const period = periodOf(this.changedFrom);
    // A release gives no more than its period retained in the end, also if it was granted before.
    const reach = facts
      .releases()
      .filter((release) => release.period !== 'opening' && release.period >= period)
      .reduce((least, { at }) => (at < least ? at : least), startOf(period));
    return this.marks.filter(({ from }) => from <= reach);
  }

  /** Walks over all events from `from` on, and marks the last months that begin later. */
  private *walkWork(
    walk: Walk,
    accounts: readonly PeriodAccount[],
    from: Instant,
    asOf: Instant,
  ): Work<readonly Mark[]> {
    const marks: Mark[] = [];
    let walkedTo = from;
    for (
      let index = Math.max(1, accounts.length - MARKS_MAX);
      index < accounts.length;
      index += 1
    ) {
      const { start } = accounts[index] as PeriodAccount;
      if (start <= from) continue;
      yield* walk.takeWork(this.facts.eventsUpTo(plusMillis(start, -1), walkedTo));
      walkedTo = start;
      const closed = accounts.slice(0, index).map((account) => closedAt(start, account));
      marks.push({ from: start, accounts: closed, walk: walk.stateBefore(start) });
    }
    yield* walk.takeWork(this.facts.eventsUpTo(asOf, walkedTo));
    return marks;
  }
}

const BEGINNING: Omit<Mark, 'walk'> & { readonly walk?: WalkState } = { from: '', accounts: [] };

/** An account that no later sale can pay stays as it is; of the others, a copy. */
const closedAt = (at: Instant, account: PeriodAccount): PeriodAccount => {
  const isPaid = account.open === 0n && account.due <= at;
  if (!isPaid) return asItStood(account);
  // Its facts are asked for only where it fell short.
  return account.soldInTime < account.required ? account : { ...account, inputs: [], paidBy: [] };
};

const asItStood = (account: PeriodAccount): PeriodAccount => ({
  ...account,
  paidBy: [...account.paidBy],
});
