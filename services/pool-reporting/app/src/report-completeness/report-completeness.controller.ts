import { Body, Controller, Post } from '@nestjs/common';
import { ApiCreatedResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { completenessStream } from '@esep/kernel';
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
import { completenessDecider } from '@esep/pool-reporting-domain';

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
  ): Promise<CommandOutcome> {
    requireOrganisation(principal, poolId);
    const at = this.clock.now();
    const regimeFrom = await this.regime.now();
    return this.commands.handle(
      context,
      step(completenessStream(poolId), completenessDecider, {
        type: 'ReportThrough',
        poolId,
        through,
        at,
        regimeFrom,
      }),
    );
  }
}
