import type {
  AssessmentApproved,
  AssessmentBlocked,
  AssessmentIssued,
  TaxPaid,
} from '@esep/contracts';
import {
  accept,
  atLeastZero,
  periodsOf,
  quarterOf,
  refuse,
  ROW_QUANTITY_MAX,
  startOf,
  sum,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Money,
  type Quarter,
} from '@esep/kernel';

import { tenge } from './tenge.js';
import {
  answerCost,
  declareCost,
  NO_COSTS,
  withCostEvent,
  type CostCommand,
  type CostEvent,
  type CostRefusal,
  type Costs,
} from './cost-declarations.js';
import { samePaymentReference } from './payment-reference.js';
import type { StandingFinding } from './rate-conditions.js';
import type { JudgedMonth } from './judged-month.js';
import { taxDue, type Receipt, type TaxAnswer, type TaxTerms } from './tax-due.js';

// What one licensee owes for one quarter and has paid. One stream per licensee and quarter,
// `tax-<licenseeId>-<quarter>`. An assessment is never edited: the next version supersedes it, with
// the difference (TAX-5). A computation issues it and a person approves it: no coins are released on a
// version without approval.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type AssessmentEvent =
  CostEvent | AssessmentIssued | AssessmentBlocked | AssessmentApproved | TaxPaid;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type AssessmentCommand = CostCommand | AssessQuarter | ApproveAssessment | RecordPayment;

interface OfQuarter {
  readonly licenseeId: string;
  readonly quarter: Quarter;
  readonly at: Instant;
}

/** Assesses from the full set of facts as they are known at `at`, never by a delta (REGIME §6). */
export interface AssessQuarter extends OfQuarter {
  readonly type: 'AssessQuarter';
  readonly judgements: readonly JudgedMonth[];
  readonly receipts: readonly Receipt[];
  readonly findings: readonly StandingFinding[];
  readonly terms: TaxTerms;
}

/** `version` is the one that was looked at: a later one needs its own approval. */
export interface ApproveAssessment extends OfQuarter {
  readonly type: 'ApproveAssessment';
  readonly version: number;
  readonly by: string;
}

/** `at` is when it was paid. */
export interface RecordPayment extends OfQuarter {
  readonly type: 'RecordPayment';
  readonly money: Money;
  /** The bank's reference: what tells two payments from one that was sent twice. */
  readonly reference: string;
}

export type AssessmentRefusal =
  | CostRefusal
  | 'outside-the-quarter'
  | 'assessed-from-later-facts'
  | 'not-assessed'
  | 'assessment-blocked'
  | 'version-superseded'
  | 'payment-not-positive'
  | 'payment-before-quarter'
  | 'payment-reference-used';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Assessment {
  /** The version in force. */
  readonly issued?: AssessmentIssued;
  /** What has stood in the way of the next version since. */
  readonly blocked?: AssessmentBlocked;
  /** Of the version in force. */
  readonly approved?: AssessmentApproved;
  readonly costs: Costs;
  readonly payments: readonly TaxPaid[];
}

/** Tiyn paid by now, for whichever version. */
export const paidTiyn = ({ payments }: Assessment): bigint =>
  sum(payments.map(({ money }) => BigInt(money.amount)));

/**
 * True when the payments cover the version in force. An assessment of nothing is paid when it is
 * issued, and a version that asks for more is unpaid until the rest has come.
 */
export const isPaid = (assessment: Assessment): boolean =>
  assessment.issued !== undefined &&
  paidTiyn(assessment) >= BigInt(assessment.issued.amount.amount);

/** Tiyn paid beyond what the version in force asks for. */
export const creditTiyn = (assessment: Assessment): bigint => {
  const owed = BigInt(assessment.issued?.amount.amount ?? 0);
  const over = paidTiyn(assessment) - owed;
  return atLeastZero(over);
};

type AssessmentDecision = Decision<AssessmentEvent, AssessmentRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: AssessmentCommand, assessment: Assessment): AssessmentDecision => {
  switch (command.type) {
    case 'DeclareCost':
      return declareCost(command, assessment.costs);
    case 'AcceptCost':
    case 'RejectCost':
      return answerCost(command, assessment.costs);
    case 'AssessQuarter':
      return assess(command, assessment);
    case 'ApproveAssessment':
      return approve(command, assessment);
    case 'RecordPayment':
      return recordPayment(command, assessment);
    default:
      return unreachable(command);
  }
};

const assess = (command: AssessQuarter, assessment: Assessment): AssessmentDecision => {
  const { quarter, judgements, receipts, findings, terms } = command;
  const periods = [
    ...judgements.map(({ period }) => period),
    ...receipts.map(({ day }) => day.slice(0, 7)),
  ];
  if (periods.some((period) => quarterOf(period) !== quarter)) return refuse('outside-the-quarter');
  // Two computations may arrive in the wrong order. The one from older sources is refused.
  if (lastWordAt(assessment) > command.at) return refuse('assessed-from-later-facts');
  const costTiyn = assessment.costs.acceptedTiyn;
  const answer = taxDue({ quarter, judgements, receipts, findings, costTiyn, terms });
  switch (answer.status) {
    case 'due':
      return issue(answer, command, assessment);
    case 'blocked':
      return block(answer, command, assessment);
    default:
      return unreachable(answer);
  }
};

