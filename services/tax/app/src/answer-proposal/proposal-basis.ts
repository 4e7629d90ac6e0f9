import { Injectable } from '@nestjs/common';
import type { Page, ProposalItem, ProposalsQuery } from '@esep/platform';

import { Laws } from '../tax-facts/laws.js';
import { RetainedCoins } from '../release-retained/retained-coins.js';
import { ProposalBook } from './proposal-book.js';

/** What was proposed, and what is looked at again when a proposal is answered. */
@Injectable()
export class ProposalBasis {
  constructor(
    private readonly book: ProposalBook,
    readonly laws: Laws,
    readonly coins: RetainedCoins,
  ) {}

  list(query: ProposalsQuery): Promise<Page<ProposalItem>> {
    return this.book.page(query);
  }
}
