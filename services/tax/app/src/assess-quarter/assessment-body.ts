import { ApiProperty } from '@nestjs/swagger';
import type { AssessmentBlocked, AssessmentIssued, TaxPaid } from '@esep/contracts';
import { atLeastZero } from '@esep/kernel';
import { LedgerBody } from '@esep/platform';
import { creditTiyn, isPaid, tenge } from '@esep/tax-domain';

import { recordOf, STATES, type AssessedQuarter } from './assessments.js';

// Assessments as they go over the wire. Money is tiyn.

export class TengeBody {
  @ApiProperty({ pattern: '^-?(0|[1-9][0-9]*)$', description: 'Tiyn.' }) amount!: string;
  @ApiProperty({ enum: ['KZT'] }) currency!: string;
}

/** A licensee's quarter, as lists and CSV show it. */
export class AssessmentItem {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty({ nullable: true, type: String }) name!: string | null;
  @ApiProperty({ example: '2026-Q1' }) quarter!: string;
  @ApiProperty({ enum: STATES }) state!: string;
  @ApiProperty({ type: 'integer', required: false, description: 'The version in force.' })
  version?: number;
  @ApiProperty({ required: false }) base?: TengeBody;
  @ApiProperty({ type: 'integer', required: false }) rateBps?: number;
  @ApiProperty({ required: false }) amount?: TengeBody;
  @ApiProperty({ required: false, description: 'From the version that it supersedes.' })
  difference?: TengeBody;
  @ApiProperty() paid!: TengeBody;
  @ApiProperty({ required: false, description: 'What is still to be paid.' })
  outstanding?: TengeBody;
  @ApiProperty() isPaid!: boolean;
  @ApiProperty({ required: false, description: 'What was paid beyond what is asked for.' })
  credit?: TengeBody;
  @ApiProperty({ required: false, description: 'Who stands for the version in force (TAX-5).' })
  approvedBy?: string;
  @ApiProperty({ required: false, format: 'date-time' }) issuedAt?: string;
  @ApiProperty({ required: false, description: 'What stands in the way of the next version.' })
  reason?: string;
  @ApiProperty({ required: false }) detail?: string;
}

class RecordBody {
  @ApiProperty({ format: 'date-time' }) recordedAt!: string;
  @ApiProperty({ description: 'Who recorded it.' }) recordedBy!: string;
  @ApiProperty({ description: 'Where the proof of its event is.' }) receipt!: string;
}

export class StepBody {
  @ApiProperty({ example: 'TAX-3' }) rule!: string;
  @ApiProperty() text!: string;
}

class JudgementReferenceBody {
  @ApiProperty() asset!: string;
  @ApiProperty() period!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() verdict!: string;
}

class RateConditionBody {
  @ApiProperty({ example: 'approved-pool' }) condition!: string;
  @ApiProperty({ example: 'LIC-14' }) rule!: string;
  @ApiProperty({ enum: ['kept', 'broken', 'not-known'] }) state!: string;
  @ApiProperty({ required: false, description: 'What breaks it.' }) detail?: string;
}

export class VersionBody extends RecordBody {
  @ApiProperty({ type: 'integer' }) version!: number;
  @ApiProperty() base!: TengeBody;
  @ApiProperty({ type: 'integer' }) rateBps!: number;
  @ApiProperty() amount!: TengeBody;
  @ApiProperty({ type: 'integer', required: false }) supersedes?: number;
  @ApiProperty({ required: false }) difference?: TengeBody;
  @ApiProperty({ type: [StepBody] }) why!: readonly StepBody[];
  @ApiProperty({
    type: [RateConditionBody],
    required: false,
    description: 'What the lower rate asks for, and what was found of it (TAX-1).',
  })
  conditions?: readonly RateConditionBody[];
  @ApiProperty({ type: [JudgementReferenceBody] }) judgements!: readonly JudgementReferenceBody[];
  @ApiProperty() rulePackHash!: string;
  @ApiProperty({ format: 'date-time', description: 'Everything recorded until then was known.' })
  issuedAt!: string;
}

export class BlockBody extends RecordBody {
  @ApiProperty() reason!: string;
  @ApiProperty() detail!: string;
  @ApiProperty({ format: 'date-time' }) blockedAt!: string;
}

export class PaymentRecordBody extends RecordBody {
  @ApiProperty() money!: TengeBody;
  @ApiProperty({ format: 'date-time' }) at!: string;
  @ApiProperty() reference!: string;
}

/** One licensee's quarter with its history. */
export class AssessmentBody extends AssessmentItem {
  @ApiProperty({ description: 'What was accepted of them; what is only declared does not count.' })
  costs!: TengeBody;
  @ApiProperty({ type: [VersionBody] }) versions!: readonly VersionBody[];
  @ApiProperty({ type: [BlockBody] }) blocks!: readonly BlockBody[];
  @ApiProperty({ type: [PaymentRecordBody] }) payments!: readonly PaymentRecordBody[];
  @ApiProperty() ledger!: LedgerBody;
}

export const itemOf = ({
  licenseeId,
  name,
  quarter,
  state,
  assessment,
  paidTiyn,
  awaited,
}: AssessedQuarter): AssessmentItem => {
  const { issued, blocked } = assessment;
  const inTheWay = blocked ?? awaited;
  const credit = issued ? creditTiyn(assessment) : 0n;
  return {
    licenseeId,
    name,
    quarter,
    state,
    ...(issued && versionInForce(issued, paidTiyn)),
    paid: tenge(paidTiyn),
    isPaid: isPaid(assessment),
    ...(credit > 0n && { credit: tenge(credit) }),
    ...(assessment.approved && { approvedBy: assessment.approved.by }),
    ...(inTheWay && { reason: inTheWay.reason, detail: inTheWay.detail }),
  };
};

const versionInForce = (issued: AssessmentIssued, paid: bigint) => {
  const { version, base, rateBps, amount, difference, issuedAt } = issued;
  const owed = BigInt(amount.amount) - paid;
  return {
    version,
    base,
    rateBps,
    amount,
    ...(difference && { difference }),
    outstanding: tenge(atLeastZero(owed)),
    issuedAt,
  };
};

/** The item with all versions, blocks and payments of the quarter, in the order of their recording. */
export const bodyOf = (found: AssessedQuarter, ledger: LedgerBody): AssessmentBody => {
  const ofType = <Event extends { readonly type: string }>(type: Event['type']) =>
    found.events
      .filter(({ envelope }) => envelope.type === type)
      .map((stored) => {
        const { licenseeId: _, quarter: __, ...content } = stored.envelope.body;
        return {
          ...(content as unknown as Omit<Event, 'type' | 'licenseeId' | 'quarter'>),
          ...recordOf(stored),
        };
      });
  return {
    ...itemOf(found),
    costs: tenge(found.assessment.costs.acceptedTiyn),
    versions: ofType<AssessmentIssued>('AssessmentIssued'),
    blocks: ofType<AssessmentBlocked>('AssessmentBlocked'),
    payments: ofType<TaxPaid>('TaxPaid'),
    ledger,
  };
};
