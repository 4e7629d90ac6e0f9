import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsChoice,
  IsInstant,
  IsName,
  IsText,
  NewProposal,
  Roles,
  SENDER_ID,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { exchangeDecider, exchangeWithdrawalReach, isDatedBack } from '@esep/licensing-domain';

import { MayBeProposed, ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';
import { LicenceRegister } from '../keep-register/register.js';
import { Addresses } from '../list-addresses/addresses.js';
import { keysOf, refuseReserved, WithdrawBody } from '../approve-pool/pools.controller.js';
import { ExchangeRoster } from './exchange-roster.js';

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
@Fails(422, 'sender-id-reserved')
@Roles('licensing-officer')
export class ExchangesController {
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly roster!: ExchangeRoster;

  constructor(
    private readonly register: LicenceRegister,
    private readonly proposals: NewProposal,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
    private readonly addresses: Addresses,
  ) {}

  @Post()
  @MayBeProposed()
  @ApiOperation({
    summary: 'License a new exchange',
    description:
      'One that was licensed before is licensed again by `…/{id}/approvals`. From more than a day ago it is proposed (202): a second person confirms it.',
  })
  async license(
    @Body() body: LicenseExchangeBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { id, approvedFrom: from, publicKey } = body;
    const terms = this.termsOf(id, body);
    refuseReserved(id, this.config);
    const now = this.clock.now();
    const key = publicKey === undefined ? {} : { publicKey };
    if (!isDatedBack(from, now))
      return this.roster.decide(id, command, (others) => [
        { type: 'LicenseExchange', ...terms, others, now },
        ...keysOf({ sender: id, from, ...key }),
      ]);
    const who = await this.proposals.by(by);
    const others = await this.roster.beside(id);
    const propose = {
      type: 'ProposeExchangeRegistration',
      ...terms,
      ...key,
      others,
      ...who,
    } as const;
    const outcome = await this.commands.handle(
      command,
      step(`exchange-${id}`, exchangeDecider, propose),
    );
    return withPeriods(outcome, from, now);
  }

  @Post(':id/approvals')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to license an exchange again, from now on',
    description:
      'For an exchange whose licence has ended. It may report again once a second person has confirmed.',
  })
  async licenseAgain(
    @Param('id') id: string,
    @Body() body: LicenseExchangeAgainBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(
      command,
      step(`exchange-${id}`, exchangeDecider, {
        type: 'ProposeExchangeLicence',
        ...this.termsOf(id, body),
        ...(await this.proposals.by(by)),
      }),
    );
  }

  @Post(':id/withdraw-approval')
  @ProposesChange()
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
    const who = await this.proposals.by(by);
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

  private termsOf(exchangeId: string, body: LicenseExchangeAgainBody) {
    const { name, lei, kind = 'DATF', approvedFrom: from, depositAddresses = [] } = body;
    return {
      exchangeId,
      name,
      ...(lei === undefined ? {} : { lei }),
      kind,
      from,
      depositAddresses: this.addresses.readAny('depositAddresses', depositAddresses),
    };
  }
}
