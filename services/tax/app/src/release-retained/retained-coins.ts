import { Injectable } from '@nestjs/common';
import { quarterOf, type Period } from '@esep/kernel';
import { EventStore } from '@esep/platform';
import { isPaid, type ReleaseOfOpening, type ReleaseOfPeriod } from '@esep/tax-domain';

import { assessmentOf } from '../assess-quarter/assessments.js';
import { assessmentStream } from '../assess-quarter/assessor.js';
import { TaxFacts } from '../know-the-facts/tax-facts.js';

type What = 'type' | 'licenseeId' | 'asset' | 'quantity' | 'at';

/** What of a licensee's coins may be released, and what stands in the way (SALE-3). */
@Injectable()
export class RetainedCoins {
  constructor(
    private readonly facts: TaxFacts,
    private readonly store: EventStore,
  ) {}

  async ofOpening(licenseeId: string, asset: string): Promise<Omit<ReleaseOfOpening, What>> {
    return { period: 'opening', retained: await this.facts.openingStock(licenseeId, asset) };
  }

  async ofPeriod(
    licenseeId: string,
    asset: string,
    period: Period,
  ): Promise<Omit<ReleaseOfPeriod, What>> {
    const [judged, past] = await Promise.all([
      this.facts.retainedOf(licenseeId, asset, period),
      this.store.readStream(assessmentStream(licenseeId, quarterOf(period))),
    ]);
    return { period, ...judged, isAssessmentPaid: isPaid(assessmentOf(past)) };
  }
}
