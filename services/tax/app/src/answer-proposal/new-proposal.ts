import { Injectable } from '@nestjs/common';
import type { LocalDate, Proposing } from '@esep/kernel';
import { Clock, type Principal } from '@esep/platform';
import { v7 as uuidv7 } from 'uuid';

import { Laws } from '../tax-facts/laws.js';

/** How each act of two persons begins here. */
@Injectable()
export class NewProposal {
  constructor(
    private readonly clock: Clock,
    private readonly laws: Laws,
  ) {}

  async by({ subject }: Principal): Promise<Proposing> {
    const at = this.clock.now();
    const expiresAt = await this.laws.proposalExpiry(at);
    return { proposalId: uuidv7(), by: subject, at, expiresAt };
  }

  /** Throws for a day whose price nobody will ever need. */
  requirePriceable(day: LocalDate): Promise<void> {
    return this.laws.requirePriceable(day, this.clock.now());
  }
}
