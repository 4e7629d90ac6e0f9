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
 * Issues the assessment of every quarter that has ended, again whenever something that it depends on has
 * changed. Idempotent after a crash at any point, because the decider compares with the stream.
 */
@Injectable()
export class Assessor {
  @Inject() private readonly log!: ServiceLog;

  constructor(
    private readonly quarters: DueQuarters,
    private readonly questions: QuarterQuestions,
    private readonly commands: CommandHandler,
    private readonly knowledge: SourceWatermarks,
  ) {}

  async sweep(stop: AbortSignal): Promise<void> {
    const knownAt = await this.knowledge.waitUntilCurrent(stop);
    let basis: { quarter: Quarter; known: QuarterBasis | undefined } | undefined;
    for await (const due of this.quarters.at(knownAt)) {
      if (stop.aborted) return;
      const { quarter } = due;
      if (basis?.quarter !== quarter)
        basis = { quarter, known: await this.questions.basis(quarter, knownAt) };
      // Without a law, or with a fact missing, nothing can be assessed: the quarter stays due.
      if (!basis.known || this.knowledge.isParked(due.licenseeId)) continue;
      try {
        await this.look(due, knownAt, basis.known);
      } catch (error) {
        // One licensee's trouble is not the next one's. It stays due and is tried again.
        this.log.error(error, `${due.licenseeId} cannot be assessed for ${quarter}`, 'tax');
      }
    }
  }

  private async look(due: DueQuarter, knownAt: Instant, basis: QuarterBasis): Promise<void> {
    const question = await this.questions.ask(due.licenseeId, due.quarter, knownAt, basis);
    // What is awaited does not depend on costs.
    const awaited = awaitedIn(taxDue({ ...question, costTiyn: 0n }));
    if (!awaited) await this.assess(due.licenseeId, knownAt, question);
    await this.quarters.done(due, awaited);
  }

  /** The instant up to which everything is known is the time of the assessment: the answer to "what did it know?". */
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
    // Another process with newer sources was faster: its assessment stands.
    if (!outcome.accepted && outcome.reason !== 'assessed-from-later-facts')
      throw new Error(`${stream} was refused: ${outcome.reason}`);
  }
}

/**
 * Supervision judges these months soon, without a person acting. So the quarter is shown as waiting and
 * not recorded as blocked.
 */
const AWAITED: ReadonlySet<BlockReason> = new Set([
  'period-not-final',
  'receipts-differ-from-judgement',
]);

const awaitedIn = (answer: TaxAnswer): Awaited | undefined =>
  answer.status === 'blocked' && AWAITED.has(answer.reason) ? answer : undefined;
