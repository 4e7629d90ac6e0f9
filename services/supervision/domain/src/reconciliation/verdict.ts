import type { PeriodState, Verdict } from '@esep/contracts';
import { endOf, startOf, type Instant, type Period } from '@esep/kernel';
import { dueUnder, type ReconciliationRules } from '@esep/rulebook';

import { cutAt } from '../facts/status-intervals.js';
import type { FactsInForce } from '../facts/facts-in-force.js';
import type { PeriodAccount } from './period-account.js';
import type { FactSource } from '../facts/reconciliation-facts.js';
import { sourcesOf } from '../facts/stock-event.js';
import { compareText } from '../facts/text-order.js';

/** A pool or a venue that has to have reported before a period can be judged. */
export interface SenderAsked {
  readonly sender: string;
  readonly role: 'pool' | 'venue';
  /** It is asked for everything up to here. */
  readonly until: Instant;
  readonly through: Instant | null;
  readonly complete: boolean;
  /** Not complete, and two persons took it upon themselves to judge without it. */
  readonly waived: boolean;
  /** The event of the report that reaches furthest. */
  readonly sources: readonly FactSource[];
}

/** An account with what the verdict rests on. */
export interface JudgedPeriod {
  readonly account: PeriodAccount;
  readonly senders: readonly SenderAsked[];
  readonly state: PeriodState;
  readonly verdict: Verdict;
}

/** When a period begins, ends and falls due. */
type PeriodTimes = Pick<PeriodAccount, 'period' | 'start' | 'end' | 'due'>;

/**
 * Everyone whose report `complete(P)` waits for (RECONCILIATION §6): the pools that were affiliated
 * in the period or reported for it, and the venues licensed at some time before it fell due.
 */
export const sendersAsked = (facts: FactsInForce, account: PeriodTimes): readonly SenderAsked[] => [
  ...poolsAsked(facts, account),
  ...venuesAsked(facts, account),
];

const poolsAsked = (facts: FactsInForce, account: PeriodTimes): readonly SenderAsked[] => {
  const { period, start, end } = account;
  const until = new Map<string, Instant>();
  for (const { subject, lastUntil } of facts.affiliations.within(start, end))
    until.set(subject, cutAt(end, lastUntil));
  for (const [pool, lastByPeriod] of facts.lastReported) {
    const last = lastByPeriod.get(period);
    // A pool that reported coins from after its affiliation is asked up to the end of the month.
    if (last !== undefined && last >= (until.get(pool) ?? start)) until.set(pool, end);
  }
  return asked(facts, account, 'pool', until);
};

const venuesAsked = (facts: FactsInForce, account: PeriodTimes): readonly SenderAsked[] => {
  const until = new Map<string, Instant>();
  for (const { subject, lastUntil } of facts.venues.within(account.start, account.due))
    until.set(subject, cutAt(account.due, lastUntil));
  return asked(facts, account, 'venue', until);
};

const asked = (
  facts: FactsInForce,
  { period }: PeriodTimes,
  role: SenderAsked['role'],
  untilBySender: ReadonlyMap<string, Instant>,
): readonly SenderAsked[] =>
  [...untilBySender]
    .sort(([left], [right]) => compareText(left, right))
    .map(([sender, until]) => {
      const report = facts.promises.furthest(sender);
      const through = report?.through ?? null;
      const complete = through !== null && through >= until;
      return {
        sender,
        role,
        until,
        through,
        complete,
        waived: !complete && facts.isWaived(period, sender),
        sources: report === undefined ? [] : sourcesOf(report),
      };
    });

/** State and verdict of a period at `asOf` (RECONCILIATION §6). */
export const judge = (
  account: PeriodAccount,
  senders: readonly SenderAsked[],
  asOf: Instant,
): { readonly state: PeriodState; readonly verdict: Verdict } => {
  if (asOf < account.end) return { state: 'open', verdict: 'pending' };
  if (asOf < account.due) return { state: 'provisional', verdict: 'pending' };
  if (!isReported(senders)) return { state: 'provisional', verdict: 'inconclusive' };
  return { state: 'final', verdict: finalVerdict(account) };
};

/** Was there a final verdict of a period at an instant, by these facts? */
export const wasFinal = (
  facts: FactsInForce,
  rules: ReconciliationRules,
  period: Period,
  at: Instant,
): boolean => {
  const times = {
    period,
    start: startOf(period),
    end: endOf(period),
    due: dueUnder(rules, period),
  };
  return times.due <= at && isReported(sendersAsked(facts, times));
};

const isReported = (senders: readonly SenderAsked[]): boolean =>
  senders.every(({ complete, waived }) => complete || waived);

const finalVerdict = ({ required, soldInTime, open }: PeriodAccount): Verdict => {
  if (soldInTime === required) return 'compliant';
  return open > 0n ? 'breach' : 'breach-cured-late';
};
