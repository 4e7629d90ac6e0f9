import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsMoney,
  IsQuarter,
  IsText,
  MoneyBody,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { assessmentDecider } from '@esep/tax-domain';

import { assessmentStream } from '../assess-quarter/assessor.js';
import { requireReader } from '../assess-quarter/readers.js';
import { TaxFacts } from '../know-the-facts/tax-facts.js';
import { moneyOf } from '../publish-prices/published-list.js';

export class CostDeclarationBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsQuarter() quarter!: string;
  @IsMoney({ description: 'All costs of the quarter in one sum; it replaces an earlier one.' })
  cost!: MoneyBody;
}

/** What profit is reduced by (TAX-1): a licensee declares its own, an officer anybody's. */
@ApiTags('declarations')
@Controller('tax/v1/cost-declarations')
@Roles('tax-officer', 'licensee')
export class DeclareCostsController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly facts: TaxFacts,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Declare the costs of a quarter; its assessment follows by itself' })
  async declare(
    @Body() { licenseeId, quarter, cost }: CostDeclarationBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    requireReader(principal, licenseeId);
    await this.facts.requireLicensee(licenseeId);
    return this.commands.handle(
      command,
      step(assessmentStream(licenseeId, quarter), assessmentDecider, {
        type: 'DeclareCost',
        licenseeId,
        quarter,
        cost: moneyOf(cost),
        at: this.clock.now(),
      }),
    );
  }
}
