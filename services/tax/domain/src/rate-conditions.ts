import type { Period } from '@esep/kernel';

import type { JudgedMonth } from './judged-month.js';
import type { AssessmentStep } from './assessment-step.js';

// The conditions of the lower rate (TAX-1): a licensee must keep all that the rule pack lists. The result
// of each is part of the assessment, which shows the ones that failed and those without a source yet.

/** A finding that stands: raised and not taken back, or confirmed and not contradicted (SUP-8). */
export interface StandingFinding {
  readonly findingType: string;
  readonly asset: string;
  readonly period: Period;
}

export interface RateConditionLooked {
  readonly condition: string;
  readonly rule: string;
  /** `not-known`: there is no source for it yet. It does not cost the lower rate, and is shown. */
  readonly state: 'kept' | 'broken' | 'not-known';
  readonly detail?: string;
}

interface RateCondition {
  readonly rule: string;
  /** The findings that break it. */
  readonly findings: readonly string[];
  /** True where a month that is not compliant breaks it. */
  readonly byVerdict?: true;
}

/** Every condition that a rule pack may name. */
const RATE_CONDITIONS: Readonly<Record<string, RateCondition>> = {
  'licence-in-force': {
    rule: 'LIC-11',
    findings: ['mined-without-licence', 'mined-while-suspended'],
  },
  'approved-pool': { rule: 'LIC-14', findings: ['unapproved-pool', 'block-of-unapproved-pool'] },
  'declared-pool': { rule: 'LIC-14', findings: ['undeclared-pool'] },
  'sold-share-met': { rule: 'SALE-1', findings: [], byVerdict: true },
  'retained-moved-after-release': { rule: 'SALE-3', findings: ['early-release'] },
  'continuing-duties': { rule: 'LIC-7', findings: [] },
};

/** All findings that may move a rate; of the others tax keeps nothing. */
export const RATE_FINDINGS: ReadonlySet<string> = new Set(
  Object.values(RATE_CONDITIONS).flatMap(({ findings }) => findings),
);

/** Conditions of a pack that this software lacks. With one of them nothing may be assessed. */
export const unknownConditions = (conditions: readonly string[]): readonly string[] =>
  conditions.filter((condition) => !Object.hasOwn(RATE_CONDITIONS, condition));

export const lookAtConditions = (
  conditions: readonly string[],
  judgements: readonly JudgedMonth[],
  findings: readonly StandingFinding[],
): readonly RateConditionLooked[] =>
  conditions.map((condition) => {
    const { rule, findings: breaking, byVerdict } = RATE_CONDITIONS[condition] as RateCondition;
    const said = { condition, rule };
    if (breaking.length === 0 && !byVerdict)
      return { ...said, state: 'not-known', detail: 'no source tells of it' };
    const broken = [
      ...(byVerdict ? verdictsAgainst(judgements) : []),
      ...findingsAgainst(findings.filter(({ findingType }) => breaking.includes(findingType))),
    ];
    if (broken.length === 0) return { ...said, state: 'kept' };
    return { ...said, state: 'broken', detail: broken.join(', ') };
  });

/**
 * A breach that was cured late is a breach (`curedLate`), and one month of one asset decides for the
 * whole quarter (`brokenMonth`): assumptions of the rule pack.
 */
const verdictsAgainst = (judgements: readonly JudgedMonth[]): string[] =>
  judgements
    .filter(({ verdict }) => verdict !== 'compliant')
    .map(({ asset, period, verdict }) => `${asset} ${period} is ${verdict}`)
    .sort();

const findingsAgainst = (findings: readonly StandingFinding[]): string[] =>
  [
    ...Map.groupBy(
      findings,
      ({ findingType, asset, period }) => `${asset} ${period}: ${findingType}`,
    ),
  ]
    .map(([what, all]) => `${what} (${all.length})`)
    .sort();

/** Each condition in words, and what follows from all of them. */
export const conditionSteps = (looked: readonly RateConditionLooked[]): readonly AssessmentStep[] =>
  looked.map(({ condition, rule, state, detail }) => ({
    rule,
    text: `${condition}: ${WORDS[state]}${detail === undefined ? '' : `, ${detail}`}`,
  }));

const WORDS = { kept: 'kept', broken: 'not kept', 'not-known': 'not known' } as const;
