import { applyDecorators, HttpCode } from '@nestjs/common';
import { ApiAcceptedResponse, ApiCreatedResponse, ApiProperty } from '@nestjs/swagger';
import type { Instant } from '@esep/kernel';
import { CommandAnswer, type CommandOutcome } from '@esep/platform';
import { periodsFrom } from '@esep/licensing-domain';

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
