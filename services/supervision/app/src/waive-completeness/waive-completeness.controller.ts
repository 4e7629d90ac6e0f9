import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { endOf, localDateOf, plusDays, startOf, startOfDay } from '@esep/kernel';
import {
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsPeriod,
  IsRowId,
  IsText,
  NewProposal,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { dueUnder, evaluate, regimeBeginning } from '@esep/rulebook';
import { completenessWaiverDecider } from '@esep/supervision-domain';

import { Figures } from '../reconciliations/figures.js';
import { Senders } from './senders.js';

export class WaiverBody {
  @IsPeriod() period!: string;
  @IsRowId({ description: 'Pool or exchange that stays silent.' }) sender!: string;
  @IsText({ max: 2_000 }) reason!: string;
}

/** Two persons decide that a period is judged without a sender that stays silent. */
@ApiTags('waivers')
@Controller('supervision/v1')
@Fails(422, 'before-regime', 'no-rule-pack')
@Roles('supervision-analyst', 'enforcement-officer')
export class WaiveCompletenessController {
  constructor(
    private readonly figures: Figures,
    private readonly senders: Senders,
    private readonly commands: CommandHandler,
    private readonly proposals: NewProposal,
  ) {}

  @Post('waivers')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose a waiver; a second person confirms it',
    description:
      'The month is then judged without a pool or an exchange that stays silent. Only for one that is overdue.',
  })
  async propose(
    @Body() { period, sender, reason }: WaiverBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const who = await this.proposals.by(principal);
    const { rules, pack } = await this.figures.law(this.figures.moment({}));
    if (endOf(period) <= regimeBeginning(pack))
      throw new Problem(422, 'before-regime', {
        detail: 'No period of the regime. Check the year.',
      });
    const days = evaluate(pack, 'silentSenderWaiverDays', who.at).value;
    const due = dueUnder(rules, period);
    const overdueAt = startOfDay(plusDays(localDateOf(due), days));
    const asked = await this.senders.asked(sender, {
      start: startOf(period),
      end: endOf(period),
      due,
    });
    return this.commands.handle(
      command,
      step(`waiver-${period}-${sender}`, completenessWaiverDecider, {
        type: 'ProposeWaiver',
        period,
        sender,
        reason,
        overdueAt,
        ...(asked && { asked }),
        ...who,
      }),
    );
  }

  @Post('waivers/revocations')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Propose to take a waiver back; a second person confirms it',
    description: 'The period waits for the sender again, as known from then on.',
  })
  async proposeRevocation(
    @Body() { period, sender, reason }: WaiverBody,
    @CurrentPrincipal() principal: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    return this.commands.handle(
      command,
      step(`waiver-${period}-${sender}`, completenessWaiverDecider, {
        type: 'ProposeWaiverRevocation',
        ...{ period, sender, reason },
        ...(await this.proposals.by(principal)),
      }),
    );
  }
}
