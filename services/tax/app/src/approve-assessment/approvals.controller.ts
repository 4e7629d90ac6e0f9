import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isQuarter } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsCount,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { assessmentDecider } from '@esep/tax-domain';

import { assessmentStream } from '../assess-quarter/assessor.js';

export class ApprovalBody {
  @IsCount({ min: 1, description: 'The version that was looked at.' }) version!: number;
}

/** A machine assesses; a person stands for it, version by version (TAX-5). */
@ApiTags('assessments')
@Controller('tax/v1/assessments')
@Fails(404, 'assessment-unknown')
export class ApprovalsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post(':licenseeId/:quarter/approve')
  @HttpCode(201)
  @Roles('tax-officer')
  @ApiOperation({
    summary: 'Approve the version in force; nothing is released without it',
    description:
      '`version` is the one that was looked at; if another was issued meanwhile, it is refused (`version-superseded`).',
  })
  async approve(
    @Param('licenseeId') licenseeId: string,
    @Param('quarter') quarter: string,
    @Body() { version }: ApprovalBody,
    @CurrentPrincipal() { subject: by }: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    if (!isQuarter(quarter))
      throw new Problem(404, 'assessment-unknown', { detail: 'A quarter is written as 2026-Q1.' });
    return this.commands.handle(
      command,
      step(assessmentStream(licenseeId, quarter), assessmentDecider, {
        type: 'ApproveAssessment',
        licenseeId,
        quarter,
        version,
        by,
        at: this.clock.now(),
      }),
    );
  }
}
