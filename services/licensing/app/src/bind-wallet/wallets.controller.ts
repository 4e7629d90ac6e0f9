import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { formerSpellings } from '@esep/kernel';
import {
  Command,
  CommandHandler,
  IsAsset,
  IsInstant,
  IsText,
  Problem,
  readAddress,
  Roles,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
} from '@esep/platform';
import { walletDecider } from '@esep/licensing-domain';

import { Register } from '../keep-register/register.js';

export class BindWalletBody {
  @IsAsset() asset!: string;
  @IsText({ max: 200, description: 'Any spelling of it; one is kept.' }) address!: string;
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
    private readonly config: ServiceConfig,
  ) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Bind an address to the holder of a licence' })
  async bind(
    @Param('licenceId') licenceId: string,
    @Body() { asset, address: written, from, proof }: BindWalletBody,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const address = readAddress(asset, written, this.config.ESEP_BITCOIN_NETWORK, {
      from: 'body',
      pointer: '/address',
    });
    const licenseeId = await this.holderOf(licenceId);
    return this.commands.handle(
      command,
      step(await this.streamOf(asset, address), walletDecider, {
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
    const address = readAddress(asset, written, this.config.ESEP_BITCOIN_NETWORK, {
      from: 'param',
      pointer: '/address',
    });
    const licenseeId = await this.holderOf(licenceId);
    return this.commands.handle(
      command,
      step(await this.streamOf(asset, address), walletDecider, {
        type: 'ReleaseWallet',
        licenseeId,
        to,
      }),
    );
  }

  /** Two who claim one wallet meet in its stream, also in that of a spelling which once was its own. */
  private async streamOf(asset: string, address: string): Promise<string> {
    const former = formerSpellings(asset, address).map((spelling) => `${asset}-${spelling}`);
    const found = await Promise.all(former.map((id) => this.register.find('wallet', id)));
    return `wallet-${found.find((wallet) => wallet !== undefined)?.id ?? `${asset}-${address}`}`;
  }

  private async holderOf(licenceId: string): Promise<string> {
    const licence = await this.register.licence(licenceId);
    if (licence?.status === 'held') return licence.licenseeId;
    throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
  }
}
