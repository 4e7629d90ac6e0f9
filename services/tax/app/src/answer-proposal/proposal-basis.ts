import { Injectable } from '@nestjs/common';

import { Laws } from '../know-the-facts/laws.js';
import { RetainedCoins } from '../release-retained/retained-coins.js';

/** What is looked at again when a proposal is answered. */
@Injectable()
export class ProposalBasis {
  constructor(
    readonly laws: Laws,
    readonly coins: RetainedCoins,
  ) {}
}
