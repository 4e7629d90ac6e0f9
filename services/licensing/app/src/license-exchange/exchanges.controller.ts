import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SenderRosterChanged } from '@esep/contracts';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsChoice,
  IsInstant,
  IsName,
  IsText,
  Roles,
  SENDER_ID,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { exchangeDecider, exchangeWithdrawalReach } from '@esep/licensing-domain';

import { Proposing, withPeriods } from '../answer-proposal/proposing.js';
import { Register } from '../keep-register/register.js';
import { Addresses } from '../list-addresses/addresses.js';
import { keyOf, refuseReserved, WithdrawBody } from '../approve-pool/pools.controller.js';

export class LicenseExchangeAgainBody {
  @IsName() name!: string;
  @IsText({ max: 20, optional: true, description: 'ISO 17442.' }) lei?: string;
  @IsChoice(['DATF', 'OTC'], { optional: true }) kind?: 'DATF' | 'OTC';
  @IsInstant({ within: 'register' }) approvedFrom!: string;
  @IsText({
    max: 200,
    list: { max: 10_000 },
    optional: true,
    description: 'At most 48 kB together; any number is added by `…/{id}/deposit-addresses`.',
  })
  depositAddresses?: string[];
}

export class LicenseExchangeBody extends LicenseExchangeAgainBody {
  @IsText({ max: 63, pattern: SENDER_ID }) id!: string;
  @IsText({ max: 4_000, optional: true }) publicKey?: string;
}

/** Venues where mined coins are sold: licensed, effective-dated (LIC-13, SALE-6). */
@ApiTags('register')
@Controller('licensing/v1/exchanges')
@Roles('licensing-officer')
export class ExchangesController {
  @Inject() private readonly config!: ServiceConfig;

  constructor(
    private readonly register: Register,
    private readonly proposing: Proposing,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly addresses: Addresses,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'License a new exchange',
    description: 'One that was licensed before is licensed again by `…/{id}/approvals`.',
  })
  license(
    @Body() body: LicenseExchangeBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { id, name, lei, kind = 'DATF', approvedFrom: from, publicKey } = body;
    const depositAddresses = this.addresses.readAny(
      'depositAddresses',
      body.depositAddresses ?? [],
    );
    refuseReserved(id, this.config);
    const stream = `exchange-${id}`;
    const event: SenderRosterChanged = {
      type: 'SenderRosterChanged',
      roster: 'exchanges',
      sender: id,
      at: this.clock.now(),
    };
    // Their ids must be told apart.
    return this.commands.handleTogether(command, { stream: 'exchanges', event }, async () => {
      const exchanges = await this.register.list('exchange', undefined, 1_000);
      const others = exchanges.map((other) => other.id).filter((other) => other !== id);
      return [
        step(stream, exchangeDecider, {
          type: 'LicenseExchange',
          exchangeId: id,
          name,
          ...(lei === undefined ? {} : { lei }),
          kind,
          from,
          depositAddresses,
          others,
        }),
        ...(publicKey === undefined
          ? []
          : [step(stream, exchangeDecider, keyOf(id, publicKey, from))]),
      ];
    });
  }

  @Post(':id/approvals')
  @HttpCode(202)
  @ApiOperation({ summary: 'Propose to license an exchange again, from now on' })
  async licenseAgain(
    @Param('id') id: string,
    @Body() body: LicenseExchangeAgainBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { name, lei, kind = 'DATF', approvedFrom: from, depositAddresses = [] } = body;
    return this.commands.handle(
      command,
      step(`exchange-${id}`, exchangeDecider, {
        type: 'ProposeExchangeLicence',
        exchangeId: id,
        name,
        ...(lei === undefined ? {} : { lei }),
        kind,
        from,
        depositAddresses: this.addresses.readAny('depositAddresses', depositAddresses),
        ...(await this.proposing.by(by)),
      }),
    );
  }

  @Post(':id/withdraw-approval')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to end an exchange’s licence, or to move its end',
    description: 'A second person confirms it, before it takes effect.',
  })
  async withdraw(
    @Param('id') id: string,
    @Body() { at: end, from, reason, correction }: WithdrawBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposing.by(by);
    const meant = { ...(from === undefined ? {} : { from }), end };
    const outcome = await this.commands.handle(
      command,
      step(`exchange-${id}`, exchangeDecider, {
        type: 'ProposeExchangeWithdrawal',
        ...meant,
        reason,
        ...(correction ? { correction: true as const } : {}),
        ...who,
      }),
    );
    const exchange = await this.register.find('exchange', id);
    const changed = exchange && exchangeWithdrawalReach(exchange.state, meant);
    return changed === undefined ? outcome : withPeriods(outcome, changed, who.at);
  }
}
