import type { AssessmentBlocked, AssessmentIssued, CostDeclared, TaxPaid } from '@esep/contracts';
import {
  accept,
  quarterOf,
  refuse,
  unreachable,
  type Decider,
  type Decision,
  type Instant,
  type Money,
  type Quarter,
} from '@esep/kernel';

import {
  taxDue,
  type Judgement,
  type Receipt,
  type Step,
  type TaxAnswer,
  type TaxTerms,
} from './tax-due.js';

// What one licensee owes for one quarter and has paid. One stream per licensee and quarter,
// `tax-<licenseeId>-<quarter>`. An assessment is never edited: the next version supersedes it, with
// the difference (TAX-5). Who approved it stands in the envelope of the event.

// ── Events ──────────────────────────────────────────────────────────────────────────────────────

export type AssessmentEvent = CostDeclared | AssessmentIssued | AssessmentBlocked | TaxPaid;

// ── Commands ────────────────────────────────────────────────────────────────────────────────────

export type AssessmentCommand = DeclareCost | AssessQuarter | RecordPayment;

interface OfQuarter {
  readonly licenseeId: string;
  readonly quarter: Quarter;
  readonly at: Instant;
}

/** The costs of the quarter in one sum; declared again it replaces the earlier sum. */
export interface DeclareCost extends OfQuarter {
  readonly type: 'DeclareCost';
  readonly cost: Money;
}

/** Assesses from the full set of facts as they are known at `at`, never by a delta (REGIME §6). */
export interface AssessQuarter extends OfQuarter {
  readonly type: 'AssessQuarter';
  readonly judgements: readonly Judgement[];
  readonly receipts: readonly Receipt[];
  readonly otherBreaches: readonly Step[];
  readonly terms: TaxTerms;
}

export interface RecordPayment extends OfQuarter {
  readonly type: 'RecordPayment';
  readonly money: Money;
  /** The bank's reference: what tells two payments from one that was sent twice. */
  readonly reference: string;
}

export type AssessmentRefusal =
  | 'not-in-tenge'
  | 'cost-negative'
  | 'outside-the-quarter'
  | 'assessed-from-later-facts'
  | 'not-assessed'
  | 'payment-not-positive'
  | 'payment-reference-used';

// ── State ───────────────────────────────────────────────────────────────────────────────────────

export interface Assessment {
  /** The version in force. */
  readonly issued?: AssessmentIssued;
  /** What has stood in the way of the next version since. */
  readonly blocked?: AssessmentBlocked;
  readonly costTiyn: bigint;
  readonly costDeclared: boolean;
  readonly payments: readonly TaxPaid[];
}

/** Tiyn paid by now, for whichever version. */
export const paidTiyn = ({ payments }: Assessment): bigint =>
  payments.reduce((sum, { money }) => sum + BigInt(money.amount), 0n);

/**
 * True when the payments cover the version in force. An assessment of nothing is paid when it is
 * issued, and a version that asks for more is unpaid until the rest has come.
 */
export const isPaid = (assessment: Assessment): boolean =>
  assessment.issued !== undefined &&
  paidTiyn(assessment) >= BigInt(assessment.issued.amount.amount);

type AssessmentDecision = Decision<AssessmentEvent, AssessmentRefusal>;

// ── Decide ──────────────────────────────────────────────────────────────────────────────────────

const decide = (command: AssessmentCommand, assessment: Assessment): AssessmentDecision => {
  switch (command.type) {
    case 'DeclareCost':
      return declareCost(command, assessment);
    case 'AssessQuarter':
      return assess(command, assessment);
    case 'RecordPayment':
      return recordPayment(command, assessment);
    default:
      return unreachable(command);
  }
};

const declareCost = (
  { licenseeId, quarter, cost, at: declaredAt }: DeclareCost,
  { costTiyn, costDeclared }: Assessment,
): AssessmentDecision => {
  if (cost.currency !== 'KZT') return refuse('not-in-tenge');
  if (cost.amount < 0n) return refuse('cost-negative');
  if (costDeclared && cost.amount === costTiyn) return accept();
  return accept({
    type: 'CostDeclared',
    licenseeId,
    quarter,
    cost: tenge(cost.amount),
    declaredAt,
  });
};

const assess = (command: AssessQuarter, assessment: Assessment): AssessmentDecision => {
  const { quarter, judgements, receipts, otherBreaches, terms } = command;
  const periods = [
    ...judgements.map(({ period }) => period),
    ...receipts.map(({ day }) => day.slice(0, 7)),
  ];
  if (periods.some((period) => quarterOf(period) !== quarter)) return refuse('outside-the-quarter');
  // Two computations may overtake each other on their way here. The one that knew less is void.
  if (lastWordAt(assessment) > command.at) return refuse('assessed-from-later-facts');
  const { costTiyn } = assessment;
  const answer = taxDue({ quarter, judgements, receipts, otherBreaches, costTiyn, terms });
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
  { baseTiyn, rateBps, amountTiyn, why }: Extract<TaxAnswer, { status: 'due' }>,
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
    rulePackHash: terms.rulePackHash,
    ...(issued !== undefined && {
      supersedes: issued.version,
      difference: tenge(amountTiyn - BigInt(issued.amount.amount)),
    }),
    issuedAt,
  };
  // After a block the same figures are said again, so that the last word is not the block.
  const stands = issued !== undefined && blocked === undefined && saysTheSame(issued, next);
  return stands ? accept() : accept(next);
};

/** A new revision of a judgement, or of the pack, that moves nothing here makes no new version. */
const saysTheSame = (known: AssessmentIssued, next: AssessmentIssued): boolean =>
  known.base.amount === next.base.amount &&
  known.rateBps === next.rateBps &&
  known.amount.amount === next.amount.amount &&
  verdictsOf(known) === verdictsOf(next);

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

const recordPayment = (
  { licenseeId, quarter, money, at, reference }: RecordPayment,
  { issued, payments }: Assessment,
): AssessmentDecision => {
  if (money.currency !== 'KZT') return refuse('not-in-tenge');
  if (money.amount <= 0n) return refuse('payment-not-positive');
  if (issued === undefined) return refuse('not-assessed');
  const paid: TaxPaid = {
    type: 'TaxPaid',
    licenseeId,
    quarter,
    money: tenge(money.amount),
    at,
    reference,
  };
  const known = payments.find((payment) => payment.reference === reference);
  if (known === undefined) return accept(paid);
  const isSame = known.money.amount === paid.money.amount && known.at === at;
  return isSame ? accept() : refuse('payment-reference-used');
};

const tenge = (tiyn: bigint) => ({ amount: tiyn.toString(), currency: 'KZT' });

// ── Evolve ──────────────────────────────────────────────────────────────────────────────────────

const evolve = (assessment: Assessment, event: AssessmentEvent): Assessment => {
  switch (event.type) {
    case 'CostDeclared':
      return { ...assessment, costTiyn: BigInt(event.cost.amount), costDeclared: true };
    case 'AssessmentIssued': {
      const { blocked: _, ...rest } = assessment;
      return { ...rest, issued: event };
    }
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
> = { initial: { costTiyn: 0n, costDeclared: false, payments: [] }, decide, evolve };
