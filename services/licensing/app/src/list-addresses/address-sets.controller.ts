import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import {
  addressesHeld,
  exchangeDecider,
  poolDecider,
  type AddressHeld,
} from '@esep/licensing-domain';
import {
  Command,
  CommandHandler,
  Fails,
  IsAsset,
  IsInstant,
  IsText,
  keyIn,
  ListQuery,
  Lists,
  pageOf,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';

import { holdsAt } from '@esep/kernel';
import { LicenceRegister } from '../keep-register/register.js';
import { Addresses } from './addresses.js';

const LISTED = { max: 200, list: { min: 1, max: 10_000 } } as const;

export class AddAddressesBody {
  @IsAsset() asset!: string;
  @IsText({ ...LISTED, description: 'Any number by repeated calls.' }) addresses!: string[];
  @IsInstant({ within: 'register', description: 'Since when they are in use.' }) from!: string;
}

export class EndAddressesBody {
  @IsAsset() asset!: string;
  @IsText({ ...LISTED, description: 'Each of them was added before.' }) addresses!: string[];
  @IsInstant({
    within: 'register',
    optional: true,
    description: 'The start under which they were added; else those in force.',
  })
  from?: string;
  @IsInstant({ within: 'register', description: 'When they are no longer in use.' }) to!: string;
}

export class AddressesQuery extends ListQuery {
  @IsAsset({ optional: true, description: 'Of this asset only.' }) asset?: string;
  @IsInstant({ optional: true, description: 'Only those that are in use then.' }) asOf?: string;
}

export class AddressItem {
  @ApiProperty() asset!: string;
  @ApiProperty() address!: string;
  @ApiProperty({ format: 'date-time' }) from!: string;
  @ApiProperty({ format: 'date-time', nullable: true, type: String }) until!: string | null;
}

const READERS = [
  'licensing-officer',
  'supervision-analyst',
  'enforcement-officer',
  'auditor',
  'service',
] as const;

/**
 * Where an exchange takes coins and a pool pays from, beside what its licence or approval lists: sets
 * of any size, in which each address has its own dates.
 */
@ApiTags('register')
@Controller('licensing/v1')
@Fails(404, 'exchange-unknown', 'pool-unknown')
export class AddressSetsController {
  constructor(
    private readonly register: LicenceRegister,
    private readonly addresses: Addresses,
    private readonly commands: CommandHandler,
  ) {}

  @Post('exchanges/:id/deposit-addresses')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Add deposit addresses of an exchange',
    description:
      'Coins that arrive at these addresses count as brought to the exchange. Up to 10,000 a call; those of the licence stay.',
  })
  addDeposit(
    @Param('id') exchangeId: string,
    @Body() body: AddAddressesBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const named = { ...body, addresses: this.addresses.read(body.asset, body.addresses) };
    return this.commands.handle(
      command,
      step(`exchange-${exchangeId}`, exchangeDecider, {
        type: 'AddDepositAddresses',
        exchangeId,
        ...named,
      }),
    );
  }

  @Post('exchanges/:id/deposit-addresses/end')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'End deposit addresses that were added, or move their end',
    description:
      'From `to` on the exchange no longer uses them. Addresses of the licence itself end with the licence.',
  })
  endDeposit(
    @Param('id') exchangeId: string,
    @Body() body: EndAddressesBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const named = { ...body, addresses: this.addresses.read(body.asset, body.addresses) };
    return this.commands.handle(
      command,
      step(`exchange-${exchangeId}`, exchangeDecider, {
        type: 'EndDepositAddresses',
        exchangeId,
        ...named,
      }),
    );
  }

  @Get('exchanges/:id/deposit-addresses')
  @Roles(...READERS)
  @ApiOperation({
    summary: 'Deposit addresses that were added to those of the licence',
    description:
      'Each with its dates, by asset and address. `asOf` leaves those that are in use then.',
  })
  @Lists(AddressItem)
  async deposit(@Param('id') id: string, @Query() query: AddressesQuery) {
    const exchange = await this.register.latest('exchange', id);
    if (!exchange)
      throw new Problem(404, 'exchange-unknown', { detail: 'There is no exchange with this id.' });
    return pageIn(addressesHeld(exchange.added, query.asset), query);
  }

  @Post('pools/:id/payout-addresses')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'Add payout addresses of a pool',
    description:
      'Coins that leave these addresses count as paid by the pool. Up to 10,000 a call; those of the approval stay.',
  })
  addPayout(
    @Param('id') poolId: string,
    @Body() body: AddAddressesBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const named = { ...body, addresses: this.addresses.read(body.asset, body.addresses) };
    return this.commands.handle(
      command,
      step(`pool-${poolId}`, poolDecider, { type: 'AddPayoutAddresses', poolId, ...named }),
    );
  }

  @Post('pools/:id/payout-addresses/end')
  @HttpCode(201)
  @Roles('licensing-officer')
  @ApiOperation({
    summary: 'End payout addresses that were added, or move their end',
    description:
      'From `to` on the pool no longer uses them. Addresses of the approval itself end with it.',
  })
  endPayout(
    @Param('id') poolId: string,
    @Body() body: EndAddressesBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const named = { ...body, addresses: this.addresses.read(body.asset, body.addresses) };
    return this.commands.handle(
      command,
      step(`pool-${poolId}`, poolDecider, { type: 'EndPayoutAddresses', poolId, ...named }),
    );
  }

  @Get('pools/:id/payout-addresses')
  @Roles(...READERS)
  @ApiOperation({
    summary: 'Payout addresses that were added to those of the approval',
    description:
      'Each with its dates, by asset and address. `asOf` leaves those that are in use then.',
  })
  @Lists(AddressItem)
  async payout(@Param('id') id: string, @Query() query: AddressesQuery) {
    const pool = await this.register.latest('pool', id);
    if (!pool) throw new Problem(404, 'pool-unknown', { detail: 'There is no pool with this id.' });
    return pageIn(addressesHeld(pool.added, query.asset), query);
  }
}

const isKey = (value: unknown): value is string => typeof value === 'string';
const keyOf = ({ asset, address, from }: Pick<AddressHeld, 'asset' | 'address' | 'from'>) =>
  `${asset} ${address} ${from}`;

const pageIn = (held: readonly AddressHeld[], { asOf, cursor, limit }: AddressesQuery) => {
  const after = keyIn(cursor, isKey) ?? '';
  const items = held
    .filter((one) => asOf === undefined || holdsAt(one, asOf))
    .map((one) => ({ ...one, key: keyOf(one) }))
    .filter(({ key }) => key > after)
    .sort((left, right) => (left.key < right.key ? -1 : 1))
    .slice(0, limit + 1)
    .map(({ asset, address, from, to }): AddressItem => ({
      asset,
      address,
      from,
      until: to ?? null,
    }));
  return pageOf(items, limit, keyOf);
};
