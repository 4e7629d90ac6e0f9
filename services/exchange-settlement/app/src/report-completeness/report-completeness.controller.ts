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
} from '@esep/exchange-settlement-domain';

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
  ): Promise<CommandOutcome & { detail?: string }> {
    requireOrganisation(principal, exchangeId);
    const at = this.clock.now();
    const regimeFrom = await this.regime.now();
    const outcome = await this.commands.handle(
      context,
      step(completenessStream(exchangeId), completenessDecider, {
        type: 'ReportThrough',
        exchangeId,
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
