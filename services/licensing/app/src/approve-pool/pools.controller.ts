import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { SenderRosterChanged } from '@esep/contracts';
import type { Instant } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  IsInstant,
  IsName,
  isReservedOrganisation,
  IsText,
  Problem,
  Roles,
  SENDER_ID,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { poolDecider, type PoolCommand } from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { Register } from '../keep-register/register.js';
import { Addresses } from '../list-addresses/addresses.js';

/** Whose id were the regulator's or a service's own would speak for it. */
export const refuseReserved = (id: string, { ESEP_REGULATOR: regulator }: ServiceConfig): void => {
  if (!isReservedOrganisation(id, regulator)) return;
  throw new Problem(422, 'sender-id-reserved', {
    detail: `The id ${id} is that of another organisation: the regulator, a service or a licensee. Choose another.`,
  });
};

export class ApprovePoolBody {
  @IsText({ max: 63, pattern: SENDER_ID }) id!: string;
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
  @IsText({ max: 4_000, optional: true, description: 'Ed25519, PEM or JWK: signs submissions.' })
  publicKey?: string;
}

export class WithdrawBody {
  @IsInstant({ within: 'register' }) at!: string;
  @IsInstant({
    optional: true,
    description: 'Start of the interval that ends; else the one in force.',
    within: 'register',
  })
  from?: string;
  @IsText({ max: 2_000 }) reason!: string;
}

/** Digital mining pools: approved five at a time, effective-dated (LIC-13). */
@ApiTags('register')
@Controller('licensing/v1/pools')
@Roles('licensing-officer')
export class PoolsController {
  @Inject() private readonly addresses!: Addresses;
  @Inject() private readonly config!: ServiceConfig;

  constructor(
    private readonly register: Register,
    private readonly packs: RulePacks,
    private readonly commands: CommandHandler,
    private readonly clock: Clock,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Approve a pool; a sixth at the same time is refused' })
  approve(
    @Body() body: ApprovePoolBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const { id, name, lei, approvedFrom: from, coinbaseTags = [], publicKey } = body;
    const payoutAddresses = this.addresses.readAny('payoutAddresses', body.payoutAddresses ?? []);
    refuseReserved(id, this.config);
    return this.decide(id, from, command, (cap) => [
      {
        type: 'ApprovePool',
        poolId: id,
        name,
        ...(lei === undefined ? {} : { lei }),
        from,
        coinbaseTags,
        payoutAddresses,
        ...cap,
      },
      ...(publicKey === undefined ? [] : [keyOf(id, publicKey, from)]),
    ]);
  }

  @Post(':id/withdraw-approval')
  @HttpCode(201)
  @ApiOperation({ summary: 'End a pool’s approval, or move its end' })
  withdraw(
    @Param('id') id: string,
    @Body() body: WithdrawBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.decide(id, body.at, command, (cap) => [
      { type: 'WithdrawPoolApproval', ...body, ...cap },
    ]);
  }

  /** The cap is judged over all pools. */
  private decide(
    id: string,
    at: Instant,
    command: CommandContext,
    commandsOf: (cap: ApprovalCap) => PoolCommand[],
  ): Promise<CommandOutcome> {
    const event: SenderRosterChanged = {
      type: 'SenderRosterChanged',
      roster: 'pools',
      sender: id,
      at: this.clock.now(),
    };
    return this.commands.handleTogether(command, { stream: 'pools', event }, async () => {
      const pools = await this.register.list('pool', undefined, 1_000);
      const others = pools
        .filter((pool) => pool.id !== id)
        .flatMap(({ id: poolId, state }) =>
          state.approvals.map((approval) => ({ ...approval, poolId })),
        );
      const cap = evaluate(await this.packs.inForce(this.clock.now()), 'poolCap', at).value;
      return commandsOf({ others, cap }).map((each) => step(`pool-${id}`, poolDecider, each));
    });
  }
}

type ApprovalCap = Pick<Extract<PoolCommand, { type: 'ApprovePool' }>, 'others' | 'cap'>;

/** The key that a sender registers with: its first. */
export const keyOf = (sender: string, publicKey: string, from: Instant) =>
  ({ type: 'RegisterSenderKey', sender, keyId: `${sender}-1`, publicKey, from }) as const;
