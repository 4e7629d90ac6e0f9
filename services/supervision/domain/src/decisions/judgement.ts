import type { PeriodJudged, WireFigures, WireSources } from '@esep/contracts';
import {
  accept,
  earliest,
  endOf,
  localDateOf,
  periodOf,
  periodsBetween,
  plusDays,
  refuse,
  startOfDay,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Period,
} from '@esep/kernel';
import { dueUnder, type ReconciliationRules } from '@esep/rulebook';

import { toWire } from '../reconciliation/reconciliation-wire.js';
import type { ReconciliationRow } from '../reconciliation/reconciliation.js';

// The judgement of one licensee, asset and period. One stream each,
// `judgement-<licenseeId>-<asset>-<period>`. Reads compute at any instant; automations and tax act upon
// `PeriodJudged` alone.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type JudgementEvent = PeriodJudged;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

/** The result of a computation. It is recorded only if it differs from the last one. */
export type JudgePeriod = Omit<PeriodJudged, 'type' | 'revision' | 'restatement' | 'difference'> & {
  readonly type: 'JudgePeriod';
};

export type JudgementCommand = JudgePeriod;

/** Every way this stream can say no. These strings are public API and documentation. */
export type JudgementRefusal = 'judged-from-older-sources' | 'judged-at-an-earlier-time';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export type PeriodJudgement =
  { readonly status: 'absent' } | { readonly status: 'judged'; readonly last: PeriodJudged };

type JudgementDecision = Decision<JudgementEvent, JudgementRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: JudgementCommand, judgement: PeriodJudgement): JudgementDecision => {
  const { type: _, ...judged } = command;
  switch (judgement.status) {
    case 'absent':
      return accept({ type: 'PeriodJudged', ...judged, revision: 1, restatement: 0 });
    case 'judged':
      return judgeAgain(judged, judgement.last);
    default:
      return unreachable(judgement);
  }
};

const judgeAgain = (judged: Omit<JudgePeriod, 'type'>, last: PeriodJudged): JudgementDecision => {
  if (isSameJudgement(judged, last)) return accept();
  // Two computations may arrive in the wrong order. The one from older sources is refused.
  if (isBehind(judged.sources, last.sources)) return refuse('judged-from-older-sources');
  if (judged.asOf < last.asOf) return refuse('judged-at-an-earlier-time');
  return accept({
    type: 'PeriodJudged',
    ...judged,
    revision: last.revision + 1,
    // A change of a final row always counts: people may have acted upon it.
    restatement: last.restatement + (last.state === 'final' ? 1 : 0),
    difference: differenceOf(judged.figures, last.figures),
  });
};

const isSameJudgement = (next: Omit<JudgePeriod, 'type'>, last: PeriodJudged): boolean =>
  next.state === last.state &&
  next.verdict === last.verdict &&
  FIGURES.every((figure) => next.figures[figure] === last.figures[figure]);

const isBehind = (next: WireSources, last: WireSources): boolean =>
  Object.entries(last).some(([log, { position }]) => (next[log]?.position ?? -1) < position);

const differenceOf = (next: WireFigures, last: WireFigures): Record<string, string> =>
  Object.fromEntries(
    QUANTITIES.map((figure) => [figure, BigInt(next[figure]) - BigInt(last[figure])] as const)
      .filter(([, difference]) => difference !== 0n)
      .map(([figure, difference]) => [figure, difference.toString()]),
  );

const QUANTITIES = [
  'mined',
  'required',
  'soldInTime',
  'soldLate',
  'shortfall',
  'outstanding',
  'surplus',
  'retained',
] as const;
const FIGURES = [...QUANTITIES, 'dischargedBps', 'soldBps', 'due'] as const;

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (_judgement: PeriodJudgement, event: JudgementEvent): PeriodJudgement => ({
  status: 'judged',
  last: event,
});

export const judgementDecider: Decider<
  PeriodJudgement,
  JudgementCommand,
  JudgementEvent,
  JudgementRefusal
> = { initial: { status: 'absent' }, decide, evolve };

/** The figures of a row as a judgement carries them. */
export const figuresOf = (row: ReconciliationRow): WireFigures => {
  const { period: _p, state: _s, verdict: _v, waived: _w, ...figures } = row;
  return toWire(figures);
};

// ── When to judge ───────────────────────────────────────────────────────────────────────────────

/** What decides when a period falls due. */
export type DueRules = Pick<ReconciliationRules, 'graceDays' | 'holidays'>;

export interface JudgementTime {
  readonly at: Instant;
  readonly period: Period;
  readonly because: 'period-ended' | 'period-due' | 'reports-overdue';
}

/**
 * When a period has to be judged by the passing of time alone: at its end, when it falls due, and
 * `overdueDays` local days later, from when on a missing report may be waived.
 */
export const judgementTimes = (
  period: Period,
  rules: DueRules,
  overdueDays: number,
): readonly JudgementTime[] => {
  const due = dueUnder(rules, period);
  const overdue = startOfDay(plusDays(localDateOf(due), overdueDays));
  return [
    { at: endOf(period), period, because: 'period-ended' },
    { at: due, period, because: 'period-due' },
    { at: overdue, period, because: 'reports-overdue' },
  ];
};

/**
 * The next instant after `after` at which a subject whose rows begin with `first` has to be judged:
 * what a durable timer is set to. `nextEventAt` is what `SubjectFold.nextEventAfter` answers.
 */
export const nextJudgementAt = (
  first: Period,
  after: Instant,
  rules: DueRules,
  overdueDays: number,
  nextEventAt?: Instant,
): Instant => {
  const last = periodOf(after) < first ? first : periodOf(after);
  return earliest(
    periodsBetween(first, last)
      .flatMap((period) => judgementTimes(period, rules, overdueDays).map(({ at }) => at))
      .concat(nextEventAt ?? [])
      .filter((at) => at > after),
  );
};
