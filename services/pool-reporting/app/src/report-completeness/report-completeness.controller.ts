import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandAnswer,
  CommandHandler,
  CurrentPrincipal,
  IsInstant,
  IsRowId,
  RegimeBeginning,
  requireOrganisation,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import {
  COMPLETENESS_MESSAGES,
  completenessDecider,
  completenessStream,
  type CompletenessRefusal,
} from '@esep/pool-reporting-domain';

export class CompletenessBody {
  @IsRowId() poolId!: string;
  @IsInstant({ description: 'Everything up to this instant was reported.' }) through!: string;
}

@ApiTags('reports')
@Controller('pool-reporting/v1/completeness')
export class ReportCompletenessController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly regime: RegimeBeginning,
  ) {}

  @Post()
  @Roles('pool')
  @ApiOperation({
    summary: 'Say that everything up to an instant was reported',
    description: 'The greatest `through` counts; a smaller one changes nothing.',
  })
  @ApiCreatedResponse({ type: CommandAnswer, description: 'Where it stands in the log.' })
  async report(
    @Body() { poolId, through }: CompletenessBody,
    @CurrentPrincipal() principal: Principal,
    @Command() context: CommandContext,
  ): Promise<CommandOutcome & { detail?: string }> {
    requireOrganisation(principal, poolId);
    const at = this.clock.now();
    const regimeFrom = await this.regime.now();
    const outcome = await this.commands.handle(
      context,
      step(completenessStream(poolId), completenessDecider, {
        type: 'ReportThrough',
        poolId,
        through,
        at,
        regimeFrom,
      }),
    );
    if (outcome.accepted || !isCompletenessRefusal(outcome.reason)) return outcome;
    return { ...outcome, detail: COMPLETENESS_MESSAGES[outcome.reason] };
  }
}

const isCompletenessRefusal = (reason: string): reason is CompletenessRefusal =>
  reason in COMPLETENESS_MESSAGES;
