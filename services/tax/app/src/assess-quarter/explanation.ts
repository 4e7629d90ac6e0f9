import { Injectable } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import type { AssessmentIssued } from '@esep/contracts';
import {
  LedgerBody,
  Problem,
  RuleBody,
  RulePackReferenceBody,
  type StoredEvent,
} from '@esep/platform';
import { taxDue, tenge, type TaxAnswer } from '@esep/tax-domain';

import { SourceWatermarks, type AskedMoment } from '../tax-facts/source-watermarks.js';
import type { TaxLaw } from '../tax-facts/laws.js';
import type { KnownJudgement } from '../tax-facts/tax-facts.js';
import type { ListedPrice } from '../publish-prices/price-table.js';
import { StepBody, TengeBody } from './assessment-body.js';
import { assessmentOf, recordOf, type AssessedQuarter } from './assessments.js';
import { QuarterQuestions, type PricedReceipt, type QuarterQuestion } from './quarter-question.js';

class ListedPriceBody {
  @ApiProperty({ description: 'The working day that it was listed for (TAX-3).' }) day!: string;
  @ApiProperty({ description: 'Minor units of the currency.' }) amount!: string;
  @ApiProperty() currency!: string;
  @ApiProperty() source!: string;
  @ApiProperty() proof!: string;
}

class ReceiptBody {
  @ApiProperty() asset!: string;
  @ApiProperty({ format: 'date' }) day!: string;
  @ApiProperty({ description: 'Base units.' }) quantity!: string;
  @ApiProperty({ required: false, description: 'Absent: none is published, which blocks.' })
  price?: ListedPriceBody;
  @ApiProperty({ required: false }) exchangeRate?: ListedPriceBody;
  @ApiProperty({ type: [String], description: 'Where the distributions are proved.' })
  proofs!: readonly string[];
}

class JudgementBody {
  @ApiProperty() asset!: string;
  @ApiProperty() period!: string;
  @ApiProperty({ type: 'integer' }) revision!: number;
  @ApiProperty() state!: string;
  @ApiProperty() verdict!: string;
  @ApiProperty({ description: 'Base units.' }) mined!: string;
  @ApiProperty() proof!: string;
}

/** The arithmetic of an assessment, each input with its proof and the rule that it is used under. */
export class ExplanationBody {
  @ApiProperty({ format: 'uuid' }) licenseeId!: string;
  @ApiProperty() quarter!: string;
  @ApiProperty({ type: 'integer', required: false, description: 'Absent while it is blocked.' })
  version?: number;
  @ApiProperty({ format: 'date-time', description: 'From everything recorded until then.' })
  knownAt!: string;
  @ApiProperty({ enum: ['due', 'blocked'] }) status!: string;
  @ApiProperty({ required: false }) base?: TengeBody;
  @ApiProperty({ type: 'integer', required: false }) rateBps?: number;
  @ApiProperty({ required: false }) amount?: TengeBody;
  @ApiProperty({ required: false }) reason?: string;
  @ApiProperty({ required: false }) detail?: string;
  @ApiProperty({ type: [StepBody] }) steps!: readonly StepBody[];
  @ApiProperty() costs!: TengeBody;
  @ApiProperty({ type: [ReceiptBody] }) receipts!: readonly ReceiptBody[];
  @ApiProperty({ type: [JudgementBody] }) judgements!: readonly JudgementBody[];
  @ApiProperty({ type: [RuleBody] }) rules!: readonly RuleBody[];
  @ApiProperty() rulePack!: RulePackReferenceBody;
  @ApiProperty({ required: false, description: 'Where it is proved that it was said.' })
  receipt?: string;
  @ApiProperty() ledger!: LedgerBody;
}

/**
 * Computes an assessment again from what was known when it was issued. The figures are those computed now:
 * where they differ from the issued ones, there is a bug.
 */
@Injectable()
export class Explanations {
  constructor(
    private readonly questions: QuarterQuestions,
    private readonly watermarks: SourceWatermarks,
  ) {}

