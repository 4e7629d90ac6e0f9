import { Body, Controller, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  IsFlag,
  IsInstant,
  IsText,
  NewProposal,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { barDecider, licenceDecider } from '@esep/licensing-domain';
import { evaluate } from '@esep/rulebook';

import { RulePacks } from '../adopt-rule-pack/rule-packs.js';
import { ProposesChange, withPeriods } from '../answer-proposal/change-answer.js';
import { LicenceRegister } from '../keep-register/register.js';

export class RenewalBody {
  @IsInstant({
    optional: true,
    description: 'Start of a further term, or of the one that gets another end; else the latest.',
    within: 'register',
  })
  from?: string;
  @IsInstant({
    description: 'When the term ends; at most a term of the rule pack away.',
    within: 'until',
  })
  until!: string;
  @IsText({ max: 2_000 }) ground!: string;
  @IsFlag({
    optional: true,
    description: 'The register was wrong about a time that has passed.',
  })
  correction?: boolean;
}

export class TransferBody {
  @IsText({ max: 36, pattern: /^[0-9a-f-]{36}$/, description: 'Who holds it from then on.' })
  toLicenseeId!: string;
  @IsInstant({ within: 'register' }) from!: string;
  @IsText({ max: 2_000 }) ground!: string;
}

/** How long a licence is in force, and who holds it: one person proposes, another confirms. */
@ApiTags('register')
@Controller('licensing/v1/licences/:licenceId')
@Roles('licensing-officer')
export class LicenceTermsController {
  constructor(
    private readonly packs: RulePacks,
    private readonly proposals: NewProposal,
    private readonly register: LicenceRegister,
    private readonly commands: CommandHandler,
  ) {}

  @Post('renew')
  @ProposesChange()
  @ApiOperation({
    summary: 'Propose a further term, or another end of a term (LIC-11)',
    description:
      'At most a term of the rule pack from `from`. With `correction` the register was wrong about a time that has passed.',
  })
  async renew(
    @Param('licenceId') licenceId: string,
    @Body() { correction, ...body }: RenewalBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(by);
    const pack = await this.packs.inForce(who.at);
    const outcome = await this.commands.handle(
      command,
      step(`licence-${licenceId}`, licenceDecider, {
        type: 'ProposeRenewal',
        ...body,
        ...(correction ? { correction: true as const } : {}),
        termMonths: evaluate(pack, 'licenceTermMonths', who.at).value,
        ...who,
      }),
    );
    return correction ? withPeriods(outcome, body.from ?? body.until, who.at) : outcome;
  }

  @Post('transfer')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose that another licensee holds the licence',
    description:
      'From `from` on its coins are those of `toLicenseeId`. A licensee who is barred gets none.',
  })
  async transfer(
    @Param('licenceId') licenceId: string,
    @Body() { toLicenseeId, from, ground }: TransferBody,
    @CurrentPrincipal() by: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    if ((await this.register.find('licensee', toLicenseeId)) === undefined)
      throw new Problem(404, 'licensee-unknown', { detail: 'There is no licensee with this id.' });
    const who = await this.proposals.by(by);
    return this.commands.handle(
      command,
      step(`licence-${licenceId}`, licenceDecider, {
        type: 'ProposeTransfer',
        toLicenseeId,
        from,
        ground,
        ...who,
      }),
      step(`bar-${toLicenseeId}`, barDecider, { type: 'AskForBar', at: who.at }),
    );
  }
}
