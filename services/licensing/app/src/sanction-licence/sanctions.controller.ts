import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsFlag,
  IsInstant,
  IsText,
  NewProposal,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { licenceDecider, type SanctionCommand } from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';

export class SanctionBody {
  @IsInstant({
    description: 'When the act takes effect: not before it is published.',
    within: 'register',
  })
  from!: string;
  @IsText({ max: 2_000 }) ground!: string;
  @IsText({ max: 64, optional: true }) caseId?: string;
}

/** A suspension has an end, by the rule pack; a reinstatement and a revocation have none. */
export class SuspensionBody extends SanctionBody {
  @IsInstant({
    optional: true,
    within: 'until',
    description: 'When it ends. A suspension without an end is refused.',
  })
  until?: string;
  @IsFlag({
    optional: true,
    description: 'It cannot wait for the notice of the rule pack; the hearing follows it.',
  })
  urgent?: boolean;
}

export class ReinstatementBody extends SanctionBody {
  @IsFlag({
    optional: true,
    description: 'The suspension was wrong: it ends, or never began, at a time that has passed.',
  })
  correction?: boolean;
}

/** Suspension, reinstatement, revocation: one person proposes, another confirms (LIC-11). */
@ApiTags('sanctions')
@Controller('licensing/v1/licences/:licenceId')
@Roles('licensing-officer', 'enforcement-officer')
export class SanctionsController {
  constructor(
    private readonly packs: RulePacks,
    private readonly proposals: NewProposal,
    private readonly commands: CommandHandler,
  ) {}

  @Post('suspend')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to suspend a licence, for as long as the rule pack allows',
    description:
      'Takes effect at `from`, not before the notice of the rule pack unless it is `urgent`. `until` is its end, which the rule pack demands and bounds (`suspensionMonths`): without it the refusal is `suspension-too-long`.',
  })
  async suspend(
    @Param('licenceId') licenceId: string,
    @Body() { urgent, ...body }: SuspensionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(by);
    const pack = await this.packs.inForce(who.at);
    return this.propose(licenceId, command, {
      type: 'ProposeSuspension',
      ...body,
      ...(urgent ? { urgent: true as const } : {}),
      months: evaluate(pack, 'suspensionMonths', who.at).value,
      noticeDays: evaluate(pack, 'sanctionNoticeDays', who.at).value,
      ...who,
    });
  }

  @Post('reinstate')
  @ProposesChange()
  @ApiOperation({
    summary: 'Propose to end a suspension',
    description:
      'From `from` on the licence is active again. With `correction` also for a time that has passed; `periods` are the months that it changes.',
  })
  async reinstate(
    @Param('licenceId') licenceId: string,
    @Body() { correction, ...body }: ReinstatementBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(by);
    const outcome = await this.propose(licenceId, command, {
      type: 'ProposeReinstatement',
      ...body,
      ...(correction ? { correction: true as const } : {}),
      ...who,
    });
    return withPeriods(outcome, body.from, who.at);
  }

  @Post('revoke')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to revoke a licence for good',
    description:
      'Once confirmed, its holder gets no other licence for the months of the rule pack.',
  })
  async revoke(
    @Param('licenceId') licenceId: string,
    @Body() body: SanctionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(by);
    const pack = await this.packs.inForce(who.at);
    return this.propose(licenceId, command, {
      type: 'ProposeRevocation',
      ...body,
      noticeDays: evaluate(pack, 'sanctionNoticeDays', who.at).value,
      ...who,
    });
  }

  private propose(licenceId: string, context: CommandContext, command: SanctionCommand) {
    return this.commands.handle(context, step(`licence-${licenceId}`, licenceDecider, command));
  }
}
