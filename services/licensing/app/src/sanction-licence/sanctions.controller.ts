import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsInstant,
  IsText,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { licenceDecider, type SanctionCommand } from '@esep/licensing-domain';
import { v7 as uuidv7 } from 'uuid';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';

export class SanctionBody {
  @IsInstant({ description: 'When the act takes effect.', within: 'register' }) from!: string;
  @IsText({ max: 2_000 }) ground!: string;
  @IsText({ max: 64, optional: true }) caseId?: string;
}

/** A suspension may have an end; a reinstatement and a revocation have none. */
export class SuspensionBody extends SanctionBody {
  @IsInstant({ optional: true, within: 'until' }) until?: string;
}

/** Suspension, reinstatement, revocation: one person proposes, another confirms (LIC-11). */
@ApiTags('sanctions')
@Controller('licensing/v1/licences/:licenceId')
@Roles('licensing-officer', 'enforcement-officer')
export class SanctionsController {
  constructor(
    private readonly packs: RulePacks,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post('suspend')
  @HttpCode(202)
  @ApiOperation({ summary: 'Propose to suspend a licence' })
  async suspend(
    @Param('licenceId') licenceId: string,
    @Body() body: SuspensionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.propose(licenceId, command, {
      type: 'ProposeSuspension',
      ...body,
      ...(await this.who(by)),
    });
  }

  @Post('reinstate')
  @HttpCode(202)
  @ApiOperation({ summary: 'Propose to end a suspension' })
  async reinstate(
    @Param('licenceId') licenceId: string,
    @Body() body: SanctionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.propose(licenceId, command, {
      type: 'ProposeReinstatement',
      ...body,
      ...(await this.who(by)),
    });
  }

  @Post('revoke')
  @HttpCode(202)
  @ApiOperation({ summary: 'Propose to revoke a licence for good' })
  async revoke(
    @Param('licenceId') licenceId: string,
    @Body() body: SanctionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.propose(licenceId, command, {
      type: 'ProposeRevocation',
      ...body,
      ...(await this.who(by)),
    });
  }

  private async who({ subject: by }: Principal) {
    const at = this.clock.now();
    return { proposalId: uuidv7(), by, at, expiresAt: await this.packs.proposalExpiry(at) };
  }

  private propose(licenceId: string, context: CommandContext, command: SanctionCommand) {
    return this.commands.handle(context, step(`licence-${licenceId}`, licenceDecider, command));
  }
}
