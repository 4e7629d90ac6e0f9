import { Injectable } from '@nestjs/common';
import {
  Clock,
  EventStore,
  proposalsPage,
  type Page,
  type ProposalItem,
  type ProposalsQuery,
} from '@esep/platform';
import { DataSource } from 'typeorm';

import { SourceWatermarks } from '../tax-facts/source-watermarks.js';

/** What was proposed, as the second persons of tax find it. */
@Injectable()
export class ProposalBook {
  constructor(
    private readonly database: DataSource,
    private readonly knowledge: SourceWatermarks,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Whoever proposes something finds it there. */
  async page(query: ProposalsQuery): Promise<Page<ProposalItem>> {
    await this.knowledge.caughtUp(this.store.log);
    return proposalsPage(this.database, 'tax', query, this.clock.now());
  }
}
