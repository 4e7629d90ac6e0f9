import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { isInFuture } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  IsInstant,
  IsMoney,
  IsQuarter,
  IsText,
  MoneyBody,
  refused,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { assessmentDecider } from '@esep/tax-domain';

import { assessmentStream } from '../assess-quarter/assessor.js';
import { TaxFacts } from '../know-the-facts/tax-facts.js';
import { moneyOf } from '../publish-prices/published-list.js';

export class PaymentBody {
  @IsText({ max: 64 }) licenseeId!: string;
  @IsQuarter() quarter!: string;
  @IsMoney() money!: MoneyBody;
  @IsInstant({ description: 'When it was paid.' }) at!: string;
  @IsText({ max: 64, description: 'The bank’s: tells two payments from one that is sent twice.' })
  reference!: string;
}

/** Tax that has come. */
@ApiTags('payments')
@Controller('tax/v1/payments')
@Roles('tax-officer')
export class RecordPaymentController {
  constructor(
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly facts: TaxFacts,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Record a payment of a quarter’s tax' })
  async record(
    @Body() { licenseeId, quarter, money, at, reference }: PaymentBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    if (isInFuture(at, this.clock.now()))
      throw refused('instant-in-future', 'A payment is recorded when it has come.');
    await this.facts.requireLicensee(licenseeId);
    return this.commands.handle(
      command,
      step(assessmentStream(licenseeId, quarter), assessmentDecider, {
        type: 'RecordPayment',
        licenseeId,
        quarter,
        money: moneyOf(money),
        at,
        reference,
      }),
    );
  }
}
