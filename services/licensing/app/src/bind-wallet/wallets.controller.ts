import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { canonicalAddress } from '@esep/kernel';
import {
  Command,
  CommandHandler,
  IsAsset,
  IsInstant,
  IsText,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { walletDecider } from '@esep/licensing-domain';

import { Register } from '../keep-register/register.js';

const ADDRESS = /^[A-Za-z0-9:]{8,120}$/;

export class BindWalletBody {
  @IsAsset() asset!: string;
  @IsText({ max: 120, pattern: ADDRESS }) address!: string;
  @IsInstant({ within: 'register' }) from!: string;
  @IsText({ max: 4_000, description: 'What shows control of the address.' }) proof!: string;
}

export class ReleaseWalletBody {
  @IsAsset({ optional: true, description: 'BTC unless said otherwise.' }) asset?: string;
  @IsInstant({ within: 'register' }) to!: string;
}

/** Whose an address is, and when. Two holders at once meet in the address's own stream. */
@ApiTags('wallets')
@Controller('licensing/v1/licences/:licenceId/wallets')
@Roles('licensing-officer')
export class WalletsController {
  constructor(
    private readonly register: Register,
    private readonly commands: CommandHandler,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Bind an address to the holder of a licence' })
  async bind(
    @Param('licenceId') licenceId: string,
    @Body() { asset, address: written, from, proof }: BindWalletBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licenseeId = await this.holderOf(licenceId);
    const address = canonicalAddress(written);
    return this.commands.handle(
      command,
      step(`wallet-${asset}-${address}`, walletDecider, {
        type: 'BindWallet',
        asset,
        address,
        licenseeId,
        licenceId,
        from,
        proof,
      }),
    );
  }

  @Post(':address/release')
  @HttpCode(201)
  @ApiOperation({ summary: 'End a binding, or move its end' })
  async release(
    @Param('licenceId') licenceId: string,
    @Param('address') written: string,
    @Body() { asset = 'BTC', to }: ReleaseWalletBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const licenseeId = await this.holderOf(licenceId);
    return this.commands.handle(
      command,
      step(`wallet-${asset}-${canonicalAddress(written)}`, walletDecider, {
        type: 'ReleaseWallet',
        licenseeId,
        to,
      }),
    );
  }

  private async holderOf(licenceId: string): Promise<string> {
    const licence = await this.register.licence(licenceId);
    if (licence?.status === 'held') return licence.licenseeId;
    throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
  }
}
