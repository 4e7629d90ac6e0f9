import { applyDecorators, HttpCode, Injectable } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import type { Instant } from '@esep/kernel';
import { Clock, CommandAnswer, type CommandOutcome, type Principal } from '@esep/platform';
import { periodsFrom } from '@esep/licensing-domain';
import { v7 as uuidv7 } from 'uuid';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';

/** What a command answers that may change months that have passed. */
export class ChangeAnswer extends CommandAnswer {
  @ApiProperty({
    required: false,
    type: [String],
    description: 'Months that have passed, and whose figures it would change.',
    example: ['2026-02'],
  })
  readonly periods?: string[];
}

/** A call that one person does from now on (201), and that takes two where it is dated back (202). */
export const MayBeProposed = (): MethodDecorator =>
  applyDecorators(
    HttpCode(201),
    ApiCreatedResponse({ type: ChangeAnswer, description: 'Done.' }),
    ApiAcceptedResponse({
      type: ChangeAnswer,
      description: 'Dated back by more than a day: a second person confirms `proposalId`.',
    }),
  );

/** A proposal that may change months that have passed. */
export const ProposesChange = (): MethodDecorator =>
  applyDecorators(HttpCode(202), ApiAcceptedResponse({ type: ChangeAnswer }));

/** What every proposal says of itself: its id, who makes it, when, and until when it may be confirmed. */
@Injectable()
export class Proposing {
  constructor(
    private readonly packs: RulePacks,
    private readonly clock: Clock,
  ) {}

  async by({ subject: by }: Principal) {
    const at = this.clock.now();
    return { proposalId: uuidv7(), by, at, expiresAt: await this.packs.proposalExpiry(at) };
  }
}

/**
 * The answer to a proposal that changes the register back to an instant, with the months whose figures
 * may change: whoever proposes, and whoever confirms, sees how far it reaches.
 */
export const withPeriods = (
  outcome: CommandOutcome,
  changed: Instant,
  now: Instant,
): CommandOutcome => {
  const periods = periodsFrom(changed, now);
  return outcome.accepted && periods.length > 0
    ? { ...outcome, also: { ...outcome.also, periods } }
    : outcome;
};
