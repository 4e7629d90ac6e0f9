import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { formerSpellings, type Instant } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsAsset,
  IsChoice,
  IsInstant,
  IsObjectOf,
  IsText,
  NewProposal,
  Problem,
  readAddress,
  Roles,
  ServiceConfig,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import {
  isDatedBack,
  PROOF_METHODS,
  walletDecider,
  type ProofMethod,
} from '@esep/licensing-domain';

import { MayBeProposed, ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';
import { LicenceRegister } from '../keep-register/register.js';

export class WalletProofBody {
  @IsChoice(PROOF_METHODS) method!: ProofMethod;
  @IsText({
    max: 4_000,
    description:
      'The signature in base64, the id of the transaction, or the SHA-256 (hex) of the document on file.',
    example: 'H3vQ8p2c0yGd7m1rVYx5uTzL4nKfW9sBqJoAeXiRhUkM',
  })
  content!: string;
}

export class BindWalletBody {
  @IsAsset() asset!: string;
  @IsText({ max: 200, description: 'Any spelling of it; one is kept.' }) address!: string;
  @IsInstant({ within: 'register' }) from!: string;
  @IsObjectOf(() => WalletProofBody, { description: 'What shows control of the address.' })
  proof!: WalletProofBody;
}

export class ReleaseWalletBody {
  @IsAsset({ optional: true, description: 'BTC unless said otherwise.' }) asset?: string;
  @IsInstant({ within: 'register' }) to!: string;
}

export class WalletCorrectionBody extends ReleaseWalletBody {
  @IsInstant({
    optional: true,
    description: 'Start of the binding; else the one in force at `to`, or the latest.',
    within: 'register',
  })
  from?: string;
  @IsText({ max: 2_000 }) reason!: string;
}

/** Whose an address is, and when. Two holders at once meet in the address's own stream. */
@ApiTags('wallets')
@Controller('licensing/v1/licences/:licenceId/wallets')
@Roles('licensing-officer')
export class WalletsController {
  constructor(
    private readonly register: LicenceRegister,
    private readonly commands: CommandHandler,
    private readonly config: ServiceConfig,
    private readonly clock: Clock,
    private readonly proposals: NewProposal,
  ) {}

  @Post()
  @MayBeProposed()
  @ApiOperation({
    summary: 'Bind an address to the holder of a licence',
    description: 'From more than a day ago it is proposed (202): a second person confirms it.',
  })
  async bind(
    @Param('licenceId') licenceId: string,
    @Body() { asset, address: written, from, proof }: BindWalletBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const address = readAddress(asset, written, this.config.ESEP_BITCOIN_NETWORK, {
      from: 'body',
      pointer: '/address',
    });
    const now = this.clock.now();
    const licenseeId = await this.holderOf(licenceId, now);
    const stream = await this.streamOf(asset, address);
    const shown = { proofMethod: proof.method, proof: proof.content };
    const said = { asset, address, licenseeId, licenceId, from, ...shown };
    if (!isDatedBack(from, now)) {
      const bind = { type: 'BindWallet', ...said, now } as const;
      return this.commands.handle(command, step(stream, walletDecider, bind));
    }
    const who = await this.proposals.by(by);
    const propose = { type: 'ProposeWalletBinding', ...said, ...who } as const;
    const outcome = await this.commands.handle(command, step(stream, walletDecider, propose));
    return withPeriods(outcome, from, now);
  }

  @Post(':address/release')
  @HttpCode(201)
  @ApiOperation({
    summary: 'End a binding, or move its end, from now on',
    description:
      'The address may be bound to another licensee afterwards. For a time that has passed, propose a correction.',
  })
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
        now: this.clock.now(),
      }),
    );
  }

  @Post(':address/corrections')
  @ProposesChange()
  @ApiOperation({
    summary: 'Propose another end of a binding, also in the past',
    description: 'Decides between two who claim a wallet: `to` = `from` annuls a binding.',
  })
  async correct(
    @Param('licenceId') licenceId: string,
    @Param('address') written: string,
    @Body() { asset = 'BTC', from, to, reason }: WalletCorrectionBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const address = readAddress(asset, written, this.config.ESEP_BITCOIN_NETWORK, {
      from: 'param',
      pointer: '/address',
    });
    const who = await this.proposals.by(by);
    const outcome = await this.commands.handle(
      command,
      step(await this.streamOf(asset, address), walletDecider, {
        type: 'ProposeWalletCorrection',
        licenseeId: await this.holderOf(licenceId),
        ...(from === undefined ? {} : { from }),
        to,
        reason,
        ...who,
      }),
    );
    return withPeriods(outcome, to, who.at);
  }

  /** Two who claim one wallet meet in its stream, also in that of a spelling which once was its own. */
  private async streamOf(asset: string, address: string): Promise<string> {
    const former = formerSpellings(asset, address).map((spelling) => `${asset}-${spelling}`);
    const found = await Promise.all(former.map((id) => this.register.find('wallet', id)));
    return `wallet-${found.find((wallet) => wallet !== undefined)?.id ?? `${asset}-${address}`}`;
  }

  /** Who holds the licence; it takes no wallet any more once it is revoked. */
  private async holderOf(licenceId: string, boundAt?: Instant): Promise<string> {
    const licence = await this.register.licence(licenceId);
    if (licence?.status === 'held') {
      const { revokedAt } = licence.sanctions;
      if (boundAt === undefined || revokedAt === undefined || boundAt < revokedAt)
        return licence.licenseeId;
      throw new Problem(422, 'licence-revoked', {
        detail: `The licence ${licenceId} was revoked; no wallet is bound to it any more.`,
      });
    }
    throw new Problem(404, 'licence-unknown', { detail: 'There is no licence with this id.' });
  }
}
