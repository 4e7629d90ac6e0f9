import { Injectable } from '@nestjs/common';
import type { Instant, Proposing } from '@esep/kernel';
import { v7 as uuidv7 } from 'uuid';

import type { Principal } from '../http/request-context.js';
import { Clock } from '../runtime/clock.js';

/** When a proposal expires that is made now: each service has the law in its own way. */
export abstract class ProposalLaw {
  abstract proposalExpiry(now: Instant): Promise<Instant>;
}

/** How each act of two persons begins: its id, who proposes it, when, and until when it may be confirmed. */
@Injectable()
export class NewProposal {
  constructor(
    private readonly clock: Clock,
    private readonly law: ProposalLaw,
  ) {}

  async by({ subject: by }: Principal): Promise<Required<Proposing>> {
    const at = this.clock.now();
    return { proposalId: uuidv7(), by, at, expiresAt: await this.law.proposalExpiry(at) };
  }
}
