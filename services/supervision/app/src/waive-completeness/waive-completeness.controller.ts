import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { endOf, localDateOf, plusDays, proposalExpiry, startOf, startOfDay } from '@esep/kernel';
import {
  Clock,
  Command,
  CommandHandler,
  CurrentPrincipal,
  Fails,
  IsPeriod,
  IsRowId,
  IsText,
  Problem,
  Roles,
  step,
  type CommandContext,
  type CommandOutcome,
  type Principal,
} from '@esep/platform';
import { dueUnder, evaluate, regimeBeginning } from '@esep/rulebook';
import { completenessWaiverDecider } from '@esep/supervision-domain';
import { v7 as uuidv7 } from 'uuid';

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
    private readonly clock: Clock,
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
    const at = this.clock.now();
    const { rules, pack } = await this.figures.law(this.figures.moment({}));
    if (endOf(period) <= regimeBeginning(pack))
      throw new Problem(422, 'before-regime', {
        detail: 'No period of the regime. Check the year.',
      });
    const days = evaluate(pack, 'silentSenderWaiverDays', at).value;
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
        proposalId: uuidv7(),
        period,
        sender,
        reason,
        overdueAt,
        ...(asked && { asked }),
        by: principal.subject,
        at,
        expiresAt: proposalExpiry(at, evaluate(pack, 'proposalDays', at).value),
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
    @CurrentPrincipal() { subject: by }: Principal,
    @Command() command: CommandContext,
  ): Promise<CommandOutcome> {
    const at = this.clock.now();
    const { pack } = await this.figures.law(this.figures.moment({}));
    const expiresAt = proposalExpiry(at, evaluate(pack, 'proposalDays', at).value);
    return this.commands.handle(
      command,
      step(`waiver-${period}-${sender}`, completenessWaiverDecider, {
        type: 'ProposeWaiverRevocation',
        ...{ period, sender, reason, proposalId: uuidv7(), by, at, expiresAt },
      }),
    );
  }
}
