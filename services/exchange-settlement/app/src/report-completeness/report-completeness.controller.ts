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
import { completenessDecider } from '@esep/exchange-settlement-domain';

export class CompletenessBody {
  @IsRowId() exchangeId!: string;
  @IsInstant({ description: 'Everything up to this instant was reported.' }) through!: string;
}

@ApiTags('reports')
@Controller('exchange-settlement/v1/completeness')
export class ReportCompletenessController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly regime: RegimeBeginning,
  ) {}

  @Post()
  @Roles('exchange')
  @ApiOperation({
    summary: 'Say that everything up to an instant was reported',
    description: 'The greatest `through` counts; a smaller one changes nothing.',
  })
  @ApiCreatedResponse({ type: CommandAnswer, description: 'Where it stands in the log.' })
  async report(
    @Body() { exchangeId, through }: CompletenessBody,
    @CurrentPrincipal() principal: Principal,
    @Command() context: CommandContext,
  ): Promise<CommandOutcome> {
    requireOrganisation(principal, exchangeId);
    const at = this.clock.now();
    const regimeFrom = await this.regime.now();
    return this.commands.handle(
      context,
      step(completenessStream(exchangeId), completenessDecider, {
        type: 'ReportThrough',
        exchangeId,
        through,
        at,
        regimeFrom,
      }),
    );
  }
}
