import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Instant } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsFlag,
  IsInstant,
  IsName,
  isReservedOrganisation,
  IsText,
  NewProposal,
  Problem,
  Roles,
  SENDER_ID,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { isDatedBack, poolDecider, withdrawalReach } from '@esep/licensing-domain';

import { MayBeProposed, ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';
import { LicenceRegister } from '../keep-register/register.js';
import { Addresses } from '../list-addresses/addresses.js';
import { PoolRoster } from './pool-roster.js';

/** Whose id were the regulator's or a service's own would speak for it. */
export const refuseReserved = (id: string, { ESEP_REGULATOR: regulator }: ServiceConfig): void => {
  if (!isReservedOrganisation(id, regulator)) return;
  throw new Problem(422, 'sender-id-reserved', {
    detail: `The id ${id} is that of another organisation: the regulator, a service or a licensee. Choose another.`,
  });
};

export class ApprovePoolAgainBody {
  @IsName() name!: string;
  @IsText({ max: 20, optional: true, description: 'ISO 17442.' }) lei?: string;
  @IsInstant({ within: 'register' }) approvedFrom!: string;
  @IsText({ max: 100, list: { max: 100 }, optional: true, description: 'Found in coinbases.' })
  coinbaseTags?: string[];
  @IsText({
    max: 200,
    list: { max: 1_000 },
    optional: true,
    description: 'At most 48 kB with the tags; any number is added by `…/{id}/payout-addresses`.',
  })
  payoutAddresses?: string[];
}

export class ApprovePoolBody extends ApprovePoolAgainBody {
  @IsText({ max: 63, pattern: SENDER_ID }) id!: string;
  @IsText({ max: 4_000, optional: true, description: 'Ed25519, PEM or JWK: signs submissions.' })
  publicKey?: string;
}

export class WithdrawBody {
  @IsInstant({ description: 'When it ends: not before it is published.', within: 'register' })
  at!: string;
  @IsInstant({
    optional: true,
    description: 'Start of the interval that ends; else the one in force.',
    within: 'register',
  })
  from?: string;
  @IsText({ max: 2_000 }) reason!: string;
  @IsFlag({
    optional: true,
    description:
      'The register was wrong about a time that has passed; the answer lists the months it changes.',
  })
  correction?: boolean;
}

/** Digital mining pools: approved five at a time, effective-dated (LIC-13). */
@ApiTags('register')
@Controller('licensing/v1/pools')
@Fails(422, 'sender-id-reserved')
@Roles('licensing-officer')
export class PoolsController {
  @Inject() private readonly addresses!: Addresses;
  @Inject() private readonly config!: ServiceConfig;
  @Inject() private readonly clock!: Clock;

  constructor(
    private readonly roster: PoolRoster,
    private readonly register: LicenceRegister,
    private readonly proposals: NewProposal,
    private readonly commands: CommandHandler,
  ) {}

  @Post()
  @MayBeProposed()
  @ApiOperation({
    summary: 'Approve a new pool; a sixth at the same time is refused',
    description:
      'One that was approved before is approved again by `…/{id}/approvals`. From more than a day ago it is proposed (202): a second person confirms it.',
  })
  async approve(
    @Body() body: ApprovePoolBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { id, approvedFrom: from, publicKey } = body;
    const terms = this.termsOf(id, body);
    refuseReserved(id, this.config);
    const now = this.clock.now();
    const key = publicKey === undefined ? {} : { publicKey };
    if (!isDatedBack(from, now))
      return this.roster.decide(id, from, command, (pools) => [
        { type: 'ApprovePool', ...terms, ...pools, now },
        ...keysOf({ sender: id, from, ...key }),
      ]);
    const who = await this.proposals.by(by);
    const pools = await this.roster.beside(id, from);
    const propose = {
      type: 'ProposePoolRegistration',
      ...terms,
      ...key,
      ...pools,
      ...who,
    } as const;
    const outcome = await this.commands.handle(command, step(`pool-${id}`, poolDecider, propose));
    return withPeriods(outcome, from, now);
  }

  @Post(':id/approvals')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to approve a pool again, from now on',
    description:
      'For a pool whose approval has ended. It may report again once a second person has confirmed.',
  })
  async approveAgain(
    @Param('id') id: string,
    @Body() body: ApprovePoolAgainBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(
      command,
      step(`pool-${id}`, poolDecider, {
        type: 'ProposePoolApproval',
        ...this.termsOf(id, body),
        ...(await this.roster.beside(id, body.approvedFrom)),
        ...(await this.proposals.by(by)),
      }),
    );
  }

  @Post(':id/withdraw-approval')
  @ProposesChange()
  @ApiOperation({
    summary: 'Propose to end a pool’s approval, or to move its end',
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
      step(`pool-${id}`, poolDecider, {
        type: 'ProposePoolWithdrawal',
        ...meant,
        reason,
        ...(correction ? { correction: true as const } : {}),
        ...(await this.roster.beside(id, end)),
        ...who,
      }),
    );
    const pool = await this.register.find('pool', id);
    const changed = pool && withdrawalReach(pool.state, meant);
    return changed === undefined ? outcome : withPeriods(outcome, changed, who.at);
  }

  private termsOf(poolId: string, body: ApprovePoolAgainBody) {
    const { name, lei, approvedFrom: from, coinbaseTags = [], payoutAddresses = [] } = body;
    return {
      poolId,
      name,
      ...(lei === undefined ? {} : { lei }),
      from,
      coinbaseTags,
      payoutAddresses: this.addresses.readAny('payoutAddresses', payoutAddresses),
    };
  }
}

/** The key that a sender registers with, if any: its first. */
export const keysOf = (said: {
  readonly sender: string;
  readonly publicKey?: string;
  readonly from: Instant;
}) => {
  const { sender, publicKey, from } = said;
  return publicKey === undefined
    ? []
    : [{ type: 'RegisterSenderKey', sender, keyId: `${sender}-1`, publicKey, from } as const];
};
