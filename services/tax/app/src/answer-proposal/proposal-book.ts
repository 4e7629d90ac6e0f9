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

import { Knowledge } from '../know-the-facts/knowledge.js';

/** What was proposed, as the second persons of tax find it. */
@Injectable()
export class ProposalBook {
  constructor(
    private readonly database: DataSource,
    private readonly knowledge: Knowledge,
    private readonly store: EventStore,
    private readonly clock: Clock,
  ) {}

  /** Whoever proposes something finds it there. */
  async page(query: ProposalsQuery): Promise<Page<ProposalItem>> {
    await this.knowledge.caughtUp(this.store.log);
    return proposalsPage(this.database, 'tax', query, this.clock.now());
  }
}
