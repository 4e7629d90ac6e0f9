import { Injectable } from '@nestjs/common';
import { quarterOf, type Period, type Quarter } from '@esep/kernel';
import { EventStore, Problem } from '@esep/platform';
import { isPaid, type ReleaseOfOpening, type ReleaseOfPeriod } from '@esep/tax-domain';

import { assessmentOf } from '../assess-quarter/assessments.js';
import { assessmentStream } from '../assess-quarter/assessor.js';
import { DueQuarters } from '../assess-quarter/due-quarters.js';
import { Knowledge } from '../know-the-facts/knowledge.js';
import { TaxFacts } from '../know-the-facts/tax-facts.js';

type What = 'type' | 'licenseeId' | 'asset' | 'quantity' | 'at';

/** What of a licensee's coins may be released, and what stands in the way (SALE-3). */
@Injectable()
export class RetainedCoins {
  constructor(
    private readonly facts: TaxFacts,
    private readonly store: EventStore,
    private readonly quarters: DueQuarters,
    private readonly knowledge: Knowledge,
  ) {}

  async ofOpening(licenseeId: string, asset: string): Promise<Omit<ReleaseOfOpening, What>> {
    await this.knowledge.throughNow();
    return { period: 'opening', retained: await this.facts.openingStock(licenseeId, asset) };
  }

  async ofPeriod(
    licenseeId: string,
    asset: string,
    period: Period,
  ): Promise<Omit<ReleaseOfPeriod, What>> {
    await this.knowledge.throughNow();
    const quarter = quarterOf(period);
    const judged = await this.facts.retainedOf(licenseeId, asset, period);
    const isAssessmentPaid = await this.isPaid(licenseeId, quarter);
    // What arrived a moment ago may ask for more than was paid.
    if (isAssessmentPaid && !(await this.quarters.settled(licenseeId, quarter)))
      throw new Problem(503, 'assessment-under-way', {
        detail: `The assessment of ${quarter} is being worked out again. Send the same again.`,
        headers: { 'Retry-After': '5' },
      });
    return {
      period,
      ...judged,
      isAssessmentPaid: isAssessmentPaid && (await this.isPaid(licenseeId, quarter)),
    };
  }

  private async isPaid(licenseeId: string, quarter: Quarter): Promise<boolean> {
    return isPaid(assessmentOf(await this.store.readStream(assessmentStream(licenseeId, quarter))));
  }
}