const lastWordAt = ({ issued, blocked }: Assessment): Instant =>
  blocked?.blockedAt ?? issued?.issuedAt ?? '';

const issue = (
  { baseTiyn, rateBps, amountTiyn, conditions, why }: Extract<TaxAnswer, { status: 'due' }>,
  { licenseeId, quarter, judgements, terms, at: issuedAt }: AssessQuarter,
  { issued, blocked }: Assessment,
): AssessmentDecision => {
  const next: AssessmentIssued = {
    type: 'AssessmentIssued',
    licenseeId,
    quarter,
    version: (issued?.version ?? 0) + 1,
    base: tenge(baseTiyn),
    rateBps,
    amount: tenge(amountTiyn),
    why,
    judgements: judgements
      .map(({ asset, period, revision, verdict }) => ({ asset, period, revision, verdict }))
      .sort((left, right) => (monthOf(left) < monthOf(right) ? -1 : 1)),
    conditions,
    rulePackHash: terms.rulePackHash,
    ...(issued !== undefined && {
      supersedes: issued.version,
      difference: tenge(amountTiyn - BigInt(issued.amount.amount)),
    }),
    issuedAt,
  };
  // After a block the same figures are issued again, or the stream would end with the block.
  const stands = issued !== undefined && blocked === undefined && saysTheSame(issued, next);
  return stands ? accept() : accept(next);
};

/** A new revision of a judgement, or of the pack, that moves nothing here makes no new version. */
const saysTheSame = (known: AssessmentIssued, next: AssessmentIssued): boolean =>
  known.base.amount === next.base.amount &&
  known.rateBps === next.rateBps &&
  known.amount.amount === next.amount.amount &&
  verdictsOf(known) === verdictsOf(next) &&
  (known.conditions === undefined || brokenIn(known) === brokenIn(next));

const brokenIn = ({ conditions }: AssessmentIssued): string =>
  (conditions ?? [])
    .filter(({ state }) => state === 'broken')
    .map(({ condition }) => condition)
    .join();

const verdictsOf = ({ judgements }: AssessmentIssued): string =>
  judgements.map((judgement) => `${monthOf(judgement)} ${judgement.verdict}`).join();

const monthOf = ({ asset, period }: { readonly asset: string; readonly period: string }): string =>
  `${asset} ${period}`;

const block = (
  { reason, detail }: Extract<TaxAnswer, { status: 'blocked' }>,
  { licenseeId, quarter, at: blockedAt }: AssessQuarter,
  { blocked }: Assessment,
): AssessmentDecision =>
  blocked?.reason === reason && blocked.detail === detail
    ? accept()
    : accept({ type: 'AssessmentBlocked', licenseeId, quarter, reason, detail, blockedAt });

const approve = (
  { licenseeId, quarter, version, by, at: approvedAt }: ApproveAssessment,
  { issued, blocked, approved }: Assessment,
): AssessmentDecision => {
  if (issued === undefined) return refuse('not-assessed');
  if (blocked !== undefined) return refuse('assessment-blocked');
  if (version !== issued.version) return refuse('version-superseded');
  if (approved !== undefined) return accept();
  return accept({ type: 'AssessmentApproved', licenseeId, quarter, version, by, approvedAt });
};

const recordPayment = (
  { licenseeId, quarter, money, at, reference }: RecordPayment,
  { issued, payments }: Assessment,
): AssessmentDecision => {
  if (money.currency !== 'KZT') return refuse('not-in-tenge');
  if (money.amount <= 0n) return refuse('payment-not-positive');
  if (money.amount > ROW_QUANTITY_MAX) return refuse('amount-out-of-range');
  if (issued === undefined) return refuse('not-assessed');
  // Nobody pays for a quarter that has not begun: the year, or the quarter, is mistyped.
  if (at < startOf(periodsOf(quarter)[0])) return refuse('payment-before-quarter');
  const paid: TaxPaid = {
    type: 'TaxPaid',
    licenseeId,
    quarter,
    money: tenge(money.amount),
    at,
    reference,
  };
  const same = samePaymentReference(reference);
  const known = payments.find((payment) => samePaymentReference(payment.reference) === same);
  if (known === undefined) return accept(paid);
  const isSame = known.money.amount === paid.money.amount && known.at === at;
  return isSame ? accept() : refuse('payment-reference-used');
};

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (assessment: Assessment, event: AssessmentEvent): Assessment => {
  switch (event.type) {
    case 'CostDeclared':
    case 'CostAccepted':
    case 'CostRejected':
      return { ...assessment, costs: withCostEvent(assessment.costs, event) };
    case 'AssessmentIssued': {
      const { blocked: _, approved: __, ...rest } = assessment;
      return { ...rest, issued: event };
    }
    case 'AssessmentApproved':
      return { ...assessment, approved: event };
    case 'AssessmentBlocked':
      return { ...assessment, blocked: event };
    case 'TaxPaid':
      return { ...assessment, payments: [...assessment.payments, event] };
    default:
      return unreachable(event);
  }
};

export const assessmentDecider: Decider<
  Assessment,
  AssessmentCommand,
  AssessmentEvent,
  AssessmentRefusal
> = { initial: { costs: NO_COSTS, payments: [] }, decide, evolve };