  async explain(
    { licenseeId, quarter, events }: AssessedQuarter,
    moment: AskedMoment,
    version?: number,
  ): Promise<ExplanationBody> {
    const issued = version === undefined ? lastAnswerIn(events) : versionIn(events, version);
    // `validAt` of an assessment is the instant as known at which its inputs were read.
    const knownAt = issued?.envelope.validAt ?? moment.knownAt ?? this.watermarks.through();
    const basis = await this.questions.basis(quarter, knownAt);
    if (!basis)
      throw new Problem(422, 'no-rule-pack', {
        detail: `No rule pack was in force in ${quarter}.`,
      });
    const question = await this.questions.ask(licenseeId, quarter, knownAt, basis);
    // Costs are events of the same stream: what was accepted after the assessment is not in it.
    const { costs } = assessmentOf(issued ? events.slice(0, events.indexOf(issued)) : events);
    const costTiyn = costs.acceptedTiyn;
    return {
      licenseeId,
      quarter,
      ...(issued && versionOf(issued)),
      knownAt,
      ...answerBody(taxDue({ ...question, costTiyn })),
      costs: tenge(costTiyn),
      ...inputsBody(question, basis.law),
      ...(issued && { receipt: recordOf(issued).receipt }),
      ledger: moment.ledger,
    };
  }
}

const isIssued = ({ envelope }: StoredEvent): boolean => envelope.type === 'AssessmentIssued';

const lastAnswerIn = (events: readonly StoredEvent[]): StoredEvent | undefined =>
  events.findLast((event) => isIssued(event) || event.envelope.type === 'AssessmentBlocked');

const versionIn = (events: readonly StoredEvent[], version: number): StoredEvent => {
  const found = events.find((event) => isIssued(event) && versionOf(event).version === version);
  if (found) return found;
  throw new Problem(404, 'version-unknown', { detail: `There is no version ${version} by then.` });
};

const versionOf = ({ envelope }: StoredEvent) => {
  const { version } = envelope.body as unknown as Partial<AssessmentIssued>;
  return version === undefined ? {} : { version };
};

const answerBody = (answer: TaxAnswer) =>
  answer.status === 'due'
    ? {
        status: answer.status,
        base: tenge(answer.baseTiyn),
        rateBps: answer.rateBps,
        amount: tenge(answer.amountTiyn),
        steps: answer.why,
      }
    : { ...answer, steps: [] };

const inputsBody = ({ receipts, judgements, terms }: QuarterQuestion, law: TaxLaw) => ({
  receipts: receipts.map(receiptBody),
  judgements: judgements.map(judgementBody),
  rules: Object.values(law.rules).map(({ value, why }) => {
    const { key, rule, from, source, assumption } = why;
    return { key, rule, from, value, source, assumption };
  }),
  rulePack: { packId: law.packId, hash: terms.rulePackHash },
});

const receiptBody = ({
  asset,
  day,
  quantity,
  listed,
  exchangeRate,
  eventIds,
}: PricedReceipt): ReceiptBody => ({
  asset,
  day,
  quantity: quantity.toString(),
  ...(listed && { price: priceBody(listed) }),
  ...(exchangeRate && { exchangeRate: priceBody(exchangeRate) }),
  proofs: eventIds.map((eventId) => proofOf('pool-reporting', eventId)),
});

const priceBody = ({ day, value, source, eventId }: ListedPrice): ListedPriceBody => ({
  day,
  amount: value.amount.toString(),
  currency: value.currency,
  source,
  proof: proofOf('tax', eventId),
});

const judgementBody = ({ eventId, mined, ...judgement }: KnownJudgement): JudgementBody => ({
  ...judgement,
  mined: mined.toString(),
  proof: proofOf('supervision', eventId),
});

const proofOf = (service: string, eventId: string): string => `/${service}/v1/receipts/${eventId}`;
