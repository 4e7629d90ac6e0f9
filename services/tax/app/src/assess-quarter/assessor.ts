import { Inject, Injectable } from '@nestjs/common';
import type { Instant, Quarter } from '@esep/kernel';
import { CommandHandler, ServiceLog, step } from '@esep/platform';
import { assessmentDecider, taxDue, type BlockReason, type TaxAnswer } from '@esep/tax-domain';
import { v7 as uuidv7 } from 'uuid';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';
import { DueQuarters, type Awaited, type DueQuarter } from './due-quarters.js';
import { QuarterQuestions, type QuarterBasis, type QuarterQuestion } from './quarter-question.js';

export const assessmentStream = (licenseeId: string, quarter: Quarter): string =>
  `tax-${licenseeId}-${quarter}`;

/**
 * Issues the assessment of every quarter that has ended, and again when a fact changes it. May die at any
 * point and be run again: the decider issues no assessment that is equal to the one in the stream.
 */
@Injectable()
export class Assessor {
  @Inject() private readonly log!: ServiceLog;

  constructor(
    private readonly quarters: DueQuarters,
    private readonly questions: QuarterQuestions,
    private readonly commands: CommandHandler,
    private readonly watermarks: SourceWatermarks,
  ) {}

  async sweep(stop: AbortSignal): Promise<void> {
    const knownAt = await this.watermarks.waitUntilCurrent(stop);
    let basis: { quarter: Quarter; known: QuarterBasis | undefined } | undefined;
    for await (const due of this.quarters.at(knownAt)) {
      if (stop.aborted) return;
      const { quarter } = due;
      if (basis?.quarter !== quarter)
        basis = { quarter, known: await this.questions.basis(quarter, knownAt) };
      // The quarter stays due: without a law or with a parked fact the tax would be wrong.
      if (!basis.known || this.watermarks.isParked(due.licenseeId)) continue;
      try {
        await this.assessOrAwait(due, knownAt, basis.known);
      } catch (error) {
        // The quarter stays due. Thrown on, one licensee's error would stop the others' assessments.
        this.log.error(error, `${due.licenseeId} cannot be assessed for ${quarter}`, 'tax');
      }
    }
  }

  private async assessOrAwait(
    due: DueQuarter,
    knownAt: Instant,
    basis: QuarterBasis,
  ): Promise<void> {
    const question = await this.questions.ask(due.licenseeId, due.quarter, knownAt, basis);
    // The costs are in the stream and not read yet; what is awaited does not depend on them.
    const awaited = awaitedIn(taxDue({ ...question, costTiyn: 0n }));
    if (!awaited) await this.assess(due.licenseeId, knownAt, question);
    await this.quarters.done(due, awaited);
  }

  /** `at` is the instant as known at which the inputs were read: `Explanations` reads them again by it. */
  private async assess(
    licenseeId: string,
    knownAt: Instant,
    question: QuarterQuestion,
  ): Promise<void> {
    const id = uuidv7();
    const meta = {
      actor: 'assessor',
      organisation: 'tax',
      correlationId: id,
      causationId: id,
      rulePackHash: question.terms.rulePackHash,
    };
    const stream = assessmentStream(licenseeId, question.quarter);
    const outcome = await this.commands.handle(
      { meta },
      step(stream, assessmentDecider, {
        type: 'AssessQuarter',
        licenseeId,
        at: knownAt,
        ...question,
      }),
    );
    // Another instance, which knew later facts, was faster: its assessment stands.
    if (!outcome.accepted && outcome.reason !== 'assessed-from-later-facts')
      throw new Error(`${stream} was refused: ${outcome.reason}`);
  }
}

/**
 * Supervision will judge these months without a person acting, so the quarter is shown as waiting. Recorded
 * as blocked, each quarter would have a block in the log that nobody has to act on.
 */
const AWAITED: ReadonlySet<BlockReason> = new Set([
  'period-not-final',
  'receipts-differ-from-judgement',
]);

const awaitedIn = (answer: TaxAnswer): Awaited | undefined =>
  answer.status === 'blocked' && AWAITED.has(answer.reason) ? answer : undefined;
