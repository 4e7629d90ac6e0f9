import type { PeriodState, Verdict } from '@esep/contracts';
import type { Period } from '@esep/kernel';

/** What supervision last said of a month: the latest revision of its `PeriodJudged`. */
export interface JudgedMonth {
  readonly asset: string;
  readonly period: Period;
  readonly revision: number;
  readonly state: PeriodState;
  readonly verdict: Verdict;
  /** Base units, from the judgement's figures. */
  readonly mined: bigint;
}
